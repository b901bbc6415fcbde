"""A fitted convolution with real weights: what it says of sentences, and its rounding to whole numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.convolution import LARGEST_STATE, Convolution
from tension.text.lookup import find_keys
from tension.text.tokens import U32
from tension.training.convolution_passes import forward
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
    part : float32 array, shape (d, c - 1)
        For every class but the reference.
    intercept : float64 array, shape (c - 1,)
    peaks : bool
        As in :class:`tension.training.convolution.Shape`.
    """

    key: U32
    vector: F32
    told: F32
    weight: F32
    bias: F32
    part: F32
    intercept: F64
    peaks: bool

    def logits(self, words: WordRows, rows: Rows) -> F64:
        """Logits of some sentences, shape (n, c - 1)."""
        found = np.zeros((len(rows), len(self.intercept)))
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = slice(start, start + _ROWS_AT_ONCE)
            batch = Batch.of(words, rows[some])
            states = forward(self.weight, self.bias, batch, self._inputs(words, batch))
            out = states[-1].out
            found[some] = batch.peaks(out)[0] @ self.part if self.peaks else batch.sums(out @ self.part)
        found += self.intercept
        return found

    def _inputs(self, words: WordRows, batch: Batch) -> F32:
        row = find_keys(self.key, words.stem[batch.word])
        return np.asarray(self.vector[row] + words.told[batch.word] @ self.told)

    def scaled(self, slope: float) -> ConvolutionFit:
        """Return the fit whose logits are these times the slope."""
        return replace(self, part=(self.part * slope).astype(np.float32), intercept=self.intercept * slope)

    def whole(self, words: WordRows) -> tuple[Convolution, I8]:
        """Round to whole numbers, for states as large as a sample of the sentences makes them.

        The second value is ``told`` in the steps of the vectors; the intercept is left out.
        """
        n_sentences = len(words.first) - 1
        sample = np.random.default_rng(0).permutation(n_sentences)[:_ROUNDING_SAMPLE]
        batch = Batch.of(words, sample)
        inputs = self._inputs(words, batch)
        states = [inputs, *(layer.out for layer in forward(self.weight, self.bias, batch, inputs))]
        state_step = max(_step(np.quantile(np.abs(state), _STATES_WITHIN), LARGEST_STATE) for state in states)
        input_step = _step(np.concatenate([self.vector.ravel(), self.told.ravel()]), 127)
        steps = np.array([_step(weight, 127) for weight in self.weight])
        part_step = _step(self.part, 127)
        n_layers, _, size = self.weight.shape
        net = Convolution(
            key=self.key,
            vector=_rounded(self.vector[:-1], input_step),
            input_scale=np.array([input_step / state_step], dtype=np.float32),
            weight=_rounded(self.weight, steps[:, None, None]).reshape(n_layers, WIDTH, size, size),
            bias=np.rint(self.bias / (steps[:, None] * state_step)).astype(np.int32),
            scale=steps.astype(np.float32),
            part=_rounded(self.part, part_step),
            part_scale=np.array(
                [state_step * part_step * (1.0 if self.peaks else OUTPUT_SCALE)], dtype=np.float32
            ),
        )
        return net, _rounded(self.told, input_step)


def _step(values: Any, most: int) -> float:
    return max(float(np.abs(values).max()), 1e-9) / most


def _rounded(values: F32, step: Any) -> I8:
    return np.asarray(np.clip(np.rint(values / step), -127, 127), dtype=np.int8)
