"""Blocks: lengths grow with what neighbours share, and resamples are made of stretches of the series."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.index.blocks import block_length, interval_length, moving_rows, stationary_rows


def autoregression(share, n=400, seed=0):
    noise = np.random.default_rng(seed).normal(size=n + 100)
    value = np.zeros(n + 100)
    for t in range(1, len(value)):
        value[t] = share * value[t - 1] + noise[t]
    return value[100:]


def test_blocks_are_longer_the_more_neighbours_share():
    lengths = [
        np.mean([block_length(autoregression(share, seed=s)) for s in range(20)]) for share in (0, 0.5, 0.9)
    ]
    assert lengths[0] < 4 < lengths[1] < 12 < lengths[2]


def test_block_length_of_an_autoregression_is_near_the_formula():
    share, n = 0.5, 4000
    slope = (
        2 * share / (1 - share) ** 2
    )  # sum of |k| share^|k| over that of share^|k|, (1 + share) / (1 - share)
    expected = (slope / ((1 + share) / (1 - share))) ** (2 / 3) * n ** (1 / 3)
    found = np.mean([block_length(autoregression(share, n, s)) for s in range(20)])
    assert found == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize("series", [np.ones(50), np.arange(3.0), np.array([1.0])])
def test_constant_or_short_series_has_blocks_of_one(series):
    assert block_length(series) == 1


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=80))
def test_blocks_are_never_shorter_than_one_nor_longer_than_allowed(values):
    length = block_length(np.array(values))
    assert 1 <= length <= max(1, np.ceil(min(3 * np.sqrt(len(values)), len(values) / 3)))


def test_longest_series_decides_and_intervals_take_twice_that():
    short, long = autoregression(0), autoregression(0.9)
    assert block_length(short, long) == block_length(long) > block_length(short)
    assert interval_length(short, long) == 2 * block_length(long)
    assert interval_length(np.arange(30.0)) == 10


def test_stationary_rows_run_on_except_where_a_block_begins():
    rows = stationary_rows(50, 5.0, 400, np.random.default_rng(0))
    assert rows.shape == (400, 50)
    assert rows.min() == 0
    assert rows.max() == 49
    runs_on = (np.diff(rows, axis=1) % 50 == 1).mean()
    assert runs_on == pytest.approx(1 - 1 / 5 + 1 / 5 / 50, abs=0.01)


def test_stationary_rows_of_blocks_of_one_are_drawn_one_by_one():
    rows = stationary_rows(1000, 1.0, 20, np.random.default_rng(0))
    assert (np.diff(rows, axis=1) % 1000 == 1).mean() < 0.01


def test_moving_rows_are_those_of_a_plain_loop():
    random = np.random.default_rng(3)
    naive = []
    for _ in range(7):
        starts = random.integers(0, 20 - 6 + 1, 4)
        naive.append([start + step for start in starts for step in range(6)][:20])
    assert moving_rows(20, 6, 7, np.random.default_rng(3)).tolist() == naive


def test_moving_blocks_longer_than_the_series_are_the_series():
    assert moving_rows(4, 6, 2, np.random.default_rng(0)).tolist() == [[0, 1, 2, 3]] * 2
