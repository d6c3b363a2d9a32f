-- The relations that people had fixed, and that stood, when decision `last` was made.
CREATE OR REPLACE MACRO internal.relabelled(last) AS TABLE
SELECT decision_id, article_id, other_id, relation FROM (
    SELECT * FROM internal.decisions WHERE verb IN ('relabel', 'withdraw') AND decision_id <= last
    QUALIFY row_number() OVER (PARTITION BY article_id, other_id ORDER BY decision_id DESC) = 1)
WHERE verb = 'relabel';
