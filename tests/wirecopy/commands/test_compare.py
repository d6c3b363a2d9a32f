"""compare: two files, without a store."""

from pathlib import Path

from tests.wirecopy.inside import wirecopy
from tests.wirecopy.stages import stories


def test_no_boilerplate_is_left_out_and_it_says_so(tmp_path: Path) -> None:
    """Two files do not tell which of their sentences stand in many other stories."""
    files = [tmp_path / f"{n}.txt" for n in range(2)]
    for file, told in zip(files, stories.with_trailer(2), strict=True):
        file.write_text(told.text, encoding="utf-8")

    code, out, _ = wirecopy("compare", *files)

    assert code == 0
    assert "share a passage" in out.splitlines()[0]
    assert "\nleft out   nothing: which sentences stand in many other stories" in out
