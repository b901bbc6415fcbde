"""What coders said of sentences: labels as they may be written, from files and from frames."""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from tension.errors import InputError, UsageError
from tension.files import readable

CODES = ("-2", "-1", "0", "1", "2", "m", "x")
"""Labels of the tone: strongly and mildly cooperative, neutral, mildly and strongly confrontational, mixed, no relation."""

DIRECTIONS = (">", "<", "=", ".")
"""Side a acts on side b, b on a, both, neither can be said."""

_WORDS = {"cooperative": "-1", "neutral": "0", "confrontational": "1", "mixed": "m"}
"""Labels of other people's files that name a class are taken for its mild grade."""

_RELEVANT = {"1": "1", "0": "0", "y": "1", "n": "0", "yes": "1", "no": "0", "true": "1", "false": "0", "": ""}
_DIRECTED = {direction: direction for direction in ("", *DIRECTIONS)}


@dataclass(frozen=True, slots=True)
class Label:
    """What a coder said of a sentence; empty strings where something wasn't asked or isn't known.

    Attributes
    ----------
    text : str
        The sentence, its white space made single spaces.
    label : str
        One of :data:`CODES`.
    relevant : str
        ``"1"`` if it speaks of dealings between the two sides, ``"0"`` if not.
    direction : str
        One of :data:`DIRECTIONS`.
    coder : str
        Who said it.
    article_id, sentence, date, source : str
        Where it stands: the article, the number of the sentence in it, the article's date and outlet.
    model, probability : str
        The model that chose the sentence, and the probability that it gave to the class of the label
        (:func:`class_of`).
    """

    text: str
    label: str
    relevant: str = ""
    direction: str = ""
    coder: str = ""
    article_id: str = ""
    sentence: str = ""
    date: str = ""
    source: str = ""
    model: str = ""
    probability: str = ""


COLUMNS = tuple(field.name for field in fields(Label))
REQUIRED = ("text", "label")

_LIMIT = 1 << 24
"""Characters of a field: a sentence that fills more is no sentence, and ``csv`` would stop at 131,072 without a word."""


def grade_of(code: str) -> int:
    """Grade of a label, -2 (cooperative) to 2 (confrontational); mixed and no relation are 0, as the codebook says.

    Examples
    --------
    >>> grade_of("-2"), grade_of("m")
    (-2, 0)
    """
    return 0 if code in ("m", "x") else int(code)


def class_of(code: str) -> int:
    """Class of a label: 0 cooperative, 1 neutral (mixed and no relation too), 2 confrontational."""
    grade = grade_of(code)
    return 1 + (grade > 0) - (grade < 0)


def single_spaced(text: str) -> str:
    """Text as the file holds it: on one line."""
    return " ".join(text.split())


def read_labels(path: str | os.PathLike[str]) -> list[Label]:
    """Read a file of labels.

    Parameters
    ----------
    path : path
        CSV in UTF-8 with the columns ``text`` and ``label``; the others of :class:`Label` where they exist. Grades may
        be written as a table programme leaves them (``+1``, ``1.0``), classes by name (``confrontational``).

    Raises
    ------
    InputError
        If it can't be read, lacks a column, or holds a label that isn't one; the line is named.
    """
    return [label_of(row, place, path) for place, row in table_rows(path, REQUIRED)[1]]


