"""Colours and words of scores: in order, told apart by everyone, one table."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from tension.show.palette import COLOURS, colour_of, word_for

STEPS = np.linspace(-1, 1, 201).tolist()

# How people without one kind of cone see: Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB.
EYES = {
    "normal": np.eye(3),
    "protanopia": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "deuteranopia": [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9690]],
    "tritanopia": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]],
}


def channels(colour):
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def linear(colour):
    c = np.array(channels(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """Coordinates of CIELAB, in which a distance of 2.3 can just be seen."""
    xyz = np.array([[0.4125, 0.3576, 0.1804], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]]) @ rgb
    scaled = xyz / np.array([0.9505, 1.0, 1.0888])
    f = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one, other, eye="normal"):
    seen = [lab(np.clip(np.array(EYES[eye]) @ linear(colour), 0, 1)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


@pytest.mark.parametrize(
    ("tension", "word"),
    [
        (-1.0, "strongly cooperative"),
        (-0.4, "cooperative"),
        (0.0, "neutral"),
        (0.4, "confrontational"),
        (1.0, "strongly confrontational"),
    ],
)
def test_colour_at_a_stop_is_the_colour_of_its_word(tension, word):
    assert colour_of(tension) == COLOURS[word]


@pytest.mark.parametrize(("tension", "end"), [(-7.0, -1.0), (-1.0001, -1.0), (1.0001, 1.0), (math.inf, 1.0)])
def test_beyond_the_ends_the_colour_is_that_of_the_end(tension, end):
    assert colour_of(tension) == colour_of(end)


def test_colour_goes_from_blue_to_orange_without_turning_back():
    warmth = [(red - blue) / (red + blue) for red, _, blue in map(channels, map(colour_of, STEPS))]
    # A channel is rounded to one of 256 steps, which moves the share of red in the darkest colours by .01.
    assert all(b > a - 0.01 for a, b in itertools.pairwise(warmth))
    assert warmth[0] < -0.5
    assert warmth[-1] > 0.5


def test_colour_has_no_jumps():
    colours = [np.array(channels(colour_of(step))) for step in STEPS]
    assert max(float(np.abs(b - a).max()) for a, b in itertools.pairwise(colours)) < 0.02


@pytest.mark.parametrize("pole", [-1, 1])
def test_colours_of_a_pole_darken_outwards_from_mild(pole):
    lightness = [lab(linear(colour_of(pole * step)))[0] for step in np.linspace(0.4, 1, 13)]
    assert all(b < a for a, b in itertools.pairwise(lightness))


@pytest.mark.parametrize("eye", EYES)
def test_words_have_colours_that_everyone_tells_apart(eye):
    least = {
        pair: distance(*(COLOURS[word] for word in pair), eye) for pair in itertools.combinations(COLOURS, 2)
    }
    assert min(least.values()) > 9, min(least, key=least.get)


@pytest.mark.parametrize("eye", EYES)
def test_cooperative_and_confrontational_are_told_apart_at_equal_strength(eye):
    assert all(distance(colour_of(-step), colour_of(step), eye) > 30 for step in (0.2, 0.4, 0.6, 0.8, 1.0))


@pytest.mark.parametrize(
    ("tension", "intensity", "word"),
    [
        (-1.0, 1.0, "strongly cooperative"),
        (-0.61, 0.7, "strongly cooperative"),
        (-0.6, 0.6, "cooperative"),
        (-0.2, 0.2, "cooperative"),
        (-0.19, 0.2, "neutral"),
        (0.0, 0.0, "neutral"),
        (0.0, 0.39, "neutral"),
        (0.0, 0.4, "mixed"),
        (-0.19, 0.9, "mixed"),
        (0.19, 0.9, "mixed"),
        (0.2, 0.9, "confrontational"),
        (0.6, 0.6, "confrontational"),
        (0.61, 0.7, "strongly confrontational"),
        (1.0, 1.0, "strongly confrontational"),
        (math.nan, math.nan, "not scored"),
        (0.5, math.nan, "confrontational"),
        (0.0, math.nan, "neutral"),
    ],
)
def test_word_of_a_score(tension, intensity, word):
    assert word_for(tension, intensity) == word


def test_every_colour_has_a_word_that_a_score_can_have():
    words = {word_for(tension, intensity) for tension in STEPS for intensity in (0.1, 0.9)}
    assert words == set(COLOURS)
