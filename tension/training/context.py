"""Fit the convolution of :mod:`tension.model.context` to soft targets, with NumPy alone.

Words begin with the vectors that a sentence encoder has for them (:mod:`tension.training.vectors`), brought to few
dimensions by a matrix that is learnt, and a vector of their own. The optimiser is Adam (Kingma and Ba 2015) with a
rate that rises and falls (Goyal et al. 2017; Smith 2018), dimensions of words and states are dropped at random
(Srivastava et al. 2014), and what comes out is rounded to whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.context import LARGEST_STATE, ContextNet
from tension.text.lookup import find_keys
from tension.text.tokens import I64, U32
from tension.training.context_passes import backward, forward
from tension.training.context_words import OUTPUT_SCALE, WIDTH, Batch, WordRows
from tension.training.terms import NEUTRAL_TARGET
from tension.training.vectors import WordVectors

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rows = NDArray[np.intp]

SIZE = 16
"""Dimensions of a state; 24 order more pairs (docs/experiments.md) and take about twice as long."""

LAYERS = 2
EPOCHS = 3
RATE = 2e-3
DROPPED = 0.2
"""Share of dimensions that are dropped, of words as they go in and of states as they come out."""

BATCH = 128
LEAST_OCCURRENCES = 8
"""Stems without a vector of the encoder's get one of their own from this many on."""

_VECTOR_SCALE = 3.0
_WARM_UP = 300
_ANCHOR_COPIES = 50
_ANCHOR_WEIGHT = 4.0
_ROUNDING_SAMPLE = 4096
_STATES_WITHIN = 0.9999
_REPORTED = 500
_BETA, _BETA_SQUARES, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True, eq=False)
class ContextFit:
    """A fitted network with real weights; see :class:`ContextNet` for what they are.

    Attributes
    ----------
    key : uint32 array, shape (v,), sorted
    vector : float32 array, shape (v + 1, d)
        The last, all zeros, stands for stems that aren't in ``key``.
    told : float32 array, shape (s, d)
    weight : float32 array, shape (l, k * d, d)
    bias : float32 array, shape (l, d)
    part : float32 array, shape (d, 2)
    intercept : float64 array, shape (2,)
    """

    key: U32
    vector: F32
    told: F32
    weight: F32
    bias: F32
    part: F32
    intercept: F64

    def logits(self, words: WordRows, rows: Rows) -> F64:
        """Logits of some sentences, shape (n, 2)."""
        found = np.zeros((len(rows), 2))
        for start in range(0, len(rows), 4 * BATCH):
            some = slice(start, start + 4 * BATCH)
            batch = Batch.of(words, rows[some])
            states = forward(self.weight, self.bias, batch, self._inputs(words, batch))
            found[some] = batch.sums(states[-1].out @ self.part) + self.intercept
        return found

    def _inputs(self, words: WordRows, batch: Batch) -> F32:
        row = find_keys(self.key, words.stem[batch.word])
        return np.asarray(self.vector[row] + words.told[batch.word] @ self.told)

    def scaled(self, slope: float) -> ContextFit:
        """Return the fit whose logits are these times the slope."""
        return replace(self, part=(self.part * slope).astype(np.float32), intercept=self.intercept * slope)

    def net(self, words: WordRows, rows: Rows) -> ContextNet:
        """Round to whole numbers, for states as large as some sentences make them; the intercept is left out."""
        batch = Batch.of(words, rows[:_ROUNDING_SAMPLE])
        states = forward(self.weight, self.bias, batch, self._inputs(words, batch))
        first = _step(np.concatenate([self.vector.ravel(), self.told.ravel()]), 127)
        steps = [
            first,
            *(_step(np.quantile(np.abs(state.out), _STATES_WITHIN), LARGEST_STATE) for state in states),
        ]
        weight_steps = [_step(weight, 127) for weight in self.weight]
        part_step = _step(self.part, 127)
        n_layers, _, size = self.weight.shape
        return ContextNet(
            key=self.key,
            vector=_rounded(self.vector[:-1], first),
            told=_rounded(self.told, first),
            weight=np.stack(
                [_rounded(weight, step) for weight, step in zip(self.weight, weight_steps, strict=True)]
            ).reshape(n_layers, -1, size, size),
            weight_step=np.array(weight_steps, dtype=np.float32),
            bias=self.bias,
            step=np.array(steps, dtype=np.float32),
            part=_rounded(self.part, part_step),
            part_step=np.array([part_step * OUTPUT_SCALE], dtype=np.float32),
        )


