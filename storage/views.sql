-- What people query. Made anew each time a writer opens the store; comments are lost by
-- CREATE OR REPLACE VIEW, so they stand here, after each view, and are applied with it.

CREATE TYPE IF NOT EXISTS relation AS ENUM ('verbatim', 'edited', 'spun', 'rewritten', 'partial', 'same_story');
CREATE TYPE IF NOT EXISTS member_relation AS ENUM ('source', 'verbatim', 'edited', 'spun', 'rewritten');

CREATE OR REPLACE VIEW articles AS
SELECT a.article_id, a.site, a.url, a.canonical_url, a.title, a.text, a.authors, a.language,
       a.published_at, a.modified_at, a.first_seen_at, a.words, a.dateline, a.agency,
       a.contributors, a.is_paywalled, a.body_status, a.confidence, a.extractor,
       m.group_id, m.relation::member_relation AS relation,
       coalesce(m.source_id, g.source_id) AS source_id, g.source_status, s.story_id
FROM internal.articles a
LEFT JOIN internal.members m USING (article_id)
LEFT JOIN internal.copy_groups g USING (group_id)
LEFT JOIN internal.stories s USING (article_id);
COMMENT ON VIEW articles IS 'Every article, as it was first seen, with its copy group and story';
COMMENT ON COLUMN articles.article_id IS '63-bit id, given at first sight and never changed';
COMMENT ON COLUMN articles.site IS 'Host name without www';
COMMENT ON COLUMN articles.url IS 'Address of the page; null for a text without one';
COMMENT ON COLUMN articles.canonical_url IS 'What the page itself calls its canonical address: evidence, never identity';
COMMENT ON COLUMN articles.title IS 'Headline, without the name of the site';
COMMENT ON COLUMN articles.text IS 'The article itself, one paragraph a line; empty when the page held none';
COMMENT ON COLUMN articles.authors IS 'Names in the byline';
COMMENT ON COLUMN articles.language IS 'ISO 639-1 code';
COMMENT ON COLUMN articles.published_at IS 'When the page says that it was published, UTC; where it does not, what the feed said that named it';
COMMENT ON COLUMN articles.modified_at IS 'When the page says that it was last changed, UTC';
COMMENT ON COLUMN articles.first_seen_at IS 'When the crawler first saw the address, UTC; null for imported rows';
COMMENT ON COLUMN articles.words IS 'Words in text';
COMMENT ON COLUMN articles.dateline IS 'Place in the dateline, as printed';
COMMENT ON COLUMN articles.agency IS 'News agency credited in the dateline, byline or captions';
COMMENT ON COLUMN articles.contributors IS 'Names in "X and Y contributed" lines';
COMMENT ON COLUMN articles.is_paywalled IS 'The page says that it is not free to read';
COMMENT ON COLUMN articles.body_status IS 'full, teaser, paywalled, empty, not_an_article or failed (rebuild --stale tries again); only full texts are grouped';
COMMENT ON COLUMN articles.confidence IS '0 to 1: how sure the extraction is of text';
COMMENT ON COLUMN articles.extractor IS 'Version of the rules that made text';
COMMENT ON COLUMN articles.group_id IS 'Copy group: article_id of its earliest member; null when nothing copies it and it copies nothing';
COMMENT ON COLUMN articles.relation IS 'source, or how it relates to the source of its group (to the earliest member where none is named)';
COMMENT ON COLUMN articles.source_id IS 'Where it has its text from; of a source itself its own article_id; null where none is named';
COMMENT ON COLUMN articles.source_status IS 'named, absent (the copies share a source that is not in the store) or unknown';
COMMENT ON COLUMN articles.story_id IS 'Story: article_id of its earliest member; null for an article alone';

-- One article stands for its reprint class; a verdict on it holds for the class. What a person has
-- said of two articles holds for those two.
CREATE OR REPLACE VIEW internal.verdicts AS
WITH reviewed AS (
    SELECT unnest([article_id, other_id]) AS article_id FROM internal.relabelled),
touched AS (
    FROM reviewed UNION SELECT same_as FROM internal.twins JOIN reviewed USING (article_id)),
verdict AS (
    SELECT article_id AS x, other_id AS y, relation, confidence, channels, measures, run_id
    FROM internal.pairs
    WHERE relation <> 'unrelated' OR (article_id IN (FROM touched) AND other_id IN (FROM touched))),
holder AS (
    SELECT x AS one_id, y, x, relation, confidence, channels, measures, run_id FROM verdict
    UNION ALL
    SELECT t.article_id, y, x, relation, confidence, channels, measures, run_id
    FROM verdict JOIN internal.twins t ON t.same_as = x),
both_holders AS (
    SELECT one_id, y AS two_id, x, y, relation, confidence, channels, measures, run_id FROM holder
    UNION ALL
    SELECT one_id, t.article_id, x, y, relation, confidence, channels, measures, run_id
    FROM holder JOIN internal.twins t ON t.same_as = y),
lent AS (                              -- what was found of two others of their classes
    SELECT DISTINCT ON (article_id, other_id)
           least(one_id, two_id) AS article_id, greatest(one_id, two_id) AS other_id,
           relation, confidence, channels, measures, run_id
    FROM both_holders WHERE one_id <> two_id AND (one_id <> x OR two_id <> y)
    ORDER BY article_id, other_id, one_id <> x, two_id <> y, x, y),
