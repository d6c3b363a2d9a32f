-- How exact the time of an article is, and who stated it. Earlier stores don't say it of theirs: there midnight
-- counts as a day, as it did then.

ALTER TABLE internal.articles ADD COLUMN published_precision VARCHAR;
ALTER TABLE internal.articles ADD COLUMN published_from VARCHAR;
ALTER TABLE internal.discoveries ADD COLUMN published_precision VARCHAR;
