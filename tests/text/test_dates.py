import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.text.dates import date_in_address, latest_date, read_date

LATEST = datetime.date(2020, 6, 1)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2013-04-16", "2013-04-16"),
        ("20130416", "2013-04-16"),
        ("2013-04-16T23:30:00", "2013-04-16"),
        ("2013-04-16 23:30:00.5+00:00", "2013-04-16"),
        ("2013-04-16T23:30:00-04:00", "2013-04-17"),
        ("2013-04-16T01:30:00+0300", "2013-04-15"),
        ("2013-04-16T10:00:00Z", "2013-04-16"),
        ("2013-04-16 10:00:00 UTC", "2013-04-16"),
        ("April 16, 2013", "2013-04-16"),
        ("Apr. 16, 2013", "2013-04-16"),
        ("Sept. 6, 2013", "2013-09-06"),
        ("16 April 2013", "2013-04-16"),
        ("16th of April 2013", "2013-04-16"),
        ("Tuesday, April 16, 2013", "2013-04-16"),
        ("April 16, 2013, 10:30 AM", "2013-04-16"),
        ("Tue, 16 Apr 2013 22:30:00 -0400", "2013-04-17"),
        ("16.04.2013", "2013-04-16"),
        ("04/16/2013", "2013-04-16"),
        ("05.05.2013", "2013-05-05"),
        (datetime.date(2013, 4, 16), "2013-04-16"),
        (datetime.datetime(2013, 4, 16, 23), "2013-04-16"),
        (
            datetime.datetime(2013, 4, 16, 23, tzinfo=datetime.timezone(datetime.timedelta(hours=-4))),
            "2013-04-17",
        ),
        (LATEST, "2020-06-01"),
    ],
)
def test_date_is_read_as_a_calendar_day_in_utc(written, date):
    assert read_date(written, LATEST) == (datetime.date.fromisoformat(date), "")


@pytest.mark.parametrize("nothing", [None, "", "  ", "NaN", "null", "N/A", float("nan")])
def test_nothing_given_is_no_date_and_no_complaint(nothing):
    assert read_date(nothing, LATEST) == (None, "")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("1970-01-01", "empty time stamp"),
        ("1944-12-31", "before 1945"),
        ("0013-04-16", "before 1945"),
        ("2020-06-02", "in the future"),
        ("2044-06-05", "in the future"),
        ("04/05/2013", "day or month first"),
        ("04.05.2013", "day or month first"),
        ("February 30, 2013", "no day of the calendar"),
        ("31/31/2013", "no day of the calendar"),
        (1366070400, "a number"),
        (1366070400.0, "a number"),
        ("1366070400", "a number"),
        ("2013", "a number"),
        ("41380", "a number"),
        ("yesterday", "is no date"),
        ("April 2013", "is no date"),
        ("April 16, 2013 was a Tuesday", "is no date"),
        (True, "a number"),
        (["2013-04-16"], "is no date"),
    ],
)
def test_unsure_date_is_refused_with_a_reason(written, reason):
    date, why = read_date(written, LATEST)
    assert date is None
    assert reason in why


@given(st.text(max_size=40) | st.integers() | st.floats() | st.booleans())
def test_whatever_is_written_a_date_is_plausible_or_none(written):
    date, reason = read_date(written, LATEST)
    assert date is None or (datetime.date(1945, 1, 1) <= date <= LATEST and reason == "")


@given(st.dates(datetime.date(1971, 1, 1), LATEST))
def test_every_day_is_read_back_from_each_way_of_writing(day):
    for form in ("%Y-%m-%d", "%B %d, %Y", "%b. %d, %Y", "%d %B %Y", "%A, %B %d, %Y", "%Y%m%d"):
        assert read_date(day.strftime(form), LATEST) == (day, "")


@pytest.mark.parametrize(
    ("address", "date"),
    [
        ("https://www.example.com/2013/04/16/two-meet-a-23295", "2013-04-16"),
        ("https://www.example.com/world/2021/jan/01/two-meet", None),
        ("https://www.example.com/world/2019/jan/01/two-meet", "2019-01-01"),
        ("https://www.example.com/news/2013-4-6/two", "2013-04-06"),
        ("2013-04-16-two-meet.txt", "2013-04-16"),
        ("2013_04_16.txt", "2013-04-16"),
        ("https://www.example.com/2013/44/16/two", None),
        ("https://www.example.com/1950-2000/1/2345", None),
        ("https://www.example.com/articles/20130416123", None),
        ("report-1.2013-04-16123.txt", None),
        ("https://www.example.com/two", None),
        ("", None),
    ],
)
def test_date_in_an_address(address, date):
    assert date_in_address(address, LATEST) == (date and datetime.date.fromisoformat(date))


def test_latest_date_is_tomorrow_because_it_is_that_day_somewhere():
    assert latest_date() - datetime.datetime.now(datetime.UTC).date() == datetime.timedelta(days=1)