found AS (
    SELECT x AS article_id, y AS other_id, relation, confidence, channels, measures, run_id FROM verdict
    UNION ALL
    SELECT * FROM lent ANTI JOIN verdict ON article_id = x AND other_id = y)
SELECT article_id AS first_id, other_id AS second_id, coalesce(r.relation, f.relation) AS relation,
       CASE WHEN r.relation IS NULL THEN confidence ELSE 1.0 END AS confidence,
       CASE WHEN r.relation IS NULL THEN channels ELSE list_append(channels, 'review') END AS channels,
       measures, run_id
FROM found f LEFT JOIN internal.relabelled r USING (article_id, other_id)
WHERE coalesce(r.relation, f.relation) <> 'unrelated';

CREATE OR REPLACE VIEW pairs AS
SELECT first_id AS article_id, second_id AS other_id, relation::relation AS relation, confidence, channels, run_id
FROM internal.verdicts;
COMMENT ON VIEW pairs IS 'Every verified pair of articles that have something to do with each other. Articles whose words are all the same were never compared and have no row here: copies has them, as verbatim';
COMMENT ON COLUMN pairs.article_id IS 'The article with the smaller id';
COMMENT ON COLUMN pairs.other_id IS 'The article with the larger id';
COMMENT ON COLUMN pairs.relation IS 'verbatim, edited, spun, rewritten, partial or same_story';
COMMENT ON COLUMN pairs.confidence IS '0 to 1';
COMMENT ON COLUMN pairs.channels IS 'What brought the two together: text, bands, trigrams, names or group; review where a person fixed the relation';
COMMENT ON COLUMN pairs.run_id IS 'The run that compared them; runs has its version and config_hash, thresholds what that one held measures to';

CREATE OR REPLACE VIEW evidence AS
SELECT p.first_id AS article_id, p.second_id AS other_id, m.measure, p.measures[m.position] AS value, m.threshold,
       CASE WHEN m.threshold IS NULL THEN NULL
            WHEN m.is_minimum THEN p.measures[m.position] >= m.threshold
            ELSE p.measures[m.position] <= m.threshold END AS met
FROM internal.verdicts p LEFT JOIN internal.runs r USING (run_id)
JOIN internal.measures m ON m.config_hash = coalesce(r.config_hash, '');
COMMENT ON VIEW evidence IS 'Every measure behind every verified pair';
COMMENT ON COLUMN evidence.article_id IS 'The article with the smaller id';
COMMENT ON COLUMN evidence.other_id IS 'The article with the larger id';
COMMENT ON COLUMN evidence.measure IS 'Name of the measure; docs/measures.md says what each means';
COMMENT ON COLUMN evidence.value IS 'What was measured';
COMMENT ON COLUMN evidence.threshold IS 'What the value is held to; null for a measure that decides nothing alone';
COMMENT ON COLUMN evidence.met IS 'Whether the value meets the threshold';

CREATE OR REPLACE VIEW thresholds AS
SELECT config_hash, measure, meaning, threshold, is_minimum FROM internal.measures;
COMMENT ON VIEW thresholds IS 'What measures are held to, for every configuration that runs had';
COMMENT ON COLUMN thresholds.config_hash IS 'The configuration: runs.config_hash';
COMMENT ON COLUMN thresholds.measure IS 'Name of the measure';
COMMENT ON COLUMN thresholds.meaning IS 'What it measures';
COMMENT ON COLUMN thresholds.threshold IS 'What a value is held to; null for a measure that decides nothing alone';
COMMENT ON COLUMN thresholds.is_minimum IS 'Met from the threshold upwards; else from it downwards';

CREATE OR REPLACE VIEW copies AS
SELECT m.article_id AS copy_id, m.source_id, g.source_status, m.group_id,
       m.relation::relation AS relation, m.confidence, m.share,
       date_diff('second', coalesce(s.published_at, s.first_seen_at), coalesce(a.published_at, a.first_seen_at)) / 60.0 AS lag_minutes,
       coalesce(list_contains(site.licensed_from, s.site) OR list_contains(site.licensed_from, s.agency), false) AS is_licensed,
       a.site AS copy_site, a.title AS copy_title, a.url AS copy_url,
       s.site AS source_site, s.title AS source_title, s.url AS source_url,
       g.source_confidence,
       coalesce(a.published_at, a.first_seen_at) AS copy_at, coalesce(s.published_at, s.first_seen_at) AS source_at
FROM internal.members m
JOIN internal.copy_groups g USING (group_id)
JOIN internal.articles a ON a.article_id = m.article_id
LEFT JOIN internal.articles s ON s.article_id = m.source_id
LEFT JOIN internal.sites site ON site.site = a.site
WHERE m.relation <> 'source';
COMMENT ON VIEW copies IS 'Every full copy, with the source that it reuses the text of';
COMMENT ON COLUMN copies.copy_id IS 'article_id of the copy';
COMMENT ON COLUMN copies.source_id IS 'article_id of the source; null where none is named';
COMMENT ON COLUMN copies.source_status IS 'named, absent or unknown';
COMMENT ON COLUMN copies.group_id IS 'The copy group of both';
COMMENT ON COLUMN copies.relation IS 'verbatim, edited, spun or rewritten';
COMMENT ON COLUMN copies.confidence IS '0 to 1: how sure the relation is';
COMMENT ON COLUMN copies.share IS 'Part of the copy''s words that the source accounts for, 0 to 1';
COMMENT ON COLUMN copies.lag_minutes IS 'Minutes from source to copy; negative when the copy bears the earlier time';
COMMENT ON COLUMN copies.is_licensed IS 'The copying site''s entry in sources.toml says that it has a licence (licensed_from)';
COMMENT ON COLUMN copies.copy_site IS 'Site of the copy';
COMMENT ON COLUMN copies.copy_title IS 'Headline of the copy';
COMMENT ON COLUMN copies.copy_url IS 'Address of the copy';
COMMENT ON COLUMN copies.source_site IS 'Site of the source';
COMMENT ON COLUMN copies.source_title IS 'Headline of the source';
COMMENT ON COLUMN copies.source_url IS 'Address of the source';
COMMENT ON COLUMN copies.source_confidence IS '0 to 1: how sure the source is';
COMMENT ON COLUMN copies.copy_at IS 'When the copy was published (or first seen, where it does not say), UTC';
COMMENT ON COLUMN copies.source_at IS 'When the source was published (or first seen), UTC';

