-- The relations that people have fixed and that stand.
CREATE OR REPLACE VIEW internal.relabelled AS
SELECT decision_id, article_id, other_id, relation FROM (
    SELECT * FROM internal.decisions WHERE verb IN ('relabel', 'withdraw')
    QUALIFY row_number() OVER (PARTITION BY article_id, other_id ORDER BY decision_id DESC) = 1)
WHERE verb = 'relabel';
