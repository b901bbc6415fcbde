"""What a coder sees fits the terminal, says what is asked, and can't be steered by an article."""

from __future__ import annotations

import pytest

from tension.cli.label_screen import screen
from tension.cli.label_session import TONES, Session
from tension.dyad.sides import USA_RUS
from tension.training.label_file import LabelFile
from tests.cli.test_label_session import candidate, pressed

LONG = "The ministry said that the talks on the matter would go on for a while yet. " * 9


@pytest.fixture
def session(tmp_path):
    first = candidate(0, before=LONG, after=LONG, text="Moscow expelled ten diplomats.")
    return Session([first, candidate(1)], LabelFile(tmp_path / "labels.csv"), "ann", direction=True)


def shown(session, width=79):
    return screen(session, USA_RUS, width).plain


@pytest.mark.parametrize("width", [40, 79, 119])
@pytest.mark.parametrize("keys", ["", "4", "4y", "?", "ss"])
def test_lines_fit_the_terminal(session, width, keys):
    lines = shown(pressed(session, keys), width).splitlines()
    assert max(map(len, lines)) <= (max(width, 80) if keys == "?" else width + 2)
    assert len(lines) <= 23 or width < 79


def test_screen_tells_where_one_is_and_what_was_said_last(session):
    assert shown(session).startswith("ann: 0 labelled, 0 skipped, about 2 left\n")
    after = shown(pressed(session, "4y>"))
    assert "ann: 1 labelled, 0 skipped, about 1 left" in after
    assert "; last: mildly confrontational," in after


def test_sentence_stands_between_its_neighbours(session):
    lines = shown(session)
    assert lines.index("A title") < lines.index("2020-05-04 · Sample Wire") < lines.index("…")
    assert lines.index("…") < lines.index("Moscow expelled") < lines.rindex("…")


def test_questions_come_one_after_another_with_every_key(session):
    assert all(f" {key} " in shown(session) for key in TONES)
    assert "dealings between the United States and Russia?" in shown(pressed(session, "4"))
    assert "Mildly confrontational." in shown(session)
    assert "United States on Russia" in shown(pressed(session, "y"))


def test_model_is_not_quoted_to_the_coder(session):
    assert "0.5" not in shown(session)
    assert "tension-2" not in shown(session)


def test_codebook_tells_every_label(session):
    told = shown(pressed(session, "?"))
    assert all(name in told for name in ("strongly cooperative", "mixed", "no relation", "Relevant:"))


def test_headline_is_not_told_twice(tmp_path):
    titled = candidate(0, text="A title")
    told = shown(Session([titled], LabelFile(tmp_path / "labels.csv"), "ann"))
    assert told.count("A title") == 1
    assert "Headline" in told


def test_what_steers_a_terminal_is_not_shown(tmp_path):
    nasty = candidate(0, text="They \x1b]0;owned\x07 met \x1b[2J \ud800 at \u202elast.", title="\x1b[31mRed")
    told = shown(Session([nasty], LabelFile(tmp_path / "labels.csv"), "ann"))
    assert all(letter.isprintable() or letter == "\n" for letter in told)
    told.encode("utf-8")
