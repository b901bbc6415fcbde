"""A corpus: the articles of some files, gone through lazily, again and again, as a whole or in parts."""

from __future__ import annotations

import datetime
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tension.errors import OnProblem, Problem, raise_problem
from tension.text import formats
from tension.text.article import Article, Span
from tension.text.boilerplate import find_blanks
from tension.text.dates import date_in_address, latest_date, read_date
from tension.text.encoding import Report, Unreadable, decode, open_bytes, read_whole, unix_lines
from tension.text.metadata import find_metadata, without_markup
from tension.text.outlets import outlet_at
from tension.text.paths import File, Paths, find_files

_PART_BYTES = 4 * 2**20
"""Files of rows are cut into parts of about this much text: seconds of work, so that several workers share it evenly."""


def read_articles(
    paths: Paths, *, on_problem: OnProblem = raise_problem, default_source: str | None = None
) -> Articles:
    """Read the articles of files, folders, globs or standard input (``-``).

    Parameters
    ----------
    paths : path or list of paths
        ``.txt .md .html .htm`` hold one article each; ``.jsonl .ndjson .csv .parquet`` one a row, in a column
        ``text`` or ``title``, with ``date``, ``source``, ``url`` and ``id`` or ``article_id`` where they exist;
        any of them may be packed (``.gz``). Folders are gone through in sorted order.
    on_problem : callable
        Is told of each :class:`~tension.errors.Problem`; the other files and rows are read all the same. By
        default a failure raises :class:`~tension.errors.InputError` and a mere warning warns.
    default_source : str, optional
        Source of articles that name none.

    Returns
    -------
    Articles
        Can be iterated as often as one likes; nothing is kept in memory but the article at hand.
    """
    return Articles(find_files(paths, on_problem), on_problem, default_source)


class Articles:
    """Articles of some files; each iteration reads them anew.

    ``list(articles)`` equals the concatenation of ``list(part)`` over :meth:`parts`.
    """

    def __init__(self, files: Iterable[File], on_problem: OnProblem = raise_problem, default_source: str | None = None) -> None:
        self.files = tuple(files)
        self.on_problem = on_problem
        self.default_source = default_source

    def __repr__(self) -> str:
        return f"<Articles of {len(self.files)} files>"

    def __iter__(self) -> Iterator[Article]:
        for file in self.files:
            yield from ArticlePart(file, default_source=self.default_source).read(self.on_problem)

    def parts(self) -> list[ArticlePart]:
        """Cut the input into pieces of work: a file each, and ranges of large Parquet and JSONL files."""
        return [
            ArticlePart(file, start, stop, self.default_source) for file in self.files for start, stop in _ranges(file)
        ]
