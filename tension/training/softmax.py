"""Multinomial logistic regression on soft targets, which scikit-learn hasn't: it takes one class a row.

Giving scikit-learn every row once a class, weighted, has the same optimum and takes three times the time and memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class SoftFit:
    """Fitted weights: of columns, shape (f, k), of dense columns, shape (d, k), and the intercept, shape (k,)."""

    weight: F64
    dense: F64
    intercept: F64

    def against(self, reference: int) -> SoftFit:
        """Return the weights of the other classes against one of them."""
        others = [k for k in range(self.weight.shape[1]) if k != reference]
        return SoftFit(
            *(
                (part - part[..., [reference]])[..., others]
                for part in (self.weight, self.dense, self.intercept)
            )
        )


def fit_softmax(
    values: Any,
    dense: F64,
    targets: F64,
    weights: F64,
    *,
    inverse_penalty: float = 1.0,
    most_steps: int = 100,
) -> SoftFit:
    """Minimise cross-entropy to soft targets with a ridge penalty, by L-BFGS.

    Parameters
    ----------
    values : scipy.sparse.csr_matrix, shape (n, f)
    dense : float64 array, shape (n, d)
        Further columns; d may be 0.
    targets : float64 array, shape (n, k)
        Probabilities of the classes.
    weights : float64 array, shape (n,)
        Weights of the rows.
    inverse_penalty : float
        scikit-learn's ``C``: the loss is ``C * sum(weights * cross-entropy) + sum(weight**2) / 2``.
    most_steps : int
        Steps after which the fit ends, which is a part of its regularisation: unseen rows gain nothing from more.
    """
    from scipy.optimize import minimize

    (n_rows, n_sparse), n_dense, k = values.shape, dense.shape[1], targets.shape[1]
    n_weights = (n_sparse + n_dense) * k
    transposed = values.T.tocsr()
    scale = 1.0 / max(float(weights.sum()), 1.0)

    def loss(parameters: F64) -> tuple[float, F64]:
        of_sparse = parameters[: n_sparse * k].reshape(n_sparse, k)
        of_dense = parameters[n_sparse * k : n_weights].reshape(n_dense, k)
        logits = values @ of_sparse + dense @ of_dense + parameters[n_weights:]
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        total = odds.sum(axis=1, keepdims=True)
        entropy = np.log(total[:, 0]) - (targets * logits).sum(axis=1)
        penalised = parameters[:n_weights]
        value = inverse_penalty * (weights @ entropy) + 0.5 * (penalised @ penalised)
        error = inverse_penalty * weights[:, None] * (odds / total - targets)
        slope = np.concatenate([(transposed @ error).ravel(), (dense.T @ error).ravel(), error.sum(axis=0)])
        slope[:n_weights] += penalised
        return float(value * scale), slope * scale

    assert len(targets) == len(weights) == n_rows
    found = minimize(
        loss,
        np.zeros(n_weights + k),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": most_steps, "ftol": 1e-9},
    ).x
    return SoftFit(
        found[: n_sparse * k].reshape(n_sparse, k),
        found[n_sparse * k : n_weights].reshape(n_dense, k),
        found[n_weights:],
    )
