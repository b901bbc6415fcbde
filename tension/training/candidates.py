"""Sentences that may be read next: found in articles, with their context, and put in order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from tension.dyad.gate import REASONS
from tension.errors import UsageError
from tension.model.folder import TensionModel
from tension.scores.run import ScoredBatch, Scorer
from tension.text.article import Article
from tension.training.coding import Label, single_spaced
from tension.training.selection import spread_out, term_vectors, uncertainty
from tension.training.texts import normalised

ORDERS = ("uncertain", "random", "given")
"""By what the next sentence is chosen: uncertain and unlike those before, by lot, or as the articles come."""

MOST_CANDIDATES = 10_000
"""Sentences among which those to be read are chosen; of more, the most uncertain ones, or those that the lot falls on."""

_LATEST_LABELS = 2_000
"""Labels whose sentences the next ones are to be unlike; of more, the latest."""

_NAMES_NEITHER = REASONS.index("names neither side")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be read, in its context.

    Attributes
    ----------
    text, before, after : str
        The sentence and its neighbours in the article, each on one line; empty where there's none.
    article_id : str
    sentence : int
        Its number in the article; -1 where it stands alone.
    title, date, source : str
        Of the article; empty where unknown.
    names_side : bool
        It names a side or stands in a story on both, so that its relevance is worth asking.
    counts : bool
        The model counts it as about the two sides; what a coder says of that is a label's ``relevant``.
    cooperative, neutral, confrontational : float
        The model's probabilities.
    uncertainty : float
        In [0, 1]; up is less sure.
    model : str
    """

    text: str
    before: str
    after: str
    article_id: str
    sentence: int
    title: str
    date: str
    source: str
    names_side: bool
    counts: bool
    cooperative: float
    neutral: float
    confrontational: float
    uncertainty: float
    model: str

    @property
    def place(self) -> tuple[str, str]:
        """Article and sentence as a label tells them."""
        return self.article_id, "" if self.sentence < 0 else str(self.sentence)


COLUMNS = tuple(field.name for field in fields(Candidate))


class Seen:
    """Sentences that a coder has labelled: the same sentence of the same article, or the same words elsewhere."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self.texts: set[str] = set()
        self.places: set[tuple[str, str]] = set()
        for label in labels:
            self.texts.add(normalised(label.text))
            if label.article_id and label.sentence:
                self.places.add((label.article_id, label.sentence))

    def takes(self, candidate: Candidate) -> bool:
        """Tell whether a sentence is new, and count it as seen from now on."""
        key = normalised(candidate.text)
        if not key or key in self.texts or candidate.place in self.places:
            return False
        self.texts.add(key)
        return True


def find_candidates(
    articles: Iterable[Article],
    scorer: Scorer,
    *,
    labels: Sequence[Label] = (),
    every: bool = False,
    order: str = "uncertain",
    random_state: int = 0,
    most: int = MOST_CANDIDATES,
) -> tuple[list[Candidate], int]:
    """Find the sentences that may be read, without keeping more than needed.

    Parameters
    ----------
    articles : iterable of Article
    scorer : Scorer
    labels : sequence of Label
        What needn't be read again.
    every : bool
        All sentences, not only those that the model counts as about the two sides.
    order : str
        One of :data:`ORDERS`; decides which are kept where there are more than ``most``.
    random_state : int
    most : int

    Returns
    -------
    candidates : list of Candidate
        In the order of the articles.
    n : int
        How many there were; with the order ``given`` no more are looked for than are kept.
    """
    seen = Seen(labels)
    rank = _rank(order, random_state)
    kept: list[tuple[float, int, Candidate]] = []
    n = 0
    for candidate in _candidates(articles, scorer, every):
        if not seen.takes(candidate):
            continue
        kept.append((rank(candidate), n, candidate))
        n += 1
        if order == "given" and n == most:
            break
        if len(kept) >= 2 * most:
            kept = sorted(kept)[:most]
    kept = sorted(sorted(kept)[:most], key=lambda entry: entry[1])
    return [candidate for _, _, candidate in kept], n


def _rank(order: str, random_state: int) -> Callable[[Candidate], float]:
    """Give what a sentence is kept by, the lowest first; a lot falls on words, whatever stands beside them."""
    if order not in ORDERS:
        raise UsageError(f"order {order!r} isn't known; use one of {', '.join(ORDERS)}")
    if order == "uncertain":
        return lambda candidate: -candidate.uncertainty
    if order == "given":
        return lambda candidate: 0.0
    return lambda candidate: float(
        int.from_bytes(
            hashlib.blake2b(
                f"{random_state} {candidate.place} {candidate.text}".encode("utf-8", "replace"), digest_size=6
            ).digest(),
            "big",
        )
    )


def in_order(
    candidates: Sequence[Candidate],
    n: int,
    model: TensionModel,
    *,
    labels: Sequence[Label] = (),
    order: str = "uncertain",
    random_state: int = 0,
) -> list[Candidate]:
    """Choose the sentences that are read next.

    Parameters
    ----------
    candidates : sequence of Candidate
    n : int
        How many at most.
    model : TensionModel
        Whose stems tell which sentences are alike.
    labels : sequence of Label
        Those chosen are to be unlike these.
    order : str
        One of :data:`ORDERS`.
    random_state : int

    Returns
    -------
    list of Candidate
        The first is the next.
    """
    rank = _rank(order, random_state)
    if order != "uncertain":
        return sorted(candidates, key=rank)[:n]
    read = [label.text for label in labels[-_LATEST_LABELS:]]
    vectors = term_vectors([*(candidate.text for candidate in candidates), *read], model)
    value = np.array([candidate.uncertainty for candidate in candidates])
    taken = vectors[len(candidates) :] if read else None
    rows = spread_out(value, vectors[: len(candidates)], n, taken=taken, random_state=random_state)
    return [candidates[row] for row in rows]


def _candidates(articles: Iterable[Article], scorer: Scorer, every: bool) -> Iterator[Candidate]:
    for batch in scorer.batches(articles):
        wanted = ~np.isnan(batch.probabilities[:, 0]) & (every | batch.relevant)
        entropy = uncertainty(batch.probabilities)
        for i in np.unique(batch.article[wanted]).tolist():
            yield from _of_article(batch, i, wanted, entropy, scorer.model.name)


def _of_article(
    batch: ScoredBatch,
    i: int,
    wanted: NDArray[np.bool_],
    entropy: NDArray[np.float64],
    model: str,
) -> Iterator[Candidate]:
    article, first = batch.articles[i], int(batch.first[i])
    texts = ["", *(single_spaced(sentence.text) for sentence in batch.sentences(i)), ""]
    for row in np.flatnonzero(wanted[first : batch.first[i + 1]]).tolist():
        at = first + row
        cooperative, neutral, confrontational = batch.probabilities[at].tolist()
        yield Candidate(
            texts[row + 1], texts[row], texts[row + 2], article.article_id, row,
            single_spaced(article.title or ""), article.date.isoformat() if article.date else "", article.source or "",
            int(batch.reason[at]) != _NAMES_NEITHER, bool(batch.relevant[at]),
            cooperative, neutral, confrontational, float(entropy[at]), model,
        )  # fmt: skip
