"""A tone moved towards labels: what the fit minimises, what it leaves alone, and what it mends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import check_grad

from tension.training.adapt import change_loss, fit_change, logits_before
from tension.training.figures import tensions
from tension.training.terms import term_matrix

SENTENCES = [
    f"The {who} {deed} {what}."
    for who in ("minister", "army", "committee")
    for deed, what in (
        ("frobbed", "the accord"),
        ("frobbed", "a proposal"),
        ("met", "the delegation"),
        ("attacked", "the town"),
    )
]
FROBBED = np.array(["frobbed" in sentence for sentence in SENTENCES])


@pytest.fixture(scope="module")
def matrix(model):
    return term_matrix(SENTENCES, model.vocabulary, model.actors, None)


@pytest.fixture(scope="module")
def before(model, matrix):
    return logits_before(model, SENTENCES, matrix)


def probabilities(logits):
    odds = np.exp(np.column_stack([logits[:, 0], np.zeros(len(logits)), logits[:, 1]]))
    return odds / odds.sum(axis=1, keepdims=True)


def test_logits_of_a_matrix_are_those_of_scoring(model, before):
    scores = model.score(SENTENCES)
    expected = np.column_stack([scores.cooperative, scores.neutral, scores.confrontational])
    np.testing.assert_allclose(probabilities(before[: len(SENTENCES)]), expected, atol=1e-9)


def test_slope_of_the_loss_is_that_of_small_steps():
    rng = np.random.default_rng(0)
    values = sparse.csr_matrix(rng.random((8, 5)) * (rng.random((8, 5)) < 0.6))
    bare = sparse.csr_matrix(rng.random((2, 5)) * 0.1)
    targets = rng.dirichlet(np.ones(3), 8)
    loss = change_loss(values, bare, rng.normal(size=(8, 2)), targets, rng.random(8))
    at = rng.normal(size=11)
    assert check_grad(lambda x: loss(x)[0], lambda x: loss(x)[1], at) < 1e-4 * np.abs(loss(at)[1]).max()


def test_ridge_is_that_of_three_classes_of_which_differences_count():
    nothing = sparse.csr_matrix((1, 1))
    loss = change_loss(nothing, nothing, np.zeros((1, 2)), np.full((1, 3), 1 / 3), np.ones(1))
    a, b = 0.7, -0.4
    grid = np.linspace(-2, 2, 4001)
    naive = 0.5 * np.min((a + grid) ** 2 + grid**2 + (b + grid) ** 2)
    assert loss(np.array([a, b, 0.0]))[0] - loss(np.zeros(3))[0] == pytest.approx(naive, abs=1e-6)


def test_labels_that_say_what_the_model_says_change_nothing(matrix, before):
    rows = np.arange(len(SENTENCES))
    change = fit_change(matrix, before, probabilities(before)[: len(rows)], rows)
    assert np.abs(change.logits(matrix, rows)).max() < 1e-3


def test_a_word_that_the_labels_teach_moves_sentences_that_hold_it(model, matrix, before):
    targets = probabilities(before)[: len(SENTENCES)]
    targets[FROBBED] = (0.01, 0.05, 0.94)
    seen = np.flatnonzero(np.arange(len(SENTENCES)) % 4 != 1)
    change = fit_change(matrix, before, targets, seen, inverse_penalty=3)
    after = tensions(before[: len(SENTENCES)] + change.logits(matrix, np.arange(len(SENTENCES))))
    gain = after - tensions(before[: len(SENTENCES)])
    unseen = np.flatnonzero(np.arange(len(SENTENCES)) % 4 == 1)
    assert gain[unseen].min() > 0.1


def test_text_without_content_leans_to_neither_side(model, matrix, before):
    targets = np.tile([0.01, 0.05, 0.94], (len(SENTENCES), 1))
    change = fit_change(matrix, before, targets, np.arange(len(SENTENCES)), inverse_penalty=10)
    tone = change.added_to(model.tone, matrix)
    found = logits_before(replace(model, tone=tone), SENTENCES, matrix)
    assert np.abs(tensions(found[matrix.anchors])).max() < 0.05


def test_added_terms_score_as_the_change_says_and_others_stay(model, matrix, before):
    targets = np.tile([0.9, 0.05, 0.05], (len(SENTENCES), 1))
    rows = np.arange(len(SENTENCES))
    change = fit_change(matrix, before, targets, rows)
    tone = change.added_to(model.tone, matrix)
    expected = before[: len(rows)] + change.logits(matrix, rows)
    found = logits_before(replace(model, tone=tone), SENTENCES, matrix)
    np.testing.assert_allclose(found[: len(rows)], expected, atol=5e-3)
    assert (np.diff(tone.key.astype(np.int64)) > 0).all()
    assert len(tone.key) >= len(model.tone.key)
    elsewhere = ~np.isin(model.tone.key, matrix.key)
    kept = tone.weight[np.searchsorted(tone.key, model.tone.key)]
    np.testing.assert_array_equal(kept[elsewhere], model.tone.weight[elsewhere])
