CREATE OR REPLACE VIEW partials AS
SELECT CASE WHEN article_owes THEN article_id ELSE other_id END AS article_id,
       CASE WHEN article_owes THEN other_id ELSE article_id END AS source_id,
       CASE WHEN article_owes THEN article_share ELSE other_share END AS share,
       CASE WHEN article_owes THEN words ELSE other_words END AS article_words,
       CASE WHEN article_owes THEN other_words ELSE words END AS source_words,
       confidence
FROM (
    SELECT p.*, a.words, b.words AS other_words,
           CASE WHEN internal.is_after(a.effective_at, b.effective_at, b.effective_precision) THEN true
                WHEN internal.is_after(b.effective_at, a.effective_at, a.effective_precision) THEN false
                ELSE p.article_share >= p.other_share END AS article_owes
    FROM internal.judged p
    JOIN internal.dated a ON a.article_id = p.article_id
    JOIN internal.dated b ON b.article_id = p.other_id
    WHERE p.relation = 'partial');
COMMENT ON VIEW partials IS 'Articles that share a passage: an excerpt, a roundup, quoted background; never a full copy';
COMMENT ON COLUMN partials.article_id IS 'The later of the two; where no times tell, the one that owes the larger part of itself';
COMMENT ON COLUMN partials.source_id IS 'The other article';
COMMENT ON COLUMN partials.share IS 'Part of article_id''s words that source_id accounts for, 0 to 1';
COMMENT ON COLUMN partials.article_words IS 'Words in article_id';
COMMENT ON COLUMN partials.source_words IS 'Words in source_id';
COMMENT ON COLUMN partials.confidence IS '0 to 1';
