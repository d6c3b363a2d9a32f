CREATE OR REPLACE VIEW feeds AS
SELECT url, site, kind, status, interval_s / 60.0 AS interval_minutes, due_at, last_polled_at, last_new_at, items_per_day
FROM internal.feeds;
COMMENT ON VIEW feeds IS 'Every feed, news sitemap and section page that is polled';
COMMENT ON COLUMN feeds.url IS 'Its address';
COMMENT ON COLUMN feeds.site IS 'The site it belongs to';
COMMENT ON COLUMN feeds.kind IS 'feed, sitemap or section';
COMMENT ON COLUMN feeds.status IS 'How its last poll ended';
COMMENT ON COLUMN feeds.interval_minutes IS 'Minutes between polls, by how often it publishes';
COMMENT ON COLUMN feeds.due_at IS 'When it is polled next, UTC';
COMMENT ON COLUMN feeds.last_polled_at IS 'When it was polled last, UTC';
COMMENT ON COLUMN feeds.last_new_at IS 'When it last named a new article, UTC';
COMMENT ON COLUMN feeds.items_per_day IS 'Articles a day that it names, observed';
