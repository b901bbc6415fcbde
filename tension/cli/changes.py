"""``tension changes``: when the level changed, what the change is made of, and the articles behind it."""

from __future__ import annotations

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
from tension.errors import UsageError
from tension.files import whole_file
from tension.show.hidden import readable


@click.command(short_help="Find what moved the index.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@index_options
@click.option(
    "--period", metavar="PERIOD", help="Period whose articles are listed (2014-03); the last by default."
)
@click.option("--output", metavar="FILE.csv", help="Write the changes as a CSV file.")
@scoring_options
def changes(
    paths: tuple[str, ...], freq: str, start: str | None, end: str | None, base: str | None, weight: str,
    period: str | None, output: str | None, dyad: str, model: str, jobs: int, quiet: bool,
) -> None:  # fmt: skip
    """Find the months from which on the level is another one, and the articles that moved a period most.

    A change is told with an interval of its date and with its parts: tone within sources, source mix and volume, which
    add up. "No change" is an answer.

    \b
    tension changes scores.parquet
    tension changes scores.parquet --freq M --period 2014-03
    """
    if output is not None and Path(output).suffix.lower() != ".csv":
        raise UsageError(
            f"--output {output}: don't know the suffix {Path(output).suffix or '(none)'}; use .csv"
        )
    check_output_file(paths, output)
    problems = Problems(quiet)
    with warnings_told(quiet):
        frame, _ = article_scores(paths, model=model, dyad=dyad, jobs=jobs, quiet=quiet, problems=problems)
        from tension.index.build import index_of_sums, sums_of, with_stories
        from tension.index.periods import check_articles, in_range
        from tension.show.summary import CHANGE_COLUMNS, find_movers, summarize_changes

        frame = in_range(check_articles(frame), start, end)
        frame = with_stories(frame)
        sums = sums_of(frame)
        monthly = index_of_sums(sums, "M", weight=weight)
        table = index_of_sums(sums, freq, base=base, weight=weight)
        found = summarize_changes(sums, monthly)
        chosen = _period(period, table)
        movers = find_movers(sums, frame, freq, chosen, weight=weight) if chosen is not None else None
    if output is not None:
        import pandas as pd

        with whole_file(output, "w", encoding="utf-8", newline="") as stream:
            pd.DataFrame(found, columns=list(found[0]) if found else CHANGE_COLUMNS).to_csv(
                stream, index=False, lineterminator="\n"
            )
    else:
        told_on_stdout(lambda: _print(found, movers, chosen))
    sys.exit(problems.exit_code(len(frame)))


def _period(text: str | None, table: Any) -> Any:
    import pandas as pd

    if text is None:
        return table.tension.last_valid_index()
    try:
        wanted = pd.Period(text, freq=table.index.freq)
    except ValueError as error:
        raise UsageError(f"--period {text}: isn't a period; write it as 2014-03") from error
    if str(wanted) != text and not table.index.freqstr.startswith("W"):
        raise UsageError(f"--period {text}: isn't a period of this frequency; write it as {table.index[0]}")
    if wanted not in table.index:
        raise UsageError(f"--period {text}: the index runs from {table.index[0]} to {table.index[-1]}")
    return wanted


def _print(found: list[dict[str, Any]], movers: Any, period: Any) -> None:
    if not found:
        click.echo("No change of level can be told from chance.")
    for change in found:
        click.echo(
            f"{change['first']} ({change['earliest']} to {change['latest']}): level {change['before']:+.3f} -> {change['after']:+.3f}\n"
            f"    plain mean of all articles {change['change']:+.3f} = tone within sources {change['tone']:+.3f}, source mix "
            f"{change['mix']:+.3f}\n"
            f"    articles a day times their tension {change['told_change']:+.3f} = tone {change['told_tone']:+.3f}, mix "
            f"{change['told_mix']:+.3f}, volume {change['told_volume']:+.3f}; stories a month "
            f"{change['volume_before']:.1f} -> {change['volume_after']:.1f}"
        )
    if movers is not None and len(movers):
        click.echo(f"\nArticles that moved {period} most (moved, tension, date, source, title):")
        for row in movers.itertuples():
            title = row.title if isinstance(row.title, str) else row.article_id
            named = readable(f"{row.source}  {title}")
            click.echo(f"  {row.moved:+.3f}  {row.tension:+.2f}  {row.date:%Y-%m-%d}  {named}")
