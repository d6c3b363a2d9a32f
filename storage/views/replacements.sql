CREATE OR REPLACE VIEW replacements AS
SELECT CASE WHEN turned THEN other_id ELSE article_id END AS source_id,
       CASE WHEN turned THEN article_id ELSE other_id END AS copy_id,
       CASE WHEN turned THEN other_phrase ELSE phrase END AS source_phrase,
       CASE WHEN turned THEN phrase ELSE other_phrase END AS copy_phrase,
       times
FROM (
    SELECT r.*, CASE WHEN a.source_id = r.other_id THEN true WHEN b.source_id = r.article_id THEN false
                     ELSE coalesce(d.other_oddness < d.article_oddness, false) END AS turned
    FROM internal.replacements r
    LEFT JOIN internal.directions d USING (article_id, other_id)
    LEFT JOIN internal.members a ON a.article_id = r.article_id
    LEFT JOIN internal.members b ON b.article_id = r.other_id);
COMMENT ON VIEW replacements IS 'Phrases of a source and what stands for them in a copy';
COMMENT ON COLUMN replacements.source_id IS 'The source of the two; where no source is named, the one that the replacements point to';
COMMENT ON COLUMN replacements.copy_id IS 'The other one';
COMMENT ON COLUMN replacements.source_phrase IS 'Words of the source';
COMMENT ON COLUMN replacements.copy_phrase IS 'Words that stand for them in the copy';
COMMENT ON COLUMN replacements.times IS 'How often in this pair';
