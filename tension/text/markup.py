"""Marks within the text: Markdown, tags, entities, addresses, and remarks in parentheses about the page.

All of it is linear in the length of the text, whatever that is: repeats are bounded or possessive, and
nothing is looked for where the character that it can't do without doesn't occur.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tension.text.article import Span


def markup_spans(text: str) -> Iterator[Span]:
    """Yield all marks in a text, in no order; what they mark stays (``[text](target)`` keeps the text)."""
    if "[" in text:
        yield from _links(text)
    if "*" in text or "_" in text or "`" in text:
        yield from _emphasis(text)
    if "<" in text:
        yield from _tags(text)
    if "&" in text:
        yield from _each(r"&#?\w{1,10};", text)
    if "://" in text or "www." in text:
        yield from _addresses(text)
    if "@" in text:
        yield from _mail_addresses(text)
    if "(" in text:
        yield from _each(_REMARK, text)


def _each(pattern: str, text: str) -> Iterator[Span]:
    return (found.span() for found in re.finditer(pattern, text))


# Patterns here begin with a plain character, which is found at ten times the speed of any of a set.
_LINK = (
    r"\[(?P<words>[^\[\]\n]{0,1000})\]"
    r"(?P<target>\((?:[^()\s]|\([^()\s]*+\))*+(?:\s\"[^\"\n]{0,300}\"|\s'[^'\n]{0,300}')?\)"
    r"|\[[^\[\]\n]{0,100}\])?"
)


def _links(text: str) -> Iterator[Span]:
    """Blank the brackets of links and insertions (``[Nikolai] Patrushev``) and the targets, not the words."""
    for found in re.finditer(_LINK, text):
        begin, end = found.span("words")
        is_image = found["target"] and text[begin - 2 : begin - 1] == "!"
        # A picture's words are its caption; a number is a footnote's.
        if is_image or found["words"].isdecimal() or found["words"].lower() == "sic":
            yield found.start() - bool(is_image), found.end()
        else:
            yield begin - 1, begin
            yield end, found.end()


def _emphasis(text: str) -> Iterator[Span]:
    for run in (r"\*\**+", "__*+", "``*+"):
        for begin, end in _each(run, text):
            # Between letters these are part of a word: a censored one, an address, an apostrophe.
            if not (text[begin - 1 : begin].isalnum() and text[end : end + 1].isalnum()):
                yield begin, end


_TAGS = (
    "a|abbr|article|aside|b|big|blockquote|body|br|button|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure|font|footer"
    "|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|mark|meta|nav|noscript|ol|option|p|pre|q|s"
    "|section|select|small|source|span|strike|strong|sub|sup|svg|table|tbody|td|tfoot|th|thead|time|title|tr|u|ul|video"
)
_TAG = (
    rf"(?i)<(?=[/!a-z])(?:/?(?:{_TAGS})(?:\s[^<>]{{0,1000}})?/?>|!doctype[^<>]{{0,300}}>|!--"
    r"|(?P<mute>script|style)\b)"
)


def _tags(text: str) -> Iterator[Span]:
    """Blank tags, and with them whatever comments, scripts and styles hold."""
    start = 0
    pattern = re.compile(_TAG)
    unclosed = set()
    while found := pattern.search(text, start):
        start = found.end()
        closing = "-->" if found[0] == "<!--" else f"</{found['mute']}>" if found["mute"] else ""
        if closing and closing not in unclosed:
            stop = text.find(closing, start)
            if stop >= 0:
                start = stop + len(closing)
            else:  # Nothing else will close it either; what follows may be the article.
                unclosed.add(closing)
        yield found.start(), start


def _addresses(text: str) -> Iterator[Span]:
    for found in re.finditer(r"://[^\s<>\"“”()\[\]]+", text):
        if scheme := re.search(r"(?i)(?<![a-z])https?$", text[max(0, found.start() - 6) : found.start()]):
            begin = found.start() - len(scheme[0])
            yield begin, found.start() + len(found[0].rstrip(".,;:!?'’"))
    for found in re.finditer(r"www\.[^\s<>\"“”()\[\]]+", text):
        yield found.start(), found.start() + len(found[0].rstrip(".,;:!?'’"))


_MAIL_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-"


def _mail_addresses(text: str) -> Iterator[Span]:
    for found in re.finditer(r"@(?:[\w-]++\.)++[\w-]++", text):
        before = text[max(0, found.start() - 64) : found.start()]
        if name := len(before) - len(before.rstrip(_MAIL_CHARACTERS)):
            yield found.start() - name, found.end()


# "(Read more about this here)", "(AP Photo/Jane Doe)", "(Reporting by Jane Doe; editing by John Roe)".
_REMARK = (
    r"(?i)\((?="
    r"read (?:more(?! than)|also|next|on\b|the full|the rest)|also read|(?:see also|related|watch|listen)\s*:"
    r"|click (?:here|on|to)|more (?:here|on this)\b|sign up\b|subscribe\b|follow us\b|follow @"
    r"|for (?:more|further|full)\b[^()]{0,60}\b(?:click|visit|go to|see|read)\b"
    r"|(?:ap|afp|reuters|epa|getty)(?: images)?(?: photo|/)"
    r"|(?:file )?(?:photo|photograph|picture|image)s?(?:\s*[:/)]| by\b| credit| courtesy)"
    r"|(?:additional )?(?:reporting|writing|editing|translation) by\b"
    r"|with (?:inputs?|files?|reporting) from\b"
    r"|this (?:article|story) (?:was|has been|first|originally)\b)"
    r"(?:[^()\n]|\([^()\n]{0,200}\)){0,400}+\)"
)
