"""Two series at the same periods: the finer is averaged, and that is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tension.errors import UsageError
from tension.index.alignment import align, common_frequency, downsample
from tension.index.periods import FREQUENCIES


def series(first, n, freq="M", values=None, name="value"):
    index = pd.period_range(first, periods=n, freq=FREQUENCIES[freq])
    return pd.Series(np.arange(n, dtype=float) if values is None else values, index=index, name=name)


def test_coarser_frequency_is_taken():
    assert common_frequency(series("2014", 9, "M"), series("2014", 9, "D")) == "M"
    assert common_frequency(series("2014", 9, "W"), series("2014", 9, "Q")) == "Q"
    assert common_frequency(series("2014", 9, "M"), series("2014", 9, "D"), "Y") == "Y"


@pytest.mark.parametrize(("freq", "told"), [("D", "the index is by month"), ("h", "isn't a frequency")])
def test_finer_or_unknown_frequency_is_refused(freq, told):
    with pytest.raises(UsageError, match=told):
        common_frequency(series("2014", 9, "M"), series("2014", 9, "D"), freq)


def test_days_are_averaged_over_what_is_known():
    days = series("2014-01-01", 59, "D", np.r_[np.full(30, np.nan), 5.0, np.arange(28.0)])
    months = downsample(days, "M")
    assert months.tolist() == [5.0, 13.5]
    assert downsample(days, "M", total=True).tolist() == [5.0, 378.0]


def test_month_without_a_known_day_is_missing():
    days = series("2014-01-01", 59, "D", np.r_[np.full(31, np.nan), np.arange(28.0)])
    assert downsample(days, "M").isna().tolist() == [True, False]
    assert downsample(days, "M", total=True).isna().tolist() == [True, False]


def test_week_belongs_to_the_month_of_its_middle():
    weeks = series("2014-01-27", 2, "W", [1.0, 2.0])  # Monday 27 January: Thursday is the 30th
    assert downsample(weeks, "M").to_dict() == {pd.Period("2014-01"): 1.0, pd.Period("2014-02"): 2.0}


def test_periods_run_from_the_first_to_the_last_in_common_with_gaps():
    index = series("2014-01", 6, values=[np.nan, 1, 2, np.nan, 4, 5])
    table, notes = align(index, series("2013-06", 12), "M")
    assert [str(period) for period in table.index] == ["2014-02", "2014-03", "2014-04", "2014-05"]
    assert table["index"].isna().tolist() == [False, False, True, False]
    assert notes == []


def test_what_was_averaged_and_how_thinly_is_told():
    days = series("2014-01-25", 100, "D")
    table, notes = align(series("2013-01", 24), days, "M", series("2013-01", 24, name="n_relevant"))
    assert len(table) == 5
    assert notes == [
        "the reference's days were averaged over months; 2 of 5 months have fewer than half of their days"
    ]
    assert table.volume.tolist() == [12, 13, 14, 15, 16]


def test_counts_are_added_and_shares_averaged():
    for name, expected in (("n_relevant", 3.0), ("attention", 1.0)):
        table, _ = align(series("2014", 3), series("2014", 2, "Q"), "Q", series("2014", 3, name=name))
        assert table.volume.tolist() == [expected]


def test_series_that_do_not_meet_are_told_with_their_spans():
    with pytest.raises(UsageError, match="from 2014-01 to 2014-03, the reference from 2015-01 to 2015-03"):
        align(series("2014-01", 3), series("2015-01", 3), "M")
    with pytest.raises(UsageError, match="the index runs nowhere"):
        align(series("2014-01", 3, values=[np.nan] * 3), series("2014-01", 3), "M")
