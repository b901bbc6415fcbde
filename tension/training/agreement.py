"""How far coders agree: Krippendorff's alpha over all of them, kappa by pair, and the sentences they disagree on."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import InputError
from tension.training import metrics
from tension.training.coding import class_of, files_of, grade_of, labels_of
from tension.training.figures import Figure
from tension.training.texts import normalised

F64 = NDArray[np.float64]
Distance = Callable[[int, int], float]
Said = tuple[str, str, int]
"""A coder, the sentence's words, and what the coder said of it as a number."""

_RELEVANCE = {"0": 0, "1": 1}
_DIRECTION = {">": 1, "<": 2, "=": 3, ".": 0}

SCALES = ("grade, interval", "grade, ordinal", "class", "relevant", "direction")
"""What alpha is told for: grades with distances squared or by rank; the three classes; relevance; direction."""


@dataclass(frozen=True, eq=False)
class Agreement:
    """What coders share.

    Attributes
    ----------
    coders : tuple of str
    n_shared : int
        Sentences that two coders or more labelled.
    alpha : mapping of str to Figure
        By :data:`SCALES` Krippendorff's alpha with a 95% interval over resampled sentences: 1 is full agreement, 0
        what chance gives. NaN where everybody says the same of everything, for then there's nothing to tell apart.
    pairs : pandas.DataFrame
        A row per pair of coders with sentences in common: ``coder, other, n, kappa`` (of the three classes),
        ``weighted_kappa`` (of the grades, distances squared), ``kappa_relevant``, ``opposite`` (share of sentences
        that one finds cooperative and the other confrontational).
    disputed : pandas.DataFrame
        A row per sentence on whose label two coders differ, the widest gap first: ``text``, ``gap`` (in grades), and a
        column for each coder.
    """

    coders: tuple[str, ...]
    n_shared: int
    alpha: Mapping[str, Figure]
    pairs: Any
    disputed: Any


def coder_agreement(labels: Any) -> Agreement:
    """Measure how far coders agree.

    Parameters
    ----------
    labels : path, several paths, pandas.DataFrame or list of Label
        Of two coders or more. Sentences are the same where their words are; of a coder's labels of one sentence the
        last counts.

    Raises
    ------
    InputError
        If there's one coder only, a label without a coder, or no sentence in common.

    Notes
    -----
    Krippendorff (2004), *Content Analysis*, ch. 11; computed by ``nltk.metrics.agreement``. "Mixed" and "no relation"
    count as grade 0, as the codebook says.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = ["They signed.", "They quarrelled.", "They met.", "They left the treaty."]
    >>> one = pd.DataFrame({"text": texts, "label": ["-2", "1", "-1", "2"], "coder": "ann"})
    >>> found = coder_agreement(pd.concat([one, one.assign(coder="ben", label=["-2", "1", "0", "2"])]))
    >>> found.n_shared, round(found.alpha["grade, interval"].value, 2)
    (4, 0.95)
    """
    import pandas as pd

    files = files_of(labels)
    by_coder = _by_coder(labels if isinstance(labels, (list, tuple)) else [labels])
    told = ", ".join(files) or "labels"
    coders = tuple(sorted(by_coder))
    if len(coders) < 2:
        raise InputError(
            f"{told}: all labels are {coders[0]}'s; give those of a second coder too"
            if coders
            else f"{told}: there are no labels; give those of two coders"
        )
    texts = [text for text, n in Counter(text for own in by_coder.values() for text in own).items() if n > 1]
    if not texts:
        raise InputError(
            f"{told}: no sentence was labelled by two of {', '.join(coders)}; let them label the same articles"
        )
    grades = [
        (coder, text, grade_of(by_coder[coder][text].label))
        for coder in coders
        for text in texts
        if text in by_coder[coder]
    ]
    classes = [(coder, text, class_of(by_coder[coder][text].label)) for coder, text, _ in grades]
    relevance = _numbers(by_coder, texts, "relevant", _RELEVANCE)
    direction = _numbers(by_coder, texts, "direction", _DIRECTION)
    alpha = {
        name: alpha_of(said, distance)
        for name, said, distance in zip(
            SCALES,
            (grades, grades, classes, relevance, direction),
            (squared, ordinal(grades), differing, differing, differing),
            strict=True,
        )
        if said
    }
    rows = []
    for coder, other in itertools.combinations(coders, 2):
        pair = _pair(coder, other, grades, classes, relevance)
        if pair is not None:
            rows.append(pair)
    columns = ["coder", "other", "n", "kappa", "weighted_kappa", "kappa_relevant", "opposite"]
    return Agreement(
        coders, len(texts), alpha, pd.DataFrame(rows, columns=columns), _disputed(by_coder, coders, texts)
    )


