"""What a report says, as a dict of plain values: numbers and words, no HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from tension.index.build import contributions
from tension.index.changes import decompose, find_changes
from tension.index.differences import level_difference
from tension.index.intervals import PRIOR_STORIES, t_quantile
from tension.index.sources import group_of
from tension.show.article_page import LONGEST_TITLE, shown_name
from tension.show.hidden import readable
from tension.show.palette import colour_of, word_for

N_ARTICLES, N_MOVERS, MOST_EVENTS, MOST_SOURCES, MOST_PERIODS = 20, 10, 80, 60, 366

PERIOD_WORDS = {"D": "daily", "W": "weekly", "M": "monthly", "Q": "quarterly", "Y": "yearly"}
_MISSING = 0.1
_ADVERSE = {True: "higher", False: "lower"}


def summarize_index(index: Any, articles: Any, freq: str) -> dict[str, Any]:
    """Say in words where the index stands and how it changed: ``headline``, ``tiles`` and ``subtitle``."""
    known = index[index.tension.notna()]
    told = articles[articles.n_relevant > 0]
    subtitle = (
        f"{PERIOD_WORDS[freq].capitalize()}, {name_of(index.index[0])} to {name_of(index.index[-1])}: "
        f"{many(int(index.n_stories.sum()), 'story', 'stories')} about the two among "
        f"{many(len(articles), 'article')} of {many(articles.source.nunique(), 'source')}"
    )
    if not len(known):
        return {
            "subtitle": subtitle, "headline": "No article concerns the two countries, so there is no index.", "tiles": [],
        }  # fmt: skip
    last = known.iloc[-1]
    intensity = float(told.intensity.mean()) if "intensity" in told else 0.5
    word = word_for(last.tension, intensity)
    headline = (
        f"In {name_of(known.index[-1])}{_so_far(known.index[-1], articles.date.max())} the language between the two was {word}: tension {last.tension:+.2f} on a scale "
        f"from -1 (cooperative) to +1 (confrontational), with a 90% interval from {last.lower:+.2f} to {last.upper:+.2f}."
    )
    tiles = [
        _tile(f"tension, {name_of(known.index[-1])}", f"{last.tension:+.2f}", f"{word}, {last.lower:+.2f} to {last.upper:+.2f}", last.tension)
    ]  # fmt: skip
    if last.tension_index == last.tension_index:
        headline += f" The tension index stands at {last.tension_index:.1f}, where 100 is the average of the base period, not calm."
        tiles.append(
            _tile("tension index", f"{last.tension_index:.1f}", "100 is the average, not calm", last.tension)
        )
    if len(known) > 1:
        words, tile = _change(known)
        headline += f" {words}"
        tiles.append(tile)
    highest = known.smoothed.idxmax()
    tiles.append(
        _tile(
            "highest smoothed level",
            f"{known.smoothed[highest]:+.2f}",
            name_of(highest),
            known.smoothed[highest],
        )
    )
    return {"subtitle": subtitle, "headline": headline, "tiles": tiles}


def _so_far(period: Any, last: Any) -> str:
    """Say up to what day a period goes that the articles don't fill: more than a tenth of it is missing."""
    missing = period.end_time.normalize() - last.normalize()
    if missing / (period.end_time - period.start_time) <= _MISSING:
        return ""
    return f" (to {last.day} {last:%B})"


def _change(known: Any) -> tuple[str, dict[str, str]]:
    last, before = known.iloc[-1], known.iloc[-2]
    found = level_difference(last, before)
    step, sure = found.difference, found.beyond_chance
    when = name_of(known.index[-2])
    note = "within .005" if abs(step) < 0.005 else "beyond chance" if sure else "within chance"
    if abs(step) < 0.005:
        words = f"That is within .005 of {when}."
    else:
        words = f"That is {abs(step):.2f} {_ADVERSE[step > 0]} than in {when}" + (
            "." if sure else ", which is within what chance may do."
        )
    return words, _tile(
        f"change from {when}",
        f"{step:+.2f}" if abs(step) >= 0.005 else "0.00",
        note,
        step,
    )


def _tile(name: str, value: str, note: str, tension: float) -> dict[str, str]:
    return {"name": name, "value": value, "note": note, "colour": colour_of(float(tension))}


def name_of(period: Any) -> str:
    """Name of a period as people write it: "March 2014", "2014, quarter 1", "week of 2014-03-17"."""
    letter = period.freqstr[0]
    if letter == "M":
        return str(period.strftime("%B %Y"))
    if letter == "Q":
        return f"{period.year}, quarter {period.quarter}"
    if letter == "W":
        return f"week of {period.start_time:%Y-%m-%d}"
    return str(period)


