CREATE OR REPLACE VIEW copy_groups AS
SELECT g.group_id, g.source_id, g.source_status, any_value(s.title) AS source_title, any_value(s.site) AS source_site,
       g.source_confidence,
       count(*) FILTER (m.relation <> 'source') AS n_copies,
       count(*) FILTER (m.relation = 'verbatim') AS n_verbatim,
       count(*) FILTER (m.relation = 'edited') AS n_edited,
       count(*) FILTER (m.relation = 'spun') AS n_spun,
       count(*) FILTER (m.relation = 'rewritten') AS n_rewritten,
       count(DISTINCT a.site) AS n_sites,
       min(a.effective_at) AS first_at,
       max(a.effective_at) AS last_at,
       median(internal.lag_minutes(s.effective_at, s.effective_precision, a.effective_at, a.effective_precision))
           FILTER (m.relation <> 'source') AS median_lag_minutes,
       g.run_id, g.reasons
FROM internal.copy_groups g
JOIN internal.members m USING (group_id)
JOIN internal.dated a ON a.article_id = m.article_id
LEFT JOIN internal.dated s ON s.article_id = g.source_id
GROUP BY g.group_id, g.source_id, g.source_status, g.source_confidence, g.run_id, g.reasons;
COMMENT ON VIEW copy_groups IS 'One source and its verbatim, edited, spun and rewritten copies';
COMMENT ON COLUMN copy_groups.group_id IS 'article_id of the earliest member';
COMMENT ON COLUMN copy_groups.source_id IS 'article_id of the source; null where none is named';
COMMENT ON COLUMN copy_groups.source_status IS 'named, absent (not in the store) or unknown';
COMMENT ON COLUMN copy_groups.source_title IS 'Headline of the source';
COMMENT ON COLUMN copy_groups.source_site IS 'Site of the source';
COMMENT ON COLUMN copy_groups.source_confidence IS '0 to 1: the chance that the source is right, or the likeliest, unnamed; .5 where it is absent: nobody counted those';
COMMENT ON COLUMN copy_groups.n_copies IS 'Members that are copies';
COMMENT ON COLUMN copy_groups.n_verbatim IS 'Of them the same text';
COMMENT ON COLUMN copy_groups.n_edited IS 'Of them cut, merged or added to by a person';
COMMENT ON COLUMN copy_groups.n_spun IS 'Of them with words swapped inside the sentences';
COMMENT ON COLUMN copy_groups.n_rewritten IS 'Of them told in other words, sentence by sentence';
COMMENT ON COLUMN copy_groups.n_sites IS 'Different sites among the members';
COMMENT ON COLUMN copy_groups.first_at IS 'Time of the earliest member, UTC';
COMMENT ON COLUMN copy_groups.last_at IS 'Time of the latest member, UTC';
COMMENT ON COLUMN copy_groups.median_lag_minutes IS 'Median minutes from the source to its copies';
COMMENT ON COLUMN copy_groups.run_id IS 'The run that came to this source and these reasons';
COMMENT ON COLUMN copy_groups.reasons IS 'Why this source is named, or none';
