-- The articles with their effective date: when the page says that it was published, else when the crawler
-- first saw it. Nothing for an imported text that says nothing: that is never outside a window.
CREATE OR REPLACE VIEW internal.dated AS
SELECT *, coalesce(published_at, first_seen_at) AS effective_at,
       CASE WHEN published_at IS NULL THEN 'second' ELSE published_precision END AS effective_precision
FROM internal.articles;
