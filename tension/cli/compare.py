"""``tension compare``: an index and a reference series in, what they have in common in words, a table or a picture out."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

import click

from tension.cli.options import FREQUENCY, warnings_told
from tension.errors import UsageError
from tension.files import check_file_place, whole_file

_SUFFIXES = (".png", ".svg", ".csv", ".json")
_FREQ_WORDS = {"D": "days", "W": "weeks", "M": "months", "Q": "quarters", "Y": "years"}


@click.command(short_help="Compare an index with a reference series.")
@click.argument("index", metavar="INDEX")
@click.argument("reference", metavar="REFERENCE")
@click.option(
    "--column", metavar="NAME", help="Column or series of the reference; by default the headline one."
)
@click.option(
    "--index-column", default="tension", show_default=True, metavar="NAME", help="Column of the index."
)
@click.option(
    "--freq",
    type=FREQUENCY,
    help="Length of a period; by default the coarser of the two. The finer series is averaged.",
)
@click.option(
    "--sign",
    type=click.Choice(["+", "-"]),
    help="Whether up is worse (+) or better (-) in the reference; by default told by its name.",
)
@click.option("--volume", metavar="COLUMN", help="Column of the index to hold fixed; by default n_relevant.")
@click.option("--output", metavar="FILE", help="Also write to a .png, .svg, .csv or .json file.")
@click.option(
    "--random-state",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    metavar="N",
    help="Seed of the resamples.",
)
@click.option("--quiet", is_flag=True, help="No warnings on stderr.")
def compare(
    index: str, reference: str, column: str | None, index_column: str, freq: str | None, sign: str | None,
    volume: str | None, output: str | None, random_state: int, quiet: bool,
) -> None:  # fmt: skip
    """Compare an index with a reference series: levels, changes, what volume leaves, and which of them moves first.

    INDEX is a file that tension index wrote. REFERENCE is a CSV or Parquet file as GPR, AI-GPR, EPU and GDELT publish
    theirs, another index, or any table with a column of dates and one of numbers. Up is worse in both: a reference in
    which up is better is turned around.

    \b
    tension compare index.csv gpr_monthly.csv --column GPRC_RUS
    tension compare index.csv goldstein_daily.csv --freq W --output compared.png
    """
    _check_output(output, index, reference)
    with warnings_told(quiet):
        from tension.index.compare import compare_index

        found = compare_index(
            index, reference, column=column, freq=freq, sign={"+": 1, "-": -1, None: None}[sign], volume=volume,
            index_column=index_column, random_state=random_state,
        )  # fmt: skip
    title = _title(found, reference)
    if output is not None:
        _write(found, title, output)
    click.echo("\n".join([title, "", *_lines(found), *_notes(found)]))


def _check_output(output: str | None, *inputs: str) -> None:
    if output is None:
        return
    suffix = Path(output).suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError(
            f"--output {output}: don't know the suffix {suffix or '(none)'}; use {', '.join(_SUFFIXES)}"
        )
    if any(os.path.realpath(output) == os.path.realpath(path) for path in inputs):
        raise UsageError(
            f"--output {output}: is one of the inputs, which would be lost; choose another place"
        )
    check_file_place(output)


def _write(found: Any, title: str, output: str) -> None:
    suffix = Path(output).suffix.lower()
    if suffix == ".csv":
        with whole_file(output, "w", encoding="utf-8", newline="") as stream:
            found.to_frame().to_csv(stream, index=False, lineterminator="\n")
    elif suffix == ".json":
        with whole_file(output, "w", encoding="utf-8", newline="") as stream:
            json.dump(_summary(found), stream, ensure_ascii=False, indent=1)
            stream.write("\n")
    else:
        from tension.show.compare_plot import compare_figure
        from tension.show.figure import save_figure

        save_figure(compare_figure(found, title=title, note=_levels_line(found)), output)


def _title(found: Any, path: str) -> str:
    name = f"{found.reference.name} of {Path(path).name}"
    form = f" ({found.reference.form})" if found.reference.form else ""
    return f"{found.column.capitalize()} beside {name}{form}, {_span(found)}"


def _span(found: Any) -> str:
    from tension.index.period_names import period_text

    first, last = (period_text(found.series.index[end]) for end in (0, -1))
    return f"{first} to {last}"


def _levels_line(found: Any) -> str:
    one = found.levels["spearman"]
    word = _FREQ_WORDS[found.freq]
    return f"Rank correlation of levels {_figure(one)} over {one.n} {word}, of changes {_figure(found.changes['spearman'])}; 90% intervals."


def _lines(found: Any) -> list[str]:
    word = _FREQ_WORDS[found.freq]
    rows = [
        (name, one["spearman"], one["pearson"])
        for name, one in (("levels", found.levels), ("changes", found.changes))
    ]
    if found.given_volume is not None:
        rows.append((f"levels given {found.volume}", found.given_volume, None))
    width = max(len(name) for name, _, _ in rows) + 1
    lines = [f"{'':{width}} {'rank (Spearman)':22} linear (Pearson)"]
    for name, rank, linear in rows:
        told = _figure(linear) if linear is not None else ""
        lines.append(f"{name + ':':{width}} {_figure(rank):22} {told:22} over {rank.n} {word}")
    return [*lines, "", _lead_lag(found, word)]


def _figure(one: Any) -> str:
    if math.isnan(one.value):
        return "unknown"
    return f"{one.value:+.2f} [{one.lower:+.2f}, {one.upper:+.2f}]"


def _lead_lag(found: Any, word: str) -> str:
    crossed = found.lead_lag
    if crossed is None:
        return "leads and lags: too few changes are known, or one of the two never changes its pace"
    n, least = abs(crossed.peak), f"{crossed.limit:.2f}"
    one = word.removesuffix("s") if n == 1 else word
    where = (
        f"the index is {n} {one} ahead"
        if crossed.peak > 0
        else f"the reference is {n} {one} ahead" if crossed.peak < 0 else f"both move in the same {word.removesuffix('s')}"
    )  # fmt: skip
    told = int((~_isnan(crossed.correlation)).sum())
    searched = f"the largest of {told} lags was searched for, and passes {least} in one of ten unrelated pairs (p = {crossed.p_value:.3f})"
    if crossed.p_value > 0.1:
        return f"leads and lags: no lag of changes stands out; {crossed.at_peak:+.2f} where {where} is no more than chance gives:\n  {searched}"
    return f"leads and lags: changes agree most, {crossed.at_peak:+.2f}, where {where};\n  {searched}"


def _isnan(values: Any) -> Any:
    return values != values


def _notes(found: Any) -> list[str]:
    notes = [
        "90% intervals from a block bootstrap"
        f" (levels: blocks of {found.length:.0f} {_FREQ_WORDS[found.freq]} on average); up is worse in both",
        *found.notes,
    ]
    return ["", *(f"- {note}" for note in notes)]


def _summary(found: Any) -> dict[str, Any]:
    """Everything that was found as a dict that JSON takes; NaN is null."""
    crossed = found.lead_lag
    return {
        "index_column": found.column,
        "reference": found.reference.name,
        "form": found.reference.form or None,
        "sign": found.reference.sign,
        "freq": found.freq,
        "first": str(found.series.index[0]),
        "last": str(found.series.index[-1]),
        "levels": {name: _estimate(one) for name, one in found.levels.items()},
        "changes": {name: _estimate(one) for name, one in found.changes.items()},
        "volume": found.volume or None,
        "given_volume": _estimate(found.given_volume) if found.given_volume else None,
        "lead_lag": None if crossed is None else {
            "peak": crossed.peak, "p_value": crossed.p_value, "limit": crossed.limit,
            **{name: [_null(value) for value in getattr(crossed, name).tolist()] for name in ("lags", "correlation", "lower", "upper", "n")},
        },
        "block_length": found.length,
        "notes": list(found.notes),
    }  # fmt: skip


def _estimate(one: Any) -> dict[str, Any]:
    return {name: _null(getattr(one, name)) for name in ("value", "lower", "upper", "n")}


def _null(value: float) -> float | None:
    return None if value != value else value
