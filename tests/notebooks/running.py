"""Run the notebooks' scripts top to bottom, and write the notebooks that show what they give.

``python -m tests.notebooks.running [NAME ...]`` makes the ``.ipynb`` files anew. What they keep was made from the samples
that ship with the project alone, so that it's the same wherever it's made.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"

LONGEST_CELL = 600
"""Seconds after which a cell has failed."""


def scripts() -> list[Path]:
    """Find the scripts, in the order of the chapters."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.py"))


def notebook_of(script: Path) -> Any:
    """Make the notebook of a script, not yet run; its cells are named by their place, not by lot."""
    notebook = jupytext.read(script)
    notebook.metadata.pop("jupytext", None)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02}"
        cell["metadata"] = {}
    return notebook


def run(script: Path, folder: Path, data: Path | None = None) -> Any:
    """Run a script as a notebook in a folder; it finds the data only where they are given."""
    notebook = notebook_of(script)
    for table in FOLDER.glob("*.csv"):
        shutil.copy(table, folder)
    environment = {
        name: value for name, value in os.environ.items() if name not in ("TENSION_DATA", "MPLBACKEND")
    }
    environment |= {"IPYTHONDIR": str(folder / "ipython"), "PYTHONHASHSEED": "0", "COLUMNS": "100"}
    if data is not None:
        environment["TENSION_DATA"] = str(data)
    client = NotebookClient(
        notebook, timeout=LONGEST_CELL, kernel_name="python3", record_timing=False, coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )  # fmt: skip
    client.execute(env=environment)
    notebook.metadata["language_info"] = {"name": "python"}  # without the version of Python
    return notebook


def texts_of(cell: Any) -> list[str]:
    """Everything that a cell shows, but for its pictures."""
    shown = []
    for output in cell.get("outputs", []):
        shown += [output.get("text", "")]
        shown += [text for kind, text in sorted(output.get("data", {}).items()) if kind.startswith("text/")]
    return [text for text in shown if text]


def without_numbers(text: str) -> tuple[str, list[float]]:
    """Split a text into its words, single-spaced, and its numbers."""
    number = re.compile(r"[-+−]?\d+(?:\.\d+)?(?:e[-+]\d+)?")
    found = [float(one.replace("−", "-")) for one in number.findall(text)]
    return " ".join(re.sub(r"[-+−]+", " ", number.sub(" ", text)).split()), found


def main(names: list[str]) -> None:
    """Run the scripts that are named, or all, and write their notebooks."""
    for script in scripts():
        if not names or any(script.stem.startswith(name) for name in names):
            with tempfile.TemporaryDirectory() as folder:
                notebook = run(script, Path(folder))
            nbformat.write(notebook, script.with_suffix(".ipynb"))
            print(script.stem)


if __name__ == "__main__":
    main(sys.argv[1:])
