CREATE OR REPLACE VIEW site_pairs AS
SELECT source_site, copy_site, relation, count(*) AS n_copies, median(lag_minutes) AS median_lag_minutes,
       count(*) AS n_pairs
FROM copies WHERE source_id IS NOT NULL
GROUP BY source_site, copy_site, relation
UNION ALL
SELECT first.site AS source_site, later.site AS copy_site, 'same_form'::relation AS relation, 0 AS n_copies,
       median(internal.lag_minutes(first.effective_at, first.effective_precision, later.effective_at, later.effective_precision)) AS median_lag_minutes,
       count(*) AS n_pairs
FROM (
    SELECT CASE WHEN b.effective_at < a.effective_at THEN b ELSE a END AS first,
           CASE WHEN b.effective_at < a.effective_at THEN a ELSE b END AS later
    FROM internal.verdicts p
    JOIN (SELECT article_id, site, effective_at, effective_precision FROM internal.dated) a ON a.article_id = p.first_id
    JOIN (SELECT article_id, site, effective_at, effective_precision FROM internal.dated) b ON b.article_id = p.second_id
    WHERE p.relation = 'same_form')
GROUP BY first.site, later.site;
COMMENT ON VIEW site_pairs IS 'Which site reuses the text of which, how, and how fast; beside it, which fill the same forms (same_form: not a copy)';
COMMENT ON COLUMN site_pairs.source_site IS 'Site of the sources; of same_form that of the earlier articles';
COMMENT ON COLUMN site_pairs.copy_site IS 'Site of the copies; of same_form that of the later articles';
COMMENT ON COLUMN site_pairs.relation IS 'verbatim, edited, spun or rewritten; same_form: the same form filled with other facts';
COMMENT ON COLUMN site_pairs.n_copies IS 'Number of copies; of same_form 0';
COMMENT ON COLUMN site_pairs.median_lag_minutes IS 'Median minutes from source to copy; of same_form from the earlier article to the later';
COMMENT ON COLUMN site_pairs.n_pairs IS 'Number of pairs: a copy and its source, or two articles of the same form';
