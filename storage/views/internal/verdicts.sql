-- One article stands for its reprint class; a verdict on it holds for the class. What a person has
-- said of two articles holds for those two.
CREATE OR REPLACE VIEW internal.verdicts AS
WITH reviewed AS (
    SELECT unnest([article_id, other_id]) AS article_id FROM internal.relabelled),
touched AS (
    FROM reviewed UNION SELECT same_as FROM internal.twins JOIN reviewed USING (article_id)),
verdict AS (
    SELECT article_id AS x, other_id AS y, relation, confidence, channels, measures, run_id
    FROM internal.pairs
    WHERE relation <> 'unrelated' OR (article_id IN (FROM touched) AND other_id IN (FROM touched))),
holder AS (
    SELECT x AS one_id, y, x, relation, confidence, channels, measures, run_id FROM verdict
    UNION ALL
    SELECT t.article_id, y, x, relation, confidence, channels, measures, run_id
    FROM verdict JOIN internal.twins t ON t.same_as = x),
both_holders AS (
    SELECT one_id, y AS two_id, x, y, relation, confidence, channels, measures, run_id FROM holder
    UNION ALL
    SELECT one_id, t.article_id, x, y, relation, confidence, channels, measures, run_id
    FROM holder JOIN internal.twins t ON t.same_as = y),
lent AS (                              -- what was found of two others of their classes
    SELECT DISTINCT ON (article_id, other_id)
           least(one_id, two_id) AS article_id, greatest(one_id, two_id) AS other_id,
           relation, confidence, channels, measures, run_id
    FROM both_holders WHERE one_id <> two_id AND (one_id <> x OR two_id <> y)
    ORDER BY article_id, other_id, one_id <> x, two_id <> y, x, y),
found AS (
    SELECT x AS article_id, y AS other_id, relation, confidence, channels, measures, run_id FROM verdict
    UNION ALL
    SELECT * FROM lent ANTI JOIN verdict ON article_id = x AND other_id = y)
SELECT article_id AS first_id, other_id AS second_id, coalesce(r.relation, f.relation) AS relation,
       CASE WHEN r.relation IS NULL THEN confidence ELSE 1.0 END AS confidence,
       CASE WHEN r.relation IS NULL THEN channels ELSE list_append(channels, 'review') END AS channels,
       measures, run_id
FROM found f LEFT JOIN internal.relabelled r USING (article_id, other_id)
WHERE coalesce(r.relation, f.relation) <> 'unrelated';
