CREATE OR REPLACE VIEW evidence AS
SELECT p.first_id AS article_id, p.second_id AS other_id, m.measure, p.measures[m.position] AS value, m.threshold,
       CASE WHEN m.threshold IS NULL THEN NULL
            WHEN m.is_minimum THEN p.measures[m.position] >= m.threshold
            ELSE p.measures[m.position] <= m.threshold END AS met
FROM internal.verdicts p LEFT JOIN internal.runs r USING (run_id)
JOIN internal.measures m ON m.config_hash = coalesce(r.config_hash, '')
WHERE NOT isnan(p.measures[m.position]);
COMMENT ON VIEW evidence IS 'Every measure behind every verified pair; costly ones only of pairs that may be copies';
COMMENT ON COLUMN evidence.article_id IS 'The article with the smaller id';
COMMENT ON COLUMN evidence.other_id IS 'The article with the larger id';
COMMENT ON COLUMN evidence.measure IS 'Name of the measure; docs/measures.md says what each means';
COMMENT ON COLUMN evidence.value IS 'What was measured';
COMMENT ON COLUMN evidence.threshold IS 'What the value is held to; null for a measure that decides nothing alone';
COMMENT ON COLUMN evidence.met IS 'Whether the value meets the threshold';
