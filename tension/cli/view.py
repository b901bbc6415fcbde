"""An article's scores as text for a terminal or a pipe: the verdict in words, then every sentence with its reasons."""

from __future__ import annotations

import shutil
import textwrap
from typing import Any

import click

from tension.dyad.sides import Dyad
from tension.show.hidden import readable
from tension.show.palette import word_for
from tension.show.reasons import put_together

_ANSI = {
    "strongly cooperative": {"fg": "blue", "bold": True},
    "cooperative": {"fg": "blue"},
    "neutral": {"dim": True},
    "mixed": {"fg": "magenta"},
    "confrontational": {"fg": "yellow"},
    "strongly confrontational": {"fg": "red", "bold": True},
    "not scored": {"dim": True},
}
_TERMS_SHOWN = 6
_LEAST_SHOWN = 0.05
_MARGIN = 31
_LONGEST_SHOWN = 4000
"""Characters of a sentence that are shown: what is longer is no sentence of people."""


def article_view(record: dict[str, Any], dyad: Dyad, *, explain: bool) -> str:
    """Render one article's record; the first line is the verdict in words."""
    lines = [_verdict(record, dyad), "", f"  {_bold(readable(record['title'] or '(no title)'))}"]
    about = [
        record["date"] or "no date",
        readable(record["source"] or "unknown source"),
        f"model {record['model']}",
    ]
    lines.append("  " + " · ".join(about))
    if record["url"]:
        lines.append(f"  {readable(record['url'])}")
    lines.append(f"  {_of_all(record)} {_concern(dyad)}")
    if record["sentences"]:
        lines += [
            "",
            *(_dim(line) for line in _legend(explain)),
            _dim("   tension  coop. neutr confr.  sentence"),
        ]
    for sentence in record["sentences"]:
        lines += _sentence_lines(sentence, explain)
    return "\n".join(lines) + "\n"


def article_line(record: dict[str, Any]) -> str:
    """Render one article in a line, for a list of many."""
    tension = record["tension"]
    head = f"{_signed(tension)}  {_word(record):<25}"
    relevant = f"{record['n_relevant']:>3}/{record['n_sentences']:<4}"
    return f"{_styled(head, _word(record))}{relevant} {record['date'] or '----------'}  {readable(record['title'] or record['article_id'])}"


LIST_HEAD = "tension  in words                relev.  date        title"


def _legend(explain: bool) -> list[str]:
    """Say what the columns and marks mean."""
    told = (
        "Tension runs from -1 (cooperative) to +1 (confrontational): the probability of confrontational (confr.) less that "
        "of cooperative (coop.). T is the headline; only sentences with * count."
    )
    if explain:
        told += (
            " Numbers behind words are what they add, by themselves and among their neighbours, to the logit of "
            "confrontational against cooperative; words in [brackets] are rules, and every name stands for 'a name'."
        )
    return ["  " + line for line in textwrap.wrap(told, max(shutil.get_terminal_size().columns, 60) - 4)]


def _word(record: dict[str, Any]) -> str:
    if record["tension"] is None:
        return "not scored"
    return word_for(record["tension"], record["intensity"])


def _verdict(record: dict[str, Any], dyad: Dyad) -> str:
    if record["tension"] is None:
        return f"No score: no sentence {_concern(dyad, one=True)}."
    word = _word(record)
    interval = f"90% interval {_signed(record['lower'])} to {_signed(record['upper'])}"
    return _styled(f"{word.capitalize()}: tension {_signed(record['tension'])}, {interval}", word)


def _concern(dyad: Dyad, *, one: bool = False) -> str:
    if dyad.a is None or dyad.b is None:
        return "counts" if one else "count (every sentence does with --dyad any)"
    return f"concern{'s' if one else ''} {dyad.names}"


def _of_all(record: dict[str, Any]) -> str:
    return f"{record['n_relevant']} of {record['n_sentences']} sentences"


def _sentence_lines(sentence: dict[str, Any], explain: bool) -> list[str]:
    mark = "*" if sentence["relevant"] else " "
    title = "T" if sentence["is_title"] else " "
    if sentence["tension"] is None:
        numbers, word = "      -      -     -     -", "not scored"
    else:
        shares = "  ".join(f"{sentence[name]:4.2f}" for name in ("cooperative", "neutral", "confrontational"))
        numbers, word = (
            f"{_signed(sentence['tension']):>7}   {shares}",
            word_for(sentence["tension"], sentence["intensity"]),
        )
    width = max(shutil.get_terminal_size().columns, 60) - _MARGIN - 2
    said = readable(" ".join(sentence["text"].split()))
    if len(said) > _LONGEST_SHOWN:
        said = f"{said[:_LONGEST_SHOWN]}… ({len(said):,} characters)"
    text = textwrap.wrap(said, width) or [""]
    colour = word if sentence["relevant"] else "not scored"
    lines = [f" {title}{mark}{_styled(numbers, colour)}   {text[0]}"]
    lines += [" " * _MARGIN + line for line in text[1:]]
    if explain:
        lines += [" " * _MARGIN + _dim(line) for line in _reason_lines(sentence, width)]
    return lines


def _reason_lines(sentence: dict[str, Any], width: int) -> list[str]:
    verdict = "counts" if sentence["relevant"] else "left out"
    sums: dict[str, float] = {}
    for term in put_together(sentence["terms"]):
        words = readable(" ".join(term["text"].split())).lower() + (
            f" [{term['rule']}]" if term["rule"] else ""
        )
        sums[words] = sums.get(words, 0.0) + term["weight"]
    order = sorted(sums, key=lambda words: (-abs(sums[words]), words))
    shown = [words for words in order if abs(sums[words]) >= _LEAST_SHOWN][:_TERMS_SHOWN]
    parts = [f"{words} {sums[words]:+.2f}" for words in shown]
    if sentence["terms"]:
        rest = sum(sums.values()) - sum(sums[words] for words in shown)
        parts.append(f"{len(sums) - len(shown)} lighter ones {rest:+.2f}")
        parts.append(
            f"start {sentence['intercept']:+.2f} = {sum(sums.values()) + sentence['intercept']:+.2f}"
        )
    return [
        *textwrap.wrap(f"{verdict}: {sentence['reason']}{_directed(sentence)}", width),
        *textwrap.wrap("words: " + " | ".join(parts) if parts else "words: none that weigh", width),
    ]


def _directed(sentence: dict[str, Any]) -> str:
    return f"; {sentence['direction']}" if sentence["direction"] else ""


def _signed(value: float | None) -> str:
    return "   - " if value is None else f"{value:+.2f}"


def _styled(text: str, word: str) -> str:
    return click.style(text, **_ANSI[word])  # type: ignore[arg-type]


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def _dim(text: str) -> str:
    return click.style(text, dim=True)
