CREATE OR REPLACE VIEW furniture AS
SELECT site, line, articles FROM internal.furniture
UNION ALL
SELECT NULL, min(sentence), count(DISTINCT article_id) FROM internal.left_out GROUP BY key;
COMMENT ON VIEW furniture IS 'Lines that a site has in many articles, and sentences that stand in many different stories: they stay in text, but are no evidence of copying';
COMMENT ON COLUMN furniture.site IS 'The site of a line; null: a sentence of many stories, wherever it stands';
COMMENT ON COLUMN furniture.line IS 'The line or sentence';
COMMENT ON COLUMN furniture.articles IS 'Of a line, articles that held it when the list was made, those made of hardly anything else not counted; of a sentence, articles in whose comparison it is left out';
