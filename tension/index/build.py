"""Build the index: article scores in, a level per period with intervals, filtered, smoothed and scaled out."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import UsageError
from tension.index.intervals import PRIOR_STORIES, clipped, normal_half, t_quantile
from tension.index.levels import Stories, as_it_went, whole_span
from tension.index.periods import FREQUENCIES, check_articles, in_range, period_numbers, read_range
from tension.index.smooth import level_of_all, level_so_far
from tension.index.sources import covers_everything, group_of, n_components, sources_of
from tension.index.stories import find_stories
from tension.index.sums import NO_STORY, UNKNOWN_SOURCE, representatives, sum_articles
from tension.portable import steadied

F64 = NDArray[np.float64]

WEIGHTS = ("story", "article", "reach")
INDEX_COLUMNS = (
    "tension", "lower", "upper", "filtered", "filtered_lower", "filtered_upper", "smoothed", "smoothed_lower",
    "smoothed_upper", "tension_index", "tension_index_lower", "tension_index_upper", "attention", "n_articles",
    "n_relevant", "n_stories", "n_sources", "a_to_b", "b_to_a",
)  # fmt: skip
DIRECTIONS = ("a_to_b", "b_to_a")
"""Columns of what one side does or says to the other."""

_LEAST_MONTHS = 12
"""Fewer months than this give no scale."""


def build_index(
    articles: Any,
    freq: str = "M",
    *,
    start: str | None = None,
    end: str | None = None,
    base: str | None = None,
    weight: str = "story",
    source: str | None = None,
    group: str | None = None,
) -> Any:
    """Build an index from scored articles.

    Parameters
    ----------
    articles : pandas.DataFrame
        As :func:`tension.score_articles` gives it. A column ``story`` is used if there is one, else stories are found
        by the fingerprints.
    freq : str
        ``"D"``, ``"W"`` (Monday to Sunday), ``"M"``, ``"Q"`` or ``"Y"``.
    start, end : str, optional
        First and last day that count, as ``"2014-03-18"``, ``"2014-03"`` or ``"2014"``.
    base : str, optional
        ``"FROM:TO"``, the period whose monthly levels have the average 100 and the standard deviation 10 on the scale
        of ``tension_index``; by default the whole span.
    weight : str
        ``"story"``: copies count once, where and when the first appeared; ``"article"``: every article counts;
        ``"reach"``: a story counts 1 + ln(copies).
    source, group : str, optional
        Only this source, or only sources of this group.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``period``, a row for every period between the first article and the last, with ``tension, lower,
        upper`` (the level of the period on the scale -1 to 1, up is worse, with its 90% interval), the same
        ``filtered`` (knowing nothing later) and ``smoothed`` (knowing the whole span), ``tension_index`` (100 is the
        average of the base period, not calm) with its bounds, ``attention`` (share of articles that concern the dyad
        among those of sources that cover everything), ``n_articles, n_relevant, n_stories, n_sources``, and ``a_to_b,
        b_to_a``, the level of sentences in which one side acts on the other, on the scale of ``tension``. A period
        without a story has NaN and counts of 0.

    Raises
    ------
    UsageError
        If a column is missing, there's no dated article, scores of several models or dyads are mixed, or a setting
        can't be used.

    Notes
    -----
    The interval is that of the level of the period for the average source at hand. It holds the scatter of the stories
    and what isn't known of the sources' leans; the model's own error isn't in it.
    """
    chosen = chosen_articles(articles, start=start, end=end, source=source, group=group)
    index = index_of_sums(sum_articles(chosen), freq, base=base, weight=weight)
    return with_directions(index, chosen, freq, weight)


def with_directions(index: Any, articles: Any, freq: str, weight: str) -> Any:
    """Fill the columns ``a_to_b`` and ``b_to_a`` of an index of these articles, where their scores tell directions."""
    for name in DIRECTIONS:
        directed = directed_articles(articles, name)
        if directed is not None:
            told = _told(sum_articles(directed), weight)
            number = period_numbers(told.day, freq, index.index)[1]
            levels, _, _ = whole_span(_stories(told, number, len(index), weight))
            index[name] = np.clip(levels.level, -1.0, 1.0)
    return index


def directed_articles(articles: Any, name: str) -> Any:
    """Articles with the tension of one direction (``a_to_b``, ``b_to_a``) alone; None where scores tell none."""
    if f"n_{name}" not in articles or not (articles[f"n_{name}"] > 0).any():
        return None
    return articles.assign(tension=articles[f"tension_{name}"], n_relevant=articles[f"n_{name}"])


def sums_of(
    articles: Any,
    *,
    start: str | None = None,
    end: str | None = None,
    source: str | None = None,
    group: str | None = None,
) -> Any:
    """Check scored articles, find their stories and sum them; parameters as for :func:`build_index`."""
    return sum_articles(chosen_articles(articles, start=start, end=end, source=source, group=group))


def chosen_articles(
    articles: Any,
    *,
    start: str | None = None,
    end: str | None = None,
    source: str | None = None,
    group: str | None = None,
) -> Any:
    """Check scored articles, find their stories and leave out what isn't asked for."""
    return only_from(in_range(with_stories(check_articles(articles)), start, end), source, group)


