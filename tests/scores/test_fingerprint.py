"""Fingerprints: 128 values of 16 bits whose agreement estimates the shared 3-shingles."""

from __future__ import annotations

import numpy as np
import pytest

from tension.scores.fingerprint import N_HASHES, fingerprints, minima
from tension.text.article import Article
from tension.text.tokens import find_tokens, sentence_block


def fingerprint_of(*sentences):
    tokens = find_tokens(sentence_block(list(sentences)))
    return fingerprints(minima(tokens, np.zeros(len(sentences), dtype=np.int64), 1))[0]


def shingles_of(words):
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def test_fingerprint_has_128_values_of_16_bits():
    found = fingerprint_of("Russia signed the treaty on Thursday.")
    assert found.shape == (N_HASHES,)
    assert found.astype("<u2").nbytes == 256
    assert len(set(found.tolist())) > 100


@pytest.mark.parametrize(
    "other",
    [
        ["Russia signed the treaty on Thursday.", "No."],
        ["RUSSIA SIGNED THE TREATY, on Thursday", "“No”"],
        ["No", "Russia signed the treaty on Thursday"],
    ],
)
def test_same_words_have_the_same_fingerprint(other):
    one = fingerprint_of("Russia signed the treaty on Thursday.", "No.")
    assert (fingerprint_of(*other) == one).all()


@pytest.mark.parametrize("n_changed", [0, 5, 20, 60, 200])
def test_agreement_estimates_the_share_of_common_shingles(n_changed):
    random = np.random.default_rng(n_changed)
    words = [f"w{number}" for number in random.integers(0, 100_000, 400)]
    changed = words.copy()
    for place in random.choice(400, n_changed, replace=False):
        changed[place] = f"x{place}"
    one, other = shingles_of(words), shingles_of(changed)
    jaccard = len(one & other) / len(one | other)
    agreement = (fingerprint_of(" ".join(words)) == fingerprint_of(" ".join(changed))).mean()
    assert abs(agreement - jaccard) < 0.13  # three standard errors of 128 draws at the widest


def test_unlike_texts_agree_nowhere_to_speak_of():
    one = fingerprint_of(" ".join(f"a{i}" for i in range(200)))
    other = fingerprint_of(" ".join(f"b{i}" for i in range(200)))
    assert (one == other).mean() < 0.05


def test_fingerprint_doesnt_depend_on_the_batch(scorer):
    articles = [
        Article(str(i), f"Treaty number {i} was signed by them today. It holds for {i} years, he said.")
        for i in range(20)
    ]
    together = scorer.score_batch(articles).fingerprint
    backwards = scorer.score_batch(articles[::-1]).fingerprint[::-1]
    alone = np.concatenate([scorer.score_batch([article]).fingerprint for article in articles])
    assert (together == alone).all()
    assert (together == backwards).all()
    assert len({row.tobytes() for row in together}) == 20


@pytest.mark.parametrize("sentences", [[], [""], ["…"]])
def test_text_without_a_word_has_the_empty_fingerprint(sentences):
    assert (fingerprint_of(*sentences) == 0xFFFF).all()


def test_parts_of_a_text_join_by_the_smaller_value():
    one, other = "Russia signed the treaty.", "They left the room."
    parts = [
        minima(find_tokens(sentence_block([text])), np.zeros(1, dtype=np.int64), 1) for text in (one, other)
    ]
    assert (fingerprints(np.minimum(*parts))[0] == fingerprint_of(one, other)).all()
