"""Weights that tell who acts on whom: of terms, and of a convolution over words beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.arrays import check_arrays, check_exact, check_scales, from_under, under
from tension.model.convolution import LARGEST_STATE, Convolution
from tension.model.linear import LinearTerms

N_TOLD = 17
"""What is told of how a word stands: columns of :func:`tension.dyad.standing.told_of`."""


@dataclass(frozen=True, eq=False, repr=False)
class DirectionModel:
    """What tells the direction.

    Attributes
    ----------
    terms : LinearTerms
        Three logits against "neither can be said": the side named first acts, the side named second, both; then what is
        added to each where that side is the dyad's first, and taken away where it is the second.
    words : Convolution
        What differs between the sides lies in the marks of the names (:func:`tension.dyad.direction.marked_stems`).
    told : int8 array, shape (s, d)
        Added to the vectors for how a word stands (:func:`tension.dyad.standing.told_of`).
    part : int8 array, shape (d, 3)
        What the largest state of a sentence's words adds to the same three logits, by dimension.
    part_scale : float32 array, shape (1,)
        What the sums of those are multiplied by.
    """

    terms: LinearTerms
    words: Convolution
    told: NDArray[np.int8]
    part: NDArray[np.int8]
    part_scale: NDArray[np.float32]

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return plain arrays to be stored."""
        own: dict[str, NDArray[Any]] = {"told": self.told, "part": self.part, "part_scale": self.part_scale}
        return self.terms.to_arrays() | under(_WORDS, self.words.to_arrays()) | own

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> DirectionModel:
        """Rebuild a model from :meth:`to_arrays`; ValueError where they don't belong together."""
        net = Convolution.from_arrays(from_under(_WORDS, arrays))
        wanted: dict[str, tuple[Any, tuple[int, ...]]] = {
            "told": (np.int8, (N_TOLD, net.size)),
            "part": (np.int8, (net.size, 3)),
            "part_scale": (np.float32, (1,)),
        }
        check_arrays(arrays, wanted)
        check_scales(arrays, ["part_scale"])
        check_exact("part", arrays["part"], LARGEST_STATE)
        own = {name: arrays[name] for name in wanted}
        return cls(LinearTerms.from_arrays(arrays, n_logits=6), net, **own)

    def logits_of(self, peak: NDArray[np.float32]) -> NDArray[np.float64]:
        """Turn the largest states of sentences' words, shape (m, d), into logits, shape (m, 3)."""
        return np.asarray(peak @ self.part.astype(np.float32) * np.float64(self.part_scale[0]))

    def added_to(self, told: NDArray[np.float32]) -> NDArray[np.float32]:
        """Turn what is told, shape (n, s), into what is added to states, in whole numbers; shape (n, d)."""
        added = told @ self.told.astype(np.float32)
        return np.asarray(np.rint(added * self.words.input_scale[0]))


_WORDS = "words."
