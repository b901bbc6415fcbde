"""``tension``: the commands, each loaded when it's called."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import re
import signal
import sys
from collections.abc import Iterator
from typing import Any

import click

_COMMANDS = {
    "score": ("tension.cli.score", "Score articles, sentence by sentence."),
    "index": ("tension.cli.index", "Build a dated index from articles or their scores."),
    "changes": ("tension.cli.changes", "Find what moved the index."),
    "compare": ("tension.cli.compare", "Compare an index with a reference series."),
    "audit": ("tension.cli.audit", "Draw a sample for people to label; correct the index by their labels."),
    "report": ("tension.cli.report", "Write a report: page, chart, numbers, pages of articles."),
    "models": ("tension.cli.models", "List the models at hand."),
    "teach": ("tension.cli.teach", "Let a sentence encoder judge the news pool, to learn from."),
    "label": ("tension.cli.label", "Label sentences, the most useful ones first."),
    "agreement": ("tension.cli.agreement", "Measure how far coders agree."),
    "train": ("tension.cli.train", "Train a model, from scratch or towards your own labels."),
    "evaluate": ("tension.cli.evaluate", "Measure a model beside its peers."),
    "demo": ("tension.cli.demo", "Score the sample articles, and report on them."),
}

_A_WHOLE_NUMBER = re.compile(r"is not a valid integer(?: range)?")
"""What click says of a number with letters or a fraction in it."""

_READER_LEFT = 141
"""128 + SIGPIPE, as a shell tells of any command whose reader left."""


@contextlib.contextmanager
def _reader_may_leave() -> Iterator[None]:
    """End as other commands do when a reader left (``| head``): click would end with 1, as if inputs had failed."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise click.exceptions.Exit(_READER_LEFT) from None


class _LazyGroup(click.Group):
    """A group whose commands are imported one at a time: starting must feel instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command = getattr(importlib.import_module(_COMMANDS[name][0]), name)
        assert isinstance(command, click.Command)
        return command

    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        with _reader_may_leave():  # help is printed here
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: click.Context) -> object:
        with _reader_may_leave():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tension-index", prog_name="tension")
def tension() -> None:
    """Measure from news text how cooperative or confrontational two countries' relations are.

    Try `tension score article.txt --explain`, or `tension demo`.
    """


def main() -> None:
    """Run the command line; a mistake of the user's is one line on stderr and exit code 2."""
    gc.disable()  # starting makes many objects and no garbage: collecting them took a quarter of the time
    from tension.errors import TensionError
    from tension.kernels import choose_common_kernels, choose_one_thread

    choose_one_thread()
    if sys.argv[1:2] in (["train"], ["evaluate"]):
        choose_common_kernels()

    signal.signal(signal.SIGTERM, _stop)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - stays open
    try:
        code = tension(prog_name="tension", standalone_mode=False)
    except TensionError as error:
        code = _told(str(error), 2)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = error.exit_code
    except click.exceptions.ClickException as error:
        code = _misused(error)
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = _told("stopped; files that weren't finished are as they were before", 130)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        place = error.filename or "standard output"
        is_absent = isinstance(error, FileNotFoundError)
        remedy = "check that it's there" if is_absent else "check the space and the permissions there"
        code = _told(f"{place}: {error.strerror or error}; {remedy}", 2)
    raise SystemExit(code or 0)


def _told(message: str, code: int) -> int:
    click.echo(f"tension: {message}", err=True)
    return code


def _misused(error: click.exceptions.ClickException) -> int:
    """Tell of a wrong option in one line, where click takes four."""
    context = getattr(error, "ctx", None)
    named = sys.argv[1] if sys.argv[1:2] and sys.argv[1] in _COMMANDS else ""
    command = context.command_path if context else f"tension {named}".strip()
    if isinstance(error, click.exceptions.NoSuchOption):
        message = f"no such option {error.option_name!r}"
        if error.possibilities:
            message += f" (did you mean {' or '.join(sorted(error.possibilities))}?)"
    else:
        message = _A_WHOLE_NUMBER.sub("is not a whole number", " ".join(error.format_message().split()))
        message = message[:1].lower() + message[1:].rstrip(".")
    click.echo(f"{command}: {message}; see {command} --help", err=True)
    return error.exit_code


def _stop(number: int, frame: object) -> None:
    """End as if by an error, so that what is half-written is removed and workers stop."""
    raise SystemExit(128 + number)
