"""One article with its scores and reasons: it tells its verdict, its sentences and what each score is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tension.scores.records import SENTENCE_COLUMNS
from tension.show.article_page import verdict_of
from tension.show.hidden import readable
from tension.text.article import Article

REASON_COLUMNS = ("sentence", "text", "rule", "start", "end", "weight")
"""Columns of a frame of reasons."""

INTERCEPT = "intercept"
"""``rule`` of the row that holds what a sentence starts from, before any of its terms."""

MOST_PRINTED, _PRINTED_WIDTH = 12, 96
"""Sentences that are printed, and characters of each: about what a terminal holds."""

_SCORES = ("cooperative", "neutral", "confrontational", "tension", "intensity")


@dataclass(frozen=True, slots=True, repr=False)
class ScoredArticle:
    """An article with its scores and the reasons for them.

    In a notebook it shows its sentences with the words that made each score; ``print`` tells the same in short.

    Attributes
    ----------
    article : Article
        As it was read; all offsets point into ``article.text``.
    record : mapping
        Everything that is known of it, as ``tension score --explain --format jsonl`` prints it; plain JSON values.
    dyad_words : str
        The two sides as people write them.
    """

    article: Article
    record: Mapping[str, Any]
    dyad_words: str

    @property
    def tension(self) -> float:
        """``confrontational - cooperative`` of the sentences that count, in [-1, 1]; up is worse, NaN if none counts."""
        return _number(self.record["tension"])

    @property
    def lower(self) -> float:
        """Lower end of the 90% interval of ``tension``."""
        return _number(self.record["lower"])

    @property
    def upper(self) -> float:
        """Upper end of the 90% interval of ``tension``."""
        return _number(self.record["upper"])

    @property
    def intensity(self) -> float:
        """``cooperative + confrontational``, in [0, 1]; tells quiet from mixed."""
        return _number(self.record["intensity"])

    @property
    def n_sentences(self) -> int:
        """Sentences of the article."""
        return int(self.record["n_sentences"])

    @property
    def n_relevant(self) -> int:
        """Sentences that concern the dyad and have a score: those that count."""
        return int(self.record["n_relevant"])

    @property
    def verdict(self) -> str:
        """The score in a sentence: in words, as a number, and with its interval."""
        return verdict_of(dict(self.record))

    @property
    def sentences(self) -> Any:
        """Sentence frame, a row per sentence: what :func:`tension.score_sentences` gives for the article."""
        import pandas as pd

        rows = self.record["sentences"]
        columns: dict[str, list[Any]] = {
            "article_id": [self.record["article_id"]] * len(rows),
            "sentence": list(range(len(rows))),
        }
        for name in SENTENCE_COLUMNS[2:]:
            values = [row[name] for row in rows]
            columns[name] = [_number(value) for value in values] if name in _SCORES else values
        return pd.DataFrame(columns)

    @property
    def reasons(self) -> Any:
        """Frame of what each sentence's score is made of; see :func:`tension.explain`."""
        import pandas as pd

        rows = [
            row
            for number, sentence in enumerate(self.record["sentences"])
            if sentence["tension"] is not None
            for row in _reason_rows(number, sentence)
        ]
        return pd.DataFrame({name: [row[place] for row in rows] for place, name in enumerate(REASON_COLUMNS)})

    def __repr__(self) -> str:
        title = readable(self.article.title or "(no title)")
        return f"<ScoredArticle {_cut(title, 60)!r}: {self._told}>"

    def __str__(self) -> str:
        rows = self.record["sentences"]
        lines = [self._told, *(_line(row) for row in rows[:MOST_PRINTED])]
        if len(rows) > MOST_PRINTED:
            lines.append(f"   ... and {len(rows) - MOST_PRINTED} more sentences")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from tension.show.display import article_html

        return article_html(dict(self.record), self.dyad_words)

    @property
    def _told(self) -> str:
        return f"{self.verdict.rstrip('.')}; {self.n_relevant} of {self.n_sentences} sentences count"


def _reason_rows(number: int, sentence: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    start = sentence["start"]
    rows = [(number, "", INTERCEPT, start, start, sentence["intercept"])]
    rows += [
        (number, term["text"], term["rule"], term["start"], term["end"], term["weight"])
        for term in sentence["terms"]
    ]
    return sorted(rows, key=lambda row: -abs(row[-1]))


def _line(sentence: Mapping[str, Any]) -> str:
    score = "    -" if sentence["tension"] is None else f"{sentence['tension']:+.2f}"
    mark = "*" if sentence["relevant"] else " "
    return f" {mark} {score}  {_cut(readable(' '.join(sentence['text'].split())), _PRINTED_WIDTH)}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _number(value: float | None) -> float:
    return math.nan if value is None else value
