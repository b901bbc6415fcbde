"""The sample: probabilities that are true, the same rows in any order, and nothing of the model's in the coder's file."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.errors import UsageError
from tension.index.audit.design import alike, chance_of, inclusion_probabilities, systematic
from tension.index.audit.sample import (
    COLUMNS,
    audit_rows,
    draw_articles,
    draw_sentences,
    key_of,
    readable,
)
from tension.index.audit.titles import title_names_side
from tests.show.made_up import scores_of

SCORES = scores_of(500, sources=("RT", "CNN", "Blog"))


def sentences_of(article_ids, n=6, relevant=2):
    rows = [(name, i) for name in article_ids for i in range(n)]
    return pd.DataFrame(
        {
            "article_id": [name for name, _ in rows],
            "sentence": [i for _, i in rows],
            "text": [f"Sentence {i}" for _, i in rows],
            "relevant": [i < relevant for _, i in rows],
            "tension": 0.5,
        }
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=60), st.data())
def test_probabilities_add_to_n_and_none_is_above_one(sizes, data):
    n = data.draw(st.integers(0, len(sizes)))
    size = np.array(sizes)
    found = inclusion_probabilities(size, n)
    assert found.sum() == pytest.approx(n)
    assert (found <= 1 + 1e-12).all()
    below = found < 1 - 1e-9
    if below.any() and n:
        assert np.ptp(found[below] / size[below]) < 1e-6 * (found[below] / size[below]).max() + 1e-12


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.01, 1.0), min_size=2, max_size=60), st.floats(0, 1, exclude_max=True))
def test_systematic_draw_has_n_different_rows(sizes, start):
    n = max(len(sizes) // 2, 1)
    rows = systematic(inclusion_probabilities(np.array(sizes), n), start)
    assert len(rows) == len(np.unique(rows)) == n


def test_every_row_is_drawn_as_often_as_its_probability_says():
    probability = inclusion_probabilities(np.array([1.0, 2.0, 3.0, 4.0, 10.0]), 2)
    drawn = np.zeros(5)
    starts = (np.arange(2000) + 0.5) / 2000
    for start in starts:
        drawn[systematic(probability, start)] += 1 / len(starts)
    assert drawn == pytest.approx(probability, abs=1e-3)


def test_cells_count_alike_however_many_articles_they_have():
    size = alike([np.array(["a", "a", "a", "b"])])
    assert size.tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1.0])


def test_chance_depends_on_name_and_seed_alone():
    assert chance_of(["a", "b"], 0)[1] == chance_of(["b"], 0)[0] != chance_of(["b"], 1)[0]
    assert 0.45 < chance_of(map(str, range(2000)), 0).mean() < 0.55


def test_order_of_rows_and_numbers_of_the_index_change_nothing():
    shuffled = SCORES.sample(frac=1, random_state=1)
    one, other = draw_articles(SCORES, 60), draw_articles(shuffled, 60)
    columns = ["article_id", "key", "probability", "place"]
    pd.testing.assert_frame_equal(one[columns], other[columns])
    assert set(one.article_id) != set(draw_articles(SCORES, 60, random_state=1).article_id)


def test_groups_are_alike_in_the_sample_and_a_quarter_is_what_the_model_leaves_out():
    drawn = draw_articles(SCORES, 120)
    assert (drawn.n_relevant == 0).sum() == 30
    said = drawn[drawn.n_relevant > 0].source.value_counts()
    assert said.tolist() == [30, 30, 30]
    assert (1 / drawn.probability).sum() == pytest.approx(len(SCORES), rel=0.02)


@pytest.mark.parametrize("by", [("source",), ("period",), ("source", "period")])
def test_other_cells_may_count_alike(by):
    drawn = draw_articles(SCORES, 100, by=by)
    assert len(drawn) == 100
    assert (1 / drawn.probability).sum() == pytest.approx(len(SCORES), rel=0.25)


TITLED = SCORES.assign(
    title=np.array(["Kremlin says no", "Rain in Brazil", None, "Bonn"], dtype=object)[np.arange(500) % 4]
)


def test_articles_left_out_whose_title_names_a_side_are_a_part_of_their_own():
    drawn = draw_articles(TITLED, 120, named_share=0.5)
    unsaid = drawn[drawn.n_relevant == 0]
    named = (unsaid.title == "Kremlin says no").to_numpy()
    assert (named.sum(), (~named).sum()) == (15, 15)
    every = TITLED[TITLED.n_relevant == 0]
    n_named = int((every.title == "Kremlin says no").sum())
    assert (1 / unsaid.probability[named]).sum() == pytest.approx(n_named, rel=0.2)
    assert (1 / unsaid.probability[~named]).sum() == pytest.approx(len(every) - n_named, rel=0.2)


@pytest.mark.parametrize(("share", "n_named"), [(0.0, 0), (1.0, 30)])
def test_part_of_articles_whose_title_names_a_side_may_be_none_or_all(share, n_named):
    drawn = draw_articles(TITLED, 120, named_share=share)
    assert ((drawn.n_relevant == 0) & (drawn.title == "Kremlin says no")).sum() == n_named


def test_part_that_is_too_small_is_filled_up_from_the_other():
    few = TITLED.assign(title=["Kremlin says no" if i < 12 else "Rain" for i in range(500)])
    n_named = int((few.title[few.n_relevant == 0] != "Rain").sum())
    drawn = draw_articles(few, 120, named_share=0.9)
    assert ((drawn.n_relevant == 0) & (drawn.title != "Rain")).sum() == n_named
    assert len(drawn) == 120


def test_side_is_that_of_the_dyad_of_the_scores_or_the_one_that_is_given():
    titles = TITLED.assign(title="Beijing says no")
    assert not title_names_side(titles).any()
    assert title_names_side(titles, "usa-chn").all()
    assert title_names_side(titles.assign(dyad="usa-chn")).all()


def test_more_than_there_are_takes_all_and_says_so():
    with pytest.warns(UserWarning, match="9999 articles were asked for and there are 500"):
        drawn = draw_articles(SCORES, 9999)
    assert len(drawn) == 500
    assert (drawn.probability == 1).all()


@pytest.mark.parametrize(
    ("articles", "settings_", "told"),
    [
        (SCORES, {"n": 0}, "nothing to draw"),
        (SCORES, {"n": 5, "by": ("colour",)}, "by colour: unknown"),
        (SCORES.assign(date=pd.NaT), {"n": 5}, "no dated article"),
        (SCORES.drop(columns="tension"), {"n": 5}, "no column 'tension'"),
        (SCORES.assign(article_id="a"), {"n": 5}, "'a' stands for several articles"),
        (SCORES, {"n": 5, "named_share": 2}, "named_share 2: is no share"),
        (SCORES.drop(columns="title"), {"n": 5, "named_share": 0.5}, "no column 'title'"),
        (SCORES.assign(model=["m1", "m2"] * 250), {"n": 5}, "several models are mixed"),
    ],
)
def test_mistake_is_told_in_a_line(articles, settings_, told):
    with pytest.raises(UsageError, match=told) as error:
        draw_articles(articles, **settings_)
    assert "\n" not in str(error.value)


def test_sentences_within_an_article_are_drawn_with_their_probability():
    drawn = draw_sentences(sentences_of(["a", "b"], n=8, relevant=5))
    assert drawn.groupby("article_id").relevant.sum().tolist() == [3, 3]
    assert drawn.groupby("article_id").size().tolist() == [4, 4]
    assert set(drawn.sentence_probability.round(3)) == {0.6, 0.333}
    few = draw_sentences(sentences_of(["a"], n=2, relevant=2))
    assert few.sentence_probability.tolist() == [1.0, 1.0]


def test_coder_sees_text_and_nothing_of_the_model():
    drawn = draw_articles(SCORES, 8)
    rows = audit_rows(
        drawn,
        dict.fromkeys(drawn.article_id, "- He said so."),
        draw_sentences(sentences_of(drawn.article_id)),
    )
    assert list(rows.columns) == list(COLUMNS)
    assert not {"tension", "n_relevant", "confrontational", "relevant"} & set(rows.columns)
    assert (rows.label == "").all()
    assert (rows.unit == "article").sum() == 8
    assert (rows.unit == "sentence").sum() == 8 * 3
    assert rows.unit.iloc[0] == "article"
    assert rows.key[rows.unit == "sentence"].iloc[0] == rows.key.iloc[0]
    assert rows.text.iloc[0] == " - He said so."


def test_sample_without_texts_has_articles_alone():
    assert set(audit_rows(draw_articles(SCORES, 5)).unit) == {"article"}


def test_scores_without_titles_or_names_of_the_model_can_be_drawn_from():
    bare = SCORES[["article_id", "date", "source", "n_relevant", "tension"]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = audit_rows(draw_articles(bare, 5))
    assert list(rows.columns) == list(COLUMNS)


def test_key_is_taken_for_no_number_and_long_text_is_cut():
    assert key_of("755000000e479")[0] == "k"
    assert len(readable("a" * 50_000)) == 30_000
    assert readable("=1+1") == " =1+1"
