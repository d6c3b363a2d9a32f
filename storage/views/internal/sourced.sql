-- Where each member of a copy group has its text from, and what is known of that. A group may name a source that is
-- not taken for that of every copy (see internal.members): whose text such a copy is, nobody knows.
CREATE OR REPLACE VIEW internal.sourced AS
WITH member AS (
    SELECT m.* REPLACE (CASE WHEN m.relation = 'source' THEN m.article_id ELSE m.source_id END AS source_id),
           g.source_status AS of_group, g.source_confidence
    FROM internal.members m JOIN internal.copy_groups g USING (group_id)),
known AS (
    SELECT *, CASE WHEN of_group = 'named' AND source_id IS NULL THEN 'unknown' ELSE of_group END AS source_status
    FROM member)
SELECT * EXCLUDE (of_group) REPLACE (CASE WHEN source_status <> 'unknown' THEN source_confidence END AS source_confidence)
FROM known;