def many(n: int, one: str, more: str = "") -> str:
    """Count things in words: "1 story", "1,200 stories"."""
    return f"{n:,} {one if n == 1 else more or one + 's'}"


CHANGE_COLUMNS = (
    "first", "earliest", "latest", "before", "after", "p_value", "tone", "mix", "change", "told_tone", "told_mix",
    "told_volume", "told_change", "volume_before", "volume_after",
)  # fmt: skip
"""What :func:`summarize_changes` tells of a change."""


def summarize_changes(sums: Any, monthly: Any) -> list[dict[str, Any]]:
    """Find the changes of level, with what they are made of, from sums and the monthly index."""
    half = (monthly.upper - monthly.lower).to_numpy(dtype=float) / 2
    variance = (half / t_quantile(monthly.n_stories.to_numpy() + PRIOR_STORIES)) ** 2
    found = find_changes(monthly.tension.to_numpy(dtype=float), variance)
    edges = [0, *(change.first for change in found), len(monthly)]
    rows = []
    for i, change in enumerate(found, start=1):
        spans = [
            (monthly.index[a].start_time.normalize(), monthly.index[b - 1].end_time.normalize())
            for a, b in ((edges[i - 1], edges[i]), (edges[i], edges[i + 1]))
        ]
        parts = decompose(sums, *spans)
        volume = [
            monthly.n_stories.iloc[a:b].mean()
            for a, b in ((edges[i - 1], edges[i]), (edges[i], edges[i + 1]))
        ]
        rows.append(
            {
                "first": str(monthly.index[change.first]), "earliest": str(monthly.index[change.earliest]),
                "latest": str(monthly.index[change.latest]), "before": change.before, "after": change.after,
                "p_value": change.p_value, **parts, "volume_before": float(volume[0]), "volume_after": float(volume[1]),
            }
        )  # fmt: skip
    return rows


def find_movers(
    sums: Any, articles: Any, freq: str, period: Any, n: int = N_MOVERS, *, weight: str = "story"
) -> Any:
    """Articles that moved a period most, as rows of ``articles`` with a column ``moved``."""
    moved = contributions(sums, freq, weight=weight)
    moved = moved[moved.period == period]
    day = articles.date.dt.normalize() if len(articles) else articles.date
    keyed = articles.assign(day=day, source=articles.source.fillna("(unknown)"))
    keyed = keyed[keyed.n_relevant > 0].sort_values("article_id", kind="stable")
    keyed = keyed.drop_duplicates(["day", "source", "story"])
    joined = moved[["day", "source", "story", "moved"]].merge(
        keyed, on=["day", "source", "story"], how="inner"
    )
    order = joined.moved.abs().sort_values(ascending=False, kind="stable").index
    return joined.loc[order].head(n)


def article_rows(articles: Any, page_of: Callable[[Any], str]) -> list[dict[str, Any]]:
    """Rows of articles for a table; ``page_of(row)`` gives the address of an article's page or an empty string."""
    rows = []
    for row in articles.itertuples():
        entry = {
            "date": f"{row.date:%Y-%m-%d}", "title": readable(str(_text(row.title) or row.article_id)[:LONGEST_TITLE]),
            "source": shown_source(_text(row.source) or "unknown"), "tension": float(row.tension),
            "colour": colour_of(float(row.tension)), "word": word_for(float(row.tension), float(row.intensity)),
            "page": page_of(row),
        }  # fmt: skip
        if hasattr(row, "moved"):
            entry["moved"] = float(row.moved)
        rows.append(entry)
    return rows


def shown_source(name: str) -> str:
    """Name of a source as it's shown: that of a known outlet where an alias or an address was given."""
    return readable(shown_name(name))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def extreme_articles(articles: Any, n: int = N_ARTICLES) -> Any:
    """Choose the n most confrontational and the n most cooperative articles, one per story, the surest at either end.

    Articles are ranked by the end of the interval that is nearer to zero, so that one odd sentence doesn't win.
    """
    told = articles[(articles.n_relevant > 0) & articles.tension.notna() & articles.date.notna()]
    told = told.sort_values(["date", "article_id"], kind="stable").drop_duplicates("story")
    worst = told.sort_values("lower", ascending=False, kind="stable").head(n)
    best = told.sort_values("upper", kind="stable").head(n)
    best = best[~best.index.isin(worst.index)]
    import pandas as pd

    return pd.concat([worst, best[::-1]])


_AROUND = (timedelta(days=-1), timedelta(days=4))
"""From a day before an event until, and without, the fourth day after it."""


