CREATE OR REPLACE MACRO explain(a, b) AS TABLE
    SELECT p.relation, p.confidence, e.measure, e.value, e.threshold, e.met
    FROM pairs p JOIN evidence e USING (article_id, other_id)
    WHERE p.article_id = least(a::BIGINT, b::BIGINT) AND p.other_id = greatest(a::BIGINT, b::BIGINT)
    ORDER BY (SELECT any_value(m.position) FROM internal.measures m WHERE m.measure = e.measure);
COMMENT ON MACRO TABLE explain IS 'The evidence behind a pair, in the order of docs/measures.md: SELECT * FROM explain(article_id, other_id)';
