CREATE OR REPLACE VIEW discoveries AS
SELECT coalesce(p.article_id, d.article_id) AS article_id, found_in, kind, title, published_at, published_precision, seen_at
FROM internal.discoveries d
LEFT JOIN internal.later_pages p ON p.page_id = d.article_id;
COMMENT ON VIEW discoveries IS 'Where each article was found: one row for each feed, sitemap or section that named it, or a later page of it';
COMMENT ON COLUMN discoveries.article_id IS 'The article';
COMMENT ON COLUMN discoveries.found_in IS 'Address of the feed, sitemap or section; or the command line';
COMMENT ON COLUMN discoveries.kind IS 'feed, sitemap, section or argument';
COMMENT ON COLUMN discoveries.title IS 'Headline given there';
COMMENT ON COLUMN discoveries.published_at IS 'Time given there, UTC';
COMMENT ON COLUMN discoveries.published_precision IS 'second, minute or day: how exact that time is';
COMMENT ON COLUMN discoveries.seen_at IS 'When it was found there first, UTC';
