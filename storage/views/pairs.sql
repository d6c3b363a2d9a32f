CREATE OR REPLACE VIEW pairs AS
SELECT first_id AS article_id, second_id AS other_id, relation::relation AS relation, confidence, channels, run_id
FROM internal.verdicts;
COMMENT ON VIEW pairs IS 'Every verified pair of articles that have something to do with each other. Articles whose words are all the same were never compared and have no row here: copies has them, as verbatim';
COMMENT ON COLUMN pairs.article_id IS 'The article with the smaller id';
COMMENT ON COLUMN pairs.other_id IS 'The article with the larger id';
COMMENT ON COLUMN pairs.relation IS 'verbatim, edited, spun, rewritten, partial, same_story or same_form (the same form filled with other facts: not a copy)';
COMMENT ON COLUMN pairs.confidence IS '0 to 1';
COMMENT ON COLUMN pairs.channels IS 'What brought the two together: bands, trigrams, names or group; review where a person fixed the relation';
COMMENT ON COLUMN pairs.run_id IS 'The run that compared them; runs has its version and config_hash, thresholds what that one held measures to';
