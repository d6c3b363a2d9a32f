"""The copy model: its trees, its measures, and the chances that are made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.fit_copy import AGAINST, EITHER
from dedup.compare.trees import Chance, Trees, chances, copy_model
from dedup.relations import RELATIONS

STUMPS = Trees((), ((0, 0.5, -1.0, (1, 0.25, 0.5, 2.0)), 0.25), -0.5)


@pytest.mark.parametrize(
    ("values", "nats"), [([0.5, 1.0], -1.25), ([0.6, 0.25], 0.25), ([0.6, 0.3], 1.75)]
)
def test_trees_are_added_up(values: list[float], nats: float) -> None:
    assert STUMPS.sum_of(values) == nats


@given(st.data())
def test_more_for_a_copy_never_says_less(data: st.DataObject) -> None:
    model = copy_model()
    size = len(model.asked)
    values = data.draw(st.lists(st.floats(0, 1), min_size=size, max_size=size))
    place = data.draw(st.sampled_from(range(size)))
    more = data.draw(st.floats(values[place], 1))
    name = model.asked[place].__name__
    changed = [*values[:place], more, *values[place + 1 :]]
    rise = model.sum_of(changed) - model.sum_of(values)
    if name in AGAINST:
        assert rise <= 0.01  # leaves are rounded
    elif name not in EITHER:
        assert rise >= -0.01


def test_every_relation_has_a_chance() -> None:
    assert set(chances()) <= set(RELATIONS)
    assert all(curve.slope >= 0 for curve in chances().values())


def test_a_chance_grows_with_what_speaks_for_it() -> None:
    curve = Chance(0.5, 1.0)
    assert 0 < curve.of(0.0) < curve.of(0.3) < curve.of(0.9) < curve.of(1.0) < 1
