"""The ways in which an input, a model or an output can be wrong, each told in one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


class TensionError(Exception):
    """Anything a user can mend; ``str(error)`` is one line with what, where and the remedy."""


class UsageError(TensionError):
    """A setting that can't be used as given."""


class InputError(TensionError):
    """A file, or a place in one, that can't be read as articles."""


class ModelError(TensionError):
    """A model folder that is absent, damaged or made for another version."""


class OutputError(TensionError):
    """A result that can't be written where it was asked for."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an input: where it is, what it is and what would mend it.

    Attributes
    ----------
    path : str
        The file as the user named it, or ``-`` for standard input.
    place : str
        Where in the file (``"line 7"``, ``"row 12"``), or an empty string for the whole of it.
    reason, remedy : str
        What is wrong, and what to do about it.
    failed : bool
        True when the file or row couldn't be read as text and is left out; False when it was kept
        with a warning (a refused date, a guessed encoding).
    """

    path: str
    place: str
    reason: str
    remedy: str
    failed: bool = True

    def __str__(self) -> str:
        where = f"{self.path}, {self.place}" if self.place else self.path
        return f"{where}: {self.reason}; {self.remedy}" if self.remedy else f"{where}: {self.reason}"


def needs_columns(frame: Any, columns: Sequence[str], *, what: str, source: str) -> None:
    """Check that an argument is a frame with some columns.

    Parameters
    ----------
    frame : object
    columns : sequence of str
    what : str
        What is wanted, in words ("scores of articles").
    source : str
        Where it comes from ("tension.score_articles").

    Raises
    ------
    UsageError
        If it's no frame, or lacks one of the columns.
    """
    if not hasattr(frame, "columns"):
        raise UsageError(f"{what} are wanted as a frame, not a {type(frame).__name__}; see {source}")
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise UsageError(f"the frame of {what} lacks {', '.join(missing)}; see {source}")


OnProblem = Callable[[Problem], None]
"""What to do about a problem: the command line collects, a library call raises (:func:`raise_problem`)."""


def raise_problem(problem: Problem) -> None:
    """Raise a failure as :class:`InputError`; pass a mere warning on to :mod:`warnings`."""
    if problem.failed:
        raise InputError(str(problem))
    import warnings

    warnings.warn(str(problem), UserWarning, stacklevel=3)
