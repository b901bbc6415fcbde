"""The index corrected by labels: labelled articles beside the scores, what each counts in the index, and the levels anew.

The correction is made at the article, weighted as the index of stories weights it: groups of sources alike, stories
alike within one, copies of a story counted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tension.errors import InputError, UsageError
from tension.index.audit.gold import Gold
from tension.index.audit.inference import LEAST_LABELS, Corrected, Correction, correct_levels
from tension.index.audit.labels import read_labels, same_id
from tension.index.audit.sample import key_of
from tension.index.audit.weights import gold_of, level_by_model
from tension.index.build import chosen_articles, index_of_sums, with_directions
from tension.index.intervals import clipped
from tension.index.smooth import level_of_all
from tension.index.sums import sum_articles

CORRECTED_COLUMNS = (
    "tension_corrected",
    "corrected_lower",
    "corrected_upper",
    "correction",
    "n_labels",
    "corrected_by",
)


@dataclass(frozen=True, eq=False)
class LabelledIndex:
    """An index, the labelled articles beside it, and what they make of it.

    Attributes
    ----------
    index : pandas.DataFrame
        As :func:`tension.build_index` gives it, with :data:`CORRECTED_COLUMNS`; these are NaN where nothing was corrected.
    labelled : pandas.DataFrame
        A row per labelled article: the scores' columns with ``label, label_relevant, label_tension, probability, place``.
    articles : pandas.DataFrame
        The dated articles that the index is made of.
    correction : Correction or None
    reason : str
        Why nothing was corrected, or an empty string.
    """

    index: Any
    labelled: Any
    articles: Any
    correction: Correction | None
    reason: str


def correct_index(articles: Any, labels: Any, freq: str = "M", *, alone: bool = False) -> LabelledIndex:
    """Correct an index by a coder's labels.

    Parameters
    ----------
    articles : pandas.DataFrame
        As :func:`tension.score_articles` gives it: the articles that the sample was drawn from.
    labels : path or pandas.DataFrame
        The sample filled in: a file, or what :func:`tension.draw_articles` gave with a column ``label``
        (:func:`tension.index.audit.labels.read_labels`).
    freq : str
        ``"D"``, ``"W"``, ``"M"``, ``"Q"`` or ``"Y"``.
    alone : bool
        Correct each period that has 30 labels or more by its own alone; the others, and by default all, are corrected by
        all labels together.

    Returns
    -------
    LabelledIndex
        ``tension_corrected`` is the level that the coder's labels would give, in [-1, 1], up is worse, with its 90%
        interval, which holds the scatter of the stories and what isn't known of the model's error.

    Raises
    ------
    UsageError
        If the labels are of other articles, or of another dyad or model, or no article is labelled.
    InputError
        If the labels can't be read, or a row's ``article_id`` isn't that of its key.

    Notes
    -----
    By all labels, the model's error is taken to be the same in every period, but for a part in proportion to the level
    (:func:`tension.index.audit.inference.fit_correction`); what changes in other ways over time isn't corrected.
    """
    chosen = chosen_articles(articles)
    labelled = labelled_articles(chosen, read_labels(labels))
    sums = sum_articles(chosen)
    index = with_directions(index_of_sums(sums, freq), chosen, freq, "story")
    index[list(CORRECTED_COLUMNS)] = np.nan
    index["corrected_by"] = ""
    level = level_by_model(sums, freq, index.index)
    smoothed, spread = level_of_all(level.levels.level, level.variance)
    gold = gold_of(labelled, sums, level, smoothed)
    index["n_labels"] = np.bincount(gold.period[gold.telling()], minlength=len(index)).astype(np.int64)
    reason = _why_not(gold)
    if reason:
        return LabelledIndex(index, labelled, chosen, None, reason)
    corrected, correction = correct_levels(
        level.levels.level, level.variance, level.degrees, smoothed, spread, gold, alone=alone
    )
    return LabelledIndex(_filled(index, corrected), labelled, chosen, correction, "")


def _why_not(gold: Gold) -> str:
    n = int(gold.telling().sum())
    if n < LEAST_LABELS:
        return (
            f"{n} of the {len(gold.said)} labelled articles tell of the level (they have a date, aren't copies of another, and the "
            f"model or the coder finds them relevant), and a correction needs {LEAST_LABELS}: fewer tell neither the error nor its spread; label more"
        )
    if int((gold.relevant & (gold.weight > 0)).sum()) < LEAST_LABELS // 2:
        return (
            "the coder finds hardly any of the labelled articles relevant, so there is no level to correct to"
        )
    return ""


def _filled(index: Any, corrected: Corrected) -> Any:
    lower, upper = clipped(corrected.level, corrected.half())
    by = np.where(np.isnan(corrected.level), "", np.where(corrected.alone, "period", "all"))
    return index.assign(
        tension_corrected=np.clip(corrected.level, -1.0, 1.0), corrected_lower=lower, corrected_upper=upper,
        correction=corrected.added, corrected_by=by,
    )  # fmt: skip


def labelled_articles(articles: Any, labels: Any) -> Any:
    """Put labels beside the scores of their articles.

    Raises
    ------
    UsageError
        If a labelled article isn't among the scores, or these are of another dyad or model than the sample.
    InputError
        If a row's ``article_id`` isn't that of its key.
    """
    rows = labels[labels.unit == "article"]
    if not len(rows):
        raise UsageError(
            "no article is labelled, only sentences; fill in the label of the rows whose unit is article"
        )
    for name in ("dyad", "model"):
        if name in rows and name in articles:
            drawn, scored = (set(part[name].dropna().astype(str)) - {""} for part in (rows, articles))
            if drawn and scored and drawn != scored:
                raise UsageError(
                    f"the sample is of {name} {', '.join(sorted(drawn))} and the scores are of {', '.join(sorted(scored))}; "
                    "give the scores that it was drawn from"
                )
    keyed = articles.assign(key=[key_of(name) for name in articles.article_id])
    absent = ~rows.key.isin(keyed.key)
    if absent.any():
        first = rows[absent].iloc[0]
        raise UsageError(
            f"{int(absent.sum())} of {len(rows)} labelled articles aren't in the scores (such as {first.get('article_id', first.key)}); "
            "give the scores that the sample was drawn from"
        )
    _check_ids(labels, keyed)
    kept = rows[["key", "label", "relevant", "tension", "probability", "place"]].rename(
        columns={"relevant": "label_relevant", "tension": "label_tension"}
    )
    joined = kept.merge(keyed, on="key", how="left", validate="one_to_many")
    if len(joined) > len(kept):
        twice = joined.article_id[joined.key.duplicated()].iloc[0]
        raise UsageError(
            f"article_id {twice!r} stands for several articles in the scores; each needs an id of its own"
        )
    return joined.assign(said=(joined.n_relevant > 0) & joined.tension.notna())


def _check_ids(labels: Any, keyed: Any) -> None:
    """Refuse a row whose article isn't that of its key, as when some columns alone were sorted: its label is of another."""
    if "article_id" not in labels:
        return
    known = labels.key.map(dict(zip(keyed.key, keyed.article_id.astype(str), strict=True)))
    for row, written, right in zip(labels.row, labels.article_id.astype(str), known, strict=True):
        if isinstance(right, str) and not same_id(written, right):
            raise InputError(
                f"{labels.attrs.get('name', 'labels')}, row {row}: article_id is {written!r}, and its key is that of {right!r}; "
                "take key and article_id from the file as drawn (the same seed draws it again)"
            )
