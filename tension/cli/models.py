"""``tension models``: what models there are, with their figures."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click

from tension.model.folder import DEFAULT_MODEL, list_models
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
            card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
            whole = hashlib.sha256((folder / "model.npz").read_bytes()).hexdigest() == card["sha256"]
            default = " (default)" if folder.name == DEFAULT_MODEL else ""
            line = f"{folder.name}{default}  {card['bytes'] / 1e6:.1f} MB  {folder}"
        except (ValueError, TypeError, KeyError):
            n_damaged += _told(folder / "card.json", "isn't a model's card")
            continue
        except OSError as error:
            n_damaged += _told(folder / "model.npz", f"can't be read ({error.strerror or error})")
            continue
        if not whole:
            n_damaged += _told(folder / "model.npz", "isn't the file that its card speaks of")
            continue
        click.echo(line)
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


def _told(path: Path, reason: str) -> int:
    click.echo(f"tension: {path}: {reason}; restore or remove the folder", err=True)
    return 1
