"""JSON lines and CSV to raw rows, before anything is looked for in their text."""

from __future__ import annotations

import functools
from collections.abc import Container, Iterator, Sequence
from typing import Any, BinaryIO

from tension.text.encoding import (
    MAX_ARTICLE_BYTES,
    Report,
    UnreadableError,
    has_mark,
    read_lines,
    skip_mark,
)

Row = tuple[int, Any, Any, Any, Any, Any, Any]
"""A table's row: its number, then what it has in each of :data:`COLUMNS`, None where that is absent."""

COLUMNS = ("article_id", "date", "source", "title", "text", "url")
_BLOCK = 2**20
_ONE_OBJECT_A_LINE = "write one object per line, as .jsonl"


_ARTICLE_SCORES = {"tension", "n_relevant", "article_id"}
_SENTENCE_SCORES = {"tension", "sentence", "relevant", "article_id"}


class ScoresError(UnreadableError):
    """A table of what ``tension score`` makes: its titles or sentences aren't the articles."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"holds {what}",
            "give the articles that were scored; tension index, changes and report take article scores (.csv, .parquet, .jsonl)",
        )


def _refuse_scores(names: Container[str]) -> None:
    if "text" not in names and all(name in names for name in _ARTICLE_SCORES):
        raise ScoresError("scores, not texts")
    if all(name in names for name in _SENTENCE_SCORES):
        raise ScoresError("scores of sentences, not texts of articles")


def columns_of(names: Sequence[str]) -> tuple[int | None, ...]:
    """Find the places of the columns that are read, whatever their case; ``article_id`` goes before ``id``.

    Raises
    ------
    UnreadableError
        If there is neither a text nor a title, one of the columns is there twice, or these are scores.
    """
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        column = name.strip().lower()
        if column in places and column in COLUMNS:
            raise UnreadableError(f"has two columns {column}", "leave one of them out, or name it otherwise")
        places.setdefault(column, place)
    _refuse_scores(places)
    if "text" not in places and "title" not in places:
        found = ", ".join(names[:12]) or "none"
        remedy = "call the column that holds the articles text, or title"
        raise UnreadableError(f"has neither a column text nor title (columns found: {found})", remedy)
    if "article_id" not in places and "id" in places:
        places["article_id"] = places["id"]
    return tuple(places.get(name) for name in COLUMNS)


def jsonl_cuts(stream: BinaryIO, n_bytes: int) -> list[tuple[int, int]]:
    """Find offsets, and how many lines are before each, to cut JSON lines into parts of ``n_bytes``."""
    cuts: list[tuple[int, int]] = []
    at = n_lines = 0
    goal = n_bytes
    while block := stream.read(_BLOCK):
        if not at and has_mark(block):  # In UTF-16 a line break isn't one byte.
            return []
        while 0 <= goal - at < len(block) and (end := block.find(b"\n", goal - at) + 1):
            cuts.append((at + end, n_lines + block.count(b"\n", 0, end)))
            goal = at + end + n_bytes
        goal = max(goal, at + len(block))
        n_lines += block.count(b"\n")
        at += len(block)
    return [cut for cut in cuts if cut[0] < at]


def jsonl_rows(stream: BinaryIO, report: Report, stop: int | None = None, n_before: int = 0) -> Iterator[Row]:
    """Read JSON lines; a broken line is reported and the others are read.

    Parameters
    ----------
    stream : binary file
        Standing at the beginning of a line.
    report : callable
        Is told of each line that isn't a row.
    stop : int, optional
        Offset in the file; lines that begin there or later are left to another reader.
    n_before : int
        Number of lines before the first one here.
    """
    import json

    # Raw tabs inside strings are common and harmless.
    load = json.JSONDecoder(strict=False).decode
    keys_of = functools.lru_cache(256)(_keys_of)
    at_beginning = stream.tell() == 0
    if at_beginning:
        stream = skip_mark(stream, report)
    for number, line in read_lines(stream, report, stop, n_before):
        try:
            found = load(line)
        except (ValueError, RecursionError) as error:
            if line.isspace():
                continue
            if at_beginning and number == 1 and line.strip() == "[":
                raise UnreadableError("holds a JSON array over several lines", _ONE_OBJECT_A_LINE) from None
            reason = error.msg if isinstance(error, json.JSONDecodeError) else error
            report(f"line {number}", f"isn't JSON ({reason})", "mend or remove the line", True)
            continue
        if found.__class__ is not dict:
            report(f"line {number}", "is JSON, but not an object", _ONE_OBJECT_A_LINE, True)
            continue
        keys = keys_of(tuple(found))
        if isinstance(keys, ScoresError) and at_beginning and number == 1:
            raise keys
        if isinstance(keys, UnreadableError):
            report(f"line {number}", keys.reason, keys.remedy, True)
            continue
        if "\\ud" in line or "\\uD" in line:
            found = {key: _whole_characters(value) for key, value in found.items()}
        get = found.get
        a, b, c, d, e, f = keys
        yield number, get(a), get(b), get(c), get(d), get(e), get(f)


def _keys_of(keys: tuple[str, ...]) -> tuple[str | None, ...] | UnreadableError:
    try:
        return tuple(None if place is None else keys[place] for place in columns_of(keys))
    except UnreadableError as refusal:
        return refusal


def _whole_characters(value: object) -> object:
    r"""Replace lone halves of surrogate pairs (``"\ud83d"``), which no encoding can write."""
    return (
        value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if isinstance(value, str)
        else value
    )


def csv_rows(stream: BinaryIO, report: Report) -> Iterator[Row]:
    """Read a CSV table whose first line names the columns, separated by commas, semicolons or tabs."""
    import csv
    from operator import itemgetter

    # The module's own limit (131,072) is shorter than some speeches, and can only be set for all.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_ARTICLE_BYTES))
    line_number, is_read_up, is_empty = 0, False, True

    def lines() -> Iterator[str]:
        nonlocal line_number, is_read_up
        for line_number, line in read_lines(skip_mark(stream, report), report):  # noqa: B007
            yield line
        is_read_up = True

    table = lines()
    names = next((line for line in table if not line.isspace()), "")
    separator = max(",;\t", key=names.count)
    try:
        header = next(csv.reader([names], delimiter=separator), [])
    except csv.Error as error:
        remedy = "name the columns in the first line, and end lines as Unix or Windows does"
        raise UnreadableError(f"has a first line that isn't CSV ({error})", remedy) from None
    width = len(header)
    # Absent columns are looked up in one cell that is put after each row.
    pick = itemgetter(*(width if place is None else place for place in columns_of(header)))
    reader = csv.reader(table, delimiter=separator)
    while True:
        number = line_number + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            report(
                f"line {number}",
                f"isn't CSV ({error})",
                "check the quotes and line breaks from there on",
                True,
            )
            continue
        if row is None and is_empty:
            raise UnreadableError("has names of columns but no rows", "put a row for each article under them")
        if row is None:
            return
        if not any(row):
            continue
        is_empty = False
        if is_read_up:
            report(
                f"line {number}",
                "opens a quote that is never closed",
                "close it; nothing after it was read",
                True,
            )
            return
        if len(row) < width or any(row[width:]):
            remedy = 'put cells that hold separators, quotes or line breaks in double quotes (")'
            report(f"line {number}", f"has {len(row)} cells, but the first line {width}", remedy, True)
            continue
        row[width:] = [None]  # type: ignore[list-item]
        a, b, c, d, e, f = pick(row)
        yield number, a, b, c, d, e, f
