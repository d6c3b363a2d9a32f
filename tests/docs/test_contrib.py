"""What is shipped for cron, systemd and logrotate: read by their own tools, where they are here."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from wirecopy import cli
from wirecopy.exits import EXITS

CONTRIB = Path(__file__).parents[2] / "contrib"
UNITS = sorted((CONTRIB / "systemd").iterdir())
CRON_LINE = re.compile(
    r"(?P<when>(?:[\d*/,-]+\s+){5})(?P<user>[a-z]+)\s+(?P<command>.+)"  # that of /etc/cron.d
)
FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
    parser.read(path)
    return parser


def parsed(command: str) -> click.Context:
    """The context of a command line of ours; raises where it would not parse."""
    program, name, *arguments = shlex.split(command)
    assert Path(program).name == "wirecopy"
    parent = click.Context(cli.wirecopy, **cli.wirecopy.context_settings)
    found = cli.wirecopy.get_command(parent, name)
    assert found is not None, f"no command {name}"
    return found.make_context(name, arguments, parent=parent)


def cron_lines() -> list[re.Match[str]]:
    lines = (CONTRIB / "crontab").read_text().splitlines()
    jobs = [line for line in lines if line and not line.startswith("#") and "=" not in line]
    found = [CRON_LINE.fullmatch(line) for line in jobs]
    assert all(found), "a line that is none"
    return [line for line in found if line is not None]


def test_the_service_runs_a_command_of_ours() -> None:
    service = unit(CONTRIB / "systemd" / "wirecopy.service")["Service"]
    crawl = parsed(service["ExecStart"])

    assert crawl.params["log_form"] == "json"
    assert crawl.params["max_time"].total_seconds() < 600, "the timer starts it every 10 minutes"
    assert str(crawl.params["store"]).startswith(f"/var/lib/{service['StateDirectory']}/")
    assert service["Type"] == "oneshot"
    good = {int(code) for code in service["SuccessExitStatus"].split()}
    assert good == {3, 15, 75, 130}
    assert good <= {exit_.code for exit_ in EXITS}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_as_systemd_reads_them(path: Path, tmp_path: Path) -> None:
    """Every key is known, every value is one; the program stands where this test puts it."""
    program = tmp_path / "wirecopy"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for each in UNITS:
        text = each.read_text().replace("/usr/local/bin/wirecopy", str(program))
        (tmp_path / each.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / path.name],
        capture_output=True,
        text=True,
        check=False,
    )

    complaints = [line for line in done.stderr.splitlines() if "wirecopy" in line]
    assert (done.returncode, complaints) == (0, []), done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_the_timer_comes_every_ten_minutes() -> None:
    when = unit(CONTRIB / "systemd" / "wirecopy.timer")["Timer"]["OnCalendar"]
    done = subprocess.run(
        ["systemd-analyze", "calendar", when], capture_output=True, text=True, check=True
    )

    assert "Normalized form: *-*-* *:00/10:00" in done.stdout


def test_cron_lines() -> None:
    crawl, health = cron_lines()

    for line in (crawl, health):
        for field, (low, high) in zip(line["when"].split(), FIELDS, strict=True):
            assert all(low <= int(number) <= high for number in re.findall(r"\d+", field))
    command, log = re.split(r"\s2>>\s", crawl["command"])
    assert parsed(command).params["max_time"].total_seconds() < 600
    assert parsed(health["command"].removesuffix(" || true")).info_name == "health"
    assert "%" not in crawl["command"], "cron takes it for the end of the line"
    rotated = (CONTRIB / "logrotate").read_text()
    assert f"{Path(log).parent}/*.log {{" in rotated, "the log that is written is the one rotated"


def test_logrotate_directives() -> None:
    """Known words, one block, closed."""
    lines = (CONTRIB / "logrotate").read_text().splitlines()
    lines = [line.strip() for line in lines if line and not line.startswith("#")]
    known = {"weekly", "rotate", "missingok", "notifempty", "compress", "delaycompress"}

    assert (lines[0][-1], lines[-1]) == ("{", "}")
    assert {line.split()[0] for line in lines[1:-1]} == known | {"create", "su"}


@pytest.mark.skipif(not shutil.which("logrotate"), reason="no logrotate here")
def test_logrotate_as_it_reads_itself(tmp_path: Path) -> None:
    text = (CONTRIB / "logrotate").read_text().replace("/var/log/wirecopy", str(tmp_path))
    config = tmp_path / "config"
    config.write_text(re.sub(r"\n +(su|create) .*", "", text))
    (tmp_path / "crawl.log").write_text("{}\n")
    done = subprocess.run(
        ["logrotate", "--debug", "--state", tmp_path / "state", config],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr
