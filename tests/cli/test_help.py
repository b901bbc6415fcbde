"""Every command explains itself, and the README names only what there is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tension.cli.main import _COMMANDS, tension
from tension.files import shipped

README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.mark.parametrize("name", _COMMANDS)
def test_command_has_help_with_every_option_described(name):
    result = CliRunner().invoke(tension, [name, "--help"])
    assert result.exit_code == 0
    command = tension.get_command(click.Context(tension), name)
    assert command is not None
    assert len((command.help or "").split()) >= 8
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def test_help_lists_every_command_and_an_example():
    result = CliRunner().invoke(tension, ["-h"])
    assert result.exit_code == 0
    assert all(re.search(rf"^  {name} +\S", result.output, re.MULTILINE) for name in _COMMANDS)
    assert "tension score article.txt" in result.output
    assert "tension score article.txt --explain" in CliRunner().invoke(tension, ["score", "--help"]).output


def test_version_is_told():
    result = CliRunner().invoke(tension, ["--version"])
    assert result.exit_code == 0
    assert re.search(r"\d+\.\d+", result.output)


def test_unknown_command_is_refused():
    result = CliRunner().invoke(tension, ["nonsense"])
    assert result.exit_code == 2
    assert "No such command" in result.output


def commands_in_readme():
    text = README.read_text(encoding="utf-8")
    code = "\n".join(
        re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL) + re.findall(r"`(tension [^`]+)`", text)
    )
    return re.findall(r"(?:^|[|$`]\s*)tension ([a-z]+)([^\n#`|]*)", code, re.MULTILINE)


def test_every_command_and_option_in_the_readme_exists():
    found = commands_in_readme()
    assert {name for name, _ in found} >= {"score"}
    for name, rest in found:
        assert name in _COMMANDS, name
        command = tension.get_command(click.Context(tension), name)
        assert command is not None
        if isinstance(command, click.Group):
            command = command.commands[rest.split()[0]]
        options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, name


def test_every_command_is_in_the_readme():
    text = README.read_text(encoding="utf-8")
    missing = [name for name in _COMMANDS if f"tension {name}" not in text and f"make {name}" not in text]
    assert missing == []


def test_models_are_listed_and_damaged_ones_are_told(tmp_path, monkeypatch):
    for name in ("broken-1", "cut-1", "bare-1"):
        shutil.copytree(shipped("models", "tension-1"), tmp_path / "models" / name)
    (tmp_path / "models" / "broken-1" / "card.json").write_text("{")
    cut = tmp_path / "models" / "cut-1" / "model.npz"
    cut.write_bytes(cut.read_bytes()[:1000])
    (tmp_path / "models" / "bare-1" / "model.npz").unlink()
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(tension, ["models"])
    assert result.exit_code == 1
    assert "tension-2 (default)" in result.stdout
    assert "tension-1  " in result.stdout
    assert not {"broken-1", "cut-1", "bare-1"} & set(result.stdout.split())
    assert "broken-1/card.json: isn't valid JSON" in result.stderr
    assert "cut-1/model.npz: isn't the file its card speaks of" in result.stderr
    assert "bare-1/model.npz: can't be read" in result.stderr


def test_models_are_named_by_their_folders(tmp_path, monkeypatch):
    shutil.copytree(shipped("models", "tension-2"), tmp_path / "models" / "copy-1")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(tension, ["models"])
    assert result.exit_code == 0
    assert "copy-1  " in result.stdout
    assert result.stdout.count("(default)") == 1


def test_demo_says_where_to_look(tmp_path):
    result = CliRunner().invoke(tension, ["demo", "--output", str(tmp_path / "demo")])
    assert result.exit_code == 0
    for name in ("articles.parquet", "sentences.csv", "articles.jsonl", "index.csv", "index.png"):
        assert (tmp_path / "demo" / "scores" / name).stat().st_size > 1000
        assert name in result.output
    assert (tmp_path / "demo" / "report" / "index.html").stat().st_size > 10_000
