"""Read periods as tables write them: days, weeks, months, quarters and years, and tell which of these they are."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tension.errors import UsageError
from tension.index.periods import FREQUENCIES

PERIOD_WORDS = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year"}
"""A word for a period of each frequency, the finest first."""

_MONTHS = {name.lower(): month for month in range(1, 13) for name in (calendar.month_name[month], calendar.month_abbr[month])} | {"sept": 9}  # fmt: skip
_DAYS_APART = {"M": (28, 31), "Q": (90, 92), "Y": (365, 366)}
_RUN = 3
"""So many steps in a row as long as a coarser frequency's aren't gaps in a finer one."""

_WIDE = 4
"""Where the finest step is one period and the usual step is as many as this, a few rows don't belong."""

_FIRST_YEAR, _LAST_YEAR = 1500, 2200

Written = tuple[str, int, int, int]
"""Letter of the frequency, or ``"day"`` where the spacing must tell it, with year, month and day."""


def _day(year: int, month: int, day: int) -> Written:
    return "day", year, month, day


def _week(year: int, week: int) -> Written:
    monday = datetime.date.fromisocalendar(year, week, 1)
    return "W", monday.year, monday.month, monday.day


@dataclass(frozen=True)
class _Form:
    """A way to write a period: what it looks like, and what its parts say."""

    look: re.Pattern[str]
    read: Callable[..., Written]


def _form(pattern: str, read: Callable[..., Written]) -> _Form:
    return _Form(re.compile(pattern, re.IGNORECASE), read)


_FORMS = (
    _form(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ][\d:.,Zz+ -]*)?", _day),
    _form(r"(\d{4})[/.](\d\d?)[/.](\d\d?)", _day),
    _form(r"(\d{4})(\d\d)(\d\d)(?:T?\d{4,6}Z?)?", _day),
    _form(r"(\d\d?)[- ]?([a-z]{3,9})[- ]?(\d{4})", lambda day, month, year: _day(year, month, day)),
    _form(r"([a-z]{3,9})\.? (\d\d?), ?(\d{4})", lambda month, day, year: _day(year, month, day)),
    _form(r"(\d{4})(?:[-/ ]|[- ]?m)(\d\d?)", lambda year, month: ("M", year, month, 1)),
    _form(r"(\d{4})(\d\d)", lambda year, month: ("M", year, month, 1)),
    _form(r"(\d\d?)[-/](\d{4})", lambda month, year: ("M", year, month, 1)),
    _form(r"([a-z]{3,9})[-./ ,]*(\d{4})", lambda month, year: ("M", year, month, 1)),
    _form(r"(\d{4})[-/ ]?([a-z]{3,9})", lambda year, month: ("M", year, month, 1)),
    _form(r"(\d{4})[-/ :]?q([1-4])", lambda year, quarter: ("Q", year, 3 * quarter - 2, 1)),
    _form(r"q([1-4])[-/ ]?(\d{4})", lambda quarter, year: ("Q", year, 3 * quarter - 2, 1)),
    _form(r"(\d{4})-?w(\d\d?)", _week),
    _form(r"(\d{4})", lambda year: ("Y", year, 1, 1)),
)  # fmt: skip
_SLASHED = re.compile(r"(\d\d?)[-/.](\d\d?)[-/.](\d{4})(?: .*)?")
"""Day and month in an order that the other rows must tell."""


def read_written(cell: str, month_first: bool | None = None) -> Written | None:
    """Read one cell as a period; None where it isn't one.

    Parameters
    ----------
    cell : str
        Such as ``2014-03-01``, ``20140301``, ``2014-03``, ``2014m3``, ``03/2014``, ``March 2014``, ``2014Q1``,
        ``2014-W09`` or ``2014``.
    month_first : bool, optional
        How to read ``03/01/2014`` (:func:`month_comes_first`).

    Examples
    --------
    >>> read_written("2014Q2"), read_written("03/2014"), read_written("soon")
    (('Q', 2014, 4, 1), ('M', 2014, 3, 1), None)
    """
    text = cell.strip()
    text = text.partition("/")[0] if re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", text) else text
    text = text[:-2] if re.fullmatch(r"\d{4,8}\.0", text) else text
    if (found := _SLASHED.fullmatch(text)) and month_first is not None:
        one, other, year = map(int, found.groups())
        return _checked(_day(year, one, other) if month_first else _day(year, other, one))
    for form in _FORMS:
        if found := form.look.fullmatch(text):
            parts = [int(part) if part.isdigit() else _MONTHS.get(part.lower(), 0) for part in found.groups()]
            try:
                return _checked(form.read(*parts))
            except ValueError:  # a week that the year doesn't have
                return None
    return None


