CREATE OR REPLACE VIEW sites AS
SELECT site, any_value(s.name) AS name, any_value(s.home) AS home, coalesce(any_value(s.licensed_from), []) AS licensed_from,
       count(a.article_id) AS n_articles
FROM internal.sites s FULL JOIN internal.articles a USING (site)
GROUP BY site;
COMMENT ON VIEW sites IS 'Every site that is crawled or has articles here';
COMMENT ON COLUMN sites.site IS 'Host name without www';
COMMENT ON COLUMN sites.name IS 'Name in sources.toml';
COMMENT ON COLUMN sites.home IS 'Home page in sources.toml';
COMMENT ON COLUMN sites.licensed_from IS 'Sites and agencies that it may reprint, by sources.toml';
COMMENT ON COLUMN sites.n_articles IS 'Articles from it';
