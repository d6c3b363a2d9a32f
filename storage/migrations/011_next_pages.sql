-- Articles in several pages: which later pages they name, and which of them have become part of the text. Pages keep
-- the id of their own address in `fetches`, `urls` and `discoveries`: what is an article is derived, and may be again.

CREATE TABLE internal.next_pages (
    article_id BIGINT NOT NULL,
    page_id BIGINT NOT NULL,           -- the id that the address of a later page has by itself
    page INTEGER NOT NULL,             -- its number in the article, whose first page is 1
    is_joined BOOLEAN NOT NULL,        -- part of the text: no article; else it has not come, or is another story
    taken_to BIGINT NOT NULL           -- the last of its fetches that the text was made with; 0 for none
);
