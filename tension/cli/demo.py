"""``tension demo``: the sample articles, scored."""

from __future__ import annotations

from pathlib import Path

import click

from tension.errors import OutputError


@click.command(short_help="Score the sample articles.")
@click.option(
    "--output", default="reports/demo", show_default=True, metavar="DIR", help="Where the scores are written."
)
def demo(output: str) -> None:
    """Score the sample articles that come with the package (our own words on true events) and say where to look."""
    from tension.cli.score import score
    from tension.files import shipped

    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: can't be made ({error.strerror}); choose another place with --output"
        ) from error
    articles = str(shipped("seeds", "articles"))
    for name, extra in (
        ("articles.csv", []),
        ("sentences.csv", ["--level", "sentence"]),
        ("articles.jsonl", ["--explain"]),
    ):
        _run(score, [articles, "--output", str(folder / name), *extra])
    _run(score, [articles])
    click.echo(f"\nScores of the articles:   {folder / 'articles.csv'}")
    click.echo(f"Scores of the sentences:  {folder / 'sentences.csv'}")
    click.echo(f"With reasons:             {folder / 'articles.jsonl'}")
    click.echo(f"Now try: tension score {Path(articles) / '2013-04-15-donilon-visit-wire.txt'} --explain")


def _run(command: click.Command, arguments: list[str]) -> None:
    try:
        command.main(arguments, standalone_mode=False)
    except SystemExit as stop:
        if stop.code:
            raise
