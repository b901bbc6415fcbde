"""The convolution's fit: its slopes, what it learns, and what rounding costs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tension.model.context import ContextNet
from tension.model.phrases import tone_words
from tension.text.lookup import find_keys
from tension.text.tokens import blocks_of
from tension.training import convolution
from tension.training.convolution import fit_convolution
from tension.training.mixture import CONTEXT_SHAPE
from tension.training.vectors import WordVectors
from tension.training.word_rows import Batch, word_rows

GOOD, BAD = ("peace", "trade", "trust", "friendship"), ("war", "hatred", "violence", "terror")
ENDS = ("more", "less")
FRAMES = (
    "there is {} {} in the world",
    "we saw {} {} on the way",
    "they want {} {}",
    "it brings {} {} to us",
)


def shape(epochs, **other):
    return replace(CONTEXT_SHAPE, epochs=epochs, **other)


def turned():
    """Sentences whose sign hangs on two words together, and on neither of them alone."""
    rows = [
        (frame.format(end, word), sign * (1 if end == "more" else -1))
        for words, sign in ((GOOD, -1), (BAD, 1))
        for word in words
        for frame in FRAMES
        for end in ENDS
    ]
    return [text for text, _ in rows], np.array([sign for _, sign in rows])


@pytest.fixture(scope="module")
def without(model):
    """No word has a vector of the encoder's."""
    return WordVectors(np.zeros(1, dtype=np.uint32), np.zeros((1, 3), dtype=np.float32))


@pytest.fixture(scope="module")
def fitted(model, without):
    texts, sign = turned()
    words = word_rows(texts, model.vocabulary, model.actors)
    targets = np.where(sign[:, None] > 0, [[0.05, 0.1, 0.85]], [[0.85, 0.1, 0.05]])
    rows = np.arange(len(texts))
    return texts, sign, words, targets, fit_convolution(words, targets, rows, without, shape(120))


def test_it_learns_what_hangs_on_two_words_together(fitted):
    _, sign, words, _, fit = fitted
    margin = np.diff(fit.logits(words, np.arange(len(sign))), axis=1)[:, 0]
    assert (np.sign(margin) == sign).all()


def test_rounding_to_whole_numbers_hardly_changes_a_logit(model, fitted):
    texts, _, words, _, fit = fitted
    rows = np.arange(len(texts))
    whole, real = fit.whole(words), fit.logits(words, rows)
    net = ContextNet(whole.net, whole.told, whole.readout())
    found = [
        net.sentence_logits(tone_words(block, model.vocabulary, model.actors)[1])
        for block in blocks_of((text, [(0, len(text))]) for text in texts)
    ]
    rounded = np.concatenate(found) + fit.at_rest
    assert np.abs(rounded - real).max() < 0.05 * real.std()


def test_scaling_scales_the_logits_and_nothing_else(fitted):
    *_, words, _, fit = fitted
    rows = np.arange(10)
    assert np.allclose(fit.scaled(0.5).logits(words, rows), 0.5 * fit.logits(words, rows), atol=1e-5)


def test_same_seed_same_bits_and_another_seed_others(model, without, fitted):
    texts, _, words, targets, _ = fitted
    rows = np.arange(len(texts))
    fits = [fit_convolution(words, targets, rows, without, shape(1), random_state=seed) for seed in (0, 0, 1)]
    assert fits[0].vector.tobytes() == fits[1].vector.tobytes() != fits[2].vector.tobytes()


def test_rate_rises_and_falls_to_its_floor_where_averaging_begins():
    plain, averaged = (
        shape(1, rate=1.0, averaged=share, floor=floor) for share, floor in ((0.0, 0.0), (0.4, 0.25))
    )
    n_steps = 10_000
    assert plain.rate_at(0, n_steps) == pytest.approx(1 / 300)
    assert plain.rate_at(5000, n_steps) == pytest.approx(0.5)
    assert plain.rate_at(n_steps - 1, n_steps) == pytest.approx(1e-4)
    assert averaged.rate_at(3000, n_steps) == pytest.approx(1 - 0.75 / 2)
    assert averaged.rate_at(6000, n_steps) == averaged.rate_at(9999, n_steps) == 0.25


