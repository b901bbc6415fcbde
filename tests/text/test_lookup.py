"""Look-ups by bucket against binary search, and closed classes of words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.text.lookup import KeyIndex, WordFlags, find_keys
from tension.text.tokens import find_tokens, sentence_block

U32 = st.integers(0, 2**32 - 1)
KEYS = st.one_of(
    st.lists(U32, max_size=60),
    st.lists(st.integers(0, 40), max_size=40),
    st.lists(st.sampled_from([0, 2**32 - 1])),
)


def by_bucket(known):
    """Return an index whose table of buckets is made already, as after a look-up of many."""
    index = KeyIndex(known)
    index.find(np.zeros(5000, dtype=np.uint32))
    return index


@given(KEYS, KEYS)
def test_bucket_look_up_equals_binary_search(known, wanted):
    known = np.unique(np.array(known, dtype=np.uint32))
    keys = np.array(wanted + known[:5].tolist(), dtype=np.uint32)
    at, row = by_bucket(known).find(keys)
    few_at, few_row = KeyIndex(known).find(keys)
    assert sorted(zip(at, row, strict=True)) == sorted(zip(few_at, few_row, strict=True))
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
    at, row = by_bucket(known).find(keys)
    found = np.full(n_keys, -1)
    found[at] = row
    assert found.tolist() == find_keys(known, keys).tolist()


def test_crowded_bucket_is_searched_to_its_end():
    known = np.arange(1000, dtype=np.uint32)  # all in one bucket
    at, row = by_bucket(known).find(np.array([999, 0, 1000, 500], dtype=np.uint32))
    assert dict(zip(at.tolist(), row.tolist(), strict=True)) == {0: 999, 1: 0, 3: 500}


def test_word_may_be_in_several_classes():
    flags = WordFlags(article="a the", other="the that's")
    words = find_tokens(sentence_block(["The that's cat a THE"])).word
    bits = flags.of(words)
    assert ((bits & flags.bit["article"]) != 0).tolist() == [True, False, False, True, True]
    assert (bits[0] & flags.bit["other"]) != 0
    assert bits[2] == 0
    assert flags.of(words[:0]).tolist() == []
