-- What a run has to look at, so that it need not read the whole store: what hangs together, what the last run knew.
-- Articles of earlier versions belong to no family yet: the next run groups all of them once.

ALTER TABLE internal.classes ADD COLUMN family_id BIGINT;  -- copies of copies, and who people decided on: one article of them
ALTER TABLE internal.classes ADD COLUMN tale_id BIGINT;    -- families that report one event with each other: one article of them
ALTER TABLE internal.classes ADD COLUMN facts UBIGINT;     -- a hash of all that grouping knew of the article

CREATE TABLE internal.gone (            -- articles that went since the last grouping, and whom they leave behind
    article_id BIGINT NOT NULL,
    family_id BIGINT NOT NULL,
    tale_id BIGINT NOT NULL
);

CREATE TABLE internal.weighed (         -- the decisions that the last grouping went by
    decision_id BIGINT NOT NULL,
    article_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    said VARCHAR NOT NULL               -- a relation, or split or merge
);
