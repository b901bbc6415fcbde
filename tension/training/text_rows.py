"""Rows of text as people hand them to an estimator: a list, an array, a Series or a frame, checked and made alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import InputError, UsageError

TEXT_COLUMNS = ("text", "title")
"""Columns of a frame that texts are taken from: the first of them that's there."""

DATE_COLUMN = "date"


class InputValueError(InputError, ValueError):
    """Texts or labels that can't be used; a :class:`ValueError` too, which is what callers of scikit-learn expect."""


class SettingValueError(UsageError, ValueError):
    """A setting of an estimator that can't be used as given."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TextRows:
    """Texts in the order given.

    Attributes
    ----------
    text : list of str, length n
    index : pandas.Index or None
        That of the Series or frame they came in.
    years : int64 array, shape (n,)
        Year of the row's ``date``, 0 where there's none.
    missing : bool array, shape (n,)
        Rows without a text, whose ``text`` is empty; none unless they are allowed.
    """

    text: list[str]
    index: Any
    years: NDArray[np.int64]
    missing: NDArray[np.bool_]


def text_rows(given: Any, *, missing: bool = False) -> TextRows:
    """Take the texts out of whatever holds them.

    Parameters
    ----------
    given : list, tuple, array, Series or frame of str
        A frame has a column ``text`` or ``title`` (``text`` where it has both), or one column only; its column
        ``date`` is used where there's one. An array has one column.
    missing : bool
        Rows may be None or NaN.

    Raises
    ------
    InputValueError
        If it's none of these, or a row isn't a string; the message names the row, counted from 0.
    """
    if hasattr(given, "columns"):
        values, years = _text_column(given).tolist(), np.zeros(len(given), dtype=np.int64)
        if list(given.columns).count(DATE_COLUMN) == 1:
            years[:] = [_year(str(day)) for day in given[DATE_COLUMN].tolist()]
        index = given.index
    else:
        values = _values(given)
        index, years = given.index if hasattr(given, "iloc") else None, np.zeros(len(values), dtype=np.int64)
    absent = np.array([missing and _missing(value) for value in values], dtype=bool)
    text = _strings(["" if gone else value for value, gone in zip(values, absent.tolist(), strict=True)])
    return TextRows(text, index, years, absent)


def has_word(text: str) -> bool:
    """Tell whether there's a letter in a text; numbers and punctuation say nothing of a relation."""
    return any(map(str.isalpha, text))


def check_worded(text: Sequence[str], counted: NDArray[np.bool_], least: int) -> None:
    """Check that enough of the texts to be learnt from have words.

    Parameters
    ----------
    text : sequence of str, length n
    counted : bool array, shape (n,)
        Rows whose weight isn't 0.
    least : int

    Raises
    ------
    InputValueError
        If fewer than ``least`` have one.
    """
    learnt = [text[i] for i in np.flatnonzero(counted).tolist()]
    n_worded = sum(map(has_word, learnt))
    if n_worded < least:
        raise InputValueError(
            f"{n_worded} of the {len(learnt)} texts have a word in them, and it takes {least}; give the column of "
            "sentences or headlines"
        )


def _values(given: Any) -> list[Any]:
    if isinstance(given, (str, bytes)):
        raise InputValueError("texts are wanted, not one string; put it in a list")
    if hasattr(given, "tolist") and hasattr(given, "ndim"):
        if given.ndim == 2 and given.shape[1] == 1:
            given = given[:, 0]
        if given.ndim != 1:
            raise InputValueError(
                f"texts have the shape {given.shape}; one column of them is wanted, such as frame['text']"
            )
        return list(given.tolist())
    if isinstance(given, Sequence):
        return list(given)
    raise InputValueError(
        f"texts are wanted, not type {type(given).__name__}; use a list, an array, a Series or a frame of strings"
    )


def _text_column(frame: Any) -> Any:
    names = list(frame.columns)
    wanted = next((name for name in TEXT_COLUMNS if name in names), None)
    if wanted is None and len(names) != 1:
        told = ", ".join(map(str, names[:6])) + (", ..." if len(names) > 6 else "")
        raise InputValueError(
            f"the frame has no column text or title (it has: {told or 'none'}); rename the one that holds the texts"
        )
    places = [i for i, name in enumerate(names) if wanted is None or name == wanted]
    if len(places) > 1:
        raise InputValueError(f"the frame has {len(places)} columns named {wanted}; keep one")
    return frame.iloc[:, places[0]]


def _strings(values: list[Any]) -> list[str]:
    wrong = next((i for i, value in enumerate(values) if not isinstance(value, str)), None)
    if wrong is not None:
        value = values[wrong]
        if _missing(value):
            raise InputValueError(
                f"row {wrong} of the texts is {value!r} ({sum(map(_missing, values))} of {len(values)} are missing); "
                "leave such rows out with dropna, or fill them with ''"
            )
        told = repr(value) if isinstance(value, (int, float)) else ""
        kind = f"{told} ({type(value).__name__})" if told else f"of type {type(value).__name__}"
        raise InputValueError(f"row {wrong} of the texts is {kind}, not a string; fill it or leave it out")
    return values


def _missing(value: Any) -> bool:
    """Tell None, NaN and pandas' NA; whether the last equals anything can't even be asked."""
    return value is None or type(value).__name__ == "NAType" or (isinstance(value, float) and value != value)


def _year(day: str) -> int:
    written = re.match(r"(\d{4})-\d\d", day)
    return int(written[1]) if written else 0


def of_texts(tags: Any) -> Any:
    """Say in an estimator's tags that it takes texts, one a row."""
    tags.input_tags.string = tags.input_tags.one_d_array = True
    tags.input_tags.two_d_array = False
    return tags


def check_paired(rows: TextRows, given: Any, name: str) -> None:
    """Check that labels or weights stand beside the texts they belong to.

    Pairing is by place, as everywhere in scikit-learn. So what has another index than the texts is refused where that
    may be a slip: where it holds the same labels in another order, and where neither index just counts from 0.

    Raises
    ------
    InputValueError
        If the lengths differ, or the indices as told.
    """
    if not hasattr(given, "__len__") or isinstance(given, (str, bytes, Set, Mapping)):
        raise InputValueError(f"{name} is of type {type(given).__name__}; give a list with one entry a text")
    n = len(given)
    if n != len(rows.text):
        raise InputValueError(
            f"{name} has {n:,} rows and there are {len(rows.text):,} texts; give one a text"
        )
    index = given.index if hasattr(given, "iloc") else None
    if index is None or rows.index is None or index.equals(rows.index):
        return
    import pandas as pd

    same = bool(index.isin(rows.index).all() and rows.index.isin(index).all())
    if same or not any(one.equals(pd.RangeIndex(n)) for one in (index, rows.index)):
        raise InputValueError(
            f"{name} and the texts have different indices, so rows may be paired wrongly; "
            f"take {name}.loc[X.index], or .to_numpy() of both if the order is right"
        )
