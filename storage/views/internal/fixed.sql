-- What people have decided of two reprint classes, as far as grouping has taken it in: the relation that
-- they fixed last, and whether they put the two into one group. dedup/group/decisions.py says the same.
CREATE OR REPLACE VIEW internal.fixed AS
WITH taken_in AS (
    SELECT coalesce(max(value::BIGINT), 0) AS last FROM internal.state WHERE name = 'decided_to'),
decided AS (
    SELECT decision_id, article_id, other_id, relation, false AS is_merge
    FROM internal.relabelled((SELECT last FROM taken_in))
    UNION ALL
    SELECT decision_id, article_id, other_id, NULL, true
    FROM internal.placed((SELECT last FROM taken_in)) WHERE verb = 'merge'),
lifted AS (
    SELECT decision_id, relation, is_merge,
           coalesce(a.class_id, d.article_id) AS one, coalesce(b.class_id, d.other_id) AS two
    FROM decided d
    LEFT JOIN internal.classes a ON a.article_id = d.article_id
    LEFT JOIN internal.classes b ON b.article_id = d.other_id)
SELECT least(one, two) AS class_id, greatest(one, two) AS other_class_id,
       arg_max(relation, decision_id) FILTER (NOT is_merge) AS relation, bool_or(is_merge) AS is_together
FROM lifted WHERE one <> two GROUP BY ALL;
