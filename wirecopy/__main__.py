"""The console script points here; `python -m wirecopy` does the same."""

import os
import sys

from wirecopy.interrupts import interrupts

# PyPI carries other distributions with packages of these names.
OURS = ("crawler", "dedup", "storage", "seeds")


def main() -> None:
    """Run the command line; when another distribution hides a package of ours, name it."""
    interrupts.listen()
    open_standard_streams()
    try:
        from wirecopy import cli  # noqa: PLC0415 (its ImportError is what we answer)

        cli.main()
    except ImportError as error:
        answer = blame(error)
        if answer is None:
            raise
        sys.stderr.write(f"{answer}\n")
        sys.exit(2)


def open_standard_streams() -> None:
    """Let nothing but standard streams have their numbers, also where the caller has closed them.

    The next file that is opened would have them: what is told on standard error went into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="backslashreplace")
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace")


def blame(error: ImportError) -> str | None:
    """Say which distribution brought a package that hides ours; None when none did."""
    from importlib.metadata import packages_distributions  # noqa: PLC0415 (30 ms)

    package = (error.name or "").partition(".")[0]
    if package not in OURS:
        return None
    installed = packages_distributions().get(package, [])
    intruders = sorted({name for name in installed if name.lower() != "wirecopy"})
    if not intruders:
        return None
    names = " ".join(intruders)
    return (
        f"wirecopy: {error}; the package {package!r} was also installed by {names}."
        f" Remove that with: pip uninstall {names}; then: pip install --force-reinstall wirecopy"
        " (or give wirecopy an environment of its own)"
    )


if __name__ == "__main__":
    main()
