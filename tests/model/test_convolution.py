"""A convolution in whole numbers: exact, whatever shares a block, and refused where its arrays don't fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tension.model import convolution
from tension.model.convolution import LARGEST_STATE, Convolution, places_of
from tension.text.tokens import LONGEST_SENTENCE

SENTENCES = [[5, 7, 9, 9, 2], [], [7], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [404, 7, 404], []]


@pytest.fixture(scope="module")
def extreme():
    """A network whose numbers are as large as they may be."""
    random = np.random.default_rng(0)

    def drawn(*shape):
        return random.choice(np.array([-127, -126, 127], dtype=np.int8), size=shape)

    return Convolution(
        key=np.arange(12, dtype=np.uint32),
        vector=drawn(12, 16),
        input_scale=np.array([1.7], dtype=np.float32),
        weight=drawn(2, 5, 16, 16),
        bias=random.integers(-15_000, 15_000, (2, 16)).astype(np.int32),
        scale=np.array([0.0031, 0.0007], dtype=np.float32),
    )


def laid(net, sentences):
    """Rows of the stems' vectors, sentence of every word, and first words, as scoring has them."""
    stem = np.array([word for words in sentences for word in words], dtype=np.uint32)
    count = [len(words) for words in sentences]
    return net.rows(stem), np.repeat(np.arange(len(sentences)), count), np.append(0, np.cumsum(count))


def states_by_hand(net, words, added=None):
    """The states of a sentence's words, one after another in Python's integers."""
    size, side = net.vector.shape[1], net.weight.shape[1] // 2
    zero = np.zeros(size, dtype=np.int64)
    state = []
    for i, word in enumerate(words):
        given = net.vector[word] * net.input_scale[0] if word < len(net.key) else zero.astype(np.float32)
        given = np.rint(np.clip(np.rint(given), -LARGEST_STATE, LARGEST_STATE))
        if added is not None:
            given = np.clip(given + added[i], -LARGEST_STATE, LARGEST_STATE)
        state.append(given.astype(np.int64))
    for weight, bias, scale in zip(net.weight.astype(np.int64), net.bias, net.scale, strict=True):
        made = []
        for i in range(len(words)):
            total = zero.copy()
            for shift in range(2 * side + 1):
                if 0 <= i + shift - side < len(words):
                    total += state[i + shift - side] @ weight[shift]
            assert np.abs(total).max() < 1 << 24
            more = np.rint(np.maximum((total + bias).astype(np.float32), 0) * scale).astype(np.float64)
            made.append(np.clip(state[i] + more, -LARGEST_STATE, LARGEST_STATE).astype(np.int64))
        state = made
    return np.array(state).reshape(-1, size)


def test_states_are_those_of_whole_numbers_one_after_another(extreme):
    expected = np.vstack([states_by_hand(extreme, words) for words in SENTENCES])
    assert (expected == extreme.states(*laid(extreme, SENTENCES))).all()
    assert len(np.unique(expected)) > 20


def test_sums_are_those_of_a_sentences_states(extreme):
    expected = [states_by_hand(extreme, words).sum(axis=0) for words in SENTENCES]
    assert (extreme.sums(*laid(extreme, SENTENCES)) == expected).all()


def test_peaks_are_the_largest_states_of_a_sentence(extreme):
    peaks = extreme.peaks(*laid(extreme, SENTENCES))
    for peak, words in zip(peaks, SENTENCES, strict=True):
        expected = states_by_hand(extreme, words).max(axis=0) if words else np.zeros(16)
        assert (peak == expected).all()


def test_what_is_added_enters_the_states(extreme):
    sentence = SENTENCES[0]
    added = np.arange(len(sentence) * 16).reshape(-1, 16) * 5 - 200

    def add(state, rows, place):
        state[place] = convolution.cut(state[place] + added[rows])

    found = extreme.states(*laid(extreme, [sentence]), add)
    assert (states_by_hand(extreme, sentence, added) == found).all()


