-- Whether they are for certain: parted by a space, with the usual signs and no others.
CREATE OR REPLACE MACRO internal.is_certain(passage, phrase) AS
    regexp_matches(lower(passage), '^[ \n"“(—]?'
                   || array_to_string(internal.words_of(phrase), '(?:[''’]s)?[.,;:?!"”)]*[ \n]["“(]*')
                   || '(?:$|[ \n;:?!"”)]|[.,][ \n"”)])');
