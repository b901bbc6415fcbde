"""Labels of any kind become soft targets; what was fitted on them keeps groups whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tension.training.label_rows import check_enough, checked_weights, label_rows
from tension.training.refit import folds_of_groups
from tension.training.text_rows import InputValueError, check_paired, text_rows


@pytest.mark.parametrize(
    ("soft", "pole"),
    [
        ((0.94, 0.05, 0.01), -1),
        ((0.04, 0.24, 0.72), 1),
        ((0.08, 0.84, 0.08), 0),
        ((0.4, 0.2, 0.4), 0),  # mixed: both poles at once
        ((0.1, 0.5, 0.4), 0),
        ((0.3, 0.3, 0.4), 1),
        ((1 / 3, 1 / 3, 1 / 3), 0),
    ],
)
def test_pole_of_a_soft_label_is_that_of_its_likeliest_class(soft, pole):
    found = label_rows([soft])
    assert found.poles.tolist() == [pole]
    assert found.targets.tolist() == [list(soft)]


def test_poles_of_hard_labels_are_their_signs():
    found = label_rows(["confrontational", "neutral", "cooperative"])
    assert found.poles.tolist() == [1, 0, -1]
    np.testing.assert_array_equal(found.targets, np.eye(3)[::-1])


def test_labels_are_asked_for_by_what_they_are_called():
    with pytest.raises(InputValueError, match=r"no label is so \(cooperative\); give"):
        check_enough(label_rows(["bad"] * 30, ("so", "nor", "bad")), np.ones(30, dtype=bool))


def test_weights_are_ones_where_none_are_given():
    assert checked_weights(None, 3).tolist() == [1, 1, 1]
    assert checked_weights(pd.Series([0, 2]), 2).tolist() == [0, 2]


def test_groups_stay_whole_and_no_fold_is_empty():
    groups = list("aabbbcdde")
    folds = folds_of_groups(groups, 3)
    assert {(group, fold) for group, fold in zip(groups, folds.tolist(), strict=True)} == {
        ("a", 0), ("b", 1), ("c", 2), ("d", 0), ("e", 1),
    }  # fmt: skip
    assert folds_of_groups(groups[::-1], 3).tolist() == folds[::-1].tolist()
    assert set(folds_of_groups(["a", "b"], 5)) == {0, 1}


def test_year_is_that_of_the_date_where_there_is_one():
    dates = ["2013-04-16", pd.Timestamp("2014-01-01"), None, "next year", 2015]
    assert text_rows(pd.DataFrame({"text": ["a"] * 5, "date": dates})).years.tolist() == [2013, 2014, 0, 0, 0]
    assert text_rows(pd.DataFrame({"text": ["a"]})).years.tolist() == [0]
    assert text_rows(pd.DataFrame({"text": [], "date": []})).years.tolist() == []


def test_rows_are_paired_by_place_where_that_is_no_slip():
    texts = text_rows(pd.Series(list("abc"), index=[4, 2, 9]))
    check_paired(texts, [1, 2, 3], "y")
    check_paired(texts, pd.Series([1, 2, 3]), "y")
    check_paired(texts, pd.Series([1, 2, 3], index=[4, 2, 9]), "y")
    for index in ([9, 4, 2], [1, 2, 3]):
        with pytest.raises(InputValueError, match="different indices"):
            check_paired(texts, pd.Series([1, 2, 3], index=index), "y")
