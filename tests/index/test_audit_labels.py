"""A sample filled in: what spreadsheets do to it is read, what is wrong with it is told in a line."""

from __future__ import annotations

import pandas as pd
import pytest

from tension.errors import InputError
from tension.index.audit.labels import TENSIONS, label_code, read_labels, same_id
from tension.index.audit.sample import audit_rows, draw_articles
from tests.show.made_up import scores_of

ROWS = audit_rows(draw_articles(scores_of(40), 10)).assign(
    label=["-2", "-1", "0", "1", "2", "m", "x", "", "", ""]
)


def written(tmp_path, rows=ROWS, encoding="utf-8-sig", **options):
    path = tmp_path / "audit.csv"
    path.write_bytes(rows.to_csv(index=False, **options).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1", "1"), (" +1 ", "1"), ("1.0", "1"), ("1,0", "1"), ("−2", "-2"), ("-0", "0"), ("0.0", "0"), ("M", "m"),
        ("mixed", "m"), ("X", "x"), ("Not relevant", "x"), ("", ""), ("nan", ""), ("3", None), ("0.5", None),
        ("yes", None), ("inf", None), ("1e400", None),
    ],
)  # fmt: skip
def test_label_is_read_as_people_and_spreadsheets_write_it(text, code):
    assert label_code(text) == code


def test_tension_of_a_label_is_that_of_the_target_that_training_uses():
    assert pytest.approx({"-2": -0.93, "-1": -0.68, "0": 0.0, "1": 0.68, "2": 0.93, "m": 0.0}) == TENSIONS


def test_rows_without_a_label_dont_count(tmp_path):
    labels = read_labels(written(tmp_path))
    assert len(labels) == 7
    assert labels.attrs["n_rows"] == 10
    assert labels.relevant.tolist() == [True] * 6 + [False]
    assert labels.tension.isna().tolist() == [False] * 6 + [True]


def test_semicolons_decimal_commas_and_windows_letters_are_read(tmp_path):
    expected = read_labels(written(tmp_path))
    rows = ROWS.assign(title="Größe")
    for options in ({"sep": ";", "decimal": ","}, {"sep": "\t"}):
        labels = read_labels(written(tmp_path, rows, "cp1252", **options))
        assert labels.probability.to_numpy() == pytest.approx(expected.probability.to_numpy())


WRONG = [
    (ROWS.assign(label=""), "no label is filled in"),
    (ROWS.assign(label="maybe"), "row 2: don't know the label 'maybe'"),
    (pd.concat([ROWS, ROWS[:1]]), "row 12: k[0-9a-f]+ is there twice"),
    (ROWS.drop(columns="probability"), "no column 'probability'"),
    (ROWS.assign(probability=""), "row 2: its probability or place is lost"),
    (ROWS.assign(probability="2"), "row 2: its probability or place is lost"),
    (ROWS.assign(probability="often"), "row 2: probability 'often' isn't a number"),
    (ROWS[:0], "no label is filled in"),
]


@pytest.mark.parametrize(("rows", "told"), WRONG)
def test_mistake_is_told_in_a_line(tmp_path, rows, told):
    with pytest.raises(InputError, match=told) as error:
        read_labels(written(tmp_path, rows))
    assert "\n" not in str(error.value)


def test_frame_that_was_drawn_and_labelled_is_read_as_its_file_is(tmp_path):
    drawn = draw_articles(scores_of(40), 10).assign(fingerprint=b"\xe7\x00")
    from_file = read_labels(written(tmp_path))
    for labels in (list(ROWS.label), [-2, -1.0, 0, 1, 2, "m", "x", None, float("nan"), pd.NA]):
        for frame in (drawn.assign(label=labels), ROWS.assign(label=labels)):
            found = read_labels(frame)
            columns = ["key", "unit", "label", "tension", "relevant", "probability", "place", "article_id"]
            pd.testing.assert_frame_equal(found[columns], from_file[columns])
            assert found.attrs["n_rows"] == 10
    again = read_labels(from_file)
    pd.testing.assert_frame_equal(again[columns], from_file[columns])
    assert again.attrs == from_file.attrs


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (ROWS.drop(columns="label"), "labels: has no column 'label'; give what draw_articles gave"),
        (ROWS.assign(label="hostile"), "labels, row 0: don't know the label 'hostile'"),
        (ROWS.assign(label=None), "labels: no label is filled in"),
        (ROWS.assign(probability=float("nan")), "labels, row 0: its probability or place is lost"),
    ],
)
def test_mistake_in_a_frame_is_told_in_a_line(frame, told):
    with pytest.raises(InputError, match=told) as error:
        read_labels(frame)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("written_id", "known", "same"),
    [
        ("a1", "a1", True), (" a1 ", "a1", True), ("", "a1", True), ("a2", "a1", False), ("42", "00042", True),
        ("42.0", "42", True), ("43", "42", False), ("100043", "100042", False), ("7.55E+14", "755000000000479", True),
        ("7.55E+14", "855000000000479", False), ("02.01.2020", "2020-01-02", True), ("1. Feb", "1-2", True),
        ("2020-01-02", "a1", False), ("other", "42", False), ("article-2", "article-1", False),
    ],
)  # fmt: skip
def test_id_is_the_same_as_a_spreadsheet_writes_it(written_id, known, same):
    assert same_id(written_id, known) is same


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"a,b\n1,2,3\n4\n", b'key,"label\n'])
def test_what_is_no_table_is_told_in_a_line(tmp_path, content):
    path = tmp_path / "audit.csv"
    path.write_bytes(content)
    for place in (path, tmp_path / "absent.csv", tmp_path):
        with pytest.raises(InputError) as error:
            read_labels(place)
        assert "\n" not in str(error.value)
