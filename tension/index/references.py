"""Read indices: our own, and reference series in the files that their sites publish.

GPR and AI-GPR (Caldara & Iacoviello), EPU (Baker, Bloom & Davis), GDELT's daily tables and timelines, and any table with
a column of dates and one of numbers. What the file doesn't say, such as which column is meant, is told.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import Any

from tension.errors import UsageError
from tension.index.dated_tables import Dated, find_dates, is_numeric, numbers
from tension.index.period_names import frequency_letter, frequency_of_days
from tension.index.periods import FREQUENCIES
from tension.index.tables import read_table

_MOST_NAMED = 12

_UP_IS_BETTER = re.compile(r"goldstein|(^|[^a-z]|avg|average)tone|sentiment|cooperat", re.IGNORECASE)
_UP_IS_WORSE = re.compile(
    r"gpr|epu|uncert|policy_index|risk|threat|conflict|confront|hostil|tension", re.IGNORECASE
)


@dataclass(frozen=True)
class _Form:
    """A form in which series are published: what its columns or its note look like, and the column to take first."""

    name: str
    look: re.Pattern[str]
    headline: tuple[str, ...]
    up_is_worse: bool | None = True


def _look(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_FORMS = (
    _Form("tension index", _look(r"^(tension_index|n_stories)$"), ("tension",)),
    _Form("AI-GPR", _look(r"^(ai_?gpr|gpr_?ai)"), ("ai_gpr", "gpr_ai", "aigpr", "gprai")),
    _Form("daily GPR", _look(r"^gprd(_|$)"), ("gprd",)),
    _Form("GPR", _look(r"^gpr(h|c|hc)?(_|$)"), ("gpr",)),
    _Form("EPU", _look(r"policy[_ ]?(uncert|index)|(^|_)g?epu(_|$)|^three_component"),
          ("news_based_policy_uncert_index", "daily_policy_index", "gepu_current")),
    _Form("GDELT", _look(r"goldstein|(^|[^a-z]|avg|average)tone"), (), None),
)  # fmt: skip
"""The most particular first."""


@dataclass(frozen=True)
class Reference:
    """A dated series to set beside an index.

    Attributes
    ----------
    name : str
        The column or series that was read.
    form : str
        The published form (``"GPR"``), or an empty string.
    values : pandas.Series
        By period; as they were read, whatever the sign.
    sign : int
        +1 if up is worse, -1 if up is better.
    notes : tuple of str
        What was assumed.
    """

    name: str
    form: str
    values: Any
    sign: int = 1
    notes: tuple[str, ...] = ()


def read_reference(
    path: str | os.PathLike[str], *, column: str | None = None, sign: int | None = None
) -> Reference:
    """Read a reference series.

    Parameters
    ----------
    path : path
        A CSV or Parquet file: as GPR, AI-GPR, EPU and GDELT publish theirs, an index of ours, or any table with a column
        of dates or periods (``2014-03``, ``2014-03-01``, ``20140301``, ``03/2014``, ``2014Q1``; or ``Year`` and
        ``Month``) and one of numbers. A note below the table is skipped.
    column : str, optional
        The column, or the series of a table with the columns ``Date, Series, Value``. By default the headline series of
        a published form, or the only one that can be meant.
    sign : int, optional
        +1 if up is worse, -1 if up is better; by default told by the column's name or the form, and else +1.

    Returns
    -------
    Reference

    Raises
    ------
    UsageError
        If it can't be read so, or several columns can be meant.
    """
    dated = _read(path)
    form = form_of(dated)
    notes = [f"what stands below the table was skipped ({dated.note[:60].strip()})"] if dated.note else []
    if {"Series", "Value"} <= set(dated.columns):
        dated, name = _one_series(dated, column)
        values = numbers(dated, "Value")
    else:
        name, others = _choose(dated, column, form)
        notes += (
            [f"{name} is taken; {os.path.basename(dated.name)} also has {_listed(others)} (--column)"]
            if others
            else []
        )
        values = numbers(dated, name)
    found, assumed = sign_of(name, form.up_is_worse if form else None)
    if assumed and sign is None:
        notes.append(f"up is taken to be worse in {name} (--sign)")
    return Reference(name, form.name if form else "", values, sign or found, tuple(notes))


def read_index(path: str | os.PathLike[str]) -> Any:
    """Read an index that ``tension index --output`` wrote.

    Returns
    -------
    pandas.DataFrame
        By period, with the columns that hold numbers.

    Raises
    ------
    UsageError
        If it isn't one: scores of articles, say, or the lines of several sources below each other.
    """
    import pandas as pd

    dated = _read(path)
    if "tension" not in dated.columns:
        raise UsageError(
            f"{dated.name}: has no column 'tension', so it isn't an index; make one with tension index --output"
        )
    by = next((name for name in ("source", "group", "direction") if name in dated.columns), None)
    if by is not None and len(set(dated.columns[by])) > 1:
        raise UsageError(
            f"{dated.name}: has lines for several of {by}; keep the rows of one, or make the index without --by"
        )
    wanted = [name for name in dated.columns if name == "tension" or is_numeric(dated.columns[name])]
    return pd.DataFrame({name: numbers(dated, name) for name in wanted})


def as_reference(reference: Any, *, column: str | None = None, sign: int | None = None) -> Reference:
    """Take a path, numbers by period or date, or a Reference as a Reference.

    Raises
    ------
    UsageError
        If it's none of these.
    """
    import pandas as pd

    if isinstance(reference, (str, os.PathLike)):
        return read_reference(reference, column=column, sign=sign)
    if isinstance(reference, Reference):
        return reference if sign is None else replace(reference, sign=sign)
    if not isinstance(reference, pd.Series):
        raise UsageError(
            f"the reference is a {type(reference).__name__}; give a path, or a pandas Series by period or date"
        )
    name = str(reference.name) if reference.name is not None else "reference"
    found, assumed = sign_of(name)
    notes = (f"up is taken to be worse in {name} (sign)",) if assumed and sign is None else ()
    return Reference(name, "", _by_period(reference, name), sign or found, notes)


def as_index(index: Any) -> Any:
    """Take a path, or a frame by period, as an index.

    Raises
    ------
    UsageError
        If it's none of these.
    """
    import pandas as pd

    if isinstance(index, (str, os.PathLike)):
        return read_index(index)
    if not isinstance(index, pd.DataFrame) or not isinstance(index.index, pd.PeriodIndex):
        raise UsageError("the index isn't a frame by period; give what tension.build_index gives, or a path")
    return _by_period(index, "the index")


def _by_period(values: Any, name: str) -> Any:
    """Check and sort what comes by period or by date."""
    import pandas as pd

    if isinstance(values.index, pd.DatetimeIndex):
        days = values.index.tz_localize(None).normalize()
        values = values.set_axis(
            days.to_period(FREQUENCIES[frequency_of_days(days.to_numpy("datetime64[D]"), name)])
        )
    if not isinstance(values.index, pd.PeriodIndex):
        raise UsageError(f"{name}: isn't by period or date; give it a pandas PeriodIndex")
    frequency_letter(values.index)
    if values.index.has_duplicates:
        again = values.index[values.index.duplicated()][0]
        raise UsageError(f"{name}: the period {again} is there twice; keep one")
    return values.astype(float).sort_index() if isinstance(values, pd.Series) else values.sort_index()


def _read(path: str | os.PathLike[str]) -> Dated:
    """Read a dated table; scores, from which an index is still to be made, are refused."""
    table = read_table(path)
    names = set(table.columns)
    if "sentence" in names or "article_id" in names:
        what = "sentences" if "sentence" in names else "articles"
        raise UsageError(
            f"{table.name}: holds {what}, not an index; make one of article scores (tension index SCORES --output index.csv)"
        )
    return find_dates(table)


def form_of(dated: Dated) -> _Form | None:
    """Find the published form whose columns, series or note a table has."""
    named = [*dated.columns, *set(dated.columns.get("Series", ()))]
    for form in _FORMS:
        if any(form.look.search(name) for name in named):
            return form
    return next((form for form in _FORMS if form.name == "EPU" and form.look.search(dated.note)), None)


def sign_of(name: str, up_is_worse: bool | None = None) -> tuple[int, bool]:
    """Sign of a series, and whether it had to be assumed.

    Parameters
    ----------
    name : str
        Goldstein scores and tone are up where relations are better; risk and uncertainty where they're worse.
    up_is_worse : bool, optional
        Where the name doesn't tell.

    Examples
    --------
    >>> sign_of("GoldsteinScale"), sign_of("GPRC_RUS"), sign_of("value")
    ((-1, False), (1, False), (1, True))
    """
    if _UP_IS_BETTER.search(name):
        return -1, False
    if _UP_IS_WORSE.search(name):
        return 1, False
    return (1, True) if up_is_worse is None else (1 if up_is_worse else -1, False)


def _one_series(dated: Dated, wanted: str | None) -> tuple[Dated, str]:
    """Take one series of those that stand below each other."""
    cells = dated.columns["Series"]
    names = list(dict.fromkeys(cells))
    if wanted is None and len(names) > 1:
        raise UsageError(f"{dated.name}: has the series {_listed(names)}; choose one with --column")
    name = (
        names[0] if wanted is None or wanted in ("Value", "Series") else _matching(dated.name, names, wanted)
    )
    return dated.keep([cell == name for cell in cells]), name


def _choose(dated: Dated, wanted: str | None, form: _Form | None) -> tuple[str, list[str]]:
    """Choose the column, and tell which others might have been meant."""
    numeric = [name for name, cells in dated.columns.items() if is_numeric(cells)]
    if wanted is not None:
        return _matching(dated.name, list(dated.columns), wanted, numeric), []
    if not numeric:
        name, cell = next(((name, cells[0]) for name, cells in dated.columns.items() if cells), ("", ""))
        held = f" ({name} holds {cell[:40]!r})" if name else ""
        raise UsageError(f"{dated.name}: has no column of numbers{held}; give one beside the dates")
    headline = [name for key in (form.headline if form else ()) for name in numeric if name.lower() == key]
    told = [name for name in numeric if not sign_of(name)[1]]
    chosen = headline[:1] or (numeric if len(numeric) == 1 else told if len(told) == 1 else [])
    if not chosen:
        raise UsageError(f"{dated.name}: has the columns {_listed(numeric)}; choose one with --column")
    ours = form is _FORMS[0]
    return chosen[0], [] if ours else [name for name in numeric if name != chosen[0]]


def _matching(file: str, names: list[str], wanted: str, numeric: list[str] | None = None) -> str:
    """Find the name that is wanted, whatever its case."""
    if wanted in names:
        return wanted
    alike = [name for name in names if name.lower() == wanted.lower()]
    if len(alike) != 1:
        raise UsageError(f"{file}: has no {wanted!r}; choose one of {_listed(numeric or names)}")
    return alike[0]


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown
