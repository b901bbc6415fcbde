"""Learn the vocabulary: which words are ordinary, which belong together, what the lexicon and shifters say of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from tension.files import shipped
from tension.model.phrases import LENGTH_POWER, LONG_REACH, RULES, RUN, TURNING
from tension.model.vocabulary import MOST_PHRASE_WORDS, SHIFTERS, Vocabulary, chained
from tension.text.tokens import blocks_of, find_tokens, sentence_block

_LEAST_LOWER = 3
"""A word that the pool writes in lower case less often than this may be a slip of a name."""

_LEAST_LOWER_SHARE = 0.05
"""A word that is written in lower case less often than one time in twenty is a name."""

# Titles and institutions are written with capitals so often that counting alone would take them for names.
_ROLES = frozenset(
    [
        "president",
        "premier",
        "chancellor",
        "minister",
        "secretary",
        "adviser",
        "advisor",
        "ambassador",
        "envoy",
        "senator",
        "representative",
        "congressman",
        "congresswoman",
        "speaker",
        "governor",
        "general",
        "admiral",
        "colonel",
        "director",
        "chairman",
        "chairwoman",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "vice",
        "prime",
        "foreign",
        "defense",
        "defence",
        "treasury",
        "council",
        "ministry",
        "department",
        "senate",
        "parliament",
        "congress",
        "republic",
        "federation",
        "union",
        "assembly",
        "commission",
        "committee",
        "court",
        "treaty",
        "act",
    ]
)


def learn_vocabulary(texts: Iterable[str]) -> Vocabulary:
    """Learn from a pool of texts which words are ordinary, and join the lexicon and the shifters to them.

    A word counts as ordinary if it's written in lower case at least three times and at least once in twenty. Words of
    one stem are those that differ by an ending (-s, -ed, -ing) and share a Snowball stem (Porter 2001), and the
    forms of a term in the lexicon; so "constructive" and "construction" stay apart.
    """
    counts = count_words(texts)
    lexicon, lemmas = read_lexicon(shipped("seeds", "lexicon.csv"))
    shifters = read_shifters(shipped("seeds", "shifters.csv"))
    ordinary = {
        word
        for word, (total, lower) in counts.items()
        if word in _ROLES
        or (
            lower >= _LEAST_LOWER
            and lower > _LEAST_LOWER_SHARE * total
            and re.fullmatch(r"[a-z][a-z']*", word)
        )
    }
    ordinary |= {word for term in (*lexicon, *shifters) for word in term.split()}
    hashes = _word_hashes(sorted(ordinary))
    by_key: dict[int, str] = {}
    for word, key in hashes.items():
        by_key.setdefault(key >> 32, word)
    keys = sorted(by_key)
    words = [by_key[key] for key in keys]
    index = {word: i for i, word in enumerate(words)}
    lemma = _lemmas(words, lemmas)
    phrases = sorted((key, term) for term, key in phrase_keys({*lexicon, *shifters}).items())
    return Vocabulary(
        word=np.array(keys, dtype=np.uint32),
        stem=np.array([index[lemma[word]] for word in words], dtype=np.uint32),
        polarity=np.array([lexicon.get(word, 0.0) for word in words], dtype=np.float32),
        shifter=np.array([shifters.get(word, 0) for word in words], dtype=np.uint16),
        phrase=np.array([key for key, _ in phrases], dtype=np.uint32),
        phrase_words=np.array([len(term.split()) for _, term in phrases], dtype=np.uint8),
        phrase_polarity=np.array([lexicon.get(term, 0.0) for _, term in phrases], dtype=np.float32),
        phrase_shifter=np.array([shifters.get(term, 0) for _, term in phrases], dtype=np.uint16),
        reach=np.array([LONG_REACH.get(rule.name, rule.reach) for rule in RULES], dtype=np.int8),
        turning=len(TURNING),
        length_power=LENGTH_POWER,
        run=RUN,
    )


def count_words(texts: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Count every word of a pool: how often in all, and how often in lower case."""
    counts: dict[int, list[int]] = {}
    written: dict[int, str] = {}
    for block in blocks_of((text, [(0, len(text))]) for text in texts):
        tokens = find_tokens(block)
        keys, places, totals = np.unique(tokens.word, return_index=True, return_counts=True)
        lower = np.zeros(len(keys), dtype=np.int64)
        lower_keys, lower_totals = np.unique(tokens.word[tokens.capital == 0], return_counts=True)
        lower[np.searchsorted(keys, lower_keys)] = lower_totals
        for key, place, total, low in zip(
            keys.tolist(), places.tolist(), totals.tolist(), lower.tolist(), strict=True
        ):
            entry = counts.get(key)
            if entry is None:
                counts[key] = [total, low]
                start, end = int(tokens.start[place]), int(tokens.end[place])
                written[key] = bytes(block.utf8[start:end]).decode("utf-8", "replace").lower()
            else:
                entry[0] += total
                entry[1] += low
    return {written[key]: (total, low) for key, (total, low) in counts.items()}