CREATE OR REPLACE VIEW partials AS
SELECT CASE WHEN article_owes THEN article_id ELSE other_id END AS article_id,
       CASE WHEN article_owes THEN other_id ELSE article_id END AS source_id,
       CASE WHEN article_owes THEN article_share ELSE other_share END AS share,
       CASE WHEN article_owes THEN words ELSE other_words END AS article_words,
       CASE WHEN article_owes THEN other_words ELSE words END AS source_words,
       confidence
FROM (
    SELECT p.*, a.words, b.words AS other_words,
           CASE WHEN coalesce(a.published_at, a.first_seen_at) <> coalesce(b.published_at, b.first_seen_at)
                THEN coalesce(a.published_at, a.first_seen_at) > coalesce(b.published_at, b.first_seen_at)
                ELSE p.article_share >= p.other_share END AS article_owes
    FROM internal.judged p
    JOIN internal.articles a ON a.article_id = p.article_id
    JOIN internal.articles b ON b.article_id = p.other_id
    WHERE p.relation = 'partial');
COMMENT ON VIEW partials IS 'Articles that share a passage: an excerpt, a roundup, quoted background; never a full copy';
COMMENT ON COLUMN partials.article_id IS 'The later of the two; where no times tell, the one that owes the larger part of itself';
COMMENT ON COLUMN partials.source_id IS 'The other article';
COMMENT ON COLUMN partials.share IS 'Part of article_id''s words that source_id accounts for, 0 to 1';
COMMENT ON COLUMN partials.article_words IS 'Words in article_id';
COMMENT ON COLUMN partials.source_words IS 'Words in source_id';
COMMENT ON COLUMN partials.confidence IS '0 to 1';

CREATE OR REPLACE VIEW copy_groups AS
SELECT g.group_id, g.source_id, g.source_status, any_value(s.title) AS source_title, any_value(s.site) AS source_site,
       g.source_confidence,
       count(*) FILTER (m.relation <> 'source') AS n_copies,
       count(*) FILTER (m.relation = 'verbatim') AS n_verbatim,
       count(*) FILTER (m.relation = 'edited') AS n_edited,
       count(*) FILTER (m.relation = 'spun') AS n_spun,
       count(*) FILTER (m.relation = 'rewritten') AS n_rewritten,
       count(DISTINCT a.site) AS n_sites,
       min(coalesce(a.published_at, a.first_seen_at)) AS first_at,
       max(coalesce(a.published_at, a.first_seen_at)) AS last_at,
       median(date_diff('second', coalesce(s.published_at, s.first_seen_at), coalesce(a.published_at, a.first_seen_at)) / 60.0)
           FILTER (m.relation <> 'source') AS median_lag_minutes,
       g.run_id, g.reasons
FROM internal.copy_groups g
JOIN internal.members m USING (group_id)
JOIN internal.articles a ON a.article_id = m.article_id
LEFT JOIN internal.articles s ON s.article_id = g.source_id
GROUP BY g.group_id, g.source_id, g.source_status, g.source_confidence, g.run_id, g.reasons;
COMMENT ON VIEW copy_groups IS 'One source and its verbatim, edited, spun and rewritten copies';
COMMENT ON COLUMN copy_groups.group_id IS 'article_id of the earliest member';
COMMENT ON COLUMN copy_groups.source_id IS 'article_id of the source; null where none is named';
COMMENT ON COLUMN copy_groups.source_status IS 'named, absent (not in the store) or unknown';
COMMENT ON COLUMN copy_groups.source_title IS 'Headline of the source';
COMMENT ON COLUMN copy_groups.source_site IS 'Site of the source';
COMMENT ON COLUMN copy_groups.source_confidence IS '0 to 1: how sure the source is';
COMMENT ON COLUMN copy_groups.n_copies IS 'Members that are copies';
COMMENT ON COLUMN copy_groups.n_verbatim IS 'Of them the same text';
COMMENT ON COLUMN copy_groups.n_edited IS 'Of them cut, merged or added to by a person';
COMMENT ON COLUMN copy_groups.n_spun IS 'Of them with words swapped inside the sentences';
COMMENT ON COLUMN copy_groups.n_rewritten IS 'Of them told in other words, sentence by sentence';
COMMENT ON COLUMN copy_groups.n_sites IS 'Different sites among the members';
COMMENT ON COLUMN copy_groups.first_at IS 'Time of the earliest member, UTC';
COMMENT ON COLUMN copy_groups.last_at IS 'Time of the latest member, UTC';
COMMENT ON COLUMN copy_groups.median_lag_minutes IS 'Median minutes from the source to its copies';
COMMENT ON COLUMN copy_groups.run_id IS 'The run that came to this source and these reasons';
COMMENT ON COLUMN copy_groups.reasons IS 'Why this source is named, or none';