def event_rows(events: Any, articles: Any) -> list[dict[str, Any]]:
    """Events with the mean tension of the articles around them; landmarks first where there are too many."""
    told = articles[(articles.n_relevant > 0) & articles.tension.notna()].sort_values("date", kind="stable")
    day, tension = told.date.to_numpy(), told.tension.to_numpy(dtype=float)
    sums = np.concatenate([[0.0], np.cumsum(tension)])
    if len(events) > MOST_EVENTS:
        events = events[events.landmark] if events.landmark.any() else events.tail(MOST_EVENTS)
    rows = []
    for event in events.itertuples():
        low, high = np.searchsorted(day, [np.datetime64(event.date + after) for after in _AROUND]).tolist()
        mean = float((sums[high] - sums[low]) / (high - low)) if high > low else None
        rows.append(
            {
                "date": f"{event.date:%Y-%m-%d}", "name": str(event.name), "sign": event.sign, "tension": mean,
                "n": high - low, "colour": colour_of(mean) if mean is not None else "",
            }
        )  # fmt: skip
    return rows


def source_rows(articles: Any) -> list[dict[str, Any]]:
    """Tell what each source gave, the one with most relevant articles first."""
    named = articles.assign(source=articles.source.fillna("(unknown)"))
    told = named[named.n_relevant > 0]
    means = told.groupby("source").tension.mean()
    rows = []
    for name, part in named.groupby("source"):
        n_relevant = int((part.n_relevant > 0).sum())
        rows.append(
            {
                "name": shown_source(str(name)), "group": group_of(str(name)), "n_articles": len(part), "n_relevant": n_relevant,
                "share": 100 * n_relevant / len(part), "tension": float(means[name]) if name in means else None,
                "first": f"{part.date.min():%Y-%m-%d}", "last": f"{part.date.max():%Y-%m-%d}",
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-row["n_relevant"], -row["n_articles"], row["name"]))


def period_rows(index: Any) -> list[dict[str, Any]]:
    """Rows of the index for a table, the last first."""
    shown = index.tail(MOST_PERIODS).iloc[::-1]
    names = ("tension", "lower", "upper", "smoothed", "tension_index")
    return [
        {
            "name": str(period), **{name: _known(getattr(row, name)) for name in names},
            "attention": None if row.attention != row.attention else 100 * float(row.attention),
            "n_stories": int(row.n_stories), "n_sources": int(row.n_sources),
        }
        for period, row in zip(shown.index, shown.itertuples(), strict=True)
    ]  # fmt: skip


def _known(value: float) -> float | None:
    return None if value != value else float(value)


def groups_words(parts: Mapping[str, Any]) -> str:
    """Say of each group of sources where it stands on average."""
    return (
        "Each group of sources by itself (by country of the outlet; behind each, thin, the index of all). "
        f"Mean of the periods, each over its own span: {_means(parts)}. The gap between them is itself news."
    )


def directions_words(parts: Mapping[str, Any]) -> str:
    """Say of each direction where it stands on average."""
    return (
        "Sentences in which one side acts on, speaks to or speaks of the other (behind, thin, the index of all; "
        f"meetings and joint acts are in neither). Mean of the periods: {_means(parts)}."
    )


def _means(parts: Mapping[str, Any]) -> str:
    means = {name: index.tension.mean() for name, index in parts.items()}
    return ", ".join(f"{name} {mean:+.2f}" for name, mean in means.items() if mean == mean)


def methods(dyad_words: str, model: str, base: str | None, weight: str) -> list[str]:
    """How it's made and what it can't tell, in plain words."""
    counted = {
        "story": "copies of one text count once, where and when the first appeared",
        "article": "every article counts",
        "reach": "a story counts more the more copies it has (1 + the logarithm of the copies)",
    }[weight]
    return [
        f"Every sentence is scored by a statistical model ({model}) with three probabilities: cooperative, neutral and "
        "confrontational. Tension is the last less the first. It's a matter of language, not of good or bad news, and "
        "every name of a country or a leader weighs the same in the same place.",
        f"A sentence counts if it concerns {dyad_words}; an article's tension is the mean of those. In the index {counted}. "
        "What a source habitually adds or leaves out is estimated and taken off, and groups of sources (by country of "
        "the outlet) weigh alike, unless one has fewer than five stories in a period.",
        "The interval holds the scatter of the stories and what isn't known of the sources' leans. It doesn't hold the "
        "model's own errors of reading, until people have audited a sample; and it speaks of the sources at hand, whose "
        "media these are is listed above. No claim is made about what the two governments really do or mean.",
        f"The tension index puts the level on a scale where 100 is the average month of {base or 'the whole span'} and 10 "
        "points are one standard deviation of its months. 100 is the average, not calm. Attention is the share of all "
        "articles that concern the two, from sources that cover everything; it's kept apart from tone.",
        "A period without a story is left empty and never filled with a zero. The smoothed level knows the whole span; "
        "the filtered one (in index.csv) knows nothing that came later.",
    ]
