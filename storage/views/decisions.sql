CREATE OR REPLACE VIEW decisions AS
SELECT decision_id, verb, article_id, other_id, relation, found,
       CASE verb WHEN 'confirm' THEN found WHEN 'relabel' THEN relation WHEN 'split' THEN 'apart' WHEN 'merge' THEN 'together' END AS label,
       verb <> 'withdraw' AND decision_id > coalesce(max(decision_id) FILTER (verb = 'withdraw') OVER pair, 0)
           AND (verb = 'confirm' OR decision_id = max(decision_id) OVER (PARTITION BY article_id, other_id, verb = 'relabel', verb IN ('split', 'merge')))
           AS stands,
       who, why, made_at
FROM internal.decisions WINDOW pair AS (PARTITION BY article_id, other_id);
COMMENT ON VIEW decisions IS 'What people decided on pairs of articles; later runs respect it';
COMMENT ON COLUMN decisions.decision_id IS 'Number of the decision';
COMMENT ON COLUMN decisions.verb IS 'confirm, relabel, split, merge or withdraw';
COMMENT ON COLUMN decisions.article_id IS 'The article with the smaller id';
COMMENT ON COLUMN decisions.other_id IS 'The article with the larger id';
COMMENT ON COLUMN decisions.relation IS 'Of a relabel: the relation that they have';
COMMENT ON COLUMN decisions.found IS 'What wirecopy had said: a relation, or unrelated';
COMMENT ON COLUMN decisions.label IS 'The pair as labelled data: a relation, apart or together; null for a withdrawal';
COMMENT ON COLUMN decisions.stands IS 'Neither withdrawn nor overruled by a later one';
COMMENT ON COLUMN decisions.who IS 'Who decided';
COMMENT ON COLUMN decisions.why IS 'The reason given';
COMMENT ON COLUMN decisions.made_at IS 'When, UTC';
