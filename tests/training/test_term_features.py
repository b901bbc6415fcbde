"""Columns of terms: those that scoring sums, under names that can be read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tension.errors import InputError, UsageError
from tension.model.features import occurrences
from tension.model.linear import class_probabilities
from tension.model.phrases import tone_words
from tension.text.lookup import find_keys
from tension.text.tokens import sentence_block
from tension.training.term_features import TermFeatures
from tension.training.term_names import term_names
from tension.training.terms import term_matrix
from tests.training.made_up import labelled_texts

TEXTS = labelled_texts()[0]


def names_of(texts, **settings):
    return TermFeatures(min_sentences=1, **settings).fit(texts).get_feature_names_out().tolist()


def test_runs_are_as_long_as_the_model_knows_them():
    longer = {"he met officials", "he … officials"}
    assert longer <= set(names_of(["He met officials"], model="tension-1"))
    assert not longer & set(names_of(["He met officials"]))


def test_columns_add_up_to_the_scores_of_a_model_of_terms_alone(model):
    features = TermFeatures(min_sentences=1).fit(TEXTS)
    row = find_keys(model.tone.key, features.key_)
    known = np.flatnonzero(row >= 0)
    weight = model.tone.weight[row[known]].astype(np.float64)
    logits = features.transform(TEXTS)[:, known] @ weight + model.tone.intercept
    scores = replace(model, context=None).score(TEXTS)
    np.testing.assert_allclose(class_probabilities(logits)[:, 2], scores.confrontational, atol=1e-9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("expelled", {"expelled", "expelled*"}),
        ("Talks began.", {"talks", "talks*", "began", "began*", "talks began"}),
        ("He met officials", {"he met", "met officials"}),
        ("Russia met Mr. Putin", {"NAME met", "met NAME"}),
        ("the United States left", {"NAME left"}),
        ("It has 40 tanks", {"has NUMBER", "NUMBER tanks", "NUMBER"}),
        ("It poses no threat", {"negated: threat", "rule: negated confrontational"}),
        ("The talks were suspended", {"then undone: talks"}),
        ("a constructive visit", {"lexicon: cooperative", "constructive visit"}),
        ("naïve Élan naïve", {"naïve", "naïve*"}),
    ],
)
def test_terms_have_names_that_can_be_read(text, expected):
    assert expected <= set(names_of([text]))


def test_a_turned_word_has_no_column_of_its_own():
    assert "threat" not in names_of(["It poses no threat"])


def test_term_is_named_as_it_was_written_most_often():
    texts = ["They expelled two.", "They Expelled three.", "He expels nobody."]
    names = names_of(texts)
    assert "expelled*" in names
    assert "expels*" not in names
    assert {"expelled", "expels"} <= set(names)


def test_names_do_not_depend_on_the_order_of_texts():
    assert names_of(TEXTS) == names_of(TEXTS[::-1])


def test_names_agree_with_a_walk_through_every_term(model):
    """The plain way: note for every term each set of words it was made of, and take the commonest."""
    key = term_matrix(TEXTS, model.vocabulary, model.actors, None).key
    written = {int(k): {} for k in key}
    for text in TEXTS:
        block = sentence_block([text])
        tokens, words = tone_words(block, model.vocabulary, model.actors)
        for family in occurrences(words):
            for k, start, last in zip(family.keys, family.start, family.last, strict=True):
                said = text[tokens.start[words.token[start]] : tokens.end[words.last[last]]].lower()
                written[int(k)][said] = written[int(k)].get(said, 0) + 1
    names = dict(zip(key.tolist(), term_names(TEXTS, model.vocabulary, model.actors, key), strict=True))
    for k, ways in written.items():
        words = names[k].strip("*")
        if ways and words.isalpha() and words.islower():
            assert ways.get(words) == max(ways.values())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_every_text_gives_names_that_differ_and_columns_that_match(texts):
    try:
        features = TermFeatures(min_sentences=1).fit(texts)
    except InputError as error:
        if "no term is in" in str(error):
            return
        raise
    names = features.get_feature_names_out().tolist()
    assert len(set(names)) == len(names)
    assert names == sorted(names)
    found = features.transform(texts)
    assert sparse.issparse(found)
    assert found.shape == (len(texts), len(names))
    assert (found.getnnz(axis=0) > 0).all()


def test_terms_in_too_few_texts_have_no_column():
    assert names_of(["one two", "one"], max_features=None).count("two") == 1
    often = TermFeatures().fit(["one two", "one", "one, one"]).get_feature_names_out()
    assert often.tolist() == ["one", "one*"]
    assert TermFeatures(min_sentences=3).fit(TEXTS).transform(TEXTS).getnnz(axis=0).min() >= 3


def test_most_features_are_those_in_most_texts():
    all_of_them = TermFeatures().fit(TEXTS)
    few = TermFeatures(max_features=10).fit(TEXTS)
    n_texts = dict(zip(all_of_them.key_.tolist(), all_of_them.transform(TEXTS).getnnz(axis=0), strict=True))
    assert len(few.key_) == 10
    left_out = set(all_of_them.key_.tolist()) - set(few.key_.tolist())
    assert min(n_texts[k] for k in few.key_.tolist()) >= max(n_texts[k] for k in left_out)


def test_unknown_terms_are_left_out():
    features = TermFeatures().fit(TEXTS)
    assert features.transform(["Zebras graze.", ""]).nnz == 0


def test_own_lexicon_makes_the_columns_of_polarity():
    assert "lexicon: confrontational" not in names_of(["They florble."])
    assert "lexicon: confrontational" in names_of(["They florble."], lexicon={"florble": 0.5})


def test_global_setting_of_the_output_counts():
    import sklearn

    with sklearn.config_context(transform_output="pandas"):
        assert isinstance(TermFeatures().fit_transform(TEXTS), pd.DataFrame)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"min_sentences": 0}, "min_sentences=0: a whole number"),
        ({"min_sentences": 1.5}, "min_sentences=1.5"),
        ({"min_sentences": None}, "min_sentences=None"),
        ({"max_features": 0}, "max_features=0"),
        ({"max_features": "many"}, "max_features='many'"),
    ],
)
def test_setting_that_cannot_be_used_is_told(settings, message):
    with pytest.raises(UsageError, match=message):
        TermFeatures(**settings).fit(TEXTS)


@pytest.mark.parametrize("texts", [[], [""], ["one", "two"], ["2015"]])
def test_no_term_often_enough_is_told(texts):
    with pytest.raises(InputError, match=r"no term is in 2 of the .* lower min_sentences"):
        TermFeatures().fit(texts)


def test_unknown_output_is_refused():
    with pytest.raises(UsageError, match="transform='polars': 'default' or 'pandas'"):
        TermFeatures().set_output(transform="polars")
    assert TermFeatures().set_output(transform=None).transform.__name__ == "transform"