def table_rows(
    path: str | os.PathLike[str], needed: Sequence[str]
) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Read the columns' names and the rows, each with the line where it ends.

    Raises
    ------
    InputError
        If it isn't a CSV file in UTF-8 with the columns that are needed.
    """
    try:
        content = readable(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); name a CSV file") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: isn't text in UTF-8; save it as CSV in UTF-8") from error
    csv.field_size_limit(_LIMIT)
    lines = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        table = [(lines.line_num, line) for line in lines if line]
    except csv.Error as error:
        raise InputError(
            f"{path}, line {lines.line_num}: isn't CSV ({error}); mend the quotes there"
        ) from error
    if not table:
        raise InputError(f"{path}: is empty; its first line names the columns: {','.join(COLUMNS)}")
    names = [name.strip() for name in table[0][1]]
    missing = [name for name in needed if name not in names]
    if missing:
        raise InputError(f"{path}: has no column {missing[0]}; it needs the columns {', '.join(needed)}")
    for place, line in table[1:]:
        if len(line) != len(names):
            raise InputError(
                f"{path}, line {place}: has {len(line)} fields, and there are {len(names)} columns; complete or remove it"
            )
    return names, [(place, dict(zip(names, line, strict=True))) for place, line in table[1:]]


def label_of(row: Mapping[str, str], place: int, path: object) -> Label:
    """Label that a row says; its columns may be in any order, and more or fewer than a label's.

    Raises
    ------
    InputError
        If what it says isn't a label.
    """
    where = f"{path}, line {place}"
    text = single_spaced(row["text"])
    if not any(map(str.isalnum, text)):
        raise InputError(f"{where}: the text has no word in it; fill it or remove the line")
    given = {name: row.get(name, "").strip() for name in COLUMNS} | {"text": text}
    return Label(
        **given
        | {
            "label": code_of(given["label"], where),
            "relevant": _one_of(_RELEVANT, _whole(given["relevant"].lower()), "relevant", "1 or 0", where),
            "direction": _one_of(_DIRECTED, given["direction"], "direction", "> < = or .", where),
        }
    )


def code_of(written: str, where: str) -> str:
    """Code of a label as somebody wrote it.

    Raises
    ------
    InputError
        If it's none; ``where`` tells the place.
    """
    code = _whole(written.strip().lower().replace("−", "-").removeprefix("+"))
    code = _WORDS.get(code, code)
    if code not in CODES:
        raise InputError(
            f"{where}: {written!r} isn't a label; use {', '.join(CODES)}, or cooperative, neutral, confrontational"
        )
    return code


def _whole(number: str) -> str:
    """Drop what a table programme adds to a whole number."""
    whole = number.removesuffix(".0")
    return "0" if whole == "-0" else whole


def _one_of(known: Mapping[str, str], written: str, column: str, told: str, where: str) -> str:
    if written not in known:
        raise InputError(f"{where}: {column} is {written!r}; use {told}, or leave it empty")
    return known[written]


def labels_frame(labels: Iterable[Label]) -> Any:
    """Labels as a pandas frame of strings with the columns of :class:`Label`."""
    import pandas as pd

    return pd.DataFrame(
        [[getattr(label, name) for name in COLUMNS] for label in labels], columns=list(COLUMNS), dtype=object
    )


def labels_of(labels: Any) -> list[Label]:
    """Labels from a path, several paths, a frame with the columns ``text`` and ``label``, or labels as they are.

    Raises
    ------
    InputError
        As :func:`read_labels`, a frame's rows being counted from 1.
    UsageError
        If it's something else.
    """
    if isinstance(labels, (str, os.PathLike)):
        return read_labels(labels)
    if hasattr(labels, "columns"):
        return _of_frame(labels)
    if isinstance(labels, Label):
        return [labels]
    if not isinstance(labels, Iterable) or isinstance(labels, (bytes, Mapping)):
        raise UsageError(
            f"labels: a {type(labels).__name__} is none; give a path or a frame with text and label"
        )
    return [label for part in labels for label in labels_of(part)]


def files_of(labels: Any) -> list[str]:
    """Names of the files that labels are to be read from; none where they come as a frame or as they are."""
    parts = labels if isinstance(labels, (list, tuple)) else [labels]
    return [os.fspath(part) for part in parts if isinstance(part, (str, os.PathLike))]


def _of_frame(frame: Any) -> list[Label]:
    missing = [name for name in REQUIRED if name not in frame.columns]
    if missing:
        raise InputError(f"labels: the frame has no column {missing[0]}; it needs text and label")
    names = [name for name in COLUMNS if name in frame.columns]
    found = []
    for number, values in enumerate(zip(*(frame[name].tolist() for name in names), strict=True), 1):
        row = dict(zip(names, values, strict=True))
        if not isinstance(row["text"], str):
            raise InputError(
                f"labels, row {number}: the text is a {type(row['text']).__name__}, not a string; fill it or drop the row"
            )
        found.append(label_of({name: _written(value) for name, value in row.items()}, number, "labels"))
    return found


def _written(value: object) -> str:
    """Write a cell of a frame: nothing for None and NaN, a day for a time stamp."""
    if value is None or value != value or (isinstance(value, float) and math.isnan(value)):
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(value)
