"""Frames: the contract's columns, and a row for every article and sentence."""

from __future__ import annotations

import pandas as pd
import pytest

import tension
from tension.text.article import Article

ARTICLE = [
    "article_id",
    "date",
    "source",
    "title",
    "url",
    "fingerprint",
    "n_sentences",
    "n_relevant",
    "cooperative",
    "neutral",
    "confrontational",
    "tension",
    "intensity",
    "lower",
    "upper",
    "tension_a_to_b",
    "n_a_to_b",
    "tension_b_to_a",
    "n_b_to_a",
    "dyad",
    "model",
]
SENTENCE = [
    "article_id",
    "sentence",
    "start",
    "end",
    "text",
    "is_title",
    "relevant",
    "direction",
    "cooperative",
    "neutral",
    "confrontational",
    "tension",
    "intensity",
]
ARTICLES = [
    Article(
        "one",
        "Russia and the United States signed a treaty.\n\nMoscow expelled American diplomats.",
        source="Wire",
    ),
    Article("none", "It rained in Brazil.", date=None),
    Article("empty", "…"),
]


def test_article_frame_has_the_columns_of_the_contract(model):
    frame = tension.score_articles(ARTICLES, model=model)
    assert list(frame.columns) == ARTICLE
    assert frame.article_id.tolist() == ["one", "none", "empty"]
    assert frame.n_relevant.tolist() == [2, 0, 0]
    assert frame.tension.isna().tolist() == [False, True, True]
    assert frame.lower.isna().tolist() == [False, True, True]
    assert (frame.n_a_to_b == 0).all()
    assert frame.tension_a_to_b.isna().all()
    assert set(frame.dyad) == {"usa-rus"}
    assert set(frame.model) == {model.name}
    assert frame.fingerprint.map(len).tolist() == [256] * 3
    assert pd.api.types.is_datetime64_any_dtype(frame.date)
    one = frame.iloc[0]
    assert one.tension == pytest.approx(one.confrontational - one.cooperative)
    assert one.intensity == pytest.approx(one.confrontational + one.cooperative)
    assert -1 <= one.lower <= one.tension <= one.upper <= 1


def test_sentence_frame_has_the_columns_of_the_contract(model):
    frame = tension.score_sentences(ARTICLES, model=model)
    assert list(frame.columns) == SENTENCE
    assert frame.sentence[frame.article_id == "one"].tolist() == [0, 1]
    text = {article.article_id: article.text for article in ARTICLES}
    for row in frame.itertuples():
        assert row.text == text[row.article_id][row.start : row.end]
    assert frame.relevant.tolist()[:3] == [True, True, False]
    assert frame.tension[frame.article_id == "one"].between(-1, 1).all()


def test_no_articles_give_empty_frames(model):
    assert list(tension.score_articles([], model=model).columns) == ARTICLE
    assert list(tension.score_sentences([], model=model).columns) == SENTENCE


def test_other_dyad_is_named(model):
    frame = tension.score_articles(ARTICLES, model=model, dyad="any")
    assert set(frame.dyad) == {"any"}
    assert frame.n_relevant.tolist()[1] == 1


def test_articles_may_come_from_an_iterator(model):
    assert tension.score_articles(iter(ARTICLES), model=model).equals(
        tension.score_articles(ARTICLES, model=model)
    )
