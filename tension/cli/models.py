"""``tension models``: what models there are, with their figures."""

from __future__ import annotations

import json

import click

from tension.model.folder import DEFAULT_MODEL, list_models


@click.command(short_help="List the models at hand.")
def models() -> None:
    """List the models in ./models and those that came with the package, with the figures on their cards."""
    for folder in list_models():
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        default = " (default)" if card["name"] == DEFAULT_MODEL else ""
        click.echo(f"{card['name']}{default}  {card['bytes'] / 1e6:.1f} MB  {folder}")
        for name, figure in card.get("metrics", {}).items():
            click.echo(f"  {name:<44} {figure['value']:.3f}  [{figure['lower']:.3f}, {figure['upper']:.3f}]")