def _step(values: Any, most: int) -> float:
    return max(float(np.abs(values).max()), 1e-9) / most


def _rounded(values: F32, step: float) -> NDArray[np.int8]:
    return np.asarray(np.clip(np.rint(values / step), -127, 127), dtype=np.int8)


@dataclass(eq=False)
class _Parameters:
    """What is learnt: as in :class:`ContextFit`, with the words' vectors in two parts."""

    project: F32
    own: F32
    told: F32
    weight: F32
    bias: F32
    part: F32
    intercept: F32

    @classmethod
    def drawn(cls, n_dimensions: int, n_stems: int, n_told: int, random: np.random.Generator) -> _Parameters:
        def even(shape: tuple[int, ...], fan_in: int) -> F32:
            return np.asarray(random.uniform(-1, 1, shape) / np.sqrt(fan_in), dtype=np.float32)

        seen = WIDTH * SIZE
        return cls(
            project=even((n_dimensions, SIZE), n_dimensions),
            own=(random.normal(size=(n_stems + 1, SIZE)) * 0.02).astype(np.float32)
            * (np.arange(n_stems + 1) < n_stems)[:, None],
            told=even((n_told, SIZE), n_told),
            weight=even((LAYERS, seen, SIZE), seen),
            bias=even((LAYERS, SIZE), seen),
            part=even((SIZE, 2), SIZE),
            intercept=np.full(2, -0.5, dtype=np.float32),
        )


class _Adam:
    """Adam's moments for some parameters."""

    def __init__(self, parameters: _Parameters) -> None:
        self.parameters = parameters
        self.mean = {name: np.zeros_like(value) for name, value in vars(parameters).items()}
        self.squares = {name: np.zeros_like(value) for name, value in vars(parameters).items()}
        self.step = 0

    def move(self, slopes: Mapping[str, F32], rate: float) -> None:
        """Take a step down."""
        self.step += 1
        rate *= np.sqrt(1 - _BETA_SQUARES**self.step) / (1 - _BETA**self.step)
        for name, slope in slopes.items():
            mean, squares = self.mean[name], self.squares[name]
            mean += (1 - _BETA) * (slope - mean)
            squares += (1 - _BETA_SQUARES) * (slope * slope - squares)
            getattr(self.parameters, name)[...] -= np.float32(rate) * mean / (np.sqrt(squares) + _TINY)


