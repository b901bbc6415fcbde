"""Keys as they're pressed: from a terminal one by one, from a pipe letter by letter."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator

_ENDS = "\x03\x04"
"""Ctrl-C and Ctrl-D, which a terminal hands on as letters while keys are read."""

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?", re.DOTALL)
"""What arrows, function keys and the mouse send; none of them is a key of ours."""


def pressed(terminal: bool) -> Iterator[str]:
    """Yield keys, white space left out, until Ctrl-C, Ctrl-D or the end of the input.

    Parameters
    ----------
    terminal : bool
        Standard input is a terminal that :func:`single_keys` has made ready.
    """
    while True:
        try:
            letters = _from_terminal() if terminal else sys.stdin.read(1)
        except (KeyboardInterrupt, EOFError, OSError):  # a terminal that was closed can't be read
            return
        if not letters:
            return
        for key in _SEQUENCE.sub("", letters):
            if key in _ENDS:
                return
            if not key.isspace():
                yield key


@contextlib.contextmanager
def single_keys() -> Iterator[None]:
    """Let a terminal hand on every key at once and show none, for as long as this lasts.

    For the whole session and not for one key at a time: what a quick coder types while a screen is drawn would be lost.
    """
    try:
        import termios
    except ImportError:  # Windows, where single keys can be asked for without this
        yield
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    during = termios.tcgetattr(terminal)
    during[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    termios.tcsetattr(terminal, termios.TCSANOW, during)
    try:
        yield
    finally:
        with contextlib.suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _from_terminal() -> str:
    if sys.platform == "win32":
        import click

        return click.getchar()
    return os.read(sys.stdin.fileno(), 256).decode("utf-8", "replace")
