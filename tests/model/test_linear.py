"""Weights looked up and summed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.model.features import occurrences
from tension.model.linear import LinearTerms, class_probabilities, length_scale, sentence_logits
from tension.model.phrases import tone_words
from tension.text.tokens import sentence_block


@pytest.fixture(scope="module")
def terms():
    random = np.random.default_rng(0)
    key = np.unique(random.integers(0, 2**32, 5000, dtype=np.uint32))
    return LinearTerms(key, random.normal(size=(len(key), 2)).astype(np.float32), np.zeros(2))


@pytest.mark.parametrize("n", [0, 1, 2047, 2048, 10_000])
def test_few_and_many_keys_are_found_alike(terms, n):
    random = np.random.default_rng(n)
    keys = random.integers(0, 2**32, n, dtype=np.uint32)
    keys[::3] = random.choice(terms.key, len(keys[::3]))
    pieces = [terms.find(keys[at : at + 100]) for at in range(0, n, 100)]
    expected = [
        (at + 100 * i, row)
        for i, piece in enumerate(pieces)
        for at, row in zip(*map(np.ndarray.tolist, piece), strict=True)
    ]
    assert sorted(zip(*map(np.ndarray.tolist, terms.find(keys)), strict=True)) == sorted(expected)


def test_model_without_terms_finds_nothing():
    empty = LinearTerms(np.zeros(0, dtype=np.uint32), np.zeros((0, 2), dtype=np.float32), np.zeros(2))
    for n in (3, 5000):
        at, row = empty.find(np.arange(n, dtype=np.uint32))
        assert (len(at), len(row)) == (0, 0)


def test_rounding_twice_changes_nothing(terms):
    once = terms.rounded()
    assert (once.rounded().weight == once.weight).all()


def test_logits_equal_those_of_a_naive_sum(model):
    sentences = [
        "Russia signed the treaty.",
        "",
        "They didn't lift any sanctions, and war broke out.",
        "Putin",
    ]
    _, words = tone_words(sentence_block(sentences), model.vocabulary, model.actors)
    expected = np.zeros((len(sentences), 2))
    weights = dict(zip(model.tone.key.tolist(), model.tone.weight.astype(float), strict=True))
    for family in occurrences(words):
        values = np.ones(len(family.start)) if family.value is None else family.value
        for key, start, value in zip(
            family.keys.tolist(), family.start.tolist(), values.tolist(), strict=True
        ):
            expected[words.sentence[start]] += weights.get(key, 0.0) * value
    expected = expected * length_scale(words)[:, None] + model.tone.intercept
    assert np.allclose(sentence_logits(model.tone, words, occurrences(words)), expected, atol=1e-9)


@given(st.lists(st.tuples(st.floats(-800, 800), st.floats(-800, 800)), min_size=1))
def test_probabilities_add_to_one_and_keep_the_logits(pairs):
    logits = np.array(pairs)
    probabilities = class_probabilities(logits)
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-12)
    assert (probabilities >= 0).all()
    small = (np.abs(logits) < 100).all(axis=1)
    ratio = np.log(probabilities[small][:, [0, 2]] / probabilities[small][:, [1]])
    assert np.allclose(ratio, logits[small], atol=1e-6)
