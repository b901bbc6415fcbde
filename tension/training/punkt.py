"""Learn where sentences end from unlabelled news, with NLTK's Punkt trainer.

Punkt (Kiss & Strunk 2006, "Unsupervised multilingual sentence boundary detection", Computational Linguistics
32: 485-525) needs no labels: a word is an abbreviation when it keeps its full stop, opens sentences when it
follows full stops more often than chance has it, and so on. :mod:`tension.text.sentences` applies it.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from nltk.tokenize.punkt import (
    _ORTHO_BEG_UC,
    _ORTHO_MAP,
    _ORTHO_MID_LC,
    PunktLanguageVars,
    PunktParameters,
    PunktSentenceTokenizer,
    PunktToken,
    PunktTrainer,
)

from tension.text.boundaries import CLOSERS, LONGEST_TAIL, Boundaries
from tension.text.sentences import Decision, explain_boundaries

FULL_TEXTS = ("kremlin", "rss_cnn_bbc_guardian", "whitehouse_briefings")
HEADLINES = ("channel1", "reddit_worldnews", "rss_cnn_bbc_guardian", "rt", "tass")

BATCH = 250_000
"""Characters trained on at once; memory doesn't grow with the pool."""

MOST_TYPES = 500_000
"""Words counted before those met once are forgotten."""

LEAST_COUNT = 5
"""An abbreviation, starter or collocation met less often is noise, whatever its likelihood ratio."""

MID_SENTENCE_SHARE = 0.03
"""A word that opens sentences may be capitalised inside them in this share of its uses there. Punkt allows
none, and in a large pool every common word has one ('The Hague', 'It' behind an unknown abbreviation)."""


def news_texts(folder: Path, *, n_headlines: int = 10_000) -> Iterator[str]:
    """Yield the news pool: full texts and a sample of headlines, without the weeks reserved for judging.

    Parameters
    ----------
    folder : Path
        The data folder, with ``news/*.parquet`` and ``reserved_weeks.csv`` (ISO weeks, ``2000-W31``).
    n_headlines : int
        About how many headlines of each file are taken, evenly over its rows.

    Yields
    ------
    str
        A document, or a headline.
    """
    for name in FULL_TEXTS:
        yield from read_news(folder, name, "text")
    for name in HEADLINES:
        yield from read_news(folder, name, "title", n_texts=n_headlines)


