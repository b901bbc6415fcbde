"""Periods as tables write them, and how often days come."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.errors import UsageError
from tension.index.period_names import (
    frequency_letter,
    frequency_of_days,
    month_comes_first,
    period_text,
    read_periods,
    read_written,
)
from tension.index.periods import FREQUENCIES

WRITTEN = [
    ("2014-03-05", ("day", 2014, 3, 5)),
    ("2014-03-05 00:00:00", ("day", 2014, 3, 5)),
    ("2014-03-05T12:30:00Z", ("day", 2014, 3, 5)),
    ("2014/3/5", ("day", 2014, 3, 5)),
    ("20140305", ("day", 2014, 3, 5)),
    ("20140305.0", ("day", 2014, 3, 5)),
    ("20140305T000000Z", ("day", 2014, 3, 5)),
    ("05mar2014", ("day", 2014, 3, 5)),
    ("5-Mar-2014", ("day", 2014, 3, 5)),
    ("March 5, 2014", ("day", 2014, 3, 5)),
    ("2014-03-03/2014-03-09", ("day", 2014, 3, 3)),
    ("2014-03", ("M", 2014, 3, 1)),
    ("2014-3", ("M", 2014, 3, 1)),
    ("2014m3", ("M", 2014, 3, 1)),
    ("2014M03", ("M", 2014, 3, 1)),
    ("201403", ("M", 2014, 3, 1)),
    ("03/2014", ("M", 2014, 3, 1)),
    ("Mar-2014", ("M", 2014, 3, 1)),
    ("September 2014", ("M", 2014, 9, 1)),
    ("2014Q2", ("Q", 2014, 4, 1)),
    ("2014-Q2", ("Q", 2014, 4, 1)),
    ("2014:q2", ("Q", 2014, 4, 1)),
    ("Q2 2014", ("Q", 2014, 4, 1)),
    ("2014-W01", ("W", 2013, 12, 30)),
    ("2014", ("Y", 2014, 1, 1)),
]


@pytest.mark.parametrize(("cell", "expected"), WRITTEN)
def test_period_is_read_however_it_is_written(cell, expected):
    assert read_written(f" {cell} ") == expected


@pytest.mark.parametrize(
    "cell",
    ["", "soon", "2014-13", "2014-02-30", "20141", "2014Q5", "2014-W54", "Mar-14", "14", "1.5", "201499", "99990101", "Foo 2014"],
)  # fmt: skip
def test_what_is_no_period_is_none(cell):
    assert read_written(cell, True) is None


def test_day_above_twelve_tells_the_order():
    assert month_comes_first(["03/01/2014", "03/31/2014"]) is True
    assert month_comes_first(["01.03.2014", "31.03.2014"]) is False


def test_first_of_every_month_tells_the_order():
    assert month_comes_first(["1/1/2014", "2/1/2014", "3/1/2014"]) is True
    assert month_comes_first(["01/01/2014", "01/02/2014", "01/03/2014"]) is False
    assert month_comes_first(["02/03/2014", "04/05/2014"]) is None


def periods(*cells):
    return read_periods(cells, [f"line {i + 2}" for i in range(len(cells))], "made.csv")


@given(
    st.sampled_from("WMQY"),
    st.dates(min_value=pd.Timestamp("1950-01-01").date(), max_value=pd.Timestamp("2049-01-01").date()),
    st.integers(3, 40),
)
def test_frequency_of_periods_written_by_their_first_or_last_day_is_found(letter, first, n):
    expected = pd.period_range(first, periods=n, freq=FREQUENCIES[letter])
    for days in (expected.start_time, expected.end_time):
        found = periods(*(f"{day:%Y-%m-%d}" for day in days))
        assert found.equals(expected)
        assert frequency_letter(found) == letter


def test_days_without_weekends_are_days():
    days = pd.bdate_range("2020-01-01", periods=60)
    assert frequency_of_days(days.to_numpy("datetime64[D]"), "made.csv") == "D"


def test_periods_are_written_so_that_they_are_read_again():
    for letter, freq in FREQUENCIES.items():
        expected = pd.period_range("2014-01-06", periods=30, freq=freq)
        found = periods(*map(period_text, expected))
        assert found.equals(expected), letter


WRONG = [
    (("2014-01", "2014-02", "2014"), "line 4: frequencies are mixed ('2014-01', then '2014')"),
    (("2014-01", "soon"), "line 3: 'soon' can't be read as a date or period"),
    (("2014-01", "2014-02", "2014-01"), "the period 2014-01 is there twice (line 2 and line 4)"),
    (("02/03/2014", "04/05/2014"), "may begin with the day or with the month"),
    ((*(f"2014-{m:02d}-01" for m in range(1, 13)), "2014-03-15"), "frequencies are mixed"),
    (tuple(f"2014-01-{d:02d}" for d in range(1, 31)) + tuple(f"2014-{m:02d}-01" for m in range(3, 9)), "frequencies are mixed"),
    (("2014-01-01", "2014-02-01", "2014-02-01"), "is there twice"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "told"), WRONG)
def test_mistake_is_told_with_its_place(cells, told):
    with pytest.raises(UsageError) as caught:
        periods(*cells)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_frequency_is_refused():
    with pytest.raises(UsageError, match="aren't known"):
        frequency_letter(pd.period_range("2020-01-01", periods=3, freq="h"))
    assert frequency_of_days(np.array(["2020-01-01"], dtype="datetime64[D]"), "one") == "Y"
