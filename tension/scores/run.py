"""Score articles: sentences found, names looked up, tone and relevance judged, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.dyad.direction import MUTUAL, NEITHER, directions_of
from tension.dyad.gate import (
    ANY_REASON,
    RELEVANT,
    TOGETHER_REASON,
    BlockSides,
    find_sides,
    gate_article,
    listed,
    voice_of,
)
from tension.dyad.sides import ANY, USA_RUS, Dyad, SideTable, load_dyad, side_table
from tension.dyad.terms import marked_sentences
from tension.kernels import one_thread
from tension.model.folder import DEFAULT_MODEL, TensionModel, load_model
from tension.scores.article_score import article_means, tension_interval
from tension.scores.fingerprint import N_HASHES, NO_SHINGLE, fingerprints, minima
from tension.text.actors import find_actors
from tension.text.article import Article, Sentence, Span, blanked
from tension.text.lookup import among, upper_half
from tension.text.sentences import split_sentences
from tension.text.tokens import BLOCK_CHARACTERS, U32, Tokens, blocks_of, find_tokens, mixed

F64 = NDArray[np.float64]

_BATCH_CHARACTERS = 2 * BLOCK_CHARACTERS
_LEAST_REPEATED_WORDS = 4
_POSITION = np.uint64(0xC2B2_AE3D_27D4_EB4F)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ScoredBatch:
    """Scores of a batch of articles; ``m`` sentences of ``n`` articles.

    Attributes
    ----------
    articles : tuple of Article
    span : int64 array, shape (m, 2)
        Where each sentence stands in its article's text.
    is_title : bool array, shape (m,)
    article : int64 array, shape (m,)
        Article of each sentence.
    first : int64 array, shape (n + 1,)
        Sentences of article ``i`` are ``first[i]:first[i + 1]``.
    probabilities : float64 array, shape (m, 3)
        Of cooperative, neutral, confrontational.
    reason : uint8 array, shape (m,)
        Number in :data:`tension.dyad.gate.REASONS`.
    relevant : bool array, shape (m,)
    direction : uint8 array, shape (m,)
        Who acts on whom in the relevant sentences, by number (:mod:`tension.dyad.direction`).
    means : float64 array, shape (n, 3)
        Of the relevant sentences; NaN where there's none.
    n_relevant : int64 array, shape (n,)
    lower, upper : float64 arrays, shape (n,)
        90% interval of the article's tension.
    fingerprint : uint16 array, shape (n, 128)
    """

    articles: tuple[Article, ...]
    span: NDArray[np.int64]
    is_title: NDArray[np.bool_]
    article: NDArray[np.int64]
    first: NDArray[np.int64]
    probabilities: F64
    reason: NDArray[np.uint8]
    relevant: NDArray[np.bool_]
    direction: NDArray[np.uint8]
    means: F64
    n_relevant: NDArray[np.int64]
    lower: F64
    upper: F64
    fingerprint: NDArray[np.uint16]

    def sentences(self, i: int) -> list[Sentence]:
        """Sentences of article ``i``, with their text as written."""
        text = self.articles[i].text
        rows = slice(self.first[i], self.first[i + 1])
        return [
            Sentence(start, end, text[start:end], title)
            for (start, end), title in zip(
                self.span[rows].tolist(), self.is_title[rows].tolist(), strict=True
            )
        ]


@dataclass(frozen=True, eq=False, repr=False)
class Scorer:
    """A model made ready for a dyad.

    Attributes
    ----------
    model : TensionModel
    dyad : Dyad
    table : SideTable
        The model's names with the dyad's own, and their sides.
    """

    model: TensionModel
    dyad: Dyad
    table: SideTable

    def batches(self, articles: Iterable[Article]) -> Iterator[ScoredBatch]:
        """Score articles lazily, a batch at a time, in order. What shares a batch doesn't change a score."""
        waiting: list[Article] = []
        size = 0
        for article in articles:
            waiting.append(article)
            size += len(article.text)
            if size >= _BATCH_CHARACTERS:
                yield self.score_batch(waiting)
                waiting, size = [], 0
        if waiting:
            yield self.score_batch(waiting)

    @one_thread()
    def score_batch(self, articles: Sequence[Article]) -> ScoredBatch:
        """Score some articles together."""
        boundaries = self.model.boundaries
        texts = [blanked(article) for article in articles]
        spans = [
            split_sentences(text, boundaries, article.title_span)
            for text, article in zip(texts, articles, strict=True)
        ]
        counts = np.array([len(text_spans) for text_spans in spans], dtype=np.int64)
        of = np.repeat(np.arange(len(articles)), counts)
        years = _years(articles)[of]
        probabilities, sides, repeated = [np.zeros((0, 3))], [], [np.zeros(0, dtype=bool)]
        smallest = np.full((len(articles), N_HASHES), NO_SHINGLE)
        at = 0
        for block in blocks_of(zip(texts, spans, strict=True)):
            tokens = find_tokens(block)
            mentions = find_actors(tokens, self.table.actors)
            here = slice(at, at + len(block.start))
            probabilities.append(self.model.probabilities(tokens, mentions))
            repeated.append(among(sentence_keys(tokens), self.model.repeated))
            if self.dyad.name != ANY:
                sides.append(
                    find_sides(
                        block,
                        tokens,
                        mentions,
                        self.table,
                        self.model.vocabulary,
                        self.model.gate,
                        years[here],
                    )
                )
            least, most = (int(of[at]), int(of[here.stop - 1]) + 1) if here.stop > at else (0, 0)
            part = minima(tokens, of[here] - least, most - least)
            np.minimum(smallest[least:most], part, out=smallest[least:most])
            at = here.stop
        return self._gathered(
            articles,
            spans,
            counts,
            np.concatenate(probabilities),
            sides,
            np.concatenate(repeated),
            smallest,
        )

    def _gathered(
        self,
        articles: Sequence[Article],
        spans: Sequence[Sequence[Span]],
        counts: NDArray[np.int64],
        probabilities: F64,
        sides: Sequence[BlockSides],
        repeated: NDArray[np.bool_],
        smallest: U32,
    ) -> ScoredBatch:
        n = len(articles)
        article = np.repeat(np.arange(n), counts)
        span = np.array([span for text_spans in spans for span in text_spans], dtype=np.int64).reshape(-1, 2)
        first = np.concatenate([[0], np.cumsum(counts)])
        is_title = np.zeros(len(span), dtype=bool)
        titled = [i for i in range(n) if articles[i].title_span is not None and counts[i]]
        heads = first[titled]
        is_title[heads] = [spans[i][0][0] == _title_start(articles[i]) for i in titled]
        repeated &= ~is_title
        reason = self._reasons(articles, sides, first, is_title, repeated)
        direction = self._directions(sides, reason)
        kept = ~repeated
        if not kept.all():
            probabilities, span, is_title = probabilities[kept], span[kept], is_title[kept]
            reason, direction, article = reason[kept], direction[kept], article[kept]
            first = np.searchsorted(article, np.arange(n + 1))
        relevant = np.array(RELEVANT)[reason]
        means, n_relevant, squares = article_means(
            probabilities, article, relevant & ~np.isnan(probabilities[:, 0]), n
        )
        lower, upper = tension_interval(
            means[:, 2] - means[:, 0], n_relevant, squares, self.model.deviation, self.model.deviation_weight
        )
        return ScoredBatch(
            tuple(articles), span, is_title, article, first, probabilities, reason, relevant, direction,
            means, n_relevant, lower, upper, fingerprints(smallest),
        )  # fmt: skip

    def _directions(self, sides: Sequence[BlockSides], reason: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Find who acts on whom in the relevant sentences that name a side."""
        direction = np.full(len(reason), NEITHER, dtype=np.uint8)
        model, base = self.model.direction, 0
        if model is None:
            return direction
        actors, known_pair = self.table.actors, self.dyad == USA_RUS
        relevant = np.array(RELEVANT)[reason]
        for part in sides:
            here = slice(base, base + len(part.said.n_a))
            named_a, named_b = part.said.n_a > 0, part.said.n_b > 0
            both, one = named_a & named_b, relevant[here] & (named_a ^ named_b)
            if (relevant[here] & both).any():
                direction[here][both] = directions_of(part.both, actors, model, known_pair=known_pair)
            if one.any():
                marked = marked_sentences(
                    part.block, part.tokens, part.mentions, part.side, self.model.vocabulary, one
                )
                direction[here][one] = directions_of(marked, actors, model, known_pair=known_pair)
            base = here.stop
        direction[~relevant] = NEITHER
        direction[(reason == TOGETHER_REASON) & (direction == NEITHER)] = MUTUAL
        return direction

    def _reasons(
        self,
        articles: Sequence[Article],
        sides: Sequence[BlockSides],
        first: NDArray[np.int64],
        is_title: NDArray[np.bool_],
        repeated: NDArray[np.bool_],
    ) -> NDArray[np.uint8]:
        if self.dyad.name == ANY:
            return np.full(len(is_title), ANY_REASON, dtype=np.uint8)
        rows = listed([part.said for part in sides], repeated)
        edges, titled = first.tolist(), np.append(is_title, False)[first].tolist()
        reasons: list[int] = []
        for i, article in enumerate(articles):
            voice = voice_of(f"{article.source or ''}. {article.title or ''}", self.table)
            reasons += gate_article(
                rows[edges[i] : edges[i + 1]], self.model.gate_threshold, titled=titled[i], voice=voice
            )
        return np.array(reasons, dtype=np.uint8)


def _years(articles: Sequence[Article]) -> NDArray[np.int64]:
    return np.array([article.date.year if article.date else 0 for article in articles], dtype=np.int64)


def _title_start(article: Article) -> int:
    start, end = article.title_span or (0, 0)
    return start + len(article.text[start:end]) - len(article.text[start:end].lstrip())


def sentence_keys(tokens: Tokens) -> U32:
    """Make a key for the words of each sentence, in order; 0 for sentences of fewer than four words."""
    n = len(tokens.first) - 1
    position = np.arange(len(tokens), dtype=np.uint64) - tokens.first[tokens.sentence].astype(np.uint64)
    sums = np.append(np.uint64(0), np.cumsum(mixed(tokens.word ^ (position * _POSITION))))
    total = sums[tokens.first[1:]] - sums[tokens.first[:-1]]
    keys = upper_half(mixed(total)) | np.uint32(1)
    return np.where(np.diff(tokens.first) >= _LEAST_REPEATED_WORDS, keys, np.uint32(0))[:n]


def make_scorer(model: TensionModel | str = DEFAULT_MODEL, dyad: Dyad | str = USA_RUS.name) -> Scorer:
    """Make a model ready for a dyad; both may be given by name.

    Raises
    ------
    ModelError, UsageError
        If there's no such model or dyad.
    """
    loaded = model if isinstance(model, TensionModel) else load_model(model)
    pair = dyad if isinstance(dyad, Dyad) else load_dyad(dyad, loaded.actors.codes.tolist())
    return Scorer(loaded, pair, side_table(loaded.actors, pair))