def only_from(articles: Any, source: str | None = None, group: str | None = None) -> Any:
    """Articles of one source, or of one group of sources.

    Raises
    ------
    UsageError
        If there's none.
    """
    for setting, value in (("source", source), ("group", group)):
        if value is not None and not isinstance(value, str):
            raise UsageError(f"{setting} {value!r}: isn't a name; give it as a string")
    names = articles.source.fillna(UNKNOWN_SOURCE)
    if source is not None:
        articles = _kept(
            articles, (names.str.lower() == source.lower()).to_numpy(), f"source {source!r}", names
        )
        names = articles.source.fillna(UNKNOWN_SOURCE)
    if group is not None:
        groups = names.map({name: group_of(name) for name in names.unique()})
        articles = _kept(
            articles, (groups.str.lower() == group.lower()).to_numpy(), f"group {group!r}", groups
        )
    return articles


def with_stories(articles: Any) -> Any:
    """Articles with a column ``story`` of numbers: those they have, or found by the fingerprints.

    Only articles that concern the dyad are compared; the others are only counted, so each is its own.
    """
    if "story" in articles:
        return articles.assign(story=_numbered(articles.story))
    story = np.arange(len(articles))
    relevant = np.flatnonzero(articles.n_relevant.to_numpy() > 0)
    found = find_stories(articles.iloc[relevant])
    story[relevant] = relevant[found.to_numpy()]
    return articles.assign(story=story)


def _numbered(story: Any) -> Any:
    """Stories as numbers: whole numbers stay, other names are counted, and an article without one is its own."""
    import pandas as pd

    if pd.api.types.is_integer_dtype(story) and not story.isna().any() and (story >= 0).all():
        return story.astype(np.int64)
    number, _ = pd.factorize(story, sort=True)
    alone = number < 0
    number[alone] = number.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    return number


def _kept(articles: Any, keep: NDArray[np.bool_], what: str, names: Any) -> Any:
    if not keep.any():
        known = ", ".join(sorted(map(str, names.unique()))[:12])
        raise UsageError(f"{what}: no article has it; there are {known}")
    return articles[keep]


def index_of_sums(sums: Any, freq: str = "M", *, base: str | None = None, weight: str = "story") -> Any:
    """Build an index from sums (:func:`tension.index.sums.sum_articles`), which may be merged from many sets.

    Parameters and result as for :func:`build_index`.
    """
    import pandas as pd

    if freq not in FREQUENCIES:
        raise UsageError(f"frequency {freq!r}: unknown; use one of {', '.join(FREQUENCIES)}")
    if weight not in WEIGHTS:
        raise UsageError(f"weight {weight!r}: unknown; use one of {', '.join(WEIGHTS)}")
    span = read_range(base) if base else None
    if not len(sums):
        raise UsageError("no dated article; an index needs dates (YYYY-MM-DD in the column date)")
    told = _told(sums, weight)
    periods, number = period_numbers(sums.day, freq)
    stories = _stories(told, period_numbers(told.day, freq, periods)[1], len(periods), weight)
    if n_components(stories.by_source()[0] > 0) > 1:
        warnings.warn(
            "some sources share no period with the others, so their levels can be compared only by assuming that "
            "they lean alike; look at them apart (by source)",
            UserWarning, stacklevel=2,
        )  # fmt: skip
    levels, variance, degrees = whole_span(stories)
    half = t_quantile(degrees + PRIOR_STORIES) * np.sqrt(variance)
    frame = pd.DataFrame(index=periods.rename("period"))
    frame["tension"] = np.clip(levels.level, -1.0, 1.0)
    frame["lower"], frame["upper"] = clipped(levels.level, half)
    _add_filtered(frame, stories, periods)
    _add_smoothed(frame, levels.level, variance)
    _add_scaled(frame, _monthly(told, weight), span)
    _add_counts(frame, sums, number, told, stories)
    frame[list(DIRECTIONS)] = np.nan
    return frame[list(INDEX_COLUMNS)]


def contributions(sums: Any, freq: str = "M", *, weight: str = "story") -> Any:
    """Tell of every story how far it moved its period from the one before.

    Returns
    -------
    pandas.DataFrame
        A row per story: ``period, day, source, story, tension, n_copies, share`` and ``moved``, the story's share times
        its distance from the level of the period with stories before (of all, for the first). The ``moved`` of a
        period add up to the change of the level.
    """
    told = _told(sums, weight)
    periods, _ = period_numbers(sums.day, freq)
    number = period_numbers(told.day, freq, periods)[1]
    stories = _stories(told, number, len(periods), weight)
    levels, _, _ = whole_span(stories)
    filled = [i for i, level in enumerate(levels.level.tolist()) if level == level]
    before = np.full(len(periods), np.nan)
    before[filled[1:]] = levels.level[filled[:-1]]
    before[filled[:1]] = np.average(levels.adjusted, weights=levels.share) if len(told) else np.nan
    moved = levels.share * (levels.adjusted - before[number])
    return told.assign(period=periods[number], share=levels.share, moved=moved)


