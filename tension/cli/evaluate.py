"""``tension evaluate``: a model's figures beside its peers', and its card; two models; the suite of pairs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from tension.errors import UsageError
from tension.files import check_folder_place
from tension.model.folder import DEFAULT_MODEL


@click.command(short_help="Measure a model beside its peers, or two models, or the contrast pairs.")
@click.option(
    "--model",
    "names",
    multiple=True,
    metavar="NAME|DIR",
    help=f"The model ({DEFAULT_MODEL}); given twice, they're compared.",
)
@click.option(
    "--suite",
    type=click.Choice(["pairs"]),
    help="Only this suite: contrast pairs, by what turns one into the other.",
)
@click.option(
    "--data", metavar="DIR", help="Folder with labelled/ and news/ ($TENSION_DATA, or ../shared/data)."
)
@click.option("--output", metavar="DIR", help="Folder of the card and the plot; by default the model's own.")
@click.option(
    "--no-peers", is_flag=True, help="Leave out VADER, TextBlob, AFINN, Harvard IV, TF-IDF and MiniLM."
)
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def evaluate(
    names: tuple[str, ...],
    suite: str | None,
    data: str | None,
    output: str | None,
    no_peers: bool,
    quiet: bool,
) -> None:
    """Measure a model: on the test set, on sources and on weeks that a fit never saw.

    Writes CARD.md, card.json and reliability.png. The folds take some minutes the first time on two cores and
    are kept in .cache/evaluate for the next. Two models are compared on what neither was trained on, with paired
    intervals. MiniLM stands beside the other peers where the extra `teacher` is installed.

    \b
    Examples:
      tension evaluate
      tension evaluate --model tension-1 --model tension-2
      tension evaluate --suite pairs
    """
    folder = Path(data) if data else None

    def report(step: str) -> None:
        if not quiet:
            click.echo(f"tension: {step}", err=True)

    if len(names) > 2:
        raise UsageError(f"--model was given {len(names)} times; give one to measure or two to compare")
    if (suite or len(names) == 2) and output:
        raise UsageError("--output is for a model's card; redirect these tables instead")
    if suite:
        _pairs(names or (DEFAULT_MODEL,), folder, peers=not no_peers, report=report)
    elif len(names) == 2:
        from tension.model.folder import load_model
        from tension.training.compare import compare_models, render_comparison

        found = compare_models(load_model(names[0]), load_model(names[1]), folder)
        click.echo(render_comparison((names[0], names[1]), found))
    else:
        _card(names[0] if names else DEFAULT_MODEL, folder, output, peers=not no_peers, report=report)


def _pairs(
    names: tuple[str, ...], folder: Path | None, *, peers: bool, report: Callable[[str], None]
) -> None:
    from tension.training.evaluate import suite_scorers
    from tension.training.pairs import pair_figures, pair_scores, read_pairs, render_pairs

    pairs = read_pairs()
    scorers = suite_scorers(names, folder, with_peers=peers, report=report)
    figures = {name: pair_figures(pair_scores(score, pairs), pairs) for name, score in scorers.items()}
    click.echo(render_pairs(figures))


def _card(
    name: str, data: Path | None, output: str | None, *, peers: bool, report: Callable[[str], None]
) -> None:
    from tension.model.folder import find_model, load_model
    from tension.show.reliability_plot import plot_reliability
    from tension.training.card import SETS, measured, render_figures, write_card
    from tension.training.evaluate import evaluate_model

    folder = Path(output) if output else find_model(name)
    check_folder_place(folder)
    model = load_model(name)
    evaluation = evaluate_model(model, data, with_peers=peers, report=report)
    card = measured(model.card, evaluation)
    folder.mkdir(parents=True, exist_ok=True)
    curves = {
        told: evaluation.reliability[name] for name, told in SETS.items() if name in evaluation.reliability
    }
    plot_reliability(curves, folder / "reliability.png")
    write_card(card, folder)
    click.echo(render_figures(card))
