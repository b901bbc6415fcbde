"""Take a sample that a coder has filled in: labels to tension and relevance, and every mistake told in a line."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from tension.errors import InputError
from tension.files import readable
from tension.training.labelled import GRADE_TARGETS

NOT_RELEVANT = "x"

TENSIONS = {str(grade): target[2] - target[0] for grade, target in GRADE_TARGETS.items()} | {"m": 0.0}
"""Tension of a label: that of the soft target which the model learns from a reading's grade (-.93, -.68, 0, .68, .93);
mixed is both poles alike."""

_WORDS = {"mixed": "m", "not relevant": "x", "not_relevant": "x", "irrelevant": "x"}
_NEEDED = ("key", "unit", "label", "probability", "place")
_KEPT = ("article_id", "sentence", "sentence_probability", "dyad", "model", "row")


def label_code(written: Any) -> str | None:
    """Code of a label as it was written: ``"-2"`` to ``"2"``, ``"m"`` or ``"x"``; "" where none is, None if unknown.

    Examples
    --------
    >>> [label_code(text) for text in (" +1.0", "−2", "Not relevant", "", "7")]
    ['1', '-2', 'x', '', None]
    """
    text = str(written).strip().casefold().replace("−", "-").replace("–", "-")
    if text in ("", "nan", "none"):
        return ""
    text = _WORDS.get(text, text)
    if text in TENSIONS or text == NOT_RELEVANT:
        return text
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    whole = str(int(number)) if number in (-2, -1, 0, 1, 2) else ""
    return whole or None


def same_id(written: str, known: str) -> bool:
    """Tell whether an ``article_id`` is the known one, as it was or as a spreadsheet may have saved it.

    Examples
    --------
    >>> [same_id(text, "00042") for text in ("00042", "42", "43")]
    [True, True, False]
    >>> same_id("7,55E+14", "755000000000479"), same_id("2. Jan", "2-1"), same_id("b", "a")
    (True, True, False)
    """
    written, known = written.strip(), known.strip()
    if written in ("", known):
        return True
    numbers = [_number(text) for text in (written, known)]
    if None in numbers:
        # Digits with marks between them may have become a date, in any language.
        return numbers[1] is None and not any(map(str.isalpha, known)) and any(map(str.isdigit, known))
    return math.isclose(*numbers, rel_tol=5e-3 if "e" in written.casefold() else 1e-12)  # type: ignore[arg-type]


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def read_labels(labels: Any) -> Any:
    """Read a sample filled in by a coder.

    Parameters
    ----------
    labels : path or pandas.DataFrame
        CSV as :func:`tension.index.audit.sample.audit_rows` lays it out, also as spreadsheets save it: with semicolons or
        tabs, decimal commas, in UTF-8 or Windows-1252. Or a frame: what :func:`tension.draw_articles` gives, with a
        column ``label``; or what this function gave.

    Returns
    -------
    pandas.DataFrame
        The labelled rows: ``key, unit, article_id, sentence, label, relevant, tension, probability, sentence_probability,
        place, row``, and ``dyad, model`` where the sample has them. ``tension`` is NaN where the label is "not relevant".
        ``attrs["n_rows"]`` tells how many articles the sample has, labelled or not, ``attrs["name"]`` the file.

    Raises
    ------
    InputError
        If it's no such file, a label is unknown, a row is there twice, a probability is lost, or no label is filled in.
    """
    given = hasattr(labels, "columns")
    name = labels.attrs.get("name", "labels") if given else Path(labels).name
    frame = _written(labels) if given else _table(Path(labels), name)
    missing = [column for column in _NEEDED if column not in frame]
    if missing:
        made = (
            "what draw_articles gave, with a column label" if given else "a file made by tension audit sample"
        )
        raise InputError(f"{name}: has no column {missing[0]!r}; give {made}")
    if "row" not in frame:
        frame = frame.assign(row=np.arange(len(frame)) + (0 if given else 2))
    codes = [label_code(text) for text in frame.label]
    if None in codes:
        row = codes.index(None)
        raise InputError(
            f"{name}, row {frame.row.iloc[row]}: don't know the label {frame.label.iloc[row]!r}; use -2, -1, 0, 1, 2, m (mixed) or x "
            "(not relevant)"
        )
    frame = frame.assign(label=codes, sentence=frame.get("sentence", ""))
    twice = frame.duplicated(["key", "unit", "sentence"]).to_numpy()
    if twice.any():
        row = int(twice.argmax())
        raise InputError(
            f"{name}, row {frame.row.iloc[row]}: {frame.key.iloc[row]} is there twice; keep one of the rows"
        )
    kept = frame[frame.label != ""]
    if not len(kept):
        raise InputError(f"{name}: no label is filled in; write -2, -1, 0, 1, 2, m or x in the column label")
    for column in ("probability", "place", "sentence_probability", "sentence"):
        if column in kept:
            kept = kept.assign(**{column: _numbers(kept[column], kept.row, name)})
    wrong = kept.probability.isna() | (kept.probability <= 0) | (kept.probability > 1) | kept.place.isna()
    if wrong.any():
        raise InputError(
            f"{name}, row {kept.row[wrong.idxmax()]}: its probability or place is lost; restore both columns from the "
            "file as it was drawn (the same seed draws it again)"
        )
    relevant = (kept.label != NOT_RELEVANT).to_numpy()
    kept = kept.assign(relevant=relevant, tension=kept.label.map(TENSIONS).astype(np.float64))
    kept = kept.reset_index(drop=True)
    n_rows = int((frame.unit == "article").sum())
    kept.attrs |= {"n_rows": labels.attrs.get("n_rows", n_rows) if given else n_rows, "name": name}
    return kept


def _written(frame: Any) -> Any:
    """Frame as its file would hold it: strings, empty where something is missing; rows without a unit are articles."""
    frame = frame[[name for name in (*_NEEDED, *_KEPT) if name in frame]]
    written = frame.astype(object).where(frame.notna(), "").astype(str).reset_index(drop=True)
    return written if "unit" in frame else written.assign(unit="article")


def _table(path: Path, name: str) -> Any:
    import io

    import pandas as pd

    try:
        content = readable(path).read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: can't be read ({error.strerror}); give a file made by tension audit sample"
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        return pd.read_csv(io.StringIO(text), sep=mark, dtype=str, keep_default_na=False)
    except ValueError as error:
        raise InputError(
            f"{name}: can't be read as CSV ({str(error).splitlines()[0]}); save it as CSV with its header"
        ) from error


def _numbers(column: Any, row: Any, name: str) -> Any:
    import pandas as pd

    numbers = pd.to_numeric(column.str.strip().str.replace(",", ".").replace("", None), errors="coerce")
    lost = (column.str.strip() != "") & numbers.isna()
    if lost.any():
        at = lost.idxmax()
        raise InputError(
            f"{name}, row {row[at]}: {column.name} {column[at]!r} isn't a number; restore it from the file as drawn"
        )
    return numbers
