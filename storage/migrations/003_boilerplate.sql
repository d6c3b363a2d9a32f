-- Sentences that stand in many different stories. Both tables are empty until the next run groups.

CREATE TABLE internal.boilerplate (    -- hashes of the sentences that are no evidence; a versioned list, as common_keys
    key BIGINT NOT NULL,
    run_id BIGINT NOT NULL             -- the run that made the list
);

CREATE TABLE internal.left_out (       -- such sentences as they stood in articles, where they were left out of what is compared
    article_id BIGINT NOT NULL,
    key BIGINT NOT NULL,
    sentence VARCHAR NOT NULL
);
