"""What is read next: the less sure the sooner, the more alike the later, the same every time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tension.training.selection import spread_out, term_vectors, uncertainty


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [((1, 0, 0), 0.0), ((1 / 3, 1 / 3, 1 / 3), 1.0), ((0.5, 0, 0.5), np.log(2) / np.log(3))],
)
def test_uncertainty_is_the_share_of_the_highest_entropy(probabilities, expected):
    assert uncertainty(np.array([probabilities], dtype=float))[0] == pytest.approx(expected)


def test_uncertainty_of_what_has_no_score_is_missing():
    assert np.isnan(uncertainty(np.full((1, 3), np.nan))).all()


def test_names_do_not_make_sentences_unlike(model):
    sentences = [
        "Russia expelled five diplomats.",
        "France expelled five diplomats.",
        "The harvest was good.",
    ]
    likeness = (term_vectors(sentences, model) @ term_vectors(sentences, model).T).toarray()
    assert likeness[0, 1] == pytest.approx(1)
    assert likeness[0, 2] < 0.1


def test_sentence_without_a_word_is_like_none(model):
    vectors = term_vectors(["", "They met."], model)
    assert vectors.shape[0] == 2
    assert vectors[0].nnz == 0
    assert term_vectors([], model).shape[0] == 0


def naive(value, vectors, n, taken, weight):
    chosen = []
    for _ in range(min(n, len(value))):
        best, best_worth = -1, -np.inf
        for i in range(len(value)):
            if i in chosen:
                continue
            others = [vectors[j] for j in chosen] + list(taken)
            likeness = max([float(vectors[i] @ other) for other in others], default=0.0)
            if value[i] - weight * max(likeness, 0.0) > best_worth + 1e-7:
                best, best_worth = i, value[i] - weight * max(likeness, 0.0)
        chosen.append(best)
    return chosen


@given(st.integers(0, 10_000), st.integers(1, 9), st.integers(0, 3))
def test_choice_is_that_of_a_naive_version(seed, n, n_taken):
    rng = np.random.default_rng(seed)
    dense = rng.random((7, 4)) * (rng.random((7, 4)) < 0.7)
    taken = rng.random((n_taken, 4))
    value = rng.permutation(7) / 10 + 0.01 * rng.random(7)
    found = spread_out(
        value,
        sparse.csr_matrix(dense),
        n,
        taken=sparse.csr_matrix(taken) if n_taken else None,
        likeness_weight=0.3,
    )
    assert found.tolist() == naive(value, dense, n, taken, 0.3)


def test_copy_of_what_was_taken_comes_last():
    vectors = sparse.csr_matrix(np.array([[1.0, 0], [1.0, 0], [0, 1.0]]))
    assert spread_out(np.array([0.9, 0.88, 0.8]), vectors, 3).tolist() == [0, 2, 1]
    assert spread_out(np.array([0.9, 0.88, 0.8]), vectors, 3, likeness_weight=0).tolist() == [0, 1, 2]


def test_lot_decides_among_equals_and_the_same_lot_each_time():
    vectors = sparse.identity(50, format="csr")
    orders = [spread_out(np.ones(50), vectors, 50, random_state=seed).tolist() for seed in (0, 0, 1)]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == list(range(50))


def test_more_than_there_are_gives_all():
    assert spread_out(np.zeros(0), sparse.csr_matrix((0, 4)), 5).tolist() == []
