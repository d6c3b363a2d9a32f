-- The relation same_form: one form filled with other facts. A CHECK can't be changed, so each table that has one on
-- relations is copied. The type is made anew with the views, which happens whenever the format changes.

CREATE TABLE internal.pairs_anew (     -- article_id < other_id
    article_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    relation VARCHAR NOT NULL CHECK (relation IN ('verbatim', 'edited', 'spun', 'rewritten', 'partial', 'same_story', 'unrelated', 'same_form')),
    confidence DOUBLE NOT NULL,
    channels VARCHAR[] NOT NULL,
    article_share DOUBLE NOT NULL,     -- part of article_id's words that other_id accounts for
    other_share DOUBLE NOT NULL,       -- part of other_id's words that article_id accounts for
    story DOUBLE NOT NULL,             -- the measure of that name, 0 where it was not worth measuring
    words_replaced DOUBLE NOT NULL,    -- the measure of that name, 0 where it was not worth measuring
    measures DOUBLE[] NOT NULL,        -- all of them, in the order of the run's own list (internal.measures)
    run_id BIGINT NOT NULL
);
INSERT INTO internal.pairs_anew FROM internal.pairs;
DROP TABLE internal.pairs;
ALTER TABLE internal.pairs_anew RENAME TO pairs;

CREATE TABLE internal.overruled_anew ( -- how pairs relate that stand for something else than what was found of them
    article_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    relation VARCHAR NOT NULL CHECK (relation IN ('verbatim', 'edited', 'spun', 'rewritten', 'partial', 'same_story', 'unrelated', 'same_form')),
    confidence DOUBLE NOT NULL,
    is_fixed BOOLEAN NOT NULL          -- by a person; else both are of one reprint class
);
INSERT INTO internal.overruled_anew FROM internal.overruled;
DROP TABLE internal.overruled;
ALTER TABLE internal.overruled_anew RENAME TO overruled;

CREATE TABLE internal.decisions_anew (
    decision_id BIGINT NOT NULL,
    verb VARCHAR NOT NULL CHECK (verb IN ('confirm', 'relabel', 'split', 'merge', 'withdraw')),
    article_id BIGINT NOT NULL,        -- article_id < other_id
    other_id BIGINT NOT NULL,
    relation VARCHAR CHECK (relation IN ('verbatim', 'edited', 'spun', 'rewritten', 'partial', 'same_story', 'unrelated', 'same_form')), -- of a relabel
    found VARCHAR NOT NULL,            -- what wirecopy had said
    who VARCHAR NOT NULL,
    why VARCHAR,
    made_at TIMESTAMP NOT NULL
);
INSERT INTO internal.decisions_anew FROM internal.decisions;
DROP TABLE internal.decisions;
ALTER TABLE internal.decisions_anew RENAME TO decisions;

DROP TYPE IF EXISTS relation;
