"""The layer over a sentence's sums: whole numbers, shared among words without a rest, and refused where they don't fit."""

from __future__ import annotations

import numpy as np
import pytest

from tension.model.convolution import LARGEST_STATE
from tension.model.readout import Readout

SIZE, UNITS = 16, 64
SCALE = np.array([0.2, 0.11, 0.3, 0.05])


def readout(seed, **other):
    """A readout whose numbers are as large as they may be."""
    random = np.random.default_rng(seed)

    def drawn(*shape):
        return random.choice(np.array([-127, -3, 0, 126, 127], dtype=np.int8), size=shape)

    given = {
        "sum_scale": np.array([0.9], dtype=np.float32),
        "hidden": drawn(SIZE, UNITS),
        "hidden_bias": random.integers(-60_000, 60_000, UNITS).astype(np.int32),
        "hidden_scale": np.array([0.002], dtype=np.float32),
        "part": drawn(SIZE + UNITS, 2),
        "part_scale": np.array([1e-5], dtype=np.float32),
    }
    return Readout(**given | other)


@pytest.fixture
def words():
    """States of the words of four sentences, the third without any, and their sums."""
    random = np.random.default_rng(9)
    sentence = np.repeat([0, 1, 3], [5, 9, 200])
    states = random.integers(-LARGEST_STATE, LARGEST_STATE, (len(sentence), SIZE)).astype(np.float32)
    total = np.zeros((4, SIZE), dtype=np.float32)
    np.add.at(total, sentence, states)
    return states, sentence, total


def by_hand(model, total, scale):
    """The logits of one sentence in Python's integers."""

    def units(product):
        made = np.rint(np.maximum(product, 0).astype(np.float32) * model.hidden_scale[0])
        return np.minimum(made, LARGEST_STATE).astype(np.int64)

    seen = np.clip(np.rint(total * (scale * np.float64(model.sum_scale[0]))), -LARGEST_STATE, LARGEST_STATE)
    product = seen.astype(np.int64) @ model.hidden.astype(np.int64) + model.hidden_bias
    assert np.abs(product).max() < 1 << 24
    said = np.append(seen.astype(np.int64), units(product) - units(model.hidden_bias))
    return said @ model.part.astype(np.int64) * np.float64(model.part_scale[0])


@pytest.mark.parametrize("seed", range(4))
def test_logits_are_those_of_whole_numbers(words, seed):
    model, (_, _, total) = readout(seed), words
    found = model.logits(total, SCALE)
    assert (found == [by_hand(model, *one) for one in zip(total, SCALE, strict=True)]).all()
    assert (found[2] == 0).all()
    assert (model.logits(total[1:2], SCALE[1:2]) == found[1]).all()


@pytest.mark.parametrize("seed", range(4))
def test_words_add_up_to_their_sentence(words, seed):
    model, (states, sentence, total) = readout(seed), words
    by_word = model.word_logits(states, sentence, SCALE)
    added = np.zeros((4, 2))
    np.add.at(added, sentence, by_word)
    expected = model.logits(total, SCALE)
    assert np.allclose(added, expected, rtol=0, atol=1e-12 * np.abs(by_word).max())
    assert np.abs(expected[[0, 1, 3]]).max() > 0.1


def test_words_add_up_where_states_cancel_and_where_a_sum_is_rounded_away():
    model = readout(1, sum_scale=np.array([0.05], dtype=np.float32))
    states = np.zeros((6, SIZE), dtype=np.float32)
    states[0], states[1] = 400, -400
    states[:2, 3] = 500, 100
    states[2, :8], states[3, 8:] = 20, -3
    states[4, :] = 211
    sentence, scale = np.array([0, 0, 1, 1, 1, 1]), np.array([0.2, 0.2])
    total = np.array([states[:2].sum(axis=0), states[2:].sum(axis=0)])
    expected = model.logits(total, scale)
    assert (expected != 0).all()
    by_word = model.word_logits(states, sentence, scale)
    assert np.allclose(expected, [by_word[:2].sum(axis=0), by_word[2:].sum(axis=0)], rtol=0, atol=1e-12)


