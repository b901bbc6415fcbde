"""Checks of the arrays of a stored model: its folder may be anybody's, and what is wrong is told on loading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Kinds = Any
"""A type of NumPy's, or several of which one will do."""


def check_arrays(
    arrays: Mapping[str, NDArray[Any]], wanted: Mapping[str, tuple[Kinds, tuple[int, ...]]]
) -> None:
    """Refuse arrays that aren't of the kind and shape wanted, or aren't finite, with ValueError."""
    for part, (kind, shape) in wanted.items():
        array = arrays[part]
        kinds = [np.dtype(one) for one in (kind if isinstance(kind, tuple) else (kind,))]
        if array.dtype not in kinds or array.shape != shape:
            raise ValueError(f"{part} is {array.dtype} of shape {array.shape}, not {kinds[0]} of {shape}")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(f"{part} has a number that isn't finite")


def under(prefix: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return arrays under names that begin with ``prefix``: those of a part, stored beside others."""
    return {f"{prefix}{name}": array for name, array in arrays.items()}


def from_under(prefix: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return what :func:`under` was given, from among other arrays."""
    return {name[len(prefix) :]: array for name, array in arrays.items() if name.startswith(prefix)}


def check_scales(arrays: Mapping[str, NDArray[Any]], names: Iterable[str]) -> None:
    """Refuse numbers to multiply by that are so large that nothing sensible comes of them, with ValueError."""
    for name in names:
        if np.abs(arrays[name]).max() > _LARGEST_SCALE:
            raise ValueError(f"{name} is larger than {_LARGEST_SCALE:g}")


_LARGEST_SCALE = 1e6


def check_exact(name: str, weights: NDArray[Any], most: int, bias: NDArray[Any] | int = 0) -> None:
    """Refuse weights and biases whose sums of products 32-bit floats may not hold exactly, with ValueError.

    Parameters
    ----------
    name : str
    weights : int8 array, shape (i, o)
    most : int
        The largest whole number that a weight is multiplied by.
    bias : int32 array, shape (o,)
    """
    largest = np.abs(weights.astype(np.int64)).sum(axis=0) * most + np.abs(np.asarray(bias, dtype=np.int64))
    if largest.size and largest.max() >= _EXACT:
        raise ValueError(f"{name} is so large that sums aren't exact")


_EXACT = 1 << 24
"""Up to this, 32-bit floats hold every whole number."""


def check_rising(name: str, keys: NDArray[Any]) -> None:
    """Refuse keys that don't rise, which nothing would be found in, with ValueError."""
    if (keys[1:] <= keys[:-1]).any():
        raise ValueError(f"{name} doesn't rise")