def read_news(folder: Path, name: str, column: str, *, n_texts: int | None = None) -> Iterator[str]:
    """Yield the texts of one news file, without empty ones and without the reserved weeks.

    Parameters
    ----------
    folder : Path
        The data folder.
    name : str
        A file of ``news/``, without ``.parquet``.
    column : {"text", "title"}
        What to read.
    n_texts : int, optional
        About how many to take, evenly over the rows; all by default.

    Yields
    ------
    str
        A text, in the order of the file.
    """
    import pyarrow.parquet as parquet

    with (folder / "reserved_weeks.csv").open(newline="", encoding="utf-8") as lines:
        reserved = {row["week"] for row in csv.DictReader(lines)}
    file = parquet.ParquetFile(folder / "news" / f"{name}.parquet")
    step = 1 if n_texts is None else max(1, file.metadata.num_rows // n_texts)
    n_met = 0
    for batch in file.iter_batches(batch_size=100, columns=["date", column]):
        for row in batch.to_pylist():
            year, week, _ = datetime.date.fromisoformat(str(row["date"])[:10]).isocalendar()
            if not row[column] or f"{year}-W{week:02d}" in reserved:
                continue
            n_met += 1
            if n_met % step == 0:
                yield row[column]


def learn_boundaries(
    texts: Iterable[str],
    *,
    least_count: int = LEAST_COUNT,
    progress: Callable[[int], None] | None = None,
) -> Boundaries:
    """Learn abbreviations, sentence starters, openers and collocations from text.

    The built-in tables are kept, and what is learnt is added. Their abbreviations are known from the start,
    so that 'St.' never teaches that 'Petersburg' opens sentences.

    Parameters
    ----------
    texts : iterable of str
        Documents or headlines; gone through once, in batches.
    least_count : int
        How often a word must have been met to be learnt.
    progress : callable, optional
        Called with the number of characters read so far.

    Returns
    -------
    Boundaries
        The same for the same texts in the same order.

    Notes
    -----
    About a minute for 54 million characters on one core. Punkt's orthographic context is pruned to one set:
    the words met in lower case at least ``least_count`` times, capitalised at least twice where a sentence
    may begin, and inside sentences capitalised in at most 3% of their uses (:data:`MID_SENTENCE_SHARE`).
    """
    known = Boundaries.default()
    trainer = _Trainer(known.abbreviations)
    n_read, batch, size = 0, [], 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= BATCH:
            trainer.learn("\n\n".join(batch))
            n_read, batch, size = n_read + size, [], 0
            if progress is not None:
                progress(n_read)
    if batch:
        trainer.learn("\n\n".join(batch))
        if progress is not None:
            progress(n_read + size)
    return trainer.boundaries(known, least_count)


def to_punkt(boundaries: Boundaries) -> PunktParameters:
    """Return NLTK's parameters for the same tables, so that its tokenizer can be compared with ours."""
    parameters = PunktParameters()
    parameters.abbrev_types = set(boundaries.abbreviations)
    parameters.sent_starters = set(boundaries.starters)
    parameters.collocations = set(boundaries.collocations)
    for word in boundaries.openers:
        parameters.ortho_context[word] = _ORTHO_MID_LC | _ORTHO_BEG_UC
    return parameters


def compare_with_punkt(
    text: str, boundaries: Boundaries, tokenizer: PunktSentenceTokenizer
) -> Iterator[tuple[str, str]]:
    """Compare our boundaries inside a text with NLTK's.

    Parameters
    ----------
    text : str
        A text, as one paragraph or more.
    boundaries : Boundaries
        What we split with.
    tokenizer : PunktSentenceTokenizer
        NLTK's splitter; its parameters should be ``to_punkt(boundaries)``.

    Yields
    ------
    side : {"both", "NLTK only", "ours only"}
        Who sees the boundary. One is the same as another when the same characters stand before it, closing
        quotes and white space apart.
    reason : str
        Why we see it, or see none: where not both do, a key of ``tension.text.sentences.RULES``.
    """
    theirs = {_place(text, end) for _, end in tokenizer.span_tokenize(text)}
    ours: dict[int, Decision] = {}
    for decision in explain_boundaries(text, boundaries):
        place = _place(text, decision.position)
        if decision.ends or place not in ours:
            ours[place] = decision
    seen = {place for place, decision in ours.items() if decision.ends}
    for place in sorted((theirs | seen) - {0, _place(text, len(text))}):
        side = "both" if place in theirs & seen else "NLTK only" if place in theirs else "ours only"
        yield side, ours[place].reason if place in ours else _unlisted(text, place)


def _place(text: str, end: int) -> int:
    while end > 0 and (text[end - 1].isspace() or text[end - 1] in CLOSERS):
        end -= 1
    return end


def _unlisted(text: str, place: int) -> str:
    """Name the rule by which :func:`explain_boundaries` lists no decision at a place."""
    behind = text[place:].lstrip(CLOSERS)
    if behind[:1] == " " and behind[1:2] == ".":
        return "dots"  # between dots with spaces
    return "unknown" if behind[:1].isspace() else "no space"


class _LanguageVars(PunktLanguageVars):  # type: ignore[misc]
    """NLTK's own patterns, compiled with ``re``: guarded as it does takes twice the time."""

    __slots__ = ()

    def _word_tokenizer_re(self) -> re.Pattern[str]:
        parts = {
            "NonWord": self._re_non_word_chars,
            "MultiChar": self._re_multi_char_punct,
            "WordStart": self._re_word_start,
        }
        return re.compile(self._word_tokenize_fmt % parts, re.VERBOSE)


class _Token(PunktToken):  # type: ignore[misc]
    """NLTK's token with its patterns compiled by ``re``, for the same reason."""

    __slots__ = ()
    _RE_ELLIPSIS = re.compile(r"\.\.+$")
    _RE_NUMERIC = re.compile(r"^-?[\.,]?\d[\d,\.-]*\.?$")
    _RE_INITIAL = re.compile(r"[^\W\d]\.$")
    _RE_ALPHA = re.compile(r"[^\W\d]+$")


class _Trainer(PunktTrainer):  # type: ignore[misc]
    """NLTK's trainer, with abbreviations that are known before and with orthographic contexts counted."""

    MIN_COLLOC_FREQ = LEAST_COUNT

    def __init__(self, known: frozenset[str]) -> None:
        super().__init__(lang_vars=_LanguageVars(), token_cls=_Token)
        self._known = known
        self._params.abbrev_types = set(known)
        self._contexts: Counter[tuple[str, int]] = Counter()

    def learn(self, text: str) -> None:
        """Count one batch."""
        self.train(text, finalize=False)
        if len(self._type_fdist) > MOST_TYPES:
            self.freq_threshold(ortho_thresh=1)
            self._contexts = Counter({key: n for key, n in self._contexts.items() if n > 1})

    def boundaries(self, known: Boundaries, least_count: int) -> Boundaries:
        """Decide on everything counted, and keep what was met often enough."""
        self.finalize_training()
        self.find_abbrev_types()
        counts = self._type_fdist
        return Boundaries(
            known.abbreviations
            | {
                word
                for word in self._params.abbrev_types
                if counts[word + "."] >= least_count and _may_be_abbreviation(word)
            },
            known.starters
            | {
                word
                for word in self._params.sent_starters
                if self._sent_starter_fdist[word] >= least_count and word.isalpha()
            },
            known.openers | self._openers(least_count),
            frozenset(
                pair for pair in self._params.collocations if self._collocation_fdist[pair] >= least_count
            ),
        )

    def _openers(self, least_count: int) -> frozenset[str]:
        seen: dict[str, Counter[str]] = {}
        for (word, flag), n in self._contexts.items():
            seen.setdefault(word, Counter())[_CONTEXT[flag]] += n
        return frozenset(
            word
            for word, n in seen.items()
            if word.isalpha()
            and n["lower"] >= least_count
            and n["start"] >= 2
            and n["middle"] <= MID_SENTENCE_SHARE * (n["middle"] + n["lower"])
        )

    def _reclassify_abbrev_types(self, types: Iterable[str]) -> Iterator[tuple[str, float, bool]]:
        """Leave known abbreviations as they are, and single letters to the rules for initials."""
        open_types = (t for t in types if t and len(t.rstrip(".")) > 1 and t.rstrip(".") not in self._known)
        yield from super()._reclassify_abbrev_types(open_types)

    def _get_orthography_data(self, tokens: Iterable[Any]) -> None:
        """Count the contexts that the overridden method only flags."""
        context = "internal"
        for token in tokens:
            if token.parastart and context != "unknown":
                context = "initial"
            if token.linestart and context == "internal":
                context = "unknown"
            word = token.type_no_sentperiod
            flag = _ORTHO_MAP.get((context, token.first_case), 0)
            if flag:
                self._contexts[word, flag] += 1
                self._params.add_ortho_context(word, flag)
            if token.sentbreak:
                context = "unknown" if token.is_number or token.is_initial else "initial"
            else:
                context = "unknown" if token.ellipsis or token.abbr else "internal"


_CONTEXT = {
    flag: "lower" if case == "lower" else "middle" if context == "internal" else "start"
    for (context, case), flag in _ORTHO_MAP.items()
}
"""An orthographic flag in words: in lower case, or capitalised inside a sentence or where one may begin."""


def _may_be_abbreviation(word: str) -> bool:
    """Tell whether a learnt abbreviation has the form of one: letters, inner full stops, and a short end."""
    tail = word.rpartition(".")[2]
    return len(word) > 1 and 0 < len(tail) <= LONGEST_TAIL and word.replace(".", "").isalpha()
