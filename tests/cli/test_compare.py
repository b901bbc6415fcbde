"""``tension compare``: words, files, and mistakes told in a line."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from tension.cli.compare import compare
from tension.errors import TensionError

N = 72
PERIODS = pd.period_range("2014-01", periods=N, freq="M", name="period")
WAVE = np.sin(np.arange(N) / 6)


def call(*arguments):
    return CliRunner().invoke(compare, list(map(str, arguments)))


@pytest.fixture
def folder(tmp_path):
    random = np.random.default_rng(0)
    index = pd.DataFrame({
        "period": PERIODS.astype(str), "tension": 0.3 * WAVE + 0.1 * random.normal(size=N),
        "attention": 0.1, "n_relevant": random.poisson(9, N),
    })  # fmt: skip
    index.to_csv(tmp_path / "index.csv", index=False)
    days = pd.date_range("2014-01-01", "2019-12-31")
    daily = -np.sin(np.arange(len(days)) / 6 / 30.4) + 0.3 * random.normal(size=len(days))
    pd.DataFrame({"SQLDATE": days.strftime("%Y%m%d"), "AvgTone": daily}).to_csv(
        tmp_path / "tone.csv", index=False
    )
    pd.DataFrame(
        {"month": PERIODS.astype(str), "GPR": WAVE, "GPRC_RUS": WAVE + random.normal(size=N)}
    ).to_csv(tmp_path / "gpr.csv", index=False)
    return tmp_path


def test_comparison_is_told_in_words(folder):
    result = call(folder / "index.csv", folder / "gpr.csv", "--column", "GPRC_RUS")
    assert result.exit_code == 0
    first, *lines = result.stdout.splitlines()
    assert first == "Tension beside GPRC_RUS of gpr.csv (GPR), 2014-01 to 2019-12"
    assert sum("over 72 months" in line for line in lines) == 2
    assert "of 25 lags was searched for" in result.stdout
    assert "levels given n_relevant:" in result.stdout
    assert str(folder) not in result.stdout


def test_tone_is_turned_around_averaged_and_both_are_told(folder):
    result = call(folder / "index.csv", folder / "tone.csv", "--freq", "Q")
    assert "over 24 quarters" in result.stdout
    assert "turned around" in result.stdout
    assert "- the reference's days were averaged over quarters" in result.stdout
    found = call(folder / "index.csv", folder / "tone.csv", "--output", folder / "a.json")
    assert found.exit_code == 0
    assert json.loads((folder / "a.json").read_text())["levels"]["spearman"]["value"] > 0.5


@pytest.mark.parametrize("suffix", [".png", ".svg", ".csv", ".json"])
def test_files_are_the_same_twice(folder, suffix):
    for name in "ab":
        assert (
            call(folder / "index.csv", folder / "gpr.csv", "--output", folder / f"{name}{suffix}").exit_code
            == 0
        )
    assert (folder / f"a{suffix}").read_bytes() == (folder / f"b{suffix}").read_bytes()


def test_table_and_json_hold_the_same_figures(folder):
    for suffix in ("csv", "json"):
        call(folder / "index.csv", folder / "gpr.csv", "--output", folder / f"a.{suffix}", "--sign", "-")
    table, told = pd.read_csv(folder / "a.csv"), json.loads((folder / "a.json").read_text())
    assert told["sign"] == -1
    assert table.value[0] == told["levels"]["spearman"]["value"] < 0
    assert table.value[table.lag == 0].tolist() == [told["lead_lag"]["correlation"][12]]
    assert "NaN" not in (folder / "a.json").read_text()


def test_few_periods_are_warned_of_unless_quiet(folder):
    short = folder / "short.csv"
    pd.read_csv(folder / "gpr.csv").head(12).to_csv(short, index=False)
    told = call(folder / "index.csv", short)
    assert told.exit_code == 0
    assert (
        told.stderr
        == "tension: warning: only 12 months known in both; with fewer than 24 a correlation says little\n"
    )
    assert call(folder / "index.csv", short, "--quiet").stderr == ""


WRONG = [
    (["{f}/absent.csv", "{f}/gpr.csv"], "absent.csv: can't be read"),
    (["{f}/gpr.csv", "{f}/index.csv"], "has no column 'tension'"),
    (["{f}/scores.csv", "{f}/gpr.csv"], "holds articles, not an index"),
    (["{f}/index.csv", "{f}/scores.csv"], "holds articles, not an index"),
    (["{f}/index.csv", "{f}/gpr.xls"], "save it as CSV"),
    (["{f}/index.csv", "{f}/gpr.csv", "--column", "GPRX"], "has no 'GPRX'; choose one of GPR, GPRC_RUS"),
    (["{f}/index.csv", "{f}/gpr.csv", "--freq", "D"], "freq D: the index is by month"),
    (["{f}/index.csv", "{f}/gpr.csv", "--volume", "no"], "volume 'no'"),
    (["{f}/index.csv", "{f}/gpr.csv", "--output", "{f}/a.xlsx"], "don't know the suffix .xlsx"),
    (["{f}/index.csv", "{f}/gpr.csv", "--output", "{f}/gpr.csv"], "one of the inputs, which would be lost"),
    (["{f}/index.csv", "{f}/gpr.csv", "--output", "{f}/no/a.png"], "make the folder"),
]


@pytest.mark.parametrize(("arguments", "told"), WRONG, ids=[told for _, told in WRONG])
def test_mistake_is_told_in_a_line_and_nothing_is_written(folder, arguments, told):
    (folder / "scores.csv").write_text("article_id,date,source,tension,n_relevant\na,2014-01-01,x,0.1,2\n")
    (folder / "gpr.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    result = call(*(argument.format(f=folder) for argument in arguments))
    assert isinstance(result.exception, TensionError), result.output
    assert told in str(result.exception)
    assert "\n" not in str(result.exception)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
