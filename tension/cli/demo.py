"""``tension demo``: the sample articles, scored, indexed and reported."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from tension.errors import OutputError


@click.command(short_help="Score the sample articles, and report on them.")
@click.option(
    "--output",
    default="reports/demo",
    show_default=True,
    metavar="DIR",
    help="Where the results are written.",
)
def demo(output: str) -> None:
    """Score the sample articles that come with the package (our own words on true events), build the index and a report.

    The scores go into DIR/scores, the report into DIR/report.
    """
    from tension.cli.index import index
    from tension.cli.report import report
    from tension.cli.score import score
    from tension.files import shipped

    folder = Path(output)
    try:
        (folder / "scores").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: can't be made ({error.strerror}); choose another place with --output"
        ) from error
    articles = str(shipped("seeds", "articles"))
    scores = folder / "scores"
    for name, extra in (
        ("articles.parquet", []),
        ("sentences.csv", ["--level", "sentence"]),
        ("articles.jsonl", ["--explain"]),
    ):
        _run(score, [articles, "--output", str(scores / name), *extra])
    _run(score, [articles])
    made = str(scores / "articles.parquet")
    _run(index, [made, "--freq", "Y", "--output", str(scores / "index.csv")])
    _run(index, [made, "--freq", "Y", "--output", str(scores / "index.png")])
    click.echo("")
    _run(report, [articles, "--freq", "Y", "--output", str(folder / "report"), "--quiet"])
    command = sys.argv[0] if os.path.isfile(sys.argv[0]) and not shutil.which("tension") else "tension"
    click.echo(f"Open in a browser:  {folder / 'report' / 'index.html'}")
    click.echo(f"The index:          {scores / 'index.csv'} and {scores / 'index.png'}")
    click.echo(
        f"Scores:             {made}, {scores / 'sentences.csv'}, with reasons {scores / 'articles.jsonl'}"
    )
    click.echo(
        f"Now try:            {command} score {Path(articles) / '2013-04-15-donilon-visit-wire.txt'} --explain"
    )


def _run(command: click.Command, arguments: list[str]) -> None:
    try:
        command.main(arguments, standalone_mode=False)
    except SystemExit as stop:
        if stop.code:
            raise
