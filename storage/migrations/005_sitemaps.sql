-- Which index a sitemap was found in. Earlier stores don't say it of theirs: those count as listed.

ALTER TABLE internal.feeds ADD COLUMN found_in VARCHAR;
