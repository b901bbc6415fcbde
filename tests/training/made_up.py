"""Sentences of our own with their labels, enough of them to fit on."""

from __future__ import annotations

WHO = ("Moscow", "Paris", "The minister", "Officials", "Berlin", "The envoy", "Tokyo", "Both sides")
SAID = {
    "cooperative": ("welcomed the talks", "agreed to extend the treaty", "praised the constructive visit"),
    "neutral": ("spoke on Monday", "read the report", "took the train to the coast"),
    "confrontational": ("condemned the attack", "threatened new sanctions", "expelled the diplomats"),
}
SIGN = {"cooperative": -1, "neutral": 0, "confrontational": 1}


def labelled_texts() -> tuple[list[str], list[str]]:
    """72 sentences and the names of their classes, mixed."""
    rows = [
        (f"{who} {what}.", name) for who in WHO for i in range(3) for name in SAID for what in [SAID[name][i]]
    ]
    return [text for text, _ in rows], [name for _, name in rows]


def signs(names: list[str]) -> list[int]:
    return [SIGN[name] for name in names]
