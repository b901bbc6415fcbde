"""The file of labels: nothing that was given is lost, and nothing else is touched."""

from __future__ import annotations

import errno
import os
import resource

import pytest

from tension.errors import InputError, OutputError, UsageError
from tension.training.coding import COLUMNS, Label, read_labels
from tension.training.label_file import LabelFile

ONE = Label('They "met", at last.', "-1", relevant="1", coder="ann", article_id="a", sentence="0")
TWO = Label("Они поссорились.", "1", relevant="0", direction="=", coder="ann", article_id="a", sentence="1")


def test_label_is_in_the_file_when_it_was_given(tmp_path):
    file = LabelFile(tmp_path / "labels.csv")
    assert not file.path.exists()
    file.append(ONE)
    assert read_labels(file.path) == [ONE]
    file.append(TWO)
    assert read_labels(file.path) == [ONE, TWO]
    assert file.path.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)


def test_file_is_gone_on_with(tmp_path):
    LabelFile(tmp_path / "labels.csv").append(ONE)
    again = LabelFile(tmp_path / "labels.csv")
    assert again.labels() == [ONE]
    again.append(TWO)
    assert LabelFile(again.path).labels() == [ONE, TWO]


def test_taking_back_leaves_the_rest(tmp_path):
    file = LabelFile(tmp_path / "labels.csv")
    for label in (ONE, TWO, ONE):
        file.append(label)
    LabelFile(file.path).append(Label("They left.", "2", coder="ben"))
    file.remove(ONE)
    assert [label.coder for label in read_labels(file.path)] == ["ann", "ann", "ben"]
    assert file.labels() == read_labels(file.path)


def test_last_line_without_its_end_and_further_columns_are_kept(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text(",".join((*COLUMNS, "note")) + "\nThey met.,-1,,,ben,,,,,,,look again", encoding="utf-8")
    file = LabelFile(path)
    file.append(ONE)
    assert [label.coder for label in read_labels(path)] == ["ben", "ann"]
    file.remove(ONE)
    assert "look again" in path.read_text(encoding="utf-8")
    assert read_labels(path) == [Label("They met.", "-1", coder="ben")]


def test_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    file = LabelFile(tmp_path / "labels.csv")
    file.append(ONE)
    before = file.path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        file.append(TWO)
    assert file.path.read_bytes() == before
    assert file.labels() == [ONE]


def test_disk_that_fills_within_a_line_leaves_no_part_of_it(tmp_path):
    file = LabelFile(tmp_path / "labels.csv")
    file.append(ONE)
    before = file.path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 5, limits[1]))
    try:
        with pytest.raises(OutputError, match="File too large"):
            file.append(TWO)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.path.read_bytes() == before
    file.append(TWO)
    assert read_labels(file.path) == [ONE, TWO]


def test_file_that_is_none_of_labels_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("text,label\nThey met.,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column relevant"):
        LabelFile(path)
    assert path.read_text(encoding="utf-8") == "text,label\nThey met.,1\n"
    with pytest.raises(UsageError, match=r"ends in \.csv"):
        LabelFile(tmp_path / "labels.txt")
    with pytest.raises(OutputError, match="make the folder"):
        LabelFile(tmp_path / "none" / "labels.csv")


def test_letters_that_no_file_can_hold_are_replaced(tmp_path):
    file = LabelFile(tmp_path / "labels.csv")
    file.append(Label("A broken \ud800 letter.", "0", coder="ann"))
    assert read_labels(file.path)[0].text == "A broken ? letter."
