"""Dated events: those that are shipped, and tables of one's own."""

from __future__ import annotations

import pandas as pd
import pytest

import tension
from tension.errors import UsageError
from tension.index.events import SIGNS, read_events


@pytest.fixture
def table(tmp_path):
    """Write a table of events and name it."""

    def write(text):
        path = tmp_path / "events.csv"
        path.write_text(text)
        return str(path)

    return write


def test_shipped_events_are_of_25_years_and_both_signs():
    events = tension.read_events()
    assert len(events) >= 120
    assert events.date.is_monotonic_increasing
    assert events.date.between("2000-01-01", "2025-12-31").all()
    assert set(events.date.dt.year) == set(range(2000, 2026))
    assert set(events.sign) == set(SIGNS)
    assert events.sign.value_counts().min() >= 40


def test_shipped_events_have_names_that_tell_them_apart():
    events = read_events()
    assert events.name.duplicated().sum() == 0
    assert (events.name == events.name.str.strip()).all()
    assert events.name.str.len().between(5, 100).all()


def test_some_shipped_events_are_landmarks():
    landmark = read_events().landmark
    assert landmark.dtype == bool
    assert 5 <= landmark.sum() <= 60


@pytest.mark.parametrize(
    ("start", "end", "names"),
    [
        (None, None, ["Treaty", "Talks", "War"]),
        ("2014-03-18", None, ["Talks", "War"]),
        ("2014-03-19", None, ["War"]),
        (None, "2014-03-18", ["Treaty", "Talks"]),
        ("2015-01-01", "2015-12-31", []),
    ],
)
def test_events_are_those_from_the_first_day_to_the_last(table, start, end, names):
    path = table(
        "date,name,sign\n2022-02-24,War,confrontational\n2010-04-08,Treaty,cooperative\n2014-03-18,Talks,cooperative\n"
    )
    first, last = (None if day is None else pd.Timestamp(day) for day in (start, end))
    events = read_events(path, start=first, end=last)
    assert events.name.tolist() == names
    assert events.index.tolist() == list(range(len(names)))


def test_landmarks_are_those_that_the_table_marks(table):
    rows = "\n".join(
        f"2014-03-1{i},E{i},cooperative,{mark}" for i, mark in enumerate(["1", "0", "true", "no", "yes", ""])
    )
    events = read_events(table(f"date,name,sign,landmark\n{rows}\n"))
    assert events.landmark.tolist() == [True, False, True, False, True, False]


def test_table_may_have_no_landmarks_and_other_columns(table):
    events = read_events(table("date,name,sign,note\n2014-03-18,Treaty,cooperative,see there\n"))
    assert events.landmark.tolist() == [False]
    assert events.note.tolist() == ["see there"]


def test_table_may_be_empty(table):
    assert len(read_events(table("date,name,sign\n"))) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "can't be read as a table of events"),
        ("date,name\n2014-03-18,Treaty\n", "has no column 'sign'; events have date, name and sign"),
        ("name,sign\nTreaty,cooperative\n", "has no column 'date'"),
        (
            "date,name,sign\n2014-03-18,Treaty,good\n",
            "the sign 'good' is unknown; use cooperative or confrontational",
        ),
        ("date,name,sign\n2014-03-18,Treaty,\n", "the sign nan is unknown"),
        ("date,name,sign\n18.3.2014,Treaty,cooperative\n", "a date can't be read"),
        ("date,name,sign\n2014-02-30,Treaty,cooperative\n", "a date can't be read"),
    ],
)
def test_what_isnt_a_table_of_events_is_refused(table, text, message):
    path = table(text)
    with pytest.raises(UsageError, match=message) as caught:
        read_events(path)
    assert str(caught.value).startswith(path)


def test_absent_table_is_refused(tmp_path):
    with pytest.raises(UsageError, match="can't be read as a table of events"):
        read_events(str(tmp_path / "none.csv"))
