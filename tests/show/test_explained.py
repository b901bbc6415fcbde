"""A scored article: its numbers are those of the frames, its reasons add up, and it tells itself in a few lines."""

from __future__ import annotations

import json
import math
import pickle

import numpy as np
import pandas as pd
import pytest

import tension
from tension.scores.records import SENTENCE_COLUMNS, article_record
from tension.show.explained import INTERCEPT, MOST_PRINTED, REASON_COLUMNS, ScoredArticle
from tension.text.article import Article


def scored(scorer, one):
    return ScoredArticle(
        one, article_record(scorer.score_batch([one]), 0, scorer, explain=True), scorer.dyad.names
    )


def scored_text(scorer, text, title=None):
    return scored(scorer, Article("one", text, title))


@pytest.fixture(scope="module")
def some(seeds, scorer):
    return [scored(scorer, one) for one in list(seeds)[:12]]


def test_numbers_are_those_of_the_article_frame(some):
    frame = tension.score_articles([one.article for one in some])
    for name in ("tension", "lower", "upper", "intensity", "n_sentences", "n_relevant"):
        assert [getattr(one, name) for one in some] == pytest.approx(frame[name].tolist(), nan_ok=True)


def test_sentences_are_the_sentence_frame(some):
    for one in some:
        pd.testing.assert_frame_equal(one.sentences, tension.score_sentences([one.article]))


def test_weights_of_a_sentence_add_up_to_its_logit(some):
    for one in some:
        sums = one.reasons.groupby("sentence").weight.sum()
        rows = one.sentences.loc[sums.index]
        logits = np.log(rows.confrontational / rows.cooperative)
        np.testing.assert_allclose(sums, logits, atol=1e-6, rtol=0)
        assert len(sums) == one.sentences.tension.notna().sum()


def test_every_reason_stands_where_it_says(some):
    for one in some:
        spans = list(zip(one.sentences.start, one.sentences.end, strict=True))
        for row in one.reasons.itertuples():
            start, end = spans[row.sentence]
            assert one.article.text[row.start : row.end] == row.text
            assert start <= row.start <= row.end <= end


def test_reasons_stand_by_sentence_and_then_by_weight(some):
    for one in some:
        order = list(zip(one.reasons.sentence, -one.reasons.weight.abs(), strict=True))
        assert order == sorted(order)


def test_every_scored_sentence_has_one_intercept(some):
    for one in some:
        first = one.reasons[one.reasons.rule == INTERCEPT]
        assert first.sentence.is_unique
        assert set(first.sentence) == set(one.reasons.sentence)
        assert (first.text == "").all()


def test_a_sentence_without_a_word_has_a_row_of_its_own_and_no_reason(scorer):
    one = scored_text(scorer, "Russia condemned the United States. Russia thanked them.")
    empty = dict.fromkeys(("cooperative", "neutral", "confrontational", "tension", "intensity"))
    first, second = one.record["sentences"]
    wordless = ScoredArticle(one.article, one.record | {"sentences": [first | empty, second]}, "")
    assert wordless.sentences.tension.isna().tolist() == [True, False]
    assert set(wordless.reasons.sentence) == {1}
    assert str(wordless).split("\n")[1].startswith(" *     -  Russia condemned")


@pytest.mark.parametrize("text", ["", "It rained in Brazil."])
def test_an_article_without_a_relevant_sentence_has_no_number_and_says_so(scorer, text):
    one = scored_text(scorer, text)
    assert all(math.isnan(value) for value in (one.tension, one.lower, one.upper, one.intensity))
    assert one.n_relevant == 0
    assert "there is no score" in one.verdict
    assert "there is no score" in str(one)
    assert list(one.sentences) == list(SENTENCE_COLUMNS)
    assert list(one.reasons) == list(REASON_COLUMNS)


def test_text_begins_with_the_verdict_and_marks_what_counts(scorer):
    lines = str(scored_text(scorer, "Russia threatened the United States. It rained in Brazil.")).split("\n")
    assert lines[0].startswith(("Confrontational: tension +", "Strongly confrontational: tension +"))
    assert lines[0].endswith("; 1 of 2 sentences count")
    assert [line[:3] for line in lines[1:]] == [" * ", "   "]


def test_of_many_sentences_the_first_are_printed_and_the_others_counted(scorer):
    text = " ".join(f"Russia condemned the United States on day {i} again." for i in range(40))
    lines = str(scored_text(scorer, text)).split("\n")
    assert len(lines) == MOST_PRINTED + 2
    assert lines[-1].endswith(f"{40 - MOST_PRINTED} more sentences")


@pytest.mark.parametrize("show", [str, repr])
def test_no_mark_of_the_text_reaches_a_terminal(scorer, show):
    harm = "\x1b\u202e\x07"
    told = show(scored_text(scorer, f"A {harm} title\n\nRussia {harm} condemned the United States.", harm))
    assert not set(harm) & set(told)


def test_representation_is_one_short_line(scorer):
    told = repr(scored_text(scorer, "Russia condemned the United States.", "A long title " * 50))
    assert told.startswith("<ScoredArticle 'A long title A long")
    assert "\n" not in told
    assert len(told) < 200


def test_record_is_plain_json_and_the_object_survives_pickling(some):
    for one in some:
        assert json.loads(json.dumps(one.record, allow_nan=False)) == one.record
        assert pickle.loads(pickle.dumps(one)) == one
