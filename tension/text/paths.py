"""What a user names as input, as a list of files: files, folders, globs and standard input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tension.errors import OnProblem, Problem
from tension.text.formats import SUFFIXES

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""A path, a glob or ``-``, or several of them."""

STDIN = "-"
_READ = f"files that can be read end in {' '.join(SUFFIXES)}, each also with .gz"


@dataclass(frozen=True, slots=True)
class File:
    """A file with articles.

    Attributes
    ----------
    path : str
        Where it lies.
    name : str
        How the user named it, for messages.
    suffix : str
        Its format, one of :data:`~tension.text.formats.SUFFIXES`.
    zipped : bool
        Whether it is packed with gzip.
    """

    path: str
    name: str
    suffix: str
    zipped: bool = False


def find_files(paths: Paths, on_problem: OnProblem) -> list[File]:
    """List the files that paths name, each once; what names none is reported."""
    names = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    files: dict[str, File] = {}
    for name in map(os.fspath, names):
        for file in _files(name, on_problem):
            files.setdefault(os.path.abspath(file.path), file)
    return list(files.values())


def _files(name: str, on_problem: OnProblem) -> Iterator[File]:
    if name == STDIN:
        yield _standard_input()
    elif os.path.isdir(name):
        yield from _walk(name, on_problem)
    elif os.path.lexists(name):
        file = _known(name)
        if file is None:
            on_problem(Problem(name, "", "has an unknown format", _remedy(name)))
        else:
            yield file
    elif any(mark in name for mark in "*?["):
        yield from _glob(name, on_problem)
    else:
        on_problem(Problem(name, "", "doesn't exist", "check the path"))
