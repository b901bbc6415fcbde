"""What isn't what a function takes is told in one line, not by an error of Python's own."""

from __future__ import annotations

import pandas as pd
import pytest

import tension
from tension.errors import UsageError

N_PAIRS = len(tension.read_pairs())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tension.find_stories(pd.DataFrame()), r"lacks date; see tension\.score_articles"),
        (lambda: tension.find_stories([1]), r"scores of articles are wanted as a frame, not a list"),
        (lambda: tension.plot_sentences("x"), r"scores of sentences are wanted as a frame, not a str"),
        (lambda: tension.plot_sentences(pd.DataFrame({"tension": [0.1]})), r"lacks relevant; see"),
        (lambda: tension.next_to_label(["a"]), r"articles are wanted, not a str; see tension\.read_articles"),
        (lambda: tension.next_to_label(3), r"articles are wanted, not a int"),
        (
            lambda: tension.pair_figures([1], tension.read_pairs()),
            rf"shape \(1,\); \({N_PAIRS}, 2\) is wanted",
        ),
        (lambda: tension.pair_scores(3, tension.read_pairs()), r"a scorer is wanted, not a int"),
        (
            lambda: tension.pair_scores(lambda texts: [1], tension.read_pairs()),
            rf"gave \(1,\) numbers for {2 * N_PAIRS} texts",
        ),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(call, message):
    with pytest.raises(UsageError, match=message) as told:
        call()
    assert "\n" not in str(told.value)
