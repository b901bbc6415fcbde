"""Records: the contract's keys, in order, ready for JSON."""

from __future__ import annotations

import datetime
import json

import pytest

from tension.scores.records import (
    ARTICLE_COLUMNS,
    SENTENCE_COLUMNS,
    article_columns,
    article_record,
    sentence_columns,
)
from tension.text.article import Article

RECORD = [
    "article_id",
    "date",
    "source",
    "title",
    "url",
    "dyad",
    "model",
    "tension",
    "lower",
    "upper",
    "intensity",
    "cooperative",
    "neutral",
    "confrontational",
    "n_sentences",
    "n_relevant",
    "sentences",
]
SENTENCE = [
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
TITLE = "U.S. and Russia agree to extend arms treaty"
ARTICLES = [
    Article(
        "a",
        f"{TITLE}\n\nMoscow hailed it. …",
        TITLE,
        datetime.date(2013, 4, 16),
        "Wire",
        "https://x.org/a",
        (0, len(TITLE)),
    ),
    Article("b", "It rained in Brazil."),
    Article("c", "…"),
]


@pytest.fixture(scope="module")
def batch(scorer):
    return scorer.score_batch(ARTICLES)


@pytest.mark.parametrize("explain", [False, True])
def test_record_has_the_keys_of_the_contract(scorer, batch, explain):
    for i in range(3):
        record = article_record(batch, i, scorer, explain=explain)
        assert list(record) == RECORD
        for sentence in record["sentences"]:
            assert list(sentence) == SENTENCE + (["reason", "intercept", "terms"] if explain else [])
            for term in sentence.get("terms", []):
                assert list(term) == ["start", "end", "text", "rule", "weight"]
        assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_record_carries_what_the_article_does(scorer, batch):
    record = article_record(batch, 0, scorer, explain=False)
    assert [record[name] for name in ("article_id", "date", "source", "title", "url", "dyad", "model")] == [
        "a",
        "2013-04-16",
        "Wire",
        TITLE,
        "https://x.org/a",
        "usa-rus",
        scorer.model.name,
    ]
    assert [sentence["is_title"] for sentence in record["sentences"]][:2] == [True, False]
    assert record["n_sentences"] == len(record["sentences"])
    assert record["tension"] == record["confrontational"] - record["cooperative"]


def test_what_is_missing_is_null(scorer, batch):
    record = article_record(batch, 1, scorer, explain=False)
    scores = ("tension", "lower", "upper", "intensity", "cooperative", "neutral", "confrontational")
    assert [record[name] for name in (*scores, "date", "source", "title", "url")] == [None] * 11
    assert record["n_relevant"] == 0
    assert record["sentences"][0]["tension"] is not None  # the sentence has a score, though it doesn't count


def test_columns_are_those_of_the_contract_and_equally_long(scorer, batch):
    articles, sentences = article_columns(batch, scorer), sentence_columns(batch, scorer)
    assert tuple(articles) == ARTICLE_COLUMNS
    assert tuple(sentences) == SENTENCE_COLUMNS
    assert {len(values) for values in articles.values()} == {3}
    assert {len(values) for values in sentences.values()} == {len(batch.span)}
    assert articles["date"] == [datetime.date(2013, 4, 16), None, None]


def test_directions_are_alike_in_records_and_columns(scorer, batch):
    written = sentence_columns(batch, scorer)["direction"]
    records = [article_record(batch, i, scorer) for i in range(len(batch.articles))]
    assert [sentence["direction"] for record in records for sentence in record["sentences"]] == written
    assert set(written) <= {None, "usa>rus", "rus>usa", "mutual"}
    assert any(written)
