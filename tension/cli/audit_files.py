"""What an audit writes: the corrected index, its figures and its chart, in a folder or one of them alone."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from tension.errors import OutputError, UsageError
from tension.files import check_file_place, check_folder_place, kind_of, whole_file, whole_folder

_OWN = ("index.csv", "audit.json", "audit.md", "index.png")
_SUFFIXES = {".csv": "index.csv", ".json": "audit.json", ".md": "audit.md", ".png": "index.png"}


def check_output(output: str) -> None:
    """Refuse, before any work, a suffix that isn't known, a folder that holds something else and what can't be written.

    Raises
    ------
    UsageError, OutputError
    """
    suffix = Path(output).suffix.lower()
    if suffix and suffix not in _SUFFIXES:
        raise UsageError(
            f"--output {output}: don't know the suffix {suffix}; use {', '.join(_SUFFIXES)}, or a folder"
        )
    if suffix:
        check_file_place(output)
    else:
        _check_folder(Path(output))


def write_audit(output: str, found: Any, summary: dict[str, Any], text: str) -> None:
    """Write the folder, or the one file that the suffix names; whole or not at all.

    Parameters
    ----------
    output : str
    found : LabelledIndex
    summary : dict
        From :func:`tension.index.audit.summary.summarize_audit`.
    text : str
        The same rendered.
    """
    name = _SUFFIXES.get(Path(output).suffix.lower())
    if name:
        _write(Path(output), name, found, summary, text)
        return
    with whole_folder(output) as folder:
        for one in _OWN:
            _write(folder / one, one, found, summary, text)


def _check_folder(output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise OutputError(
            f"{output}: is {kind_of(output) or 'a file'}; name a folder, or a file ending in {', '.join(_SUFFIXES)}"
        )
    if output.is_dir() and (others := sorted({path.name for path in output.iterdir()} - set(_OWN))):
        raise OutputError(
            f"{output}: isn't an audit alone (it holds {others[0]}); name a new or empty folder"
        )
    check_folder_place(output)


def _write(path: Path, name: str, found: Any, summary: dict[str, Any], text: str) -> None:
    if name == "index.csv":
        from tension.cli.index import _write_table

        _write_table(found.index.reset_index(), str(path))
    elif name == "index.png":
        from tension.show.audit_plot import audit_figure
        from tension.show.facts import dyad_words
        from tension.show.figure import save_figure

        pair = dyad_words(summary["dyad"]) if summary["dyad"] not in (None, "any") else ""
        title = f"Tension between {pair}" if pair else "Tension"
        note = f"Corrected by the labels of {summary['n_labelled']} articles. Ribbons: 90% intervals."
        save_figure(
            audit_figure(found.index, title=title, note=note if not found.reason else "Not corrected."), path
        )
    else:
        content = (
            json.dumps(_without_nan(summary), indent=2, ensure_ascii=False) + "\n"
            if name == "audit.json"
            else text
        )
        with whole_file(path, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(content)


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
