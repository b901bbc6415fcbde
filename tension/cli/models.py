"""``tension models``: what models there are, with their figures."""

from __future__ import annotations

import click

from tension.errors import ModelError
from tension.model.folder import DEFAULT_MODEL, list_models, load_model
from tension.show.display import MAIN_FIGURES


@click.command(short_help="List the models at hand.")
@click.option("--all", "everything", is_flag=True, help="All figures on the cards, not only the main ones.")
def models(everything: bool) -> None:
    """List the models in ./models and those that came with the package, with the main figures on their cards.

    Damaged folders are told on stderr, and the exit code is 1.
    """
    n_damaged = 0
    for folder in list_models():
        try:
            card = load_model(folder).card
        except ModelError as error:
            click.echo(f"tension: {error}", err=True)
            n_damaged += 1
            continue
        default = " (default)" if folder.name == DEFAULT_MODEL else ""
        click.echo(f"{folder.name}{default}  {card['bytes'] / 1e6:.1f} MB  {folder}")
        figures = card.get("metrics", {})
        for name in figures if everything else MAIN_FIGURES:
            if name in figures:
                figure = figures[name]
                words = name if everything else MAIN_FIGURES[name]
                click.echo(
                    f"  {words:<{66 if everything else 52}} {figure['value']:.3f}  [{figure['lower']:.3f}, {figure['upper']:.3f}]"
                )
    if n_damaged:
        raise SystemExit(1)
