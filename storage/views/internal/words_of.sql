-- The words of a text, in order: as dedup.words.tokens has them, but for NFKC and full case folding, which SQL
-- lacks. Thai to Khmer, kana, Han and Korean syllables are words of one character.
CREATE OR REPLACE MACRO internal.words_of(spelled) AS regexp_extract_all(
    regexp_replace(
        lower(CASE WHEN strlen(spelled) = length(spelled) THEN replace(spelled, '_', ' ')
              ELSE regexp_replace(
                  regexp_replace(translate(replace(nfc_normalize(spelled), 'ß', 'ss'), '‘’ʼ´_ς', ''''''''' σ'),
                                 '[\x{ad}\x{200b}-\x{200d}\x{2060}\x{feff}]', '', 'g'),
                  '[\x{0e00}-\x{0eff}\x{1000}-\x{109f}\x{1780}-\x{17ff}\x{3041}-\x{3096}\x{30a1}-\x{30fa}\x{30fc}'
                  || '\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}\x{f900}-\x{faff}\x{ac00}-\x{d7a3}\x{20000}-\x{323af}]',
                  ' \0 ', 'g') END),
        '''s\b', '', 'g'),
    '\d+(?:[.,]\d+)+|[\p{L}\p{M}\p{N}]+(?:''[\p{L}\p{M}\p{N}]+)*');
