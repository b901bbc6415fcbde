"""Sentence splitting against NLTK's Punkt with the same parameters: speed, and where the two disagree.

Run ``python benchmarks/sentences.py [--learn]``; the news data is in ``$TENSION_DATA`` or ``../shared/data``.
Texts of reserved weeks are left out. Speeds are the best of several runs, both in the same process.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from nltk.tokenize.punkt import PunktSentenceTokenizer

from tension.text.sentences import RULES, Boundaries, split_sentences
from tension.training.punkt import (
    FULL_TEXTS,
    HEADLINES,
    compare_with_punkt,
    learn_boundaries,
    news_texts,
    read_news,
    to_punkt,
)

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--learn", action="store_true", help="learn boundaries from the pool first (a minute)"
    )
    parser.add_argument("--boundaries-per-file", type=int, default=6000)
    options = parser.parse_args()
    folder = Path(os.environ.get("TENSION_DATA", ROOT.parent / "shared" / "data"))
    boundaries = Boundaries.default()
    if options.learn:
        start = time.perf_counter()
        boundaries = learn_boundaries(news_texts(folder))
        size = sum(table.nbytes for table in boundaries.to_arrays().values())
        print(f"learnt in {time.perf_counter() - start:.0f} s: {size / 1000:.1f} kB")
    punkt = PunktSentenceTokenizer()
    punkt._params = to_punkt(boundaries)

    files = [(name, "text") for name in FULL_TEXTS] + [(name, "title") for name in HEADLINES]
    samples = {(name, column): sample(read_news(folder, name, column), 20_000) for name, column in files}
    print_speed(samples, boundaries, punkt)
    print_agreement(samples, boundaries, punkt, options.boundaries_per_file)


def sample(pool: Iterable[str], n: int) -> list[str]:
    texts = list(pool)
    return random.Random(0).sample(texts, min(n, len(texts)))


def print_speed(
    samples: dict[tuple[str, str], list[str]], boundaries: Boundaries, punkt: PunktSentenceTokenizer
) -> None:
    documents = samples["kremlin", "text"][:600] + samples["whitehouse_briefings", "text"][:60]
    headlines = [
        title for (_, column), titles in samples.items() if column == "title" for title in titles[:2000]
    ]
    print(f"{'':12}{'texts':>8}{'MB':>8}{'ours MB/s':>12}{'NLTK MB/s':>12}{'times':>8}{'ours us/text':>14}")
    for name, texts in (("documents", documents), ("headlines", headlines)):
        size = sum(len(text.encode()) for text in texts) / 1e6
        ours = best_time(lambda texts=texts: [split_sentences(text, boundaries) for text in texts], 7)
        theirs = best_time(lambda texts=texts: [list(punkt.span_tokenize(text)) for text in texts], 2)
        print(
            f"{name:12}{len(texts):8}{size:8.2f}{size / ours:12.1f}{size / theirs:12.2f}{theirs / ours:8.1f}"
            f"{ours / len(texts) * 1e6:14.2f}"
        )


def best_time(run: Callable[[], object], n: int) -> float:
    times = []
    for _ in range(n):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def print_agreement(
    samples: dict[tuple[str, str], list[str]],
    boundaries: Boundaries,
    punkt: PunktSentenceTokenizer,
    most: int,
) -> None:
    print(f"\n{'file':24}{'column':>8}{'both':>8}{'NLTK only':>11}{'ours only':>11}")
    reasons: Counter[tuple[str, str]] = Counter()
    total: Counter[str] = Counter()
    for (name, column), texts in samples.items():
        counts: Counter[str] = Counter()
        for text in texts:
            for side, reason in compare_with_punkt(text, boundaries, punkt):
                counts[side] += 1
                if side != "both":
                    reasons[reason, side] += 1
            if counts.total() >= most:
                break
        total += counts
        print(f"{name:24}{column:>8}{counts['both']:8}{counts['NLTK only']:11}{counts['ours only']:11}")
    print(f"{'all':32}{total['both']:8}{total['NLTK only']:11}{total['ours only']:11}")
    print(f"\n{'disagreements by rule':24}{'NLTK only':>11}{'ours only':>11}")
    for reason in sorted({reason for reason, _ in reasons}):
        named = "" if reason in RULES else "   NOT A RULE OF OURS"
        print(f"{reason:24}{reasons[reason, 'NLTK only']:11}{reasons[reason, 'ours only']:11}{named}")


if __name__ == "__main__":
    main()
