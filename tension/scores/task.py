"""Scoring as a task that any process can take on: articles in, rendered rows out."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tension.scores.records import article_columns, article_record, sentence_columns
from tension.scores.run import Scorer, make_scorer
from tension.text.article import Article

TASK_CHARACTERS = 1 << 20
"""Articles are handed to workers in lots of about a million characters: a fraction of a second's work."""


@dataclass(frozen=True, slots=True)
class ScoreTask:
    """What to do with a lot of articles.

    Attributes
    ----------
    model, dyad : str
        Names; every process loads them once.
    kind : str
        ``"article"`` and ``"sentence"`` give a dict of columns, ``"record"`` a list of dicts, ``"jsonl"`` a list of
        lines.
    explain : bool
        Add reasons to records.
    """

    model: str
    dyad: str
    kind: str
    explain: bool = False

    def __call__(self, articles: Sequence[Article]) -> Any:
        """Score the articles and render them."""
        scorer = scorer_of(self.model, self.dyad)
        batch = scorer.score_batch(articles)
        if self.kind == "article":
            return article_columns(batch, scorer)
        if self.kind == "sentence":
            return sentence_columns(batch, scorer)
        records = [article_record(batch, i, scorer, explain=self.explain) for i in range(len(articles))]
        if self.kind == "record":
            return records
        return [json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records]


@functools.lru_cache(maxsize=4)
def scorer_of(model: str, dyad: str) -> Scorer:
    """Make the scorer of a process for a model and a dyad, once."""
    return make_scorer(model, dyad)


def lots(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Gather articles into lots for :class:`ScoreTask`."""
    waiting: list[Article] = []
    size = 0
    for article in articles:
        waiting.append(article)
        size += len(article.text) + 100
        if size >= TASK_CHARACTERS:
            yield waiting
            waiting, size = [], 0
    if waiting:
        yield waiting
