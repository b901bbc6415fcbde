"""``tension train``: a model from labelled sentences and the news pool, or from one's own labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from tension.errors import UsageError
from tension.files import check_folder_place


@click.command(short_help="Train a model, from scratch or towards your own labels.")
@click.option(
    "--output",
    metavar="DIR",
    help="Folder of the new model, such as models/mine-1 (with --labels the next free number).",
)
@click.option(
    "--labels",
    multiple=True,
    metavar="FILE.csv",
    help="Your own labels, as tension label writes them: a model is moved towards them. May be given again.",
)
@click.option("--model", metavar="NAME|DIR", help="With --labels: the model to begin at (the default model).")
@click.option(
    "--data", metavar="DIR", help="Folder with labelled/ and news/ ($TENSION_DATA, or ../shared/data)."
)
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def train(
    output: str | None, labels: tuple[str, ...], model: str | None, data: str | None, quiet: bool
) -> None:
    """Train a model: sentence boundaries and vocabulary from the pool, tone, gate and direction from labels.

    It takes some minutes on two cores. Same data, same versions: same bytes. The versions are kept beside
    the model: pip install -r DIR/requirements.txt brings them back.

    With --labels it takes seconds and needs no data: the tone of a model is moved towards your labels (columns text
    and label: -2 -1 0 1 2 m x), the rest stays, and the table shows what that changes on labels it didn't learn from.

    \b
    tension train --output models/mine-1
    tension train --labels labels.csv
    """

    def report(step: str) -> None:
        if not quiet:
            click.echo(f"tension: {step}", err=True)

    if labels:
        _towards_labels(labels, model, output, data, report)
    elif output is None:
        raise UsageError("--output: say where the new model is to be, such as --output models/mine-1")
    elif model is not None:
        raise UsageError("--model: is for --labels; a model trained from scratch begins at none")
    else:
        _from_scratch(Path(output), data, report)


def _check_new(folder: Path) -> None:
    """Refuse, before any work, a place where something is already or where no folder can be made."""
    check_folder_place(folder)
    if (folder / "card.json").exists():
        raise UsageError(f"--output {folder}: there's a model already; choose another name")
    if folder.is_dir() and (others := sorted(path.name for path in folder.iterdir())):
        raise UsageError(f"--output {folder}: isn't empty (it holds {others[0]}); choose another name")


def _from_scratch(folder: Path, data: str | None, report: Callable[[str], None]) -> None:
    from tension.model.folder import write_model
    from tension.training.fit import train_model

    _check_new(folder)
    model = train_model(Path(data) if data else None, name=folder.name, report=report)
    write_model(model, folder)
    click.echo(f"{folder}: {len(model.tone.key):,} terms; measure it with: tension evaluate --model {folder}")


def _towards_labels(
    labels: tuple[str, ...],
    begin: str | None,
    output: str | None,
    data: str | None,
    report: Callable[[str], None],
) -> None:
    from tension.model.folder import DEFAULT_MODEL, load_model, write_model
    from tension.training.compare import render_comparison
    from tension.training.own_labels import train_on_labels
    from tension.training.texts import normalised

    folder = Path(output) if output is not None else _free_folder()
    _check_new(folder)
    before = load_model(begin or DEFAULT_MODEL)
    test, learnt = _texts_at_hand(data, report)
    own = train_on_labels(list(labels), model=before, name=folder.name, test_texts=test, report=report)
    write_model(own.model, folder)
    n, left_out = len(own.labels.text), own.labels.n_left_out
    click.echo(f"{folder}: {before.name} moved towards {n:,} sentences ({own.labels.n_labels:,} labels)")
    if own.labels.n_disputed:
        click.echo(
            f"Of {own.labels.n_repeated:,} sentences that were labelled more than once, {own.labels.n_disputed:,} have "
            "labels that differ: the mean of them is learnt."
        )
    if left_out:
        click.echo(f"{left_out:,} sentences of the open test set were left out.")
    click.echo(f"\n{render_comparison((before.name, own.model.name), own.figures)}\n")
    if len(own.figures) == 1:
        click.echo("All labels are of one week or article, so none could be held out to judge by.")
    else:
        by = " or ".join(own.labels.kinds)
        click.echo(
            f"Figures on your labels are held out by {by} (none is judged by a fit that saw it), with 95% intervals by {by}."
        )
    n_known = sum(normalised(text) in learnt for text in own.labels.text)
    if n_known:
        click.echo(
            f"{n_known:,} of the sentences are in the shipped training sets, which flatters {before.name}."
        )
    click.echo(f"Use it with: tension score article.txt --model {folder}")


def _free_folder() -> Path:
    number = 1
    while Path("models", f"mine-{number}").exists():
        number += 1
    return Path("models", f"mine-{number}")


def _texts_at_hand(data: str | None, report: Callable[[str], None]) -> tuple[frozenset[str], frozenset[str]]:
    """Texts of the open test set, which aren't learnt from, and of the shipped training sets; none without data."""
    from tension.training.labelled import data_folder_if_any, read_events_test, read_labelled
    from tension.training.texts import normalised

    folder = data_folder_if_any(Path(data) if data else None, report)
    if folder is None:
        return frozenset(), frozenset()
    test, learnt = read_events_test(folder), read_labelled(folder)
    return frozenset(map(normalised, test.text)), frozenset(map(normalised, learnt.text))
