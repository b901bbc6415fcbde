"""Read a sample that a coder has filled in: labels to tension and relevance, and every mistake told in a line."""

from __future__ import annotations

import os
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


def read_labels(path: str | os.PathLike[str]) -> Any:
    """Read a sample filled in by a coder.

    Parameters
    ----------
    path : path
        CSV as :func:`tension.index.audit.sample.audit_rows` lays it out, also as spreadsheets save it: with semicolons or
        tabs, decimal commas, in UTF-8 or Windows-1252.

    Returns
    -------
    pandas.DataFrame
        The labelled rows: ``key, unit, article_id, sentence, label, relevant, tension, probability, sentence_probability,
        place``, and ``dyad, model`` where the file has them. ``tension`` is NaN where the label is "not relevant". The
        attribute ``attrs["n_rows"]`` tells how many articles the sample has, labelled or not.

    Raises
    ------
    InputError
        If it's no such file, a label is unknown, a row is there twice, a probability is lost, or no label is filled in.
    """
    name = Path(path).name
    frame = _table(Path(path), name)
    missing = [column for column in _NEEDED if column not in frame]
    if missing:
        raise InputError(f"{name}: has no column {missing[0]!r}; give a file made by tension audit sample")
    codes = [label_code(text) for text in frame.label]
    if None in codes:
        row = codes.index(None)
        raise InputError(
            f"{name}, row {row + 2}: don't know the label {frame.label.iloc[row]!r}; use -2, -1, 0, 1, 2, m (mixed) or x "
            "(not relevant)"
        )
    frame = frame.assign(label=codes, sentence=frame.get("sentence", ""))
    twice = frame.duplicated(["key", "unit", "sentence"]).to_numpy()
    if twice.any():
        row = int(twice.argmax())
        raise InputError(f"{name}, row {row + 2}: {frame.key.iloc[row]} is there twice; keep one of the rows")
    kept = frame[frame.label != ""]
    if not len(kept):
        raise InputError(f"{name}: no label is filled in; write -2, -1, 0, 1, 2, m or x in the column label")
    for column in ("probability", "place", "sentence_probability", "sentence"):
        if column in kept:
            kept = kept.assign(**{column: _numbers(kept[column], column, name)})
    wrong = kept.probability.isna() | (kept.probability <= 0) | (kept.probability > 1) | kept.place.isna()
    if wrong.any():
        raise InputError(
            f"{name}, row {int(wrong.idxmax()) + 2}: its probability or place is lost; restore both columns from the "
            "file as it was drawn (the same seed draws it again)"
        )
    relevant = (kept.label != NOT_RELEVANT).to_numpy()
    kept = kept.assign(relevant=relevant, tension=kept.label.map(TENSIONS).astype(np.float64))
    kept = kept.reset_index(drop=True)
    kept.attrs["n_rows"] = int((frame.unit == "article").sum())
    return kept


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


def _numbers(column: Any, what: str, name: str) -> Any:
    import pandas as pd

    numbers = pd.to_numeric(column.str.strip().str.replace(",", ".").replace("", None), errors="coerce")
    lost = (column.str.strip() != "") & numbers.isna()
    if lost.any():
        row = int(lost.idxmax())
        raise InputError(
            f"{name}, row {row + 2}: {what} {column[row]!r} isn't a number; restore it from the file as drawn"
        )
    return numbers
