"""Options that several commands share, and how problems with inputs are told."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click

from tension.errors import OutputError, Problem, UsageError
from tension.files import check_file_place

Command = TypeVar("Command", bound=Callable[..., Any])

NOTHING_READ = 2
SOME_FAILED = 1


class _Frequency(click.Choice[str]):
    """A length of periods by its letter, large or small; click's own way to leave case aside lists small letters alone."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> str:
        known = isinstance(value, str) and value.upper() in self.choices
        return super().convert(value.upper() if known else value, parameter, context)


FREQUENCY = _Frequency(["D", "W", "M", "Q", "Y"])


def scoring_options(command: Command) -> Command:
    """Add --dyad, --model, --jobs and --quiet to a command."""
    for option in reversed(
        (
            click.option("--dyad", default="usa-rus", show_default=True, metavar="NAME|FILE.toml",
                         help="The pair of countries: usa-rus, two codes such as rus-ukr, a TOML file, or any."),
            click.option("--model", default="tension-2", show_default=True, metavar="NAME|DIR", help="The model."),
            click.option("--jobs", default=1, show_default=True, type=click.IntRange(1), metavar="N", help="Processes."),
            click.option("--quiet", is_flag=True, help="No progress and no warnings on stderr; failures are still told."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def index_options(command: Command) -> Command:
    """Add --freq, --from, --to, --base and --weight to a command."""
    for option in reversed(
        (
            click.option("--freq", default="M", show_default=True, type=FREQUENCY,
                         help="Length of a period: day, week (from Monday), month, quarter, year."),
            click.option("--from", "start", metavar="DATE", help="First day that is read (YYYY-MM-DD, YYYY-MM or YYYY); what sources add is estimated from what is read."),
            click.option("--to", "end", metavar="DATE", help="Last day, included."),
            click.option("--base", metavar="FROM:TO", help="Months that are 100 on average on the scale of tension_index."),
            click.option("--weight", default="story", show_default=True, type=click.Choice(["story", "article", "reach"]),
                         help="What counts once: a story with its copies, every article, or a story by its reach."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def told_on_stdout(print_rows: Callable[[], Any]) -> Any:
    """Print results, and tell in one line of a full disk behind ``>`` or a closed output; a reader that left (``| head``) is no error."""
    if getattr(sys.stdout, "name", "") == os.devnull:  # what the command puts in the place of a closed one
        raise OutputError("standard output: is closed; open it, or name a file with --output")
    try:
        printed = print_rows()
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what still waits would fail again when Python ends
        raise OutputError(
            f"standard output: can't be written ({error.strerror}); check the space there"
        ) from error
    return printed


@contextlib.contextmanager
def warnings_told(quiet: bool) -> Iterator[None]:
    """Tell of warnings on stderr, a line each, once."""
    import warnings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", UserWarning)
        yield
    for text in dict.fromkeys(str(warning.message) for warning in caught):
        if not quiet:
            click.echo(f"tension: warning: {text}", err=True)


def check_output_file(paths: Sequence[str], output: str | None) -> None:
    """Refuse, before any work, an output file that is one of the inputs or can't be written.

    Raises
    ------
    UsageError, OutputError
    """
    if output is not None:
        check_file_place(output)
    refuse_input_as_output(paths, output)


def refuse_input_as_output(paths: Sequence[str], output: str | None) -> None:
    """Refuse an output that is one of the inputs: it would be lost.

    Raises
    ------
    UsageError
    """
    if output is None or not os.path.exists(output):
        return
    from tension.text.paths import find_files

    place = os.path.realpath(output)
    for file in find_files([path for path in paths if path != "-"], lambda problem: None):
        inside = os.path.realpath(file.path)
        if inside == place or inside.startswith(place + os.sep):
            raise UsageError(
                f"--output {output}: is or holds {file.name}, one of the inputs, which would be lost; choose another place"
            )


class Problems:
    """Collects what is wrong with the inputs and tells it on stderr, a line each."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.n_failed = 0

    def __call__(self, problem: Problem) -> None:
        """Tell of a problem."""
        self.n_failed += problem.failed
        if problem.failed or not self.quiet:
            click.echo(f"tension: {'' if problem.failed else 'warning: '}{problem}", err=True)

    def exit_code(self, n_articles: int) -> int:
        """0 all done, 1 some inputs failed, 2 nothing could be read."""
        if not self.n_failed:
            return 0 if n_articles else NOTHING_READ
        return SOME_FAILED if n_articles else NOTHING_READ
