CREATE OR REPLACE MACRO internal.spelled(headline, body) AS
    ' ' || array_to_string(internal.words_of(coalesce(headline, '') || chr(10) || body), ' ') || ' ';
