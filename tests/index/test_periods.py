"""Periods: which day belongs to which, ranges, and dates of every kind."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.errors import UsageError
from tension.index.periods import (
    FREQUENCIES,
    calendar_days,
    check_articles,
    in_range,
    period_numbers,
    read_day,
    read_range,
)


def days(*texts):
    return pd.Series(pd.to_datetime(list(texts)))


def scores(**columns):
    basic = {"article_id": ["a", "b"], "date": ["2014-03-18", "2014-03-20"], "source": "RT"}
    return pd.DataFrame({**basic, "n_relevant": 1, "tension": [0.25, 0.5], **columns})


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014-03-18", "2014-03-18", "2014-03-18"),
        ("2014-02", "2014-02-01", "2014-02-28"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2014", "2014-01-01", "2014-12-31"),
    ],
)
def test_day_may_be_the_first_or_last_of_a_month_or_year(text, first, last):
    assert read_day(text, "from") == pd.Timestamp(first)
    assert read_day(text, "to", last=True) == pd.Timestamp(last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "14",
        "2014-3",
        "2014-13",
        "2014-02-30",
        "2014-03-18T10:00",
        "18.03.2014",
        "2014Q1",
        " 2014",
    ],
)
def test_what_isnt_a_day_is_refused(text):
    with pytest.raises(UsageError, match="isn't a date; write YYYY-MM-DD, YYYY-MM or YYYY") as caught:
        read_day(text, "from")
    assert str(caught.value).startswith(f"from {text!r}")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2005:2010", "2005-01-01", "2010-12-31"),
        ("2005-03:2006-06", "2005-03-01", "2006-06-30"),
        ("2005-03-02:2005-03-02", "2005-03-02", "2005-03-02"),
        ("2005:2005", "2005-01-01", "2005-12-31"),
        ("2005-06:2005", "2005-06-01", "2005-12-31"),
    ],
)
def test_range_holds_both_ends(text, first, last):
    assert read_range(text) == (pd.Timestamp(first), pd.Timestamp(last))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2005", "isn't a range; write FROM:TO"),
        ("2005-2010", "isn't a range"),
        ("2010:2005", "ends before it begins"),
        (":2005", "base '': isn't a date"),
        ("2005:", "base '': isn't a date"),
        ("2005:2006:2007", "base '2006:2007': isn't a date"),
    ],
)
def test_what_isnt_a_range_is_refused(text, message):
    with pytest.raises(UsageError, match=message):
        read_range(text)


def test_range_is_named_as_it_was_asked_for():
    with pytest.raises(UsageError, match="before '2005': isn't a range"):
        read_range("2005", "before")


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        (None, None, ["a", "b"]),
        ("2014-03-18", None, ["a", "b"]),
        ("2014-03-19", None, ["b"]),
        (None, "2014-03-18", ["a"]),
        ("2014-03", "2014-03", ["a", "b"]),
        ("2014-03-20", "2014", ["b"]),
    ],
)
def test_articles_from_the_first_day_to_the_last_are_in_range(start, end, kept):
    assert in_range(check_articles(scores()), start, end).article_id.tolist() == kept


@pytest.mark.parametrize(
    ("start", "end"), [("2014-03-21", None), (None, "2013"), ("2014-03-19", "2014-03-19")]
)
def test_range_without_an_article_is_refused_with_what_there_is(start, end):
    with pytest.raises(UsageError, match="the articles run from 2014-03-18 to 2014-03-20"):
        in_range(check_articles(scores()), start, end)


@pytest.mark.parametrize(
    ("freq", "same", "other"),
    [
        ("D", ("2014-03-18", "2014-03-18"), "2014-03-19"),
        ("W", ("2014-03-17", "2014-03-23"), "2014-03-24"),
        ("M", ("2014-03-01", "2014-03-31"), "2014-04-01"),
        ("Q", ("2014-01-01", "2014-03-31"), "2014-04-01"),
        ("Y", ("2014-01-01", "2014-12-31"), "2015-01-01"),
    ],
)
def test_first_and_last_day_of_a_period_belong_to_it(freq, same, other):
    periods, number = period_numbers(days(*same, other), freq)
    assert number.tolist() == [0, 0, 1]
    assert len(periods) == 2


def test_periods_between_have_a_number_too():
    periods, number = period_numbers(days("2014-05-02", "2014-01-30"), "M")
    assert periods.astype(str).tolist() == ["2014-01", "2014-02", "2014-03", "2014-04", "2014-05"]
    assert number.tolist() == [4, 0]


@settings(deadline=None)
@given(
    st.lists(st.dates(datetime.date(1995, 1, 1), datetime.date(2030, 1, 1)), min_size=1),
    st.sampled_from("DWMQY"),
)
def test_every_day_lies_in_its_period(dates, freq):
    given_days = days(*dates)
    periods, number = period_numbers(given_days, freq)
    own = periods[number]
    assert (own.start_time <= given_days).all()
    assert (own.end_time >= given_days).all()
    assert (number.min(), number.max()) == (0, len(periods) - 1)
    assert periods.freqstr == FREQUENCIES[freq]
    again, numbered = period_numbers(given_days[:1], freq, periods)
    assert again is periods
    assert numbered[0] == number[0]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2014-03-18", "2014-03-18"),
        ("20140318", "2014-03-18"),
        ("2014-03-18T23:59:59.5", "2014-03-18"),
        ("2014-03-18 23:30:00-05:00", "2014-03-19"),
        ("2014-03-18T01:30:00+03:00", "2014-03-17"),
        ("2014-03-18T00:00:00Z", "2014-03-18"),
        (pd.Timestamp("2014-03-18 23:30", tz="US/Eastern"), "2014-03-19"),
        (pd.Timestamp("2014-03-18 23:30"), "2014-03-18"),
        (np.datetime64("2014-03-18T05"), "2014-03-18"),
        (None, None),
        ("", None),
    ],
)
def test_moments_become_days_in_utc(value, day):
    found = calendar_days(pd.Series([value, "2014-01-01"], dtype=object))
    assert found.dt.tz is None
    assert found[1] == pd.Timestamp("2014-01-01")
    assert pd.isna(found[0]) if day is None else found[0] == pd.Timestamp(day)


@pytest.mark.parametrize("value", ["yesterday", "2014-02-30", "18 March", "2014-00-01"])
def test_what_isnt_a_date_is_refused(value):
    with pytest.raises(UsageError, match=r"the column 'date' holds what isn't a date .*; write YYYY-MM-DD"):
        calendar_days(pd.Series(["2014-01-01", value]))


def test_numbers_may_be_written_as_text():
    checked = check_articles(scores(n_relevant=["1", "2"], tension=["0.25", "-1"]))
    assert checked.tension.tolist() == [0.25, -1]
    assert checked.n_relevant.tolist() == [1, 2]


def test_missing_count_is_zero():
    assert check_articles(scores(n_relevant=[None, 1])).n_relevant.tolist() == [0, 1]


def test_rows_that_are_there_twice_go_unless_their_title_differs():
    twice = pd.concat([scores(), scores()])
    assert len(check_articles(twice)) == 2
    assert len(check_articles(twice.assign(title=list("abcd")))) == 4


def test_checking_leaves_the_frame_as_it_is():
    frame = scores(tension=["0.25", "0.5"])
    before = frame.copy()
    check_articles(frame)
    pd.testing.assert_frame_equal(frame, before)
