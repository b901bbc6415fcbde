"""What the pool tells of articles as wholes: how much sentences vary within one, and which lines sources repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from tension.dyad.sides import USA_RUS
from tension.model.folder import TensionModel
from tension.scores.run import make_scorer, sentence_keys
from tension.text.article import Article
from tension.text.boundaries import Boundaries
from tension.text.sentences import split_sentences
from tension.text.tokens import U32, blocks_of, find_tokens

_LEAST_ARTICLES = 25
_LEAST_SHARE = 0.002
"""A line is a source's boilerplate when at least 25 of its articles and at least 1 in 500 have it."""

_PRIOR_FREEDOM = 8.0
"""Degrees of freedom that the pooled deviation counts for: as much as nine sentences of the article's own."""


def learn_repeated(articles: Iterable[tuple[str, str]], boundaries: Boundaries) -> U32:
    """Learn the sentences that a source repeats from article to article, as sorted keys.

    ``articles`` are (source, text); headlines alone (texts of one sentence) are passed over.
    """
    counts: dict[str, Counter[int]] = {}
    sizes: Counter[str] = Counter()
    for source, text in articles:
        spans = split_sentences(text, boundaries)
        if len(spans) < 3:
            continue
        sizes[source] += 1
        keys = set()
        for block in blocks_of([(text, spans)]):
            keys |= set(sentence_keys(find_tokens(block)).tolist())
        counts.setdefault(source, Counter()).update(keys - {0})
    repeated = {
        key
        for source, counter in counts.items()
        for key, count in counter.items()
        if count >= max(_LEAST_ARTICLES, _LEAST_SHARE * sizes[source])
    }
    return np.array(sorted(repeated), dtype=np.uint32)


def learn_deviation(model: TensionModel, articles: Iterable[tuple[str, str]]) -> TensionModel:
    """Learn the pooled standard deviation of relevant sentences' tension within articles that have several."""
    scorer = make_scorer(replace(model, repeated=np.zeros(0, dtype=np.uint32)), USA_RUS)
    squares, freedom = 0.0, 0
    records = (Article(str(i), text) for i, (_, text) in enumerate(articles) if len(text) > 400)
    for batch in scorer.batches(records):
        rows = batch.relevant & ~np.isnan(batch.probabilities[:, 0])
        tension = batch.probabilities[rows, 2] - batch.probabilities[rows, 0]
        mean = batch.means[batch.article[rows], 2] - batch.means[batch.article[rows], 0]
        squares += float(((tension - mean) ** 2).sum())
        freedom += int((np.maximum(batch.n_relevant, 1) - 1).sum())
    deviation = float(np.sqrt(squares / max(freedom, 1)))
    return replace(model, deviation=round(deviation, 4), deviation_weight=_PRIOR_FREEDOM)
