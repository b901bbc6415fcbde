"""What moved the index: change points, what a change is made of, and the articles behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.portable import exponential

F64 = NDArray[np.float64]

LEAST_PERIODS = 3
"""A level holds for at least this many periods, else it's a peak and no change."""

MOST_CHANGES = 12
SIGNIFICANCE = 0.05
_RESAMPLES = 499
_LEAST_VARIANCE = 1e-4


@dataclass(frozen=True)
class Change:
    """A change of level.

    Attributes
    ----------
    first : int
        The first period of the new level; ``earliest`` to ``latest`` holds it with a probability of 90%.
    earliest, latest : int
    before, after : float
        The levels.
    p_value : float
        Chance of a split as good where nothing changes.
    """

    first: int
    earliest: int
    latest: int
    before: float
    after: float
    p_value: float


def find_changes(
    level: F64, variance: F64, *, significance: float = SIGNIFICANCE, random_state: int = 0
) -> list[Change]:
    """Find the periods from which on the level is another one.

    Parameters
    ----------
    level, variance : float64 arrays, shape (t,)
        NaN for a period without articles.
    significance : float
        A split is kept if one as good turns up less often than this where blocks of periods are shuffled.
    random_state : int
        Seed of the shuffles.

    Returns
    -------
    list of Change
        In order; empty if nothing changed.

    Notes
    -----
    Binary segmentation with weighted means: the best split of a stretch is kept if shuffling its periods in blocks,
    which keeps what neighbours have in common, seldom gives one as good (Matteson & James 2014 test splits in this
    way). Where nothing changes, one series in twenty shows a change all the same, as the significance says.
    """
    known = np.flatnonzero(~np.isnan(level))
    value, weight = level[known], 1 / (variance[known] + _scatter(level[known], variance[known]))
    random = np.random.default_rng(random_state)
    splits: dict[int, float] = {}
    waiting = [(0, len(value))]
    while waiting and len(splits) < MOST_CHANGES:
        start, end = waiting.pop(0)
        place, gain = _best_split(value[start:end], weight[start:end])
        if place < 0:
            continue
        p_value = _p_value(value[start:end], weight[start:end], gain, random)
        if p_value < significance:
            splits[start + place] = p_value
            waiting += [(start, start + place), (start + place, end)]
    edges = [0, *sorted(splits), len(value)]
    found = []
    for left, here, right in zip(edges[:-2], edges[1:-1], edges[2:], strict=True):
        low, high = _credible(value[left:right], weight[left:right])
        found.append(
            Change(
                int(known[here]), int(known[left + low]), int(known[left + high]),
                float(np.average(value[left:here], weights=weight[left:here])),
                float(np.average(value[here:right], weights=weight[here:right])),
                splits[here],
            )
        )  # fmt: skip
    return found


def _scatter(value: F64, variance: F64) -> float:
    """Variance that periods have beyond that of their articles, from the steps from one to the next."""
    if len(value) < 2:
        return 1.0
    steps = float(np.mean(np.sort(np.diff(value) ** 2)[: max(int(0.9 * len(value)), 1)])) / 2
    return max(steps - float(np.median(variance)), _LEAST_VARIANCE)


def _gains(value: F64, weight: F64) -> F64:
    """How much each split lowers the weighted sum of squares; shape (n + 1,), -inf where it isn't allowed."""
    mass, total = np.cumsum(weight), np.cumsum(weight * value)
    left, right = mass[:-1], mass[-1] - mass[:-1]
    gain = np.full(len(value) + 1, -np.inf)
    difference = total[:-1] / left - (total[-1] - total[:-1]) / right
    gain[1:-1] = left * right / mass[-1] * difference**2
    gain[:LEAST_PERIODS] = gain[len(value) - LEAST_PERIODS + 1 :] = -np.inf
    return gain


def _best_split(value: F64, weight: F64) -> tuple[int, float]:
    if len(value) < 2 * LEAST_PERIODS:
        return -1, 0.0
    gain = _gains(value, weight)
    return int(gain.argmax()), float(gain.max())


