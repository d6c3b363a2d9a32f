CREATE OR REPLACE MACRO copies_of(of_site) AS TABLE
    SELECT * FROM copies WHERE source_site = of_site AND copy_site <> of_site ORDER BY copy_id;
COMMENT ON MACRO TABLE copies_of IS 'Who reuses the text of a site: SELECT * FROM copies_of(''harbor-ledger.example'')';
