CREATE OR REPLACE VIEW evidence AS
SELECT p.first_id AS article_id, p.second_id AS other_id, m.measure, p.measures[m.position] AS value, m.threshold,
       CASE WHEN m.threshold IS NULL THEN NULL
            WHEN m.is_minimum THEN p.measures[m.position] >= m.threshold
            ELSE p.measures[m.position] <= m.threshold END AS met
FROM internal.verdicts p LEFT JOIN internal.runs r USING (run_id)
JOIN internal.measures m ON m.config_hash = coalesce(r.config_hash, '')
WHERE NOT isnan(p.measures[m.position])
UNION ALL
SELECT p.article_id, p.other_id, 'disguised_words', greatest(coalesce(a.disguised_words, 0), coalesce(b.disguised_words, 0)), NULL, NULL
FROM (SELECT article_id, other_id FROM pairs
      UNION ALL SELECT least(article_id, class_id), greatest(article_id, class_id) FROM internal.classes WHERE article_id <> class_id) p
JOIN internal.articles a ON a.article_id = p.article_id
JOIN internal.articles b ON b.article_id = p.other_id
WHERE a.disguised_words > 0 OR b.disguised_words > 0;
COMMENT ON VIEW evidence IS 'Every measure behind every verified pair; costly ones only of pairs that may be copies. Where words of one of two texts were disguised, disguised_words says how many, also of texts with the same words';
COMMENT ON COLUMN evidence.article_id IS 'The article with the smaller id';
COMMENT ON COLUMN evidence.other_id IS 'The article with the larger id';
COMMENT ON COLUMN evidence.measure IS 'Name of the measure; docs/measures.md says what each means';
COMMENT ON COLUMN evidence.value IS 'What was measured';
COMMENT ON COLUMN evidence.threshold IS 'What the value is held to; null for a measure that decides nothing alone';
COMMENT ON COLUMN evidence.met IS 'Whether the value meets the threshold';
