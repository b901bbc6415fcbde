"""``tension index``: articles or their scores in, a dated index out."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import click

from tension.cli.options import (
    Problems,
    check_output_file,
    index_options,
    scoring_options,
    told_on_stdout,
    warnings_told,
)
from tension.cli.scores import article_scores
from tension.dyad.sides import USA_RUS
from tension.errors import UsageError
from tension.files import whole_file

_SUFFIXES = (".csv", ".parquet", ".png", ".svg")


@click.command(short_help="Build a dated index from articles or their scores.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@index_options
@click.option(
    "--by",
    type=click.Choice(["source", "group", "direction"]),
    help="A line for each source, group of sources or direction.",
)
@click.option(
    "--leave-one-out", is_flag=True, help="Add the band that leaving out each source in turn gives."
)
@click.option(
    "--output",
    metavar="FILE",
    help="Write to a .csv, .parquet, .png or .svg file; without it CSV is printed.",
)
@scoring_options
def index(
    paths: tuple[str, ...], freq: str, start: str | None, end: str | None, base: str | None, weight: str, by: str | None,
    leave_one_out: bool, output: str | None, dyad: str, model: str, jobs: int, quiet: bool,
) -> None:  # fmt: skip
    """Build an index of tension from scored articles: a level per period with a 90% interval. Up is worse.

    PATH is a file of article scores (tension score --output), or articles, which are scored first.

    \b
    tension score news.parquet --output scores.parquet
    tension index scores.parquet --freq M --output index.csv
    tension index scores.parquet --freq Q --output index.png
    """
    suffix = _suffix(output)
    check_output_file(paths, output)
    if by and leave_one_out:
        raise UsageError("--by and --leave-one-out: use one at a time")
    if suffix in (".png", ".svg") and leave_one_out:
        raise UsageError("--leave-one-out: its band is in the table; use --output with .csv or .parquet")
    problems = Problems(quiet)
    with warnings_told(quiet):
        frame, _ = article_scores(paths, model=model, dyad=dyad, jobs=jobs, quiet=quiet, problems=problems)
        settings: dict[str, Any] = {"start": start, "end": end, "base": base, "weight": weight}
        from tension.index.build import build_index
        from tension.index.variants import build_index_by
        from tension.index.variants import leave_one_out as without_each

        if by:
            _write_parts(build_index_by(frame, by, freq, **settings), by, frame, freq, settings, output)
        else:
            table = build_index(frame, freq, start=start, end=end, base=base, weight=weight)
            if leave_one_out:
                table = table.join(without_each(frame, freq, **settings))
            if suffix in (".png", ".svg"):
                _draw(table, frame, freq, output)
            else:
                _write_table(table.reset_index(), output)
    sys.exit(problems.exit_code(len(frame)))


def _suffix(output: str | None) -> str:
    if output is None:
        return ".csv"
    suffix = Path(output).suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError(
            f"--output {output}: don't know the suffix {suffix or '(none)'}; use {', '.join(_SUFFIXES)}"
        )
    return suffix


def _draw(table: Any, frame: Any, freq: str, output: str | None) -> None:
    from tension.index.events import read_events
    from tension.show.facts import index_note
    from tension.show.figure import index_figure, save_figure

    if not table.tension.notna().any():
        raise UsageError(
            f"--output {output}: no article concerns the two countries, so there's nothing to draw"
        )
    title, usual, _ = _title(frame)
    events = read_events() if usual else None
    figure = index_figure(table, events=events, title=title, note=index_note(table, freq))
    save_figure(figure, str(output))


_BY_WORDS = {"source": "source", "group": "country of the outlet", "direction": "who acts on whom"}


def _title(frame: Any) -> tuple[str, bool, str]:
    """Title of a figure, whether it's on the dyad that there are events of, and the dyad's name."""
    from tension.show.facts import dyad_words

    dyads = frame.dyad.dropna().unique().tolist() if "dyad" in frame else []
    name = str(dyads[0]) if dyads else ""
    title = f"Tension between {dyad_words(name)}" if name and name != "any" else "Tension"
    return title, name == USA_RUS.name, name


def _write_parts(
    parts: dict[str, Any], by: str, frame: Any, freq: str, settings: dict[str, Any], output: str | None
) -> None:
    import pandas as pd

    if _suffix(output) in (".png", ".svg"):
        from tension.index.build import build_index
        from tension.show.facts import direction_words, parts_note
        from tension.show.figure import parts_figure, save_figure

        title, _, dyad = _title(frame)
        words = direction_words(dyad)
        whole = build_index(frame, freq, **settings)
        named = {words.get(name, name): part for name, part in parts.items()}
        figure = parts_figure(
            named, whole, title=f"{title}, by {_BY_WORDS[by]}", note=parts_note(freq, len(named))
        )
        save_figure(figure, str(output))
        return
    tables = [part.reset_index().assign(**{by: name}) for name, part in parts.items()]
    table = pd.concat(tables, ignore_index=True)
    _write_table(table[[by, *(name for name in table.columns if name != by)]], output)


def _write_table(table: Any, output: str | None) -> None:
    """Write a table whose column ``period`` is written as text ("2014-03")."""
    table = table.assign(period=table.period.map(_period_text))
    if output is None:
        stream = io.StringIO()
        table.to_csv(stream, index=False, lineterminator="\n")
        told_on_stdout(lambda: click.echo(stream.getvalue(), nl=False))
    elif Path(output).suffix.lower() == ".csv":
        with whole_file(output, "w", encoding="utf-8", newline="") as text:
            table.to_csv(text, index=False, lineterminator="\n")
    else:
        with whole_file(output) as content:
            table.to_parquet(content, index=False)


def _period_text(period: Any) -> str:
    """Write a period so that it sorts and can be read again: a week by its Monday."""
    return f"{period.start_time:%Y-%m-%d}" if period.freqstr.startswith("W") else str(period)
