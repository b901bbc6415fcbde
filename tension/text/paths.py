"""What a user names as input, as a list of files: files, folders, globs and standard input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tension.errors import InputError, OnProblem, Problem, UsageError
from tension.files import unreadable_kind

JSONL = (".jsonl", ".ndjson")
HTML = (".html", ".htm")
SUFFIXES = (".txt", ".md", *HTML, *JSONL, ".csv", ".parquet")
"""File name endings that are read, each also with ``.gz`` after it."""

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""A path, a glob or ``-``, or several of them."""

STDIN = "-"
_READABLE = f"what can be read ends in {' '.join(SUFFIXES)}, each also with .gz"


_SAVE = "save what it brings in a file, and name that"


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
        Its format, one of :data:`SUFFIXES`.
    zipped : bool
        Whether it is packed with gzip.
    """

    path: str
    name: str
    suffix: str
    zipped: bool = False


def find_files(paths: Paths, on_problem: OnProblem) -> list[File]:
    """List the files that paths name, each once; what names none is reported."""
    try:
        given: list[object] = [
            os.fspath(name) for name in ([paths] if isinstance(paths, str | os.PathLike) else paths)
        ]
    except TypeError:
        given = [None]
    names = [name for name in given if isinstance(name, str)]
    if len(names) < len(given):
        raise UsageError(f"paths {paths!r}: is neither a path nor a list of paths; give these")
    files: dict[str, File] = {}
    for name in names:
        for file in _files(name, on_problem):
            if kind := unreadable_kind(file.path):
                on_problem(Problem(file.name, "", f"is {kind}, not a file", _SAVE))
                continue
            files.setdefault(os.path.abspath(file.path), file)
    return list(files.values())


def _files(name: str, on_problem: OnProblem) -> Iterator[File]:
    if name == STDIN:
        yield _standard_input()
    elif os.path.isdir(name):
        yield from _walk(name, on_problem)
    elif os.path.lexists(name):
        if file := _file(name):
            yield file
        else:
            is_json = name.lower().removesuffix(".gz").endswith(".json")
            remedy = "write one object per line, as .jsonl" if is_json else _READABLE
            on_problem(Problem(name, "", "is in a format that isn't known by its name", remedy))
    elif any(mark in name for mark in "*?["):
        yield from _glob(name, on_problem)
    else:
        on_problem(Problem(name, "", "doesn't exist", "check the path"))


def _file(path: str, name: str = "") -> File | None:
    plain = path.lower().removesuffix(".gz")
    suffix = next((suffix for suffix in SUFFIXES if plain.endswith(suffix)), None)
    return File(path, name or path, suffix, plain != path.lower()) if suffix else None


def _walk(folder: str, on_problem: OnProblem) -> Iterator[File]:
    """List a folder and those within it in sorted order, without hidden files and its own README."""
    n_files = n_problems = 0

    def report(error: OSError) -> None:
        nonlocal n_problems
        n_problems += 1
        on_problem(
            Problem(
                error.filename or folder, "", f"can't be read ({error.strerror})", "check its permissions"
            )
        )

    for path, folders, names in os.walk(folder, onerror=report):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or name.lower().partition(".")[0] == "readme":
                continue
            place = os.path.join(path, name)
            if (file := _file(place)) and (os.path.isfile(place) or not os.path.exists(place)):
                n_files += 1
                yield file
    if not n_files and not n_problems:
        on_problem(Problem(folder, "", "holds no articles", _READABLE))


def _glob(pattern: str, on_problem: OnProblem) -> Iterator[File]:
    import glob

    names = sorted(glob.iglob(pattern, recursive=True))
    n_files = 0
    for name in names:
        if os.path.isdir(name):
            if "**" not in pattern:
                yield from _walk(name, on_problem)
                n_files += 1
        elif file := _file(name):
            n_files += 1
            yield file
    if not n_files:
        reason = "matches nothing that can be read" if names else "matches nothing"
        on_problem(Problem(pattern, "", reason, _READABLE if names else "check the pattern"))


def _standard_input() -> File:
    """Copy standard input into a file, since it can be read only once and only by this program."""
    import atexit
    import gzip
    import shutil
    import sys
    import tempfile

    if sys.stdin is None:
        raise InputError("-: standard input is closed; name a file, or pipe something in")
    with tempfile.NamedTemporaryFile(prefix="tension-", delete=False) as copy:
        atexit.register(os.unlink, copy.name)
        shutil.copyfileobj(sys.stdin.buffer, copy)
    with open(copy.name, "rb") as stream:
        head = stream.read(4096)
    zipped = head.startswith(b"\x1f\x8b")
    if zipped:
        try:
            with gzip.open(copy.name) as stream:
                head = stream.read(4096)
        except (OSError, EOFError):
            head = b""
    return File(copy.name, STDIN, _suffix_of(head), zipped)


def _suffix_of(head: bytes) -> str:
    """Tell a format by its first bytes."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"PAR1"):
        return ".parquet"
    if head.startswith(b"{") or head.replace(b" ", b"").replace(b"\n", b"").startswith(b"[{"):
        return ".jsonl"
    if head[:14].lower().startswith((b"<!doctype html", b"<html")):
        return ".html"
    first = head.partition(b"\n")[0].decode("utf-8", "replace").replace(";", ",").replace("\t", ",")
    names = [name.strip('" \r').lower() for name in first.split(",")]
    is_header = len(names) > 1 and {"text", "title"} & set(names) and all(map(str.isidentifier, names))
    return ".csv" if is_header else ".txt"
