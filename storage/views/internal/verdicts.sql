-- One article stands for its reprint class; a verdict on it is shown of the class. The verdict on two articles
-- themselves comes first, then that on equal texts, then that on others of their classes. Two equal texts have none,
-- and where two articles were themselves judged unrelated, nothing is lent to them.
CREATE OR REPLACE VIEW internal.verdicts AS
WITH verdict AS (
    SELECT article_id AS x, other_id AS y, relation, confidence, channels, measures, run_id
    FROM internal.judged WHERE relation <> 'unrelated'),
holder AS (
    SELECT x AS one_id, 0 AS distance, y, x, relation, confidence, channels, measures, run_id FROM verdict
    UNION ALL
    SELECT t.article_id, CASE WHEN is_same_text THEN 1 ELSE 3 END, y, x, relation, confidence, channels, measures, run_id
    FROM verdict JOIN internal.twins t ON t.same_as = x),
both_holders AS (
    SELECT one_id, y AS two_id, distance, x, y, relation, confidence, channels, measures, run_id FROM holder
    UNION ALL
    SELECT one_id, t.article_id, distance + CASE WHEN is_same_text THEN 1 ELSE 3 END, x, y, relation, confidence, channels,
           measures, run_id
    FROM holder JOIN internal.twins t ON t.same_as = y),
lent AS (                              -- what was found of two others of their classes
    SELECT DISTINCT ON (article_id, other_id)
           least(one_id, two_id) AS article_id, greatest(one_id, two_id) AS other_id,
           relation, confidence, channels, measures, run_id
    FROM both_holders WHERE one_id <> two_id AND distance > 0
    ORDER BY article_id, other_id, distance, x, y),
equal AS (SELECT article_id, same_as AS other_id FROM internal.twins WHERE is_same_text)
SELECT x AS first_id, y AS second_id, relation, confidence, channels, measures, run_id FROM verdict
UNION ALL
SELECT * FROM lent ANTI JOIN internal.judged USING (article_id, other_id) ANTI JOIN equal USING (article_id, other_id);
