"""``tension audit``: a sample for people to read, and what their labels say of the scores and of the index."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from tension.cli.audit_files import check_output, write_audit
from tension.cli.options import (
    FREQUENCY,
    Problems,
    check_output_file,
    refuse_input_as_output,
    scoring_options,
    warnings_told,
)
from tension.cli.scores import article_scores
from tension.dyad.sides import USA_RUS
from tension.errors import UsageError
from tension.files import readable, whole_file


@click.group(short_help="Draw a sample for people to label; correct the index by their labels.")
def audit() -> None:
    """Hold scores against human reading: draw a sample, let a coder label it, and see how far the index was off.

    \b
    tension audit sample scores.parquet --n 200 --output audit.csv     # then fill in the column label
    tension audit report audit.csv scores.parquet --freq Q --output audit
    """


@audit.command(short_help="Draw articles and sentences to label, with known probabilities.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--n", default=200, show_default=True, type=click.IntRange(1), metavar="N", help="Articles to draw."
)
@click.option(
    "--by", multiple=True, type=click.Choice(["group", "source", "period"]), default=("group",), show_default=True,
    help="What counts alike in the sample: groups of sources, sources, years; may be given twice.",
)  # fmt: skip
@click.option(
    "--named", metavar="SHARE", type=click.FloatRange(0, 1),
    help="Of the articles not found relevant, the share whose title names one of the two sides: the likeliest missed.",
)  # fmt: skip
@click.option(
    "--seed", default=0, show_default=True, type=int, metavar="N", help="Another seed, another sample."
)
@click.option(
    "--texts", multiple=True, metavar="PATH",
    help="Where the texts of scored articles are, to be shown to the coder and for sentences to be drawn.",
)  # fmt: skip
@click.option("--output", required=True, metavar="FILE.csv", help="The file that a coder fills in.")
@scoring_options
def sample(
    paths: tuple[str, ...], n: int, by: tuple[str, ...], named: float | None, seed: int, texts: tuple[str, ...], output: str, dyad: str,
    model: str, jobs: int, quiet: bool,
) -> None:  # fmt: skip
    """Draw articles for a coder to label, and sentences within them; the probability of each is in the file.

    PATH is a file of article scores, or articles, which are scored first. The coder writes in the column label: -2 or -1
    (cooperative), 0, 1 or 2 (confrontational), m (mixed) or x (doesn't concern the two countries). A row whose unit is
    article is judged as a whole. What the model says isn't in the file. The same articles and seed give the same sample.

    \b
    tension audit sample scores.parquet --texts news/ --n 200 --output audit.csv
    """
    if Path(output).suffix.lower() != ".csv":
        raise UsageError(
            f"--output {output}: don't know the suffix {Path(output).suffix or '(none)'}; use .csv"
        )
    check_output_file([*paths, *texts], output)
    _refuse_labels_lost(output)
    problems = Problems(quiet)
    with warnings_told(quiet):
        frame, read = article_scores(paths, model=model, dyad=dyad, jobs=jobs, quiet=quiet, problems=problems)
        from tension.index.audit.sample import audit_rows, draw_articles, draw_sentences

        pair = dyad if dyad != USA_RUS.name else _named(frame, "dyad", dyad)
        drawn = draw_articles(frame, n, by=by, named_share=named, dyad=pair, random_state=seed)
        articles = _articles_of(drawn, read, texts, problems)
        sentences = None
        if articles:
            from tension.scores.frames import score_sentences

            scored = score_sentences(articles, model=_named(frame, "model", model), dyad=pair)
            sentences = draw_sentences(scored, random_state=seed)
        if texts and not articles:
            raise UsageError(
                f"--texts {texts[0]}: holds none of the {len(drawn)} articles drawn; name the files that were scored"
            )
        rows = audit_rows(drawn, {article.article_id: article.text for article in articles}, sentences)
    # Spreadsheets take UTF-8 for another code unless it begins with its mark.
    with whole_file(output, "w", encoding="utf-8-sig", newline="") as stream:
        rows.to_csv(stream, index=False, lineterminator="\n")
    if not quiet:
        _tell_drawn(rows, len(articles), output)
    sys.exit(problems.exit_code(len(frame)))


def _refuse_labels_lost(output: str) -> None:
    """Refuse to write over a sample in which somebody has filled in labels."""
    if not Path(output).exists():
        return
    from tension.errors import InputError
    from tension.index.audit.labels import read_labels

    try:
        read_labels(output)
    except InputError:  # nothing filled in, or no sample
        return
    raise UsageError(f"--output {output}: holds labels, which would be lost; choose another name")


def _articles_of(drawn: Any, read: Any, texts: tuple[str, ...], problems: Problems) -> list[Any]:
    """Go through the texts for the articles that were drawn."""
    from tension.text.corpus import read_articles

    wanted = set(drawn.article_id)
    found: dict[str, Any] = {}
    for articles in (read, read_articles(list(texts), on_problem=problems) if texts else ()):
        for article in articles:
            if article.article_id in wanted:
                found.setdefault(article.article_id, article)
    return [found[name] for name in drawn.article_id if name in found]


def _named(frame: Any, name: str, default: str) -> str:
    values = frame[name].dropna().unique().tolist() if name in frame else []
    return str(values[0]) if values else default


def _tell_drawn(rows: Any, n_texts: int, output: str) -> None:
    n_articles, n_sentences = int((rows.unit == "article").sum()), int((rows.unit == "sentence").sum())
    told = f"{n_articles} articles and {n_sentences} sentences drawn to {output}; fill in the column label"
    if n_texts < n_articles:
        told += f" ({n_articles - n_texts} articles show their title alone: name their files with --texts)"
    click.echo(told, err=True)


@audit.command(short_help="Tell what the labels say, and correct the index.")
@click.argument("labels", metavar="AUDIT.csv")
@click.argument("paths", nargs=-1, required=True, metavar="SCORES...")
@click.option(
    "--freq", default="M", show_default=True, type=FREQUENCY,
    help="Length of a period: day, week (from Monday), month, quarter, year.",
)  # fmt: skip
@click.option("--alone", is_flag=True, help="Correct a period that has 30 labels or more by these alone.")
@click.option(
    "--sentences",
    metavar="FILE",
    help="Sentence scores (.csv, .parquet), for the figures of labelled sentences.",
)
@click.option(
    "--output", metavar="DIR|FILE",
    help="A folder for all, or one of them: .csv (the index), .json, .md (the figures) or .png.",
)  # fmt: skip
@scoring_options
def report(
    labels: str, paths: tuple[str, ...], freq: str, alone: bool, sentences: str | None, output: str | None, dyad: str,
    model: str, jobs: int, quiet: bool,
) -> None:  # fmt: skip
    """Tell how the scores agree with a coder's labels, and correct the index by them, with an interval that holds both.

    AUDIT.csv is the sample filled in, SCORES what it was drawn from. Rows without a label don't count.

    \b
    tension audit report audit.csv scores.parquet --freq Q --output audit
    """
    if output is not None:
        check_output(output)
    refuse_input_as_output([labels, *paths, *([sentences] if sentences else [])], output)
    from tension.index.audit.labels import read_labels

    filled = read_labels(labels)
    problems = Problems(quiet)
    with warnings_told(quiet):
        frame, _ = article_scores(paths, model=model, dyad=dyad, jobs=jobs, quiet=quiet, problems=problems)
        from tension.index.audit.correct import correct_index
        from tension.index.audit.summary import render_audit, summarize_audit

        found = correct_index(frame, filled, freq, alone=alone)
        summary = summarize_audit(found, filled, _sentence_scores(sentences))
    text = render_audit(summary)
    if output is not None:
        write_audit(output, found, summary, text)
    if output is None or not Path(output).suffix:
        click.echo(text, nl=False)
    if found.reason and not quiet:
        click.echo(f"tension: warning: the index isn't corrected: {found.reason}", err=True)
    sys.exit(problems.exit_code(len(frame)))


def _sentence_scores(path: str | None) -> Any:
    if path is None:
        return None
    import pandas as pd

    try:
        if Path(path).suffix.lower() == ".parquet":
            return pd.read_parquet(readable(path))
        return pd.read_csv(readable(path), dtype={"article_id": str})
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise UsageError(
            f"--sentences {path}: can't be read ({reason}); give what tension score --level sentence writes"
        ) from error
