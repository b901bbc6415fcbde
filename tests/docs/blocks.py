"""Code blocks of Markdown pages, and how they are run: Python in one namespace a page, commands of ``tension`` in process."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from click.testing import CliRunner

from tension.cli.main import tension

_FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>[\w-]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL
)
_NOT_RUN = re.compile(r"<!-- not run: (\S.*?) -->\s*\Z")
_SHELL = ("", "sh", "console")
_LABELS = ("-2", "-1", "0", "1", "2", "m", "x")
_JOBS = re.compile(r" --jobs \d+")
"""Left out: other processes import everything again, and give the same (which tests of their own hold)."""

_NUMBER = re.compile(r"[-+]?\d+(?:[.,/-]\d+)*|\bnan\b")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the line it begins at, and why it isn't run (empty if it is)."""

    language: str
    text: str
    line: int
    not_run: str = ""

    @property
    def commands(self) -> list[str]:
        """Lines that call ``tension`` or make a folder, whole where a backslash carries them on; none where it isn't a shell's block."""
        if self.language not in _SHELL:
            return []
        lines = self.text.replace("\\\n", " ").splitlines()
        return [
            line
            for line in (one.removeprefix("$ ") for one in lines)
            if re.match(r"(cat [^|]+\| )?tension\b|mkdir -p \S+$", line)
        ]

    @property
    def below_prompts(self) -> str:
        """What is shown as printed, in a block whose commands stand behind prompts."""
        lines = self.text.splitlines(keepends=True)
        has_prompts = any(line.startswith("$ ") for line in lines)
        return "".join(line for line in lines if not line.startswith("$ ")) if has_prompts else ""

    @property
    def is_python(self) -> bool:
        return self.language == "python"


def blocks_of(page: str) -> list[Block]:
    """Find the fenced blocks of a page, in order."""
    found = []
    for match in _FENCE.finditer(page):
        before = page[: match.start()]
        reason = _NOT_RUN.search(before)
        found.append(
            Block(match["language"], match["body"], before.count("\n") + 1, reason[1] if reason else "")
        )
    return found


def run_python(block: Block, page: Path, names: dict[str, object]) -> str:
    """Run a block in the names that the page has made so far, and return what it printed; tracebacks show the page's line."""
    code = compile("\n" * block.line + block.text, str(page), "exec")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, names)
    return printed.getvalue()


def run_command(line: str) -> str:
    """Run ``tension ...``, ``cat FILE | tension ...`` or ``mkdir -p FOLDER`` where one stands, and return what it printed.

    Raises
    ------
    AssertionError
        If it ends with another code than 0; its messages are told.
    """
    if line.startswith("mkdir -p "):
        Path(line.removeprefix("mkdir -p ")).mkdir(parents=True, exist_ok=True)
        return ""
    feeding, _, command = line.rpartition("| ")
    given = Path(shlex.split(feeding)[1]).read_bytes() if feeding else None
    arguments = shlex.split(_JOBS.sub("", command), comments=True)[1:]
    result = CliRunner().invoke(tension, arguments, input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise AssertionError(f"{line}: {result.exception!r}") from result.exception
    assert result.exit_code == 0, f"{line}: exit code {result.exit_code}\n{result.stderr}"
    return result.output


def printed_before(page: Path, reader: Path) -> Iterator[tuple[Block, str]]:
    """Run a page's blocks from the reader's folder; yield what they show as printed, and what is printed."""
    import matplotlib.pyplot as plt

    names: dict[str, object] = {"__name__": "page"}
    printed = ""
    for block in blocks_of(page.read_text(encoding="utf-8")):
        if block.not_run:
            continue
        if block.is_python:
            printed = run_python(block, page, names)
            continue
        if block.language == "text" and printed:
            yield block, printed
        printed = ""
        for line in block.commands:
            if line.startswith("tension audit report audit.csv"):  # a person has read in between
                as_a_coder(reader / "audit.csv")
            printed += run_command(line)
        if shown := block.below_prompts:
            yield replace(block, text=shown), printed
    plt.close("all")


def as_a_coder(path: Path) -> None:
    """Fill in the labels of a sample in a coder's place, so that what reads them can run; all labels come up."""
    with open(path, encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "label": _LABELS[i % len(_LABELS)]} for i, row in enumerate(rows))


def lines_of(text: str) -> list[str]:
    """Lines that say something, single spaces between their words; what is left out of a block is written ``...``."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line and line != "..."]


def renewed(text: str, printed: str) -> str:
    """Return a block's text with the figures that are printed now, where the words around them are the same.

    Lines are looked for in their order; one that isn't printed with any figures stays as it is.
    """
    now = [line.rstrip() for line in printed.splitlines()]
    said = [" ".join(line.split()) for line in now]
    shapes = [_NUMBER.sub("#", line) for line in said]
    lines, after = text.splitlines(), 0
    for i, line in enumerate(lines):
        words = " ".join(line.split())
        if words in said[after:]:
            after = said.index(words, after) + 1
        elif (shape := _NUMBER.sub("#", words)) in shapes[after:]:
            after = shapes.index(shape, after) + 1
            lines[i] = now[after - 1]
    return "".join(f"{line}\n" for line in lines)
