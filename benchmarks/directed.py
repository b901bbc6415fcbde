"""Who feels what about whom: the terms of the direction and of the tone on crowd-labelled news (directed_news).

Five classes: neutral, and positive or negative from the first to the second marked name or the reverse. The released
split shares texts between its parts, so rows are split anew by text: a fifth is judged, chosen by a hash. The words'
vectors are fitted beside the terms, as in the tone (worth a point of F1 in the other four fifths), and a convolution
over the words beside both, of the direction's shape. Beside it stands a linear model of words and n-grams with the two names marked.

    python benchmarks/directed.py            # needs the labelled data ($TENSION_DATA, or ../shared/data)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from tension.dyad.direction import standing_terms
from tension.dyad.standing import Standing, told_of
from tension.dyad.terms import FIRST, SECOND
from tension.model.features import occurrences
from tension.model.folder import DEFAULT_MODEL
from tension.model.phrases import masked_words, name_marks
from tension.text.actors import find_actors
from tension.text.tokens import blocks_of, find_tokens
from tension.training import metrics
from tension.training.convolution import fit_convolution
from tension.training.counts import TermCounts
from tension.training.directions import WORDS_SHAPE
from tension.training.labelled import data_folder, fold_of
from tension.training.lexicons import terms_model
from tension.training.softmax import fit_softmax
from tension.training.terms import vector_sums
from tension.training.texts import normalised
from tension.training.vectors import WordVectors, read_vectors
from tension.training.word_rows import WordRows, told_by_lexicon

CLASSES = ("neutral", "neg e1>e2", "pos e1>e2", "neg e2>e1", "pos e2>e1")
Span = tuple[int, int]


def unmarked(marked: str) -> tuple[str, list[Span]]:
    """Text without its brackets, and where the bracketed names stand in it."""
    text, spans, at = "", [], 0
    for found in re.finditer(r"\[([^\[\]]*)\]", marked):
        text += marked[at : found.start()]
        spans.append((len(text), len(text) + len(found[1])))
        text += found[1]
        at = found.end()
    return text + marked[at:], spans


def with_marks(marked: str) -> str:
    """Text with a mark in place of each bracketed name, for n-grams."""
    names = iter(("e1x", "e2x"))
    return re.sub(r"\[[^\[\]]*\]\w*", lambda _: next(names, "e3x"), marked)


def seen_rows(texts: Sequence[str], spans: Sequence[list[Span]]) -> tuple[Any, Any, WordRows, WordVectors]:
    """Count the direction's and the tone's terms with the two names as the sides, sum the words' vectors, find the words."""
    model = terms_model(DEFAULT_MODEL)
    counts, base = TermCounts(), 0
    parts = []
    for block in blocks_of((text, [(0, len(text))]) for text in texts):
        n = len(block.start)
        tokens = find_tokens(block)
        marks = name_marks(tokens, find_actors(tokens, model.actors))
        for i in range(n):
            text = texts[base + i]
            for number, (start, end) in enumerate(spans[base + i][:2]):
                first = int(block.start[i]) + len(text[:start].encode())
                last = int(block.start[i]) + len(text[:end].encode())
                inside = (tokens.start >= first) & (tokens.start < max(last, first + 1))
                marks[inside] = FIRST if not number else SECOND
        words = masked_words(tokens, marks, model.vocabulary)
        edge = np.column_stack([block.start, block.end])
        standing = Standing(words, tokens, block.utf8, edge)
        counts.add(words, (*standing_terms(standing), *occurrences(words)), np.arange(base, base + n))
        told = np.column_stack([told_of(standing.code), told_by_lexicon(words)])
        parts.append((words.stem, told, words))
        base += n
    key, values = counts.matrix(base)
    vectors = read_vectors(model.vocabulary)
    return values, vector_sums(key, values, vectors).astype(np.float64), WordRows.of(parts), vectors


def main() -> None:
    """Fit both on four fifths of the texts and print macro F1 on the fifth."""
    frame = pd.read_parquet(data_folder() / "labelled" / "directed_news.parquet")
    held = np.array([fold_of(normalised(text)) == 0 for text in frame.text])
    truth = frame.label_raw.map(CLASSES.index).to_numpy()
    group = frame.text.map(normalised).to_numpy()[held]
    texts, spans = zip(*map(unmarked, frame.marked), strict=True)

    marked = [with_marks(text) for text in frame.marked]
    grams = TfidfVectorizer(ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    linear = LogisticRegression(C=10, max_iter=500, class_weight="balanced")
    linear.fit(
        grams.fit_transform([text for text, out in zip(marked, held, strict=True) if not out]), truth[~held]
    )
    baseline = linear.predict(grams.transform([text for text, out in zip(marked, held, strict=True) if out]))

    matrix, sums, words, vectors = seen_rows(texts, spans)
    seen = np.flatnonzero(~held)
    columns = np.flatnonzero(np.asarray((matrix[seen] != 0).sum(axis=0)).ravel() >= 2)
    evenly = len(seen) / 5 / np.bincount(truth[seen])
    fit = fit_softmax(
        matrix[seen][:, columns],
        sums[seen],
        np.eye(5)[truth[seen]],
        evenly[truth[seen]],
        inverse_penalty=1,
    ).against(0)
    shape = replace(WORDS_SHAPE, reference=0)
    net = fit_convolution(words, 0.9 * np.eye(5)[truth] + 0.02, seen, vectors, shape, evenly[truth])
    judged = np.flatnonzero(held)
    by_terms = matrix[judged][:, columns] @ fit.weight + sums[judged] @ fit.dense + fit.intercept
    logits = by_terms + net.logits(words, judged)
    ours = np.insert(logits, 0, 0.0, axis=1).argmax(axis=1)

    print(
        f"{held.sum():,} rows judged, {len(seen):,} learnt from; macro F1 over five classes, 95% intervals by text"
    )
    for name, said in (
        ("words and n-grams, names marked", baseline),
        ("terms of direction and tone, and words", ours),
    ):
        _print(name, lambda rows, said=said: metrics.macro_f1(said[rows], truth[held][rows]), group)
    _print(
        "gain",
        lambda rows: (
            metrics.macro_f1(ours[rows], truth[held][rows])
            - metrics.macro_f1(baseline[rows], truth[held][rows])
        ),
        group,
    )


def _print(name: str, statistic: Any, group: Any) -> None:
    lower, upper = metrics.bootstrap_interval(statistic, len(group), group)
    print(f"{name:40} {statistic(np.arange(len(group))):.3f} [{lower:.3f}, {upper:.3f}]")


if __name__ == "__main__":
    main()
