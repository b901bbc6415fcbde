"""``tension models``: what models there are, with their figures."""

from __future__ import annotations

import json

import click

from tension.model.folder import DEFAULT_MODEL, list_models


@click.command(short_help="List the models at hand.")
def models() -> None:
    """List the models in ./models and those that came with the package, with the figures on their cards."""
    for folder in list_models():
        try:
            card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
            default = " (default)" if card["name"] == DEFAULT_MODEL else ""
            line = f"{card['name']}{default}  {card['bytes'] / 1e6:.1f} MB  {folder}"
        except (ValueError, TypeError, KeyError):
            told = f"{folder / 'card.json'}: isn't a model's card; restore or remove the folder"
            click.echo(f"tension: {told}", err=True)
            continue
        click.echo(line)
        for name, figure in card.get("metrics", {}).items():
            click.echo(f"  {name:<44} {figure['value']:.3f}  [{figure['lower']:.3f}, {figure['upper']:.3f}]")
