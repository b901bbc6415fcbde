"""What labelled articles count in the index, and the levels that they correct: groups alike, stories alike, copies once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tension.index.audit.gold import F64, I64, Gold
from tension.index.intervals import PRIOR_STORIES
from tension.index.levels import FULL_STORIES, Levels, Stories, whole_span
from tension.index.periods import period_numbers
from tension.index.sources import sources_of
from tension.index.sums import UNKNOWN_SOURCE, representatives

_SAME = ["day", "source", "story"]


@dataclass(frozen=True, eq=False)
class LevelByModel:
    """Levels of periods by the model, with what they are made of.

    Attributes
    ----------
    told : pandas.DataFrame
        A row per story: ``day, source, story, tension, n_copies``.
    stories : Stories
        The same as arrays.
    levels : Levels
    variance, degrees : float64 arrays, shape (t,)
        Of the levels.
    names : list of str
        Sources, sorted.
    lean : float64 array, shape (k,)
        Of each source.
    periods : pandas.PeriodIndex
    freq : str
    """

    told: Any
    stories: Stories
    levels: Levels
    variance: F64
    degrees: F64
    names: list[str]
    lean: F64
    periods: Any
    freq: str


def level_by_model(sums: Any, freq: str, periods: Any) -> LevelByModel:
    """Levels as :func:`tension.index.build.index_of_sums` makes them, with the parts that it keeps to itself."""
    told = (
        representatives(sums).sort_values(["day", "source", "tension"], kind="stable").reset_index(drop=True)
    )
    names, group, _ = sources_of(told.source.unique())
    code = told.source.map({name: i for i, name in enumerate(names)}).to_numpy(dtype=np.int64)
    value = told.tension.to_numpy(dtype=np.float64)
    stories = Stories(
        period_numbers(told.day, freq, periods)[1], code, told.story.to_numpy(dtype=np.int64), np.ones(len(told)), value,
        group, len(periods),
    )  # fmt: skip
    levels, variance, degrees = whole_span(stories)
    lean = np.zeros(len(names))
    lean[code] = value - levels.adjusted
    return LevelByModel(told, stories, levels, variance, degrees + PRIOR_STORIES, names, lean, periods, freq)


def gold_of(labelled: Any, sums: Any, level: LevelByModel, smoothed: F64) -> Gold:
    """Bring labelled articles to arrays, with what each counts in the index.

    An article that the model finds not relevant counts what a story of its group and period would.

    Parameters
    ----------
    labelled : pandas.DataFrame
        ``date, source, story, said, tension, label_relevant, label_tension, probability, place``.
    sums : pandas.DataFrame
        From :func:`tension.index.sums.sum_articles`, of all articles.
    level : LevelByModel
    smoothed : float64 array, shape (t,)
    """
    day, source = labelled.date.dt.normalize(), labelled.source.fillna(UNKNOWN_SOURCE)
    period = period_numbers(day, level.freq, level.periods)[1]
    weight, share = _story_weights(source, period, level)
    said = labelled.said.to_numpy(dtype=bool)
    part = np.where(said, _part_of_story(labelled.assign(day=day, source=source), sums, level), 1.0)
    lean = source.map(dict(zip(level.names, level.lean.tolist(), strict=True))).fillna(0.0)
    probability = labelled.probability.to_numpy(dtype=np.float64)
    return Gold(
        said=said,
        relevant=labelled.label_relevant.to_numpy(dtype=bool),
        score=labelled.tension.to_numpy(dtype=np.float64),
        label=labelled.label_tension.to_numpy(dtype=np.float64),
        expected=smoothed[period] + lean.to_numpy(dtype=np.float64),
        period=period,
        weight=weight * part / probability,
        share=share * part,
        probability=probability,
        place=labelled.place.to_numpy(dtype=np.float64),
    )


def _story_weights(source: Any, period: I64, level: LevelByModel) -> tuple[F64, F64]:
    """Weigh a story of each article's group, in the average that leans are measured from and in its period's level.

    A group without any story isn't in the index and counts nothing.
    """
    every, groups, order = sources_of([*level.names, *source.unique()])
    group_of = dict(zip(every, groups.tolist(), strict=True))
    told = np.array([group_of[name] for name in level.names], dtype=np.int64)[level.stories.source]
    group = source.map(group_of).to_numpy(dtype=np.int64)
    n_groups, t = len(order), len(level.periods)
    whole = np.bincount(told, minlength=n_groups)
    here = np.bincount(level.stories.period * n_groups + told, minlength=t * n_groups).reshape(t, n_groups)
    alike = np.divide(1.0, whole * max(int((whole > 0).sum()), 1), out=np.zeros(n_groups), where=whole > 0)
    present = np.minimum(here / FULL_STORIES, 1.0).sum(axis=1)
    share = np.divide(
        1.0,
        np.maximum(here, FULL_STORIES) * present[:, None],
        out=np.zeros(here.shape),
        where=present[:, None] > 0,
    )
    return alike[group], share[period, group]


def _part_of_story(labelled: Any, sums: Any, level: LevelByModel) -> F64:
    """Part of a story that an article speaks for: one over its source's copies of the story's first day, 0 for later ones."""
    first = level.told[_SAME].merge(sums[[*_SAME, "n_relevant"]], on=_SAME, how="left")
    found = labelled[_SAME].merge(first, on=_SAME, how="left").n_relevant.to_numpy(dtype=np.float64)
    return np.asarray(np.divide(1.0, found, out=np.zeros(len(found)), where=found > 0))
