"""What a model knows of words and phrases: looked up, chained, stored."""

from __future__ import annotations

import numpy as np
import pytest

from tension.model.vocabulary import Vocabulary, chained
from tension.text.lookup import upper_half
from tension.text.tokens import find_tokens, sentence_block, word_hash


def test_order_of_chained_words_counts():
    one, two = (np.array([word_hash(word) >> 32], dtype=np.uint32) for word in ("arms", "control"))
    assert chained(one, two) != chained(two, one)
    assert chained(one, two) == chained(one.copy(), two.copy())


@pytest.mark.parametrize("times", [1, 3000])
def test_few_and_many_words_are_found_alike(model, times):
    tokens = find_tokens(sentence_block(["treaty qwertzuiop sanctions the"]))
    rows = model.vocabulary.find(np.tile(upper_half(tokens.word), times)).reshape(times, -1)
    assert (rows[:, 1] == -1).all()
    assert (rows[:, [0, 2, 3]] >= 0).all()
    assert (rows == rows[0]).all()
    assert (model.vocabulary.word[rows[0, 0]] == upper_half(tokens.word[:1])).all()


def test_vocabulary_survives_being_stored(model):
    again = Vocabulary.from_arrays(model.vocabulary.to_arrays())
    for name, array in model.vocabulary.to_arrays().items():
        assert (getattr(again, name) == array).all()
    assert (np.diff(again.word.astype(np.int64)) > 0).all()
    assert (np.diff(again.phrase.astype(np.int64)) > 0).all()
    assert again.stem.max() < len(again.word)
    assert (np.abs(again.polarity) <= 1).all()
