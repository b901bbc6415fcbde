"""Own labels as rows: each text once, soft targets, weeks kept together, and what is too little."""

from __future__ import annotations

import numpy as np
import pytest

from tension.errors import InputError
from tension.training.coding import Label
from tension.training.labelled import read_written
from tension.training.own_rows import LEAST_LABELS, own_labels


def many(n=LEAST_LABELS, **more):
    return [Label(f"They did thing {i}.", "1" if i % 2 else "-1", **more) for i in range(n)]


def test_targets_are_those_of_the_shipped_sets():
    written = read_written().drop_duplicates("text")[:400]
    codes = written.grade.astype(int).astype(str)
    plain = written[(written.grade != 0)]
    rows = own_labels([Label(text, code) for text, code in zip(plain.text, codes[plain.index], strict=True)])
    np.testing.assert_array_equal(rows.targets, plain[["cooperative", "neutral", "confrontational"]])
    assert (rows.grade == plain.grade).all()


def test_text_that_two_coders_labelled_counts_once_with_their_mean():
    rows = own_labels([*many(), Label("THEY did thing 1", "-1", coder="ben")])
    assert len(rows.text) == LEAST_LABELS
    assert rows.n_labels == LEAST_LABELS + 1
    assert rows.grade[1] == 0
    np.testing.assert_allclose(rows.targets.sum(axis=1), 1)
    assert rows.targets[1, 0] == rows.targets[1, 2]


@pytest.mark.parametrize(
    ("more", "groups"),
    [
        ({"date": "2020-01-01", "article_id": "a"}, {"2020-W01"}),
        ({"date": "soon", "article_id": "a"}, {"a"}),
        ({"article_id": "a"}, {"a"}),
    ],
)
def test_what_folds_must_not_split_is_the_week_or_the_article(more, groups):
    assert set(own_labels(many(**more)).group) == groups


def test_label_that_stands_alone_is_its_own_group():
    assert len(set(own_labels(many()).group)) == LEAST_LABELS


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        (many(date="2020-01-01"), ("week",)),
        (many(article_id="a"), ("article",)),
        (many(), ("sentence",)),
        ([*many(), Label("They left.", "1", date="2020-01-01")], ("week", "sentence")),
    ],
)
def test_what_the_groups_are_is_told(rows, kinds):
    assert own_labels(rows).kinds == kinds


def test_sentences_whose_labels_differ_are_counted():
    rows = own_labels(
        [*many(), Label("They did thing 1.", "-1"), Label("They did thing 2.", "-1"), Label("Thing 3.", "1")]
    )
    assert (rows.n_repeated, rows.n_disputed) == (2, 1)


def test_texts_of_the_test_set_are_left_out():
    rows = own_labels(many(LEAST_LABELS + 1), frozenset({"they did thing 3"}))
    assert rows.n_left_out == 1
    assert "They did thing 3." not in rows.text


def test_too_few_or_all_alike_is_told():
    with pytest.raises(InputError, match="29 labelled sentences, and it takes 30"):
        own_labels(many(LEAST_LABELS - 1))
    with pytest.raises(InputError, match="29 of the 60 texts have a word in them, and it takes 30"):
        own_labels([*many(LEAST_LABELS - 1), *(Label(f"{i}.5 %", "1") for i in range(31))])
    with pytest.raises(InputError, match="all are neutral"):
        own_labels([Label(f"They did thing {i}.", "0mx"[i % 3]) for i in range(40)])
