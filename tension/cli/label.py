"""``tension label``: sentences are shown one by one, and a key labels them."""

from __future__ import annotations

import os
import sys

import click

from tension.cli.keys import pressed, single_keys
from tension.cli.label_session import Session
from tension.cli.options import Problems
from tension.cli.progress import counted
from tension.dyad.sides import ANY, Dyad
from tension.errors import InputError, UsageError

_NARROWEST = 40
_WIDEST = 120


@click.command(short_help="Label sentences, the most useful ones first.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--coder", required=True, metavar="NAME", help="Who labels; only this coder's labels are hidden."
)
@click.option("--output", required=True, metavar="FILE.csv", help="The file of labels, which is added to.")
@click.option(
    "--order",
    type=click.Choice(["uncertain", "random", "given"]),
    default="uncertain",
    show_default=True,
    help="What comes next: what the model isn't sure of and is unlike the rest, a lot, or the articles' order.",
)
@click.option(
    "--number", default=500, show_default=True, type=click.IntRange(1), metavar="N", help="Sentences at most."
)
@click.option("--all", "every", is_flag=True, help="Every sentence, not only those that the model counts.")
@click.option("--direction", is_flag=True, help="Ask of relevant sentences who acts on whom, too.")
@click.option("--dyad", default="usa-rus", show_default=True, metavar="NAME|FILE.toml",
              help="The pair of countries: usa-rus, two codes such as rus-ukr, a TOML file, or any.")  # fmt: skip
@click.option("--model", default="tension-2", show_default=True, metavar="NAME|DIR", help="The model.")
@click.option("--seed", default=0, show_default=True, help="Seed of what is left to chance.")
@click.option("--quiet", is_flag=True, help="No progress and no warnings on stderr; failures are still told.")
def label(
    paths: tuple[str, ...], coder: str, output: str, order: str, number: int, every: bool, direction: bool,
    dyad: str, model: str, seed: int, quiet: bool,
) -> None:  # fmt: skip
    """Label sentences of articles under the codebook: each is shown in its context, and one key labels it.

    PATH is as for tension score. Every label is on disk once it's given; stop with q or Ctrl-C and go on later with
    the same command: what the coder has labelled isn't asked again. Without a terminal, keys are read from standard
    input. Labels that are to tell how good a model is, or how often something is so, want --order random.

    \b
    tension label articles/ --coder ann --output labels.csv
    tension label news.parquet --coder ben --output labels.csv --order random --number 200
    tension agreement labels.csv
    tension train --labels labels.csv
    """
    from tension.scores.task import scorer_of
    from tension.text.corpus import read_articles
    from tension.training.candidates import MOST_CANDIDATES, find_candidates, in_order
    from tension.training.coding import single_spaced
    from tension.training.label_file import LabelFile

    name = single_spaced(coder)
    if not name or not name.isprintable():
        raise UsageError(f"--coder {coder!r}: is no name; give one such as ann")
    if "-" in paths:
        raise UsageError(
            "-: standard input can't bring articles and keys at once; save the articles to a file"
        )
    _refuse_inside(paths, output)
    scorer = scorer_of(model, dyad)
    file = LabelFile(output)
    known = [one for one in file.labels() if one.coder == name]
    problems = Problems(quiet)
    articles = counted(read_articles(list(paths), on_problem=problems), quiet)
    found, n_found = find_candidates(
        articles,
        scorer,
        labels=known,
        every=every,
        order=order,
        random_state=seed,
        most=number if order == "given" else max(number, MOST_CANDIDATES),
    )
    articles.close()
    if not articles.n:
        sys.exit(problems.exit_code(0))
    if not found:
        _nothing(scorer.dyad, name, len(known), output)
        sys.exit(problems.exit_code(articles.n))
    chosen = in_order(found, number, scorer.model, labels=known, order=order, random_state=seed)
    session = Session(chosen, file, name, pair=scorer.dyad.name != ANY, direction=direction)
    try:
        _ask(session, scorer.dyad)
    finally:
        _summary(session, len(known), output, n_found)
    sys.exit(problems.exit_code(articles.n))


def _refuse_inside(paths: tuple[str, ...], output: str) -> None:
    """Refuse a file of labels that is or would be one of the inputs: its sentences would be read as articles."""
    place = os.path.realpath(output)
    for path in paths:
        folder = os.path.realpath(path)
        if place == folder or (os.path.isdir(folder) and place.startswith(folder + os.sep)):
            raise UsageError(
                f"--output {output}: is in {path}, and would be read as an article; choose another place"
            )


def _nothing(dyad: Dyad, coder: str, n_known: int, output: str) -> None:
    if n_known:
        click.echo(f"Nothing left: {coder} has labelled all there is here, {n_known} in {output}.")
    else:
        click.echo(f"Nothing to label: no sentence counts for {dyad.names}; --all asks about every one.")


def _ask(session: Session, dyad: Dyad) -> None:
    """Show and ask until the coder quits or the keys end."""
    from rich.console import Console

    from tension.cli.label_screen import screen

    console = Console(highlight=False)
    terminal = sys.stdin.isatty() and console.is_terminal

    def show(note: str = "") -> None:
        width = min(max(console.width - 1, _NARROWEST), _WIDEST)
        shown = screen(session, dyad, width)
        if note:
            shown.append(note + "\n", style="bold red")
        if terminal:
            console.clear()
        console.print(shown, no_wrap=True, overflow="ignore", crop=False, end="")

    def go_through() -> None:
        show()
        for key in pressed(terminal):
            note = ""
            try:
                session.press(key)
            except InputError as error:  # a label that can't be written ends the session
                note = str(error)
            if session.ended or (session.candidate is None and not terminal):
                return
            show(note)

    if terminal:
        with single_keys(), console.screen(hide_cursor=True):
            go_through()
    else:
        go_through()


def _summary(session: Session, n_known: int, output: str, n_found: int) -> None:
    n = n_known + session.n_labelled
    more = n_found - len(session.given)
    click.echo(
        f"{session.n_labelled} labelled, {session.n_skipped} skipped; {output} holds {n} label{'s' * (n != 1)} by "
        f"{session.coder}. {f'{more:,} are left: go on with the same command.' if more > 0 else 'None is left here.'}"
    )
