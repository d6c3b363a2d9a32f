CREATE OR REPLACE VIEW hints AS
SELECT article_id, 'residue' AS kind, text AS hint FROM internal.removals WHERE rule = 'spinner_residue'
UNION ALL
SELECT article_id, 'tortured_phrase', phrase
FROM (FROM internal.held QUALIFY count(*) OVER (PARTITION BY doc) >= 2) JOIN internal.searched USING (doc);
COMMENT ON VIEW hints IS 'What automatic spinners leave behind in single articles: a reason to look closer, never a verdict';
COMMENT ON COLUMN hints.article_id IS 'The article';
COMMENT ON COLUMN hints.kind IS 'residue (a placeholder, a link that named the source) or tortured_phrase (two and more of them)';
COMMENT ON COLUMN hints.hint IS 'The words';
