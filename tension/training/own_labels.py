"""Train on one's own labels: a shipped model's tone is moved towards them, and what that changes is measured.

The weights that the model has stand for the sets that it was trained on. Adding the shipped labelled sentences to the
fit once more was tried and left out: with 1,000 own labels they held it back (Spearman .706 in place of .711 on weeks
that neither had seen) and took thirty times as long. So it does the same with and without the data folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import UsageError
from tension.model.folder import DEFAULT_MODEL, TensionModel, load_model
from tension.model.linear import class_probabilities
from tension.training import metrics
from tension.training.adapt import INVERSE_PENALTY, fit_change, logits_before
from tension.training.coding import files_of, labels_of
from tension.training.figures import Figure, figure_of, margins, tensions
from tension.training.labelled import fold_of
from tension.training.mixture import CONTEXT_SHARE
from tension.training.own_rows import OwnLabels, own_labels
from tension.training.pairs import pair_scores, read_pairs
from tension.training.terms import TermMatrix, term_matrix

F64 = NDArray[np.float64]
Rows = NDArray[np.intp]

N_FOLDS = 5
"""Weeks of own labels (articles or sentences, where there are no dates) fall into five parts by hash; each is judged by a
fit on the other four."""


@dataclass(frozen=True, eq=False)
class OwnModel:
    """A model trained on own labels, and what changed.

    Attributes
    ----------
    model : TensionModel
    labels : OwnLabels
    figures : mapping of str to tuple of Figure
        By figure: of the model before, of the one after, and the difference, each with its 95% interval. On own
        labels the model after is one that didn't see the week (article, sentence: ``labels.kinds``).
    """

    model: TensionModel
    labels: OwnLabels
    figures: Mapping[str, tuple[Figure, Figure, Figure]]


def train_on_labels(
    labels: Any,
    *,
    model: TensionModel | str = DEFAULT_MODEL,
    name: str = "mine-1",
    test_texts: frozenset[str] = frozenset(),
    report: Callable[[str], None] = lambda _: None,
) -> OwnModel:
    """Train a model on own labels, beginning at another.

    Parameters
    ----------
    labels : path, several paths, pandas.DataFrame or list of Label
        As ``tension label`` writes them; ``text`` and ``label`` are enough.
    model : TensionModel or str
        Where it begins. Vocabulary, names, sentence boundaries, gate and direction stay as they are.
    name : str
        Name of the new model.
    test_texts : frozenset of str
        Texts (:func:`tension.training.labelled.normalised`) that aren't learnt from.
    report : callable
        Is told of each step.

    Returns
    -------
    OwnModel

    Raises
    ------
    InputError
        If there are fewer than 30 sentences with a word in them, one class only, or a label that isn't one.
    UsageError
        If the new name is the old one.

    Notes
    -----
    The figures on own labels are those of sentences as they were chosen: where they were chosen as uncertain, both
    models look worse there than they are, and the difference between the two is what counts.
    """
    before = model if isinstance(model, TensionModel) else load_model(model)
    if name == before.name:
        raise UsageError(f"{name}: is the name of the model that it begins at; choose another")
    own = own_labels(labels_of(labels), test_texts, ", ".join(files_of(labels)) or "labels")
    report(f"counting the terms of {len(own.text):,} sentences")
    matrix = term_matrix(own.text, before.vocabulary, before.actors, None)
    logits = logits_before(before, own.text, matrix)
    rows = np.arange(len(own.text))
    report("moving the weights")
    change = fit_change(matrix, logits, own.targets, rows)
    after = replace(
        before,
        name=name,
        tone=change.added_to(before.tone, matrix),
        card=_card(before, own),
    )
    report("measuring what changed")
    figures = own_figures(matrix, logits, own) | pair_gain(before, after)
    return OwnModel(after, own, figures)


def own_figures(matrix: TermMatrix, before: F64, own: OwnLabels) -> dict[str, tuple[Figure, Figure, Figure]]:
    """Measure before and after on own labels that the fit didn't see; empty where all are of one week or article."""
    folds = np.array([fold_of(f"own {group}", N_FOLDS) for group in own.group])
    if len(np.unique(folds)) < 2:
        return {}
    rows = np.arange(len(own.text))
    after = np.zeros((len(rows), 2))
    for fold in np.unique(folds):
        unseen = folds == fold
        change = fit_change(matrix, before, own.targets, rows[~unseen])
        after[unseen] = before[: len(rows)][unseen] + change.logits(matrix, rows[unseen])
    logits = (before[: len(rows)], after)
    pole = np.sign(own.grade)
    polar = np.flatnonzero(pole)
    chosen = [
        np.column_stack([found[:, 0], np.zeros(len(rows)), found[:, 1]]).argmax(axis=1) - 1
        for found in logits
    ]
    tension = [tensions(found) for found in logits]
    margin = [margins(found)[polar] for found in logits]
    entropy = [-(own.targets * np.log(class_probabilities(found))).sum(axis=1) for found in logits]
    positive = pole[polar] > 0
    return {
        "Spearman with the grade": three(
            lambda i, at: metrics.spearman(tension[i][at], own.grade[at]), len(rows), own.group
        ),
        "sign AUC": three(
            lambda i, at: metrics.sign_auc(margin[i][at], positive[at]), len(polar), own.group[polar]
        ),
        "macro F1 of three classes": three(
            lambda i, at: metrics.macro_f1(chosen[i][at], pole[at]), len(rows), own.group
        ),
        "cross-entropy (less is better)": three(
            lambda i, at: float(entropy[i][at].mean()), len(rows), own.group
        ),
    }


def pair_gain(before: TensionModel, after: TensionModel) -> dict[str, tuple[Figure, Figure, Figure]]:
    """Hold both models to the contrast pairs, of which own labels needn't say anything: a fall is a warning."""
    pairs = read_pairs()
    scores = [pair_scores(lambda texts, m=model: m.score(texts).tension, pairs) for model in (before, after)]  # type: ignore[misc]
    right = [found[:, 1] > found[:, 0] for found in scores]
    return {"contrast pairs in order": three(lambda i, at: float(right[i][at].mean()), len(pairs), None)}


def three(
    statistic: Callable[[int, Rows], float], n: int, group: NDArray[Any] | None
) -> tuple[Figure, Figure, Figure]:
    """Figure of the first, of the second and of their difference, on the same resamples."""
    return (
        figure_of(lambda rows: statistic(0, rows), n, group),
        figure_of(lambda rows: statistic(1, rows), n, group),
        figure_of(lambda rows: statistic(1, rows) - statistic(0, rows), n, group),
    )


def _card(before: TensionModel, own: OwnLabels) -> dict[str, Any]:
    from importlib.metadata import version

    return {
        "training": {"own labels": own.n_labels, "own sentences": len(own.text)},
        "begun_at": {
            "name": before.name,
            "sha256": before.card.get("sha256"),
            "training": before.card.get("training", {}),
        },
        "settings": {"inverse_penalty": INVERSE_PENALTY, "gate_threshold": before.gate_threshold}
        | ({"context_share": CONTEXT_SHARE} if before.context is not None else {}),
        "versions": {package: version(package) for package in ("numpy", "scipy")},
    }
