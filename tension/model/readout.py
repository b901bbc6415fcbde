"""What the states of a sentence's words say of it together: their sums, and a layer over these.

A sum by itself weighs every word alike whatever else is said; a layer over the sums lets one thing count only where another
is. It costs a few products for a sentence, not for a word.

As in the convolution below it, all that is multiplied is whole numbers whose sums 32-bit floats hold exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.arrays import check_arrays, check_exact, check_scales
from tension.model.convolution import LARGEST_STATE, MOST_PRODUCTS, cut
from tension.text.tokens import I64

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I8 = NDArray[np.int8]


@dataclass(frozen=True, eq=False, repr=False)
class Readout:
    """A layer of ``h`` units over the sums of ``d`` dimensions, and what both say.

    Attributes
    ----------
    sum_scale : float32 array, shape (1,)
        What sums are multiplied by, beside the sentence's own scale, and rounded.
    hidden : int8 array, shape (d, h)
        Weights of the layer.
    hidden_bias : int32 array, shape (h,)
        Added to the sums of products.
    hidden_scale : float32 array, shape (1,)
        What is above 0 then is multiplied by this, and rounded.
    part : int8 array, shape (d + h, k)
        What a sum, and a unit of the layer, adds to each of ``k`` logits.
    part_scale : float32 array, shape (1,)
        What the logits are multiplied by.
    """

    sum_scale: F32
    hidden: I8
    hidden_bias: NDArray[np.int32]
    hidden_scale: F32
    part: I8
    part_scale: F32

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return plain arrays to be stored."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], size: int, n_logits: int) -> Readout:
        """Rebuild a readout of ``size`` dimensions from :meth:`to_arrays`; ValueError where they don't belong together."""
        n_units = arrays["hidden_bias"].size
        wanted: dict[str, tuple[Any, tuple[int, ...]]] = {
            "sum_scale": (np.float32, (1,)),
            "hidden": (np.int8, (size, n_units)),
            "hidden_bias": (np.int32, (n_units,)),
            "hidden_scale": (np.float32, (1,)),
            "part": (np.int8, (size + n_units, n_logits)),
            "part_scale": (np.float32, (1,)),
        }
        check_arrays(arrays, wanted)
        if size + n_units > MOST_PRODUCTS:
            raise ValueError(f"a layer of {n_units} units over {size} sums can't be used")
        check_scales(arrays, ("sum_scale", "hidden_scale", "part_scale"))
        check_exact("hidden_bias", arrays["hidden"], LARGEST_STATE, arrays["hidden_bias"])
        check_exact("part", arrays["part"], 2 * LARGEST_STATE)
        return cls(**{name: arrays[name] for name in cls.__dataclass_fields__})

    def logits(self, total: F32, scale: F64) -> F64:
        """Find the logits of sentences.

        Parameters
        ----------
        total : float32 array, shape (m, d)
            Sums of the states of their words.
        scale : float64 array, shape (m,)
            What every sentence's sums are multiplied by.

        Returns
        -------
        float64 array, shape (m, k)
            Less those of a sentence without a word.
        """
        seen = self._seen(total, scale)
        units = self._units(self._products(seen)) - self._at_rest
        said = np.concatenate([seen, units], axis=1) @ self._part_weights
        return np.asarray(said * np.float64(self.part_scale[0]))

    def word_logits(self, states: F32, sentence: I64, scale: F64) -> F64:
        """Tell each word's share of the logits of its sentence; they add up to :meth:`logits`.

        What a unit says beyond what it says of nothing is shared among the sums that it sees in proportion to what each
        brings it (the rescale rule of DeepLIFT; Shrikumar, Greenside and Kundaje 2017), and a sum among the words in
        proportion to their states: before anything is rounded, as words that all but cancel would else get shares of
        the rounding. What rounding does to the sentence is dealt out evenly.

        Parameters
        ----------
        states : float32 array, shape (n, d)
            Of the words.
        sentence : int64 array, shape (n,)
            Sentence of every word.
        scale : float64 array, shape (m,)
            As for :meth:`logits`.

        Returns
        -------
        float64 array, shape (n, k)
        """
        size, n = states.shape[1], len(scale)
        columns = [np.bincount(sentence, column, minlength=n) for column in states.T]
        total = np.column_stack(columns).astype(np.float64)
        factor = (scale * np.float64(self.sum_scale[0]))[:, None]
        seen = np.clip(total * factor, -LARGEST_STATE, LARGEST_STATE)
        brought = np.einsum("md,dh->mh", seen, self.hidden.astype(np.float64))
        unit = self._unrounded(brought + self.hidden_bias) - self._unrounded(self.hidden_bias)
        slope = np.divide(unit, brought, out=np.zeros_like(brought), where=brought != 0)
        by_sum, by_unit = np.split(self.part.astype(np.float64), [size])
        weight = by_sum + np.einsum("dh,mh,hk->mdk", self.hidden.astype(np.float64), slope, by_unit)
        kept = np.divide(seen, total, out=np.zeros_like(total), where=total != 0)
        parts = np.einsum("nd,ndk->nk", states * kept[sentence], weight[sentence])
        parts *= np.float64(self.part_scale[0])
        shared = np.column_stack([np.bincount(sentence, column, minlength=n) for column in parts.T])
        rest = self.logits(total.astype(np.float32), scale) - shared
        return np.asarray(parts + rest[sentence] / np.bincount(sentence, minlength=n)[sentence, None])

    def _unrounded(self, product: Any) -> F64:
        """Make of sums of products what the units would say without rounding."""
        return np.asarray(
            np.minimum(np.maximum(product, 0) * np.float64(self.hidden_scale[0]), LARGEST_STATE)
        )

    def _seen(self, total: F32, scale: F64) -> F32:
        """Make the sums what the layer sees, whole numbers; shape (m, d)."""
        return cut(np.rint(total * (scale * np.float64(self.sum_scale[0]))[:, None]).astype(np.float32))

    def _products(self, seen: F32) -> F32:
        """Add up products and biases, shape (m, h)."""
        return np.asarray(seen @ self._hidden_weights + self._hidden_bias)

    def _units(self, product: Any) -> F32:
        """Make of sums of products what the units say, in whole numbers."""
        return cut(np.rint(np.maximum(product, 0).astype(np.float32) * self.hidden_scale[0]))

    @cached_property
    def _at_rest(self) -> F32:
        """What the units make of nothing; shape (h,)."""
        return self._units(self._hidden_bias)

    @cached_property
    def _hidden_weights(self) -> F32:
        return self.hidden.astype(np.float32)

    @cached_property
    def _hidden_bias(self) -> F32:
        return self.hidden_bias.astype(np.float32)

    @cached_property
    def _part_weights(self) -> F32:
        return self.part.astype(np.float32)
