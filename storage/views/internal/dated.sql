-- The articles with their effective date: when the page says that it was published, else when the crawler
-- first saw it. Nothing for an imported text that says nothing: that is never outside a window.
CREATE OR REPLACE VIEW internal.dated AS
SELECT *, coalesce(published_at, first_seen_at) AS effective_at FROM internal.articles;