def fit_context(
    words: WordRows,
    targets: F64,
    rows: Rows,
    vectors: WordVectors,
    weights: F64 | None = None,
    *,
    epochs: int = EPOCHS,
    random_state: int = 0,
    report: Callable[[str], None] = lambda _: None,
) -> ContextFit:
    """Fit a network to soft targets by cross-entropy.

    Parameters
    ----------
    words : WordRows
    targets : float64 array, shape (n, 3)
        Probabilities of the classes: cooperative, neutral, confrontational.
    rows : intp array
        Sentences to fit on.
    vectors : WordVectors
    weights : float64 array, shape (n,), optional
        Weights of the sentences.
    epochs, random_state : int
    report : callable
        Is told of the mean loss now and then.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, "blas"):  # products are small, and sums in one order give the same bytes
        return _fitted(words, targets, rows, vectors, weights, epochs, random_state, report)


def _fitted(
    words: WordRows,
    targets: F64,
    rows: Rows,
    vectors: WordVectors,
    weights: F64 | None,
    epochs: int,
    random_state: int,
    report: Callable[[str], None],
) -> ContextFit:
    random = np.random.default_rng(random_state)
    key, known = _stems(words, rows, vectors)
    stem = find_keys(key, words.stem)
    parameters = _Parameters.drawn(known.shape[1], len(key), words.told.shape[1], random)
    adam = _Adam(parameters)
    everything = np.concatenate([rows, np.tile(words.anchors, _ANCHOR_COPIES)])
    wanted = np.vstack([targets[rows], np.tile(NEUTRAL_TARGET, (len(everything) - len(rows), 1))])
    weight = np.full(len(everything), _ANCHOR_WEIGHT)
    weight[: len(rows)] = 1.0 if weights is None else weights[rows]
    n_batches = -(-len(everything) // BATCH)
    n_steps, loss_sum = epochs * n_batches, 0.0
    for step in range(n_steps):
        if not step % n_batches:
            order = random.permutation(len(everything))
        chosen = order[(step % n_batches) * BATCH :][:BATCH]
        batch = Batch.of(words, everything[chosen])
        slopes, loss = _slopes(parameters, words, batch, stem, known, wanted[chosen], weight[chosen], random)
        adam.move(slopes, RATE * min(1.0, (step + 1) / _WARM_UP) * (1 - step / n_steps))
        loss_sum += loss
        if not (step + 1) % _REPORTED:
            report(f"step {step + 1:,} of {n_steps:,}, loss {loss_sum / _REPORTED:.3f}")
            loss_sum = 0.0
    return ContextFit(
        key=key,
        vector=known @ parameters.project + parameters.own,
        told=parameters.told,
        weight=parameters.weight,
        bias=parameters.bias,
        part=parameters.part,
        intercept=parameters.intercept.astype(np.float64),
    )


def _stems(words: WordRows, rows: Rows, vectors: WordVectors) -> tuple[U32, F32]:
    """Stems that have a vector of the encoder's or occur often enough, and the encoder's vectors, zeros behind them."""
    batch = Batch.of(words, rows)
    stem, count = np.unique(words.stem[batch.word], return_counts=True)
    row = vectors.rows(stem)
    kept = (count >= LEAST_OCCURRENCES) | (row >= 0)
    key, row = stem[kept], row[kept]
    known = np.zeros((len(key) + 1, vectors.vector.shape[1]), dtype=np.float32)
    known[:-1][row >= 0] = vectors.vector[row[row >= 0]] * _VECTOR_SCALE
    return key, known


def _slopes(
    parameters: _Parameters,
    words: WordRows,
    batch: Batch,
    stem: I64,
    known: F32,
    targets: F64,
    weights: F64,
    random: np.random.Generator,
) -> tuple[dict[str, F32], float]:
    """Slopes of the mean loss of a batch, and the loss."""
    at = stem[batch.word]
    told = words.told[batch.word]
    given, kept = known[at], _kept(len(at), random)
    inputs = (given @ parameters.project + parameters.own[at] + told @ parameters.told) * kept
    layers = forward(parameters.weight, parameters.bias, batch, inputs)
    kept_out = _kept(len(at), random)
    out = layers[-1].out * kept_out
    logits = batch.sums(out @ parameters.part) + parameters.intercept
    full = np.column_stack([logits[:, 0], np.zeros(len(logits)), logits[:, 1]])
    highest = full.max(axis=1, keepdims=True)
    log_probability = full - highest - np.log(np.exp(full - highest).sum(axis=1, keepdims=True))
    share = weights / weights.sum()
    loss = -float(share @ (targets * log_probability).sum(axis=1))
    error = (share[:, None] * (np.exp(log_probability) - targets)[:, [0, 2]]).astype(np.float32)
    parts = (error * batch.scale[:, None])[batch.sentence]
    weight, bias, slope = backward(parameters.weight, batch, layers, (parts @ parameters.part.T) * kept_out)
    slope *= kept
    own = np.zeros_like(parameters.own)
    order = np.argsort(at, kind="stable")
    stems, start = np.unique(at[order], return_index=True)
    own[stems] = np.add.reduceat(slope[order], start, axis=0)
    own[-1] = 0  # a stem that isn't known says nothing by itself
    return {
        "project": given.T @ slope,
        "own": own,
        "told": told.T @ slope,
        "weight": weight,
        "bias": bias,
        "part": out.T @ parts,
        "intercept": error.sum(axis=0),
    }, loss


def _kept(n: int, random: np.random.Generator) -> F32:
    """Draw factors that drop a share of the dimensions and leave their mean."""
    kept = random.random((n, SIZE), dtype=np.float32) >= DROPPED
    return kept.astype(np.float32) / np.float32(1 - DROPPED)
