"""Whether texts that stand alone concern a dyad, as columns and as rows kept."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from tension.dyad.gate import gate_single
from tension.dyad.sides import load_dyad
from tension.errors import InputError, UsageError
from tension.training.dyad_filter import COLUMNS, DyadFilter, keep_relevant

BOTH = "Russia and the United States signed a treaty on nuclear arms."
PARTLY = "Russia massed troops near the border of Ukraine, and Kyiv warned Moscow of war."
TEXTS = [BOTH, PARTLY, "It rained in Brazil.", ""]


def test_columns_tell_relevance_and_how_often_the_sides_are_named():
    found = DyadFilter().fit_transform(TEXTS)
    assert found.shape == (4, len(COLUMNS))
    assert found[:, 0].tolist() == [1, 0, 0, 0]
    assert found[:, 2].tolist() == [1, 0, 0, 0]
    assert found[:, 3].tolist() == [1, 2, 0, 0]
    assert found[0, 1] > 0.75
    assert (found[1:, 1] == 0).all()


def test_other_dyads_are_judged():
    assert DyadFilter(dyad="rus-ukr").fit_transform(TEXTS)[:, 0].tolist() == [0, 1, 0, 0]
    assert DyadFilter(dyad=load_dyad("rus-ukr")).fit_transform(TEXTS)[:, 0].tolist() == [0, 1, 0, 0]
    assert DyadFilter(dyad="any").fit_transform(TEXTS)[:, 0].tolist() == [1, 1, 1, 1]


def test_it_says_what_the_gate_says(model, scorer):
    texts = [*TEXTS, "The U.S. dollar rose against the ruble in Moscow trading.", "Obama rang Putin."]
    years = np.zeros(len(texts), dtype=np.int64)
    said = gate_single(texts, years, scorer.table, model.vocabulary, model.gate, model.gate_threshold)
    assert DyadFilter().fit_transform(texts)[:, 0].astype(bool).tolist() == said.tolist()


def test_threshold_is_where_relevance_begins():
    probability = DyadFilter().fit_transform([BOTH])[0, 1]
    assert DyadFilter(threshold=probability).fit_transform([BOTH])[0, 0] == 1
    assert DyadFilter(threshold=min(probability + 1e-9, 1)).fit_transform([BOTH])[0, 0] == 0
    assert DyadFilter(threshold=0).fit_transform(TEXTS)[:, 0].tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize("date", ["1990-05-01", datetime.date(1990, 5, 1), pd.Timestamp("1990-05-01 12:00")])
def test_person_long_before_office_counts_for_nobody(date):
    frame = pd.DataFrame({"text": ["Barack Obama met Russian officials."] * 2, "date": [date, None]})
    assert DyadFilter().fit_transform(frame)[:, 2].tolist() == [0, 1]


def test_rows_are_kept_with_index_and_columns_in_what_they_came_in():
    frame = pd.DataFrame({"title": TEXTS, "source": list("abcd")}, index=[5, 5, 6, 6])
    before = frame.copy(deep=True)
    kept = keep_relevant(frame)
    pd.testing.assert_frame_equal(kept, frame.iloc[:1])
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_series_equal(keep_relevant(frame.title, dyad="rus-ukr"), frame.title.iloc[1:2])
    assert keep_relevant(TEXTS) == [BOTH]
    assert keep_relevant(tuple(TEXTS)) == [BOTH]
    assert keep_relevant(np.array(TEXTS)).tolist() == [BOTH]
    assert keep_relevant(frame, threshold=1.0).shape == (0, 2)
    assert keep_relevant([]) == []


def test_texts_may_be_left_out_of_fit():
    assert DyadFilter().fit().keep(TEXTS) == DyadFilter().fit(TEXTS).keep(TEXTS)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"threshold": 2}, "threshold=2: a probability"),
        ({"threshold": "high"}, "threshold='high'"),
        ({"dyad": "usa-zzz"}, "no actors of 'ZZZ'"),
        ({"dyad": "nothing"}, "no such dyad"),
        ({"dyad": None}, "dyad=None: a dyad or its name"),
        ({"model": None}, "model=None: a model"),
    ],
)
def test_setting_that_cannot_be_used_is_told(settings, message):
    with pytest.raises(UsageError, match=message):
        DyadFilter(**settings).fit(TEXTS)


def test_what_is_no_text_is_told():
    fitted = DyadFilter().fit()
    for call in (fitted.transform, fitted.keep, keep_relevant):
        with pytest.raises(InputError, match="put it in a list"):
            call(BOTH)
        with pytest.raises(InputError, match="row 1 of the texts is None"):
            call([BOTH, None])


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA], ids=repr)
@pytest.mark.parametrize("kind", [object, "string"])
def test_missing_title_is_told_in_a_line_and_dropna_mends_it(missing, kind):
    frame = pd.DataFrame({"title": pd.Series([BOTH, missing, "Rain.", missing], dtype=kind)})
    with pytest.raises(
        InputError, match=r"row 1 of the texts is .* \(2 of 4 are missing\); leave .* dropna"
    ) as error:
        keep_relevant(frame)
    assert "\n" not in str(error.value)
    assert keep_relevant(frame.dropna(subset=["title"])).index.tolist() == [0]