@pytest.mark.parametrize("chunk", [1, 7, 2048])
def test_a_sentence_gives_the_same_to_the_bit_whatever_shares_its_block(extreme, monkeypatch, chunk):
    alone = {
        name: np.vstack([getattr(extreme, name)(*laid(extreme, [words])) for words in SENTENCES])
        for name in ("states", "sums", "peaks")
    }
    monkeypatch.setattr(convolution, "_CHUNK", chunk)
    other = replace(extreme)
    for name, expected in alone.items():
        assert (getattr(other, name)(*laid(other, SENTENCES * 300)) == np.tile(expected, (300, 1))).all(), (
            name
        )


def test_one_endless_sentence_is_no_chunk_but_right(extreme):
    words = [int(word) for word in np.random.default_rng(1).integers(0, 14, 3 * 2048)]
    states = extreme.states(*laid(extreme, [words]))
    assert (states_by_hand(extreme, words[:60])[:40] == states[:40]).all()
    assert (extreme.sums(*laid(extreme, [words]))[0] == states.astype(np.int64).sum(axis=0)).all()


def test_sentences_lie_apart():
    place, n_places = places_of(np.array([0, 0, 3, 3, 3, 4]), 2)
    assert place.tolist() == [2, 3, 6, 7, 8, 11]
    assert n_places == 14
    place, n_places = places_of(np.zeros(0, dtype=np.int64), 2)
    assert (len(place), n_places) == (0, 4)


@pytest.mark.parametrize(
    ("name", "array", "told"),
    [
        ("vector", np.zeros((12, 8), dtype=np.int8), "vector is int8 of shape"),
        ("vector", np.zeros((12, 16), dtype=np.int16), "vector is int16"),
        ("weight", np.zeros((2, 4, 16, 16), dtype=np.int8), "can't be used"),
        ("weight", np.zeros((2, 16), dtype=np.int8), "number of dimensions"),
        ("bias", np.full((2, 16), 1 << 24, dtype=np.int32), "bias is so large that sums aren't exact"),
        ("bias", np.zeros((1, 16), dtype=np.int32), "bias is int32 of shape"),
        ("scale", np.array([1, np.nan], dtype=np.float32), "scale has a number that isn't finite"),
        ("input_scale", np.array([3e38], dtype=np.float32), "input_scale is larger"),
        ("key", np.arange(12, dtype=np.uint32)[::-1].copy(), "key doesn't rise"),
    ],
)
def test_arrays_that_dont_belong_together_are_refused(extreme, name, array, told):
    with pytest.raises(ValueError, match=told):
        Convolution.from_arrays(extreme.to_arrays() | {name: array})


def test_a_network_without_a_dimension_is_refused(extreme):
    arrays = extreme.to_arrays() | {
        "vector": np.zeros((12, 0), dtype=np.int8),
        "weight": np.zeros((2, 5, 0, 0), dtype=np.int8),
        "bias": np.zeros((2, 0), dtype=np.int32),
    }
    with pytest.raises(ValueError, match="2 layers of 5 words of 0 dimensions can't be used"):
        Convolution.from_arrays(arrays)


def test_no_sentence_has_so_many_words_that_its_sums_are_inexact():
    assert LONGEST_SENTENCE // 2 * LARGEST_STATE < 1 << 24


def test_a_network_without_a_stem_says_the_same_of_every_word(extreme):
    arrays = extreme.to_arrays() | {"key": extreme.key[:0], "vector": extreme.vector[:0]}
    net = Convolution.from_arrays(arrays)
    states = net.states(*laid(net, [[1], [2], [3]]))
    assert (states == states[:1]).all()


def test_arrays_stored_give_the_same_network(extreme):
    again = Convolution.from_arrays(extreme.to_arrays())
    assert (again.states(*laid(again, SENTENCES)) == extreme.states(*laid(extreme, SENTENCES))).all()
