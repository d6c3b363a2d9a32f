-- The archive files that this store has written. Nothing else in raw/ is ever changed, removed or taken for its own.
-- Of a store that had no such list, those are its own that a row speaks of. Files that it writes from now on name the
-- store as well, by its number in `state`.

CREATE TABLE internal.archive_files (
    warc_file VARCHAR NOT NULL         -- as fetches have it; named here before it is made
);
INSERT INTO internal.archive_files
SELECT DISTINCT warc_file FROM internal.fetches WHERE warc_file IS NOT NULL;

INSERT INTO internal.state VALUES ('store', 'urn:uuid:' || uuid());
