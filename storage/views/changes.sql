CREATE OR REPLACE VIEW changes AS
SELECT run_id, kind, article_id, other_id, before, after FROM (
    SELECT run_id, 'pair' AS kind, article_id, other_id,
           lag(relation) OVER (PARTITION BY article_id, other_id ORDER BY run_id) AS before, relation AS after
    FROM internal.pair_history
    UNION ALL
    SELECT run_id, 'member', article_id, NULL, lag(place) OVER (PARTITION BY article_id ORDER BY run_id), place
    FROM (SELECT *, coalesce(relation, 'earliest') || ' in ' || group_id AS place FROM internal.member_history)
    UNION ALL
    SELECT run_id, 'group', group_id, NULL, lag(source) OVER (PARTITION BY group_id ORDER BY run_id), source
    FROM (SELECT *, CASE WHEN source_status = 'named' THEN 'source ' || source_id ELSE 'source ' || source_status END AS source
          FROM internal.group_history))
WHERE before IS DISTINCT FROM after;
COMMENT ON VIEW changes IS 'What each run changed: relations of pairs, places in copy groups, sources of groups';
COMMENT ON COLUMN changes.run_id IS 'The run';
COMMENT ON COLUMN changes.kind IS 'pair, member (an article in a copy group) or group';
COMMENT ON COLUMN changes.article_id IS 'The article; of a pair the one with the smaller id, of a group its group_id';
COMMENT ON COLUMN changes.other_id IS 'The other article of a pair; else null';
COMMENT ON COLUMN changes.before IS 'The relation, the place ("spun in 123") or the source before; null: there was none';
COMMENT ON COLUMN changes.after IS 'The same afterwards; null: there is none any more';