def test_parameters_are_the_mean_of_the_last_steps(fitted, without, monkeypatch):
    texts, _, words, targets, _ = fitted
    monkeypatch.setattr(convolution, "_APART", 1)
    seen = []

    def noted(self, slopes, rate, move=convolution._Adam.move):
        move(self, slopes, rate)
        seen.append(self.parameters.bias.copy())

    monkeypatch.setattr(convolution._Adam, "move", noted)
    rows = np.arange(len(texts))
    fit = fit_convolution(words, targets, rows, without, shape(10, averaged=0.5))
    assert fit.bias == pytest.approx(np.mean(seen[len(seen) // 2 :], axis=0), rel=1e-4, abs=1e-7)
    last = fit_convolution(words, targets, rows, without, shape(10, averaged=0.0))
    assert (last.bias == seen[-1]).all()


def test_text_without_content_stays_neutral(fitted):
    *_, words, _, fit = fitted
    logits = fit.logits(words, words.anchors)
    assert (logits < 0).all()


def test_rare_stems_have_no_vector_and_say_nothing(model, without):
    texts = ["war and war", *["peace in the world"] * 10]
    words = word_rows(texts, model.vocabulary, model.actors)
    targets = np.tile([0.8, 0.1, 0.1], (len(texts), 1))
    fit = fit_convolution(words, targets, np.arange(len(texts)), without, shape(1))
    (war, _, _), (peace, *_) = (words.stem[words.first[i] : words.first[i] + n] for i, n in ((0, 3), (1, 4)))
    assert war not in fit.key
    assert peace in fit.key
    assert (fit.vector[-1] == 0).all()


def test_sign_is_learnt_where_the_classes_tell_none(fitted, without):
    texts, sign, words, _, _ = fitted
    untold = np.tile([[0.05, 0.9, 0.05]], (len(texts), 1))
    half = np.arange(len(texts)) % 2
    fit = fit_convolution(words, untold, np.arange(len(texts)), without, shape(80), None, sign * half)
    logits = fit.logits(words, np.arange(len(texts)))
    margin = sign * (logits[:, 1] - logits[:, 0])
    assert (margin[half == 1] > 0).mean() > 0.95
    assert margin[half == 1].mean() > 1


@pytest.mark.parametrize("hidden", [0, 5])
def test_slopes_are_those_of_small_steps(fitted, hidden):
    """Every parameter's slope against the loss a little to either side."""
    texts, _, words, targets, fit = fitted
    random = np.random.default_rng(3)
    wanted = shape(1, hidden=hidden)
    stem = find_keys(fit.key, words.stem)
    known = random.normal(size=(len(fit.key) + 1, 3)).astype(np.float32)
    parameters = convolution._Parameters.drawn(wanted, 3, len(fit.key), words.told.shape[1], 2, random)
    batch = Batch.of(words, np.arange(0, len(texts), 5))
    chosen = targets[::5]
    weights = random.uniform(0.5, 2, len(chosen))
    sign = random.integers(-1, 2, len(chosen)).astype(float)

    def loss():
        same = np.random.default_rng(4)  # the same is dropped each time
        return convolution._slopes(parameters, words, batch, stem, known, chosen, weights, sign, wanted, same)

    slopes, _ = loss()
    assert set(slopes) == set(vars(parameters))
    for name, slope in slopes.items():
        values = getattr(parameters, name)
        for at in np.argsort(-np.abs(slope).ravel())[:3]:
            place = np.unravel_index(at, slope.shape)
            before = values[place]
            around = []
            for step in (-3e-3, 3e-3):
                values[place] = before + np.float32(step)
                around.append(loss()[1])
            values[place] = before
            estimate = (around[1] - around[0]) / 6e-3
            assert estimate == pytest.approx(slope[place], rel=0.05, abs=1e-4), name


def test_peaks_are_shared_by_words_that_have_the_same(fitted):
    *_, words, _, _ = fitted
    batch = Batch.of(words, np.array([0, words.anchors[0], 1]))
    states = np.zeros((len(batch.word), 2), dtype=np.float32)
    states[0], states[1] = (3, 1), (3, -1)
    states[batch.sentence == 2] = -1
    peak, share = batch.peaks(states)
    assert peak.tolist() == [[3, 1], [0, 0], [-1, -1]]
    assert share[:2].tolist() == [[0.5, 1], [0.5, 0]]
    assert np.allclose(share[batch.sentence == 2].sum(axis=0), 1)
