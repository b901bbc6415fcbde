"""Figures of an audit: weights count, few labels are told as few, and agreement is what it's known to be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.index.audit import figures
from tension.index.audit.gold import effective_number
from tension.training.metrics import spearman

ONES = np.ones(40)


def test_rate_counts_weights_and_stays_within_its_scale():
    hit = np.array([True, False])
    assert figures.rate(hit, np.array([3.0, 1.0])).value == 0.75
    sure = figures.rate(np.ones(40, dtype=bool), ONES)
    assert (sure.value, sure.upper) == pytest.approx((1.0, 1.0))
    assert 0.9 < sure.lower < 1
    assert np.isnan(figures.rate(hit[:0], ONES[:0]).value)


def test_wilson_interval_holds_a_rate_nine_times_in_ten():
    random = np.random.default_rng(0)
    hits = random.random((2000, 50)) < 0.85
    held = [figures.rate(row, np.ones(50)) for row in hits]
    assert 0.87 <= np.mean([one.lower <= 0.85 <= one.upper for one in held]) <= 0.94


def test_recall_is_unsure_though_no_missed_article_was_drawn():
    said = np.repeat([True, False], [60, 20])
    found = figures.relevance(said, said, np.where(said, 10.0, 500.0), 600, 10_000)
    assert found["recall"].value == 1.0
    assert found["recall"].lower < 0.6
    assert found["precision"].value == 1.0


def test_recall_weighs_what_is_missed_by_what_it_stands_for():
    said = np.repeat([True, False], [50, 50])
    relevant = np.concatenate([np.ones(50, dtype=bool), np.arange(50) < 5])
    found = figures.relevance(said, relevant, np.where(said, 2.0, 4.0), 100, 200)
    assert found["missed"].value == pytest.approx(0.1)
    assert found["recall"].value == pytest.approx(100 / 120)
    assert found["recall"].lower < 100 / 120 < found["recall"].upper


def test_recall_of_a_sample_of_all_relevant_articles_needs_no_others():
    every = np.ones(40, dtype=bool)
    assert figures.relevance(every, every, ONES, 40, 0)["recall"].value == 1.0
    assert np.isnan(figures.relevance(every, ~every, ONES, 40, 0)["recall"].value)


def test_mean_error_has_an_interval_that_holds_nine_times_in_ten():
    random = np.random.default_rng(1)
    held = []
    for _ in range(1500):
        weight = random.choice([1.0, 4.0], 60)
        one = figures.mean_error(np.zeros(60), random.normal(0.1, 0.5, 60), weight)
        held.append(one.lower <= 0.1 <= one.upper)
    assert 0.88 <= np.mean(held) <= 0.92
    assert np.isnan(figures.mean_error(np.zeros(1), np.ones(1), np.ones(1)).value)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-2, 2)), min_size=3, max_size=30))
def test_weighted_rank_correlation_is_that_of_repeated_rows(pairs):
    score, label = np.array(pairs, dtype=float).T
    weight = 1.0 + np.arange(len(score)) % 3
    repeated = np.repeat(np.arange(len(score)), weight.astype(int))
    expected = spearman(score[repeated], label[repeated])
    found = figures.weighted_spearman(score, label, weight)
    assert found == pytest.approx(expected, nan_ok=True)


def test_kappa_is_one_for_the_same_codes_and_nought_for_chance():
    codes = np.array([0, 1, 2, 2, 1, 0])
    assert figures.weighted_kappa(codes, codes, np.ones(6)) == 1.0
    one, other = np.repeat(np.arange(3), 3), np.tile(np.arange(3), 3)
    assert figures.weighted_kappa(one, other, np.ones(9)) == pytest.approx(0.0)
    assert np.isnan(figures.weighted_kappa(codes * 0, codes * 0, np.ones(6)))


def test_few_labels_give_no_agreement_and_no_calibration():
    few = figures.agreement(np.zeros(5), np.zeros(5), np.ones(5))
    assert all(np.isnan(one.value) and one.n == 5 for one in few.values())
    half = np.full(40, 0.5)
    assert np.isnan(figures.calibration(half, half, np.ones(40))["error"].value)


def test_calibrated_probabilities_have_no_error_and_a_slope_of_one():
    random = np.random.default_rng(2)
    p = random.uniform(0.02, 0.98, 800)
    label = np.where(random.random(800) < p, 0.68, -0.68)
    found = figures.calibration(p, 1 - p, label)
    assert found["error"].value < 0.03
    assert found["logit_slope"].lower < 1 < found["logit_slope"].upper
    odds = (p / (1 - p)) ** 2
    too_sure = figures.calibration(odds / (1 + odds), 1 / (1 + odds), label)
    assert too_sure["error"].value > 0.05
    assert too_sure["logit_slope"].upper < 0.7


def test_equal_weights_count_as_they_are():
    assert effective_number(ONES) == pytest.approx(40)
    assert effective_number(np.array([1.0, 0.0])) == 1
    assert effective_number(ONES[:0]) == 0
