"""A lexicon of one's own takes the place of the shipped one in a vocabulary, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from tension.errors import UsageError
from tension.model.phrases import tone_words
from tension.text.tokens import sentence_block
from tension.training.lexicons import base_model, read_polarity, with_polarity


def words_of(text, vocabulary, actors):
    return tone_words(sentence_block([text]), vocabulary, actors)[1]


def polarity(text, vocabulary, actors):
    return words_of(text, vocabulary, actors).polarity.round(3).tolist()


OWN = {"florble": 0.5, "threat": -0.25, "cold gribble war": 1.0, "walk": -1.0}


@pytest.fixture(name="own")
def fixture_own(model):
    return with_polarity(model.vocabulary, OWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("they florble here", [0, 0.5, 0]),
        ("a Threat", [-0.25]),
        ("cold gribble war", [0, 0, 1]),
        ("cold war", [0, 0]),
        ("peace agreement welcomed", [0, 0, 0]),
        ("walk", [-1]),
    ],
)
def test_polarity_is_the_own_one_alone(model, own, text, expected):
    assert polarity(text, own, model.actors) == expected


def test_words_stems_and_shifters_stay(model, own):
    text = "Officials are threatening to suspend talks that no longer pose a threat to them."
    old, new = (words_of(text, vocabulary, model.actors) for vocabulary in (model.vocabulary, own))
    np.testing.assert_array_equal(old.stem, new.stem)
    np.testing.assert_array_equal(old.shifter, new.shifter)
    np.testing.assert_array_equal(old.name, new.name)


def test_new_vocabulary_is_in_order(model, own):
    assert (np.diff(own.word.astype(np.int64)) > 0).all()
    assert (np.diff(own.phrase.astype(np.int64)) > 0).all()
    assert len(own.word) == len(model.vocabulary.word) + 2  # florble and gribble
    assert {len(own.stem), len(own.polarity), len(own.shifter)} == {len(own.word)}
    assert own.turning == model.vocabulary.turning


def test_capital_of_a_new_word_is_no_name(model, own):
    assert words_of("Florble it", model.vocabulary, model.actors).name.tolist() == [True, False]
    assert words_of("Florble it", own, model.actors).name.tolist() == [False, False]


def test_table_gives_terms_and_their_forms(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "note,term,polarity,forms\nx,threat,.5,threats| threatens \ny,peace talks,-1,\n", encoding="utf-8-sig"
    )
    assert read_polarity(path) == {"threat": 0.5, "threats": 0.5, "threatens": 0.5, "peace talks": -1.0}
    assert read_polarity(str(path)) == read_polarity(path)


def test_no_lexicon_leaves_the_model_as_it_is(model):
    assert base_model(model) is model
    assert base_model(model.name).name == model.name
    assert base_model(model, OWN).tone is model.tone


@pytest.mark.parametrize(
    ("lexicon", "message"),
    [
        ({"threat": 1.5}, r"lexicon: 'threat' has polarity 1\.5; numbers in \[-1, 1\]"),
        ({"threat": "bad"}, "has polarity 'bad'"),
        ({"threat": None}, "has polarity None"),
        ({"threat": float("nan")}, "has polarity nan"),
        ({"": 1}, "'' isn't a term of 1 to 5 words"),
        ({"a b c d e f": 1}, "isn't a term of 1 to 5 words"),
        ({3: 1}, "3 isn't a term"),
        ({}, "there's no term in it"),
        ("none.csv", r"lexicon none\.csv: can't be read \(No such file or directory\); check the path"),
    ],
)
def test_what_is_no_lexicon_is_told(lexicon, message):
    with pytest.raises(UsageError, match=message):
        read_polarity(lexicon)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"word,score\nthreat,1\n", "line 2 lacks term or polarity; give columns of these names"),
        (b"term,polarity\nthreat\n", "line 2 lacks term or polarity"),
        (b"term,polarity\n", "there's no term in it"),
        (b"", "there's no term in it"),
        (b"term,polarity\n\xff\xfe,1\n", "isn't CSV in UTF-8"),
        (b"term,polarity\nthreat,much\n", "'threat' has polarity 'much'"),
    ],
)
def test_damaged_table_is_told(tmp_path, content, message):
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message) as error:
        read_polarity(path)
    assert "\n" not in str(error.value)
