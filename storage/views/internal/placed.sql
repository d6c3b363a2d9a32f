-- The articles that people kept apart (split) or together (merge) when decision `last` was made.
CREATE OR REPLACE MACRO internal.placed(last) AS TABLE
SELECT decision_id, article_id, other_id, verb FROM (
    SELECT * FROM internal.decisions WHERE verb IN ('split', 'merge', 'withdraw') AND decision_id <= last
    QUALIFY row_number() OVER (PARTITION BY article_id, other_id ORDER BY decision_id DESC) = 1)
WHERE verb <> 'withdraw';
