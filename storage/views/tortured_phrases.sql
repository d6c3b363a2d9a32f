CREATE OR REPLACE VIEW tortured_phrases AS
SELECT phrase, count(DISTINCT group_id) AS stories
FROM internal.tortured JOIN internal.members USING (article_id)
GROUP BY phrase HAVING stories >= 2;
COMMENT ON VIEW tortured_phrases IS 'Phrases that nobody writes, learnt from spun copies of two stories and more';
COMMENT ON COLUMN tortured_phrases.phrase IS 'Two words in a row';
COMMENT ON COLUMN tortured_phrases.stories IS 'Copy groups whose spun copies have it';
