"""One's own labels as rows to learn from: each text once, with soft targets and the week that folds must not split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import InputError
from tension.training.coding import Label, class_of, grade_of
from tension.training.labelled import CLASSES, GRADE_TARGETS, MIXED_TARGET, NONE_TARGET
from tension.training.text_rows import has_word
from tension.training.texts import normalised

F64 = NDArray[np.float64]

LEAST_LABELS = 30
"""Sentences from which something is learnt: of fewer, no term is seen twice in both classes."""

KINDS = ("week", "article", "sentence")
"""What a held-out part may be made of: the first of them that a label tells."""

_TARGETS = {str(grade): target for grade, target in GRADE_TARGETS.items()} | {
    "m": MIXED_TARGET,
    "x": NONE_TARGET,
}
"""What a label says of the three classes: the same as in the sets that the shipped model learnt from."""


@dataclass(frozen=True, eq=False)
class OwnLabels:
    """Labelled sentences, each text once.

    Attributes
    ----------
    text : tuple of str, length n
    targets : float64 array, shape (n, 3)
        Of cooperative, neutral and confrontational; the mean of what coders said.
    grade : float64 array, shape (n,)
        -2 to 2, the mean of the coders.
    group : str array, shape (n,)
        Week of the article, else the article, else the sentence itself: what a held-out part must not split.
    n_labels, n_left_out : int
        Labels read; sentences left out because the open test set holds them.
    n_repeated, n_disputed : int
        Sentences that were labelled more than once; those of them whose labels differ.
    kinds : tuple of str
        What the groups are, among ``week``, ``article`` and ``sentence``.
    """

    text: tuple[str, ...]
    targets: F64
    grade: F64
    group: NDArray[Any]
    n_labels: int
    n_left_out: int = 0
    n_repeated: int = 0
    n_disputed: int = 0
    kinds: tuple[str, ...] = ()


def own_labels(
    labels: Sequence[Label], test_texts: frozenset[str] = frozenset(), told: str = "labels"
) -> OwnLabels:
    """Bring labels to one row per text; ``told`` is what to call them where they can't be used.

    Raises
    ------
    InputError
        If there are too few, too few with a word in them, or all are of one class.
    """
    by_text: dict[str, list[Label]] = {}
    for label in labels:
        by_text.setdefault(normalised(label.text), []).append(label)
    hidden = test_texts & by_text.keys()
    kept = [own for text, own in by_text.items() if text not in hidden]
    if len(kept) < LEAST_LABELS:
        raise InputError(
            f"{told}: there are {len(kept)} labelled sentences, and it takes {LEAST_LABELS} or more; label on with tension label"
        )
    n_worded = sum(has_word(own[0].text) for own in kept)
    if n_worded < LEAST_LABELS:
        raise InputError(
            f"{told}: {n_worded} of the {len(kept)} texts have a word in them, and it takes {LEAST_LABELS}; "
            "the column text must hold the sentences"
        )
    classes = {class_of(label.label) for own in kept for label in own}
    if len(classes) == 1:
        only = CLASSES[classes.pop()]
        raise InputError(f"{told}: all are {only}; label sentences of another class too")
    groups = [_group(own[0]) for own in kept]
    return OwnLabels(
        tuple(own[-1].text for own in kept),
        np.array([np.mean([_TARGETS[label.label] for label in own], axis=0) for own in kept]),
        np.array([np.mean([grade_of(label.label) for label in own]) for own in kept]),
        np.array([name for _, name in groups]),
        len(labels),
        len(hidden),
        sum(len(own) > 1 for own in kept),
        sum(len({label.label for label in own}) > 1 for own in kept),
        tuple(kind for kind in KINDS if any(kind == one for one, _ in groups)),
    )


def _group(label: Label) -> tuple[str, str]:
    """Kind and name of what must not be split."""
    import datetime

    try:
        year, week, _ = datetime.date.fromisoformat(label.date[:10]).isocalendar()
    except ValueError:
        return ("article", label.article_id) if label.article_id else ("sentence", normalised(label.text))
    return "week", f"{year}-W{week:02}"
