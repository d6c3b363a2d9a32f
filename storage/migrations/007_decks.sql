-- The deck of an article as a field of its own, and texts that go on on later pages (`part`). A CHECK can't be changed,
-- so the table is copied. Articles of earlier versions have no deck until `rebuild --stale` extracts them again.

CREATE TABLE internal.articles_anew (
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
    body_status VARCHAR NOT NULL CHECK (body_status IN ('full', 'part', 'teaser', 'paywalled', 'empty', 'not_an_article', 'failed')),
    confidence DOUBLE NOT NULL,
    extractor VARCHAR NOT NULL,
    content_hash BIGINT NOT NULL,      -- of the token sequence: layout does not count
    indexed BOOLEAN NOT NULL,          -- long enough and no mere teaser: takes part in grouping
    deck VARCHAR                       -- what stands between headline and text
);
INSERT INTO internal.articles_anew BY NAME SELECT *, NULL AS deck FROM internal.articles;
DROP TABLE internal.articles;
ALTER TABLE internal.articles_anew RENAME TO articles;

CREATE TABLE internal.leads (          -- articles whose first paragraph is the deck of another: it is not compared
    article_id BIGINT NOT NULL
);
