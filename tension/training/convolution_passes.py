"""The network's layers with real weights: forward for logits, and backward for the slopes of a loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tension.training.word_rows import WIDTH, Batch

F32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Layer:
    """What a layer saw, shape (places, k * d), what it made before the kink, and the words' states behind it."""

    seen: F32
    made: F32
    out: F32


def forward(weights: F32, biases: F32, batch: Batch, inputs: F32) -> list[Layer]:
    """Pass a batch through the layers.

    Parameters
    ----------
    weights : float32 array, shape (l, k * d, d)
    biases : float32 array, shape (l, d)
    batch : Batch
        ``n`` words.
    inputs : float32 array, shape (n, d)

    Returns
    -------
    list of Layer
    """
    side, size = WIDTH // 2, inputs.shape[1]
    inner = batch.n_places - 2 * side
    layers, out = [], inputs
    for weight, bias in zip(weights, biases, strict=True):
        state = np.zeros((batch.n_places, size), dtype=np.float32)
        state[batch.place] = out
        seen = np.concatenate([state[shift : shift + inner] for shift in range(WIDTH)], axis=1)
        made = (seen @ weight + bias)[batch.place - side]
        out = out + np.maximum(made, 0)
        layers.append(Layer(seen, made, out))
    return layers


def backward(weights: F32, batch: Batch, layers: Sequence[Layer], slope: F32) -> tuple[F32, F32, F32]:
    """Find the slopes of the layers' weights, of their biases, and of what went in, from that of what came out."""
    side, size = WIDTH // 2, slope.shape[1]
    inner = batch.n_places - 2 * side
    weight, bias = np.zeros_like(weights), np.zeros((len(layers), size), dtype=np.float32)
    for number in reversed(range(len(layers))):
        layer = layers[number]
        made = np.zeros((inner, size), dtype=np.float32)
        made[batch.place - side] = slope * (layer.made > 0)
        weight[number], bias[number] = layer.seen.T @ made, made.sum(axis=0)
        seen = made @ weights[number].T
        state = np.zeros((batch.n_places, size), dtype=np.float32)
        for shift in range(WIDTH):
            state[shift : shift + inner] += seen[:, shift * size : (shift + 1) * size]
        slope = slope + state[batch.place]
    return weight, bias, slope


class Head(Protocol):
    """What reads sentences' logits out of states: a layer over their sums, or with no unit in it the peaks alone.

    Attributes
    ----------
    hidden : float32 array, shape (d, h)
    hidden_bias : float32 array, shape (h,)
    part : float32 array, shape (d + h, k)
    """

    @property
    def hidden(self) -> F32: ...  # noqa: D102
    @property
    def hidden_bias(self) -> F32: ...  # noqa: D102
    @property
    def part(self) -> F32: ...  # noqa: D102


@dataclass(frozen=True, eq=False)
class Read:
    """What was read out of a batch: sums or peaks and the units above 0, shape (m, d + h), and what was made before the kink.

    ``share`` tells how much of a peak is each word's, shape (n, d); None where sums were taken.
    """

    seen: F32
    made: F32
    share: F32 | None


def read_out(head: Head, batch: Batch, states: F32) -> Read:
    """Take sums or peaks of the states, and let the layer see them."""
    if head.hidden.shape[1]:
        pooled, share = batch.sums(states), None
    else:
        pooled, share = batch.peaks(states)
    made = pooled @ head.hidden + head.hidden_bias
    return Read(np.concatenate([pooled, np.maximum(made, 0)], axis=1), made, share)


def back_from(head: Head, batch: Batch, read: Read, error: F32) -> tuple[dict[str, F32], F32]:
    """Find the slopes of the head's weights, and of the words' states, from that of the logits, shape (m, k)."""
    size = len(head.hidden)
    slope = error @ head.part.T
    units = slope[:, size:] * (read.made > 0)
    pooled = slope[:, :size] + units @ head.hidden.T
    weights = {
        "hidden": read.seen[:, :size].T @ units,
        "hidden_bias": units.sum(axis=0),
        "part": read.seen.T @ error,
    }
    if read.share is None:
        return weights, np.asarray((pooled * batch.scale[:, None])[batch.sentence])
    return weights, np.asarray(read.share * pooled[batch.sentence])
