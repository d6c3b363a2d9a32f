-- The words of a text, in order: as dedup.words.tokens has them, but for NFKC, full case folding, letters
-- in filled circles and Greek capitals among Latin letters, which SQL lacks. Thai to Khmer, kana, Han and Korean syllables are words of one character.
CREATE OR REPLACE MACRO internal.words_of(spelled) AS regexp_extract_all(
    regexp_replace(
        lower(CASE WHEN strlen(spelled) = length(spelled)
              THEN regexp_replace(translate(internal.unbroken(spelled), '_`', ' '''), '[\x00-\x08\x0e-\x1b\x7f]', '', 'g')
              ELSE regexp_replace(
                  regexp_replace(
                      regexp_replace(translate(replace(replace(nfc_normalize(internal.unbroken(spelled)), 'ß', 'ss'), 'เเ', 'แ'), '‘’ʼʻ´′׳`_™ς', repeat('''', 8) || '  σ'),
                                     '([\x{600}-\x{6ff}])\x{200c}([\x{600}-\x{6ff}])', '\1 \2', 'g'),
                      '[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\x{ad}\x{34f}\x{640}\x{61c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}'
                      || '\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{2800}\x{3164}\x{fe00}-\x{fe0f}\x{feff}\x{ffa0}\x{fff0}-\x{fffc}'
                      || '\x{1bca0}-\x{1bca3}\x{1d159}\x{1d173}-\x{1d17a}\x{e0000}-\x{e0fff}]', '', 'g'),
                  '[\x{0e00}-\x{0eff}\x{1000}-\x{109f}\x{1780}-\x{17ff}\x{3041}-\x{3096}\x{30a1}-\x{30fa}\x{30fc}'
                  || '\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}\x{f900}-\x{faff}\x{ac00}-\x{d7a3}\x{20000}-\x{323af}]',
                  ' \0 ', 'g') END),
        '''s\b', '', 'g'),
    '\d+(?:[.,]\d+)+|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:''[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*');
