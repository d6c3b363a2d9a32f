-- Where imported texts come from: what their rows call them, and the files. And rows of an import that were there already,
-- and how many words of a text were disguised.

ALTER TABLE internal.articles ADD COLUMN external_id VARCHAR;
ALTER TABLE internal.articles ADD COLUMN origin VARCHAR;
ALTER TABLE internal.articles ADD COLUMN disguised_words INTEGER;
ALTER TABLE internal.runs ADD COLUMN known BIGINT DEFAULT 0;
