-- Members of one reprint class hold the same text, so they are kept or removed together: by the head
-- of the group (its source, or its earliest member) when the class has it, or when what the class is
-- to it is within the level; else by the article that stands for the class. A member may have its text from a
-- later posting, and its relation is to that. So where any of a class was compared with the head itself, the class
-- is held to what came of that: a copy of a copy may be no copy of the head.
CREATE OR REPLACE MACRO keep_map(level) AS TABLE
    WITH levels AS (
        SELECT CASE level WHEN 'verbatim' THEN ['verbatim']
                          WHEN 'edited' THEN ['verbatim', 'edited']
                          WHEN 'spun' THEN ['verbatim', 'edited', 'spun']
                          WHEN 'all' THEN ['verbatim', 'edited', 'spun', 'rewritten']
                          ELSE error('keep_map takes verbatim, edited, spun or all') END AS within),
    verdict AS MATERIALIZED (SELECT first_id, second_id, relation, confidence FROM internal.verdicts),
    said AS (
        SELECT first_id, second_id, relation FROM verdict
        UNION ALL SELECT article_id, other_id, relation FROM internal.judged WHERE relation = 'unrelated'),
    member AS (
        SELECT article_id, m.group_id, coalesce(class_id, article_id) AS class_id, m.source_id, m.relation, m.confidence,
               coalesce(g.source_id, g.group_id) AS head_id, within
        FROM levels, internal.members m
        JOIN internal.copy_groups g USING (group_id)
        LEFT JOIN internal.classes c USING (article_id)),
    against_head AS (
        SELECT m.*, coalesce(p.relation, CASE WHEN source_id = head_id THEN m.relation END) AS to_head
        FROM member m LEFT JOIN said p
             ON first_id = least(article_id, head_id) AND second_id = greatest(article_id, head_id)),
    held_to AS (
        SELECT * REPLACE (CASE WHEN count(to_head) OVER same_text > 0 THEN to_head ELSE relation END AS relation)
        FROM against_head WINDOW same_text AS (PARTITION BY group_id, class_id)),
    judged AS (
        SELECT *, bool_or(article_id = head_id) OVER same_text AS is_of_head,
               arg_min(relation, list_position(['verbatim', 'edited', 'spun', 'rewritten'], relation)) OVER same_text AS closest,
               bool_or(article_id = head_id OR coalesce(list_contains(within, relation), false)) OVER same_text
               AND NOT bool_or(relation IS NOT NULL AND relation IN ('partial', 'same_story', 'unrelated', 'same_form')) OVER same_text AS is_within,
               first_value(article_id) OVER (same_text ORDER BY article_id <> class_id, article_id) AS stands_for_class
        FROM held_to WINDOW same_text AS (PARTITION BY group_id, class_id)),
    decided AS (
        SELECT article_id AS removed_id, CASE WHEN is_within THEN head_id ELSE stands_for_class END AS kept_id,
               CASE WHEN is_of_head OR NOT is_within THEN 'verbatim' ELSE closest END AS relation,
               is_within, confidence
        FROM judged)
    SELECT d.removed_id, d.kept_id, coalesce(p.relation, d.relation)::relation AS relation,
           CASE WHEN p.confidence IS NOT NULL THEN p.confidence
                WHEN d.is_within OR a.content_hash <> b.content_hash THEN d.confidence
                ELSE 1.0 END AS confidence
    FROM decided d
    LEFT JOIN internal.articles a ON a.article_id = d.removed_id
    LEFT JOIN internal.articles b ON b.article_id = d.kept_id
    LEFT JOIN verdict p ON first_id = least(removed_id, kept_id) AND second_id = greatest(removed_id, kept_id)
    WHERE d.removed_id <> d.kept_id;
COMMENT ON MACRO TABLE keep_map IS 'What a corpus without copies leaves out (removed_id), what it keeps instead (kept_id), relation and confidence; level is verbatim, edited, spun or all: SELECT * FROM keep_map(''spun'')';
