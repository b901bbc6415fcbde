"""``tension score``: articles in, scores out."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from typing import Any

import click

from tension.cli.options import Problems, check_output_file, scoring_options
from tension.cli.progress import counted
from tension.cli.view import LIST_HEAD, article_line, article_view
from tension.cli.writers import format_of, open_writer
from tension.errors import UsageError
from tension.parallel import run_pieces
from tension.scores.task import ScoreTask, lots, scorer_of
from tension.text.corpus import read_articles


@click.command(short_help="Score articles, sentence by sentence.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl", "csv", "html"]),
    default=None,
    help="What is printed (text, unless --output's suffix says otherwise).",
)
@click.option(
    "--level",
    type=click.Choice(["article", "sentence"]),
    default="article",
    show_default=True,
    help="What a row of CSV or Parquet is.",
)
@click.option(
    "--explain", is_flag=True, help="Tell for each sentence why it counts and which words made its score."
)
@click.option(
    "--output",
    metavar="FILE",
    help="Write to a .jsonl, .csv, .parquet, .txt or .html file, whole or not at all.",
)
@scoring_options
def score(
    paths: tuple[str, ...], form: str | None, level: str, explain: bool, output: str | None,
    dyad: str, model: str, jobs: int, quiet: bool,
) -> None:  # fmt: skip
    """Score articles: how cooperative (-1) or confrontational (+1) their words are about two countries' relations.

    PATH is a file, a folder, a glob, or - for standard input: .txt .md .html .jsonl .csv .parquet, and .gz of them.
    Tables need a column `text` or `title`. Exit code: 0 all done, 1 some inputs failed, 2 nothing could be read.

    \b
    tension score article.txt --explain
    tension score article.txt --output article.html
    tension score news.parquet --jobs 2 --output scores.parquet
    """
    form = _form(form, output, level, explain)
    check_output_file(paths, output)
    problems = Problems(quiet)
    scorer = scorer_of(model, dyad)  # a wrong model or dyad is told before anything is read
    gc.freeze()
    gc.enable()  # see cli.main: from here on the work may be long
    articles = counted(read_articles(list(paths), on_problem=problems), quiet)
    kind = {"text": "record", "html": "record", "jsonl": "jsonl"}.get(form, level)
    task = ScoreTask(model, dyad, kind, explain or form == "html")
    results = run_pieces(task, lots(articles), jobs)
    with open_writer(output, form, level) as write:
        if form == "text":
            results = _views(results, scorer.dyad, explain)
        elif form == "html":
            results = _page(results, scorer.dyad)
        for rows in results:
            write(rows)
        articles.close()
        if not articles.n and output is not None:
            raise UsageError(
                f"--output {output}: not written, for there was no article to score; check the paths"
            )
    sys.exit(problems.exit_code(articles.n))


def _form(form: str | None, output: str | None, level: str, explain: bool) -> str:
    if output is not None:
        named = format_of(output)
        if form is not None and form != named:
            raise UsageError(
                f"--output {output}: its suffix says {named}, --format says {form}; leave one of them out"
            )
        form = named
    form = form or "text"
    if form in ("csv", "parquet") and explain:
        raise UsageError(f"--explain: reasons don't fit into {form}; use --format jsonl or text")
    if form in ("text", "jsonl", "html") and level == "sentence":
        raise UsageError(f"--level sentence: {form} shows the sentences anyway; use it with csv or parquet")
    return form


def _views(results: Iterator[list[dict[str, Any]]], dyad: Any, explain: bool) -> Iterator[list[str]]:
    """One article is shown whole; of many, a line each (whole with --explain)."""
    waiting: list[dict[str, Any]] = []
    listing = False
    for records in results:
        if explain:
            yield [article_view(record, dyad, explain=True) for record in records]
            continue
        waiting += records
        if len(waiting) > 1 or listing:
            yield ([] if listing else [LIST_HEAD]) + [article_line(record) for record in waiting]
            waiting, listing = [], True
    if waiting:
        yield (
            [article_line(record) for record in waiting]
            if listing
            else [article_view(waiting[0], dyad, explain=False)]
        )


def _page(results: Iterator[list[dict[str, Any]]], dyad: Any) -> Iterator[list[str]]:
    """Render one article as a page; a page of many is what ``tension report`` makes."""
    records = [record for batch in results for record in batch]
    if len(records) > 1:
        raise UsageError(
            f"--format html: a page shows one article, and there are {len(records)}; use tension report for many"
        )
    from tension.show.article_page import render_article

    yield [render_article(record, dyad.names) for record in records]