def _by_coder(parts: Iterable[Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for part in parts:
        for label in labels_of(part):
            if not label.coder:
                told = ", ".join(files_of(part)) or "labels"
                raise InputError(f"{told}: {label.text!r} has no coder; fill the column coder")
            found.setdefault(label.coder, {})[normalised(label.text)] = label
    return found


def _numbers(
    by_coder: Mapping[str, Mapping[str, Any]], texts: Sequence[str], column: str, numbers: Mapping[str, int]
) -> list[Said]:
    """Collect what was said in a column, of sentences on which two coders said something in it."""
    said = [
        (coder, text, numbers[getattr(own[text], column)])
        for coder, own in sorted(by_coder.items())
        for text in texts
        if text in own and getattr(own[text], column)
    ]
    often = Counter(text for _, text, _ in said)
    return [one for one in said if often[one[1]] > 1]


def squared(one: int, other: int) -> float:
    """Distance of two grades on an interval scale."""
    return float((one - other) ** 2)


def differing(one: int, other: int) -> float:
    """Distance of two labels that only are or aren't the same."""
    return float(one != other)


def ordinal(said: Sequence[Said]) -> Distance:
    """Make Krippendorff's distance of ranks: how many labels lie between two, squared; it hangs on how often each is given."""
    often = Counter(value for _, _, value in said)

    def distance(one: int, other: int) -> float:
        low, high = min(one, other), max(one, other)
        between = sum(n for value, n in often.items() if low <= value <= high)
        return float((between - (often[low] + often[high]) / 2) ** 2) if low != high else 0.0

    return distance


def alpha_of(said: Sequence[Said], distance: Distance) -> Figure:
    """Krippendorff's alpha, with a 95% interval over resampled sentences.

    Parameters
    ----------
    said : sequence of (coder, sentence, number)
    distance : callable
        Of two numbers; 0 of a number to itself.

    Returns
    -------
    Figure
        ``n`` counts sentences. NaN where only one number occurs.
    """
    from nltk.metrics.agreement import AnnotationTask

    apart, counts = _coincidences(said, distance)
    n = len(counts)
    if counts.shape[1] < 2:
        return Figure(float("nan"), float("nan"), float("nan"), n)
    value = float(AnnotationTask(list(said), distance=distance).alpha())
    lower, upper = metrics.bootstrap_interval(lambda rows: resampled_alpha(counts[rows], apart), n)
    return Figure(value, lower, upper, n)


def _coincidences(said: Sequence[Said], distance: Distance) -> tuple[F64, F64]:
    """Distances of the numbers that occur, shape (v, v), and how often each is said of each sentence, shape (n, v)."""
    values, value = np.unique([number for _, _, number in said], return_inverse=True)
    _, item = np.unique([text for _, text, _ in said], return_inverse=True)
    counts = np.zeros((item.max() + 1, len(values)))
    np.add.at(counts, (item, value), 1)
    apart = np.array([[distance(int(a), int(b)) for b in values] for a in values], dtype=np.float64)
    return apart, counts[counts.sum(axis=1) > 1]


def resampled_alpha(counts: F64, apart: F64) -> float:
    """Krippendorff's alpha from counts, fast enough to be resampled; as :func:`alpha_of` tells it.

    Parameters
    ----------
    counts : float64 array, shape (n, v)
        How often each of ``v`` labels was given to each sentence, twice in all or more.
    apart : float64 array, shape (v, v)
        Distances of the labels.
    """
    size = counts.sum(axis=1)
    total = counts.sum(axis=0)
    n = total.sum()
    observed = float((((counts @ apart) * counts).sum(axis=1) / (size - 1)).sum() / n)
    expected = float(total @ apart @ total / (n * (n - 1)))
    return 1 - observed / expected if expected else float("nan")


def _pair(
    coder: str, other: str, grades: Sequence[Said], classes: Sequence[Said], relevance: Sequence[Said]
) -> list[Any] | None:
    """Kappas of two coders over the sentences that both labelled; None where there's none."""
    from nltk.metrics.agreement import AnnotationTask

    def shared(said: Sequence[Said]) -> list[Said]:
        own = {name: {text for who, text, _ in said if who == name} for name in (coder, other)}
        both = own[coder] & own[other]
        return [one for one in said if one[0] in own and one[1] in both]

    def kappa(said: list[Said]) -> float:
        varied = len({value for _, _, value in said}) > 1
        return float(AnnotationTask(said).kappa_pairwise(coder, other)) if varied else float("nan")

    graded = shared(grades)
    if not graded:
        return None
    varied = len({value for _, _, value in graded}) > 1
    weighted = AnnotationTask(graded, distance=squared) if varied else None
    signs = {name: {text: np.sign(v) for who, text, v in graded if who == name} for name in (coder, other)}
    opposite = np.mean([sign * signs[other][text] < 0 for text, sign in signs[coder].items()])
    return [
        coder,
        other,
        len(graded) // 2,
        kappa(shared(classes)),
        float(weighted.weighted_kappa_pairwise(coder, other)) if weighted else float("nan"),
        kappa(shared(relevance)),
        float(opposite),
    ]


def _disputed(by_coder: Mapping[str, Mapping[str, Any]], coders: Sequence[str], texts: Sequence[str]) -> Any:
    import pandas as pd

    rows = []
    for text in texts:
        said = {coder: by_coder[coder][text] for coder in coders if text in by_coder[coder]}
        codes = {coder: label.label for coder, label in said.items()}
        if len(set(codes.values())) > 1:
            marks = [grade_of(code) for code in codes.values()]
            first = next(iter(said.values()))
            rows.append([first.text, max(marks) - min(marks), *(codes.get(coder, "") for coder in coders)])
    frame = pd.DataFrame(rows, columns=["text", "gap", *coders])
    return frame.sort_values("gap", ascending=False, kind="stable", ignore_index=True)