def test_shares_do_not_hang_on_rounding():
    """Where every unit stays above 0 the layer is linear: words that nearly cancel get what it says of each of them."""
    model = readout(
        3,
        hidden_bias=np.full(UNITS, 9_000, dtype=np.int32),
        hidden_scale=np.array([0.013], dtype=np.float32),
    )
    states = np.zeros((2, SIZE), dtype=np.float32)
    states[0], states[1] = 500, -499
    sentence, scale = np.array([0, 0]), np.array([0.5])
    of_unit = float(model.hidden_scale[0]) * model.hidden.astype(float) @ model.part[SIZE:].astype(float)
    of_sum = model.part[:SIZE].astype(float) + of_unit
    factor = 0.5 * float(model.sum_scale[0]) * float(model.part_scale[0])
    expected = factor * states.astype(float) @ of_sum
    off = model.logits(states.sum(axis=0, keepdims=True), scale) - expected.sum(axis=0)
    found = model.word_logits(states, sentence, scale)
    assert np.allclose(found, expected + off / 2, rtol=0, atol=1e-9)
    assert np.abs(off).max() < 0.05 * np.abs(expected).max()


def test_a_layer_can_turn_what_a_sum_alone_would_say():
    """A unit that is above 0 only where two things are said together."""
    hidden = np.zeros((SIZE, 1), dtype=np.int8)
    hidden[:2] = 1
    part = np.zeros((SIZE + 1, 2), dtype=np.int8)
    part[0, 1], part[SIZE, 1] = 10, -100
    model = Readout(
        sum_scale=np.array([1], dtype=np.float32),
        hidden=hidden,
        hidden_bias=np.array([-100], dtype=np.int32),
        hidden_scale=np.array([1], dtype=np.float32),
        part=part,
        part_scale=np.array([1], dtype=np.float32),
    )
    total = np.zeros((3, SIZE), dtype=np.float32)
    total[0, 0], total[1, 1], total[2, :2] = 100, 100, 100
    assert model.logits(total, np.ones(3))[:, 1].tolist() == [1000, 0, 1000 - 10_000]


@pytest.mark.parametrize(
    ("name", "array", "told"),
    [
        ("hidden", np.zeros((8, UNITS), dtype=np.int8), "hidden is int8 of shape"),
        ("hidden", np.zeros((SIZE, UNITS), dtype=np.float32), "hidden is float32"),
        ("hidden_bias", np.zeros((1, UNITS), dtype=np.int32), "hidden_bias is int32 of shape"),
        ("part", np.zeros((UNITS, 2), dtype=np.int8), "part is int8 of shape"),
        ("sum_scale", np.array([np.inf], dtype=np.float32), "sum_scale has a number that isn't finite"),
        ("hidden_scale", np.array([1e9], dtype=np.float32), "hidden_scale is larger"),
        (
            "hidden_bias",
            np.full(UNITS, 1 << 25, dtype=np.int32),
            "hidden_bias is so large that sums aren't exact",
        ),
        ("hidden_bias", np.full(UNITS, -(1 << 31), dtype=np.int32), "hidden_bias is so large"),
    ],
)
def test_arrays_that_dont_belong_together_are_refused(name, array, told):
    with pytest.raises(ValueError, match=told):
        Readout.from_arrays(readout(0).to_arrays() | {name: array}, SIZE, 2)


def test_a_layer_too_wide_for_exact_sums_is_refused():
    random = np.random.default_rng(0)
    wide = readout(0).to_arrays() | {
        "hidden": random.integers(-5, 5, (SIZE, 256)).astype(np.int8),
        "hidden_bias": np.zeros(256, dtype=np.int32),
        "part": np.zeros((SIZE + 256, 2), dtype=np.int8),
    }
    with pytest.raises(ValueError, match="a layer of 256 units over 16 sums can't be used"):
        Readout.from_arrays(wide, SIZE, 2)


def test_arrays_stored_give_the_same_readout(words):
    model, (_, _, total) = readout(2), words
    again = Readout.from_arrays(model.to_arrays(), SIZE, 2)
    assert (again.logits(total, SCALE) == model.logits(total, SCALE)).all()
