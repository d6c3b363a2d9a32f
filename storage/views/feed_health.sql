CREATE OR REPLACE VIEW feed_health AS
WITH dated AS (                        -- the last 30 articles of each feed, by when they came out
    SELECT found_in, coalesce(published_at, seen_at) AS moment FROM internal.discoveries
    QUALIFY row_number() OVER (PARTITION BY found_in ORDER BY moment DESC) <= 30
), gaps AS (
    SELECT found_in AS url, greatest(median(gap), 3600) AS gap_s FROM (
        SELECT found_in, date_diff('second', lag(moment) OVER (PARTITION BY found_in ORDER BY moment), moment) AS gap
        FROM dated)
    GROUP BY 1
), recent AS (                         -- the last 30 polls, which is all that is kept of them
    SELECT feed_url AS url, count(*) AS polls,
           count(*) FILTER (outcome NOT IN ('ok', 'not_modified', 'unchanged')) AS failed,
           count(*) FILTER (outcome = 'ok' AND found = new AND found >= 5) AS full_polls,
           list(found ORDER BY polled_at DESC) FILTER (outcome IN ('ok', 'unchanged')) AS last_found,
           arg_max(note, polled_at) AS note
    FROM internal.feed_events GROUP BY 1
), known AS (
    SELECT f.*, r.note, coalesce(r.polls, 0) AS recent_polls, g.gap_s, r.last_found,
           coalesce(r.failed / r.polls, 0) AS failed_share,
           -- the first poll of all knows nothing, so that everything in it is new
           greatest(coalesce(r.full_polls, 0) - (f.polls <= 30)::INTEGER, 0) AS recent_overflows,
           max(CASE WHEN f.score = 0 THEN f.last_new_at END) OVER (PARTITION BY f.site) AS site_new_at
    FROM internal.feeds f LEFT JOIN recent r USING (url) LEFT JOIN gaps g USING (url)
), late AS (
    SELECT *, date_diff('second', CASE WHEN kind = 'feed' THEN last_new_at ELSE site_new_at END, last_polled_at)
              > greatest(3 * 86400, 5 * coalesce(gap_s, 7 * 86400)) AS is_silent
    FROM known
)
SELECT url, site, kind, status, score, overflows, last_polled_at, last_new_at, note, recent_polls, failed_share,
       recent_overflows / greatest(recent_polls, 1) AS overflow_share, gap_s / 3600.0 AS usual_gap_hours,
       is_validator_trusted,
       CASE WHEN last_polled_at IS NULL AND found_in IS NULL THEN 'never polled'
            WHEN kind = 'sitemap' AND status = 'gone' AND site_new_at IS NOT NULL THEN NULL
            WHEN status = 'not_a_feed' AND score >= 1 THEN 'no feed'
            WHEN score >= 5 THEN 'errors'
            WHEN len(last_found) >= 3 AND list_sum(last_found[:3]) = 0 AND last_new_at IS NOT NULL AND kind <> 'sitemap' THEN 'empty'
            WHEN recent_overflows >= 3 AND recent_overflows > 0.2 * recent_polls THEN 'overflowing'
            WHEN is_silent THEN 'silent' END AS alarm
FROM late;
COMMENT ON VIEW feed_health IS 'Which feeds need a person';
COMMENT ON COLUMN feed_health.url IS 'Address of the feed';
COMMENT ON COLUMN feed_health.site IS 'The site it belongs to';
COMMENT ON COLUMN feed_health.kind IS 'feed, sitemap or section';
COMMENT ON COLUMN feed_health.status IS 'How its last poll ended';
COMMENT ON COLUMN feed_health.score IS 'Errors in a row, weighted: hard 1, soft 0.5, temporary 0.25; 0 after a success';
COMMENT ON COLUMN feed_health.overflows IS 'Polls in which nothing was known any more: articles may have been missed';
COMMENT ON COLUMN feed_health.last_polled_at IS 'When it was polled last, UTC';
COMMENT ON COLUMN feed_health.last_new_at IS 'When it last named a new article, UTC';
COMMENT ON COLUMN feed_health.note IS 'What was wrong with its last poll';
COMMENT ON COLUMN feed_health.recent_polls IS 'How many of its last polls are on record, at most 30';
COMMENT ON COLUMN feed_health.failed_share IS 'Part of them that failed';
COMMENT ON COLUMN feed_health.overflow_share IS 'Part of them in which nothing was known any more';
COMMENT ON COLUMN feed_health.usual_gap_hours IS 'Hours between two of its articles: the median of the last 30';
COMMENT ON COLUMN feed_health.is_validator_trusted IS 'False when its ETag or Last-Modified hid news: it is fetched whole ever since';
COMMENT ON COLUMN feed_health.alarm IS 'never polled, no feed (something else in its place), errors, empty, overflowing, silent (nothing new for 3 days and 5 times its usual gap); null when all is well';
