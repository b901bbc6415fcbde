"""Words in context: whole numbers that add up, whatever shares a block."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from tension.model.context import ContextNet
from tension.model.linear import length_scale
from tension.model.phrases import tone_words
from tension.text.tokens import sentence_block

SENTENCES = [
    "Russia lifted none of its sanctions on 12 banks.",
    "",
    "Talks, talks and more talks.",
    "Putin",
    "The United States does not see a threat in what the ministry said on Monday.",
    "flurbish flurbed",
]


def words_of(model, sentences):
    return tone_words(sentence_block(sentences), model.vocabulary, model.actors)[1]


def as_told(net, words, at):
    """What is told of a word beside its stem, in states."""
    scale, polarity = net.words.input_scale[0], words.polarity[at]
    told = net.told[2:][[k for k in range(len(net.told) - 2) if words.shifter[at] >> k & 1]].astype(np.int64)
    added = told.sum(axis=0).astype(np.float32) * scale
    if polarity:
        added = added + np.abs(polarity) * (net.told[int(polarity > 0)] * scale)
    return np.rint(added)


def test_polarity_and_shifters_enter_the_states(model):
    """The same parts come of a convolution whose stems carry by themselves what is told of them."""
    net = model.context
    words = words_of(model, [SENTENCES[0]])
    assert (words.polarity != 0).any()
    assert (words.shifter != 0).any()
    added = np.array([as_told(net, words, i) for i in range(len(words))])

    def add(state, rows, place):
        state[place] = np.clip(state[place] + added[rows], -511, 511)

    expected = net.words.sums(net.words.rows(words.stem), words.sentence, words.first, add)
    assert (net.sentence_logits(words) == net.readout.logits(expected, length_scale(words))).all()
    assert (net.words.sums(net.words.rows(words.stem), words.sentence, words.first) != expected).any()


def test_a_sentence_gives_the_same_to_the_bit_whatever_shares_its_block(model):
    net = model.context
    alone = np.vstack([net.sentence_logits(words_of(model, [s])) for s in SENTENCES])
    found = net.sentence_logits(words_of(model, SENTENCES * 700))
    assert (found == np.tile(alone, (700, 1))).all()


def test_words_of_a_vocabulary_are_looked_up_alike(model):
    words = words_of(model, [*SENTENCES, "Moscow flurbished 14 talks"])
    rows = model.context.words.rows_of_words(words, model.vocabulary)
    assert (rows == model.context.words.rows(words.stem)).all()
    assert len(np.unique(rows)) > 10
    none = words_of(model, [])
    assert model.context.words.rows_of_words(none, model.vocabulary).shape == (0,)


def test_words_add_up_to_their_sentence(model):
    words = words_of(model, SENTENCES)
    by_word = model.context.word_logits(words)
    total = np.zeros((len(SENTENCES), 2))
    np.add.at(total, words.sentence, by_word)
    assert np.allclose(total, model.context.sentence_logits(words), atol=1e-12)
    assert (total[1] == 0).all()


def test_a_word_sees_as_far_as_the_layers_reach_and_no_further(model):
    net = model.context
    reach = len(net.words.weight) * net.words.side
    plain = ["talks", *(["of"] * 12)]
    for far in range(1, 12):
        other = [*plain]
        other[far] = "war"
        states = []
        for text in (plain, other):
            words = words_of(model, [" ".join(text)])
            states.append(net.words.states(net.words.rows(words.stem), words.sentence, words.first)[0])
        assert (states[0] != states[1]).any() == (far <= reach), far


def test_no_sentence_is_no_logit(model):
    assert model.context.sentence_logits(words_of(model, [])).shape == (0, 2)


def test_arrays_hold_all_of_it(model):
    again = ContextNet.from_arrays(model.context.to_arrays())
    words = words_of(model, SENTENCES)
    assert (again.word_logits(words) == model.context.word_logits(words)).all()


def test_a_stem_beyond_the_vocabulary_has_its_vector_too(model):
    net = model.context
    words = words_of(model, ["flurbish talks"])
    assert words.row[0] < 0
    assert words.stem[0] not in net.words.key
    place = np.searchsorted(net.words.key, words.stem[0])
    more = replace(
        net,
        words=replace(
            net.words,
            key=np.insert(net.words.key, place, words.stem[0]),
            vector=np.insert(net.words.vector, place, 100, axis=0),
        ),
    )
    assert (more.sentence_logits(words) != net.sentence_logits(words)).any()


def test_every_name_weighs_the_same_in_the_same_place(model):
    found = [
        next(
            t
            for t in model.explain(f"{name} condemned the new sanctions.").terms
            if t.rule == "any name, in context"
        )
        for name in ("Russia", "France", "Vladimir Putin")
    ]
    assert [term.text for term in found] == ["Russia", "France", "Vladimir Putin"]
    assert len({term.weight for term in found}) == 1


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("told", lambda array: array[:1]),
        ("told", lambda array: array[:, :-1]),
        ("told", lambda array: array.astype(np.float32)),
        ("readout.part", lambda array: np.column_stack([array, array])),
        ("readout.part", lambda array: array[1:]),
        ("readout.hidden", lambda array: array[:, 1:]),
        ("vector", lambda array: array[:-1]),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(model, name, damage):
    arrays = model.context.to_arrays()
    with pytest.raises(ValueError, match=rf"{name.split('.')[-1]} is"):
        ContextNet.from_arrays(arrays | {name: damage(arrays[name])})


def test_many_empty_sentences_take_no_room(model):
    net = model.context
    words = words_of(model, ["talks", *[""] * 50_000, "war"])
    net.sentence_logits(words)  # tables that are made once
    tracemalloc.start()
    net.sentence_logits(words)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000  # a few numbers for each, not its states