CREATE OR REPLACE VIEW stories AS
SELECT st.story_id, any_value(first.title) AS title, count(*) AS n_articles,
       count(DISTINCT m.group_id) AS n_groups, count(DISTINCT a.site) AS n_sites,
       min(coalesce(a.published_at, a.first_seen_at)) AS first_at,
       max(coalesce(a.published_at, a.first_seen_at)) AS last_at
FROM internal.stories st
JOIN internal.articles a USING (article_id)
LEFT JOIN internal.members m USING (article_id)
LEFT JOIN internal.articles first ON first.article_id = st.story_id
GROUP BY st.story_id;
COMMENT ON VIEW stories IS 'Copy groups and single articles about one event';
COMMENT ON COLUMN stories.story_id IS 'article_id of the earliest member';
COMMENT ON COLUMN stories.title IS 'Headline of the earliest member';
COMMENT ON COLUMN stories.n_articles IS 'Articles in the story, copies included';
COMMENT ON COLUMN stories.n_groups IS 'Copy groups in the story';
COMMENT ON COLUMN stories.n_sites IS 'Different sites in the story';
COMMENT ON COLUMN stories.first_at IS 'Time of the earliest article, UTC';
COMMENT ON COLUMN stories.last_at IS 'Time of the latest article, UTC';

CREATE OR REPLACE VIEW distinct_articles AS
SELECT * FROM articles
WHERE relation IS NULL OR relation = 'source'
   OR (source_id IS NULL AND article_id = group_id);
COMMENT ON VIEW distinct_articles IS 'The articles without copies: one row for each text that somebody wrote. Count on this one; columns as in articles';
COMMENT ON COLUMN distinct_articles.article_id IS '63-bit id, given at first sight and never changed';
COMMENT ON COLUMN distinct_articles.site IS 'Host name without www';
COMMENT ON COLUMN distinct_articles.url IS 'Address of the page; null for a text without one';
COMMENT ON COLUMN distinct_articles.canonical_url IS 'What the page itself calls its canonical address: evidence, never identity';
COMMENT ON COLUMN distinct_articles.title IS 'Headline, without the name of the site';
COMMENT ON COLUMN distinct_articles.text IS 'The article itself, one paragraph a line; empty when the page held none';
COMMENT ON COLUMN distinct_articles.authors IS 'Names in the byline';
COMMENT ON COLUMN distinct_articles.language IS 'ISO 639-1 code';
COMMENT ON COLUMN distinct_articles.published_at IS 'When the page says that it was published, UTC; where it does not, what the feed said that named it';
COMMENT ON COLUMN distinct_articles.modified_at IS 'When the page says that it was last changed, UTC';
COMMENT ON COLUMN distinct_articles.first_seen_at IS 'When the crawler first saw the address, UTC; null for imported rows';
COMMENT ON COLUMN distinct_articles.words IS 'Words in text';
COMMENT ON COLUMN distinct_articles.dateline IS 'Place in the dateline, as printed';
COMMENT ON COLUMN distinct_articles.agency IS 'News agency credited in the dateline, byline or captions';
COMMENT ON COLUMN distinct_articles.contributors IS 'Names in "X and Y contributed" lines';
COMMENT ON COLUMN distinct_articles.is_paywalled IS 'The page says that it is not free to read';
COMMENT ON COLUMN distinct_articles.body_status IS 'full, teaser, paywalled, empty, not_an_article or failed (rebuild --stale tries again); only full texts are grouped';
COMMENT ON COLUMN distinct_articles.confidence IS '0 to 1: how sure the extraction is of text';
COMMENT ON COLUMN distinct_articles.extractor IS 'Version of the rules that made text';
COMMENT ON COLUMN distinct_articles.group_id IS 'Copy group: article_id of its earliest member; null when nothing copies it and it copies nothing';
COMMENT ON COLUMN distinct_articles.relation IS 'source, or how it relates to the source of its group (to the earliest member where none is named)';
COMMENT ON COLUMN distinct_articles.source_id IS 'article_id of the group''s source, where one is named';
COMMENT ON COLUMN distinct_articles.source_status IS 'named, absent (the copies share a source that is not in the store) or unknown';
COMMENT ON COLUMN distinct_articles.story_id IS 'Story: article_id of its earliest member; null for an article alone';

CREATE OR REPLACE VIEW site_pairs AS
SELECT source_site, copy_site, relation, count(*) AS n_copies, median(lag_minutes) AS median_lag_minutes
FROM copies WHERE source_id IS NOT NULL
GROUP BY source_site, copy_site, relation;
COMMENT ON VIEW site_pairs IS 'Which site reuses the text of which, how, and how fast';
COMMENT ON COLUMN site_pairs.source_site IS 'Site of the sources';
COMMENT ON COLUMN site_pairs.copy_site IS 'Site of the copies';
COMMENT ON COLUMN site_pairs.relation IS 'verbatim, edited, spun or rewritten';
COMMENT ON COLUMN site_pairs.n_copies IS 'Number of copies';
COMMENT ON COLUMN site_pairs.median_lag_minutes IS 'Median minutes from source to copy';

