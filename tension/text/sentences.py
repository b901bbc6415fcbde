"""Sentences of an article as spans of its text, found in one pass, with a reason for every decision.

A regular expression finds the places where a sentence may end. Most need no more: a full stop behind a long
lower-case word, before a capital. Others are ruled on by ``Boundaries.judge``, and line breaks by how the
text uses its lines.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tension.text.article import Article, Sentence, Span, blanked
from tension.text.boundaries import (
    ADDRESS,
    CLOSERS,
    LABEL,
    LONGEST_TAIL,
    PUNKT,
    RULES,
    Boundaries,
    compiled,
)

__all__ = [
    "PUNKT",
    "RULES",
    "Boundaries",
    "Decision",
    "explain_boundaries",
    "sentences_of",
    "split_sentences",
]

_BEFORE, _BEHIND = 24, 64
"""Characters before and behind a mark that a ruling may look at; no word that matters is longer."""

_BULLETS = "•▪●◦‣"

_CANDIDATE = (
    rf"[.?!…\n{_BULLETS}](?:"
    rf"(?<=[a-z]{{{LONGEST_TAIL + 1}}}[.?!])()\s++(?=[“\"]?[A-Z])"
    r"|(?<=\n)\s*+()"
    rf"|(?<=[{_BULLETS}])()"
    rf"|(?<![.?!…].)((?:(?: \.){{2,4}}+|[.?!…]*+)[{re.escape(CLOSERS)}]*+)"
    r"(?:[^\S\n]++(?!\n)|\s++()|(?=[A-Z][a-z])|\Z)"
    r")"
)
"""All places where a sentence may end: one pattern that begins with a set of characters, for which ``re``
searches fastest. No run of marks, quotes or white space is gone through twice (the quantifiers are
possessive, and a mark behind a mark begins no match), so the time is linear in the text."""

_EASY, _BREAK, _BULLET, _MARK, _MARK_BREAK = 1, 2, 3, 4, 5
"""The last group that :data:`_CANDIDATE` matched: what kind of place it is."""

_TURN = (
    r"Q[.:]?\s+(?=[“\"]?[A-Z])"
    rf"|(?:[A-Z][A-Za-z]{{0,4}}\. )?{LABEL}"
    rf"|[{_BULLETS}*]\s|[-–—]\s+(?=[“\"]?[A-Z])|\d{{1,3}}[.)]\s+(?=[“\"]?[A-Z])"
    r"|()(?:[^\w\n]|_)*+(?:\n|\Z)"
)
"""What begins a sentence at the start of a line; with group 1, a line without a letter or digit."""

_LETTER_OR_DIGIT = r"[^\W_]"
_TOKEN_START = r"[\s\"“‘«(\[]"
_GLUED_WORD = r"(?!(?:Com|Net|Org|Ru|Uk|Gov|Info|Js|Tv)\b)[A-Z][\w’'-]*+(?!\.?[\w(/@=&])"
"""A capitalised word that isn't the end of a domain name, nor followed by more of an address or of code."""


class Decision(NamedTuple):
    """A place where a sentence might have ended.

    ``position`` is the offset behind the mark and its closing quotes, before the white space; ``ends`` says
    whether a sentence ends there; ``reason`` names why: a key of :data:`PUNKT` where NLTK decides alike, or
    of :data:`RULES` where it may not.
    """

    position: int
    ends: bool
    reason: str


def split_sentences(text: str, boundaries: Boundaries, title_span: Span | None = None) -> list[Span]:
    """Find the sentences of a text.

    A blank line always ends a sentence. Where lines are paragraphs (of the lines directly above or below
    another, more than half end in a sentence's punctuation) every line break does; elsewhere lines are
    hard-wrapped and join. Whatever holds no letter or digit is no sentence and is left out.

    Parameters
    ----------
    text : str
        Any text. The time is linear in its length, whatever stands in it.
    boundaries : Boundaries
        Words learnt from news, or ``Boundaries.default()``.
    title_span : (int, int), optional
        The headline: one sentence by itself, never split.

    Returns
    -------
    list of (int, int)
        Sorted, disjoint half-open spans without white space at their ends. Every letter and digit of the text
        lies in one of them.

    Examples
    --------
    >>> split_sentences("Talks at the U.S. Embassy ended. No deal!", Boundaries.default())
    [(0, 32), (33, 41)]
    """
    return _split(text, boundaries, title_span, None)


