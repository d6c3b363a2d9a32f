CREATE OR REPLACE VIEW fetches AS
SELECT fetch_id, run_id, coalesce(p.article_id, f.article_id) AS article_id, url, final_url, site, kind, fetched_at,
       http_status, outcome, content_type, bytes, warc_file, warc_offset, payload_sha256, note,
       CASE WHEN f.article_id IS NOT NULL THEN coalesce(p.page, 1) END AS page
FROM internal.fetches f
LEFT JOIN internal.later_pages p ON p.page_id = f.article_id;
COMMENT ON VIEW fetches IS 'Every answer from a site and every imported row, with the place of its raw bytes';
COMMENT ON COLUMN fetches.fetch_id IS 'Number of the fetch';
COMMENT ON COLUMN fetches.run_id IS 'The run that fetched it';
COMMENT ON COLUMN fetches.article_id IS 'The article; null for feeds, sitemaps and robots.txt';
COMMENT ON COLUMN fetches.page IS 'Number of the page in its article: 1, and more where an article goes on on further pages; null for feeds, sitemaps and robots.txt';
COMMENT ON COLUMN fetches.url IS 'Address asked for';
COMMENT ON COLUMN fetches.final_url IS 'Address that answered, after redirects';
COMMENT ON COLUMN fetches.site IS 'Site asked';
COMMENT ON COLUMN fetches.kind IS 'page, row (imported), feed, sitemap, section or robots';
COMMENT ON COLUMN fetches.fetched_at IS 'When, UTC';
COMMENT ON COLUMN fetches.http_status IS 'HTTP status; null where none came';
COMMENT ON COLUMN fetches.outcome IS 'ok, not_modified, or what went wrong';
COMMENT ON COLUMN fetches.content_type IS 'Media type of the answer';
COMMENT ON COLUMN fetches.bytes IS 'Length of the body';
COMMENT ON COLUMN fetches.warc_file IS 'File under raw/ that holds the bytes; null where they were not kept';
COMMENT ON COLUMN fetches.warc_offset IS 'Byte offset of the record in that file';
COMMENT ON COLUMN fetches.payload_sha256 IS 'SHA-256 of the body, in hex';
COMMENT ON COLUMN fetches.note IS 'What went wrong, or what the page says against being kept: noarchive, tdm-reservation';
