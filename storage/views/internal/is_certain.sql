-- Whether a passage that internal.passage found has the words of a phrase in a row for certain, so that the text need
-- not be split: the words are parted by a space, with the usual punctuation and no other signs.
CREATE OR REPLACE MACRO internal.is_certain(passage, phrase) AS
    regexp_matches(lower(passage), '^[ \n"“(—]?'
                   || array_to_string(internal.words_of(phrase), '(?:[''’]s)?[.,;:?!"”)]*[ \n]["“(]*')
                   || '(?:$|[ \n;:?!"”)]|[.,][ \n"”)])');
