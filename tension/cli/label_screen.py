"""What a coder sees: a sentence in its context, the question, and the keys; or the codebook in short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tension.cli.label_session import DIRECTION, DIRECTIONS, RELEVANT, TONE, TONES, Session
from tension.dyad.sides import Dyad
from tension.training.candidates import Candidate
from tension.training.coding import Label

if TYPE_CHECKING:
    from rich.text import Text

NAMES = {
    "-2": "strongly cooperative",
    "-1": "mildly cooperative",
    "0": "neutral",
    "1": "mildly confrontational",
    "2": "strongly confrontational",
    "m": "mixed",
    "x": "no relation",
}
"""Labels in words."""

_STYLES = {
    "-2": "bold blue",
    "-1": "blue",
    "0": "default",
    "1": "yellow",
    "2": "bold red",
    "m": "magenta",
    "x": "default",
}
_DEEDS = {
    "-2": "treaty, truce, sanctions lifted, aid, an alliance",
    "-1": "talks, a visit, will to work together, easing",
    "0": "a date, a place, a question, a plain denial",
    "1": "criticism, demand, refusal, distrust, failed talks",
    "2": "threat, sanctions, ban, expulsion, force, attack",
    "m": "both alike, such as frank but useful talks",
    "x": "sport, weather, accidents, routine at home",
}
_RULES = (
    "Judge what the words say of the relation, not whether the news is good: a flood is no confrontation.",
    "If the two sides are both in it, judge their relation; else the main one it speaks of.",
    "Read through to what is done: lifting sanctions is cooperative, extending them confrontational.",
    "A plan, a wish or a condition counts a step less than the deed; so does history told as background.",
    "Who says it doesn't matter: a reported accusation is an accusation.",
    "Relevant: one side acts on, speaks to or speaks of the other. Two names in a list aren't dealings.",
)
_CONTEXT_LINES = 3
_INDENT = 2
_OTHER_KEYS = (("s", "skip"), ("u", "undo"), ("?", "codebook"), ("q", "quit"))


def screen(session: Session, dyad: Dyad, width: int) -> Text:
    """Lay out what is to be shown, in lines of at most ``width`` characters."""
    from rich.text import Text

    shown = Text()
    candidate = session.candidate
    if session.helping:
        _codebook(shown, width)
    elif candidate is None:
        _line(shown, [("That was the last one.", "bold")])
        _keys(shown, [("u", "undo"), ("q", "quit")], width)
    else:
        _line(shown, [(_progress(session), "dim")], width)
        _line(shown, [("─" * width, "dim")])
        _sentence(shown, candidate, width)
        _question(shown, session, dyad, width)
        _keys(shown, _OTHER_KEYS, width)
    return shown


def told(label: Label) -> str:
    """Tell a label in words."""
    relevance = {"1": ", relevant", "0": ", not relevant"}.get(label.relevant, "")
    return NAMES[label.label] + relevance + (f", {label.direction}" if label.direction else "")


def _progress(session: Session) -> str:
    counts = f"{session.n_labelled} labelled, {session.n_skipped} skipped, about {session.n_left} left"
    last = session.given[-1] if session.given else None
    return f"{session.coder}: {counts}" + (f"; last: {told(last)}" if last else "")


def _sentence(shown: Text, candidate: Candidate, width: int) -> None:
    headline = candidate.text == candidate.title
    _line(shown, [("Headline" if headline else candidate.title or "(no title)", "bold")], width)
    _line(shown, [(f"{candidate.date or 'no date'} · {candidate.source or 'unknown source'}", "dim")])
    _line(shown)
    context = _CONTEXT_LINES * (width - _INDENT)
    if candidate.before:
        before = candidate.before
        _line(shown, [("…" + before[-context:] if len(before) > context else before, "dim")], width, _INDENT)
        _line(shown)
    _line(shown, [(candidate.text, "bold")], width, _INDENT)
    if candidate.after:
        after = candidate.after
        _line(shown)
        _line(shown, [(after[:context] + "…" if len(after) > context else after, "dim")], width, _INDENT)
    _line(shown)


def _question(shown: Text, session: Session, dyad: Dyad, width: int) -> None:
    said = NAMES[session.said[TONE]] if TONE in session.said else ""
    if session.question == RELEVANT:
        _line(shown, [(said.capitalize() + ".", _STYLES[session.said[TONE]])])
        _line(shown, [(f"Does it speak of dealings between {dyad.names}?", "bold")], width)
        _keys(shown, [("y", "yes, relevant"), ("n", "no")], width)
    elif session.question == DIRECTION:
        one, other = (dyad.a.name, dyad.b.name) if dyad.a and dyad.b else ("a", "b")
        _line(shown, [(f"{said.capitalize()}, relevant.", _STYLES[session.said[TONE]])])
        _line(shown, [("Who acts on, or speaks of, whom?", "bold")], width)
        words = {">": f"{one} on {other}", "<": f"{other} on {one}", "=": "mutual", ".": "can't be said"}
        _keys(shown, [(key, words[key]) for key in DIRECTIONS if key in words], width)
    else:
        _line(shown, [("How do the political actors in it deal with each other?", "bold")], width)
        _keys(shown, [(key, NAMES[code]) for key, code in TONES.items()], width, styles=True)


def _keys(shown: Text, pairs: Sequence[tuple[str, str]], width: int, *, styles: bool = False) -> None:
    """Lay keys out in columns of one width."""
    cell = max(len(words) for _, words in pairs) + 6
    per_line = max(1, (width + 2) // cell)
    if len(pairs) > per_line:
        per_line = -(-len(pairs) // -(-len(pairs) // per_line))
    for start in range(0, len(pairs), per_line):
        parts = []
        for key, words in pairs[start : start + per_line]:
            style = _STYLES[TONES[key]] if styles else "default"
            parts += [(f" {key} ", "reverse"), (f" {words}".ljust(cell - 3), style)]
        _line(shown, parts)


def _codebook(shown: Text, width: int) -> None:
    _line(shown, [("The codebook in short", "bold")])
    for key, code in TONES.items():
        name = f" {NAMES[code]:<26}"
        _line(shown, [(f" {key} ", "reverse"), (name, _STYLES[code]), (_DEEDS[code], "dim")])
    _line(shown)
    for rule in _RULES:
        _line(shown, [(rule, "default")], width)
    _line(shown)
    _line(shown, [("Any key goes back.", "dim")])


def _line(
    shown: Text, parts: list[tuple[str, str]] | None = None, width: int | None = None, indent: int = 0
) -> None:
    """Add a line of parts; with a width, a part is wrapped into as many lines as it takes."""
    import textwrap

    for written, style in parts or []:
        # What steers a terminal, and what it can't show, is not to reach it from an article.
        text = "".join(letter if letter.isprintable() else " " for letter in written)
        lines = textwrap.wrap(text, width - indent) if width else [text]
        shown.append("\n".join(" " * indent + line for line in lines), style=style)
    shown.append("\n")