def _checked(written: Written) -> Written | None:
    _, year, month, day = written
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not 1 <= month <= 12:
        return None
    return written if 1 <= day <= calendar.monthrange(year, month)[1] else None


def month_comes_first(cells: Sequence[str]) -> bool | None:
    """Whether dates such as ``03/01/2014`` begin with the month; None where the cells don't tell.

    A part above 12 is a day. Where all rows have the 1 in one place, as in monthly tables, that's the day.
    """
    parts = [(int(found[1]), int(found[2])) for cell in cells if (found := _SLASHED.fullmatch(cell.strip()))]
    if not parts:
        return None
    first, second = {one for one, _ in parts}, {other for _, other in parts}
    if (max(first) > 12) != (max(second) > 12):
        return max(second) > 12
    if ({1} in (first, second)) and first != second:
        return second == {1}
    return None


def read_periods(cells: Sequence[str], places: Sequence[str], name: str) -> Any:
    """Read a column of periods.

    Parameters
    ----------
    cells : sequence of str
    places : sequence of str
        Where each stands (``"line 7"``), to be told.
    name : str
        The file, to be told.

    Returns
    -------
    pandas.PeriodIndex
        In the order of the cells; its frequency is one of :data:`tension.index.periods.FREQUENCIES`. Days that are a
        week, a month, a quarter or a year apart are the periods that they lie in.

    Raises
    ------
    UsageError
        If a cell can't be read, frequencies are mixed or a period is there twice.
    """
    import pandas as pd

    month_first = month_comes_first(cells)
    written = [read_written(cell, month_first) for cell in cells]
    for cell, place, one in zip(cells, places, written, strict=True):
        if one is None:
            unsure = bool(_SLASHED.fullmatch(cell.strip())) and month_first is None
            reason = (
                "may begin with the day or with the month" if unsure else "can't be read as a date or period"
            )
            raise UsageError(
                f"{name}, {place}: {cell.strip()!r} {reason}; write YYYY-MM-DD, YYYY-MM or YYYYQ1"
            )
    letters = [one[0] for one in written if one is not None]
    for cell, place, letter in zip(cells, places, letters, strict=True):
        if letter != letters[0]:
            raise UsageError(
                f"{name}, {place}: frequencies are mixed ({cells[0].strip()!r}, then {cell.strip()!r}); keep rows of one"
            )
    days = np.array(
        [f"{one[1]:04d}-{one[2]:02d}-{one[3]:02d}" for one in written if one], dtype="datetime64[D]"
    )
    letter = frequency_of_days(days, name) if letters[0] == "day" else letters[0]
    periods = pd.PeriodIndex(days, freq=FREQUENCIES[letter])
    if periods.has_duplicates:
        again = int(periods.duplicated().argmax())
        before = int((periods == periods[again]).argmax())
        raise UsageError(
            f"{name}: the period {cells[again].strip()} is there twice ({places[before]} and {places[again]}); "
            "keep one row for each period"
        )
    return periods


def frequency_of_days(days: Any, name: str) -> str:
    """Tell how often days come: the coarsest frequency of which no period holds two of them.

    Raises
    ------
    UsageError
        If they come now often, now seldom.
    """
    import pandas as pd

    known = np.unique(days)
    for letter in reversed(PERIOD_WORDS):
        numbers = pd.PeriodIndex(known, freq=FREQUENCIES[letter]).asi8
        if (np.diff(numbers) > 0).all():
            break
    steps = np.diff(numbers)
    apart = np.diff(known).astype(np.int64)
    few = len(steps) > 1 and steps.min() == 1 and np.median(steps) >= _WIDE
    runs = letter in ("D", "W") and any(
        _longest_run((apart >= least) & (apart <= most)) >= _RUN for least, most in _DAYS_APART.values()
    )
    if few or runs:
        raise UsageError(
            f"{name}: frequencies are mixed (dates are {apart.min()} to {apart.max()} days apart); keep rows of one"
        )
    return letter


def _longest_run(flags: Any) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def frequency_letter(periods: Any) -> str:
    """Letter of a PeriodIndex's frequency.

    Raises
    ------
    UsageError
        If it's none of :data:`tension.index.periods.FREQUENCIES`.
    """
    letter = str(periods.freqstr)[:1]
    if FREQUENCIES.get(letter) != periods.freqstr:
        raise UsageError(f"periods of the frequency {periods.freqstr!r} aren't known; use D, W, M, Q or Y")
    return letter


def period_text(period: Any) -> str:
    """Write a period so that it can be read again: a week by its Monday."""
    return f"{period.start_time:%Y-%m-%d}" if period.freqstr.startswith("W") else str(period)
