"""The stamp: another constant, model or word list is another stamp; and code that moves answers."""

import datetime as dt
import importlib
import json
import math
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Set
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import dedup
from dedup import stamp
from dedup.compare import models
from tests.dedup import keep_answers

STAMPED = {*stamp.KEYS, *stamp.VERDICTS, *stamp.GROUPS}
# They hold no constant that decides: the stamp itself, and what counts the shipped tables anew.
APART = {"dedup.stamp", "dedup.words.background.build", "dedup.fast", "dedup.compare.counted"}
KERNELS = "kernels"  # they take what decides from the modules whose words they say


def is_stamped(name: str) -> bool:
    return name not in APART and KERNELS not in name.split(".")


def modules() -> list[ModuleType]:
    """Every module of the package."""
    names = [found.name for found in pkgutil.walk_packages(dedup.__path__, "dedup.")]
    return [importlib.import_module(name) for name in names if is_stamped(name)]


def own_constants(module: ModuleType) -> Iterator[str]:
    """The constants that a module defines itself, by their names."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    for name, value in vars(module).items():
        is_own = re.search(rf"^{name}\b(:[^=]+)? = ", source, re.MULTILINE)
        if stamp.is_constant(name) and not isinstance(value, ModuleType) and is_own:
            yield name


CONSTANTS = [(module, name) for module in modules() for name in own_constants(module)]


def is_for_speed(module: ModuleType, name: str) -> bool:
    return f"{module.__name__}.{name}" in stamp.FOR_SPEED


CHANGES: list[tuple[Any, Callable[[Any], Any]]] = [
    (str, lambda value: f"{value}x"),
    (np.generic, lambda value: value + value.dtype.type(1)),
    ((int, float), lambda value: 0.5 if math.isnan(value) else value + 1),
    (dt.timedelta, lambda value: value + dt.timedelta(seconds=1)),
    (dt.datetime, lambda value: value.replace(year=value.year + 1)),
    (re.Pattern, lambda value: re.compile(f"{value.pattern}x", value.flags & ~re.UNICODE)),
    (range, lambda value: range(value.start, value.stop + 1)),
    (Mapping, lambda value: {**value, "quux": 77}),
    (Set, lambda value: frozenset({*value, "quux"})),
    (np.ndarray, lambda value: np.append(value, value.dtype.type(7))),
    (tuple, lambda value: (changed(value[0]), *value[1:]) if value else ("quux",)),
]


def changed(value: Any) -> Any:
    """Another value of the same kind; of a tuple another first part."""
    if callable(value):
        return lambda: None
    return next(change(value) for kind, change in CHANGES if isinstance(value, kind))


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    """A stamp is made once a process; here it is made anew for each test."""
    forget()
    yield
    forget()


def forget() -> None:
    for stamped in (stamp.of_keys, stamp.of_verdicts, stamp.of_groups):
        stamped.cache_clear()


def of_run() -> str:
    forget()
    return stamp.of_run("extractor-1", dt.timedelta(days=30))


def test_every_module_with_a_constant_is_stamped() -> None:
    missing = {module.__name__ for module, _ in CONSTANTS} - {m.__name__ for m in STAMPED}
    assert missing == set()
    assert len(CONSTANTS) > 90


@pytest.mark.parametrize(
    ("module", "name"), CONSTANTS, ids=[f"{m.__name__}.{name}" for m, name in CONSTANTS]
)
def test_another_constant_is_another_stamp(
    module: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = of_run()
    monkeypatch.setattr(module, name, changed(getattr(module, name)))
    assert (of_run() == before) == is_for_speed(module, name)


def test_what_is_there_for_speed_is_there() -> None:
    assert {f"{m.__name__}.{name}" for m, name in CONSTANTS if is_for_speed(m, name)} == (
        stamp.FOR_SPEED
    )


@pytest.mark.parametrize("name", models.models())
def test_another_weight_is_another_stamp(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = of_run()
    fitted = models.models()
    (feature, weight), *others = fitted[name].weights
    heavier = fitted[name]._replace(weights=((feature, weight + 1e-9), *others))
    monkeypatch.setattr(models, "models", lambda: fitted | {name: heavier})
    assert of_run() != before


def test_extractor_and_window_are_stamped() -> None:
    month = dt.timedelta(days=30)
    runs = [("a", month), ("b", month), ("a", month * 2)]
    assert len({stamp.of_run(*run) for run in runs}) == 3


def test_what_nobody_can_spell_is_refused() -> None:
    with pytest.raises(TypeError, match=r"say in dedup/stamp\.py how it decides"):
        list(stamp._spelled(object()))


def test_a_part_holds_the_parts_that_it_rests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    before = stamp.of_keys(), stamp.of_verdicts(), stamp.of_groups()
    monkeypatch.setattr(stamp, "CODE", stamp.CODE | {"verdicts": 99})
    forget()
    after = stamp.of_keys(), stamp.of_verdicts(), stamp.of_groups()
    assert [one == two for one, two in zip(before, after, strict=True)] == [True, False, False]


@pytest.mark.parametrize("part", keep_answers.PARTS)
def test_code_that_gives_other_answers_bears_another_number(part: str) -> None:
    """Constants are stamped by themselves; what code makes of them needs a number.

    If this fails, the answers on fixed texts are not those kept. Where that is meant, raise the
    number that the message names, unless a constant has moved, and keep the new answers:
    python -m tests.dedup.keep_answers
    """
    kept = json.loads(keep_answers.KEPT.read_text(encoding="utf-8"))[part]
    number, constants = keep_answers.number(part), keep_answers.constants(part)
    if keep_answers.answers(part) != kept["answers"]:
        is_told = (number, constants) != (kept["number"], kept["constants"])
        assert is_told, f"raise {keep_answers.WHERE[part]}"
        raise AssertionError("keep the new answers: python -m tests.dedup.keep_answers")
    assert (number, constants) == (kept["number"], kept["constants"]), "keep the answers anew"
