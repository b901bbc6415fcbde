"""Keys from a pipe: one letter each, until the end or a Ctrl-C."""

from __future__ import annotations

import io
import sys

import pytest

from tension.cli import keys
from tension.cli.keys import pressed


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("4y\n m\r\n", "4ym"), ("", ""), ("1\x03y", "1"), ("1\x04y", "1"), ("é>", "é>")],
)
def test_letters_of_a_pipe_are_keys(monkeypatch, typed, expected):
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert "".join(pressed(terminal=False)) == expected


@pytest.mark.parametrize("sequence", ["\x1b[A", "\x1bOP", "\x1b[15~", "\x1b[<0;3;4M", "\x1bx", "\x1b"])
def test_arrows_and_the_like_are_no_keys(monkeypatch, sequence):
    chunks = iter([f"4{sequence}", "y", ""])
    monkeypatch.setattr(keys, "_from_terminal", lambda: next(chunks))
    assert "".join(pressed(terminal=True)) == "4y"


def test_closed_terminal_is_the_end(monkeypatch):
    def closed():
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(keys, "_from_terminal", closed)
    assert list(pressed(terminal=True)) == []