CREATE OR REPLACE VIEW removed_lines AS
SELECT article_id, line, rule, text FROM internal.removals;
COMMENT ON VIEW removed_lines IS 'Every line that was cut from a page or text, and the rule that cut it';
COMMENT ON COLUMN removed_lines.article_id IS 'The article it was cut from';
COMMENT ON COLUMN removed_lines.line IS 'Line of a text file, or ordinal of the block in a page, from 1';
COMMENT ON COLUMN removed_lines.rule IS 'Name of the rule; docs/rules.md says what each cuts';
COMMENT ON COLUMN removed_lines.text IS 'What was cut';

CREATE OR REPLACE VIEW replacements AS
SELECT CASE WHEN turned THEN other_id ELSE article_id END AS source_id,
       CASE WHEN turned THEN article_id ELSE other_id END AS copy_id,
       CASE WHEN turned THEN other_phrase ELSE phrase END AS source_phrase,
       CASE WHEN turned THEN phrase ELSE other_phrase END AS copy_phrase,
       times
FROM (
    SELECT r.*, CASE WHEN a.source_id = r.other_id THEN true WHEN b.source_id = r.article_id THEN false
                     ELSE coalesce(d.other_oddness < d.article_oddness, false) END AS turned
    FROM internal.replacements r
    LEFT JOIN internal.directions d USING (article_id, other_id)
    LEFT JOIN internal.members a ON a.article_id = r.article_id
    LEFT JOIN internal.members b ON b.article_id = r.other_id);
COMMENT ON VIEW replacements IS 'Phrases of a source and what stands for them in a copy';
COMMENT ON COLUMN replacements.source_id IS 'The source of the two; where no source is named, the one that the replacements point to';
COMMENT ON COLUMN replacements.copy_id IS 'The other one';
COMMENT ON COLUMN replacements.source_phrase IS 'Words of the source';
COMMENT ON COLUMN replacements.copy_phrase IS 'Words that stand for them in the copy';
COMMENT ON COLUMN replacements.times IS 'How often in this pair';

CREATE OR REPLACE VIEW furniture AS
SELECT site, line, articles FROM internal.furniture;
COMMENT ON VIEW furniture IS 'Lines that a site has in many articles: they stay in text, but are no evidence of copying';
COMMENT ON COLUMN furniture.site IS 'The site';
COMMENT ON COLUMN furniture.line IS 'The line';
COMMENT ON COLUMN furniture.articles IS 'Articles that hold it, when the list was made; those made of hardly anything else not counted';

CREATE OR REPLACE VIEW tortured_phrases AS
SELECT phrase, count(DISTINCT group_id) AS stories
FROM internal.tortured JOIN internal.members USING (article_id)
GROUP BY phrase HAVING stories >= 2;
COMMENT ON VIEW tortured_phrases IS 'Phrases that nobody writes, learnt from spun copies of two stories and more';
COMMENT ON COLUMN tortured_phrases.phrase IS 'Two words in a row';
COMMENT ON COLUMN tortured_phrases.stories IS 'Copy groups whose spun copies have it';

CREATE OR REPLACE VIEW hints AS
SELECT article_id, 'residue' AS kind, text AS hint FROM internal.removals WHERE rule = 'spinner_residue'
UNION ALL
SELECT article_id, 'tortured_phrase', phrase
FROM (FROM internal.held QUALIFY count(*) OVER (PARTITION BY doc) >= 2) JOIN internal.searched USING (doc);
COMMENT ON VIEW hints IS 'What automatic spinners leave behind in single articles: a reason to look closer, never a verdict';
COMMENT ON COLUMN hints.article_id IS 'The article';
COMMENT ON COLUMN hints.kind IS 'residue (a placeholder, a link that named the source) or tortured_phrase (two and more of them)';
COMMENT ON COLUMN hints.hint IS 'The words';

CREATE OR REPLACE VIEW revisions AS
SELECT article_id, seen_at, title, text, words, words_changed, published_at FROM internal.revisions;
COMMENT ON VIEW revisions IS 'Later texts of articles whose page changed, in every turn (also back), or its headline or date alone; articles holds the first one';
COMMENT ON COLUMN revisions.article_id IS 'The article';
COMMENT ON COLUMN revisions.seen_at IS 'When the changed text was seen, UTC';
COMMENT ON COLUMN revisions.title IS 'Its headline then';
COMMENT ON COLUMN revisions.text IS 'Its text then';
COMMENT ON COLUMN revisions.words IS 'Words in text';
COMMENT ON COLUMN revisions.words_changed IS 'Words that differ from the text before; 0 where headline or date alone did';
COMMENT ON COLUMN revisions.published_at IS 'When the page then said that it was published, UTC';

CREATE OR REPLACE VIEW discoveries AS
SELECT article_id, found_in, kind, title, published_at, seen_at FROM internal.discoveries;
COMMENT ON VIEW discoveries IS 'Where each article was found: one row for each feed, sitemap or section that named it';
COMMENT ON COLUMN discoveries.article_id IS 'The article';
COMMENT ON COLUMN discoveries.found_in IS 'Address of the feed, sitemap or section; or the command line';
COMMENT ON COLUMN discoveries.kind IS 'feed, sitemap, section or argument';
COMMENT ON COLUMN discoveries.title IS 'Headline given there';
COMMENT ON COLUMN discoveries.published_at IS 'Time given there, UTC';
COMMENT ON COLUMN discoveries.seen_at IS 'When it was found there first, UTC';

