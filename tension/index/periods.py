"""Check what comes in, and sort days into periods."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import UsageError
from tension.scores.frames import checked_scores

FREQUENCIES = {"D": "D", "W": "W-SUN", "M": "M", "Q": "Q-DEC", "Y": "Y-DEC"}
"""Frequencies by the letter that stands for them, as pandas writes them; weeks run from Monday to Sunday."""

_NEEDED = ("article_id", "date", "source", "n_relevant", "tension")
_NAMES = ("dyad", "model")


def check_articles(articles: Any) -> Any:
    """Check a frame of scored articles; dates become calendar days in UTC, rows that are there twice go.

    Raises
    ------
    UsageError
        If it isn't such a frame, mixes models or dyads, or has no dated article.
    """
    missing = [name for name in _NEEDED if name not in getattr(articles, "columns", ())]
    if missing:
        raise UsageError(
            f"the scores have no column {missing[0]!r}; an index is made from article scores "
            "(tension score --level article)"
        )
    for name in _NAMES:
        if name in articles and (values := articles[name].dropna().unique().tolist())[1:]:
            raise UsageError(
                f"scores of several {name}s are mixed: {', '.join(map(str, values[:4]))}; use one at a time"
            )
    chosen = checked_scores(articles)
    chosen["date"] = calendar_days(articles.date)
    if not all(isinstance(name, str) for name in chosen.source.dropna().unique()):
        chosen["source"] = chosen.source.map(lambda name: name if name is None or name != name else str(name))
    same = ["article_id", "date", "source", *(["title"] if "title" in chosen else [])]
    chosen = chosen[~chosen.duplicated(same)].reset_index(drop=True)
    undated = int(chosen.date.isna().sum())
    if undated == len(chosen):
        raise UsageError("no dated article; an index needs dates (YYYY-MM-DD in the column date)")
    if undated:
        import warnings

        warnings.warn(
            f"{undated} of {len(chosen)} articles have no date and are left out", UserWarning, stacklevel=4
        )
    return chosen[chosen.date.notna()].reset_index(drop=True) if undated else chosen


def calendar_days(column: Any) -> Any:
    """Calendar days in UTC of a column of dates, of moments in any zones, or of text.

    Raises
    ------
    UsageError
        If a value is no date.
    """
    import pandas as pd

    if pd.api.types.is_datetime64_dtype(column):
        return column.dt.normalize()
    if pd.api.types.is_numeric_dtype(column) and column.notna().any():
        raise UsageError(
            f"the column 'date' holds numbers ({column.dropna().iloc[0]}), not dates; write YYYY-MM-DD"
        )
    try:
        moments = pd.to_datetime(column, utc=True, format="ISO8601" if _is_text(column) else None)
    except (ValueError, TypeError) as error:
        reason = str(error).split(". ")[0]
        raise UsageError(f"the column 'date' holds what isn't a date ({reason}); write YYYY-MM-DD") from error
    return moments.dt.tz_localize(None).dt.normalize()


def _is_text(column: Any) -> bool:
    known = column.dropna()
    return bool(len(known)) and all(isinstance(value, str) for value in known.iloc[:5])


def read_day(text: str, what: str, *, last: bool = False) -> Any:
    """Read a day, or the first (the last) day of a month or year."""
    import re

    import pandas as pd

    text = str(text).removesuffix(" 00:00:00")  # a Timestamp or a year as a number will do
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        try:
            period = pd.Period(text)
        except ValueError:
            period = None
        if period is not None:
            return (period.end_time if last else period.start_time).normalize()
    raise UsageError(f"{what} {text!r}: isn't a date; write YYYY-MM-DD, YYYY-MM or YYYY")


def read_range(text: str, what: str = "base") -> tuple[Any, Any]:
    """Read ``"FROM:TO"``, both included."""
    first, colon, last = text.partition(":") if isinstance(text, str) else ("", "", "")
    if not colon:
        raise UsageError(
            f"{what} {text!r}: isn't a range; write FROM:TO, such as 2005:2010 or 2005-01:2006-06"
        )
    start, end = read_day(first, what), read_day(last, what, last=True)
    if end < start:
        raise UsageError(f"{what} {text!r}: ends before it begins; write FROM:TO")
    return start, end


def in_range(articles: Any, start: str | None, end: str | None) -> Any:
    """Articles from the first day to the last."""
    keep = np.ones(len(articles), dtype=bool)
    first = None if start is None else read_day(start, "from")
    last = None if end is None else read_day(end, "to", last=True)
    if first is not None and last is not None and last < first:
        raise UsageError(f"from {start} to {end}: ends before it begins; exchange the two")
    if first is not None:
        keep &= (articles.date >= first).to_numpy()
    if last is not None:
        keep &= (articles.date <= last).to_numpy()
    if not keep.any():
        raise UsageError(
            f"no article lies between {start or 'the beginning'} and {end or 'the end'}; the articles run from "
            f"{articles.date.min():%Y-%m-%d} to {articles.date.max():%Y-%m-%d}"
        )
    return articles[keep]


def period_numbers(days: Any, freq: str, periods: Any = None) -> tuple[Any, NDArray[np.int64]]:
    """Sort days into periods.

    Parameters
    ----------
    days : pandas.Series of datetime64
    freq : str
        A letter of :data:`FREQUENCIES`.
    periods : pandas.PeriodIndex, optional
        Those to number by; otherwise every one from the first day to the last.

    Returns
    -------
    periods : pandas.PeriodIndex
    number : int64 array
        Place of each day's period among them.
    """
    import pandas as pd

    unique, inverse = np.unique(days.to_numpy(), return_inverse=True)
    of_day = pd.PeriodIndex(unique, freq=FREQUENCIES[freq])
    if periods is None:
        periods = pd.period_range(of_day[0], of_day[-1], freq=FREQUENCIES[freq])
    ordinal = of_day.asi8 - periods.asi8[0]
    return periods, ordinal[inverse]
