"""``tension train``: a model from labelled sentences and the news pool."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Train a model from labelled sentences and the news pool.")
@click.option(
    "--output", required=True, metavar="DIR", help="Folder of the new model, such as models/mine-1."
)
@click.option(
    "--data", metavar="DIR", help="Folder with labelled/ and news/ ($TENSION_DATA, or ../shared/data)."
)
@click.option("--seed", default=0, show_default=True, help="Seed of the randomised SVD.")
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def train(output: str, data: str | None, seed: int, quiet: bool) -> None:
    """Train a model: sentence boundaries, vocabulary and word vectors from the pool, tone and gate from labels.

    It takes some minutes on two cores. Same data, same seed, same versions: same bytes. The versions are kept beside
    the model: pip install -r DIR/requirements.txt brings them back.
    """
    from tension.model.folder import write_model
    from tension.training.fit import train_model

    folder = Path(output)

    def report(step: str) -> None:
        if not quiet:
            click.echo(f"tension: {step}", err=True)

    model = train_model(Path(data) if data else None, name=folder.name, random_state=seed, report=report)
    write_model(model, folder)
    click.echo(f"{folder}: {len(model.tone.key):,} terms; measure it with: tension evaluate --model {folder}")
