"""The pool of unlabelled news from which words, word vectors and sentence boundaries are learnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tension.training.labelled import data_folder, reserved_weeks
from tension.training.texts import iso_weeks, joined


@dataclass(frozen=True)
class Pool:
    """News articles outside the reserved weeks.

    Attributes
    ----------
    folder : Path
        Of the data; ``news/*.parquet`` lies in it.
    without_weeks : frozenset of str
        ISO weeks left out, the reserved ones among them.
    without_articles : frozenset of (str, str)
        Articles left out, as (file, id): what a fold of the evaluation must not have seen.
    """

    folder: Path
    without_weeks: frozenset[str]
    without_articles: frozenset[tuple[str, str]] = frozenset()

    def articles(self) -> Iterator[tuple[str, str]]:
        """Yield (source, text) of every article, file by file; a table's title comes before its text."""
        for _, source, text in self._rows():
            yield source, text

    def texts_by_file(self) -> Iterator[tuple[str, str]]:
        """Yield (file, text) of every article."""
        for file, _, text in self._rows():
            yield file, text

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        import pandas as pd

        for path in sorted((self.folder / "news").glob("*.parquet")):
            frame = pd.read_parquet(path, columns=["id", "date", "source", "title", "text"])
            frame = frame[~iso_weeks(frame.date).isin(self.without_weeks | {""})]
            hidden = {article for file, article in self.without_articles if file == path.stem}
            frame = frame[~frame.id.isin(hidden)] if hidden else frame
            titles, texts = frame.title.fillna("").tolist(), frame.text.fillna("").tolist()
            for source, title, text in zip(frame.source.tolist(), titles, texts, strict=True):
                yield path.stem, source, joined(title, text)


def open_pool(
    folder: Path | None = None,
    without_weeks: frozenset[str] = frozenset(),
    without_articles: frozenset[tuple[str, str]] = frozenset(),
) -> Pool:
    """Open the pool without the reserved weeks, and without what a fold of the evaluation must not have seen."""
    folder = folder or data_folder()
    return Pool(folder, reserved_weeks(folder) | without_weeks, without_articles)
