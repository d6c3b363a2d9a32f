-- The tables, schema `internal`. People query the views in `main` (views/); nothing here is a promise.
-- Big tables have no primary key: an ART index over a million rows doubled the file and sped nothing up
-- (docs/architecture.md); the one writer keeps them unique by deleting before it inserts, in one transaction.
-- Relations are text with a CHECK, because an ENUM in a table could never gain a value.
-- All times are UTC.

CREATE SCHEMA IF NOT EXISTS internal;

CREATE TABLE internal.migrations (
    number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL
);

CREATE TABLE internal.state (          -- small facts about the store itself, one row a name
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL
);

CREATE TABLE internal.runs (
    run_id BIGINT NOT NULL,
    command VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    config_hash VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    exit_code INTEGER,
    pages BIGINT NOT NULL DEFAULT 0,
    articles BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    rejected BIGINT NOT NULL DEFAULT 0,
    candidates BIGINT NOT NULL DEFAULT 0,
    verified BIGINT NOT NULL DEFAULT 0,
    pairs BIGINT NOT NULL DEFAULT 0,
    groups BIGINT NOT NULL DEFAULT 0,
    note VARCHAR
);

-- What the crawler knows ------------------------------------------------------------------------

CREATE TABLE internal.sites (
    site VARCHAR NOT NULL,             -- host name without www
    name VARCHAR,
    home VARCHAR,
    licensed_from VARCHAR[] NOT NULL,
    selectors VARCHAR                  -- JSON: CSS selectors of title, body and date, as sources.toml has them
);

CREATE TABLE internal.feeds (
    url VARCHAR NOT NULL,
    site VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('feed', 'sitemap', 'section')),
    etag VARCHAR,
    last_modified VARCHAR,
    body_hash BIGINT,
    is_validator_trusted BOOLEAN NOT NULL,
    polls BIGINT NOT NULL,
    polls_since_full BIGINT NOT NULL,
    interval_s DOUBLE NOT NULL,
    due_at TIMESTAMP NOT NULL,
    score DOUBLE NOT NULL,             -- errors in a row, weighted: hard 1, soft 0.5, temporary 0.25
    status VARCHAR NOT NULL,
    last_polled_at TIMESTAMP,
    last_new_at TIMESTAMP,
    items_per_day DOUBLE,
    overflows BIGINT NOT NULL,
    hint_s DOUBLE                      -- the interval that the feed itself asks for
);

CREATE TABLE internal.feed_events (
    run_id BIGINT NOT NULL,
    feed_url VARCHAR NOT NULL,
    polled_at TIMESTAMP NOT NULL,
    outcome VARCHAR NOT NULL,
    http_status INTEGER,
    found INTEGER NOT NULL,
    new INTEGER NOT NULL,
    note VARCHAR
);

CREATE TABLE internal.robots (         -- the last good robots.txt of each origin: kept for a day, as RFC 9309 allows
    origin VARCHAR NOT NULL,           -- scheme://host; or the address of its tdmrep.json, kept as long
    fetched_at TIMESTAMP NOT NULL,
    http_status INTEGER NOT NULL,
    body VARCHAR NOT NULL
);

CREATE TABLE internal.urls (           -- the frontier: one row an article URL
    url_key VARCHAR NOT NULL,          -- canonicalize(url)
    article_id BIGINT NOT NULL,        -- given at first sight, never renumbered
    url VARCHAR NOT NULL,
    site VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('pending', 'fetched', 'gone', 'blocked', 'failed')),
    attempts INTEGER NOT NULL,
    next_try_at TIMESTAMP,
    first_seen_at TIMESTAMP NOT NULL,
    note VARCHAR
);

CREATE TABLE internal.discoveries (
    article_id BIGINT NOT NULL,
    found_in VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    title VARCHAR,
    published_at TIMESTAMP,
    seen_at TIMESTAMP NOT NULL
);

CREATE TABLE internal.fetches (        -- every answer, good or bad; warc_file is null where no page was kept
    fetch_id BIGINT NOT NULL,
    run_id BIGINT NOT NULL,
    article_id BIGINT,                 -- null for feeds, sitemaps and robots
    url VARCHAR NOT NULL,
    final_url VARCHAR NOT NULL,
    site VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('page', 'row', 'feed', 'sitemap', 'section', 'robots')),
    fetched_at TIMESTAMP NOT NULL,
    http_status INTEGER,
    outcome VARCHAR NOT NULL,
    content_type VARCHAR,
    bytes BIGINT NOT NULL,
    payload_sha256 VARCHAR,
    warc_file VARCHAR,
    warc_offset BIGINT,
    note VARCHAR,
    given_hash BIGINT                  -- of what an imported row says of its text; null where it says nothing
);

CREATE TABLE internal.imports (        -- WARC files that were imported, or begun
    file VARCHAR NOT NULL,             -- absolute path
    size BIGINT NOT NULL,
    modified_ns BIGINT NOT NULL,
    position BIGINT NOT NULL,          -- where the last record begins that was handled
    is_done BOOLEAN NOT NULL,
    run_id BIGINT NOT NULL
);

