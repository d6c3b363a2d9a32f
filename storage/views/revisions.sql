CREATE OR REPLACE VIEW revisions AS
SELECT article_id, seen_at, title, text, words, words_changed, published_at FROM internal.revisions;
COMMENT ON VIEW revisions IS 'Later texts of articles whose page changed, in every turn (also back), or its headline or date alone; articles holds the first one';
COMMENT ON COLUMN revisions.article_id IS 'The article';
COMMENT ON COLUMN revisions.seen_at IS 'When the changed text was seen, UTC';
COMMENT ON COLUMN revisions.title IS 'Its headline then';
COMMENT ON COLUMN revisions.text IS 'Its text then';
COMMENT ON COLUMN revisions.words IS 'Words in text';
COMMENT ON COLUMN revisions.words_changed IS 'Words that differ from the text before; 0 where headline or date alone did';
COMMENT ON COLUMN revisions.published_at IS 'When the page then said that it was published, UTC';
