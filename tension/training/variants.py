"""Variants of sentences: one polar or turning word exchanged for another of the same form.

"Moscow lifts the ban" becomes "Moscow prolongs the ban" and "Moscow lifts the siege". A teacher judges them, and the
student learns from the contrast what each word does to the same sentence. Not all make sense; that costs little, for
no label is made up: the teacher reads what is there (counterfactual augmentation, Kaushik, Hovy & Lipton 2020, with a
model in the editor's place).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tension.files import shipped
from tension.model.vocabulary import MOST_PHRASE_WORDS

_LONGEST = 30
_EDGES = re.compile(r"^([^\w'-]*)(.*?)([^\w'-]*)$", re.DOTALL)


@dataclass(frozen=True, eq=False)
class Forms:
    """Polar and turning words that have the same forms.

    Attributes
    ----------
    terms : mapping of str to tuple
        By kind (verb, noun): the forms of each term, in one order (lift, lifts, lifted, lifting).
    places : mapping of str to tuple
        For every form its kinds and which of the forms it is.
    """

    terms: Mapping[str, tuple[tuple[str, ...], ...]]
    places: Mapping[str, tuple[tuple[str, int], ...]]


def read_forms() -> Forms:
    """Read verbs of four forms and nouns of two from ``seeds/exchanged.csv``.

    They came from the lexicon and the shifters as these were when the teachers were made; apart from them, so that what a
    teacher has judged stays known while the lists grow.
    """
    terms: dict[str, list[tuple[str, ...]]] = {}
    places: dict[str, dict[tuple[str, int], None]] = {}
    with open(shipped("seeds", "exchanged.csv"), encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            forms = tuple(row["forms"].split("|"))
            terms.setdefault(row["kind"], []).append(forms)
            for number, form in enumerate(forms):
                places.setdefault(form, {})[row["kind"], number] = None
    return Forms(
        {kind: tuple(found) for kind, found in terms.items()},
        {form: tuple(kinds) for form, kinds in places.items()},
    )


def variants(sentence: str, forms: Forms, n: int, random_state: int, *, fewest: int = 1) -> list[str]:
    """Make up to ``n`` variants of a sentence.

    Parameters
    ----------
    sentence : str
        Words apart by single spaces.
    forms : Forms
    n : int
    random_state : int
        Same number, same variants.
    fewest : int
        Terms that the sentence must have.

    Returns
    -------
    list of str
        Different from each other and from the sentence; none for a sentence of more than 30 words.

    Examples
    --------
    >>> len(variants("Moscow lifts the ban.", read_forms(), 3, 0))
    3
    """
    words = sentence.split(" ")
    if len(words) > _LONGEST:
        return []
    found = _terms_in([_EDGES.match(word)[2].lower() for word in words], forms)  # type: ignore[index]
    if len(found) < max(fewest, 1):
        return []
    random = np.random.default_rng(random_state)
    made: dict[str, None] = {}
    for _ in range(n):
        at, length, places = found[int(random.integers(len(found)))]
        kind, number = places[int(random.integers(len(places)))]
        terms = forms.terms[kind]
        put = terms[int(random.integers(len(terms)))][number]
        before, old, _ = _EDGES.match(words[at]).groups()  # type: ignore[union-attr]
        after = _EDGES.match(words[at + length - 1])[3]  # type: ignore[index]
        put = put.capitalize() if old[:1].isupper() else put
        made[" ".join([*words[:at], f"{before}{put}{after}", *words[at + length :]])] = None
    made.pop(sentence, None)
    return list(made)


def _terms_in(words: Sequence[str], forms: Forms) -> list[tuple[int, int, tuple[tuple[str, int], ...]]]:
    """Find terms from left to right, the longest first: place, number of words, and what they may be."""
    found, at = [], 0
    while at < len(words):
        for length in range(min(MOST_PHRASE_WORDS, len(words) - at), 0, -1):
            places = forms.places.get(" ".join(words[at : at + length]))
            if places:
                found.append((at, length, places))
                at += length
                break
        else:
            at += 1
    return found
