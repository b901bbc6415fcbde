"""Numbers whose last digit doesn't hang on the processor: the same input gives the same bytes on any of them.

Sums and products of NumPy's are rounded alike everywhere; its exponentials, its powers and the products of matrices are
computed one way on one processor and another way on the next.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

_LOWEST, _HIGHEST = -708.0, 709.0
_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts (Cody & Waite 1980): the first has zeros at its end, so that a whole number of them is exact."""

_COEFFICIENTS = [1 / math.factorial(power) for power in range(13, -1, -1)]
_DECIMALS = 10


def exponential(x: F64) -> F64:
    """Compute e to the power of numbers, to two units in the last place; those beyond -708 and 709 count as these.

    Examples
    --------
    >>> exponential(np.array([0.0, 1.0])).round(6).tolist()
    [1.0, 2.718282]
    """
    x = np.clip(x, _LOWEST, _HIGHEST)
    halvings = np.rint(x * _LOG2_E)
    rest = (x - halvings * _LN2_HIGH) - halvings * _LN2_LOW
    found = np.full_like(rest, _COEFFICIENTS[0])
    for coefficient in _COEFFICIENTS[1:]:
        found *= rest
        found += coefficient
    with np.errstate(invalid="ignore"):  # of what is no number nothing is made
        return np.asarray(found * ((halvings.astype(np.int64) + 1023) << 52).view(np.float64))


def power_of_counts(count: NDArray[np.int64], offset: float, unit: float, exponent: float) -> F64:
    """Compute ``((count + offset) / unit) ** exponent`` of small whole numbers, each once, as C's library has it."""
    most = int(count.max(initial=0))
    return np.array([((n + offset) / unit) ** exponent for n in range(most + 1)])[count]


def steadied(value: Any) -> F64:
    """Round what products of matrices gave to ten decimals, which no processor's order of adding up reaches."""
    return np.asarray(np.round(value, _DECIMALS) + 0.0)
