"""All that a report says, gathered from article scores before anything is rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tension.errors import UsageError
from tension.index.build import index_of_sums, only_from, sums_of, with_stories
from tension.index.events import read_events
from tension.index.periods import check_articles, in_range
from tension.index.variants import build_index_by
from tension.show import summary
from tension.show.figure import index_figure
from tension.show.plot import MOST_PARTS, THIN_STORIES


def report_frame(scores: Any, settings: dict[str, Any]) -> Any:
    """Check article scores, put them in an order of their own, find their stories and keep those that are asked for.

    Raises
    ------
    UsageError
        If they aren't article scores, or none is left.
    """
    _check_columns(scores)
    return _restricted(with_stories(_sorted(check_articles(scores))), settings)


def _check_columns(scores: Any) -> None:
    missing = [name for name in ("title", "lower", "upper", "intensity", "n_sentences") if name not in scores]
    if missing:
        raise UsageError(
            f"the scores have no column {missing[0]!r}; a report is made from article scores as tension score writes them"
        )


def _sorted(frame: Any) -> Any:
    """Put rows in an order of their own, so that the order they came in reaches no digit."""
    return frame.sort_values(["date", "source", "article_id", "tension"], kind="stable").reset_index(
        drop=True
    )


def _restricted(frame: Any, settings: dict[str, Any]) -> Any:
    frame = in_range(frame, settings.get("start"), settings.get("end"))
    return only_from(frame, settings.get("source"), settings.get("group")).reset_index(drop=True)


class Facts:
    """All that a report is rendered from."""

    def __init__(
        self, frame: Any, freq: str, settings: dict[str, Any], dyad: str, model: str, events: Any
    ) -> None:
        self.frame, self.freq, self.settings = frame, freq, settings
        self.scoring = model, dyad
        self.dyad = _only(frame, "dyad", dyad)
        self.model = Path(_only(frame, "model", model)).name
        self.base, self.weight = settings.get("base"), settings.get("weight", "story")
        self.sums = sums_of(frame)
        self.index = index_of_sums(self.sums, freq, base=self.base, weight=self.weight)
        self.monthly = (
            self.index if freq == "M" else _quiet(lambda: index_of_sums(self.sums, "M", weight=self.weight))
        )
        self.parts = build_index_by(frame, "group", freq, base=self.base, weight=self.weight)
        self.directions = _directed(frame, freq, self.base, self.weight, direction_words(dyad))
        span = self.index.index[0].start_time, self.index.index[-1].end_time
        self.events = None
        if hasattr(events, "columns"):
            self.events = events[(events.date >= span[0]) & (events.date <= span[1])]
        elif events or self.dyad == "usa-rus":
            self.events = read_events(events, start=span[0], end=span[1])
        self.names = dyad_words(dyad if dyad.endswith(".toml") else self.dyad)
        self.title = f"Tension between {self.names}" if " and " in self.names else f"Tension: {self.names}"

    def figure(self) -> Any:
        """Draw the chart of the index."""
        return index_figure(
            self.index, events=self.events, title=self.title, note=index_note(self.index, self.freq)
        )

    def chosen(self) -> dict[str, Any]:
        """Articles that are shown: the extremes, and those that moved the last period."""
        known = self.index.tension.last_valid_index()
        movers = (
            summary.find_movers(self.sums, self.frame, self.freq, known, weight=self.weight)
            if known is not None
            else None
        )
        return {"extremes": summary.extreme_articles(self.frame), "movers": movers, "period": known}


def index_note(index: Any, freq: str) -> str:
    """Say in a line what is drawn of an index."""
    word = summary.PERIOD_WORDS[freq]
    return (
        f"{summary.many(int(index.n_stories.sum()), 'story', 'stories')}. Dots: {word} levels with 90% intervals (pale: fewer than "
        f"{THIN_STORIES} stories); line: smoothed."
    )


def parts_note(freq: str, n_parts: int = 0) -> str:
    """Say in a line what is drawn of each of an index's ``n_parts``, and that it isn't all of them."""
    first = f"The {MOST_PARTS} with most stories, of {n_parts}. " if n_parts > MOST_PARTS else ""
    return first + (
        f"Dots: {summary.PERIOD_WORDS[freq]} levels; black line: smoothed; grey line: all together. In brackets: stories. "
        "Up is more confrontational."
    )


def _directed(
    frame: Any, freq: str, base: str | None, weight: str, words: Mapping[str, str]
) -> dict[str, Any]:
    """Build indices of what each side does to the other, by name; none where the scores tell no direction."""
    try:
        found = build_index_by(frame, "direction", freq, base=base, weight=weight)
    except UsageError:
        return {}
    return {words.get(name, name): index for name, index in found.items()}


def direction_words(dyad: str) -> dict[str, str]:
    """Name the two directions of a dyad: "the United States toward Russia" and the reverse."""
    from tension.dyad.sides import load_dyad

    try:
        sides = load_dyad(dyad)
    except UsageError:
        return {}
    if sides.a is None or sides.b is None:
        return {}
    a, b = sides.a.name, sides.b.name
    return {"a_to_b": f"{a} toward {b}", "b_to_a": f"{b} toward {a}"}


def _quiet(build: Callable[[], Any]) -> Any:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return build()


def _only(frame: Any, column: str, default: str) -> str:
    known = frame[column].dropna().unique().tolist() if column in frame else []
    return str(known[0]) if known else default


def dyad_words(name: str) -> str:
    """Name the two countries of a dyad: "the United States and Russia"."""
    from tension.dyad.sides import load_dyad

    try:
        dyad = load_dyad(name)
    except UsageError:
        return name
    return dyad.names
