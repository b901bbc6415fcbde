"""Every command, given a named pipe for a file: refused in a line, before any work, and never waited for."""

import os
import stat

import pytest
from click.testing import CliRunner

from tension.cli.main import tension
from tension.errors import TensionError

READ = [
    "score {pipe}",
    "index {pipe}",
    "changes {pipe}",
    "report {pipe} --output new",
    "report scores.csv --events {pipe} --output new",
    "label {pipe} --coder ann --output new.csv",
    "agreement {pipe}",
    "agreement labels.csv {pipe}",
    "compare {pipe} index.csv",
    "compare index.csv {pipe}",
    "train --labels {pipe} --output new",
    "audit sample {pipe} --output new.csv",
    "audit report {pipe} scores.csv",
    "score article.txt --dyad pipe.toml",
]
WRITTEN = [
    "score article.txt --output {pipe}",
    "index scores.csv --output {pipe}",
    "changes scores.csv --output {pipe}",
    "report scores.csv --output {pipe}",
    "label article.txt --coder ann --output {pipe}",
    "agreement labels.csv --output {pipe}",
    "compare index.csv other.csv --output {pipe}",
    "audit sample scores.csv --output {pipe}",
    "audit report labels.csv scores.csv --output {pipe}",
    "teach --output pipe.npz",
]


@pytest.fixture
def pipes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for suffix in ("csv", "toml", "npz"):
        os.mkfifo(f"pipe.{suffix}")
    (tmp_path / "article.txt").write_text("Moscow expelled ten American diplomats on Monday.")
    (tmp_path / "labels.csv").write_text("text,label,coder\nThey met.,-1,ann\n")
    (tmp_path / "index.csv").write_text("period,tension\n2014-01,0.1\n2014-02,0.2\n")
    (tmp_path / "scores.csv").write_text(
        "article_id,date,source,tension,n_relevant\na,2014-01-01,x,0.1,2\nb,2014-02-01,x,0.2,2\n"
    )
    return tmp_path


@pytest.mark.parametrize("command", READ + WRITTEN)
def test_named_pipe_is_refused_in_a_line_and_left_alone(pipes, command):
    before = sorted(os.listdir(pipes))
    result = CliRunner().invoke(tension, command.format(pipe="pipe.csv").split())
    assert result.exit_code != 0
    told = f"{result.exception}\n{result.stderr}".splitlines()
    assert sum("a named pipe" in line for line in told) == 1, told
    assert isinstance(result.exception, TensionError | SystemExit)
    assert sorted(os.listdir(pipes)) == before
    assert stat.S_ISFIFO(os.stat("pipe.csv").st_mode)
