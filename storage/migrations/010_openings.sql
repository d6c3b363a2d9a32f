-- What articles begin with where stories are judged. Pairs of articles with a deck are compared again by the first run.

CREATE TABLE internal.openings (       -- decks, put on top of texts to tell stories
    article_id BIGINT NOT NULL,
    deck VARCHAR NOT NULL              -- its own, or that of another article with an equal text
);
