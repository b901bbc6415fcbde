"""A lexicon of one's own in place of the shipped one: terms and their polarity, put into a vocabulary."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tension.files import readable
from tension.model.folder import DEFAULT_MODEL, TensionModel, load_model
from tension.model.vocabulary import MOST_PHRASE_WORDS, Vocabulary, chained
from tension.text.lookup import find_keys, upper_half
from tension.text.tokens import U32, find_tokens, sentence_block
from tension.training.text_rows import SettingValueError

Lexicon = Mapping[str, float] | str | Path
"""Polarity by term, or the path of a table with columns ``term`` and ``polarity``, and ``forms`` where there are any."""


def read_polarity(lexicon: Lexicon) -> dict[str, float]:
    """Read a lexicon.

    Parameters
    ----------
    lexicon : mapping, str or Path
        Term to polarity, in [-1, 1], + confrontational; a term has one to five words. Or a CSV file in UTF-8 with
        columns ``term``, ``polarity`` and, optionally, ``forms`` (further forms of the term, separated by ``|``).

    Raises
    ------
    SettingValueError
        If the file or a row can't be used; the message names it.
    """
    entries = lexicon.items() if isinstance(lexicon, Mapping) else _rows(lexicon)
    place = "lexicon" if isinstance(lexicon, Mapping) else f"lexicon {Path(lexicon)}"
    found: dict[str, float] = {}
    for term, given in entries:
        try:
            polarity = float(given)
        except (TypeError, ValueError):
            polarity = np.nan
        if not -1 <= polarity <= 1:
            raise SettingValueError(
                f"{place}: {term!r} has polarity {given!r}; numbers in [-1, 1] are wanted"
            )
        n_words = len(_hashes(term)) if isinstance(term, str) else 0
        if not 0 < n_words <= MOST_PHRASE_WORDS:
            raise SettingValueError(
                f"{place}: {term!r} isn't a term of 1 to {MOST_PHRASE_WORDS} words; leave it out"
            )
        found[term] = polarity
    if not found:
        raise SettingValueError(
            f"{place}: there's no term in it; give some, or lexicon=None for the shipped one"
        )
    return found


def base_model(model: TensionModel | str | Path, lexicon: Lexicon | None = None) -> TensionModel:
    """Find the model that an estimator takes its words, names and rules from, with one's own lexicon where given."""
    if not isinstance(model, (TensionModel, str, Path)):
        raise SettingValueError(
            f"model={model!r}: a model, its name or its folder is wanted, such as {DEFAULT_MODEL!r}"
        )
    found = model if isinstance(model, TensionModel) else load_model(model)
    if lexicon is None:
        return found
    return replace(found, vocabulary=with_polarity(found.vocabulary, read_polarity(lexicon)))


def terms_model(model: TensionModel | str | Path, lexicon: Lexicon | None = None) -> TensionModel:
    """Find the model as :func:`base_model` does, with pairs of words among its terms.

    The shipped tone leaves pairs to its convolution; what is fitted to terms alone has none.
    """
    base = base_model(model, lexicon)
    return replace(base, vocabulary=replace(base.vocabulary, run=max(base.vocabulary.run, _RUN)))


_RUN = 2
"""Words in a row that make terms where there's no convolution beside them."""


def _rows(path: str | Path) -> Iterable[tuple[str, Any]]:
    try:
        with open(readable(path), encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except OSError as error:
        raise SettingValueError(
            f"lexicon {path}: can't be read ({error.strerror}); check the path"
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SettingValueError(f"lexicon {path}: isn't CSV in UTF-8 ({error}); save it as that") from error
    for number, row in enumerate(rows, start=2):
        if row.get("term") is None or row.get("polarity") is None:
            raise SettingValueError(
                f"lexicon {path}: line {number} lacks term or polarity; give columns of these names"
            )
        forms = (row.get("forms") or "").split("|")
        yield from ((form.strip(), row["polarity"]) for form in (row["term"], *forms) if form.strip())


def with_polarity(vocabulary: Vocabulary, polarity: Mapping[str, float]) -> Vocabulary:
    """Return a vocabulary whose polarities are these and no others.

    Words that it doesn't hold are added, those of phrases too, each its own stem. Shifters, which turn what stands
    near them, stay.
    """
    single: dict[int, float] = {}
    phrases: dict[int, tuple[int, float]] = {}
    for term, value in polarity.items():
        words = _hashes(term)
        if len(words) == 1:
            single[int(words[0])] = value
        else:
            chain = words[:1]
            for i in range(1, len(words)):
                chain = chained(chain, words[i : i + 1])
            phrases[int(chain[0])] = (len(words), value)
            for word in words.tolist():  # or a capital would make it a name, which is masked
                single.setdefault(word, 0.0)
    return _with_phrases(_with_words(vocabulary, single), phrases)


def _hashes(term: str) -> U32:
    return upper_half(find_tokens(sentence_block([term])).word)


def _with_words(vocabulary: Vocabulary, polarity: Mapping[int, float]) -> Vocabulary:
    old = vocabulary.word
    word = np.union1d(old, np.array(sorted(polarity), dtype=np.uint32))
    kept = np.searchsorted(word, old)
    stem = np.arange(len(word), dtype=np.uint32)
    stem[kept] = kept[vocabulary.stem]
    shifter = np.zeros(len(word), dtype=np.uint16)
    shifter[kept] = vocabulary.shifter
    return replace(vocabulary, word=word, stem=stem, shifter=shifter, polarity=_placed(word, polarity))


def _with_phrases(vocabulary: Vocabulary, phrases: Mapping[int, tuple[int, float]]) -> Vocabulary:
    old = vocabulary.phrase
    phrase = np.union1d(old, np.array(sorted(phrases), dtype=np.uint32))
    kept = np.searchsorted(phrase, old)
    n_words = _placed(phrase, {key: n for key, (n, _) in phrases.items()}).astype(np.uint8)
    n_words[kept] = vocabulary.phrase_words
    shifter = np.zeros(len(phrase), dtype=np.uint16)
    shifter[kept] = vocabulary.phrase_shifter
    polarity = _placed(phrase, {key: value for key, (_, value) in phrases.items()})
    return replace(
        vocabulary, phrase=phrase, phrase_words=n_words, phrase_polarity=polarity, phrase_shifter=shifter
    )


def _placed(keys: U32, values: Mapping[int, float]) -> Any:
    placed = np.zeros(len(keys), dtype=np.float32)
    wanted = np.array(list(values), dtype=np.uint32)
    placed[find_keys(keys, wanted)] = np.array(list(values.values()), dtype=np.float32)
    return placed
