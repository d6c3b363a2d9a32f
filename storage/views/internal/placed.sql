-- The articles that people keep apart (split) or together (merge).
CREATE OR REPLACE VIEW internal.placed AS
SELECT decision_id, article_id, other_id, verb FROM (
    SELECT * FROM internal.decisions WHERE verb IN ('split', 'merge', 'withdraw')
    QUALIFY row_number() OVER (PARTITION BY article_id, other_id ORDER BY decision_id DESC) = 1)
WHERE verb <> 'withdraw';
