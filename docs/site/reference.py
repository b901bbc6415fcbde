"""The reference: what every command's ``--help`` says, and a page of docstrings for each group of public names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

import tension
from tension.cli.main import tension as command_line

_WIDTH = 80
"""Characters of a line of help."""


def add_commands(page: Path) -> None:
    """Add the help of every command to the page that lists them, and let the list lead there."""
    text = re.sub(r"(?m)^\| (`tension (\w+)[^`]*`)", r"| [\1](#tension-\2)", page.read_text("utf-8"))
    page.write_text(text + "".join(_helps(command_line, "tension")), "utf-8")


def _helps(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH)
    if command is not command_line:
        yield f"\n## {name}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for one in command.list_commands(context):
            found = command.get_command(context, one)
            assert found is not None
            yield from _helps(found, f"{name} {one}")


def add_names(page: Path) -> None:
    """Write docstrings, a page for each section of the page that lists the names, and let the list lead there."""
    homes = {name: f"{home}.{name}" for name, home in tension._HOMES.items()}
    text = page.read_text("utf-8")
    folder = page.parent / "reference"
    folder.mkdir()
    for title, section in re.findall(r"(?ms)^## (.+?)$(.+?)(?=^## |\Z)", text):
        names = re.findall(r"(?m)^\| `(\w+)` \|", section)
        entries = [
            f"::: {homes[name]}\n    options:\n      heading: tension.{name}\n      toc_label: {name}\n"
            for name in names
        ]
        place = folder / (re.sub(r"\W+", "-", title.lower()) + ".md")
        place.write_text("\n".join([f"# {title}\n", *entries]), "utf-8")
    page.write_text(
        re.sub(r"(?m)^\| (`(\w+)`) \|", lambda cell: f"| [{cell[1]}][{homes[cell[2]]}] |", text), "utf-8"
    )
