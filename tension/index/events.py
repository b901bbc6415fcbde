"""Dated events between two countries, to set beside an index (``seeds/events.csv``)."""

from __future__ import annotations

from typing import Any

from tension.errors import UsageError
from tension.files import readable, shipped

SIGNS = ("cooperative", "confrontational")


def read_events(path: str | None = None, *, start: Any = None, end: Any = None) -> Any:
    """Read dated events.

    Parameters
    ----------
    path : str, optional
        A CSV file with ``date, name, sign``; by default the U.S.-Russia events that are shipped.
    start, end : Timestamp, optional
        The first and the last day wanted.

    Returns
    -------
    pandas.DataFrame
        ``date, name, sign`` (cooperative or confrontational), ``landmark`` (which to name first where there isn't room for
        all; False where the file doesn't tell) and what else the file has, by date.

    Raises
    ------
    UsageError
        If the file isn't such a table.
    """
    import pandas as pd

    place = path or str(shipped("seeds", "events.csv"))
    try:
        events = pd.read_csv(readable(place), dtype=str)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"{place}: can't be read as a table of events ({reason}); give a CSV file"
        ) from error
    missing = [name for name in ("date", "name", "sign") if name not in events]
    if missing:
        raise UsageError(f"{place}: has no column {missing[0]!r}; events have date, name and sign")
    wrong = ~events.sign.isin(SIGNS)
    if wrong.any():
        raise UsageError(
            f"{place}: the sign {events.sign[wrong].iloc[0]!r} is unknown; use {' or '.join(SIGNS)}"
        )
    try:
        events["date"] = pd.to_datetime(events.date, format="%Y-%m-%d")
    except ValueError as error:
        reason = str(error).splitlines()[0]
        raise UsageError(f"{place}: a date can't be read ({reason}); write YYYY-MM-DD") from error
    if events.date.isna().any():
        row = int(events.date.isna().to_numpy().argmax()) + 2
        raise UsageError(f"{place}, line {row}: has no date; write YYYY-MM-DD")
    if start is not None:
        events = events[events.date >= start]
    if end is not None:
        events = events[events.date <= end]
    events["landmark"] = events.landmark.isin(["1", "true", "yes"]) if "landmark" in events else False
    return events.sort_values("date", kind="stable").reset_index(drop=True)
