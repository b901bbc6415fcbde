"""Fit the convolution of :mod:`tension.model.convolution` to soft targets, with NumPy alone.

Words begin with the vectors that a sentence encoder has for them (:mod:`tension.training.vectors`), brought to few
dimensions by a matrix that is learnt, and a vector of their own. The optimiser is Adam (Kingma and Ba 2015) with a
rate that rises and falls (Goyal et al. 2017; Smith 2018), and dimensions of words and states are dropped at random
(Srivastava et al. 2014). What is learnt can be averaged over the last steps, at a rate that falls no further (Izmailov et al. 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.text.lookup import find_keys
from tension.text.tokens import I64, U32
from tension.training.convolution_fit import ConvolutionFit
from tension.training.convolution_passes import back_from, backward, forward, read_out
from tension.training.terms import NEUTRAL_TARGET
from tension.training.vectors import WordVectors
from tension.training.word_rows import WIDTH, Batch, WordRows

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rows = NDArray[np.intp]

BATCH = 128

SIGN_WEIGHT = 0.5
"""What the loss of a sentence's sign counts beside that of its classes: of two opposites each is to be on its side of 0, not only the
one ahead of the other."""

_VECTOR_SCALE = 3.0
_WARM_UP = 300
_ANCHOR_COPIES = 50
_ANCHOR_WEIGHT = 4.0
_REPORTED = 1000
_APART = 20
"""Steps between those whose parameters are averaged."""

_BETA, _BETA_SQUARES, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Shape:
    """How large a network is, and how long it learns.

    Attributes
    ----------
    size : int
        Dimensions of a state.
    layers : int
    epochs : int
        How often it sees every sentence.
    rate : float
        Adam's, at its highest.
    dropped : float
        Share of dimensions that are dropped, of words as they go in and of states as they come out.
    reference : int
        Class that the logits of the others are told against.
    decay : float
        How fast the words' own vectors shrink, times the rate (Loshchilov and Hutter 2019): what a word's vector from the
        encoder tells serves words of other sources, what was learnt of it alone less.
    hidden : int
        Units of a layer over the sums of a sentence's states; with none, its logits hang on the largest of them.
    least : int
        Stems without a vector of the encoder's get one of their own from so many occurrences on.
    averaged : float
        Share of the steps, the last ones, over which the parameters are averaged.
    floor : float
        Share of the rate that it falls to before these.
    """

    size: int
    layers: int
    epochs: int
    rate: float
    dropped: float
    reference: int
    decay: float = 0.0
    hidden: int = 0
    least: int = 8
    averaged: float = 0.0
    floor: float = 0.0

    def rate_at(self, step: int, n_steps: int) -> float:
        """Rate of a step: it rises to the highest, and falls evenly to the floor."""
        fallen = (1 - self.floor) * step / (n_steps * (1 - self.averaged))
        return self.rate * min(1.0, (step + 1) / _WARM_UP) * max(self.floor, 1 - fallen)


@dataclass(eq=False)
class _Parameters:
    """What is learnt: as in :class:`ConvolutionFit`, with the words' vectors in two parts."""

    project: F32
    own: F32
    told: F32
    weight: F32
    bias: F32
    hidden: F32
    hidden_bias: F32
    part: F32
    intercept: F32

    @classmethod
    def drawn(
        cls,
        shape: Shape,
        n_dimensions: int,
        n_stems: int,
        n_told: int,
        n_logits: int,
        random: np.random.Generator,
    ) -> _Parameters:
        """Draw small numbers to begin with."""

        def even(sides: tuple[int, ...], fan_in: int) -> F32:
            return np.asarray(random.uniform(-1, 1, sides) / np.sqrt(max(fan_in, 1)), dtype=np.float32)

        size, layers, units, seen = shape.size, shape.layers, shape.hidden, WIDTH * shape.size
        return cls(
            project=even((n_dimensions, size), n_dimensions),
            own=(random.normal(size=(n_stems + 1, size)) * 0.02).astype(np.float32)
            * (np.arange(n_stems + 1) < n_stems)[:, None],
            told=even((n_told, size), n_told),
            weight=even((layers, seen, size), seen),
            bias=even((layers, size), seen),
            hidden=even((size, units), size),
            hidden_bias=even((units,), size),
            part=np.concatenate([even((size, n_logits), size), even((units, n_logits), units)]),
            intercept=np.full(n_logits, -0.5, dtype=np.float32),
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


class _Mean:
    """The mean of parameters at several steps."""

    def __init__(self) -> None:
        self.of: _Parameters | None = None
        self._n = 0

    def add(self, parameters: _Parameters) -> None:
        """Take those of one more step in."""
        self._n += 1
        if self.of is None:
            self.of = _Parameters(**{name: value.copy() for name, value in vars(parameters).items()})
            return
        for name, value in vars(parameters).items():
            mean = getattr(self.of, name)
            mean += (value - mean) / np.float32(self._n)


def fit_convolution(
    words: WordRows,
    targets: F64,
    rows: Rows,
    vectors: WordVectors,
    shape: Shape,
    weights: F64 | None = None,
    poles: I64 | None = None,
    *,
    random_state: int = 0,
    report: Callable[[str], None] = lambda _: None,
) -> ConvolutionFit:
    """Fit a network to soft targets by cross-entropy, and some sentences to their sign besides.

    Parameters
    ----------
    words : WordRows
    targets : float64 array, shape (n, c)
        Probabilities of the classes.
    rows : intp array
        Sentences to fit on.
    vectors : WordVectors
    shape : Shape
    weights : float64 array, shape (n,), optional
        Weights of the sentences.
    poles : int64 array, shape (n,), optional
        Of the two logits' difference, last less first, the sign that a sentence should have: the logistic loss of it is added,
        times :data:`SIGN_WEIGHT`; 0 for sentences that aren't asked for one.
    random_state : int
    report : callable
        Is told of the mean loss now and then.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, "blas"):  # products are small, and sums in one order give the same bytes
        return _fitted(words, targets, rows, vectors, shape, weights, poles, random_state, report)


def _fitted(
    words: WordRows,
    targets: F64,
    rows: Rows,
    vectors: WordVectors,
    shape: Shape,
    weights: F64 | None,
    poles: I64 | None,
    random_state: int,
    report: Callable[[str], None],
) -> ConvolutionFit:
    random = np.random.default_rng(random_state)
    key, known = _stems(words, rows, vectors, shape.least)
    stem = find_keys(key, words.stem)
    n_told, n_logits = words.told.shape[1], targets.shape[1] - 1
    parameters = _Parameters.drawn(shape, known.shape[1], len(key), n_told, n_logits, random)
    adam = _Adam(parameters)
    everything = np.concatenate([rows, np.tile(words.anchors, _ANCHOR_COPIES)])
    n_anchors = len(everything) - len(rows)
    wanted = np.vstack([targets[rows], *([np.tile(NEUTRAL_TARGET, (n_anchors, 1))] if n_anchors else [])])
    weight = np.full(len(everything), _ANCHOR_WEIGHT)
    weight[: len(rows)] = 1.0 if weights is None else weights[rows]
    sign = np.zeros(len(everything))
    if poles is not None:
        sign[: len(rows)] = poles[rows]
    mean = _Mean()
    n_batches = -(-len(everything) // BATCH)
    n_steps, loss_sum = shape.epochs * n_batches, 0.0
    for step in range(n_steps):
        if not step % n_batches:
            order = random.permutation(len(everything))
        chosen = order[(step % n_batches) * BATCH :][:BATCH]
        batch = Batch.of(words, everything[chosen])
        slopes, loss = _slopes(
            parameters, words, batch, stem, known, wanted[chosen], weight[chosen], sign[chosen], shape, random
        )
        rate = shape.rate_at(step, n_steps)
        adam.move(slopes, rate)
        parameters.own *= np.float32(1 - rate * shape.decay)
        if step >= n_steps * (1 - shape.averaged) and not step % _APART:
            mean.add(parameters)
        loss_sum += loss
        if not (step + 1) % _REPORTED:
            report(f"step {step + 1:,} of {n_steps:,}, loss {loss_sum / _REPORTED:.3f}")
            loss_sum = 0.0
    parameters = mean.of or parameters
    return ConvolutionFit(
        key=key,
        vector=known @ parameters.project + parameters.own,
        told=parameters.told,
        weight=parameters.weight,
        bias=parameters.bias,
        hidden=parameters.hidden,
        hidden_bias=parameters.hidden_bias,
        part=parameters.part,
        intercept=parameters.intercept.astype(np.float64),
    )


def _stems(words: WordRows, rows: Rows, vectors: WordVectors, least: int) -> tuple[U32, F32]:
    """Stems that have a vector of the encoder's or occur often enough, and the encoder's vectors, zeros behind them."""
    batch = Batch.of(words, rows)
    stem, count = np.unique(words.stem[batch.word], return_counts=True)
    row = vectors.rows(stem)
    kept = (count >= least) | (row >= 0)
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
    sign: F64,
    shape: Shape,
    random: np.random.Generator,
) -> tuple[dict[str, F32], float]:
    """Slopes of the mean loss of a batch, and the loss."""
    at = stem[batch.word]
    told = words.told[batch.word]
    given, kept = known[at], _kept(len(at), shape, random)
    inputs = (given @ parameters.project + parameters.own[at] + told @ parameters.told) * kept
    layers = forward(parameters.weight, parameters.bias, batch, inputs)
    kept_out = _kept(len(at), shape, random)
    out = layers[-1].out * kept_out
    read = read_out(parameters, batch, out)
    logits = read.seen @ parameters.part + parameters.intercept
    full = np.insert(logits, shape.reference, 0.0, axis=1)
    highest = full.max(axis=1, keepdims=True)
    log_probability = full - highest - np.log(np.exp(full - highest).sum(axis=1, keepdims=True))
    share = weights / weights.sum()
    loss = -float(share @ (targets * log_probability).sum(axis=1))
    error = share[:, None] * np.delete(np.exp(log_probability) - targets, shape.reference, axis=1)
    if sign.any():
        margin = sign * (logits[:, -1] - logits[:, 0])
        asked = SIGN_WEIGHT * share * np.abs(sign)
        loss += float(asked @ np.logaddexp(0, -margin))
        pull = sign * asked / (1 + np.exp(margin))
        error[:, 0] += pull
        error[:, -1] -= pull
    error = error.astype(np.float32)
    head, slope = back_from(parameters, batch, read, error)
    weight, bias, slope = backward(parameters.weight, batch, layers, slope * kept_out)
    slope *= kept
    own = np.zeros_like(parameters.own)
    order = np.argsort(at, kind="stable")
    stems, start = np.unique(at[order], return_index=True)
    own[stems] = np.add.reduceat(slope[order], start, axis=0)
    own[-1] = 0  # a stem that isn't known says nothing by itself
    return head | {
        "project": given.T @ slope,
        "own": own,
        "told": told.T @ slope,
        "weight": weight,
        "bias": bias,
        "intercept": error.sum(axis=0),
    }, loss


def _kept(n: int, shape: Shape, random: np.random.Generator) -> F32:
    """Draw factors that drop a share of the dimensions and leave their mean."""
    kept = random.random((n, shape.size), dtype=np.float32) >= shape.dropped
    return kept.astype(np.float32) / np.float32(1 - shape.dropped)
