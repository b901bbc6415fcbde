"""Labels as people and table programmes write them, and what is refused in one line."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from tension.errors import InputError, UsageError
from tension.training.coding import (
    CODES,
    COLUMNS,
    Label,
    class_of,
    grade_of,
    labels_frame,
    labels_of,
    read_labels,
)


def written(tmp_path, text, name="labels.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-2", "-2"),
        (" 1 ", "1"),
        ("+1", "1"),
        ("2.0", "2"),
        ("-0.0", "0"),
        ("−1", "-1"),
        ("M", "m"),
        ("x", "x"),
        ("confrontational", "1"),
        ("Cooperative", "-1"),
        ("neutral", "0"),
    ],
)
def test_label_is_read_as_people_write_it(tmp_path, cell, code):
    path = written(tmp_path, f"text,label\nThey met.,{cell}\n")
    assert [label.label for label in read_labels(path)] == [code]


def test_columns_may_be_in_any_order_and_more(tmp_path):
    path = written(tmp_path, "note,coder,label,text\nwhy?,ann,1,They  quarrelled.\n")
    assert read_labels(path) == [Label("They quarrelled.", "1", coder="ann")]


def test_mark_and_line_ends_of_a_table_programme_are_no_matter(tmp_path):
    path = written(tmp_path, 'text,label\r\n"A ""frank"" talk,\r\nthen lunch.",m\r\n', encoding="utf-8-sig")
    assert read_labels(path) == [Label('A "frank" talk, then lunch.', "m")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("text\nThey met.\n", "no column label"),
        ("sentence,label\nThey met.,1\n", "no column text"),
        ("text,label\nThey met.,7\n", "line 2: '7' isn't a label"),
        ("text,label\nThey met.,\n", "line 2: '' isn't a label"),
        ("text,label\nThey met.,1\n...,1\n", "line 3: the text has no word"),
        ("text,label\nThey met\n", "line 2: has 1 fields"),
        ('text,label\n"They met,1\n', "isn't CSV"),
        ("text,label,relevant\nThey met.,1,perhaps\n", "line 2: relevant is 'perhaps'"),
        ("text,label,direction\nThey met.,1,up\n", "line 2: direction is 'up'"),
    ],
)
def test_bad_file_is_told_in_one_line(tmp_path, text, told):
    with pytest.raises(InputError) as error:
        read_labels(written(tmp_path, text))
    assert told in str(error.value)
    assert "\n" not in str(error.value)
    assert ";" in str(error.value)


def test_what_is_no_file_or_no_text_is_told(tmp_path):
    with pytest.raises(InputError, match="can't be read"):
        read_labels(tmp_path / "none.csv")
    with pytest.raises(InputError, match="can't be read"):
        read_labels(tmp_path)
    path = tmp_path / "binary.csv"
    path.write_bytes(b"\xff\xfe\x00text")
    with pytest.raises(InputError, match="UTF-8"):
        read_labels(path)


def test_frame_is_read_as_a_file_is():
    frame = pd.DataFrame(
        {
            "text": ["They met.", "They left."],
            "label": [-1.0, 2.0],
            "relevant": [True, np.nan],
            "date": [datetime.date(2020, 1, 2), None],
            "sentence": [3, 4],
        }
    )
    assert labels_of(frame) == [
        Label("They met.", "-1", relevant="1", date="2020-01-02", sentence="3"),
        Label("They left.", "2", sentence="4"),
    ]


def test_frame_of_labels_gives_them_back():
    labels = [Label("They met.", "-1", coder="ann"), Label("They left.", "2", relevant="1", direction="<")]
    frame = labels_frame(labels)
    assert tuple(frame.columns) == COLUMNS
    assert labels_of(frame) == labels
    assert labels_of([frame, labels]) == labels * 2


@pytest.mark.parametrize("cell", [None, 3, float("nan")])
def test_text_that_is_none_is_told_with_its_row(cell):
    frame = pd.DataFrame({"text": pd.Series(["They met.", cell], dtype=object), "label": [1, 1]})
    with pytest.raises(InputError, match="row 2: the text is a"):
        labels_of(frame)


@pytest.mark.parametrize("thing", [5, b"labels.csv", {"text": "a"}])
def test_what_holds_no_labels_is_refused(thing):
    with pytest.raises(UsageError, match="path or a frame"):
        labels_of(thing)


def test_mixed_and_no_relation_have_the_grade_of_neutral():
    assert [grade_of(code) for code in CODES] == [-2, -1, 0, 1, 2, 0, 0]
    assert [class_of(code) for code in CODES] == [0, 0, 1, 2, 2, 1, 1]
