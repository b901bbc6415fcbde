"""A small convolution over the words of sentences, in whole numbers.

Every word is a short vector, and layers let it see its neighbours (Collobert et al. 2011, "Natural language processing
(almost) from scratch"). Of the states that come out the sums over a sentence are taken, or the largest.

All that is multiplied is whole numbers small enough that 32-bit floats hold their sums exactly: what a word adds is the
same to the bit whatever shares its block, and in whatever order a machine sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.arrays import check_arrays, check_exact, check_rising, check_scales
from tension.model.phrases import Words
from tension.model.vocabulary import Vocabulary
from tension.text.lookup import KeyIndex
from tension.text.tokens import I64, U32

F32 = NDArray[np.float32]
I8 = NDArray[np.int8]

Add = Callable[[F32, slice, I64], None]
"""Changes states, shape (places, d), of some words at their places."""

LARGEST_STATE = 511
"""States are cut at this."""

MOST_PRODUCTS = 256
"""Words times dimensions that a layer sees, at most: of so many cut states and weights the sum is a whole number that 32-bit floats
hold, but for biases, which are checked with them."""

_CHUNK = 1 << 11


def places_of(sentence: I64, side: int) -> tuple[I64, int]:
    """Lay words out in a row, sentence after sentence, with ``side`` empty places around each.

    Parameters
    ----------
    sentence : int64 array, shape (n,)
        Sentence of every word; those of one sentence stand together.
    side : int
        Words that a layer sees to either side.

    Returns
    -------
    place : int64 array, shape (n,)
    n_places : int
    """
    turns = np.append(True, sentence[1:] != sentence[:-1])[: len(sentence)]
    place = np.arange(len(sentence)) + side * np.cumsum(turns)
    return place, (int(place[-1]) + 1 if len(place) else side) + side


def _chunks(first: I64) -> Iterator[slice]:
    """Slices of whole sentences of some thousand words each, so that states stay in the cache."""
    start, end = 0, int(first[-1])
    while start < end:
        stop = int(first[np.searchsorted(first, min(start + _CHUNK, end))])
        yield slice(start, stop)
        start = stop


@dataclass(frozen=True, eq=False, repr=False)
class Convolution:
    """Vectors of stems, and layers over them.

    Attributes
    ----------
    key : uint32 array, shape (v,), sorted
        Stems that have a vector, marks of names and of numbers among them.
    vector : int8 array, shape (v, d)
    input_scale : float32 array, shape (1,)
        What vectors are multiplied by, and rounded, to be states.
    weight : int8 array, shape (l, k, d, d)
        Of the layers: from the words ``k // 2`` before to as many behind, by what goes in and what comes out.
    bias : int32 array, shape (l, d)
        Added to the sums of products.
    scale : float32 array, shape (l,)
        What is above 0 then is multiplied by this, rounded, and added to the state.
    """

    key: U32
    vector: I8
    input_scale: F32
    weight: I8
    bias: NDArray[np.int32]
    scale: F32

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return plain arrays to be stored."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Convolution:
        """Rebuild a convolution from :meth:`to_arrays`; ValueError where they don't belong together."""
        net = cls(**{name: arrays[name] for name in cls.__dataclass_fields__})
        if net.weight.ndim != 4:
            raise ValueError("weight has the wrong number of dimensions")
        n_layers, width, size, _ = net.weight.shape
        wanted: dict[str, tuple[Any, tuple[int, ...]]] = {
            "key": (np.uint32, (net.key.size,)),
            "vector": (np.int8, (net.key.size, size)),
            "input_scale": (np.float32, (1,)),
            "weight": (np.int8, (n_layers, width, size, size)),
            "bias": (np.int32, (n_layers, size)),
            "scale": (np.float32, (n_layers,)),
        }
        check_arrays(arrays, wanted)
        if width % 2 == 0 or not 0 < width * size <= MOST_PRODUCTS or not n_layers:
            raise ValueError(f"{n_layers} layers of {width} words of {size} dimensions can't be used")
        check_rising("key", net.key)
        check_scales(arrays, ("input_scale", "scale"))
        for weight, bias in zip(net.weight, net.bias, strict=True):
            check_exact("bias", weight.reshape(-1, size), LARGEST_STATE, bias)
        return net

    @property
    def size(self) -> int:
        """Dimensions of a state."""
        return int(self.vector.shape[1])

    def rows(self, stem: U32) -> I64:
        """Row of the vector of every stem; that behind the last stands for those that have none."""
        row = np.full(len(stem), len(self.key))
        at, known = self._index.find(stem)
        row[at] = known
        return row

    def rows_of_words(self, words: Words, vocabulary: Vocabulary) -> I64:
        """As :meth:`rows` of the words' stems, faster: what the vocabulary holds is looked up once for all."""
        known, by_word = self._last.get("words", (None, np.zeros(0, dtype=np.int64)))
        if known is not vocabulary:
            by_word = np.append(self.rows(vocabulary.word[vocabulary.stem]), len(self.key))
            self._last["words"] = (vocabulary, by_word)
        row = by_word.take(words.row, mode="wrap")
        other = np.flatnonzero(words.row < 0)
        row[other] = self.rows(words.stem[other])
        return row

    @cached_property
    def _last(self) -> dict[str, tuple[Vocabulary, I64]]:
        return {}

    def sums(self, row: I64, sentence: I64, first: I64, add: Add | None = None) -> F32:
        """Add up the states of every sentence's words.

        Parameters
        ----------
        row : int64 array, shape (n,)
            Of the words' vectors, as :meth:`rows` tells them.
        sentence : int64 array, shape (n,)
            As in :class:`tension.model.phrases.Words`, sentences one after another.
        first : int64 array, shape (m + 1,)
            Words of sentence ``i`` are ``first[i]:first[i + 1]``.
        add : callable, optional
            Changes the states that go in, shape (places, d); is told which words they are of, and their places.

        Returns
        -------
        float32 array, shape (m, d)
            Whole numbers, exact for sentences of up to 32,832 words: no sentence has more
            (:data:`tension.text.tokens.LONGEST_SENTENCE`). 0 for a sentence without a word.
        """
        return self._over_sentences(np.add, row, sentence, first, add)

    def peaks(self, row: I64, sentence: I64, first: I64, add: Add | None = None) -> F32:
        """Find the largest states among every sentence's words, in each dimension; as :meth:`sums`."""
        return self._over_sentences(np.maximum, row, sentence, first, add)

    def states(self, row: I64, sentence: I64, first: I64, add: Add | None = None) -> F32:
        """Find the states of all words, shape (n, d); parameters as of :meth:`sums`."""
        found = np.zeros((len(row), self.size), dtype=np.float32)
        for rows, state, place in self._states(row, sentence, first, add):
            found[rows] = state.take(place, axis=0)
        return found

    def _over_sentences(self, combine: np.ufunc, row: I64, sentence: I64, first: I64, add: Add | None) -> F32:
        found = np.zeros((len(first) - 1, self.size), dtype=np.float32)
        for rows, state, place in self._states(row, sentence, first, add):
            own = sentence[rows]
            opens = np.flatnonzero(np.append(True, own[1:] != own[:-1]))
            found[own[opens]] = combine.reduceat(state.take(place, axis=0), opens, axis=0)
        return found

    def _states(
        self, row: I64, sentence: I64, first: I64, add: Add | None
    ) -> Iterator[tuple[slice, F32, I64]]:
        """Yield words, their states and the places of these, chunk by chunk."""
        for rows in _chunks(first):
            place, n_places = places_of(sentence[rows], self.side)
            placed = np.full(n_places, len(self.key))
            placed[place] = row[rows]
            state = self._vectors.take(placed, axis=0)
            if add is not None:
                add(state, rows, place)
            self._pass_through(state, place)
            yield rows, state, place

    @property
    def side(self) -> int:
        """Words that a layer sees to either side."""
        return int(self.weight.shape[1]) // 2

    def _pass_through(self, state: F32, place: I64) -> None:
        """Let the states see their neighbours, layer by layer."""
        _, width, size, _ = self.weight.shape
        inner = len(state) - 2 * self.side
        empty = np.ones(len(state), dtype=bool)
        empty[place] = False
        gaps = np.flatnonzero(empty)
        new, product = np.empty((2, inner, size), dtype=np.float32)
        before = state[self.side : self.side + inner]
        for weight, bias, scale in zip(self._weights, self._biases, self.scale, strict=True):
            np.matmul(state[:inner], weight[0], out=new)
            for shift in range(1, width):
                np.matmul(state[shift : shift + inner], weight[shift], out=product)
                new += product
            new += bias[:inner] if inner <= len(bias) else bias[0]
            np.clip(new, 0, np.inf, out=new)
            new *= scale
            np.rint(new, out=new)
            before += new
            cut(before)
            state[gaps] = 0

    @cached_property
    def _index(self) -> KeyIndex:
        return KeyIndex(self.key)

    @cached_property
    def _vectors(self) -> F32:
        """Vectors as states, and zeros behind them for what has none."""
        nothing = np.zeros((1, self.vector.shape[1]), dtype=np.int8)
        vectors = np.vstack([self.vector, nothing]) * self.input_scale[0]
        return cut(np.rint(vectors))

    @cached_property
    def _weights(self) -> F32:
        return self.weight.astype(np.float32)

    @cached_property
    def _biases(self) -> F32:
        """Biases row by row for as many places as a chunk has: added whole, they take a fifth of the time."""
        biases = self.bias.astype(np.float32)[:, None]
        return np.ascontiguousarray(np.broadcast_to(biases, (len(biases), 2 * _CHUNK, biases.shape[2])))


def cut(state: F32) -> F32:
    """Cut states at :data:`LARGEST_STATE`, in place."""
    return np.asarray(np.clip(state, -LARGEST_STATE, LARGEST_STATE, out=state))
