"""Fit a model's tone anew on labels alone, with the words, names and rules that a model knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.folder import TensionModel
from tension.training.label_rows import LabelRows
from tension.training.labelled import CLASSES
from tension.training.terms import TermMatrix, term_matrix
from tension.training.text_rows import InputValueError
from tension.training.texts import normalised
from tension.training.tone import (
    INVERSE_PENALTY,
    REFERENCE_MIX,
    Calibration,
    ToneFit,
    fit_calibration,
    fit_tone,
)

F64 = NDArray[np.float64]

FOLDS = 5
"""Folds that the calibration is learnt on."""

_PACKAGES = ("numpy", "scipy", "scikit-learn")
"""What the weights depend on; noted on the card."""


def refitted(
    base: TensionModel,
    texts: Sequence[str],
    labels: LabelRows,
    weights: F64,
    *,
    groups: Sequence[Any] | None = None,
    inverse_penalty: float = INVERSE_PENALTY,
    folds: int = FOLDS,
) -> TensionModel:
    """Fit the tone on labelled texts.

    Parameters
    ----------
    base : TensionModel
        Its vocabulary, names, gate, direction and pooled deviation are kept; of its tone nothing is: terms alone are fitted.
    texts : sequence of str, length n
    labels : LabelRows
    weights : float64 array, shape (n,)
        A row of weight 0 is left out.
    groups : sequence, length n, optional
        What the folds of the calibration must not split; by default texts with the same letters.
    inverse_penalty : float
        As in :func:`tension.training.tone.fit_tone`.
    folds : int
        Folds of the calibration (:func:`tension.training.tone.fit_calibration`); 0 leaves the logits as fitted.

    Returns
    -------
    TensionModel
        Its name is the base's, its card tells what it was fitted on.

    Raises
    ------
    InputValueError
        If all rows are of one group.
    """
    from threadpoolctl import threadpool_limits

    rows = np.flatnonzero(weights > 0)
    matrix = term_matrix(texts, base.vocabulary, base.actors, None)
    # A fit is thousands of short products: on a busy machine BLAS's threads wait for each other ten times as long as
    # they work.
    with threadpool_limits(1, "blas"):
        fit, calibration = _calibrated_fit(
            matrix, texts, labels, weights, rows, groups, inverse_penalty, folds
        )
    return replace(
        base,
        tone=fit.terms(matrix, None),
        context=None,
        card=_card(base, len(rows), calibration, inverse_penalty, folds),
    )


def _calibrated_fit(
    matrix: TermMatrix,
    texts: Sequence[str],
    labels: LabelRows,
    weights: F64,
    rows: NDArray[np.intp],
    groups: Sequence[Any] | None,
    inverse_penalty: float,
    folds: int,
) -> tuple[ToneFit, Calibration]:
    """Fit on all rows, calibrated on what fits on parts of them say of the others."""
    calibration = Calibration(1.0, np.zeros(2))
    if folds:
        kept = [str(groups[i]) if groups is not None else normalised(texts[i]) for i in rows.tolist()]
        fold = folds_of_groups(kept, folds)
        logits = np.zeros((len(rows), 2))
        for one in np.unique(fold):
            seen, unseen = rows[fold != one], rows[fold == one]
            part = fit_tone(matrix, labels.targets, seen, weights, inverse_penalty=inverse_penalty)
            logits[fold == one] = part.logits(matrix, unseen)
        calibration = fit_calibration(logits, labels.targets[rows], labels.poles[rows], [""] * len(rows))
    fit = fit_tone(matrix, labels.targets, rows, weights, inverse_penalty=inverse_penalty)
    return fit.scaled(calibration), calibration


def folds_of_groups(groups: Sequence[str], n_folds: int) -> NDArray[np.intp]:
    """Fold of every row: groups are dealt out in turn, in the order of their names, so that no fold is empty.

    ``groups`` has length n; the folds have shape (n,) and don't depend on the order of the rows.
    """
    names, place = np.unique(np.array(groups), return_inverse=True)
    if len(names) < 2:
        raise InputValueError(
            f"all rows are of the group '{names[0]}'; a calibration needs two groups, or set calibration_folds=0"
        )
    return np.asarray(place % n_folds, dtype=np.intp)


def _card(
    base: TensionModel, n_rows: int, calibration: Calibration, inverse_penalty: float, folds: int
) -> dict[str, Any]:
    from importlib.metadata import version

    return {
        "training": {"own labels": n_rows},
        "settings": {
            "base": base.name,
            "inverse_penalty": inverse_penalty,
            "calibration_folds": folds,
            "calibration_slope": round(calibration.slope, 6),
            "calibration_shift": round(float(calibration.shift[0]), 6),
            "gate_threshold": base.gate_threshold,
        }
        | ({"reference_mix": dict(zip(CLASSES, REFERENCE_MIX, strict=True))} if folds else {}),
        "versions": {package: version(package) for package in _PACKAGES},
    }
