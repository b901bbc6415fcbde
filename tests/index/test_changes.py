"""Changes of level, and what a change is made of."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.index.changes import LEAST_PERIODS, MOST_CHANGES, decompose, find_changes
from tension.index.sums import sum_articles

NOISE = 0.05
PARTS = {"tone", "mix", "change", "told_tone", "told_mix", "told_volume", "told_change"}
FIRST = (pd.Timestamp("2014-01-01"), pd.Timestamp("2014-01-31"))
SECOND = (pd.Timestamp("2014-02-01"), pd.Timestamp("2014-02-28"))


def noisy(level, seed):
    """Add noise to levels; with the variance of each."""
    level = np.array(level, dtype=float)
    return level + np.random.default_rng(seed).normal(0, NOISE, len(level)), np.full(len(level), NOISE**2)


def steps(*parts):
    return np.concatenate([np.full(n, value) for n, value in parts])


def test_white_noise_has_hardly_any_change():
    found = [find_changes(*noisy(np.zeros(80), seed)) for seed in range(20)]
    assert sum(bool(changes) for changes in found) <= 2


def test_noise_of_thin_and_full_periods_has_hardly_any_change():
    found = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        variance = NOISE**2 * 10 ** random.uniform(-1, 1, 80)
        found += bool(find_changes(random.normal(0, np.sqrt(variance)), variance))
    assert found <= 2


def test_step_is_found_with_an_interval_that_holds_it():
    n_found, n_held = 0, 0
    for seed in range(20):
        changes = find_changes(*noisy(steps((40, 0.0), (40, 0.1)), seed))
        n_found += len(changes)
        step = min(changes, key=lambda change: abs(change.first - 40))
        assert step.earliest <= step.first <= step.latest
        assert step.latest - step.earliest < 20
        assert step.after - step.before == pytest.approx(0.1, abs=0.06)
        assert step.p_value < 0.05
        n_held += step.earliest <= 40 <= step.latest
    assert n_held >= 17
    assert n_found <= 24


def test_clear_step_has_its_place_exactly():
    value, variance = noisy(steps((20, -0.3), (25, 0.3)), 1)
    changes = find_changes(value, variance)
    assert [(c.first, c.earliest, c.latest) for c in changes] == [(20, 20, 20)]
    assert changes[0].before == pytest.approx(value[:20].mean())
    assert changes[0].after == pytest.approx(value[20:].mean())


def test_changes_are_in_order_and_the_levels_join():
    changes = find_changes(*noisy(steps((30, 0.0), (30, 0.4), (30, -0.2)), 2))
    assert [change.first for change in changes] == [30, 60]
    assert changes[0].after == changes[1].before
    assert [round(change.after, 1) for change in changes] == [0.4, -0.2]


@pytest.mark.parametrize("n", [1, 2])
def test_peak_is_no_change(n):
    assert n < LEAST_PERIODS
    found = 0
    for seed in range(20):
        value, variance = noisy(np.zeros(60), seed)
        value[30 : 30 + n] = 0.8
        found += bool(find_changes(value, variance))
    assert found <= 2


def test_level_holds_for_three_periods_at_least():
    for seed in range(5):
        edges = [0, *(c.first for c in find_changes(*noisy(np.sin(np.arange(60) / 3), seed))), 60]
        assert min(np.diff(edges)) >= LEAST_PERIODS
        assert len(edges) - 2 <= MOST_CHANGES + 1


def test_missing_periods_are_passed_over():
    value, variance = noisy(steps((20, -0.3), (20, 0.3)), 3)
    value[[3, 18, 19, 20, 30]] = np.nan
    variance[np.isnan(value)] = np.nan
    change = find_changes(value, variance)[0]
    assert change.first == 21
    assert not {change.first, change.earliest, change.latest} & {18, 19, 20}


@pytest.mark.parametrize("value", [[], [0.5], [0.5] * 5, [np.nan] * 20, [0.0] * 2 + [1.0] * 3])
def test_short_or_empty_series_have_no_change(value):
    assert find_changes(np.array(value, dtype=float), np.full(len(value), 0.01)) == []


def test_series_that_never_moves_has_no_change():
    assert find_changes(np.full(60, 0.25), np.full(60, 0.01)) == []


def test_changes_are_the_same_every_time():
    series = noisy(steps((30, 0.0), (30, 0.06)), 5)
    assert find_changes(*series) == find_changes(*series)


def test_lower_significance_finds_fewer_changes():
    n = [0, 0]
    for seed in range(8):
        series = noisy(steps((30, 0.0), (30, 0.04)), seed)
        for i, significance in enumerate((0.002, 0.2)):
            n[i] += len(find_changes(*series, significance=significance))
    assert n[0] < n[1]


def test_change_of_noise_mirrored_is_mirrored():
    value, variance = noisy(steps((30, 0.0), (30, 0.3)), 6)
    one, other = find_changes(value, variance)[0], find_changes(-value, variance)[0]
    assert (other.first, other.earliest, other.latest) == (one.first, one.earliest, one.latest)
    assert (other.before, other.after) == (-one.before, -one.after)


def sums_of_rows(*rows):
    """Sums of rows (month, source, tension) of January and February 2014."""
    frame = pd.DataFrame(rows, columns=["month", "source", "tension"])
    frame["date"] = [f"2014-{month:02}-{10 + i % 15}" for i, month in enumerate(frame.month)]
    return sum_articles(frame.assign(story=np.arange(len(frame)), n_relevant=1))


ROWS = st.lists(
    st.tuples(st.integers(1, 2), st.sampled_from("abcd"), st.floats(-1, 1, width=16)), min_size=1, max_size=20
)


@settings(deadline=None)
@given(ROWS)
def test_parts_of_a_change_add_up(rows):
    found = decompose(sums_of_rows(*rows), FIRST, SECOND)
    assert set(found) == PARTS
    tension = [[row[2] for row in rows if row[0] == month] for month in (1, 2)]
    if not all(tension):
        assert all(math.isnan(value) for value in found.values())
        return
    assert found["tone"] + found["mix"] == found["change"]
    assert found["change"] == pytest.approx(np.mean(tension[1]) - np.mean(tension[0]), abs=1e-12)
    told = sum(tension[1]) / 28 - sum(tension[0]) / 31
    assert found["told_change"] == pytest.approx(told, abs=1e-12)
    parts = found["told_tone"] + found["told_mix"] + found["told_volume"]
    assert parts == pytest.approx(found["told_change"], abs=1e-12)


@settings(deadline=None, max_examples=50)
@given(ROWS)
def test_way_back_is_the_way_there_with_the_other_sign(rows):
    sums = sums_of_rows(*rows)
    there, back = decompose(sums, FIRST, SECOND), decompose(sums, SECOND, FIRST)
    for name in PARTS:
        assert back[name] == pytest.approx(-there[name], abs=1e-12, nan_ok=True)


def test_source_that_enters_or_leaves_is_mix():
    stays = [(1, "a", 0.0), (2, "a", 0.0)]
    for other in ((2, "b", 0.5), (1, "b", -0.5)):
        found = decompose(sums_of_rows(*stays, other), FIRST, SECOND)
        assert (found["tone"], found["mix"]) == (0.0, pytest.approx(0.25))


def test_source_that_speaks_otherwise_is_tone():
    found = decompose(sums_of_rows((1, "a", 0.0), (1, "b", 0.2), (2, "a", 0.4), (2, "b", 0.4)), FIRST, SECOND)
    assert found["tone"] == pytest.approx(0.3)
    assert found["mix"] == pytest.approx(0)


def test_more_articles_of_the_same_are_volume():
    rows = [(1, "a", 0.5)] * 2 + [(2, "a", 0.5)] * 6
    found = decompose(sums_of_rows(*rows), (FIRST[1] - pd.Timedelta(27, "D"), FIRST[1]), SECOND)
    assert (found["change"], found["told_tone"], found["told_mix"]) == (0, 0, 0)
    assert found["told_volume"] == found["told_change"] == pytest.approx(4 / 28 * 0.5)


def test_span_without_an_article_leaves_all_open():
    empty = (pd.Timestamp("2015-01-01"), pd.Timestamp("2015-12-31"))
    sums = sums_of_rows((1, "a", 0.5), (2, "a", 0.5))
    for spans in ((FIRST, empty), (empty, FIRST), (empty, empty)):
        found = decompose(sums, *spans)
        assert set(found) == PARTS
        assert all(math.isnan(value) for value in found.values())


def test_articles_that_dont_concern_the_dyad_dont_count():
    sums = sums_of_rows((1, "a", 0.5), (2, "a", 0.25), (2, "b", np.nan))
    assert decompose(sums, FIRST, SECOND)["change"] == pytest.approx(-0.25)
