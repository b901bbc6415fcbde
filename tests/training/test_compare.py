"""Two models beside each other: the table, and in words where no difference can be told."""

from __future__ import annotations

import pytest

from tension.training.compare import render_comparison
from tension.training.figures import Figure

NAN = float("nan")


def three(lower, upper):
    return Figure(0.5, 0.4, 0.6, 9), Figure(0.5, 0.4, 0.6, 9), Figure((lower + upper) / 2, lower, upper, 9)


GAIN, LOSS, NONE, EDGE, UNKNOWN = (
    three(*gain) for gain in ((0.1, 0.2), (-0.2, -0.1), (-0.1, 0.2), (0.0, 0.2), (NAN, NAN))
)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"a": GAIN, "b": LOSS}, ""),
        ({"a": GAIN, "b": NONE, "c": EDGE}, "No difference can be told in b, c: the interval of the gain holds 0."),
        ({"a": NONE, "b": UNKNOWN}, "No difference can be told in any of them"),
        ({"a": NONE}, "No difference can be told in a:"),
    ],
)  # fmt: skip
def test_figures_whose_gain_may_be_none_are_named_in_words(found, told):
    table, _, words = render_comparison(("one", "other"), found).partition("\n\n")
    assert "| a | 0.500 [0.400, 0.600] |" in table
    assert words.startswith(told)
    assert bool(words) == bool(told)
