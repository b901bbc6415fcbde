"""Scored batches as columns and as JSON-ready records: the contract that every output shares."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.dyad.direction import A_TO_B, B_TO_A, MUTUAL, NEITHER
from tension.dyad.gate import REASONS
from tension.dyad.sides import Dyad
from tension.model.explain import Explanation
from tension.scores.article_score import article_means
from tension.scores.run import ScoredBatch, Scorer

Columns = dict[str, list[Any]]

ARTICLE_COLUMNS = (
    "article_id", "date", "source", "title", "url", "fingerprint", "n_sentences", "n_relevant", "cooperative",
    "neutral", "confrontational", "tension", "intensity", "lower", "upper", "tension_a_to_b", "n_a_to_b",
    "tension_b_to_a", "n_b_to_a", "dyad", "model",
)  # fmt: skip
SENTENCE_COLUMNS = (
    "article_id", "sentence", "start", "end", "text", "is_title", "relevant", "direction", "cooperative", "neutral",
    "confrontational", "tension", "intensity",
)  # fmt: skip


def article_columns(batch: ScoredBatch, scorer: Scorer) -> Columns:
    """Columns of :data:`ARTICLE_COLUMNS`, a row per article; NaN where no sentence is relevant.

    Dates are :class:`datetime.date` or None, fingerprints 256 bytes.
    """
    n = len(batch.articles)
    cooperative, neutral, confrontational = batch.means.T
    articles = batch.articles
    return {
        "article_id": [article.article_id for article in articles],
        "date": [article.date for article in articles],
        "source": [article.source for article in articles],
        "title": [article.title for article in articles],
        "url": [article.url for article in articles],
        "fingerprint": [row.tobytes() for row in batch.fingerprint.astype("<u2")],
        "n_sentences": np.diff(batch.first).tolist(),
        "n_relevant": batch.n_relevant.tolist(),
        "cooperative": cooperative.tolist(),
        "neutral": neutral.tolist(),
        "confrontational": confrontational.tolist(),
        "tension": (confrontational - cooperative).tolist(),
        "intensity": (confrontational + cooperative).tolist(),
        "lower": batch.lower.tolist(),
        "upper": batch.upper.tolist(),
        **_directed_columns(batch),
        "dyad": [scorer.dyad.name] * n,
        "model": [scorer.model.name] * n,
    }


def _directed_columns(batch: ScoredBatch) -> Columns:
    """Mean tension and number of the sentences in which one side acts on the other; NaN where there are none."""
    columns: Columns = {}
    for name, direction in (("a_to_b", A_TO_B), ("b_to_a", B_TO_A)):
        means, n, _ = article_means(
            batch.probabilities,
            batch.article,
            batch.relevant & (batch.direction == direction) & ~np.isnan(batch.probabilities[:, 0]),
            len(batch.articles),
        )
        columns[f"tension_{name}"] = (means[:, 2] - means[:, 0]).tolist()
        columns[f"n_{name}"] = n.tolist()
    return columns


def direction_names(numbers: NDArray[np.uint8], dyad: Dyad) -> list[str | None]:
    """Directions of sentences as they're written: ``usa>rus``, ``rus>usa``, ``mutual`` or None."""
    if dyad.a is None or dyad.b is None:
        return [None] * len(numbers)
    a, b = dyad.a.code, dyad.b.code
    names = {NEITHER: None, A_TO_B: f"{a}>{b}", B_TO_A: f"{b}>{a}", MUTUAL: "mutual"}
    return [names[number] for number in numbers.tolist()]


