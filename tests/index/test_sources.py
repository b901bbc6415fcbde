"""Sources: groups, which cover everything, and how their leans are found and shrunk."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.index.levels import Stories, whole_span
from tension.index.sources import (
    GROUP_PRIOR,
    OTHER,
    SOURCE_PRIOR,
    Evidence,
    centre_weights,
    covers_everything,
    evidence_of,
    fit_effects,
    group_of,
    n_components,
    prior_covariance,
    sources_of,
)

TWO_GROUPS = np.array([0, 0, 1])


def evidence(counts, totals):
    return evidence_of(np.array(counts, dtype=float), np.array(totals, dtype=float))


@pytest.mark.parametrize(
    ("source", "group"),
    [
        ("RT", "RUS"),
        ("rt", "RUS"),
        ("The New York Times", "USA"),
        ("new york times", "USA"),
        ("nytimes.com", "USA"),
        ("https://www.nytimes.com/2014/03/18/world.html", "USA"),
        ("BBC", "GBR"),
        ("My blog", OTHER),
        ("https://my.blog.example/1", OTHER),
        ("(unknown)", OTHER),
        ("", OTHER),
    ],
)
def test_group_is_the_country_of_a_known_outlet(source, group):
    assert group_of(source) == group


@pytest.mark.parametrize(
    ("source", "n_articles", "n_relevant", "everything"),
    [
        ("The New York Times", 10, 10, True),
        ("the new york times", 0, 0, True),
        ("My blog", 100, 10, True),
        ("My blog", 100, 49, True),
        ("My blog", 100, 50, False),
        ("My blog", 1, 1, False),
    ],
)
def test_unknown_source_covers_everything_if_most_of_its_articles_are_about_something_else(
    source, n_articles, n_relevant, everything
):
    assert covers_everything(source, n_articles, n_relevant) is everything


def test_sources_are_sorted_and_numbered_by_group():
    assert sources_of(["RT", "CNN", "Blog", "RT", "TASS"])[0] == ["Blog", "CNN", "RT", "TASS"]
    _, group, groups = sources_of(["RT", "CNN", "Blog", "RT", "TASS"])
    assert [groups[i] for i in group] == ["other", "USA", "RUS", "RUS"]
    assert groups == sorted(groups)


def test_sources_of_nothing_are_none():
    names, group, groups = sources_of([])
    assert (names, len(group), groups) == ([], 0, [])


def test_leans_of_a_group_hang_together_beforehand():
    prior = prior_covariance(TWO_GROUPS)
    own, shared = 1 / SOURCE_PRIOR, 1 / GROUP_PRIOR
    assert prior == pytest.approx(
        np.array([[own + shared, shared, 0], [shared, own + shared, 0], [0, 0, own + shared]])
    )


@given(st.integers(1, 5), st.integers(1, 9), st.integers(0, 9), st.integers(0, 2**32))
def test_evidence_of_two_sets_of_periods_adds(k, t, cut, seed):
    random = np.random.default_rng(seed)
    counts = random.integers(0, 4, (t, k)).astype(float)
    totals = counts * random.uniform(-1, 1, (t, k))
    whole = evidence_of(counts, totals)
    both = evidence_of(counts[:cut], totals[:cut]) + evidence_of(counts[cut:], totals[cut:])
    assert isinstance(both, Evidence)
    for name in ("information", "target", "n_stories"):
        assert np.allclose(getattr(both, name), getattr(whole, name), atol=1e-12)


@given(st.integers(1, 5), st.integers(1, 9), st.integers(0, 2**32), st.floats(-1, 1))
def test_level_of_a_period_tells_nothing_of_the_sources(k, t, seed, shift):
    random = np.random.default_rng(seed)
    counts = random.integers(0, 4, (t, k)).astype(float)
    totals = counts * random.uniform(-1, 1, (t, k))
    moved = totals + counts * shift * np.arange(t)[:, None]
    assert np.allclose(evidence_of(counts, moved).target, evidence_of(counts, totals).target, atol=1e-9)


@pytest.mark.parametrize("counts", [[[3, 0, 0], [0, 2, 0]], [[0, 0, 0]], np.zeros((0, 3))])
def test_sources_that_share_no_period_tell_nothing_of_each_other(counts):
    found = evidence(counts, np.array(counts) * 0.5)
    assert found.information == pytest.approx(np.zeros((3, 3)))
    assert fit_effects(found, TWO_GROUPS).lean == pytest.approx(np.zeros(3))


def test_constant_lean_of_a_source_is_taken_off():
    random = np.random.default_rng(0)
    t, per = 60, 200
    level = np.cumsum(random.normal(0, 0.03, t))
    lean = np.array([0.3, -0.2, -0.1])
    period, source = np.repeat(np.arange(t), per), random.integers(0, 3, t * per)
    # The first source comes in with the second half.
    late = (source > 0) | (period >= t // 2)
    period, source = period[late], source[late]
    value = level[period] + lean[source] + random.normal(0, 0.1, len(period))
    stories = Stories(
        period, source, np.arange(len(period)), np.ones(len(period)), value, np.zeros(3, int), t
    )
    counts, totals = stories.by_source()
    found = fit_effects(evidence_of(counts, totals), stories.group).lean
    centre = centre_weights(counts.sum(axis=0), stories.group) @ lean
    assert found == pytest.approx(lean - centre, abs=0.02)
    levels = whole_span(stories)[0].level
    assert np.abs(levels - level - centre).mean() < 0.03
    plain = totals.sum(axis=1) / counts.sum(axis=1)
    jump = [
        (x[t // 2 :] - level[t // 2 :]).mean() - (x[: t // 2] - level[: t // 2]).mean()
        for x in (plain, levels)
    ]
    assert jump[0] > 0.1
    assert abs(jump[1]) < 0.02


def test_leans_of_groups_are_found_as_those_of_sources():
    random = np.random.default_rng(1)
    counts = np.full((200, 4), 5.0)
    lean = np.array([0.3, 0.3, -0.3, -0.3])
    totals = counts * (random.normal(0, 0.2, 200)[:, None] + lean)
    assert fit_effects(evidence_of(counts, totals), np.array([0, 0, 1, 1])).lean == pytest.approx(
        lean, abs=0.01
    )


@pytest.mark.parametrize(("n", "kept"), [(1, 0.36), (10, 0.85), (1000, 0.998)])
def test_few_stories_shrink_a_lean_to_zero(n, kept):
    # Two groups that differ by one: the lean is believed as far as stories outweigh the prior.
    found = fit_effects(evidence([[n, n]], [[0.5 * n, -0.5 * n]]), np.array([0, 1])).lean
    assert found == pytest.approx([0.5 * kept, -0.5 * kept], abs=0.01)


def test_lean_within_a_group_shrinks_more_than_that_of_a_group():
    counts, totals = [[5, 5]], [[2.5, -2.5]]
    within = fit_effects(evidence(counts, totals), np.array([0, 0])).lean
    between = fit_effects(evidence(counts, totals), np.array([0, 1])).lean
    assert 0 < within[0] < between[0] < 0.5


@given(st.integers(1, 6), st.integers(1, 8), st.integers(0, 2**32))
def test_leans_are_measured_from_the_average_source(k, t, seed):
    random = np.random.default_rng(seed)
    group = np.unique(random.integers(0, 3, k), return_inverse=True)[1].astype(np.int64)
    counts = random.integers(0, 5, (t, k)).astype(float)
    found = evidence_of(counts, counts * random.uniform(-1, 1, (t, k)))
    effects = fit_effects(found, group)
    weights = centre_weights(found.n_stories, group)
    assert weights @ effects.lean == pytest.approx(0, abs=1e-9)
    assert weights @ effects.covariance @ weights == pytest.approx(0, abs=1e-9)
    assert np.linalg.eigvalsh(effects.covariance).min() > -1e-9


@pytest.mark.parametrize(
    ("n_stories", "group", "weights"),
    [
        ([5], [0], [1]),
        ([30, 10], [0, 0], [0.75, 0.25]),
        ([30, 10, 2], [0, 0, 1], [0.375, 0.125, 0.5]),
        ([30, 10, 0], [0, 0, 1], [0.75, 0.25, 0]),
        ([0, 0], [0, 1], [0, 0]),
        ([], [], []),
    ],
)
def test_groups_count_alike_and_stories_alike_within_one(n_stories, group, weights):
    found = centre_weights(np.array(n_stories, dtype=float), np.array(group, dtype=np.int64))
    assert found == pytest.approx(np.array(weights, dtype=float))


@pytest.mark.parametrize(
    ("together", "n"),
    [
        ([[1, 1]], 1),
        ([[1, 0], [0, 1]], 2),
        ([[1, 0], [1, 1], [0, 1]], 1),
        ([[1, 1, 0], [0, 1, 1]], 1),
        ([[1, 1, 0, 0], [0, 0, 1, 1]], 2),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], 3),
        ([[1, 0], [1, 0]], 1),
        ([[0, 0]], 0),
        (np.zeros((0, 0)), 0),
    ],
)
def test_parts_are_sources_that_are_linked_through_common_periods(together, n):
    assert n_components(np.array(together, dtype=bool)) == n
