"""What a key does in a session of labelling, and what then stands in the file."""

from __future__ import annotations

import pytest

from tension.cli.label_session import Session
from tension.errors import OutputError
from tension.training.candidates import Candidate
from tension.training.coding import read_labels
from tension.training.label_file import LabelFile


def candidate(i, **more):
    settings = {
        "text": f"Moscow did thing {i}.",
        "before": "",
        "after": "",
        "article_id": "one",
        "sentence": i,
        "title": "A title",
        "date": "2020-05-04",
        "source": "Sample Wire",
        "names_side": True,
        "counts": True,
        "cooperative": 0.2,
        "neutral": 0.3,
        "confrontational": 0.5,
        "uncertainty": 0.9,
        "model": "tension-2",
    }
    return Candidate(**settings | more)


@pytest.fixture
def file(tmp_path):
    return LabelFile(tmp_path / "labels.csv")


def pressed(session, keys):
    for key in keys:
        session.press(key)
    return session


def session_of(file, n=3, **settings):
    return Session([candidate(i) for i in range(n)], file, "ann", **settings)


@pytest.mark.parametrize(
    ("key", "code", "probability"),
    [("1", "-2", 0.2), ("2", "-1", 0.2), ("3", "0", 0.3), ("4", "1", 0.5), ("5", "2", 0.5), ("m", "m", 0.3)],
)
def test_two_keys_label_a_sentence(file, key, code, probability):
    session = pressed(session_of(file), key + "y")
    (label,) = read_labels(file.path)
    assert (label.label, label.relevant, label.coder) == (code, "1", "ann")
    assert (label.article_id, label.sentence, label.date, label.source) == (
        "one",
        "0",
        "2020-05-04",
        "Sample Wire",
    )
    assert (label.model, float(label.probability)) == ("tension-2", probability)
    assert (session.n_labelled, session.n_left) == (1, 2)


def test_no_relation_is_not_relevant_and_needs_one_key(file):
    pressed(session_of(file), "x")
    assert [(label.label, label.relevant) for label in file.labels()] == [("x", "0")]


def test_relevance_is_not_asked_where_no_side_is_named_or_there_is_none(file):
    pressed(Session([candidate(0, names_side=False)], file, "ann"), "4")
    pressed(Session([candidate(1)], file, "ann", pair=False), "4")
    assert [label.relevant for label in file.labels()] == ["", ""]


def test_direction_is_asked_of_relevant_sentences_alone(file):
    session = pressed(session_of(file, direction=True), "4y")
    assert file.labels() == []
    pressed(session, ">4n5y,")
    assert [label.direction for label in file.labels()] == [">", "", "<"]


def test_skip_leaves_no_trace_and_is_undone(file):
    session = pressed(session_of(file), "s")
    assert (session.n_skipped, session.candidate.sentence) == (1, 1)
    pressed(session, "u")
    assert (session.n_skipped, session.candidate.sentence) == (0, 0)
    assert not file.path.exists()


def test_undo_goes_back_an_answer_and_then_a_label(file):
    session = pressed(session_of(file), "4u5y")
    assert [label.label for label in file.labels()] == ["2"]
    pressed(session, "u")
    assert read_labels(file.path) == []
    assert session.candidate.sentence == 0
    pressed(session, "uu1n")
    assert [(label.label, label.relevant) for label in read_labels(file.path)] == [("-2", "0")]


def test_skip_in_the_middle_of_a_sentence_drops_its_answers(file):
    session = pressed(session_of(file), "4s3n")
    assert [(label.sentence, label.label) for label in file.labels()] == [("1", "0")]
    assert session.n_skipped == 1


def test_codebook_is_shown_until_any_key_which_does_nothing_else(file):
    session = pressed(session_of(file), "?")
    assert session.helping
    pressed(session, "4")
    assert not session.helping
    assert session.said == {}


def test_key_that_says_nothing_does_nothing(file):
    session = pressed(session_of(file), "9zyn>é")
    assert (session.said, session.given, session.ended) == ({}, [], False)


def test_capital_letters_do_as_well(file):
    assert pressed(session_of(file), "MYQ").ended
    assert [label.label for label in file.labels()] == ["m"]


def test_behind_the_last_sentence_a_label_can_still_be_taken_back(file):
    session = pressed(session_of(file, n=1), "4y4y")
    assert session.candidate is None
    pressed(session, "u")
    assert session.candidate is not None
    assert file.labels() == []


def test_label_that_cannot_be_written_is_as_if_not_given(tmp_path):
    (tmp_path / "gone").mkdir()
    file = LabelFile(tmp_path / "gone" / "labels.csv")
    (tmp_path / "gone").rmdir()
    session = pressed(session_of(file), "4")
    with pytest.raises(OutputError):
        session.press("y")
    assert session.n_labelled == 0
    (tmp_path / "gone").mkdir()
    session.press("y")
    assert len(read_labels(file.path)) == 1
