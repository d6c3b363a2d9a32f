-- The later pages that are part of articles: of which one, and which number they have there.
CREATE OR REPLACE VIEW internal.later_pages AS
SELECT page_id, min(article_id) AS article_id, min(page) AS page
FROM internal.next_pages WHERE is_joined GROUP BY page_id;
