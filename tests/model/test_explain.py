"""Reasons add up: intercept and weights are the logit of confrontational against cooperative."""

from __future__ import annotations

import json
import math

import pytest

from tension.files import shipped
from tension.scores.records import article_record
from tension.text.corpus import read_articles
from tension.text.encoding import plainly_spelt

TOLERANCE = 1e-6


@pytest.fixture(scope="module")
def batch(scorer):
    return scorer.score_batch(list(read_articles(shipped("seeds", "articles"))))


def test_reasons_of_every_sample_sentence_add_up(model, batch):
    sentences = [sentence.text for i in range(len(batch.articles)) for sentence in batch.sentences(i)]
    assert len(sentences) >= 300
    scores = model.score(sentences)
    for i, sentence in enumerate(sentences):
        reasons = model.explain(sentence)
        logit = math.log(scores.confrontational[i] / scores.cooperative[i])
        assert abs(reasons.intercept + sum(term.weight for term in reasons.terms) - logit) < TOLERANCE, (
            sentence
        )
        for term in reasons.terms:
            assert term.text == sentence[term.start : term.end] != ""


def test_reasons_in_records_add_up_and_point_into_the_article(scorer, batch):
    n_sentences = 0
    for i, article in enumerate(batch.articles):
        record = json.loads(json.dumps(article_record(batch, i, scorer, explain=True)))
        for sentence in record["sentences"]:
            n_sentences += 1
            logit = math.log(sentence["confrontational"] / sentence["cooperative"])
            total = sentence["intercept"] + sum(term["weight"] for term in sentence["terms"])
            assert abs(total - logit) < TOLERANCE
            assert sentence["text"] == article.text[sentence["start"] : sentence["end"]]
            assert sentence["reason"]
            for term in sentence["terms"]:
                assert set(term) == {"start", "end", "text", "rule", "weight"}
                assert term["text"] == article.text[term["start"] : term["end"]] != ""
                assert sentence["start"] <= term["start"] < term["end"] <= sentence["end"]
    assert n_sentences >= 300


@pytest.mark.parametrize(
    "sentence",
    [
        "“Moscow’s answer…” — he said, ‘won’t’ please ÉLYSÉE 😀 or Москва.",
        "Żurek didn’t lift the sanctions.",
        "x" * 5000,
        "sanctions " * 300,
        "No. No! No?",
        "\u200bthreat\u00a0of war",
        "lone \ud800 surrogate and war",
    ],
)
def test_reasons_of_odd_sentences_add_up(model, sentence):
    scores = model.score([sentence])
    reasons = model.explain(sentence)
    total = reasons.intercept + sum(term.weight for term in reasons.terms)
    assert abs(total - math.log(scores.confrontational[0] / scores.cooperative[0])) < TOLERANCE
    spelt = plainly_spelt(sentence)
    for term in reasons.terms:
        assert term.text == spelt[term.start : term.end] != ""


def test_sentence_without_a_word_has_no_terms(model):
    assert model.explain("").terms == model.explain("— …").terms == ()


def test_rule_that_fired_is_named(model):
    rules = {
        term.rule
        for term in model.explain("They did not lift the sanctions, and the treaty collapsed.").terms
    }
    assert any(rule and rule.startswith("negated") for rule in rules)
    assert any(rule and rule.startswith("reversed") for rule in rules)


def test_largest_terms_come_first(model):
    weights = [
        abs(term.weight) for term in model.explain("Moscow expelled ten diplomats and threatened war.").terms
    ]
    assert weights == sorted(weights, reverse=True)
