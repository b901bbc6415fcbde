"""``next_to_label`` in a notebook: from articles or a frame, with labels or without."""

from __future__ import annotations

import pandas as pd
import pytest

import tension
from tension.errors import UsageError
from tension.files import shipped
from tension.training.candidates import COLUMNS
from tension.training.next_sentences import next_to_label


@pytest.fixture(scope="module")
def articles():
    return tension.read_articles(shipped("seeds", "articles"))


@pytest.fixture(scope="module")
def chosen(articles):
    return next_to_label(articles, n=12)


def test_frame_has_a_row_per_sentence_the_same_each_time(articles, chosen):
    assert tuple(chosen.columns) == COLUMNS
    assert len(chosen) == 12
    pd.testing.assert_frame_equal(chosen, next_to_label(articles, n=12))


def test_sentences_that_a_frame_of_labels_holds_are_not_chosen(articles, chosen):
    labels = chosen.assign(label="0", coder="ann")
    after = next_to_label(articles, n=12, labels=labels)
    assert not set(after.text) & set(chosen.text)
    assert next_to_label(articles, n=1, labels=labels, coder="ben").text[0] in set(chosen.text)


def test_frame_of_sentences_does_as_well(articles):
    sentences = tension.score_sentences(articles)
    chosen = next_to_label(sentences, n=5)
    relevant = {" ".join(text.split()) for text in sentences.text[sentences.relevant]}
    assert set(chosen.text) <= relevant
    assert (chosen.before != "").any()
    assert set(next_to_label(sentences[["text"]], n=5, order="given").text) == {
        " ".join(text.split()) for text in sentences.text[:5]
    }


@pytest.mark.parametrize("thing", ["seeds/articles", pd.DataFrame({"sentence": ["They met."]})])
def test_what_holds_no_sentences_is_refused(thing):
    with pytest.raises(UsageError):
        next_to_label(thing)


def test_at_least_one_must_be_asked_for(articles):
    with pytest.raises(UsageError, match="n=0"):
        next_to_label(articles, n=0)


def test_nothing_to_choose_from_is_an_empty_frame():
    assert next_to_label([], n=3).empty
    assert list(next_to_label(pd.DataFrame({"text": []})).columns) == list(COLUMNS)
