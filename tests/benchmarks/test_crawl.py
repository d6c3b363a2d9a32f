"""The benchmark of crawling runs, and its figures are of a whole crawl."""

import pytest

from benchmarks import crawl


def test_each_phase_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--hosts", "2", "--articles", "3", "--kilobytes", "30"]

    assert crawl.main([*arguments, "--phase", "fetch", "--phase", "and extract"]) == 0

    _, _, *lines = capsys.readouterr().out.splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert [row[0] for row in cells] == ["fetch", "and extract"]
    assert all(float(cell) > 0 for row in cells for cell in row[1:4])
    assert all(20 < float(row[5]) < 300 for row in cells)
