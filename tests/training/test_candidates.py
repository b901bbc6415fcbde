"""Sentences that may be read: in their context, once, none that was read, and in a steady order."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from tension.errors import UsageError
from tension.scores.run import make_scorer
from tension.text.article import Article
from tension.training.candidates import find_candidates, in_order
from tension.training.coding import Label

TITLE = "Moscow expels American diplomats"
BODY = (
    "Russia expelled ten American diplomats on Monday. Washington said it would answer in kind. "
    "The weather in Lisbon was fine. Russia and the United States still plan\n  talks in Geneva."
)
ARTICLE = Article(
    "one",
    f"{TITLE}\n\n{BODY}",
    TITLE,
    datetime.date(2020, 5, 4),
    "Sample Wire",
    title_span=(0, len(TITLE)),
)


def found(scorer, articles=(ARTICLE,), **settings):
    return find_candidates(list(articles), scorer, **settings)[0]


def test_sentence_comes_with_its_neighbours_and_its_article(scorer):
    candidates = found(scorer)
    last = candidates[-1]
    assert last.text == "Russia and the United States still plan talks in Geneva."
    assert (last.before, last.after) == ("The weather in Lisbon was fine.", "")
    assert (last.title, last.date, last.source) == (TITLE, "2020-05-04", "Sample Wire")
    assert last.place == ("one", "4")
    assert last.cooperative + last.neutral + last.confrontational == pytest.approx(1)
    assert last.model == scorer.model.name
    assert candidates[0].text == candidates[0].title == TITLE


def test_only_what_counts_is_asked_unless_all_is(scorer):
    assert "Lisbon" not in " ".join(candidate.text for candidate in found(scorer))
    every = found(scorer, every=True)
    weather = next(candidate for candidate in every if "Lisbon" in candidate.text)
    assert not weather.counts
    assert len(every) == 5


def test_relevance_is_worth_asking_where_a_side_is_named(scorer):
    alone = Article("three", "The weather in Lisbon was fine. Moscow was wet.")
    assert [candidate.names_side for candidate in found(scorer, (alone,), every=True)] == [False, True]


def test_sentence_is_asked_once_whatever_article_repeats_it(scorer):
    copy = Article("two", ARTICLE.text, TITLE, title_span=ARTICLE.title_span)
    assert len(found(scorer, (ARTICLE, copy))) == len(found(scorer))


def test_what_was_labelled_is_not_asked_again(scorer):
    first, *rest = found(scorer)
    by_place = Label("Words that were since mended.", "1", article_id="one", sentence=str(first.sentence))
    by_words = Label(first.text.upper(), "1", article_id="another", sentence="7")
    assert found(scorer, labels=[by_place]) == rest
    assert found(scorer, labels=[by_words]) == rest


def test_of_more_than_are_kept_the_most_uncertain_stay_in_the_order_of_the_articles(scorer):
    every = found(scorer, every=True)
    kept, n = find_candidates([ARTICLE], scorer, every=True, most=2)
    least = sorted(candidate.uncertainty for candidate in every)[-2:]
    assert n == 5
    assert sorted(candidate.uncertainty for candidate in kept) == least
    assert kept == [candidate for candidate in every if candidate in kept]


def test_given_order_stops_looking_when_there_are_enough(scorer):
    def articles():
        yield ARTICLE
        raise AssertionError("looked on")

    scorer_of_one = make_scorer(scorer.model, "any")
    kept, n = find_candidates([ARTICLE], scorer_of_one, order="given", most=2)
    assert n == 2
    assert [candidate.sentence for candidate in kept] == [0, 1]


@pytest.mark.parametrize("order", ["uncertain", "random", "given"])
def test_order_is_the_same_each_time(scorer, order):
    every = found(scorer, every=True)
    orders = [in_order(every, 4, scorer.model, order=order, random_state=3) for _ in range(2)]
    assert orders[0] == orders[1]
    assert len(orders[0]) == 4


def test_lot_does_not_hang_on_what_else_there_is(scorer):
    every = found(scorer, every=True)
    drawn = in_order(every, 5, scorer.model, order="random")
    fewer = in_order(every[1:], 5, scorer.model, order="random")
    assert fewer == [candidate for candidate in drawn if candidate != every[0]]


def test_most_uncertain_comes_first_and_what_is_like_a_label_later(scorer):
    every = found(scorer, every=True)
    first = in_order(every, 5, scorer.model)[0]
    assert first.uncertainty == max(candidate.uncertainty for candidate in every)
    near = [replace(one, uncertainty=max(one.uncertainty, first.uncertainty - 0.1)) for one in every]
    labels = [Label(first.text.replace("Russia", "France"), "1")]
    assert in_order(near, 5, scorer.model)[0] == first
    assert in_order(near, 5, scorer.model, labels=labels)[0] != first


def test_unknown_order_is_refused(scorer):
    with pytest.raises(UsageError, match="uncertain, random, given"):
        found(scorer, order="best")
