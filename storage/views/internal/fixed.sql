-- What people have decided of two reprint classes, as far as grouping has taken it in: the relation that
-- they fixed last, and whether they put the two into one group. dedup/group/decisions.py says the same.
CREATE OR REPLACE VIEW internal.fixed AS
WITH taken_in AS (
    SELECT coalesce(max(value::BIGINT), 0) AS last FROM internal.state WHERE name = 'decided_to'),
decided AS (
    SELECT decision_id, article_id, other_id, relation, false AS is_placed
    FROM internal.relabelled((SELECT last FROM taken_in))
    UNION ALL
    SELECT decision_id, article_id, other_id, verb, true FROM internal.placed((SELECT last FROM taken_in))),
lifted AS (
    SELECT decision_id, relation, is_placed,
           coalesce(a.class_id, d.article_id) AS one, coalesce(b.class_id, d.other_id) AS two
    FROM decided d
    LEFT JOIN internal.classes a ON a.article_id = d.article_id
    LEFT JOIN internal.classes b ON b.article_id = d.other_id)
SELECT least(one, two) AS class_id, greatest(one, two) AS other_class_id,
       arg_max(relation, decision_id) FILTER (NOT is_placed) AS relation,
       coalesce(bool_and(relation = 'merge') FILTER (is_placed), false) AS is_together
FROM lifted WHERE one <> two GROUP BY ALL;
