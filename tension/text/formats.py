"""JSON lines, CSV and HTML to raw rows and pages, before anything is looked for in the text.

Each reader imports what it needs when it is first met, so that plain text never waits for another format.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from tension.text.encoding import (
    MAX_ARTICLE_BYTES,
    Report,
    UnreadableError,
    decode,
    has_mark,
    read_lines,
    skip_mark,
)

SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl", ".ndjson", ".csv", ".parquet")
"""File name endings that are read, each also with ``.gz`` after it."""
HTML = (".html", ".htm")
JSONL = (".jsonl", ".ndjson")

Row = tuple[int, Any, Any, Any, Any, Any, Any]
"""A table's row: its number, then what it has in each of :data:`COLUMNS`, None where that is absent."""

COLUMNS = ("article_id", "date", "source", "title", "text", "url")
_BLOCK = 2**20
_ONE_OBJECT_A_LINE = "write one object per line, as .jsonl"


@dataclass(frozen=True, slots=True)
class Page:
    """A web page's article, and what its markup says about it; ``dates`` are candidates, the best first."""

    text: str
    title: str | None
    dates: tuple[str, ...]
    source: str | None
    url: str | None


def columns_of(names: Sequence[str]) -> tuple[int | None, ...]:
    """Find the places of the columns that are read, whatever their case; ``article_id`` goes before ``id``.

    Raises
    ------
    UnreadableError
        If there is neither a text nor a title.
    """
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name.strip().lower(), place)
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
    line_number, is_read_up = 0, False

    def lines() -> Iterator[str]:
        nonlocal line_number, is_read_up
        for line_number, line in read_lines(skip_mark(stream, report), report):  # noqa: B007
            yield line
        is_read_up = True

    table = lines()
    names = next((line for line in table if not line.isspace()), "")
    separator = max(",;\t", key=names.count)
    header = next(csv.reader([names], delimiter=separator), [])
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
        if row is None:
            return
        if not any(row):
            continue
        if is_read_up:
            report(
                f"line {number}",
                "opens a quote that is never closed",
                "close it; nothing after it was read",
                True,
            )
            return
        if len(row) != width and any(row[width:]) | (len(row) < width):
            remedy = 'put cells that hold separators, quotes or line breaks in double quotes (")'
            report(f"line {number}", f"has {len(row)} cells, but the first line {width}", remedy, True)
            continue
        row[width:] = [None]  # type: ignore[list-item]
        a, b, c, d, e, f = pick(row)
        yield number, a, b, c, d, e, f


def read_page(content: bytes, report: Report) -> Page:
    """Take the article out of a web page with trafilatura, and what the page's markup says of its date.

    Raises
    ------
    UnreadableError
        If the page holds no article.
    """
    import logging

    from trafilatura import bare_extraction, load_html
    from trafilatura.settings import Document

    # What the library logs of bad markup is said by this function's own report.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    text, warning = _decode_page(content)
    if warning:
        report("", warning, "save it as UTF-8", False)
    tree = load_html(text)
    if tree is None:
        raise UnreadableError("isn't HTML", "give plain text the ending .txt")
    dates = tuple(_page_dates(tree))
    found = bare_extraction(
        tree, favor_precision=True, include_comments=False, include_tables=False, with_metadata=True
    )
    if not isinstance(found, Document) or not found.text:
        raise UnreadableError(
            "holds no article that could be told from the page around it", "save the article's text as .txt"
        )
    return Page(found.text, found.title or None, dates, found.sitename or None, found.url or None)


def _decode_page(content: bytes) -> tuple[str, str]:
    """Decode a page: UTF-8 or a mark first, then what it declares itself, then Windows-1252."""
    import re

    text, warning = decode(content)
    declared = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", content[:4096])
    if warning and declared:
        try:
            return content.decode(declared[1].decode()), ""
        except (LookupError, UnicodeError):
            pass
    return text, warning


# In the order of trust. A page's other dates (comments, teasers, copyright) are none of the article's.
_DATE_PATHS = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='pubdate' or @name='publish-date']/@content",
    "//meta[@name='date' or @name='DC.date.issued' or @name='parsely-pub-date']/@content",
    "//script[@type='application/ld+json']/text()",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
    "//article//time/@datetime",
)


def _page_dates(tree: Any) -> Iterator[str]:
    import re

    for path in _DATE_PATHS:
        values = [str(value) for value in tree.xpath(path)]
        if "ld+json" in path:
            values = [
                date
                for script in values
                for date in re.findall(r'"datePublished"\s*:\s*"([^"]{4,40})"', script)
            ]
        yield from values[:1]
    times = {str(value)[:10] for value in tree.xpath("//time/@datetime")}
    if len(times) == 1:
        yield from times
