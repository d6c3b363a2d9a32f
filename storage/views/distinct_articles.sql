CREATE OR REPLACE VIEW distinct_articles AS
SELECT * FROM articles
WHERE (relation IS NULL OR relation = 'source')
  AND body_status NOT IN ('empty', 'not_an_article', 'failed');
COMMENT ON VIEW distinct_articles IS 'The articles without copies: one row for each text that somebody wrote; pages without an article are left out. Count on this one; columns as in articles';
COMMENT ON COLUMN distinct_articles.article_id IS '53-bit id, given at first sight and never changed';
COMMENT ON COLUMN distinct_articles.site IS 'Host name without www';
COMMENT ON COLUMN distinct_articles.url IS 'Address of the page; null for a text without one';
COMMENT ON COLUMN distinct_articles.canonical_url IS 'What the page itself calls its canonical address: evidence, never identity';
COMMENT ON COLUMN distinct_articles.title IS 'Headline, without the name of the site';
COMMENT ON COLUMN distinct_articles.deck IS 'What stands between headline and text (standfirst); null where nothing does. It counts for stories, not for copies';
COMMENT ON COLUMN distinct_articles.text IS 'The article itself, one paragraph a line; empty when the page held none';
COMMENT ON COLUMN distinct_articles.authors IS 'Names in the byline';
COMMENT ON COLUMN distinct_articles.language IS 'ISO 639-1 code';
COMMENT ON COLUMN distinct_articles.published_at IS 'When it was published, UTC: as the page says; where a feed or sitemap says the same more exactly, or the page nothing, as that says';
COMMENT ON COLUMN distinct_articles.modified_at IS 'When the page says that it was last changed, UTC';
COMMENT ON COLUMN distinct_articles.first_seen_at IS 'When the crawler first saw the address, UTC; null for imported rows';
COMMENT ON COLUMN distinct_articles.words IS 'Words in text';
COMMENT ON COLUMN distinct_articles.dateline IS 'Place in the dateline, as printed';
COMMENT ON COLUMN distinct_articles.agency IS 'News agency credited in the dateline, byline or captions';
COMMENT ON COLUMN distinct_articles.contributors IS 'Names in "X and Y contributed" lines';
COMMENT ON COLUMN distinct_articles.is_paywalled IS 'The page says that it is not free to read';
COMMENT ON COLUMN distinct_articles.body_status IS 'full, part (more pages follow), teaser, paywalled, empty, not_an_article or failed (rebuild --stale tries again); only full texts and parts are grouped';
COMMENT ON COLUMN distinct_articles.confidence IS '0 to 1: how sure the extraction is of text';
COMMENT ON COLUMN distinct_articles.extractor IS 'Version of the rules that made text';
COMMENT ON COLUMN distinct_articles.published_precision IS 'second, minute or day: how exact published_at is; of a day it is the beginning. Null where nothing says it (earlier versions)';
COMMENT ON COLUMN distinct_articles.published_from IS 'Who says so: page, file (a row of an imported one), feed, sitemap or section';
COMMENT ON COLUMN distinct_articles.group_id IS 'Copy group: article_id of its earliest member; null when nothing copies it and it copies nothing';
COMMENT ON COLUMN distinct_articles.relation IS 'source, or how it relates to the article that it has its text from: source_id, or a member of its group where no source is named';
COMMENT ON COLUMN distinct_articles.source_id IS 'article_id of the group''s source, where one is named';
COMMENT ON COLUMN distinct_articles.source_status IS 'named, absent (the copies share a source that is not in the store) or unknown';
COMMENT ON COLUMN distinct_articles.story_id IS 'Story: article_id of its earliest member; null for an article alone';
COMMENT ON COLUMN distinct_articles.external_id IS 'What an imported row calls itself (its field id)';
COMMENT ON COLUMN distinct_articles.origin IS 'The file that an imported text comes from, and the line or row of it, as the file was named';
COMMENT ON COLUMN distinct_articles.disguised_words IS 'Words with letters of another alphabet that look the same, or with signs that nobody sees: somebody hid a copy. Null where an earlier version took it in';