CREATE OR REPLACE VIEW sites AS
SELECT site, any_value(s.name) AS name, any_value(s.home) AS home, coalesce(any_value(s.licensed_from), []) AS licensed_from,
       count(a.article_id) AS n_articles
FROM internal.sites s FULL JOIN internal.articles a USING (site)
GROUP BY site;
COMMENT ON VIEW sites IS 'Every site that is crawled or has articles here';
COMMENT ON COLUMN sites.site IS 'Host name without www';
COMMENT ON COLUMN sites.name IS 'Name in sources.toml';
COMMENT ON COLUMN sites.home IS 'Home page in sources.toml';
COMMENT ON COLUMN sites.licensed_from IS 'Sites and agencies that it may reprint, by sources.toml';
COMMENT ON COLUMN sites.n_articles IS 'Articles from it';

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
       CASE WHEN last_polled_at IS NULL THEN 'never polled'
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

CREATE OR REPLACE VIEW fetches AS
SELECT fetch_id, run_id, article_id, url, final_url, site, kind, fetched_at, http_status, outcome, content_type,
       bytes, warc_file, warc_offset, payload_sha256, note
FROM internal.fetches;
COMMENT ON VIEW fetches IS 'Every answer from a site and every imported row, with the place of its raw bytes';
COMMENT ON COLUMN fetches.fetch_id IS 'Number of the fetch';
COMMENT ON COLUMN fetches.run_id IS 'The run that fetched it';
COMMENT ON COLUMN fetches.article_id IS 'The article; null for feeds, sitemaps and robots.txt';
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

CREATE OR REPLACE VIEW runs AS
SELECT run_id, command, version, config_hash, started_at, ended_at, exit_code,
       date_diff('millisecond', started_at, ended_at) / 1000.0 AS seconds,
       pages, articles, failed, rejected, candidates, verified, pairs, groups, note
FROM internal.runs;
COMMENT ON VIEW runs IS 'Every run that wrote to the store';
COMMENT ON COLUMN runs.run_id IS 'Number of the run';
COMMENT ON COLUMN runs.command IS 'The command';
COMMENT ON COLUMN runs.version IS 'Version of wirecopy';
COMMENT ON COLUMN runs.config_hash IS 'Hash of the thresholds and settings that it ran with';
COMMENT ON COLUMN runs.started_at IS 'Start, UTC';
COMMENT ON COLUMN runs.ended_at IS 'End, UTC; null for a run that was killed or still runs';
COMMENT ON COLUMN runs.exit_code IS 'Exit code, as in wirecopy --help';
COMMENT ON COLUMN runs.seconds IS 'How long it took';
COMMENT ON COLUMN runs.pages IS 'Raw pages or rows that it stored';
COMMENT ON COLUMN runs.articles IS 'Articles that it made of them';
COMMENT ON COLUMN runs.failed IS 'Pages on which extraction failed: beyond its time or memory, or a fault of its own';
COMMENT ON COLUMN runs.rejected IS 'Rows that it could not read';
COMMENT ON COLUMN runs.candidates IS 'Candidate pairs found among texts that were not compared before';
COMMENT ON COLUMN runs.verified IS 'Pairs compared in full: candidates, and others that naming a source asks for';
COMMENT ON COLUMN runs.pairs IS 'Pairs in the store that have something to do with each other, when it ended';
COMMENT ON COLUMN runs.groups IS 'Copy groups in the store, when it ended; changes has what it changed';
COMMENT ON COLUMN runs.note IS 'What else there is to say';

CREATE OR REPLACE VIEW changes AS
SELECT run_id, kind, article_id, other_id, before, after FROM (
    SELECT run_id, 'pair' AS kind, article_id, other_id,
           lag(relation) OVER (PARTITION BY article_id, other_id ORDER BY run_id) AS before, relation AS after
    FROM internal.pair_history
    UNION ALL
    SELECT run_id, 'member', article_id, NULL, lag(place) OVER (PARTITION BY article_id ORDER BY run_id), place
    FROM (SELECT *, coalesce(relation, 'earliest') || ' in ' || group_id AS place FROM internal.member_history)
    UNION ALL
    SELECT run_id, 'group', group_id, NULL, lag(source) OVER (PARTITION BY group_id ORDER BY run_id), source
    FROM (SELECT *, CASE WHEN source_status = 'named' THEN 'source ' || source_id ELSE 'source ' || source_status END AS source
          FROM internal.group_history))
WHERE before IS DISTINCT FROM after;
COMMENT ON VIEW changes IS 'What each run changed: relations of pairs, places in copy groups, sources of groups';
COMMENT ON COLUMN changes.run_id IS 'The run';
COMMENT ON COLUMN changes.kind IS 'pair, member (an article in a copy group) or group';
COMMENT ON COLUMN changes.article_id IS 'The article; of a pair the one with the smaller id, of a group its group_id';
COMMENT ON COLUMN changes.other_id IS 'The other article of a pair; else null';
COMMENT ON COLUMN changes.before IS 'The relation, the place ("spun in 123") or the source before; null: there was none';
COMMENT ON COLUMN changes.after IS 'The same afterwards; null: there is none any more';

