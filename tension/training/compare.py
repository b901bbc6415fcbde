"""Two models beside each other on what neither was trained on: the open test set and the contrast pairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.folder import TensionModel
from tension.training import metrics
from tension.training.evaluate import clusters_of_test, model_logits
from tension.training.figures import Figure, figure_of, margins
from tension.training.labelled import read_events_test
from tension.training.pairs import pair_scores, read_pairs

F64 = NDArray[np.float64]
Rows = NDArray[np.intp]
Statistic = Callable[[F64, Rows], float]


def compare_models(one: TensionModel, other: TensionModel, folder: Path | None = None) -> dict[str, Any]:
    """Measure two models on the same rows and resamples.

    Returns
    -------
    dict of str to tuple of Figure
        By figure: of ``one``, of ``other``, and of their difference (``other`` less ``one``, so + is a gain), each
        with its 95% interval. The open test set is left out where there's no data folder.
    """
    found: dict[str, Any] = {}
    pairs = read_pairs()
    scores = [pair_scores(lambda texts, m=model: m.score(texts).tension, pairs) for model in (one, other)]  # type: ignore[misc]
    held: Mapping[str, Callable[[F64], F64]] = {
        "pairs: order": lambda s: (s[:, 1] > s[:, 0]).astype(np.float64),
        "pairs: both signs": lambda s: ((s[:, 1] > 0) & (s[:, 0] < 0)).astype(np.float64),
    }
    for name, of in held.items():
        found[name] = _three([of(s) for s in scores], lambda values, rows: float(values[rows].mean()), None)
    test = read_events_test(folder)
    positive = test.pole.to_numpy() > 0
    logits = [margins(model_logits(model, test.text.tolist())) for model in (one, other)]
    found["open test set: sign AUC"] = _three(
        logits, lambda margin, rows: metrics.sign_auc(margin[rows], positive[rows]), clusters_of_test(folder)
    )
    return found


def _three(values: list[F64], statistic: Statistic, group: NDArray[Any] | None) -> tuple[Figure, ...]:
    one, other = values
    return (
        figure_of(lambda rows: statistic(one, rows), len(one), group),
        figure_of(lambda rows: statistic(other, rows), len(other), group),
        figure_of(lambda rows: statistic(other, rows) - statistic(one, rows), len(one), group),
    )


def render_comparison(names: tuple[str, str], found: Mapping[str, tuple[Figure, ...]]) -> str:
    """Render a comparison as a Markdown table, and say of which figures no difference can be told."""
    from tension.training.card import table

    def cell(figure: Figure, sign: str = "") -> str:
        return f"{figure.value:{sign}.3f} [{figure.lower:{sign}.3f}, {figure.upper:{sign}.3f}]"

    rows = [(name, cell(one), cell(other), cell(gain, "+")) for name, (one, other, gain) in found.items()]
    shown = table(("figure", *names, "gain"), rows, "lrrr")
    alike = [name for name, (_, _, gain) in found.items() if not (gain.lower > 0 or gain.upper < 0)]
    if not alike:
        return shown
    which = "any of them" if len(alike) == len(found) > 1 else ", ".join(alike)
    return f"{shown}\n\nNo difference can be told in {which}: the interval of the gain holds 0."
