"""Which columns hold the dates, where a table ends, and its numbers by period."""

from __future__ import annotations

import pytest

from tension.errors import UsageError
from tension.index.dated_tables import find_dates, is_numeric, numbers
from tension.index.tables import Table


def table(**columns):
    n = len(next(iter(columns.values())))
    return Table(
        "made.csv", {k: tuple(v) for k, v in columns.items()}, tuple(f"line {i + 2}" for i in range(n))
    )


DATES = [
    ({"x": ["1", "2"], "date": ["2014-01", "2014-02"]}, ("2014-01", "2014-02"), ["x"]),
    ({"Year": ["2014", "2014"], "Month": ["1", "2"], "x": ["1", "2"]}, ("2014-1", "2014-2"), ["x"]),
    ({"Year": ["2014.0", "2014.0"], "Month": ["1.0", "2.0"], "x": ["1", "2"]}, ("2014-1", "2014-2"), ["x"]),
    ({"day": ["1", "2"], "month": ["3", "3"], "year": ["2014", "2014"], "x": ["1", "2"]}, ("2014-3-1", "2014-3-2"), ["x"]),
    ({"Year": ["2014", "2014"], "Month": ["March", "April"], "x": ["1", "2"]}, ("2014-March", "2014-April"), ["x"]),
    ({"year": ["2014", "2014"], "quarter": ["1", "Q2"], "x": ["1", "2"]}, ("2014Q1", "2014Q2"), ["x"]),
    ({"DAY": ["20140101", "20140102"], "date": ["2014-01-01", "2014-01-02"], "x": ["1", "2"]}, ("2014-01-01", "2014-01-02"), ["x"]),
    ({"year": ["2014", "2015"], "x": ["1", "2"]}, ("2014", "2015"), ["x"]),
    ({"when": ["2014-01", "2014-02"], "x": ["1", "2"]}, ("2014-01", "2014-02"), ["x"]),
    ({"": ["2014-01", "2014-02"], "x": ["1", "2"]}, ("2014-01", "2014-02"), ["x"]),
    ({"date": ["2014-01-01", "2014-02-01"], "month": ["1", "2"], "x": ["1", "2"]}, ("2014-01-01", "2014-02-01"), ["x"]),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "periods", "others"), DATES)
def test_dates_are_found_wherever_they_stand(columns, periods, others):
    found = find_dates(table(**columns))
    assert found.periods == periods
    assert list(found.columns) == others
    assert len(numbers(found, "x")) == 2


def test_notes_below_the_table_are_cut_off_and_kept_as_a_note():
    found = find_dates(
        table(date=["2014-01", "2014-02", "2014-03", "Note:", "see there"], x=["1", "2", "3", "", "text"])
    )
    assert found.periods == ("2014-01", "2014-02", "2014-03")
    assert found.note == "Note: see there"


def test_row_with_a_number_and_no_date_is_no_note():
    with pytest.raises(UsageError, match="line 4: '' can't be read"):
        numbers(find_dates(table(date=["2014-01", "2014-02", ""], x=["1", "2", "3"])), "x")


def test_numbers_come_in_the_order_of_time():
    found = numbers(find_dates(table(date=["2014-02", "2014-01"], x=["2", "1"])), "x")
    assert found.tolist() == [1, 2]


def test_column_is_numeric_if_most_of_what_is_there_is():
    assert is_numeric(["1", "", "NA", "2", "high"])
    assert not is_numeric(["1", "high", "low"])
    assert not is_numeric(["", "NA"])
