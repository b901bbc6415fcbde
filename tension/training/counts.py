"""Terms of many sentences gathered block by block into a matrix with a column per term."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.features import Occurrences
from tension.model.linear import length_scale
from tension.model.phrases import Words
from tension.text.tokens import I64, U32


class TermCounts:
    """Counts of terms, weighted as :func:`tension.model.linear.sentence_logits` weights them."""

    def __init__(self) -> None:
        self._keys: list[U32] = []
        self._rows: list[I64] = []
        self._values: list[NDArray[np.float64]] = []

    def add(self, words: Words, terms: Iterable[Occurrences], rows: I64) -> None:
        """Add the terms of a block; ``rows`` has the row of each of its sentences."""
        scale = length_scale(words)
        for family in terms:
            sentence = words.sentence[family.start]
            self._keys.append(family.keys)
            self._rows.append(rows[sentence])
            self._values.append(scale[sentence] if family.value is None else family.value * scale[sentence])

    def matrix(self, n_rows: int) -> tuple[U32, Any]:
        """Return the terms, shape (f,), sorted, and how much of each every row has, a csr matrix (n_rows, f)."""
        from scipy import sparse

        key, column = np.unique(np.concatenate(self._keys), return_inverse=True)
        cells = (np.concatenate(self._values), (np.concatenate(self._rows), column))
        counts = sparse.csr_matrix(cells, (n_rows, len(key)))
        counts.sum_duplicates()
        return key, counts
