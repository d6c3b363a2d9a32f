CREATE OR REPLACE VIEW stories AS
SELECT st.story_id, any_value(first.title) AS title, count(*) AS n_articles,
       count(DISTINCT m.group_id) AS n_groups, count(DISTINCT a.site) AS n_sites,
       min(a.effective_at) AS first_at,
       max(a.effective_at) AS last_at
FROM internal.stories st
JOIN internal.dated a USING (article_id)
LEFT JOIN internal.members m USING (article_id)
LEFT JOIN internal.articles first ON first.article_id = st.story_id
GROUP BY st.story_id;
COMMENT ON VIEW stories IS 'Copy groups and single articles about one event';
COMMENT ON COLUMN stories.story_id IS 'article_id of the earliest member';
COMMENT ON COLUMN stories.title IS 'Headline of the earliest member';
COMMENT ON COLUMN stories.n_articles IS 'Articles in the story, copies included';
COMMENT ON COLUMN stories.n_groups IS 'Copy groups in the story';
COMMENT ON COLUMN stories.n_sites IS 'Different sites in the story';
COMMENT ON COLUMN stories.first_at IS 'Time of the earliest article, UTC';
COMMENT ON COLUMN stories.last_at IS 'Time of the latest article, UTC';
