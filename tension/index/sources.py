"""Who says it: groups of sources, which of them cover everything, and how much each leans on its own.

An article's tension is taken as level of its period + lean of its source + noise, and the lean is shrunk towards that
of its group, and the group's towards zero (a mixed model, Henderson 1975; the news sentiment index of the San Francisco
Fed levels papers in the same way: Shapiro, Sudhof & Wilson 2022). Without it an index moves when a paper enters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.portable import steadied
from tension.text.outlets import Outlet, known_outlets, outlet_at

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

SOURCE_PRIOR, GROUP_PRIOR = 12.0, 2.0
"""Stories that the assumption of no lean of a source (of a group) counts for: the variance of single stories over that
between sources (groups), as measured on the news corpora. Fixed beforehand and not estimated from what is indexed, so
that an index neither looks ahead nor falls when an article's tension rises."""

OTHER = "other"


def group_of(source: str) -> str:
    """Group of a source: the country of a known outlet, "other" for those that aren't known.

    Examples
    --------
    >>> group_of("RT"), group_of("The New York Times"), group_of("My blog")
    ('RUS', 'USA', 'other')
    """
    found = _outlet(source)
    return found.country if found else OTHER


def _outlet(source: str) -> Outlet | None:
    """Find a known outlet by name, alias or address."""
    known = known_outlets()
    return known.get(source.lower()) or known.get((outlet_at(source) or "").lower())


def source_standing(source: str) -> int:
    """Where a text that several sources have comes from: 0 an agency, 1 a known outlet, 2 another source."""
    found = _outlet(source)
    return 2 if found is None else 0 if found.kind in ("agency", "wire") else 1


def covers_everything(source: str, n_articles: int, n_relevant: int) -> bool:
    """Whether a source's articles are about everything, so that the share about the dyad means attention.

    Known outlets are told by ``seeds/sources.csv``; of others it's believed if most of their articles are about
    something else.
    """
    found = _outlet(source)
    return found.all_topics if found else 2 * n_relevant < n_articles


@dataclass(frozen=True)
class SourceEffects:
    """How sources lean.

    Attributes
    ----------
    lean : float64 array, shape (k,)
        Lean of every source; + is more confrontational than the average.
    covariance : float64 array, shape (k, k)
        Of the leans, in units of the variance of a single story.
    """

    lean: F64
    covariance: F64


def prior_covariance(group: I64) -> F64:
    """Covariance of the leans of sources before anything is seen, in units of the variance of a single story."""
    k = len(group)
    return np.asarray(np.eye(k) / SOURCE_PRIOR + (group[:, None] == group[None, :]) / GROUP_PRIOR)


@dataclass(frozen=True)
class Evidence:
    """What some periods tell of the sources; the evidence of two sets of periods adds.

    Attributes
    ----------
    information : float64 array, shape (k, k)
    target : float64 array, shape (k,)
        The normal equations of the leans, the periods' levels swept out.
    n_stories : float64 array, shape (k,)
        Weight of each source's stories.
    """

    information: F64
    target: F64
    n_stories: F64

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.information + other.information, self.target + other.target, self.n_stories + other.n_stories
        )


def evidence_of(counts: F64, totals: F64) -> Evidence:
    """Evidence of some periods.

    Parameters
    ----------
    counts, totals : float64 arrays, shape (t, k)
        Sums of the weights, and of the weighted tension, of the stories by period and source.
    """
    weight = counts.sum(axis=1)
    kept = weight > 0
    counts, totals, weight = counts[kept], totals[kept], weight[kept]
    share = counts / weight[:, None]
    return Evidence(
        np.diag(counts.sum(axis=0)) - counts.T @ share,
        totals.sum(axis=0) - share.T @ totals.sum(axis=1),
        counts.sum(axis=0),
    )


def fit_effects(evidence: Evidence, group: I64) -> SourceEffects:
    """Fit the leans of sources.

    Parameters
    ----------
    evidence : Evidence
    group : int64 array, shape (k,)
        Group of every source.

    Returns
    -------
    SourceEffects
        The mean lean is zero where every group counts alike, and within a group every story.
    """
    k = len(group)
    prior = prior_covariance(group)
    covariance = np.linalg.solve(np.eye(k) + prior @ evidence.information, prior)
    lean = covariance @ evidence.target
    centre = np.eye(k) - centre_weights(evidence.n_stories, group)
    return SourceEffects(steadied(centre @ lean), steadied(centre @ covariance @ centre.T))


def centre_weights(n_stories: F64, group: I64) -> F64:
    """Weights of the sources in the average that leans are measured from: groups alike, stories alike within one."""
    total = np.bincount(group, n_stories, minlength=int(group.max(initial=-1)) + 1)
    n_groups = max(int((total > 0).sum()), 1)
    return np.divide(n_stories, total[group] * n_groups, out=np.zeros_like(n_stories), where=total[group] > 0)


def n_components(together: NDArray[np.bool_]) -> int:
    """Count the parts into which sources fall that share no period with each other.

    The levels of different parts can't be compared but by assuming that they lean alike.

    Parameters
    ----------
    together : bool array, shape (t, k)
        Whether a source has a story in a period.
    """
    left = set(np.flatnonzero(together.any(axis=0)).tolist())
    n = 0
    while left:
        n += 1
        reached = np.zeros(together.shape[1], dtype=bool)
        reached[left.pop()] = True
        while True:
            grown = reached | together[together[:, reached].any(axis=1)].any(axis=0)
            if (grown == reached).all():
                break
            reached = grown
        left -= set(np.flatnonzero(reached).tolist())
    return n


def sources_of(names: Any) -> tuple[list[str], I64, list[str]]:
    """Sort sources; with the group number of each, and the groups in order."""
    sources = sorted(set(names))
    groups = [group_of(source) for source in sources]
    order = sorted(set(groups))
    return sources, np.array([order.index(group) for group in groups], dtype=np.int64), order