CREATE OR REPLACE VIEW decisions AS
SELECT decision_id, verb, article_id, other_id, relation, found,
       CASE verb WHEN 'confirm' THEN found WHEN 'relabel' THEN relation WHEN 'split' THEN 'apart' WHEN 'merge' THEN 'together' END AS label,
       verb <> 'withdraw' AND decision_id > coalesce(max(decision_id) FILTER (verb = 'withdraw') OVER pair, 0)
           AND (verb = 'confirm' OR decision_id = max(decision_id) OVER (PARTITION BY article_id, other_id, verb = 'relabel', verb IN ('split', 'merge')))
           AS stands,
       who, why, made_at
FROM internal.decisions WINDOW pair AS (PARTITION BY article_id, other_id);
COMMENT ON VIEW decisions IS 'What people decided on pairs of articles; later runs respect it';
COMMENT ON COLUMN decisions.decision_id IS 'Number of the decision';
COMMENT ON COLUMN decisions.verb IS 'confirm, relabel, split, merge or withdraw';
COMMENT ON COLUMN decisions.article_id IS 'The article with the smaller id';
COMMENT ON COLUMN decisions.other_id IS 'The article with the larger id';
COMMENT ON COLUMN decisions.relation IS 'Of a relabel: the relation that they have';
COMMENT ON COLUMN decisions.found IS 'What wirecopy had said: a relation, or unrelated';
COMMENT ON COLUMN decisions.label IS 'The pair as labelled data: a relation, apart or together; null for a withdrawal';
COMMENT ON COLUMN decisions.stands IS 'Neither withdrawn nor overruled by a later one';
COMMENT ON COLUMN decisions.who IS 'Who decided';
COMMENT ON COLUMN decisions.why IS 'The reason given';
COMMENT ON COLUMN decisions.made_at IS 'When, UTC';

CREATE OR REPLACE MACRO explain(a, b) AS TABLE
    SELECT p.relation, p.confidence, e.measure, e.value, e.threshold, e.met
    FROM pairs p JOIN evidence e USING (article_id, other_id)
    WHERE p.article_id = least(a::BIGINT, b::BIGINT) AND p.other_id = greatest(a::BIGINT, b::BIGINT)
    ORDER BY (SELECT any_value(m.position) FROM internal.measures m WHERE m.measure = e.measure);
COMMENT ON MACRO TABLE explain IS 'The evidence behind a pair, in the order of docs/measures.md: SELECT * FROM explain(article_id, other_id)';

CREATE OR REPLACE MACRO copies_of(of_site) AS TABLE
    SELECT * FROM copies WHERE source_site = of_site AND copy_site <> of_site ORDER BY copy_id;
COMMENT ON MACRO TABLE copies_of IS 'Who reuses the text of a site: SELECT * FROM copies_of(''harbor-ledger.example'')';

