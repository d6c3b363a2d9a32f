-- The later pages of articles, those that have not come yet included: of which one, and which number they have there. What
-- stands at a named address and is another story is none.
CREATE OR REPLACE VIEW internal.later_pages AS
SELECT page_id, min(article_id) AS article_id, min(page) AS page FROM internal.next_pages
WHERE is_joined OR page_id NOT IN (SELECT article_id FROM internal.articles) GROUP BY page_id;
