"""The design of a sample: how likely every article is drawn, and the draw, the same in any order of the rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from tension.index.audit.gold import F64, I64


def chance_of(names: Iterable[str], random_state: int) -> F64:
    """Give every name a number in [0, 1), as if by chance but the same for ever (a hash of it and the seed)."""
    start = f"{random_state} ".encode()
    drawn = [
        int.from_bytes(hashlib.blake2b(start + name.encode(), digest_size=7).digest(), "big")
        for name in names
    ]
    return np.array(drawn, dtype=np.float64) / 2.0**56


def inclusion_probabilities(size: F64, n: int) -> F64:
    """Probabilities in proportion to sizes that add to ``n``, none above 1.

    Parameters
    ----------
    size : float64 array, shape (m,)
        Above 0.
    n : int
        At most m.

    Examples
    --------
    >>> inclusion_probabilities(np.array([1.0, 1.0, 8.0]), 2)
    array([0.5, 0.5, 1. ])
    """
    probability = np.zeros(len(size))
    certain = np.zeros(len(size), dtype=bool)
    while n:
        left = n - int(certain.sum())
        probability = np.where(certain, 1.0, left * size / max(size[~certain].sum(), np.finfo(float).tiny))
        if not (grown := (probability >= 1) & ~certain).any():
            break
        certain |= grown
    return probability


def alike(cells: Sequence[NDArray[np.generic]]) -> F64:
    """Size of every article such that all cells (a group of sources, a year) together count the same."""
    if not len(cells[0]):
        return np.zeros(0)
    _, cell = np.unique(
        np.stack([np.unique(part, return_inverse=True)[1] for part in cells]), axis=1, return_inverse=True
    )
    return 1.0 / np.bincount(cell)[cell]


def systematic(probability: F64, start: float) -> I64:
    """Draw rows by their probabilities, evenly along their order (Madow 1949).

    Parameters
    ----------
    probability : float64 array, shape (m,)
        Adds to a whole number n.
    start : float
        In [0, 1); uniform if the draw is to be random.

    Returns
    -------
    int64 array, shape (n,)
        Different rows, rising.
    """
    n = round(float(probability.sum()))
    edges = np.cumsum(probability)
    edges[len(edges) - 1 :] = n  # what rounding took
    return np.searchsorted(edges, start + np.arange(n), side="right").astype(np.int64)
