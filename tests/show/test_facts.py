"""What charts say of themselves."""

from __future__ import annotations

from tension.show.facts import parts_note
from tension.show.plot import MOST_PARTS


def test_chart_of_parts_says_what_it_leaves_out():
    assert parts_note("Q", MOST_PARTS) == parts_note("Q")
    assert parts_note("Q", MOST_PARTS + 5).startswith(
        f"The {MOST_PARTS} with most stories, of {MOST_PARTS + 5}. "
    )
