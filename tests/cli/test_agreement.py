"""``tension agreement``: what is printed, what is written, and what is refused."""

from __future__ import annotations

import pandas as pd
import pytest
from click.testing import CliRunner

from tension.cli.agreement import agreement
from tension.errors import InputError, UsageError


def call(*arguments):
    return CliRunner().invoke(agreement, list(map(str, arguments)))


@pytest.fixture
def files(tmp_path):
    codes = {"ann": ["-2", "1", "0", "m", "2", "x"], "ben": ["2", "1", "0", "1", "2", "x"]}
    for coder, said in codes.items():
        frame = pd.DataFrame({"text": [f"They did thing {i}." for i in range(6)], "label": said})
        frame.assign(coder=coder, relevant=[1, 1, 0, 0, 1, 0]).to_csv(tmp_path / f"{coder}.csv", index=False)
    return tmp_path / "ann.csv", tmp_path / "ben.csv"


def test_alpha_kappa_and_disputed_sentences_are_told(files):
    result = call(*files)
    assert result.exit_code == 0
    assert result.stdout.startswith("6 sentences labelled by two or more of ann, ben\n")
    for told in ("grade, interval", "grade, ordinal", "relevant           1.000", "ann and ben", "16.7%"):
        assert told in result.stdout
    assert result.stdout.index("gap 4: ann -2, ben 2") < result.stdout.index("gap 1: ann m, ben 1")


def test_number_of_shown_sentences_is_a_choice_and_all_are_written(files, tmp_path):
    output = tmp_path / "disputed.csv"
    result = call(*files, "--number", 1, "--output", output)
    assert result.stdout.count("  gap ") == 1
    assert pd.read_csv(output, dtype=str).to_dict("list") == {
        "text": ["They did thing 0.", "They did thing 3."],
        "gap": ["4", "1"],
        "ann": ["-2", "m"],
        "ben": ["2", "1"],
    }


def test_what_cannot_be_measured_is_one_line(files, tmp_path):
    alone = tmp_path / "alone.csv"
    alone.write_text("text,label\nThey met.,-1\n", encoding="utf-8")
    for arguments, kind, told in (
        ((files[0],), InputError, f"{files[0]}: all labels are"),
        ((*files, alone), InputError, f"{alone}: 'They met.' has no coder"),
        ((tmp_path / "none.csv",), InputError, "can't be read"),
        ((*files, "--output", files[0]), UsageError, "would be lost"),
        ((*files, "--output", tmp_path / "x.txt"), UsageError, "ends in .csv"),
    ):
        error = call(*arguments).exception
        assert isinstance(error, kind)
        assert told in str(error)
        assert "\n" not in str(error)
