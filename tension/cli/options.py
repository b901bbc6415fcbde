"""Options that several commands share, and how problems with inputs are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from tension.errors import Problem

Command = TypeVar("Command", bound=Callable[..., Any])

NOTHING_READ = 2
SOME_FAILED = 1


def scoring_options(command: Command) -> Command:
    """Add --dyad, --model, --jobs and --quiet to a command."""
    for option in reversed(
        (
            click.option("--dyad", default="usa-rus", show_default=True, metavar="NAME|FILE.toml",
                         help="The pair of countries: usa-rus, two codes such as rus-ukr, a TOML file, or any."),
            click.option("--model", default="tension-1", show_default=True, metavar="NAME|DIR", help="The model."),
            click.option("--jobs", default=1, show_default=True, type=click.IntRange(1), metavar="N", help="Processes."),
            click.option("--quiet", is_flag=True, help="No progress and no warnings on stderr; failures are still told."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


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