-- The words of a text, in order: as dedup.words.tokens has them, but for NFKC and full case folding, which SQL
-- lacks. Thai to Khmer, kana, Han and Korean syllables are words of one character.
CREATE OR REPLACE MACRO internal.words_of(spelled) AS regexp_extract_all(
    regexp_replace(
        lower(CASE WHEN strlen(spelled) = length(spelled) THEN replace(spelled, '_', ' ')
              ELSE regexp_replace(
                  regexp_replace(translate(replace(nfc_normalize(spelled), 'ß', 'ss'), '‘’ʼ´_ς', ''''''''' σ'),
                                 '[\x{ad}\x{200b}-\x{200d}\x{2060}\x{feff}]', '', 'g'),
                  '[\x{0e00}-\x{0eff}\x{1000}-\x{109f}\x{1780}-\x{17ff}\x{3041}-\x{3096}\x{30a1}-\x{30fa}\x{30fc}'
                  || '\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}\x{f900}-\x{faff}\x{ac00}-\x{d7a3}\x{20000}-\x{323af}]',
                  ' \0 ', 'g') END),
        '''s\b', '', 'g'),
    '\d+(?:[.,]\d+)+|[\p{L}\p{M}\p{N}]+(?:''[\p{L}\p{M}\p{N}]+)*');

CREATE OR REPLACE MACRO internal.spelled(headline, body) AS
    ' ' || array_to_string(internal.words_of(coalesce(headline, '') || chr(10) || body), ' ') || ' ';

-- Where the words of a phrase may be in a row: with something between them that no word is made of, but for a
-- dropped 's. '' where they are not, '?' where the phrase has other letters than these. What vanishes, and marks
-- that make one letter of two, may hide it anywhere. To split 200,000 texts instead took 34 s.
CREATE OR REPLACE MACRO internal.passage(headline, body, phrase) AS
    CASE WHEN regexp_full_match(array_to_string(internal.words_of(phrase), ' '), '[a-z0-9à-öø-ÿа-яё]+(?: [a-z0-9à-öø-ÿа-яё]+)*')
         THEN regexp_extract(replace(coalesce(headline, '') || chr(10) || body, 'ß', 'ss'),
                             '(?i)(?:^|[^a-rt-z0-9à-öø-ÿа-яё])'
                             || array_to_string(internal.words_of(phrase), '(?:[^\p{L}\p{N}]|ʼ)(?:[^\p{L}\p{N}]|[ʼs])*')
                             || '(?:$|[^a-z0-9à-öø-ÿа-яё]{1,2})|[İ\x{ad}\x{300}-\x{36f}\x{200b}-\x{200d}\x{2060}\x{feff}]|[''‘’ʼ´]s[à-öø-ÿа-яё]')
         ELSE '?' END;

-- Whether they are for certain: parted by a space, with the usual signs and no others.
CREATE OR REPLACE MACRO internal.is_certain(passage, phrase) AS
    regexp_matches(lower(passage), '^[ \n"“(—]?'
                   || array_to_string(internal.words_of(phrase), '(?:[''’]s)?[.,;:?!"”)]*[ \n]["“(]*')
                   || '(?:$|[ \n;:?!"”)]|[.,][ \n"”)])');

-- Okapi BM25 with the usual k1 = 1.2, b = 0.75 (Robertson and Zaragoza 2009); every word must be there.
CREATE OR REPLACE MACRO search(words) AS TABLE
    WITH asked AS (SELECT DISTINCT unnest(internal.words_of(words)) AS term),
    matching AS (
        SELECT doc, term_id, times FROM internal.postings
        WHERE term_id IN (SELECT term_id FROM internal.terms JOIN asked USING (term))),
    average AS (SELECT count(*) AS n_docs, avg(length) AS mean FROM internal.searched),
    weights AS (
        SELECT term_id, ln(1 + (any_value(n_docs) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
        FROM matching CROSS JOIN average GROUP BY term_id),
    ranked AS (
        SELECT article_id, sum(weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / mean))) AS score
        FROM matching JOIN weights USING (term_id) JOIN internal.searched USING (doc) CROSS JOIN average
        GROUP BY article_id HAVING count(*) = (SELECT count(*) FROM asked)),
    near AS (
        SELECT article_id, score, title, text,
               CASE WHEN contains(words, '"')
                    THEN internal.passage(title, text, regexp_extract(words, '"([^"]+)"', 1)) END AS passage
        FROM ranked JOIN internal.articles USING (article_id)),
    judged AS MATERIALIZED (  -- else all texts are judged, and before they are joined
        SELECT article_id, score,
               CASE WHEN NOT contains(words, '"') THEN true
                    WHEN passage = '' THEN false
                    WHEN len(regexp_extract_all(words, '"([^"]+)"', 1)) = 1
                         AND internal.is_certain(passage, regexp_extract(words, '"([^"]+)"', 1)) THEN true
                    ELSE list_transform([internal.spelled(title, text)],
                                        lambda whole: list_bool_and([contains(whole, internal.spelled('', phrase))
                                                                     FOR phrase IN regexp_extract_all(words, '"([^"]+)"', 1)]))[1]
                    END AS holds
        FROM near)
    SELECT article_id, site, published_at, title, url, score
    FROM judged JOIN internal.articles USING (article_id)
    WHERE holds
    ORDER BY score DESC, published_at DESC NULLS LAST, article_id;
COMMENT ON MACRO TABLE search IS 'Articles that hold all the words, the best first (BM25), phrases in double quotes: SELECT * FROM search(''"harbour master" dredging'')';

-- Members of one reprint class hold the same text, so they are kept or removed together: by the head
-- of the group (its source, or its earliest member) when the class has it, or when what the class is
-- to it is within the level; else by the article that stands for the class.
CREATE OR REPLACE MACRO keep_map(level) AS TABLE
    WITH levels AS (
        SELECT CASE level WHEN 'verbatim' THEN ['verbatim']
                          WHEN 'edited' THEN ['verbatim', 'edited']
                          WHEN 'spun' THEN ['verbatim', 'edited', 'spun']
                          WHEN 'all' THEN ['verbatim', 'edited', 'spun', 'rewritten']
                          ELSE error('keep_map takes verbatim, edited, spun or all') END AS within),
    member AS (
        SELECT article_id, m.group_id, coalesce(class_id, article_id) AS class_id, m.relation, m.confidence,
               coalesce(g.source_id, g.group_id) AS head_id, within
        FROM levels, internal.members m
        JOIN internal.copy_groups g USING (group_id)
        LEFT JOIN internal.classes c USING (article_id)),
    judged AS (
        SELECT *, bool_or(article_id = head_id) OVER same_text AS is_of_head,
               arg_min(relation, list_position(['verbatim', 'edited', 'spun', 'rewritten'], relation)) OVER same_text AS closest,
               bool_or(article_id = head_id OR coalesce(list_contains(within, relation), false)) OVER same_text AS is_within,
               first_value(article_id) OVER (same_text ORDER BY article_id <> class_id, article_id) AS stands_for_class
        FROM member WINDOW same_text AS (PARTITION BY group_id, class_id)),
    decided AS (
        SELECT article_id AS removed_id, CASE WHEN is_within THEN head_id ELSE stands_for_class END AS kept_id,
               CASE WHEN is_of_head OR NOT is_within THEN 'verbatim' ELSE closest END AS relation,
               is_within, confidence
        FROM judged)
    SELECT d.removed_id, d.kept_id, d.relation::relation AS relation,
           CASE WHEN d.is_within THEN d.confidence
                WHEN a.content_hash = b.content_hash THEN 1.0
                ELSE coalesce(p.confidence, d.confidence) END AS confidence
    FROM decided d
    LEFT JOIN internal.articles a ON a.article_id = d.removed_id
    LEFT JOIN internal.articles b ON b.article_id = d.kept_id
    LEFT JOIN internal.pairs p ON p.article_id = least(d.removed_id, d.kept_id) AND p.other_id = greatest(d.removed_id, d.kept_id)
    WHERE d.removed_id <> d.kept_id;
COMMENT ON MACRO TABLE keep_map IS 'What a corpus without copies leaves out (removed_id), what it keeps instead (kept_id), relation and confidence; level is verbatim, edited, spun or all: SELECT * FROM keep_map(''spun'')';
