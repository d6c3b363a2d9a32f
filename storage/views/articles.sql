CREATE OR REPLACE VIEW articles AS
SELECT a.article_id, a.site, a.url, a.canonical_url, a.title, a.deck, a.text, a.authors, a.language,
       a.published_at, a.modified_at, a.first_seen_at, a.words, a.dateline, a.agency,
       a.contributors, a.is_paywalled, a.body_status, a.confidence, a.extractor,
       a.published_precision, a.published_from,
       m.group_id, m.relation::member_relation AS relation, m.source_id, m.source_status, s.story_id,
       a.external_id, a.origin, a.disguised_words
FROM internal.articles a
LEFT JOIN internal.sourced m USING (article_id)
LEFT JOIN internal.stories s USING (article_id);
COMMENT ON VIEW articles IS 'Every article, as it was first seen, with its copy group and story';
COMMENT ON COLUMN articles.article_id IS '53-bit id, given at first sight and never changed';
COMMENT ON COLUMN articles.site IS 'Host name without www';
COMMENT ON COLUMN articles.url IS 'Address of the page; null for a text without one';
COMMENT ON COLUMN articles.canonical_url IS 'What the page itself calls its canonical address: evidence, never identity';
COMMENT ON COLUMN articles.title IS 'Headline, without the name of the site';
COMMENT ON COLUMN articles.deck IS 'What stands between headline and text (standfirst); null where nothing does. It counts for stories, not for copies';
COMMENT ON COLUMN articles.text IS 'The article itself, one paragraph a line; empty when the page held none';
COMMENT ON COLUMN articles.authors IS 'Names in the byline';
COMMENT ON COLUMN articles.language IS 'ISO 639-1 code';
COMMENT ON COLUMN articles.published_at IS 'When it was published, UTC: as the page says; where a feed or sitemap says the same more exactly, or the page nothing, as that says';
COMMENT ON COLUMN articles.modified_at IS 'When the page says that it was last changed, UTC';
COMMENT ON COLUMN articles.first_seen_at IS 'When the crawler first saw the address, UTC; null for imported rows';
COMMENT ON COLUMN articles.words IS 'Words in text';
COMMENT ON COLUMN articles.dateline IS 'Place in the dateline, as printed';
COMMENT ON COLUMN articles.agency IS 'News agency credited in the dateline, byline or captions';
COMMENT ON COLUMN articles.contributors IS 'Names in "X and Y contributed" lines';
COMMENT ON COLUMN articles.is_paywalled IS 'The page says that it is not free to read';
COMMENT ON COLUMN articles.body_status IS 'full, part (more pages follow), teaser, paywalled, empty, not_an_article or failed (rebuild --stale tries again); only full texts and parts are grouped';
COMMENT ON COLUMN articles.confidence IS '0 to 1: how sure the extraction is of text';
COMMENT ON COLUMN articles.extractor IS 'Version of the rules that made text';
COMMENT ON COLUMN articles.published_precision IS 'second, minute or day: how exact published_at is; of a day it is the beginning. Null where nothing says it (earlier versions)';
COMMENT ON COLUMN articles.published_from IS 'Who says so: page, file (a row of an imported one), feed, sitemap or section';
COMMENT ON COLUMN articles.group_id IS 'Copy group: article_id of its earliest member; null when nothing copies it and it copies nothing';
COMMENT ON COLUMN articles.relation IS 'source, or how it relates to the article that it has its text from: source_id, or a member of its group where no source is named';
COMMENT ON COLUMN articles.source_id IS 'Where it has its text from; of a source itself its own article_id; null where none is named';
COMMENT ON COLUMN articles.source_status IS 'named, absent (the copies share a source that is not in the store) or unknown';
COMMENT ON COLUMN articles.story_id IS 'Story: article_id of its earliest member; null for an article alone';
COMMENT ON COLUMN articles.external_id IS 'What an imported row calls itself (its field id)';
COMMENT ON COLUMN articles.origin IS 'The file that an imported text comes from, and the line or row of it, as the file was named';
COMMENT ON COLUMN articles.disguised_words IS 'Words with letters of another alphabet that look the same, or with signs that nobody sees: somebody hid a copy. Null where an earlier version took it in';
