"""What every command says of a call that can't be meant."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = str(sorted((ROOT / "seeds" / "articles").glob("*.txt"))[0])


def called(rest: str) -> subprocess.CompletedProcess[str]:
    command = f"{sys.executable} -c 'from tension.cli.main import main; main()' {rest}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, env=environment, timeout=120, check=False
    )


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (
            "score --foo x",
            "tension score: no such option '--foo' (did you mean --format?); see tension score --help",
        ),
        ("index --weight", "tension index: option '--weight' requires an argument; see tension index --help"),
        ("score", "tension score: missing argument 'PATH...'; see tension score --help"),
        ("scores x", "tension: no such command 'scores'"),
        (
            "index --freq z x",
            "tension index: invalid value for '--freq': 'z' is not one of 'D', 'W', 'M', 'Q', 'Y'; see tension index --help",
        ),
        ("score --jobs 0 x", "tension score: invalid value for '--jobs': 0 is not in the range"),
    ],
)
def test_wrong_call_is_told_in_one_line(rest, said):
    done = called(rest)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(said)


def test_no_command_shows_the_help():
    done = called("")
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: tension")


def test_length_of_periods_may_be_a_small_letter():
    assert called(f"index --freq y {ARTICLE}").stdout == called(f"index --freq Y {ARTICLE}").stdout != ""


def test_scores_that_nobody_could_print_are_an_error():
    done = called(f"score {ARTICLE} >&-")
    assert done.returncode == 2
    assert done.stderr == "tension: standard output: is closed; open it, or name a file with --output\n"


def test_files_are_written_whether_or_not_anybody_listens(tmp_path):
    done = called(f"score {ARTICLE} --output {tmp_path}/scores.csv >&-")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "scores.csv").stat().st_size > 100
