"""Articles scored: what counts, what is left out, and that company changes nothing."""

from __future__ import annotations

import dataclasses
import datetime
import itertools

import numpy as np
import pytest

from tension.dyad.gate import REASONS
from tension.errors import ModelError, UsageError
from tension.files import shipped
from tension.scores.run import make_scorer, sentence_keys
from tension.text.article import Article
from tension.text.corpus import read_articles
from tension.text.tokens import BLOCK_CHARACTERS, find_tokens, sentence_block

PLAIN = (
    "Russia and the United States signed a treaty on Thursday.\n\n"
    "Moscow expelled ten American diplomats on Friday.\n\n"
    "Elsewhere, farmers in Brazil brought in their coffee before the rain."
)


def test_only_sentences_on_the_dyad_count(scorer):
    batch = scorer.score_batch([Article("one", PLAIN)])
    assert batch.relevant.tolist() == [True, True, False]
    assert batch.n_relevant.tolist() == [2]
    assert np.allclose(batch.means[0], batch.probabilities[:2].mean(axis=0))
    assert -1 <= batch.lower[0] <= batch.means[0, 2] - batch.means[0, 0] <= batch.upper[0] <= 1


def test_every_sentence_counts_with_any(model):
    batch = make_scorer(model, "any").score_batch([Article("one", PLAIN)])
    assert batch.relevant.all()
    assert {REASONS[reason] for reason in batch.reason} == {"every sentence counts"}


@pytest.mark.parametrize("text", ["", "  \n\n ", "…", "— 12 —", "It rained in Brazil.", "."])
@pytest.mark.parametrize("dyad", ["usa-rus", "any"])
def test_article_without_a_counted_sentence_has_nan_and_a_count(model, text, dyad):
    batch = make_scorer(model, dyad).score_batch([Article("one", text), Article("two", PLAIN)])
    counts = dyad == "any" and any(map(str.isalnum, text))
    assert np.isnan(batch.means[0]).any() != counts
    assert np.isnan([batch.lower[0], batch.upper[0]]).any() != counts
    assert batch.n_relevant[0] == counts
    assert not np.isnan(batch.means[1]).any()


def test_nothing_to_score_gives_empty_arrays(scorer):
    batch = scorer.score_batch([])
    assert (batch.probabilities.shape, batch.means.shape, batch.first.tolist()) == ((0, 3), (0, 3), [0])
    assert list(scorer.batches([])) == []


def test_company_changes_no_score(scorer):
    articles = list(read_articles(shipped("seeds", "articles")))[:30]
    together = scorer.score_batch(articles)
    backwards = scorer.score_batch(articles[::-1])
    for i, article in enumerate(articles):
        alone = scorer.score_batch([article])
        rows = slice(together.first[i], together.first[i + 1])
        assert np.allclose(
            together.probabilities[rows], alone.probabilities, rtol=0, atol=1e-12, equal_nan=True
        )
        assert together.reason[rows].tolist() == alone.reason.tolist()
        for many in (together.means[i], backwards.means[len(articles) - 1 - i]):
            assert np.allclose(many, alone.means[0], rtol=0, atol=1e-12, equal_nan=True)


def test_long_article_among_others_equals_itself_alone(scorer):
    text = (
        PLAIN
        + "\n\n"
        + "\n\n".join(
            f"Putin and Obama discussed treaty {i} at length." for i in range(BLOCK_CHARACTERS // 22)
        )
    )
    assert len(text) > max(300_000, 2 * BLOCK_CHARACTERS)
    long = Article("long", text)
    alone = scorer.score_batch([long])
    among = scorer.score_batch([Article("one", PLAIN), long, Article("two", PLAIN)])
    rows = slice(among.first[1], among.first[2])
    assert np.allclose(among.probabilities[rows], alone.probabilities, rtol=0, atol=1e-12)
    assert (among.fingerprint[1] == alone.fingerprint[0]).all()
    assert np.allclose(among.means[1], alone.means[0], rtol=0, atol=1e-12)
    assert among.span[rows].tolist() == alone.span.tolist()
    assert among.sentences(2)[1].text == "Moscow expelled ten American diplomats on Friday."


def test_batches_hold_all_articles_in_order(scorer):
    articles = [Article(str(i), PLAIN * (BLOCK_CHARACTERS // 4000)) for i in range(100)]
    batches = list(scorer.batches(iter(articles)))
    assert len(batches) > 1
    assert [article.article_id for batch in batches for article in batch.articles] == [
        str(i) for i in range(100)
    ]


def test_repeated_sentence_is_left_out_but_never_as_a_headline(model):
    line = "Russia and the United States signed a treaty on Thursday."
    key = sentence_keys(find_tokens(sentence_block([line])))
    scorer = make_scorer(dataclasses.replace(model, repeated=key))
    batch = scorer.score_batch([Article("one", PLAIN)])
    assert batch.sentences(0)[0].text.startswith("Moscow expelled")
    assert len(batch.span) == 2
    titled = Article("two", PLAIN, title=line, title_span=(0, len(line)))
    assert len(scorer.score_batch([titled]).span) == 3


def test_keys_tell_sentences_of_four_words_or_more_apart():
    keys = sentence_keys(
        find_tokens(sentence_block(["a b c d", "A, b c; d!", "d c b a", "a b c", "", "b c d a"]))
    )
    assert keys[0] == keys[1] != 0
    assert keys[3] == keys[4] == 0
    assert len({keys[0], keys[2], keys[5]}) == 3


def test_sentences_point_into_the_article(scorer):
    for article in list(read_articles(shipped("seeds", "articles")))[:20]:
        batch = scorer.score_batch([article])
        sentences = batch.sentences(0)
        assert [sentence.is_title for sentence in sentences].count(True) <= 1
        assert all(article.text[one.start : one.end] == one.text != "" for one in sentences)
        assert all(left.end <= right.start for left, right in itertools.pairwise(sentences))


def test_year_of_the_article_tells_who_was_in_office(scorer):
    text = "Barack Obama met Vladimir Putin for talks on arms control."
    judged = [
        scorer.score_batch([Article("one", text, date=datetime.date(year, 1, 1))]).relevant.tolist()
        for year in (1985, 2013)
    ]
    assert judged == [[False], [True]]


@pytest.mark.parametrize(
    ("model_name", "dyad", "error"), [("absent-9", "usa-rus", ModelError), ("tension-1", "xx", UsageError)]
)
def test_wrong_names_are_told(model_name, dyad, error):
    with pytest.raises(error):
        make_scorer(model_name, dyad)