def read_lexicon(path: Path) -> tuple[dict[str, float], dict[str, str]]:
    """Read the lexicon: polarity of every term and form, and the term that a form of one word belongs to."""
    polarity: dict[str, float] = {}
    lemmas: dict[str, str] = {}
    for row in _rows(path):
        forms = _forms(row)
        for form in forms:
            polarity[form] = float(row["polarity"])
            if " " not in form and " " not in forms[0]:
                lemmas[form] = forms[0]
    return polarity, lemmas


def read_shifters(path: Path) -> dict[str, int]:
    """Read the shifters: for every term and form its kinds as bits (:data:`tension.model.vocabulary.SHIFTERS`)."""
    kinds: dict[str, int] = {}
    for row in _rows(path):
        for form in _forms(row):
            kinds[form] = kinds.get(form, 0) | 1 << SHIFTERS.index(row["kind"])
    return kinds


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _forms(row: Mapping[str, str]) -> list[str]:
    return [form.strip() for form in (row["term"], *row["forms"].split("|")) if form.strip()]


def _word_hashes(words: list[str]) -> dict[str, int]:
    tokens = find_tokens(sentence_block(words))
    first = tokens.first[:-1]
    return {word: int(tokens.word[first[i]]) for i, word in enumerate(words)}


def phrase_keys(terms: Iterable[str]) -> dict[str, int]:
    """Hash the phrases among some terms, as a vocabulary finds them; two with one hash can't be told apart."""
    phrases = sorted(term for term in terms if 1 < len(term.split()) <= MOST_PHRASE_WORDS)
    hashes = _word_hashes(sorted({word for phrase in phrases for word in phrase.split()}))
    keys = {}
    for phrase in phrases:
        parts = np.array([hashes[word] >> 32 for word in phrase.split()], dtype=np.uint32)
        chain = parts[:1]
        for i in range(1, len(parts)):
            chain = chained(chain, parts[i : i + 1])
        keys[phrase] = int(chain[0])
    return keys


def _lemmas(words: list[str], lexicon: Mapping[str, str]) -> dict[str, str]:
    """Bring every word to the word that stands for its inflections."""
    from nltk.stem.snowball import EnglishStemmer

    stemmer = EnglishStemmer()
    snowball = {word: stemmer.stem(word) for word in words}
    base = {word: _base(word, snowball) for word in words}
    base |= {form: term for form, term in lexicon.items() if form in base and term in base}
    found = {}
    for word in words:
        seen = {word}
        root = word
        while base[root] not in seen:
            root = base[root]
            seen.add(root)
        found[word] = root
    return found


def _base(word: str, snowball: Mapping[str, str]) -> str:
    if len(word) > 3:
        for candidate in _without_ending(word):
            if len(candidate) > 2 and snowball.get(candidate) == snowball[word]:
                return candidate
    return word


def _without_ending(word: str) -> Iterator[str]:
    if word.endswith(("ies", "ied")):
        yield word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        yield word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
    for ending in ("ed", "ing"):
        if word.endswith(ending):
            rest = word[: -len(ending)]
            yield rest + "e"
            yield rest
            if len(rest) > 2 and rest[-1] == rest[-2]:
                yield rest[:-1]
