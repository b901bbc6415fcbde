"""A pandas frame to articles: the rows that hold a text or a title, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tension.errors import InputError, OnProblem, Problem, raise_problem
from tension.text.article import Article
from tension.text.compose import articles_of_rows
from tension.text.encoding import UnreadableError
from tension.text.formats import COLUMNS, columns_of

if TYPE_CHECKING:
    from tension.text.formats import Row


def articles_of_frame(
    frame: Any, *, on_problem: OnProblem = raise_problem
) -> tuple[list[Article], list[int]]:
    """Make an article of every row that isn't without text.

    Parameters
    ----------
    frame : pandas.DataFrame
        With a column ``text`` or ``title``; ``date``, ``source``, ``url``, ``id`` or ``article_id`` are used where they
        exist. Without a column ``date`` a DatetimeIndex gives the dates.
    on_problem : callable
        Is told what a row's text or date can't be used for; by default what can't be used raises.

    Returns
    -------
    articles : list of Article
    rows : list of int
        Place of each in the frame, from 0; rows whose text and title are missing or empty have no article.

    Raises
    ------
    InputError
        If no column holds texts.
    """
    import pandas as pd

    name = "the frame"
    names = [str(column) for column in frame.columns]
    try:
        places = dict(zip(COLUMNS, columns_of(names), strict=True))
    except UnreadableError as error:
        raise InputError(f"{name} {error}; {error.remedy}") from error
    columns: dict[str, list[Any]] = {}
    for column, place in places.items():
        cells = None if place is None else frame.iloc[:, place]
        if column == "date" and cells is None and isinstance(frame.index, pd.DatetimeIndex):
            cells = frame.index.to_series()
        if cells is None:
            columns[column] = [None] * len(frame)
            continue
        if pd.api.types.is_datetime64_any_dtype(cells):
            cells = cells.dt.date
        columns[column] = [
            None if missing else cell for cell, missing in zip(cells, cells.isna(), strict=True)
        ]
    rows = [
        i for i, cells in enumerate(zip(columns["text"], columns["title"], strict=True)) if _filled(*cells)
    ]

    def given() -> Iterator[Row]:
        for i in rows:
            yield (i, *(columns[column][i] for column in COLUMNS))

    unusable: set[int] = set()

    def report(place: str, reason: str, remedy: str, failed: bool) -> None:
        if failed:
            unusable.add(int(place.split()[1]))
        on_problem(Problem(name, place, reason, remedy, failed))

    articles = list(articles_of_rows(given(), "row", report))
    return articles, [i for i in rows if i not in unusable]


def _filled(*cells: object) -> bool:
    return any(cell is not None and not (isinstance(cell, str) and not cell.strip()) for cell in cells)
