"""The suite of contrast pairs: a sentence and its minimal opposite, by what turns the one into the other.

``seeds/pairs.csv`` ships with the package, so that any scorer can be held to it: ``read_pairs`` and ``pair_figures``
take the scores of whoever made them. Pairs marked blind were written without sight of any rule, model or other pair, in five
sets, and met first the model that ``docs/validity.md`` tells of; of the first four the failures were seen
afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import UsageError
from tension.files import shipped
from tension.training.figures import Figure, wilson_interval

F64 = NDArray[np.float64]
_SETS = ("blind 1", "blind 2", "blind 3", "blind 4", "blind 5")
Scorer = Callable[[Sequence[str]], F64]


def read_pairs() -> Any:
    """Read the pairs.

    Returns
    -------
    pandas.DataFrame
        ``pair`` (a number), ``phenomenon``, ``cooperative`` and ``confrontational`` (the two sentences), ``blind``, and
        ``blind_set`` (1 to 5, 0 where it isn't blind).
    """
    import pandas as pd

    frame = pd.read_csv(shipped("seeds", "pairs.csv"))
    return frame.assign(blind=frame.blind > 0, blind_set=frame.blind)


def pair_scores(score: Scorer, pairs: Any) -> F64:
    """Score both sentences of every pair; shape (n, 2), cooperative first. A score is + for confrontational.

    Raises
    ------
    UsageError
        If the scorer can't be called, or doesn't give a number for each text.
    """
    if not callable(score):
        raise UsageError(
            f"a scorer is wanted, not a {type(score).__name__}: a function of texts that gives numbers"
        )
    n = len(pairs)
    both = np.asarray(score([*pairs.cooperative, *pairs.confrontational]), dtype=np.float64)
    if both.shape != (2 * n,):
        raise UsageError(f"the scorer gave {both.shape} numbers for {2 * n} texts; one for each is wanted")
    return np.column_stack([both[:n], both[n:]])


def pair_figures(scores: F64, pairs: Any) -> dict[str, Figure]:
    """Share of pairs in the right order, and of pairs with both signs right, with 95% intervals (:func:`tension.training.figures.wilson_interval`).

    Parameters
    ----------
    scores : float64 array, shape (n, 2)
        Of the cooperative and of the confrontational sentence, + for confrontational; equal scores are no order.
    pairs : pandas.DataFrame
        As :func:`read_pairs` gives it.

    Returns
    -------
    dict of Figure
        ``order`` and ``both_signs`` for all pairs, for the blind ones (``/blind``; ``/blind 1`` to ``/blind 5`` where
        the frame has sets of them) and by phenomenon.

    Raises
    ------
    UsageError
        If the scores aren't two for each pair.
    """
    scores = np.asarray(scores, dtype=np.float64)
    if scores.shape != (len(pairs), 2):
        raise UsageError(
            f"scores have the shape {scores.shape}; ({len(pairs)}, 2) is wanted, as tension.pair_scores gives them"
        )
    right = {
        "order": scores[:, 1] > scores[:, 0],
        "both_signs": (scores[:, 1] > 0) & (scores[:, 0] < 0),
    }
    parts = {"": np.full(len(pairs), True), "/blind": pairs.blind.to_numpy()}
    if "blind_set" in pairs:
        parts |= {f"/{part}": (pairs.blind_set == number).to_numpy() for number, part in enumerate(_SETS, 1)}
    parts |= {f"/{name}": (pairs.phenomenon == name).to_numpy() for name in pairs.phenomenon.unique()}
    return {
        f"{figure}{part}": _share(held[rows])
        for part, rows in parts.items()
        if rows.any()
        for figure, held in right.items()
    }


def _share(held: NDArray[np.bool_]) -> Figure:
    share = float(held.mean())
    lower, upper = wilson_interval(share, len(held))
    return Figure(share, float(lower), float(upper), len(held))


def render_pairs(figures: Mapping[str, Mapping[str, Figure]]) -> str:
    """Render the figures of several scorers as Markdown tables: over all, and by phenomenon for the first."""
    from tension.training.card import table

    def cell(figure: Figure, *, interval: bool = True) -> str:
        share = f"{figure.value:.3f}"
        return share + f" [{figure.lower:.3f}, {figure.upper:.3f}]" if interval else share

    first = next(iter(figures.values()))
    sets = [part for part in _SETS if f"order/{part}" in first] or ["blind"]
    columns = ["order", "both_signs"] + [
        f"{figure}/{part}" for part in sets for figure in ("order", "both_signs")
    ]
    titles = ["scorer", "order", "both signs"] + [
        f"{words}, {part}" for part in sets for words in ("order", "both signs")
    ]
    rows = [(name, *(cell(found[column]) for column in columns)) for name, found in figures.items()]
    told = {name.partition("/")[2] for name in first if name.startswith("order/")}
    phenomena = sorted(told - {"blind", *_SETS})
    by_kind = [
        (
            phenomenon,
            str(first[f"order/{phenomenon}"].n),
            *(cell(found[f"order/{phenomenon}"], interval=False) for found in figures.values()),
            cell(first[f"both_signs/{phenomenon}"], interval=False),
        )
        for phenomenon in phenomena
    ]
    ours = next(iter(figures))
    return "\n\n".join(
        [
            f"{first['order'].n} pairs, {first['order/blind'].n} of them blind.",
            table(titles, rows, "l" + "r" * len(columns)),
            "Order right, by phenomenon:",
            table(
                ("phenomenon", "pairs", *figures, f"both signs, {ours}"),
                by_kind,
                "l" + "r" * (len(figures) + 2),
            ),
        ]
    )
