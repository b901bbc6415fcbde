"""What words say where they stand: a small convolution over a sentence's words, beside the linear terms.

Every word is a short vector, to which the lexicon's polarity and the kinds of shifter add theirs; two layers let each
word see its neighbours (Collobert et al. 2011, "Natural language processing (almost) from scratch"); and the last
gives each word its part of the logits. A sentence's logits are the sum of its words' parts, so an explanation adds up
as it does for terms.

All that is multiplied is whole numbers small enough that 32-bit floats hold their sums exactly: what a word adds is the
same to the bit whatever shares its block, and in whatever order a machine sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.linear import length_scale
from tension.model.phrases import Words
from tension.model.vocabulary import SHIFTERS
from tension.text.lookup import KeyIndex
from tension.text.tokens import I64, U32

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I8 = NDArray[np.int8]

LARGEST_STATE = 511
"""States are cut at this."""

MOST_PRODUCTS = 256
"""Of so many states and weights up to 128 the sum stays below 2**24, up to which 32-bit floats hold every whole number."""

_CHUNK = 1 << 12


@dataclass(frozen=True, eq=False, repr=False)
class ContextNet:
    """A convolution in whole numbers.

    Attributes
    ----------
    key : uint32 array, shape (v,), sorted
        Stems that have a vector, the marks of names and of numbers among them.
    vector : int8 array, shape (v, d)
        In steps of ``step[0]``.
    told : int8 array, shape (s, d)
        Added for cooperative polarity, for confrontational polarity, and for each kind of shifter, in the same steps.
    weight : int8 array, shape (l, k, d, d)
        Of the layers: from the words ``k // 2`` before to as many behind, by what goes in and what comes out.
    weight_step : float32 array, shape (l,)
    bias : float32 array, shape (l, d)
    step : float32 array, shape (l + 1,)
        Steps of the states that go into each layer, and into the sum.
    part : int8 array, shape (d, 2)
        What a state adds to cooperative and confrontational against neutral.
    part_step : float32 array, shape (1,)
    """

    key: U32
    vector: I8
    told: I8
    weight: I8
    weight_step: F32
    bias: F32
    step: F32
    part: I8
    part_step: F32

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return plain arrays to be stored."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> ContextNet:
        """Rebuild a network from :meth:`to_arrays`."""
        net = cls(**{name: arrays[name] for name in cls.__dataclass_fields__})
        net._check()
        return net

    def _check(self) -> None:
        """Refuse arrays that don't belong together, with ValueError: a model's folder may be anybody's."""
        if self.weight.ndim != 4 or self.key.ndim != 1:
            raise ValueError("context.weight or context.key has the wrong number of dimensions")
        n_layers, width, size, _ = self.weight.shape
        wanted = {
            "key": (np.uint32, (len(self.key),)),
            "vector": (np.int8, (len(self.key), size)),
            "told": (np.int8, (2 + len(SHIFTERS), size)),
            "weight": (np.int8, (n_layers, width, size, size)),
            "weight_step": (np.float32, (n_layers,)),
            "bias": (np.float32, (n_layers, size)),
            "step": (np.float32, (n_layers + 1,)),
            "part": (np.int8, (size, 2)),
            "part_step": (np.float32, (1,)),
        }
        for name, (kind, shape) in wanted.items():
            array = getattr(self, name)
            if array.dtype != kind or array.shape != shape:
                raise ValueError(
                    f"context.{name} is {array.dtype} of shape {array.shape}, not {np.dtype(kind)} of {shape}"
                )
            if array.dtype == np.float32 and not np.isfinite(array).all():
                raise ValueError(f"context.{name} has a number that isn't finite")
        if width % 2 == 0 or width * size > MOST_PRODUCTS or not n_layers:
            raise ValueError(
                f"context.weight: {n_layers} layers of {width} words of {size} dimensions can't be used"
            )
        if not (self.step > 0).all() or (self.key[1:] <= self.key[:-1]).any():
            raise ValueError("context.step isn't above 0, or context.key doesn't rise")

    def sentence_logits(self, words: Words) -> F64:
        """Sum what the words of every sentence add; shape (m, 2)."""
        parts, n_sentences = self.word_parts(words), len(words.first) - 1
        total = [np.bincount(words.sentence, column, minlength=n_sentences) for column in parts]
        return np.column_stack(total) * (self._part_size * length_scale(words)[:, None])

    def word_logits(self, words: Words) -> F64:
        """Tell what every word adds to its sentence's logits; shape (n, 2)."""
        scale = self._part_size * length_scale(words)[words.sentence]
        return self.word_parts(words).T * scale[:, None]

    def word_parts(self, words: Words) -> F32:
        """Find the words' parts in whole numbers, before the sentence's length counts; shape (2, n)."""
        parts = np.zeros((2, len(words)), dtype=np.float32)
        for rows in _chunks(words.first):
            parts[:, rows] = self._parts_of(words, rows)
        return parts

    @property
    def _part_size(self) -> float:
        return float(self.step[-1]) * float(self.part_step[0])

    def _parts_of(self, words: Words, rows: slice) -> F32:
        """:meth:`word_parts` of some whole sentences."""
        n_layers, width, size, _ = self.weight.shape
        side = width // 2
        # Between two sentences lie as many empty places as a layer sees to either side.
        sentence = words.sentence[rows]
        turns = np.append(True, sentence[1:] != sentence[:-1])
        place = np.arange(len(sentence)) + side * np.cumsum(turns)
        n_places = int(place[-1]) + 1 + side
        empty = np.ones(n_places, dtype=bool)
        empty[place] = False
        gaps = np.flatnonzero(empty)
        state = self._inputs(words, rows, place, n_places)
        inner = n_places - 2 * side
        seen = np.empty((inner, width * size), dtype=np.float32)
        new, bias = np.empty((2, inner, size), dtype=np.float32)
        for layer in range(n_layers):
            row_step, column_step = state.strides
            np.copyto(seen, np.ndarray(seen.shape, np.float32, state, strides=(row_step, column_step)))
            np.matmul(seen, self._weights[layer], out=new)
            new *= self.weight_step[layer] * self.step[layer] / self.step[layer + 1]
            bias[:] = self.bias[layer] / self.step[layer + 1]  # added whole, five times as fast as row by row
            new += bias
            np.clip(new, 0, LARGEST_STATE, out=new)
            before = state[side : side + inner]
            before *= self.step[layer] / self.step[layer + 1]
            before += new
            np.rint(before, out=before)
            np.clip(before, -LARGEST_STATE, LARGEST_STATE, out=before)
            state[gaps] = 0
        return np.asarray((state @ self._part_weights).take(place, axis=0).T)

    def _inputs(self, words: Words, rows: slice, place: I64, n_places: int) -> F32:
        """Vectors of words at their places, in whole numbers; zeros elsewhere."""
        placed = np.full(n_places, len(self.key))
        at, row = self._index.find(words.stem[rows])
        placed[place[at]] = row
        found = self._vectors.take(placed, axis=0)
        polarity = words.polarity[rows]
        polar = np.flatnonzero(polarity)
        told = self._told[(polarity[polar] > 0).astype(np.intp)]
        found[place[polar]] += np.abs(polarity[polar])[:, None] * told
        shifter = words.shifter[rows]
        shifting = np.flatnonzero(shifter)
        found[place[shifting]] += self._by_shifter.take(shifter[shifting], axis=0)
        np.rint(found, out=found)
        return np.asarray(np.clip(found, -LARGEST_STATE, LARGEST_STATE, out=found))

    @cached_property
    def _index(self) -> KeyIndex:
        return KeyIndex(self.key)

    @cached_property
    def _vectors(self) -> F32:
        return np.vstack([self.vector, np.zeros_like(self.vector[:1])]).astype(np.float32)

    @cached_property
    def _told(self) -> F32:
        return self.told.astype(np.float32)

    @cached_property
    def _by_shifter(self) -> F32:
        """What each combination of kinds of shifter adds, by its bits."""
        n_kinds = len(self.told) - 2
        bits = np.arange(1 << n_kinds)[:, None] >> np.arange(n_kinds) & 1
        return np.asarray(bits.astype(np.float32) @ self._told[2:])

    @cached_property
    def _weights(self) -> F32:
        n_layers, width, size, _ = self.weight.shape
        return self.weight.reshape(n_layers, width * size, size).astype(np.float32)

    @cached_property
    def _part_weights(self) -> F32:
        return np.asarray(self.part, dtype=np.float32)


def _chunks(first: I64) -> Iterator[slice]:
    """Slices of whole sentences of some thousand words each, so that states stay in the cache."""
    start, end = 0, int(first[-1])
    while start < end:
        stop = int(first[np.searchsorted(first, min(start + _CHUNK, end))])
        yield slice(start, stop)
        start = stop