def explain_boundaries(text: str, boundaries: Boundaries, title_span: Span | None = None) -> list[Decision]:
    """Return every decision :func:`split_sentences` takes, in the order of the text.

    A mark glued to what stands behind it (``3.5``, ``U.S.-led``, ``"Why?": ...``) is no place where a
    sentence may end, and isn't listed; nor is a mark at the end of the text.

    Examples
    --------
    >>> explain_boundaries("At the U.S. Embassy. No!", Boundaries.default())[0]
    Decision(position=11, ends=False, reason='initialism')
    """
    decisions: list[Decision] = []
    _split(text, boundaries, title_span, decisions)
    return sorted(decisions)


def sentences_of(article: Article, boundaries: Boundaries) -> list[Sentence]:
    """Return an article's sentences; what is blanked takes no part, but ``Sentence.text`` is as printed."""
    text, title = article.text, article.title_span
    first, last = title or (0, 0)
    return [
        Sentence(start, end, text[start:end], is_title=first <= start and end <= last)
        for start, end in split_sentences(blanked(article), boundaries, title)
    ]


def _split(
    text: str, boundaries: Boundaries, title_span: Span | None, decisions: list[Decision] | None
) -> list[Span]:
    """Split what stands before the title, and what stands behind it."""
    spans: list[Span] = []
    if title_span is None:
        if compiled(_CANDIDATE).search(text) is None:  # most headlines: one sentence, found a third faster
            _add(text, 0, len(text), spans)
            return spans
        by_line = "\n" in text and _lines_are_paragraphs(text, boundaries.hard_words)
        _scan(text, 0, boundaries, by_line, spans, decisions)
        return spans
    start, end = title_span
    by_line = _lines_are_paragraphs(text[:start] + "\n\n" + text[end:], boundaries.hard_words)
    _scan(text[:start], 0, boundaries, by_line, spans, decisions)
    _add(text, start, end, spans)
    if decisions is not None:
        decisions.append(Decision(end, True, "title"))
    _scan(text, end, boundaries, by_line, spans, decisions)
    return spans


def _lines_are_paragraphs(text: str, hard_words: frozenset[str]) -> bool:
    """Tell whether more than half of the lines that adjoin another one end in a sentence's punctuation."""
    n_lines = n_ended = n_block = n_block_ended = 0
    for line in (*text.split("\n"), ""):
        line = line.rstrip()
        if line:
            last = line[-1]
            if last not in ".?!…" and not last.isalnum():
                last = line.rstrip(CLOSERS)[-1:]
            n_block += 1
            if last == ".":  # a wrapped line may end in 'Mr.' or 'U.S.'
                n_block_ended += line[-_BEFORE:].rpartition(" ")[2][:-1].lower() not in hard_words
            elif last:
                n_block_ended += last in "?!…"
        elif n_block:
            if n_block > 1:
                n_lines += n_block
                n_ended += n_block_ended
            n_block = n_block_ended = 0
    return 2 * n_ended > n_lines