def _p_value(value: F64, weight: F64, gain: float, random: np.random.Generator) -> float:
    n = len(value)
    block = max(round(n ** (1 / 3)), 1)
    starts = np.arange(0, n, block)
    better = 0
    for _ in range(_RESAMPLES):
        order = np.concatenate([np.arange(s, min(s + block, n)) for s in random.permutation(starts)])
        better += _best_split(value[order], weight[order])[1] >= gain
    return (better + 1) / (_RESAMPLES + 1)


def _credible(value: F64, weight: F64, level: float = 0.9) -> tuple[int, int]:
    """Shortest stretch of splits that holds ``level`` of the likelihood of all of them."""
    gain = _gains(value, weight)
    likelihood = exponential((gain - gain.max()) / 2)
    likelihood /= likelihood.sum()
    order = np.argsort(-likelihood, kind="stable")
    enough = order[: int(np.searchsorted(np.cumsum(likelihood[order]), level)) + 1]
    return int(enough.min()), min(int(enough.max()), len(value) - 1)


def decompose(sums: Any, before: tuple[Any, Any], after: tuple[Any, Any]) -> dict[str, float]:
    """Say what the change between two spans is made of.

    Parameters
    ----------
    sums : pandas.DataFrame
        As :func:`tension.index.sums.sum_articles` gives them.
    before, after : (Timestamp, Timestamp)
        First and last day of the spans.

    Returns
    -------
    dict
        ``tone`` (sources speak otherwise than they did), ``mix`` (other sources speak) and their sum ``change``, the
        change of the mean tension of articles. And what was told in all, relevant articles a day times their tension:
        ``told_tone``, ``told_mix``, ``told_volume`` (more or fewer articles) with their sum ``told_change``. Both add
        up exactly. NaN where one of the spans has no article.

    Notes
    -----
    Every factor's change is taken at the mean of the others (Bennet 1920), so that the order doesn't matter.
    """
    first, second = (_by_source(sums, span) for span in (before, after))
    sources = sorted(set(first[0]) | set(second[0]))
    days = [(end - start).days + 1 for start, end in (before, after)]
    counts = [np.array([float(part[0].get(source, 0)) for source in sources]) for part in (first, second)]
    totals = [np.array([float(part[1].get(source, 0)) for source in sources]) for part in (first, second)]
    if not counts[0].sum() or not counts[1].sum():
        names = ("tone", "mix", "change", "told_tone", "told_mix", "told_volume", "told_change")
        return dict.fromkeys(names, float("nan"))
    means = [
        np.divide(t, c, out=np.full(len(c), np.nan), where=c > 0) for t, c in zip(totals, counts, strict=True)
    ]
    # A source that speaks in one span only has no tone in the other: what it changes is mix.
    means = [
        np.where(np.isnan(means[0]), means[1], means[0]),
        np.where(np.isnan(means[1]), means[0], means[1]),
    ]
    shares = [count / count.sum() for count in counts]
    volumes = [count.sum() / n for count, n in zip(counts, days, strict=True)]
    tone = float(((shares[0] + shares[1]) / 2 * (means[1] - means[0])).sum())
    mix = float(((means[0] + means[1]) / 2 * (shares[1] - shares[0])).sum())
    level = [float((share * mean).sum()) for share, mean in zip(shares, means, strict=True)]
    volume = (volumes[0] + volumes[1]) / 2
    told_volume = float((volumes[1] - volumes[0]) * (level[0] + level[1]) / 2)
    told = {"told_tone": float(volume * tone), "told_mix": float(volume * mix), "told_volume": told_volume}
    return {"tone": tone, "mix": mix, "change": tone + mix, **told, "told_change": sum(told.values())}


def _by_source(sums: Any, span: tuple[Any, Any]) -> tuple[dict[str, float], dict[str, float]]:
    part = sums[(sums.day >= span[0]) & (sums.day <= span[1]) & (sums.n_relevant > 0)]
    grouped = part.groupby("source")[["n_relevant", "total"]].sum()
    return grouped.n_relevant.to_dict(), grouped.total.to_dict()
