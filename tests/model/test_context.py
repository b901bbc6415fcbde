"""Words in context: whole numbers that add up, whatever shares a block."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from tension.model import context
from tension.model.context import LARGEST_STATE, ContextNet
from tension.model.linear import length_scale
from tension.model.phrases import NAME, NUMBER, tone_words
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


@pytest.fixture(scope="module")
def extreme(model):
    """A network whose numbers are as large as they may be."""
    random = np.random.default_rng(0)

    def drawn(*shape):
        return random.choice(np.array([-127, -126, 127], dtype=np.int8), size=shape)

    key = np.unique(np.append(model.vocabulary.word[model.vocabulary.stem], [NAME, NUMBER]).astype(np.uint32))
    return ContextNet(
        key=key,
        vector=drawn(len(key), 16),
        told=drawn(15, 16),
        weight=drawn(2, 5, 16, 16),
        weight_step=np.array([0.01, 0.01], dtype=np.float32),
        bias=random.normal(size=(2, 16)).astype(np.float32),
        step=np.array([0.02, 0.05, 0.3], dtype=np.float32),
        part=drawn(16, 2),
        part_step=np.array([0.01], dtype=np.float32),
    )


def by_hand(net, words):
    """The parts of every word, in whole numbers and one word after another."""
    zero = np.zeros(net.vector.shape[1], dtype=np.int64)
    vectors = dict(zip(net.key.tolist(), net.vector.astype(np.int64), strict=True))
    side = net.weight.shape[1] // 2
    state = []
    for i in range(len(words)):
        given = vectors.get(int(words.stem[i]), zero).astype(np.float32)
        polarity = words.polarity[i]
        if polarity:
            given = given + np.abs(polarity) * net.told[int(polarity > 0)].astype(np.float32)
        kinds = [k for k in range(len(net.told) - 2) if words.shifter[i] >> k & 1]
        if kinds:
            given = given + net.told[2:][kinds].astype(np.float32).sum(axis=0)
        state.append(np.clip(np.rint(given), -LARGEST_STATE, LARGEST_STATE).astype(np.int64))
    for layer in range(len(net.weight)):
        made = []
        for i in range(len(words)):
            total = zero.copy()
            for shift in range(2 * side + 1):
                j = i + shift - side
                if 0 <= j < len(words) and words.sentence[j] == words.sentence[i]:
                    total += state[j] @ net.weight[layer, shift].astype(np.int64)
            assert np.abs(total).max() < 1 << 24
            ratio = net.step[layer] / net.step[layer + 1]
            new = total.astype(np.float32) * (net.weight_step[layer] * ratio)
            new = np.clip(new + net.bias[layer] / net.step[layer + 1], 0, LARGEST_STATE)
            both = np.rint(state[i].astype(np.float32) * ratio + new)
            made.append(np.clip(both, -LARGEST_STATE, LARGEST_STATE).astype(np.int64))
        state = made
    return np.array([row @ net.part.astype(np.int64) for row in state]).reshape(-1, 2).T


def test_parts_are_those_of_whole_numbers_one_after_another(model, extreme):
    words = words_of(model, SENTENCES)
    expected = by_hand(extreme, words)
    assert (extreme.word_parts(words) == expected).all()
    assert len(np.unique(expected)) > 20


def test_a_sentence_gives_the_same_to_the_bit_whatever_shares_its_block(model, extreme, monkeypatch):
    for net in (extreme, model.context):
        alone = np.vstack([net.sentence_logits(words_of(model, [s])) for s in SENTENCES])
        many = words_of(model, SENTENCES * 700)
        for chunk in (1, 7, 4096):
            monkeypatch.setattr(context, "_CHUNK", chunk)
            found = net.sentence_logits(many)
            assert (found == np.tile(alone, (700, 1))).all()


def test_words_add_up_to_their_sentence(model):
    words = words_of(model, SENTENCES)
    by_word = model.context.word_logits(words)
    total = np.zeros((len(SENTENCES), 2))
    np.add.at(total, words.sentence, by_word)
    assert np.allclose(total, model.context.sentence_logits(words), atol=1e-12)
    assert (total[1] == 0).all()


def test_a_word_sees_as_far_as_the_layers_reach_and_no_further(model):
    net = model.context
    reach = net.weight.shape[0] * (net.weight.shape[1] // 2)
    plain = ["talks", *(["of"] * 12)]
    for far in range(1, 12):
        other = [*plain]
        other[far] = "war"
        parts = [net.word_parts(words_of(model, [" ".join(text)]))[:, 0] for text in (plain, other)]
        assert (parts[0] != parts[1]).any() == (far <= reach), far


def test_no_sentence_is_no_logit(model):
    assert model.context.sentence_logits(words_of(model, [])).shape == (0, 2)


def test_arrays_hold_all_of_it(model):
    again = ContextNet.from_arrays(model.context.to_arrays())
    words = words_of(model, SENTENCES)
    assert (again.word_parts(words) == model.context.word_parts(words)).all()


def test_a_longer_sentence_counts_less_by_the_word(model, extreme):
    words = words_of(model, ["talks of talks", " ".join(["talks of talks"] * 20)])
    scale = length_scale(words)
    assert scale[1] < scale[0]
    parts = extreme.word_parts(words)
    first = parts[:, words.sentence == 1].sum(axis=1) * scale[1]
    step = float(extreme.step[-1]) * float(extreme.part_step[0])
    assert np.allclose(extreme.sentence_logits(words)[1], first * step)


def test_a_stem_beyond_the_vocabulary_has_its_vector_too(model, extreme):
    words = words_of(model, ["flurbish talks"])
    assert words.row[0] < 0
    assert words.stem[0] not in extreme.key
    key = np.sort(np.append(extreme.key, words.stem[0]))
    vector = np.insert(extreme.vector, np.searchsorted(extreme.key, words.stem[0]), 100, axis=0)
    more = replace(extreme, key=key, vector=vector)
    assert (more.word_parts(words) == by_hand(more, words)).all()
    assert (more.word_parts(words) != extreme.word_parts(words)).any()


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
        ("weight", lambda array: array[0]),
        ("weight", lambda array: array.astype(np.float32)),
        ("weight", lambda array: array[:, :4]),
        ("weight", lambda array: np.zeros((2, 17, 16, 16), dtype=np.int8)),
        ("weight_step", lambda array: array[:0]),
        ("vector", lambda array: array[:-1]),
        ("vector", lambda array: array[:, :-1]),
        ("told", lambda array: array[:1]),
        ("bias", lambda array: array.ravel()),
        ("bias", lambda array: array * np.nan),
        ("step", lambda array: array * 0),
        ("part_step", lambda array: array * np.inf),
        ("key", lambda array: array[::-1]),
        ("key", lambda array: array.astype(str)),
        ("key", lambda array: array[None]),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(extreme, name, damage):
    arrays = extreme.to_arrays()
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=r"context\."):
        ContextNet.from_arrays(arrays | {name: damage(arrays[name])})


def test_many_empty_sentences_take_no_room(model, extreme):
    words = words_of(model, ["talks", *[""] * 50_000, "war"])
    extreme.word_parts(words)  # tables that are made once
    tracemalloc.start()
    parts = extreme.word_parts(words)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    assert (parts == by_hand(extreme, words)).all()


def test_model_without_a_network_scores_with_terms_alone(model):
    bare = replace(model, context=None)
    assert (bare.score(SENTENCES[:1]).tension != model.score(SENTENCES[:1]).tension).all()
    assert not [term for term in bare.explain(SENTENCES[0]).terms if term.rule == "in context"]
    assert [term for term in model.explain(SENTENCES[0]).terms if term.rule == "in context"]
