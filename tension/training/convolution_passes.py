"""The convolution's layers with real weights: forward for logits, and backward for the slopes of a loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