def _scan(
    text: str,
    begin: int,
    boundaries: Boundaries,
    by_line: bool,
    spans: list[Span],
    decisions: list[Decision] | None,
) -> None:
    """Split ``text[begin:]``; add the sentences to ``spans`` and, where asked for, each decision."""
    hard_words, judge, add = boundaries.hard_words, boundaries.judge, spans.append
    stop = len(text)
    while begin < stop and text[begin].isspace():
        begin += 1
    for match in compiled(_CANDIDATE).finditer(text, begin):
        kind = match.lastindex
        mark, resume = match.span()
        if kind == _EASY:
            if begin < mark:  # else the word before the mark is the title's
                add((begin, mark + 1))
            begin = resume
            if decisions is not None:
                decisions.append(Decision(mark + 1, True, "word" if text[mark] == "." else "mark"))
            continue
        if kind == _BREAK:
            end = mark
            ends, reason = _rule_break(text, mark, resume, by_line)
            if not ends and not compiled(_LETTER_OR_DIGIT).search(text, begin, mark):
                ends, reason = True, "blank line"
        elif kind == _BULLET:
            end = resume = mark
            ends, reason = True, "bullet"
        else:
            end = match.end(_MARK)
            if resume == stop:
                break
            before = text[begin if mark < begin + _BEFORE else mark - _BEFORE : mark]
            word = before.rpartition(" ")[2]
            if word.isalpha() and kind == _MARK and decisions is None and end == mark + 1 < resume:
                # The commonest cases, decided as the judge would (who is asked where a reason is wanted).
                lower = word.lower()
                if lower not in hard_words:
                    if len(word) > 1 and text[resume].isupper() and text[mark] != "…":
                        add((begin, end))
                        begin = resume
                        continue
                elif mark == begin + len(word) and lower in ADDRESS and text[mark] == ".":
                    continue
            ends = False
            if kind == _MARK_BREAK:
                ends, reason = _rule_break(text, end, resume, by_line)
            if ends:
                pass
            elif resume == end:
                ends, reason, end = _rule_glued(text, before, mark, end, boundaries)
                resume = end
            elif mark == begin + len(word) and (len(word) == 1 or (word.isdigit() and len(word) < 4)):
                ends, reason = False, "lone number"
            else:
                ends, reason = judge(before, text[mark:end], text[resume : resume + _BEHIND])
                if reason == "speaker":
                    if decisions is not None:
                        decisions.append(Decision(end, False, "address"))
                    end = resume = mark - len(before.split()[-1])
                    ends = end > begin
        if decisions is not None:
            decisions.append(Decision(end, ends, reason))
        if ends:
            _add(text, begin, end, spans)
            begin = resume
    _add(text, begin, stop, spans)


def _add(text: str, start: int, end: int, spans: list[Span]) -> None:
    """Add ``text[start:end]`` without the white space around it, if there is a letter or digit in it."""
    if start < end and text[start].isspace():
        start = end - len(text[start:end].lstrip())
    if start < end and text[end - 1].isspace():
        end = start + len(text[start:end].rstrip())
    if start < end and (text[start].isalnum() or compiled(_LETTER_OR_DIGIT).search(text, start, end)):
        spans.append((start, end))


def _rule_break(text: str, start: int, resume: int, by_line: bool) -> tuple[bool, str]:
    """Rule on the white space ``text[start:resume]``, in which there is a line break."""
    if text.count("\n", start, resume) > 1:
        return True, "blank line"
    if by_line:
        return True, "line"
    turn = compiled(_TURN).match(text, resume)
    if turn is None:
        return False, "line"
    return True, "turn" if turn.lastindex is None else "blank line"


_JOINTS = {ord(joint): None for joint in "’'-"}


def _rule_glued(text: str, before: str, mark: int, end: int, known: Boundaries) -> tuple[bool, str, int]:
    """Rule on a mark directly before a capital; the last value is where the next sentence would begin."""
    while end > mark + 1 and text[end - 1] in "“‘«":
        end -= 1
    token = compiled(_TOKEN_START).split(before)[-1]
    letters = token.translate(_JOINTS)
    word = compiled(_GLUED_WORD).match(text, end)
    if word is None or len(letters) < 2 or token.lower() in known.hard_words:
        ends = False
    elif letters.isalpha() and letters.islower():
        ends = True
    else:  # behind a name or a number only before a frequent starter: 'in 2014.The', but 'Gazeta.Ru'
        ends = letters.isalnum() and not letters.isupper() and word[0].lower() in known.starters
    return ends, "missing space" if ends else "no space", end
