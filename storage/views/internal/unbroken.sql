-- A text without hyphens at the ends of lines, where a word goes on in the next one.
CREATE OR REPLACE MACRO internal.unbroken(spelled) AS
    CASE WHEN contains(spelled, chr(10)) THEN regexp_replace(spelled, '(\p{L})[-\x{2010}\x{ad}]\n(\p{Ll})', '\1\2', 'g') ELSE spelled END;
