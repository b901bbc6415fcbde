"""One article as users give it: text, path or Article; everything else is refused in one line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import tension
from tension.errors import InputError, ModelError, UsageError
from tension.show.explained import REASON_COLUMNS
from tension.show.one_article import explain, score_article
from tension.text.article import Article

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles"
TEXT = "Russia condemned the new sanctions of the United States. The talks went well."


@pytest.fixture(scope="module")
def wire():
    return sorted(SEEDS.glob("*.txt"))[0]


def test_a_path_its_text_and_its_article_score_alike(wire):
    read = next(iter(tension.read_articles(wire)))
    one = score_article(wire)
    assert one == score_article(read)
    assert one.record == score_article(wire.read_text(encoding="utf-8")).record


def test_scores_are_those_of_many_articles_at_once(wire):
    frame = tension.score_articles(tension.read_articles(SEEDS))
    one = score_article(wire)
    row = frame[frame.article_id == one.article.article_id].iloc[0]
    assert (one.tension, one.lower, one.upper) == (row.tension, row.lower, row.upper)


def test_model_and_dyad_are_taken_by_name_or_as_they_are(model):
    dyad = tension.load_dyad("any")
    assert score_article(TEXT, model=model, dyad=dyad) == score_article(TEXT, model="tension-2", dyad="any")
    assert score_article(TEXT, dyad="any").n_relevant == 2
    assert score_article(TEXT, model="tension-1").record["model"] == "tension-1"


def test_explain_gives_the_reasons_of_the_scored_article():
    frame = explain(TEXT)
    assert list(frame) == list(REASON_COLUMNS)
    pd.testing.assert_frame_equal(frame, score_article(TEXT).reasons)
    assert frame.text.iloc[0] in ("condemned", "sanctions")


def test_explain_tells_the_rule_behind_a_term():
    frame = explain("Moscow is no longer a threat to Washington.")
    assert frame.rule.str.contains("negated|reversed", na=False).any()


def test_weights_by_model_are_those_that_the_model_explains(model):
    sentence = "Russia condemned the new sanctions of the United States."
    frame = explain(sentence)
    told = model.explain(sentence)
    terms = frame[frame.rule != "intercept"]
    assert sorted(terms.weight) == sorted(term.weight for term in told.terms)
    assert frame[frame.rule == "intercept"].weight.tolist() == [told.intercept]


def test_line_breaks_of_windows_are_those_of_a_file():
    one = score_article("A title\r\n\r\nRussia condemned the United States.")
    assert one.article.text == "A title\n\nRussia condemned the United States."
    assert one.article.title == "A title"


def test_half_a_surrogate_pair_is_replaced():
    one = score_article("Russia condemned \ud800 the United States.")
    assert one.article.text == "Russia condemned ? the United States."


@settings(max_examples=60, deadline=None)
@example("\x850 Russia")
@given(
    st.lists(
        st.sampled_from(
            ["Russia", "the United States", "condemned", "talks", "no longer", "threat", "sanctions", ".", "\n\n",
             "ended", "\u202e", "é", "12", "“", "U.S."]
        ) | st.text(max_size=8).filter(lambda text: "\0" not in text),
        min_size=1, max_size=30,
    ).map(" ".join)
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:the text")
def test_weights_add_up_whatever_the_text(text):
    try:
        one = score_article(text)
    except (InputError, UsageError):  # no text, or the name of a file, as "Russia .HTM" is
        return
    sums = one.reasons.groupby("sentence").weight.sum()
    rows = one.sentences.loc[sums.index]
    np.testing.assert_allclose(sums, np.log(rows.confrontational / rows.cooperative), atol=1e-6, rtol=0)
    assert one._repr_html_().count("</li>") <= len(one.sentences)


@pytest.mark.parametrize("text", ["", " \n\t", "\0binary\0", "%PDF-1.7", "x" * (20 * 2**20 + 1)])
def test_text_that_holds_no_article_is_refused(text):
    with pytest.raises(InputError, match=r"^the text: .*; ") as refusal:
        score_article(text)
    assert "\n" not in str(refusal.value)


def test_text_without_a_word_has_no_score_and_a_warning():
    with pytest.warns(UserWarning, match="the text: has no word in it"):
        one = score_article("1234 5678.")
    assert np.isnan(one.tension)


@pytest.mark.parametrize("given", [None, 7, 1.5, b"text", ["text"], {"text": "x"}, pd.DataFrame(), (TEXT,)])
def test_what_is_no_article_is_refused_with_its_kind(given):
    with pytest.raises(UsageError, match=f"one article is wanted, not a {type(given).__name__}; "):
        score_article(given)


@pytest.mark.parametrize(
    "name", ["article.txt", "a folder/one.HTML", "news.jsonl.gz", " page.htm\n", "/x/y.md"]
)
def test_a_name_of_a_file_given_as_text_is_refused(name):
    with pytest.raises(UsageError, match=r"is a file's name, not a text; give pathlib\.Path"):
        score_article(name)


def test_an_address_given_as_text_is_refused():
    with pytest.raises(UsageError, match="is an address, and nothing is downloaded"):
        score_article("https://news.example/a?b=c")


def test_a_sentence_that_ends_in_a_files_name_is_a_text():
    assert score_article("Russia condemned the leak of the file plan.txt.").n_sentences == 1


def test_a_file_that_is_absent_is_told(tmp_path):
    with pytest.raises(InputError, match="absent"):
        score_article(tmp_path / "absent.txt")


def test_a_table_of_many_articles_is_refused(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("text\nRussia condemned it.\nRussia praised it.\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds more than one article; use tension\.score_articles"):
        score_article(path)


def test_a_table_of_one_article_is_scored(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("text,date\nRussia condemned the United States.,2020-01-02\n", encoding="utf-8")
    assert score_article(path).record["date"] == "2020-01-02"


def test_a_table_without_rows_is_refused(tmp_path):
    path = tmp_path / "none.csv"
    path.write_text("text\n", encoding="utf-8")
    with pytest.raises(InputError, match="no rows"):
        score_article(path)


@pytest.mark.parametrize("function", [score_article, explain])
def test_a_model_or_a_dyad_that_is_unknown_is_refused(function):
    with pytest.raises(ModelError, match="no-model"):
        function(TEXT, model="no-model")
    with pytest.raises(UsageError, match="no-pair"):
        function(Article("one", TEXT), dyad="no-pair")
