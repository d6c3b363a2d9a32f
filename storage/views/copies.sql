CREATE OR REPLACE VIEW copies AS
SELECT m.article_id AS copy_id, m.source_id, m.source_status, m.group_id,
       m.relation::relation AS relation, m.confidence, m.share,
       internal.lag_minutes(s.effective_at, s.effective_precision, a.effective_at, a.effective_precision) AS lag_minutes,
       coalesce(list_contains(site.licensed_from, s.site) OR list_contains(site.licensed_from, s.agency), false) AS is_licensed,
       coalesce(a.site = s.site, false) AS is_own_site,
       a.site AS copy_site, a.title AS copy_title, a.url AS copy_url,
       s.site AS source_site, s.title AS source_title, s.url AS source_url,
       m.source_confidence,
       a.effective_at AS copy_at, s.effective_at AS source_at
FROM internal.sourced m
JOIN internal.dated a ON a.article_id = m.article_id
LEFT JOIN internal.dated s ON s.article_id = m.source_id
LEFT JOIN internal.sites site ON site.site = a.site
WHERE m.relation <> 'source';
COMMENT ON VIEW copies IS 'Every full copy, with the source that it reuses the text of';
COMMENT ON COLUMN copies.copy_id IS 'article_id of the copy';
COMMENT ON COLUMN copies.source_id IS 'article_id of the source; null where none is named';
COMMENT ON COLUMN copies.source_status IS 'named, absent or unknown';
COMMENT ON COLUMN copies.group_id IS 'The copy group of both';
COMMENT ON COLUMN copies.relation IS 'verbatim, edited, spun or rewritten';
COMMENT ON COLUMN copies.confidence IS '0 to 1: how sure the relation is';
COMMENT ON COLUMN copies.share IS 'Part of the copy''s words that the source accounts for, 0 to 1';
COMMENT ON COLUMN copies.lag_minutes IS 'Minutes from source to copy; negative when the copy bears the earlier time; null where one of them bears a day alone';
COMMENT ON COLUMN copies.is_licensed IS 'The copying site''s entry in sources.toml says that it has a licence (licensed_from)';
COMMENT ON COLUMN copies.is_own_site IS 'The copy stands on the site of its source: a print version, a second address, a rerun';
COMMENT ON COLUMN copies.copy_site IS 'Site of the copy';
COMMENT ON COLUMN copies.copy_title IS 'Headline of the copy';
COMMENT ON COLUMN copies.copy_url IS 'Address of the copy';
COMMENT ON COLUMN copies.source_site IS 'Site of the source';
COMMENT ON COLUMN copies.source_title IS 'Headline of the source';
COMMENT ON COLUMN copies.source_url IS 'Address of the source';
COMMENT ON COLUMN copies.source_confidence IS '0 to 1: the chance that the source is right; .5 where it is absent: nobody counted those; null where source_status is unknown';
COMMENT ON COLUMN copies.copy_at IS 'When the copy was published (or first seen, where it does not say), UTC';
COMMENT ON COLUMN copies.source_at IS 'When the source was published (or first seen), UTC';
