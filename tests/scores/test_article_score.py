"""Means of an article's sentences and their interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.scores.article_score import article_means, student_quantile, tension_interval


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(5, 2.0150), (8, 1.8595), (12, 1.7823), (30, 1.6973), (120, 1.6577), (1e9, 1.6449)],
)
def test_quantile_of_student_is_that_of_the_tables(freedom, quantile):
    assert abs(float(student_quantile(np.array(freedom))) - quantile) < 0.003


def test_means_are_of_the_sentences_that_count():
    probabilities = np.array([[0.2, 0.2, 0.6], [0.6, 0.2, 0.2], [1.0, 0.0, 0.0], [0.1, 0.8, 0.1]])
    counted = np.array([True, True, False, True])
    means, n, squares = article_means(probabilities, np.array([0, 0, 0, 2]), counted, 4)
    assert np.allclose(means[[0, 2]], [[0.4, 0.2, 0.4], [0.1, 0.8, 0.1]])
    assert np.isnan(means[[1, 3]]).all()
    assert n.tolist() == [2, 0, 1, 0]
    assert np.allclose(squares, [2 * 0.4**2, 0, 0, 0])


def test_no_articles_give_no_means():
    means, n, squares = article_means(
        np.zeros((0, 3)), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool), 0
    )
    assert (means.shape, n.shape, squares.shape) == ((0, 3), (0,), (0,))


@given(
    st.lists(st.floats(-1, 1), min_size=1, max_size=50), st.floats(0.05, 1), st.floats(5, 50)
)  # tension of an article's sentences, pooled deviation, its weight
def test_interval_holds_the_tension_within_the_scale(values, deviation, weight):
    tension = np.array([np.mean(values)])
    squares = np.array([np.sum((values - tension) ** 2)])
    lower, upper = tension_interval(tension, np.array([len(values)]), squares, deviation, weight)
    assert -1 <= lower[0] <= tension[0] <= upper[0] <= 1


def test_interval_narrows_with_the_sentences():
    n = np.array([1, 2, 4, 8, 50, 1000])
    lower, upper = tension_interval(np.zeros(6), n, 0.09 * (n - 1), 0.3, 8.0)
    assert (np.diff(upper - lower) < 0).all()
    assert upper[-1] < 0.03


def test_interval_widens_with_what_the_sentences_differ():
    lower, upper = tension_interval(np.zeros(3), np.full(3, 5), np.array([0.0, 0.5, 1.0]), 0.3, 8.0)
    assert (np.diff(upper - lower) > 0).all()


def test_article_without_a_score_has_no_interval():
    lower, upper = tension_interval(np.array([np.nan]), np.array([0]), np.zeros(1), 0.3, 8.0)
    assert np.isnan([lower[0], upper[0]]).all()
