CREATE OR REPLACE VIEW furniture AS
SELECT site, line, articles FROM internal.furniture;
COMMENT ON VIEW furniture IS 'Lines that a site has in many articles: they stay in text, but are no evidence of copying';
COMMENT ON COLUMN furniture.site IS 'The site';
COMMENT ON COLUMN furniture.line IS 'The line';
COMMENT ON COLUMN furniture.articles IS 'Articles that hold it, when the list was made; those made of hardly anything else not counted';
