"""Options that are a number, a size or a time: any value is taken, or refused in one line."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from storage.store import Store
from tests.wirecopy.inside import wirecopy as inside
from wirecopy import cli
from wirecopy.commands import Duration, Size

VALUES = [
    *("2000TB", "-1", "-5GB", "0", "0.0000001", "1e400", "1e18", "nan", "inf", "", "5 parsecs"),
    *("9" * 23, "999999999d", "1" + "0" * 400),
]


def options() -> Iterator[tuple[str, click.Option]]:
    context = click.Context(cli.wirecopy)
    waiting = [(name, cli.wirecopy.get_command(context, name)) for name in cli.COMMANDS]
    for name, command in waiting:
        if isinstance(command, click.Group):
            waiting += [(f"{name} {each}", sub) for each, sub in command.commands.items()]
        for option in command.params if command else []:
            if isinstance(option, click.Option):
                yield name, option


TIMES = [
    pytest.param(option, id=f"{name} {option.opts[-1]}")
    for name, option in options()
    if isinstance(option.type, Duration | Size)
]


def test_no_number_is_without_bounds() -> None:
    """Of a float `nan` passes any bounds, and a number of any size has its own faults."""
    floats = [name for name, option in options() if isinstance(option.type, type(click.FLOAT))]
    assert floats == []
    assert len(TIMES) > 10


@pytest.mark.parametrize("option", TIMES)
def test_time_or_size_can_be_reckoned_with(option: click.Option) -> None:
    for value in VALUES:
        try:
            taken = option.type.convert(value, option, None)
        except click.BadParameter:
            continue
        if isinstance(taken, dt.timedelta):
            assert dt.timedelta() <= taken < dt.datetime(2026, 1, 1) - dt.datetime(1900, 1, 1)
        else:
            assert 0 <= taken < 1 << 63


@pytest.fixture(name="store", scope="module")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("numbers") / "news"
    Store.open(store).close()
    return store


@pytest.mark.parametrize("option", ["--memory", "--timeout"])
@pytest.mark.parametrize("value", [value for value in VALUES if value not in {"0", "0.0000001"}])
def test_query_within_no_such_limits(store: Path, option: str, value: str) -> None:
    code, out, told = inside("sql", "SELECT 1", "--store", store, option, value)

    assert (code, out) == (2, "")
    assert "Traceback" not in told
    assert value in told.splitlines()[-1]


def test_memory_may_be_as_much_as_a_machine_has(store: Path) -> None:
    assert inside("sql", "SELECT 1", "--store", store, "--memory", "900TB")[0] == 0
