CREATE OR REPLACE VIEW site_pairs AS
SELECT source_site, copy_site, relation, count(*) AS n_copies, median(lag_minutes) AS median_lag_minutes
FROM copies WHERE source_id IS NOT NULL
GROUP BY source_site, copy_site, relation;
COMMENT ON VIEW site_pairs IS 'Which site reuses the text of which, how, and how fast';
COMMENT ON COLUMN site_pairs.source_site IS 'Site of the sources';
COMMENT ON COLUMN site_pairs.copy_site IS 'Site of the copies';
COMMENT ON COLUMN site_pairs.relation IS 'verbatim, edited, spun or rewritten';
COMMENT ON COLUMN site_pairs.n_copies IS 'Number of copies';
COMMENT ON COLUMN site_pairs.median_lag_minutes IS 'Median minutes from source to copy';
