"""Running a notebook without Jupyter: cells one after the other, outputs as Jupyter keeps them.

`python -m tests.docs.notebook docs/notebook.ipynb DIRECTORY` runs it where a store lies and keeps
what came out.
"""

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

Output = dict[str, Any]


def executed(notebook: dict[str, Any], directory: Path) -> dict[str, Any]:
    """The notebook as it is after all its cells were run in a directory."""
    names: dict[str, Any] = {}
    cells, count = [], 0
    with contextlib.chdir(directory):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                count += 1
                outputs = outputs_of("".join(cell["source"]), names, count)
                cells.append({**cell, "execution_count": count, "outputs": outputs})
            else:
                cells.append(cell)
    return {**notebook, "cells": cells}


def outputs_of(source: str, names: dict[str, Any], count: int) -> list[Output]:
    """What a cell prints, and the value of its last line."""
    *before, last = ast.parse(source).body
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(before, []), f"cell {count}", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), f"cell {count}", "eval"), names)
        else:
            exec(compile(ast.Module([last], []), f"cell {count}", "exec"), names)
    outputs: list[Output] = []
    if printed.getvalue():
        text = printed.getvalue().splitlines(keepends=True)
        outputs.append({"name": "stdout", "output_type": "stream", "text": text})
    if value is not None:
        outputs.append(
            {
                "data": shown(value),
                "execution_count": count,
                "metadata": {},
                "output_type": "execute_result",
            }
        )
    return outputs


def shown(value: Any) -> dict[str, list[str]]:
    """A value as a notebook shows it (IPython, "Rich display"): as HTML too where it can."""
    bundle = {"text/plain": repr(value)}
    if hasattr(value, "_repr_html_"):
        bundle["text/html"] = value._repr_html_()
    if hasattr(value, "_repr_mimebundle_"):
        bundle |= value._repr_mimebundle_()
    return {kind: text.splitlines(keepends=True) for kind, text in sorted(bundle.items())}


def main(file: Path, directory: Path) -> None:
    """Run a notebook and keep it with its outputs."""
    notebook = executed(json.loads(file.read_text("utf-8")), directory.absolute())
    file.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