def sentence_columns(batch: ScoredBatch, scorer: Scorer) -> Columns:
    """Columns of :data:`SENTENCE_COLUMNS`, a row per sentence."""
    cooperative, neutral, confrontational = batch.probabilities.T
    article = batch.article.tolist()
    return {
        "article_id": [batch.articles[i].article_id for i in article],
        "sentence": (np.arange(len(batch.span)) - batch.first[batch.article]).tolist(),
        "start": batch.span[:, 0].tolist(),
        "end": batch.span[:, 1].tolist(),
        "text": [
            batch.articles[i].text[start:end]
            for i, (start, end) in zip(article, batch.span.tolist(), strict=True)
        ],
        "is_title": batch.is_title.tolist(),
        "relevant": batch.relevant.tolist(),
        "direction": direction_names(batch.direction, scorer.dyad),
        "cooperative": cooperative.tolist(),
        "neutral": neutral.tolist(),
        "confrontational": confrontational.tolist(),
        "tension": (confrontational - cooperative).tolist(),
        "intensity": (confrontational + cooperative).tolist(),
    }


def explanations(batch: ScoredBatch, i: int, scorer: Scorer) -> list[Explanation]:
    """Explain every sentence of article ``i``; offsets are those of the sentence's own text."""
    return [scorer.model.explain(_scored_text(batch, i, start, end)) for start, end in _spans(batch, i)]


def article_record(batch: ScoredBatch, i: int, scorer: Scorer, *, explain: bool = False) -> dict[str, Any]:
    """Article ``i`` as an object for JSON, its sentences inside; NaN is None.

    With ``explain`` every sentence has ``intercept`` and ``terms``, which add up to its logit of confrontational
    against cooperative, and ``reason``, the rule by which it's relevant or not.
    """
    article = batch.articles[i]
    cooperative, neutral, confrontational = batch.means[i].tolist()
    rows = range(int(batch.first[i]), int(batch.first[i + 1]))
    reasons = explanations(batch, i, scorer) if explain else [None] * len(rows)
    directions = direction_names(batch.direction[rows.start : rows.stop], scorer.dyad)
    return {
        "article_id": article.article_id,
        "date": article.date.isoformat() if article.date else None,
        "source": article.source,
        "title": article.title,
        "url": article.url,
        "dyad": scorer.dyad.name,
        "model": scorer.model.name,
        "tension": _number(confrontational - cooperative),
        "lower": _number(float(batch.lower[i])),
        "upper": _number(float(batch.upper[i])),
        "intensity": _number(confrontational + cooperative),
        "cooperative": _number(cooperative),
        "neutral": _number(neutral),
        "confrontational": _number(confrontational),
        "n_sentences": len(rows),
        "n_relevant": int(batch.n_relevant[i]),
        "sentences": [
            _sentence_record(batch, row, article.text, direction, reason)
            for row, direction, reason in zip(rows, directions, reasons, strict=True)
        ],
    }


def _sentence_record(
    batch: ScoredBatch, row: int, text: str, direction: str | None, reason: Explanation | None
) -> dict[str, Any]:
    start, end = batch.span[row].tolist()
    cooperative, neutral, confrontational = batch.probabilities[row].tolist()
    record: dict[str, Any] = {
        "start": start,
        "end": end,
        "text": text[start:end],
        "is_title": bool(batch.is_title[row]),
        "relevant": bool(batch.relevant[row]),
        "direction": direction,
        "cooperative": _number(cooperative),
        "neutral": _number(neutral),
        "confrontational": _number(confrontational),
        "tension": _number(confrontational - cooperative),
        "intensity": _number(confrontational + cooperative),
    }
    if reason is not None:
        record["reason"] = REASONS[batch.reason[row]]
        record["intercept"] = reason.intercept
        record["terms"] = [
            {
                "start": term.start,
                "end": term.end,
                "text": text[term.start : term.end],
                "rule": term.rule,
                "weight": term.weight,
            }
            for term in (part.shifted(start) for part in reason.terms)
        ]
    return record


def _spans(batch: ScoredBatch, i: int) -> list[tuple[int, int]]:
    return [(start, end) for start, end in batch.span[batch.first[i] : batch.first[i + 1]].tolist()]


def _scored_text(batch: ScoredBatch, i: int, start: int, end: int) -> str:
    from tension.text.article import blanked

    return blanked(batch.articles[i])[start:end]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def base64_text(content: bytes) -> str:
    """Bytes as text for CSV."""
    import base64

    return base64.b64encode(content).decode("ascii")
