"""Find the dates in a table: which column or columns hold them, where its rows end, and the numbers by period."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from tension.errors import UsageError
from tension.index.period_names import month_comes_first, read_periods, read_written
from tension.index.tables import MISSING, Table, number_of

_PERIOD_NAMES = ("period", "date", "month", "week", "quarter", "day", "year", "sqldate", "observation_date", "time",
                 "datetime", "timestamp", "yearmonth", "yyyymm", "yyyymmdd", "")  # fmt: skip
"""Names of columns that may hold periods, in the order in which they're tried; an index saved without a name too."""

_PARTS = ("year", "quarter", "month", "week", "day")
"""Columns of these names are never the values, whatever they hold."""

_MOSTLY = 0.5
"""A column holds dates, or numbers, if more of its cells than this do; the others are mistakes that are told."""


@dataclass(frozen=True)
class Dated:
    """A table with its period cells found.

    Attributes
    ----------
    name : str
        The file as the user named it.
    columns : mapping of str to tuple of str
        Cells of the other columns.
    periods : tuple of str
        The cells that tell the period, put together from year, month and day where they stand apart.
    places : tuple of str
        Where each row stands (``"line 7"``).
    note : str
        What stood below the table.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    periods: tuple[str, ...]
    places: tuple[str, ...]
    note: str = ""

    def keep(self, flags: Sequence[bool]) -> Dated:
        """Keep some of the rows."""
        columns = {name: tuple(compress(cells, flags)) for name, cells in self.columns.items()}
        return Dated(
            self.name, columns, tuple(compress(self.periods, flags)), tuple(compress(self.places, flags)), self.note
        )  # fmt: skip


def find_dates(table: Table) -> Dated:
    """Find the dates of a table, and cut off what stands below it.

    Raises
    ------
    UsageError
        If it has no column of dates, or a row with more cells than columns.
    """
    used, periods = _period_cells(table)
    columns = {
        name: cells
        for name, cells in table.columns.items()
        if name not in used and name.lower() not in _PARTS
    }
    end = _end(table, columns, periods)
    overfull = [row for row in sorted(table.overfull) if row < end]
    if overfull:
        raise UsageError(
            f"{table.name}, {table.places[overfull[0]]}: has more cells than there are columns; quote cells with commas"
        )
    note = " ".join(table.columns[used[0]][end:])
    whole = Dated(table.name, columns, periods, table.places, note)
    return whole.keep([row < end for row in range(len(table))])


def _period_cells(table: Table) -> tuple[list[str], tuple[str, ...]]:
    """Find the columns that tell the period, and put their cells together."""
    named = {name.lower(): name for name in table.columns}
    parts = [named[key] for key in ("year", "month", "day") if key in named]
    if "year" in named and "quarter" in named:
        parts = [named["year"], named["quarter"]]
    joined = tuple("-".join(filter(None, row)) for row in zip(*(map(_whole, table.columns[name]) for name in parts), strict=True))  # fmt: skip
    if "year" in named and "quarter" in named:
        joined = tuple(cell.replace("-", "Q").replace("QQ", "Q") for cell in joined)
    if "year" in named and len(parts) > 1 and _mostly_dates(joined):
        return parts, joined
    dated = [named[key] for key in _PERIOD_NAMES if key in named and _mostly_dates(table.columns[named[key]])]
    first = next(iter(table.columns))
    if not dated and _mostly_dates(table.columns[first]):
        dated = [first]
    if not dated:
        shown = ", ".join(list(table.columns)[:8])
        raise UsageError(
            f"{table.name}: has no column of dates ({shown}); name one date and write YYYY-MM-DD, YYYY-MM or YYYYQ1"
        )
    return dated, table.columns[dated[0]]


def _whole(cell: str) -> str:
    return cell[:-2] if cell.endswith(".0") else cell


def _mostly_dates(cells: Sequence[str]) -> bool:
    month_first = bool(month_comes_first(cells))
    return sum(read_written(cell, month_first) is not None for cell in cells) > _MOSTLY * len(cells)


def _end(table: Table, columns: Mapping[str, tuple[str, ...]], periods: Sequence[str]) -> int:
    """Row from which on there are no dates and no numbers, but notes."""
    month_first = bool(month_comes_first(periods))
    end = len(table)
    while (
        end
        and read_written(periods[end - 1], month_first) is None
        and all(_value(cells[end - 1]) is None for cells in columns.values())
    ):
        end -= 1
    return end


def _value(cell: str) -> float | None:
    return None if cell.lower() in MISSING else number_of(cell)


def is_numeric(cells: Sequence[str]) -> bool:
    """Whether most of a column's cells that aren't empty are numbers."""
    known = [cell for cell in cells if cell.lower() not in MISSING]
    return sum(number_of(cell) is not None for cell in known) > _MOSTLY * len(known)


def numbers(dated: Dated, column: str) -> Any:
    """Read a column of numbers by period.

    Returns
    -------
    pandas.Series
        In the order of time, NaN where a cell is empty.

    Raises
    ------
    UsageError
        If a cell isn't a number, or a period can't be read (:func:`tension.index.period_names.read_periods`).
    """
    import pandas as pd

    periods = read_periods(dated.periods, dated.places, dated.name)
    values = []
    for cell, place in zip(dated.columns[column], dated.places, strict=True):
        value = float("nan") if cell.lower() in MISSING else number_of(cell)
        if value is None or math.isinf(value):
            raise UsageError(
                f"{dated.name}, {place}: {column} holds {cell!r}, which isn't a number; mend it or leave it empty"
            )
        values.append(value)
    return pd.Series(values, index=periods.rename("period"), name=column, dtype=float).sort_index()
