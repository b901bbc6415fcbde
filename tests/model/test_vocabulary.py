"""Look-ups by bucket against binary search, and closed classes of words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.model.vocabulary import KeyIndex, Vocabulary, WordFlags, chained, find_keys, upper_half
from tension.text.tokens import find_tokens, sentence_block, word_hash

U32 = st.integers(0, 2**32 - 1)
KEYS = st.one_of(
    st.lists(U32, max_size=60),
    st.lists(st.integers(0, 40), max_size=40),
    st.lists(st.sampled_from([0, 2**32 - 1])),
)


@given(KEYS, KEYS)
def test_bucket_look_up_equals_binary_search(known, wanted):
    known = np.unique(np.array(known, dtype=np.uint32))
    keys = np.array(wanted + known[:5].tolist(), dtype=np.uint32)
    at, row = KeyIndex(known).find(keys)
    found = np.full(len(keys), -1)
    found[at] = row
    assert len(set(at.tolist())) == len(at)
    assert found.tolist() == find_keys(known, keys).tolist()


@pytest.mark.parametrize("n_known", [0, 1, 100, 300_000])
@pytest.mark.parametrize("n_keys", [0, 1, 50_000])
def test_bucket_look_up_equals_binary_search_on_random_arrays(n_known, n_keys):
    random = np.random.default_rng(n_known + n_keys)
    known = np.unique(random.integers(0, 2**32, n_known, dtype=np.uint32))
    keys = random.integers(0, 2**32, n_keys, dtype=np.uint32)
    keys[::2] = random.choice(known, len(keys[::2])) if n_known else keys[::2]
    at, row = KeyIndex(known).find(keys)
    found = np.full(n_keys, -1)
    found[at] = row
    assert found.tolist() == find_keys(known, keys).tolist()


def test_crowded_bucket_is_searched_to_its_end():
    known = np.arange(1000, dtype=np.uint32)  # all in one bucket
    at, row = KeyIndex(known).find(np.array([999, 0, 1000, 500], dtype=np.uint32))
    assert dict(zip(at.tolist(), row.tolist(), strict=True)) == {0: 999, 1: 0, 3: 500}


def test_word_may_be_in_several_classes():
    flags = WordFlags(article="a the", other="the that's")
    words = find_tokens(sentence_block(["The that's cat a THE"])).word
    bits = flags.of(words)
    assert ((bits & flags.bit["article"]) != 0).tolist() == [True, False, False, True, True]
    assert (bits[0] & flags.bit["other"]) != 0
    assert bits[2] == 0
    assert flags.of(words[:0]).tolist() == []


def test_order_of_chained_words_counts():
    one, two = (np.array([word_hash(word)], dtype=np.uint64) for word in ("arms", "control"))
    assert chained(one, two) != chained(two, one)
    assert chained(one, two) == chained(one.copy(), two.copy())


@pytest.mark.parametrize("times", [1, 3000])
def test_few_and_many_words_are_found_alike(model, times):
    tokens = find_tokens(sentence_block(["treaty qwertzuiop sanctions the"]))
    rows = model.vocabulary.find(np.tile(tokens.word, times)).reshape(times, -1)
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