def _told(sums: Any, weight: str) -> Any:
    """Rows that the level is made of, sorted by what they say and not by how they are numbered."""
    if weight == "article":
        told = sums[sums.story != NO_STORY]
        told = told.assign(tension=told.total / told.n_relevant, n_copies=told.n_relevant)
    else:
        told = representatives(sums)
    return told.sort_values(["day", "source", "tension"], kind="stable").reset_index(drop=True)


def _stories(told: Any, number: NDArray[np.int64], n_periods: int, weight: str) -> Stories:
    names, group, _ = sources_of(told.source.unique())
    copies = told.n_copies.to_numpy(dtype=np.float64)
    counts = {
        "story": np.ones(len(told)),
        "article": copies,
        "reach": 1 + steadied(np.log(np.maximum(copies, 1))),
    }[weight]
    codes = told.source.map({name: i for i, name in enumerate(names)}).to_numpy(dtype=np.int64)
    return Stories(
        number, codes, told.story.to_numpy(dtype=np.int64), counts, told.tension.to_numpy(dtype=np.float64),
        group, n_periods,
    )  # fmt: skip


def _add_filtered(frame: Any, stories: Stories, periods: Any) -> None:
    began = periods.start_time
    level, variance = as_it_went(stories, (began.year * 4 + began.quarter).to_numpy(dtype=np.int64))
    so_far, spread = level_so_far(level, variance)
    begun = np.cumsum(~np.isnan(level)) > 0  # before the first story nothing is known
    _add_band(frame, "filtered", np.where(begun, so_far, np.nan), spread)


def _add_smoothed(frame: Any, level: F64, variance: F64) -> None:
    smoothed, spread = level_of_all(level, variance)
    known = bool((~np.isnan(level)).any())
    _add_band(frame, "smoothed", smoothed if known else np.full(len(level), np.nan), spread)


def _add_band(frame: Any, name: str, level: F64, variance: F64) -> None:
    frame[name] = level
    frame[f"{name}_lower"], frame[f"{name}_upper"] = clipped(level, normal_half(variance))


def _monthly(told: Any, weight: str) -> Any:
    import pandas as pd

    periods, number = period_numbers(told.day, "M") if len(told) else (pd.PeriodIndex([], freq="M"), None)
    if number is None:
        return pd.Series(dtype=np.float64, index=periods)
    levels, _, _ = whole_span(_stories(told, number, len(periods), weight))
    return pd.Series(levels.level, index=periods).dropna()


def _add_scaled(frame: Any, monthly: Any, span: Any) -> None:
    """Put the level on the scale on which the base period's months have the average 100 and the deviation 10."""
    inside = monthly
    if span is not None:
        inside = monthly[(monthly.index.end_time >= span[0]) & (monthly.index.start_time <= span[1])]
        if not len(inside):
            raise UsageError(
                f"base {span[0]:%Y-%m-%d}:{span[1]:%Y-%m-%d}: there's no month with a story in it; choose another base"
            )
    enough = len(inside) >= _LEAST_MONTHS and float(inside.std()) > 0
    if not enough:
        warnings.warn(
            f"tension_index is left empty: its scale needs {_LEAST_MONTHS} months with stories that differ, and the "
            f"base has {len(inside)}; look at tension instead",
            UserWarning, stacklevel=3,
        )  # fmt: skip
    for name, column in (("tension_index", "tension"), ("_lower", "lower"), ("_upper", "upper")):
        target = name if name == "tension_index" else f"tension_index{name}"
        frame[target] = 100 + 10 * (frame[column] - inside.mean()) / inside.std() if enough else np.nan


def _add_counts(frame: Any, sums: Any, number: NDArray[np.int64], told: Any, stories: Stories) -> None:
    n = len(frame)
    by_source = sums.groupby("source")[["n_articles", "n_relevant"]].sum()
    whole = {
        name: covers_everything(name, row.n_articles, row.n_relevant)
        for name, row in zip(by_source.index, by_source.itertuples(), strict=True)
    }
    complete = sums.source.map(whole).to_numpy(dtype=bool)
    articles, relevant = sums.n_articles.to_numpy(dtype=float), sums.n_relevant.to_numpy(dtype=float)
    all_of = np.bincount(number[complete], articles[complete], minlength=n)
    hits = np.bincount(number[complete], relevant[complete], minlength=n)
    frame["attention"] = np.divide(hits, all_of, out=np.full(n, np.nan), where=all_of > 0)
    frame["n_articles"] = np.bincount(number, articles, minlength=n).astype(np.int64)
    frame["n_relevant"] = np.bincount(number, relevant, minlength=n).astype(np.int64)
    unique = np.unique(stories.period * (int(stories.story.max(initial=0)) + 1) + stories.story)
    frame["n_stories"] = np.bincount(unique // (int(stories.story.max(initial=0)) + 1), minlength=n).astype(
        np.int64
    )
    counts, _ = stories.by_source()
    frame["n_sources"] = (counts > 0).sum(axis=1).astype(np.int64)
