"""Labelled articles as arrays, beside what the model says of them and what each counts in the index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True)
class Gold:
    """Labelled articles, ``n`` of them, beside what the model says.

    Attributes
    ----------
    said, relevant : bool arrays, shape (n,)
        Whether the model, and the coder, finds that the article concerns the dyad.
    score, label : float64 arrays, shape (n,)
        Tension by the model and by the coder, in [-1, 1]; read only where the article is relevant to the one or other.
    expected : float64 array, shape (n,)
        The model's level for the article's period and source.
    period : int64 array, shape (n,)
    weight : float64 array, shape (n,)
        What the article counts in the average that levels are measured from, over its probability of being drawn.
    share : float64 array, shape (n,)
        What it counts in the level of its period.
    probability, place : float64 arrays, shape (n,)
        Probability of being drawn, and place in the order along which the sample was drawn.
    """

    said: Bool
    relevant: Bool
    score: F64
    label: F64
    expected: F64
    period: I64
    weight: F64
    share: F64
    probability: F64
    place: F64

    def only(self, rows: Bool) -> Gold:
        """Keep some of the articles."""
        return Gold(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def telling(self) -> Bool:
        """Tell which articles say something of the level: in the index, and relevant to the model or to the coder."""
        return np.asarray((self.said | self.relevant) & (self.weight > 0))

    def error(self) -> F64:
        """Measure the distance of the label from the level expected, less that of the score; 0 where neither is relevant."""
        label = np.where(self.relevant, self.label - self.expected, 0.0)
        return np.asarray(label - np.where(self.said, self.score - self.expected, 0.0))


def effective_number(weight: F64) -> float:
    """Count the equal weights that say as much as these (Kish 1965); 0 for none."""
    square = float((weight**2).sum())
    return float(weight.sum()) ** 2 / square if square else 0.0
