"""A fitted convolution with real weights: what it says of sentences, and its rounding to whole numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.convolution import LARGEST_STATE, Convolution
from tension.model.readout import Readout
from tension.text.lookup import find_keys
from tension.text.tokens import U32
from tension.training.convolution_passes import forward, read_out
from tension.training.word_rows import OUTPUT_SCALE, WIDTH, Batch, WordRows

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I8 = NDArray[np.int8]
Rows = NDArray[np.intp]

_ROWS_AT_ONCE = 512
_ROUNDING_SAMPLE = 4096
_STATES_WITHIN = 0.9999


@dataclass(frozen=True, eq=False)
class ConvolutionFit:
    """A fitted network with real weights; see :class:`Convolution` for what they are.

    Attributes
    ----------
    key : uint32 array, shape (v,), sorted
    vector : float32 array, shape (v + 1, d)
        The last, all zeros, stands for stems that aren't in ``key``.
    told : float32 array, shape (s, d)
    weight : float32 array, shape (l, k * d, d)
    bias : float32 array, shape (l, d)
    hidden : float32 array, shape (d, h)
    hidden_bias : float32 array, shape (h,)
    part : float32 array, shape (d + h, c - 1)
        For every class but the reference; see :class:`tension.training.convolution_passes.Head`.
    intercept : float64 array, shape (c - 1,)
    """

    key: U32
    vector: F32
    told: F32
    weight: F32
    bias: F32
    hidden: F32
    hidden_bias: F32
    part: F32
    intercept: F64

    def logits(self, words: WordRows, rows: Rows) -> F64:
        """Logits of some sentences, shape (n, c - 1)."""
        found = np.zeros((len(rows), len(self.intercept)))
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = slice(start, start + _ROWS_AT_ONCE)
            batch = Batch.of(words, rows[some])
            states = forward(self.weight, self.bias, batch, self._inputs(words, batch))
            found[some] = read_out(self, batch, states[-1].out).seen @ self.part
        found += self.intercept
        return found

    def _inputs(self, words: WordRows, batch: Batch) -> F32:
        row = find_keys(self.key, words.stem[batch.word])
        return np.asarray(self.vector[row] + words.told[batch.word] @ self.told)

    def scaled(self, slope: float) -> ConvolutionFit:
        """Return the fit whose logits are these times the slope."""
        return replace(self, part=(self.part * slope).astype(np.float32), intercept=self.intercept * slope)

    @property
    def at_rest(self) -> F64:
        """Logits of a sentence without a word, shape (c - 1,)."""
        units = np.maximum(self.hidden_bias, 0).astype(np.float64)
        return np.asarray(self.intercept + units @ self.part[len(self.hidden) :])

    def whole(self, words: WordRows) -> WholeNumbers:
        """Round to whole numbers, for states as large as a sample of the sentences makes them."""
        n_sentences = len(words.first) - 1
        sample = np.random.default_rng(0).permutation(n_sentences)[:_ROUNDING_SAMPLE]
        batch = Batch.of(words, sample)
        inputs = self._inputs(words, batch)
        states = [inputs, *(layer.out for layer in forward(self.weight, self.bias, batch, inputs))]
        state_step = max(_usual_step(state) for state in states)
        input_step = _step(np.concatenate([self.vector.ravel(), self.told.ravel()]), 127)
        steps = np.array([_step(weight, 127) for weight in self.weight])
        n_layers, _, size = self.weight.shape
        net = Convolution(
            key=self.key,
            vector=_rounded(self.vector[:-1], input_step),
            input_scale=_scale(input_step / state_step),
            weight=_rounded(self.weight, steps[:, None, None]).reshape(n_layers, WIDTH, size, size),
            bias=np.rint(self.bias / (steps[:, None] * state_step)).astype(np.int32),
            scale=steps.astype(np.float32),
        )
        return WholeNumbers(net, _rounded(self.told, input_step), self, batch, states[-1], state_step)


@dataclass(frozen=True, eq=False)
class WholeNumbers:
    """A fit rounded to whole numbers.

    Attributes
    ----------
    net : Convolution
    told : int8 array, shape (s, d)
        In the steps of the vectors.
    """

    net: Convolution
    told: I8
    _fit: ConvolutionFit
    _sample: Batch
    _states: F32
    _state_step: float

    def part(self) -> tuple[I8, F32]:
        """Round what peaks say: weights, shape (d, c - 1), and the scale, shape (1,), of what they add up to.

        Of a fit without a layer; :meth:`readout` is for those with one.
        """
        step = _step(self._fit.part, 127)
        return _rounded(self._fit.part, step), _scale(self._state_step * step)

    def readout(self) -> Readout:
        """Round the layer over the sums; the logits of a sentence without a word are left out."""
        fit, size = self._fit, len(self._fit.hidden)
        seen = read_out(fit, self._sample, self._states).seen
        sum_step, unit_step = _usual_step(seen[:, :size]), _usual_step(seen[:, size:])
        step = _step(fit.hidden, 127)
        part = fit.part * np.repeat([sum_step, unit_step], [size, len(fit.part) - size])[:, None]
        part_step = _step(part, 127)
        return Readout(
            sum_scale=_scale(self._state_step * OUTPUT_SCALE / sum_step),
            hidden=_rounded(fit.hidden, step),
            hidden_bias=np.rint(fit.hidden_bias / (step * sum_step)).astype(np.int32),
            hidden_scale=_scale(step * sum_step / unit_step),
            part=_rounded(part, part_step),
            part_scale=_scale(part_step),
        )


def _usual_step(states: F32) -> float:
    return _step(np.quantile(np.abs(states), _STATES_WITHIN), LARGEST_STATE)


def _scale(value: float) -> F32:
    return np.array([value], dtype=np.float32)


def _step(values: Any, most: int) -> float:
    return max(float(np.abs(values).max()), 1e-9) / most


def _rounded(values: F32, step: Any) -> I8:
    return np.asarray(np.clip(np.rint(values / step), -127, 127), dtype=np.int8)
