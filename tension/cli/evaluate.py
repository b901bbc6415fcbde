"""``tension evaluate``: a model's figures beside its peers', and its card."""

from __future__ import annotations

from pathlib import Path

import click

from tension.model.folder import DEFAULT_MODEL


@click.command(short_help="Measure a model beside its peers.")
@click.option(
    "--model", "name", default=DEFAULT_MODEL, show_default=True, metavar="NAME|DIR", help="The model."
)
@click.option(
    "--data", metavar="DIR", help="Folder with labelled/ and news/ ($TENSION_DATA, or ../shared/data)."
)
@click.option("--output", metavar="DIR", help="Folder of the card and the plot; by default the model's own.")
@click.option("--no-peers", is_flag=True, help="Leave out VADER, TextBlob, AFINN, Harvard IV and TF-IDF.")
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def evaluate(name: str, data: str | None, output: str | None, no_peers: bool, quiet: bool) -> None:
    """Measure a model: on the test set, on sources and on weeks that a fit never saw.

    Writes CARD.md, card.json and reliability.png. The folds take some minutes the first time on two cores and
    are kept in .cache/evaluate for the next.
    """
    from tension.model.folder import find_model, load_model
    from tension.show.palette import COLOURS
    from tension.training.card import measured, plot_reliability, render_figures, write_card
    from tension.training.evaluate import evaluate_model

    def report(step: str) -> None:
        if not quiet:
            click.echo(f"tension: {step}", err=True)

    folder = Path(output) if output else find_model(name)
    model = load_model(name)
    evaluation = evaluate_model(model, Path(data) if data else None, with_peers=not no_peers, report=report)
    card = measured(model.card, evaluation)
    folder.mkdir(parents=True, exist_ok=True)
    plot_reliability(
        evaluation.reliability, folder / "reliability.png", colour=COLOURS["strongly confrontational"]
    )
    write_card(card, folder)
    click.echo(render_figures(card))
