-- Okapi BM25 with the usual k1 = 1.2, b = 0.75 (Robertson and Zaragoza 2009); every word must be there.
CREATE OR REPLACE MACRO search(words) AS TABLE
    WITH asked AS (SELECT DISTINCT unnest(internal.words_of(words)) AS term),
    matching AS (
        SELECT doc, term_id, times FROM internal.postings
        WHERE term_id IN (SELECT term_id FROM internal.terms JOIN asked USING (term))),
    average AS (SELECT count(*) AS n_docs, avg(length) AS mean FROM internal.searched),
    weights AS (
        SELECT term_id, ln(1 + (any_value(n_docs) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
        FROM matching CROSS JOIN average GROUP BY term_id),
    ranked AS (
        SELECT article_id, sum(weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / mean))) AS score
        FROM matching JOIN weights USING (term_id) JOIN internal.searched USING (doc) CROSS JOIN average
        GROUP BY article_id HAVING count(*) = (SELECT count(*) FROM asked)),
    near AS (
        SELECT article_id, score, title, text,
               CASE WHEN contains(words, '"')
                    THEN internal.passage(title, text, regexp_extract(words, '"([^"]+)"', 1)) END AS passage
        FROM ranked JOIN internal.articles USING (article_id)),
    judged AS MATERIALIZED (  -- else all texts are judged, and before they are joined
        SELECT article_id, score,
               CASE WHEN NOT contains(words, '"') THEN true
                    WHEN passage = '' THEN false
                    WHEN len(regexp_extract_all(words, '"([^"]+)"', 1)) = 1
                         AND internal.is_certain(passage, regexp_extract(words, '"([^"]+)"', 1)) THEN true
                    ELSE list_transform([internal.spelled(title, text)],
                                        lambda whole: list_bool_and([contains(whole, internal.spelled('', phrase))
                                                                     FOR phrase IN regexp_extract_all(words, '"([^"]+)"', 1)]))[1]
                    END AS holds
        FROM near)
    SELECT article_id, site, published_at, title, url, score
    FROM judged JOIN internal.articles USING (article_id)
    WHERE holds
    ORDER BY score DESC, published_at DESC NULLS LAST, article_id;
COMMENT ON MACRO TABLE search IS 'Articles that hold all the words, the best first (BM25), phrases in double quotes: SELECT * FROM search(''"harbour master" dredging'')';
