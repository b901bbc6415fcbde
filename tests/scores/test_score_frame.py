import datetime

import numpy as np
import pandas as pd
import pytest

import tension
from tension.errors import InputError, UsageError

TITLES = [
    "Moscow expels U.S. diplomats",
    None,
    "Moscow and Washington agreed to extend the treaty",
    "Rain in Moscow",
]


def frame_of(**columns):
    days = pd.to_datetime(["2018-03-30", "2018-03-30", "2021-01-26", "2021-02-01"])
    return pd.DataFrame({"title": TITLES, "desk": list("abcd"), **columns}, index=days)


def test_rows_index_and_columns_come_back_with_scores_beside():
    frame = frame_of()
    before = frame.copy()
    scored = tension.score_frame(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert scored.index.equals(frame.index)
    assert scored.columns[:2].tolist() == ["title", "desk"]
    assert (scored.tension.iloc[0], scored.tension.iloc[2]) == (
        pytest.approx(tension.score_article(TITLES[0]).tension),
        pytest.approx(tension.score_article(TITLES[2]).tension),
    )
    assert scored.tension.isna().tolist() == [False, True, False, True]
    assert scored.n_relevant.tolist() == [1, 0, 1, 0]


def test_scores_are_those_of_the_same_table_in_a_file(tmp_path):
    frame = frame_of(date=["2018-03-30", "", None, "1 February 2021"], source="Wire")
    frame.dropna(subset="title").to_parquet(tmp_path / "mine.parquet")
    expected = tension.score_articles(tension.read_articles(tmp_path / "mine.parquet"))
    scored = tension.score_frame(frame).dropna(subset="title")
    for name in ("tension", "lower"):
        np.testing.assert_allclose(scored[name], expected[name])
    for name in ("article_id", "n_sentences", "fingerprint", "model"):
        assert scored[name].tolist() == expected[name].tolist()


@pytest.mark.parametrize("dated", ["index", "column", "words"])
def test_dates_are_taken_from_the_column_or_the_index(dated):
    frame = frame_of()
    if dated != "index":
        days = frame.index if dated == "column" else frame.index.strftime("%Y-%m-%d")
        frame = frame.assign(date=days).reset_index(drop=True)
    scored = tension.score_frame(frame)
    with pytest.warns(UserWarning, match="12 months"):
        index = tension.build_index(scored, "Y")
    assert index.loc[index.n_stories > 0, "n_stories"].sum() == 2
    assert str(pd.to_datetime(scored.date.iloc[0]).date()) == str(datetime.date(2018, 3, 30))


def test_repeated_index_neither_grows_nor_mixes_rows():
    frame = pd.DataFrame({"text": TITLES}, index=[3, 3, 3, 1])
    scored = tension.score_frame(frame)
    assert scored.index.tolist() == [3, 3, 3, 1]
    assert np.isnan(scored.tension.iloc[1])
    assert scored.tension.iloc[0] > 0 > scored.tension.iloc[2]


def test_frame_without_rows_or_texts_has_columns_all_the_same():
    for frame in (frame_of().iloc[:0], frame_of().iloc[[1]]):
        scored = tension.score_frame(frame)
        assert len(scored) == len(frame)
        assert scored.tension.isna().all()


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (pd.DataFrame({"body": TITLES}), "neither a column text nor title"),
        (pd.DataFrame({"text": ["Talks.", 7]}), "row 1.*isn't text but int"),
        (pd.DataFrame({"text": TITLES, "lower": 1.0}), "has a column lower already"),
        (pd.DataFrame({"tension": [0.1], "n_relevant": 1}), "has a column n_relevant already"),
    ],
)
def test_unusable_frames_are_told(frame, told):
    with pytest.raises(InputError, match=told):
        tension.score_frame(frame)


def test_no_frame_is_told():
    with pytest.raises(UsageError, match="a frame is wanted, not a list"):
        tension.score_frame(TITLES)
    with pytest.raises(UsageError, match=r"tension\.score_frame"):
        tension.score_articles(frame_of())


def test_rows_without_a_text_keep_their_ids():
    frame = pd.DataFrame({"id": ["k1", "k2"], "title": ["", "Moscow expels U.S. diplomats"]})
    assert tension.score_frame(frame).article_id.tolist() == ["k1", "k2"]
    found = tension.score_frame(frame.drop(columns="id")).article_id
    assert found[0] == "row 0"
    assert isinstance(found[1], str)