-- Derived from the raw pages ----------------------------------------------------------------------

CREATE TABLE internal.articles (
    article_id BIGINT NOT NULL,
    fetch_id BIGINT NOT NULL,          -- the raw page that it was derived from
    site VARCHAR NOT NULL,
    url VARCHAR,
    canonical_url VARCHAR,
    title VARCHAR,
    text VARCHAR NOT NULL,
    authors VARCHAR[] NOT NULL,
    language VARCHAR,
    published_at TIMESTAMP,
    modified_at TIMESTAMP,
    first_seen_at TIMESTAMP,           -- null for an imported row: a file says nothing about first sight
    words INTEGER NOT NULL,
    dateline VARCHAR,
    agency VARCHAR,
    contributors VARCHAR[] NOT NULL,
    originally_from VARCHAR,           -- outlet named in an "originally appeared on" line
    is_paywalled BOOLEAN NOT NULL,
    body_status VARCHAR NOT NULL CHECK (body_status IN ('full', 'teaser', 'paywalled', 'empty', 'not_an_article', 'failed')),
    confidence DOUBLE NOT NULL,
    extractor VARCHAR NOT NULL,
    content_hash BIGINT NOT NULL,      -- of the token sequence: layout does not count
    indexed BOOLEAN NOT NULL           -- long enough and whole: takes part in grouping
);

CREATE TABLE internal.removals (
    article_id BIGINT NOT NULL,
    line INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    text VARCHAR NOT NULL
);

CREATE TABLE internal.revisions (
    article_id BIGINT NOT NULL,
    fetch_id BIGINT NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    title VARCHAR,
    text VARCHAR NOT NULL,
    words INTEGER NOT NULL,
    words_changed INTEGER NOT NULL,
    content_hash BIGINT NOT NULL,
    published_at TIMESTAMP
);

-- Derived from the texts ----------------------------------------------------------------------------

CREATE TABLE internal.common_keys (    -- too common to be evidence; a versioned list, so that answers can be repeated
    channel VARCHAR NOT NULL,
    key BIGINT NOT NULL
);

CREATE TABLE internal.furniture (      -- lines that a site has in many articles; no evidence of copying
    site VARCHAR NOT NULL,
    line VARCHAR NOT NULL,
    articles BIGINT NOT NULL           -- how many, when the list was made
);

CREATE TABLE internal.compared (       -- what is compared of articles that hold such lines or boilerplate: the rest of their text
    article_id BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    content_hash BIGINT NOT NULL,
    indexed BOOLEAN NOT NULL           -- still long enough to take part in grouping
);

CREATE VIEW internal.texts AS          -- what grouping compares of every article that takes part
SELECT article_id, coalesce(c.text, a.text) AS text, coalesce(c.content_hash, a.content_hash) AS content_hash
FROM internal.articles a LEFT JOIN internal.compared c USING (article_id)
WHERE a.indexed AND coalesce(c.indexed, true);

CREATE TABLE internal.classes (        -- reprint classes; class_id is the article that stands for the class
    article_id BIGINT NOT NULL,
    class_id BIGINT NOT NULL
);

CREATE TABLE internal.twins (          -- articles of one reprint class: what holds for one holds for the other
    article_id BIGINT NOT NULL,
    same_as BIGINT NOT NULL,
    is_same_text BOOLEAN NOT NULL      -- word for word
);

CREATE TABLE internal.measures (
    position INTEGER NOT NULL,         -- place in pairs.measures, from 1
    measure VARCHAR NOT NULL,
    meaning VARCHAR NOT NULL,
    threshold DOUBLE,                  -- null: reported, decides nothing alone
    is_minimum BOOLEAN NOT NULL,       -- met when value >= threshold, else when value <= threshold
    config_hash VARCHAR NOT NULL       -- of the runs that measured so
);

CREATE TABLE internal.pairs (          -- article_id < other_id
    article_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    relation VARCHAR NOT NULL CHECK (relation IN ('verbatim', 'edited', 'spun', 'rewritten', 'partial', 'same_story', 'unrelated')),
    confidence DOUBLE NOT NULL,
    channels VARCHAR[] NOT NULL,
    article_share DOUBLE NOT NULL,     -- part of article_id's words that other_id accounts for
    other_share DOUBLE NOT NULL,       -- part of other_id's words that article_id accounts for
    story DOUBLE NOT NULL,             -- the measure of that name, 0 where it was not worth measuring
    words_replaced DOUBLE NOT NULL,    -- the measure of that name, 0 where it was not worth measuring
    measures DOUBLE[] NOT NULL,        -- all of them, in the order of the run's own list (internal.measures)
    run_id BIGINT NOT NULL
);

CREATE TABLE internal.overruled (      -- how pairs relate that stand for something else than what was found of them
    article_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    relation VARCHAR NOT NULL CHECK (relation IN ('verbatim', 'edited', 'spun', 'rewritten', 'partial', 'same_story', 'unrelated')),
    confidence DOUBLE NOT NULL,
    is_fixed BOOLEAN NOT NULL          -- by a person; else both are of one reprint class
);

