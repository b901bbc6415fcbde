"""A report as a folder: a page, the chart, the numbers, the pages of single articles and what it was made from."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tension.errors import InputError, OutputError, UsageError
from tension.files import check_folder_place, readable, whole_file, whole_folder
from tension.show import summary
from tension.show.article_page import render_article
from tension.show.facts import Facts, report_frame
from tension.show.figure import calendar_figure, draw_figure, parts_figure, save_figure
from tension.show.templating import own_script, render
from tension.text.article import Article

MARK = "run.json"
"""A folder that holds this file is a report, and may be replaced by another."""


def write_report(
    articles: Any,
    output: str | Path,
    *,
    freq: str = "M",
    model: str = "tension-2",
    dyad: str = "usa-rus",
    scores: Any = None,
    inputs: Sequence[str | Path] = (),
    events: Any = None,
    tell: Callable[[str], None] = lambda _: None,
    **settings: Any,
) -> Path:
    """Write a report.

    Parameters
    ----------
    articles : iterable of Article, or pandas.DataFrame
        Articles as :func:`tension.read_articles` gives them (gone through again for the pages of those that are shown),
        or a frame of article scores, from which no pages can be made.
    output : str or Path
        The folder; one that is there is replaced if it's a report or empty.
    freq : str
        ``"D"``, ``"W"``, ``"M"``, ``"Q"`` or ``"Y"``.
    model, dyad : str
    scores : pandas.DataFrame, optional
        Article scores of ``articles``, if they have been scored already.
    inputs : sequence of path, optional
        Files whose names and hashes are kept in ``run.json``.
    events : str or pandas.DataFrame, optional
        A CSV file or a frame with ``date, name, sign``; by default the shipped U.S.-Russia events, for that dyad.
    tell : callable
        Is told of each step.
    **settings
        ``start, end, base, weight, source, group`` as for :func:`tension.build_index`.

    Returns
    -------
    Path
        Of ``index.html``.

    Raises
    ------
    UsageError
        If no index can be built, or these aren't articles.
    OutputError
        If the folder is there and isn't a report, or can't be written.
    """
    output = Path(output)
    check_place(output)
    facts_of_inputs = [
        _input(Path(path)) for path in [*inputs, *([events] if isinstance(events, str) else [])]
    ]
    if not isinstance(articles, Iterable):
        raise UsageError(
            f"articles: a {type(articles).__name__} is none; give what read_articles or score_articles does"
        )
    if not hasattr(articles, "columns") and iter(articles) is articles:
        articles = list(articles)  # gone through twice
    texts: Iterable[Article] = ()
    if scores is None and not hasattr(articles, "columns"):
        from tension.scores.frames import score_articles

        tell("scoring")
        scores = score_articles(articles, model=model, dyad=dyad)
    if scores is None:
        scores = articles
    elif not hasattr(articles, "columns"):
        texts = articles if getattr(articles, "files", True) else ()
    tell("building the index")
    facts = Facts(report_frame(scores, settings), freq, settings, dyad, model, events)
    chosen = facts.chosen()
    tell("writing the pages")
    with whole_folder(output) as folder:
        pages = _write_articles(folder, chosen, texts, facts) if texts else {}
        _write_index(folder, facts, chosen, pages, from_scores=not texts)
        facts.index.to_csv(folder / "index.csv", lineterminator="\n")
        save_figure(facts.figure(), folder / "index.png")
        run = _run(facts, facts_of_inputs)
        with whole_file(folder / MARK, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(json.dumps(run, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    return output / "index.html"


_OWN = {"index.html", "index.csv", "index.png", MARK, "articles"}


def _is_run(path: Path) -> bool:
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(run, dict) and "tension" in run.get("versions", ())


def check_place(output: Path) -> None:
    """Refuse an output that is there and isn't a report or an empty folder, and a place where none can be made.

    Raises
    ------
    OutputError
    """
    if output.is_dir():
        names = {path.name for path in output.iterdir()}
        if names and not (MARK in names and names <= _OWN and _is_run(output / MARK)):
            other = f" (it holds {min(names - _OWN)})" if names - _OWN else ""
            raise OutputError(
                f"{output}: is a folder that isn't a report alone{other}; name another with --output, or empty it first"
            )
    check_folder_place(output)


def _page_name(article_id: str, source: object) -> str:
    return (
        hashlib.blake2b(
            f"{source if isinstance(source, str) else ''}\n{article_id}".encode("utf-8", "replace"),
            digest_size=8,
        ).hexdigest()
        + ".html"
    )


def _write_articles(
    folder: Path, chosen: dict[str, Any], texts: Iterable[Article], facts: Facts
) -> dict[str, str]:
    """Write the pages of the articles that are shown; returns the address of each by its name."""
    from tension.scores.records import article_record
    from tension.scores.run import make_scorer

    wanted = {
        _page_name(row.article_id, row.source)
        for part in (chosen["extremes"], chosen["movers"]) if part is not None
        for row in part.itertuples()
    }  # fmt: skip
    scorer = make_scorer(*facts.scoring)
    (folder / "articles").mkdir()
    pages = {}
    for article in _found(texts, wanted):
        name = _page_name(article.article_id, article.source)
        batch = scorer.score_batch([article])
        page = render_article(
            article_record(batch, 0, scorer, explain=True),
            facts.names,
            home="../index.html",
            home_title=facts.title,
        )
        with whole_file(
            folder / "articles" / name, "w", encoding="utf-8", errors="replace", newline="\n"
        ) as stream:
            stream.write(page)
        pages[name] = f"articles/{name}"
    return pages


def _found(texts: Iterable[Article], wanted: set[str]) -> Iterator[Article]:
    left = set(wanted)
    for article in texts:
        name = _page_name(article.article_id, article.source)
        if name in left:
            left.remove(name)
            yield article
        if not left:
            return


def _write_index(
    folder: Path, facts: Facts, chosen: dict[str, Any], pages: dict[str, str], *, from_scores: bool
) -> None:
    def page_of(row: Any) -> str:
        return pages.get(_page_name(row.article_id, row.source), "")

    from tension import __version__

    sources = summary.source_rows(facts.frame)
    movers, period = chosen["movers"], chosen["period"]
    told = summary.summarize_index(facts.index, facts.frame, facts.freq)
    words = (
        f"{facts.title}, {summary.PERIOD_WORDS[facts.freq]}: a dot for every period (pale with fewer than five stories), its "
        "90% interval as a ribbon and the smoothed level as a line; up is more confrontational."
    )
    context = told | {
        "page_title": facts.title,
        "title": facts.title,
        "script": own_script(),
        "chart": picture(facts.figure(), len(facts.index)),
        "chart_words": words,
        "chart_alt": "Chart of the index with its interval and events; its numbers stand in the table of periods.",
        "calendar": picture(calendar_figure(facts.index), _MOST_DRAWN + 1) if facts.freq == "D" else "",
        "changes": summary.summarize_changes(facts.sums, facts.monthly),
        "movers": summary.article_rows(movers, page_of) if movers is not None else [],
        "movers_period": summary.name_of(period) if period is not None else "",
        "events": summary.event_rows(facts.events, facts.frame) if facts.events is not None else [],
        "sources": sources[: summary.MOST_SOURCES],
        "n_sources_left_out": max(len(sources) - summary.MOST_SOURCES, 0),
        "sources_words": _sources_words(sources),
        "groups_chart": picture(parts_figure(facts.parts, facts.index), len(facts.index))
        if len(facts.parts) > 1
        else "",
        "groups_words": summary.groups_words(facts.parts),
        "directions_chart": picture(parts_figure(facts.directions, facts.index), len(facts.index))
        if facts.directions
        else "",
        "directions_words": summary.directions_words(facts.directions),
        "articles": summary.article_rows(chosen["extremes"], page_of),
        "pages": bool(pages),
        "from_scores": from_scores,
        "periods": summary.period_rows(facts.index),
        "n_periods_left_out": max(len(facts.index) - summary.MOST_PERIODS, 0),
        "methods": summary.methods(facts.names, facts.model, facts.base, facts.weight),
        "made_with": f"Made with tension {__version__}, model {facts.model}.",
    }
    with whole_file(folder / "index.html", "w", encoding="utf-8", errors="replace", newline="\n") as stream:
        stream.write(render("report.html", context))


def _sources_words(sources: list[dict[str, Any]]) -> str:
    groups: dict[str, int] = {}
    for source in sources:
        groups[source["group"]] = groups.get(source["group"], 0) + source["n_relevant"]
    total = max(sum(groups.values()), 1)
    shares = ", ".join(
        f"{name} {100 * n / total:.0f}%"
        for name, n in sorted(groups.items(), key=lambda one: (-one[1], one[0]))
        if n
    )
    return (
        f"By country of the outlet the articles about the two come from: {shares or 'nobody'}. "
        "An index says what its sources say: read it with this list at hand."
    )


_PAGE_DPI = 130
_MOST_DRAWN = 420
"""More periods than this make a vector picture larger than one of pixels."""


def picture(fig: Any, n: int) -> str:
    """Draw a figure as a data address, vector where it's small."""
    stream = io.BytesIO()
    form = "svg" if n <= _MOST_DRAWN else "png"
    draw_figure(fig, stream, form, transparent=True, dpi=_PAGE_DPI)
    kind = "svg+xml" if form == "svg" else "png"
    return f"data:image/{kind};base64,{base64.b64encode(stream.getvalue()).decode('ascii')}"


def _run(facts: Facts, inputs: list[dict[str, Any]]) -> dict[str, Any]:
    from importlib.metadata import version

    from tension import __version__
    from tension.errors import ModelError
    from tension.model.folder import load_model

    try:
        digest = load_model(facts.scoring[0]).card.get("sha256")
    except ModelError:
        digest = None
    return {
        "inputs": inputs,
        "n_articles": len(facts.frame),
        "dyad": facts.dyad,
        "model": {"name": facts.model, "sha256": digest},
        "settings": {"freq": facts.freq}
        | {key: value for key, value in sorted(facts.settings.items()) if value},
        "versions": {"tension": __version__}
        | {name: version(name) for name in ("numpy", "pandas", "matplotlib", "jinja2")},
    }


def _input(path: Path) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    try:
        with open(readable(path), "rb") as stream:
            while part := stream.read(1 << 20):
                digest.update(part)
                size += len(part)
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check the path") from error
    return {"name": path.name, "bytes": size, "sha256": digest.hexdigest()}
