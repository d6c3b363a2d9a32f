-- How the pairs that were compared relate: as people have fixed it of their classes; verbatim inside a class,
-- whatever two of its members are for themselves, and then as sure as they are close; else as it was found.
-- Who puts two into one group says that they are copies: where none was found, they count as edited.
-- `relation_of` in dedup/group/links.py says the same of the members of copy groups.
CREATE OR REPLACE VIEW internal.judged AS
WITH reprint AS (SELECT article_id, class_id FROM internal.classes WHERE article_id <> class_id),
classed AS (
    SELECT p.*, coalesce(a.class_id, p.article_id) AS one, coalesce(b.class_id, p.other_id) AS two
    FROM internal.pairs p
    LEFT JOIN reprint a ON a.article_id = p.article_id
    LEFT JOIN reprint b ON b.article_id = p.other_id),
decided AS (
    SELECT c.*, one = two AS is_reprint,
           CASE WHEN f.relation IS NOT NULL THEN f.relation
                WHEN f.is_together AND c.relation NOT IN ('verbatim', 'edited', 'spun', 'rewritten')
                THEN 'edited' END AS decided
    FROM classed c LEFT JOIN internal.fixed f
         ON f.class_id = least(one, two) AND f.other_class_id = greatest(one, two))
SELECT * EXCLUDE (one, two, is_reprint, decided) REPLACE (
           CASE WHEN is_reprint THEN 'verbatim' ELSE coalesce(decided, relation) END AS relation,
           CASE WHEN is_reprint AND relation <> 'verbatim' THEN (article_share + other_share) / 2
                WHEN NOT is_reprint AND decided IS NOT NULL THEN 1.0
                ELSE confidence END AS confidence,
           CASE WHEN NOT is_reprint AND decided IS NOT NULL THEN list_append(channels, 'review')
                ELSE channels END AS channels)
FROM decided;