CREATE TABLE internal.background (     -- hashed words and word pairs of several stories of this store; a versioned list, as common_keys
    is_pair BOOLEAN NOT NULL,
    key UINTEGER NOT NULL
);

CREATE TABLE internal.directions (     -- of pairs in which words were replaced: the share of word pairs that nobody writes
    article_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    article_oddness DOUBLE NOT NULL,   -- of those that only article_id has
    other_oddness DOUBLE NOT NULL,     -- of those that only other_id has
    common_oddness DOUBLE NOT NULL     -- of those that both have
);

CREATE TABLE internal.replacements (   -- of each pair; phrase belongs to article_id, other_phrase to other_id
    article_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    phrase VARCHAR NOT NULL,
    other_phrase VARCHAR NOT NULL,
    times INTEGER NOT NULL
);

CREATE TABLE internal.tortured (       -- of each spun pair: two words of the copy in a row that nobody writes
    article_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    phrase VARCHAR NOT NULL
);

CREATE TABLE internal.components (     -- what hangs together by copies; where the fingerprint is the same, its groups stay
    component_id BIGINT NOT NULL,      -- the smallest class
    fingerprint BIGINT NOT NULL        -- of all that its groups were made of
);

CREATE TABLE internal.copy_groups (
    group_id BIGINT NOT NULL,          -- the earliest member
    source_id BIGINT,
    source_status VARCHAR NOT NULL CHECK (source_status IN ('named', 'absent', 'unknown')),
    source_confidence DOUBLE NOT NULL,
    reasons VARCHAR[] NOT NULL,
    run_id BIGINT NOT NULL
);

CREATE TABLE internal.members (
    article_id BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    source_id BIGINT,                  -- the article that it has its text from; null for the group's source and where none is named
    relation VARCHAR CHECK (relation IN ('source', 'verbatim', 'edited', 'spun', 'rewritten')), -- to that article, or to a member of its group where none is named; null: the earliest member of such a group
    confidence DOUBLE NOT NULL,
    share DOUBLE NOT NULL
);

CREATE TABLE internal.stories (
    article_id BIGINT NOT NULL,
    story_id BIGINT NOT NULL           -- the earliest member
);

-- What people decided: never derived, never emptied -------------------------------------------------

CREATE TABLE internal.decisions (
    decision_id BIGINT NOT NULL,
    verb VARCHAR NOT NULL CHECK (verb IN ('confirm', 'relabel', 'split', 'merge', 'withdraw')),
    article_id BIGINT NOT NULL,        -- article_id < other_id
    other_id BIGINT NOT NULL,
    relation VARCHAR CHECK (relation IN ('verbatim', 'edited', 'spun', 'rewritten', 'partial', 'same_story', 'unrelated')), -- of a relabel
    found VARCHAR NOT NULL,            -- what wirecopy had said
    who VARCHAR NOT NULL,
    why VARCHAR,
    made_at TIMESTAMP NOT NULL
);

CREATE TABLE internal.forgotten (      -- what was erased and must not come back: an article's id, or a site
    article_id BIGINT,
    site VARCHAR,
    forgotten_at TIMESTAMP NOT NULL
);

-- What grouping came to, run by run ---------------------------------------------------------------
-- A row for each change: what stands from this run on, null where there is nothing any more.

CREATE TABLE internal.pair_history (
    run_id BIGINT NOT NULL,
    article_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    relation VARCHAR
);

CREATE TABLE internal.member_history (
    run_id BIGINT NOT NULL,
    article_id BIGINT NOT NULL,
    group_id BIGINT,
    source_id BIGINT,
    relation VARCHAR
);

CREATE TABLE internal.group_history (
    run_id BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    source_id BIGINT,
    source_status VARCHAR
);

-- Full-text search: which words are in which articles ---------------------------------------------

CREATE TABLE internal.searched (       -- the articles whose words are here
    doc INTEGER NOT NULL,              -- their number here: 2 bytes in postings where an id takes 8
    article_id BIGINT NOT NULL,
    length INTEGER NOT NULL,           -- words, those of the headline counted as often as they weigh
    content_hash BIGINT NOT NULL,      -- of text and headline as they were taken in: others are taken in anew
    title_hash UBIGINT NOT NULL
);

CREATE TABLE internal.terms (
    term_id INTEGER NOT NULL,
    term VARCHAR NOT NULL
);

CREATE TABLE internal.postings (       -- in the order of terms within each batch, so that they compress
    term_id INTEGER NOT NULL,
    doc INTEGER NOT NULL,
    times UTINYINT NOT NULL            -- how often the word is in it, at most 255
);

CREATE TABLE internal.learnt (         -- the tortured phrases that were looked for in all of these articles
    phrase VARCHAR NOT NULL
);

CREATE TABLE internal.held (           -- which of them each article holds
    doc INTEGER NOT NULL,
    phrase VARCHAR NOT NULL
);
