"""``tension report``: a folder with a page, the chart, the numbers and the pages of single articles."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tension.cli.options import (
    Problems,
    index_options,
    refuse_input_as_output,
    scoring_options,
    warnings_told,
)
from tension.cli.scores import article_scores


@click.command(short_help="Write a report: page, chart, numbers, pages of articles.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@index_options
@click.option("--source", metavar="NAME", help="Only this source.")
@click.option(
    "--group", metavar="CODE", help="Only sources of this group (country of the outlet, such as RUS)."
)
@click.option(
    "--events",
    metavar="FILE.csv",
    help="Events to mark: date,name,sign. U.S.-Russia events come with the package.",
)
@click.option(
    "--output", required=True, metavar="DIR", help="Folder of the report; an older report there is replaced."
)
@scoring_options
def report(
    paths: tuple[str, ...], freq: str, start: str | None, end: str | None, base: str | None, weight: str,
    source: str | None, group: str | None, events: str | None, output: str, dyad: str, model: str, jobs: int, quiet: bool,
) -> None:  # fmt: skip
    """Write a report into a folder: index.html, index.png, index.csv, articles/ and run.json.

    PATH is articles, which are scored first, or a file of article scores, from which no pages of articles can be made.
    The page needs no network and no JavaScript to be read. Same input, same bytes.

    \b
    tension report news/*.parquet --freq M --output reports/usa-rus
    """
    from tension.show.report import check_place, write_report
    from tension.text.paths import find_files

    check_place(Path(output))
    refuse_input_as_output(paths, output)
    problems = Problems(quiet)

    def tell(step: str) -> None:
        if not quiet and sys.stderr.isatty():
            click.echo(f"tension: {step}", err=True)

    with warnings_told(quiet):
        frame, texts = article_scores(
            paths, model=model, dyad=dyad, jobs=jobs, quiet=quiet, problems=problems
        )
        texts.on_problem = lambda problem: None  # told when they were scored
        page = write_report(
            texts, output, freq=freq, model=model, dyad=dyad, scores=frame, events=events, tell=tell,
            inputs=[file.path for file in find_files(list(paths), lambda problem: None) if file.name != "-"],
            start=start, end=end, base=base, weight=weight, source=source, group=group,
        )  # fmt: skip
    click.echo(f"{page}: the report; open it in a browser")
    sys.exit(problems.exit_code(len(frame)))
