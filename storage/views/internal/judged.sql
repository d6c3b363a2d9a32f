-- How the pairs that were compared relate, as far as the last run has taken in what people decided.
CREATE OR REPLACE VIEW internal.judged AS
SELECT p.* REPLACE (coalesce(o.relation, p.relation) AS relation, coalesce(o.confidence, p.confidence) AS confidence,
                    CASE WHEN o.is_fixed THEN list_append(p.channels, 'review') ELSE p.channels END AS channels)
FROM internal.pairs p LEFT JOIN internal.overruled o USING (article_id, other_id);
