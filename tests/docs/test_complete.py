"""The documentation leaves nothing out: every command, option and public name is there, and only those."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import tension
from tension.cli.main import _COMMANDS
from tension.cli.main import tension as group
from tests.docs.blocks import blocks_of

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))


def text_of(*names: str) -> str:
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


def options_of(command: click.Command) -> set[str]:
    found = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    if isinstance(command, click.Group):
        found |= set().union(*(options_of(one) for one in command.commands.values()))
    return found


@pytest.mark.parametrize("name", _COMMANDS)
def test_command_is_in_the_list_of_commands_and_in_the_readme(name):
    assert f"`tension {name}" in text_of("docs/commands.md")
    readme = text_of("README.md")
    assert f"tension {name}" in readme or f"make {name}" in readme


@pytest.mark.parametrize("name", [name for name in tension.__all__ if not name.startswith("_")])
def test_public_name_is_in_the_list_of_names(name):
    assert re.search(rf"`(tension\.)?{name}`", text_of("docs/python.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_names_only_commands_and_options_that_exist(page):
    text = page.read_text(encoding="utf-8")
    lines = [line for block in blocks_of(text) for line in block.commands]
    lines += re.findall(r"`(tension [a-z][^`]*)`", text)
    for line in lines:
        match = re.search(r"\btension ([a-z]+)([^#|]*)", line)
        if match is None or re.match(r"tension\s+-", line):
            continue
        assert match[1] in _COMMANDS, line
        command = group.get_command(click.Context(group), match[1])
        assert command is not None
        assert set(re.findall(r"(?<=\s)--[a-z-]+", match[2])) <= options_of(command), line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_names_only_public_names_that_exist(page):
    named = set(re.findall(r"\btension\.([A-Za-z_]+)\b(?!\.)", page.read_text(encoding="utf-8")))
    rooms = {path.stem for path in (ROOT / "tension").iterdir()}
    assert named - rooms - set(tension.__all__) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_names_no_place_of_one_machine(page):
    assert not re.search(r"(?<![\w.])/(work|home|root|tmp|Users)/", page.read_text(encoding="utf-8"))
