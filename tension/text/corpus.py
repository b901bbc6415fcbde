"""A corpus: the articles of some files, gone through lazily, again and again, as a whole or in parts."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tension.errors import OnProblem, Problem, raise_problem
from tension.text.article import Article
from tension.text.compose import article_of_page, article_of_text, articles_of_rows
from tension.text.encoding import Report, UnreadableError, open_bytes, read_whole
from tension.text.paths import HTML, JSONL, STDIN, File, Paths, find_files

if TYPE_CHECKING:
    from tension.text.formats import Row

PART_BYTES = 4 * 2**20
"""Files of rows are cut into parts of about this much text: a moment's work, for several workers to share."""


def read_articles(
    paths: Paths, *, on_problem: OnProblem = raise_problem, default_source: str | None = None
) -> Articles:
    """Read the articles of files, folders, globs or standard input (``-``).

    Parameters
    ----------
    paths : path or list of paths
        ``.txt .md .html .htm`` hold one article each; ``.jsonl .ndjson .csv .parquet`` one a row, in a column
        ``text`` or ``title``, with ``date``, ``source``, ``url``, ``id`` or ``article_id`` where they exist;
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

    Raises
    ------
    InputError
        By default, if a path holds nothing that can be read.

    Examples
    --------
    >>> from tension.files import shipped
    >>> articles = read_articles(shipped("seeds", "articles"))
    >>> article = next(iter(articles))
    >>> article.source, article.date.year, article.text[slice(*article.title_span)] == article.title
    ('Sample Desk Washington', 2009, True)
    """
    return Articles(find_files(paths, on_problem), on_problem, default_source)


class Articles:
    """Articles of some files; each iteration reads them anew.

    ``list(articles)`` equals the concatenation of ``list(part)`` over :meth:`parts`.
    """

    def __init__(
        self, files: Iterable[File], on_problem: OnProblem = raise_problem, default_source: str | None = None
    ) -> None:
        self.files = tuple(files)
        self.on_problem = on_problem
        self.default_source = default_source

    def __repr__(self) -> str:
        return f"<Articles of {len(self.files)} files>"

    def __iter__(self) -> Iterator[Article]:
        for file in self.files:
            yield from ArticlePart(file, default_source=self.default_source).read(self.on_problem)

    def parts(self) -> list[ArticlePart]:
        """Cut the input into pieces of work: one for each file, several for a large JSONL or Parquet file."""
        return [
            ArticlePart(file, start, stop, n_before, self.default_source)
            for file in self.files
            for start, stop, n_before in _ranges(file)
        ]


def _ranges(file: File) -> list[tuple[int, int | None, int]]:
    """Where to cut a file: bytes and lines before them for JSONL, rows for Parquet."""
    cuts: list[tuple[int, int]] = []
    try:
        if file.suffix == ".parquet" and not file.zipped:
            from tension.text.parquet import parquet_cuts

            cuts = [(row, 0) for row in parquet_cuts(file.path, PART_BYTES)]
        elif file.suffix in JSONL and not file.zipped:
            from tension.text.formats import jsonl_cuts

            with open_bytes(file.path) as stream:
                cuts = jsonl_cuts(stream, PART_BYTES)
    except (OSError, UnreadableError):  # Told when it is read.
        cuts = []
    stops = [*(start for start, _ in cuts), None]
    return [(start, stop, n_before) for (start, n_before), stop in zip([(0, 0), *cuts], stops, strict=True)]


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """A file, or a range of one, whose articles can be read by any worker.

    Attributes
    ----------
    file : File
        The file.
    start : int
        Where to begin: a row of a Parquet file, a byte of a JSONL file.
    stop : int or None
        Where the next part begins; None at the end.
    n_before : int
        Number of lines before ``start``, so that problems name the right line.
    default_source : str or None
        Source of articles that name none.
    """

    file: File
    start: int = 0
    stop: int | None = None
    n_before: int = 0
    default_source: str | None = None

    def __iter__(self) -> Iterator[Article]:
        return self.read()

    def read(self, on_problem: OnProblem = raise_problem) -> Iterator[Article]:
        """Yield the articles one by one, telling ``on_problem`` of what can't be read."""

        def report(place: str, reason: str, remedy: str, failed: bool) -> None:
            on_problem(Problem(self.file.name, place, reason, remedy, failed))

        try:
            yield from self._articles(report)
        except UnreadableError as refusal:
            report(refusal.place, refusal.reason, refusal.remedy, True)
        except EOFError:
            report("", "is a gzip file that breaks off", "pack it again", True)
        except zlib.error:
            report("", "is a damaged gzip file", "pack it again", True)
        except OSError as error:
            remedy = (
                "check that it is a gzip file"
                if error.errno is None
                else "check the file and its permissions"
            )
            report("", f"can't be read ({error.strerror or error})", remedy, True)

    def _articles(self, report: Report) -> Iterator[Article]:
        suffix, source = self.file.suffix, self.default_source
        if suffix == ".parquet":
            yield from articles_of_rows(self._parquet_rows(report), "row", report, source)
        elif suffix == ".csv" or suffix in JSONL:
            yield from articles_of_rows(self._line_rows(report), "line", report, source)
        else:
            with open_bytes(self.file.path, zipped=self.file.zipped) as stream:
                content = read_whole(stream)
            if suffix in HTML:
                yield article_of_page(content, report, source)
            else:
                file_name = "" if self.file.name == STDIN else os.path.basename(self.file.path)
                yield article_of_text(content, report, source, file_name)

    def _line_rows(self, report: Report) -> Iterator[Row]:
        from tension.text.formats import csv_rows, jsonl_rows

        with open_bytes(self.file.path, zipped=self.file.zipped) as stream:
            if self.file.suffix == ".csv":
                yield from csv_rows(stream, report)
            else:
                stream.seek(self.start)
                yield from jsonl_rows(stream, report, self.stop, self.n_before)

    def _parquet_rows(self, report: Report) -> Iterator[Row]:
        from tension.text.parquet import parquet_rows

        if not self.file.zipped:
            yield from parquet_rows(self.file.path, report, self.start, self.stop)
            return
        import shutil
        import tempfile

        with (
            open_bytes(self.file.path, zipped=True) as packed,
            tempfile.SpooledTemporaryFile(2**25) as stream,
        ):
            shutil.copyfileobj(packed, stream, 2**20)
            yield from parquet_rows(stream, report)
