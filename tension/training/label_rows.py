"""Labels as people hand them to an estimator, brought to soft targets of the three classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.training.labelled import CLASSES
from tension.training.text_rows import InputValueError, SettingValueError

F64 = NDArray[np.float64]

SIGNS = (-1, 0, 1)
"""What stands for the three classes in numbers: the sign of the tension."""

LEAST_LABELS = 30
"""Fewer labels than this tell no words apart."""

_SLACK = 1e-6
"""How far from 1 the probabilities of a soft target may add up."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LabelRows:
    """Labels in the order given.

    Attributes
    ----------
    targets : float64 array, shape (n, 3)
        Probabilities of the classes, in the order of :data:`CLASSES`.
    poles : int64 array, shape (n,)
        1 confrontational, -1 cooperative, 0 neither or both alike.
    classes : array, shape (3,)
        What the labels call the classes.
    """

    targets: F64
    poles: NDArray[np.int64]
    classes: NDArray[Any]


def label_rows(given: Any, labels: Sequence[Any] | None = None) -> LabelRows:
    """Bring labels to soft targets.

    Parameters
    ----------
    given : sequence
        The names of :data:`CLASSES`; or -1, 0, 1; or probabilities of the classes, shape (n, 3), as an array in the
        order of :data:`CLASSES` or as a frame with columns of those names in any order.
    labels : sequence, length 3, optional
        What the labels call cooperative, neutral and confrontational, where neither names nor signs are used.

    Raises
    ------
    InputValueError
        If a label is unknown or missing, or probabilities aren't; the message names the row, counted from 0.
    SettingValueError
        If ``labels`` aren't three different ones.
    """
    names = _checked(labels)
    if hasattr(given, "columns"):
        if len(given.columns) == 1:
            given = given.iloc[:, 0]
        elif set(CLASSES) <= set(given.columns):
            given = given[list(CLASSES)].to_numpy()
        else:
            raise InputValueError(
                f"labels are a frame without the columns {', '.join(CLASSES)}; give one column of labels, or these"
            )
    if isinstance(given, (str, bytes)) or given is None:
        raise InputValueError("labels are wanted, one a text; put them in a list")
    if getattr(given, "ndim", 1) == 2 and given.shape[1] == 1:
        given = given[:, 0]
    values = given.tolist() if hasattr(given, "tolist") else list(given)
    if values and isinstance(values[0], (list, tuple, np.ndarray)):
        return _soft(values, np.array(names[0]))
    return _hard(values, names)


def _checked(labels: Sequence[Any] | None) -> tuple[tuple[Any, ...], ...]:
    if labels is None:
        return CLASSES, SIGNS
    told = f"labels={labels!r}: "
    if isinstance(labels, (str, bytes)) or not hasattr(labels, "__len__") or len(labels) != len(CLASSES):
        raise SettingValueError(f"{told}three are wanted, for {', '.join(CLASSES)}; such as (0, 1, 2)")
    names = tuple(labels)
    try:
        different = len(set(names)) == len(names)
    except TypeError:
        different = False
    if not different or len({isinstance(name, str) for name in names}) > 1:
        raise SettingValueError(f"{told}they must be three different names, or three different numbers")
    return (names,)


def _hard(values: list[Any], candidates: tuple[tuple[Any, ...], ...]) -> LabelRows:
    names = next((names for names in candidates if values and _among(values[0], names)), candidates[0])
    place = {name: i for i, name in enumerate(names)}
    wrong = next((i for i, value in enumerate(values) if not _among(value, names)), None)
    if wrong is not None:
        known = " or ".join(", ".join(map(str, names)) for names in candidates)
        mixed = any(_among(values[wrong], other) for other in candidates)
        reason = "is of another kind than those before it" if mixed else "is no class"
        raise InputValueError(
            f"label {wrong} is {_told(values[wrong])}, which {reason}; the classes are {known}"
        )
    row = np.array([place[value] for value in values], dtype=np.intp)
    return LabelRows(np.eye(len(CLASSES))[row], (row - 1).astype(np.int64), np.array(names))


def _soft(values: list[Any], names: NDArray[Any]) -> LabelRows:
    try:
        targets = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        targets = np.zeros((0, 0))
    if targets.ndim != 2 or targets.shape[1] != len(CLASSES):
        raise InputValueError(f"soft labels have a number for each of {', '.join(CLASSES)}; shape (n, 3)")
    good = (targets >= 0).all(axis=1) & (np.abs(targets.sum(axis=1) - 1) <= _SLACK)
    if not good.all():
        wrong = int(np.argmin(good))
        raise InputValueError(
            f"label {wrong} is {_told(targets[wrong].tolist())}; three probabilities that add to 1 are wanted"
        )
    cooperative, neutral, confrontational = targets.T
    lean = np.sign(confrontational - cooperative).astype(np.int64)
    return LabelRows(targets, np.where(np.maximum(cooperative, confrontational) > neutral, lean, 0), names)


def _among(value: Any, names: tuple[Any, ...]) -> bool:
    # True equals 1, and yet isn't a label.
    return isinstance(value, (str, int, float)) and not isinstance(value, bool) and value in names


def _told(value: Any) -> str:
    told = " ".join(repr(value).split())
    return told if len(told) <= 40 else told[:39] + "…"


def check_enough(labels: LabelRows, counted: NDArray[np.bool_]) -> None:
    """Check that there are labels enough to fit on.

    Parameters
    ----------
    labels : LabelRows
    counted : bool array, shape (n,)
        Rows whose weight isn't 0.

    Raises
    ------
    InputValueError
        If there are fewer than :data:`LEAST_LABELS`, or none of a pole: what is cooperative is learnt from what isn't.
    """
    n = int(counted.sum())
    if n < LEAST_LABELS:
        raise InputValueError(f"there are {n} labels; {LEAST_LABELS} are the least to learn from, give more")
    for pole, place in ((-1, 0), (1, 2)):
        if not (labels.poles[counted] == pole).any():
            raise InputValueError(
                f"no label is {labels.classes[place]} ({CLASSES[place]}); give some of both poles"
                if labels.classes[place] != CLASSES[place]
                else f"no label is {CLASSES[place]}; give some of both poles"
            )


def checked_weights(given: Any, n: int) -> F64:
    """Weights of rows as float64, shape (n,); ones where none are given.

    Raises
    ------
    InputValueError
        If they aren't finite numbers of 0 or more.
    """
    if given is None:
        return np.ones(n)
    try:
        weights = np.asarray(given, dtype=np.float64).reshape(n)
    except (TypeError, ValueError):
        raise InputValueError("sample_weight isn't a number a text; give a list of numbers") from None
    if not (np.isfinite(weights) & (weights >= 0)).all():
        wrong = int(np.argmin(np.isfinite(weights) & (weights >= 0)))
        raise InputValueError(
            f"sample_weight {wrong} is {weights[wrong]}; weights are finite and not negative"
        )
    return weights
