"""kill -9 anywhere: what was committed is there, and the next run ends as if nothing had been."""

import itertools
import os
import random
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from storage import migrations
from storage.errors import NewerStoreError
from storage.migrations import FORMAT
from storage.reader import open_reader
from storage.store import Store
from tests.crashes import dying, scene
from tests.crashes.scene import Death, Scene
from tests.wirecopy.inside import wirecopy as inside

KILLS = int(os.environ.get("WIRECOPY_SOAK_KILLS", "30"))
MIGRATION = 130  # lines of one, of which the last few come after its commit
PHASES = {
    "import": ("import", "extraction"),
    "grouping": ("furniture", "classes", "pairs", "groups", "hints", "history"),
    "between database and index": ("index",),
    "publish": ("publish",),
}


def killed_at_a_line(small: Scene, place: Path, stage: str, chance: random.Random) -> Death:
    line = chance.randrange(1, small.lines[stage] * 9 // 10)
    store = scene.copy(small.store, place / "news")
    death = scene.die(store, small.file, place / "log", stage, line)
    assert death.code == -signal.SIGKILL
    scene.check_dead(store, small, death)
    scene.check_mended(store, small)
    return death


def killed_at_random(small: Scene, place: Path, whole: float, chance: random.Random) -> Death:
    """At a line, or from outside after a while; the run may be done by then."""
    if chance.random() < 0.6:
        return killed_at_a_line(small, place, chance.choice(sorted(small.lines)), chance)
    store = scene.copy(small.store, place / "news")
    death = scene.die_after(store, small.file, place / "log", chance.uniform(0.3, 1.0) * whole)
    scene.check_dead(store, small, death)
    scene.check_mended(store, small)
    return death


@pytest.mark.parametrize(("phase", "seed"), [(phase, 7) for phase in PHASES])
def test_killed_run_is_made_up_for(small: Scene, tmp_path: Path, phase: str, seed: int) -> None:
    chance = random.Random(f"{phase} {seed}")
    killed_at_a_line(small, tmp_path, chance.choice(PHASES[phase]), chance)


def test_half_grouped_is_never_published(small: Scene, tmp_path: Path) -> None:
    """Not even by a run that has nothing to do with groups: it derives first what is left."""
    store = scene.copy(small.store, tmp_path / "news")
    line = small.lines["groups"] // 2
    assert scene.die(store, small.file, tmp_path / "log", "groups", line).code != 0

    scene.run("prune", "--raw-older", "1000d", "--store", store)

    assert scene.answers(store) == small.after


@pytest.mark.parametrize(("since", "stage"), [("raw", "search"), ("pairs", "classes")])
def test_killed_rebuild_is_made_up_for(
    small: Scene, tmp_path: Path, since: str, stage: str
) -> None:
    """What was emptied is never published."""
    store = scene.copy(small.store, tmp_path / "news")
    rebuild = ("rebuild", "--from", since, "--store", store)
    death = scene.die_of(scene.dying_in(tmp_path / "log", stage, 3, *rebuild), tmp_path / "log")
    assert death.code == -signal.SIGKILL
    assert scene.answers(store) == small.before
    assert scene.grouping(store) != small.grouped[0]

    scene.run("prune", "--raw-older", "1000d", "--store", store)

    assert scene.answers(store) == small.before
    assert scene.grouping(store) == small.grouped[0]


@pytest.mark.parametrize(
    "n_kills", [2, pytest.param(KILLS, marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_killed_while_the_file_is_made_anew(small: Scene, tmp_path: Path, n_kills: int) -> None:
    """`forget` writes the database anew: it is the old one or the new one, and is finished."""
    ((url,),) = asked(small.store, "SELECT url FROM articles ORDER BY article_id LIMIT 1")
    whole = scene.copy(small.store, tmp_path / "undisturbed")
    log = tmp_path / "undisturbed.log"
    given = ("forget", str(url), "--store")
    assert scene.die_of(scene.dying_in(log, "none", 0, *given, whole), log).code == 0
    n_lines = max(told["lines"] for told in scene.read(log) if told["stage"] == "compact")
    assert n_lines > 50

    for line in random.Random(3).sample(range(1, n_lines), min(n_kills, n_lines - 1)):
        store, log = scene.copy(small.store, tmp_path / "news"), tmp_path / f"{line}.log"
        death = scene.die_of(scene.dying_in(log, "compact", line, *given, store), log)
        assert death.code == -signal.SIGKILL
        scene.run("group", "--store", store)
        assert scene.answers(store) == scene.answers(whole)
        assert asked(store, f"SELECT count(*) FROM articles WHERE url = '{url}'") == [(0,)]
        files = [path for path in store.rglob("*.duckdb*") if path.is_file()]
        assert not any(str(url).encode() in path.read_bytes() for path in files)
        code, told, _ = inside("doctor", "--store", store)
        assert code == 0, told


def asked(store: Path, query: str) -> list[tuple[object, ...]]:
    with open_reader(store) as reader:
        return reader.query(query).rows


def killed_in_a_migration(small: Scene, place: Path, line: int) -> bool:
    """Whether it was killed before the migration was committed: then it starts again."""
    store = scene.copy(small.store, place / "news")
    before = tables(store)

    death = scene.die(store, small.file, place / "log", "migration", line, MIGRATE="1")

    assert death.code == -signal.SIGKILL
    assert scene.answers(store) == small.before
    try:
        assert tables(store) == before, "the version that was there before finds what it left"
        is_undone = True
    except NewerStoreError:
        is_undone = False
    with pytest.MonkeyPatch.context() as patch:
        dying.with_later_step(patch)
        scene.check_mended(store, small)
        check_migrated(store)
    code, _, told = inside("group", "--store", store)
    assert code == 65
    assert "is newer than this wirecopy's" in told
    with pytest.raises(NewerStoreError):
        open_reader(store)
    return is_undone


def tables(store: Path) -> list[tuple[object, ...]]:
    with Store.open(store) as opened:
        return opened.rows("SELECT table_name, sql FROM duckdb_tables() ORDER BY ALL")


def check_migrated(store: Path) -> None:
    """The step is on record, its rows are there, and views and columns have their comments."""
    uncommented = (
        "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'"
        " AND database_name = 'news' AND comment IS NULL"
        " UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns()"
        " WHERE schema_name = 'main' AND database_name = 'news' AND comment IS NULL"
    )
    with open_reader(store) as reader:
        assert reader.query("SELECT max(number) FROM internal.migrations").rows == [(FORMAT + 1,)]
        assert reader.query("SELECT count(*) > 0 FROM internal.moods").rows == [(True,)]
        assert reader.query(uncommented).rows == []
    assert migrations.MIGRATIONS[-1].name == "moods"


def test_killed_in_a_migration(small: Scene, tmp_path: Path) -> None:
    assert killed_in_a_migration(small, tmp_path, random.Random(6).randrange(20, 110))


@pytest.mark.soak
def test_killed_at_many_moments(
    small: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At lines of every stage, from outside at any moment, and in migrations; says where."""
    fell: Counter[str] = Counter()
    found = 0
    whole = scene.duration(small, tmp_path)
    for seed in itertools.count():
        if fell.total() == KILLS:
            break
        chance = random.Random(seed)
        place = tmp_path / str(seed)
        place.mkdir()
        if seed % 5 == 4:
            is_undone = killed_in_a_migration(small, place, chance.randrange(1, MIGRATION))
            fell["migration" if is_undone else "after migration"] += 1
        else:
            death = killed_at_random(small, place, whole, chance)
            if death.code:
                fell[death.stage] += 1
            found += (len(death.imported) + len(death.extracted)) // dying.BATCH
        shutil.rmtree(place)
    where = ", ".join(f"{stage} {n}" for stage, n in fell.most_common())
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills ({where}): {found} committed batches found, 0 differing answers\n"
        )
