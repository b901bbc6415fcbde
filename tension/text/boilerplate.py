"""What stands in an article's text but isn't the article: markup, links, credits, captions, invitations.

Rather too little than too much: a line goes only if it begins as such lines do, is short, and does nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from tension.text.article import Span
from tension.text.bylines import dateline_of, is_byline, is_names
from tension.text.dates import MONTH, date_pattern
from tension.text.markup import markup_spans
from tension.text.metadata import has_full_stop

# A line that invites, credits or points elsewhere is short; a longer one is the article's own.
_LONGEST_LINE = 320
_HEADLINE_WORDS = 30
# Before the text itself stand its dateline and, at most, a line or two with the source and the place.
_DATELINE_LINES = 3
_MARKS = " \t*_#>|`–—•·▪●»«►▶-"


def find_blanks(text: str, *, title_span: Span | None = None, known: Iterable[Span] = ()) -> tuple[Span, ...]:
    """Find the parts of a text that aren't to be scored.

    Parameters
    ----------
    text : str
        The article's text.
    title_span : tuple of int, optional
        Where the title stands; only markup is blanked in it.
    known : iterable of (int, int)
        Spans that are known to be no part of the article, such as the lines that gave metadata.

    Returns
    -------
    tuple of (int, int)
        Sorted and disjoint spans.

    Examples
    --------
    >>> text = "Talks went *well*.\\nRead more: Talks fail"
    >>> [text[start:end] for start, end in find_blanks(text)]
    ['*', '*', 'Read more: Talks fail']
    """
    spans = [*known, *markup_spans(text)]
    if title_span is None or title_span[1] < len(text):
        spans += _line_spans(text, title_span or (-1, -1))
    return _disjoint(spans) if spans else ()


def _disjoint(spans: list[Span]) -> tuple[Span, ...]:
    """Sort spans and join those that touch."""
    joined: list[Span] = []
    begin, end = 0, 0
    for start, stop in sorted(spans):
        if start > end:
            joined.append((begin, end))
            begin = start
        end = max(end, stop)
    joined.append((begin, end))
    return tuple(span for span in joined if span[0] < span[1])


def _line_spans(text: str, title_span: Span) -> Iterator[Span]:
    """Go through the lines: the dateline, marks, lines that are boilerplate, and what is listed under a heading of links."""
    after, n_lines = 0, 0
    is_list = is_attached = False
    doubtful: list[Span] = []
    for line in text.split("\n"):
        start, after = after, after + len(line) + 1
        if not line or line.isspace():
            is_attached = False
            continue
        if start < title_span[1] and title_span[0] < after:
            continue
        n_lines += 1
        if n_lines <= _DATELINE_LINES and (dateline := dateline_of(line)):
            yield start, start + dateline.length
        is_marked = line[0] in _MARKS
        if len(line) > _LONGEST_LINE:
            is_list = False
        elif is_marked and _BARE_LINK.match(line):
            yield start, start + len(line)
            continue
        elif (heading := _boilerplate(line)) is not None:
            yield start, start + len(line)
            is_list = is_attached = heading or is_list
            continue
        elif is_list:
            if (is_attached and _is_link(line)) or (is_marked and _is_item(line)):
                yield start, start + len(line)
                continue
            # Under such a heading headlines may follow after a blank line, but so may the rest of the article.
            is_list = not has_full_stop(line) and line.count(" ") < _HEADLINE_WORDS
            doubtful.append((start, start + len(line)))
        if not is_list:
            doubtful.clear()
        if is_marked and (lead := _NO_WORDS.match(line) or _LEAD.match(line)):
            yield start, start + lead.end()
    yield from doubtful


_BARE_LINK = re.compile(r"[\s*+•·▪●–—-]+\[[^\[\]]*\]\([^()]*\)\W*$")
_NO_WORDS = re.compile(r"[\W_]+$")
_LEAD = re.compile(r"\s*(?:(?:[-*+•·▪●–—]|#{1,6})\s+|>\s?)+")
_ENDS_IN_DATE = rf"(?i)\b{MONTH}[\d\s,−–-]{{2,20}}\d{{4}}$"


def _is_link(line: str) -> bool:
    """Whether a line right under a heading of links is a headline: short, no sentence, no one's speech."""
    words = line.strip()
    if re.search(_ENDS_IN_DATE, words[-40:]):
        return True
    return line.count(" ") < _HEADLINE_WORDS and words[-1] not in ".,;:!?…" and ": " not in words


def _is_item(line: str) -> bool:
    return "](" in line or "://" in line or not has_full_stop(line)


def _boilerplate(line: str) -> bool | None:
    """Whether a line that is boilerplate is also a heading, under which links are listed; None if it isn't boilerplate."""
    key = line[:24].lstrip(_MARKS + "[(\t").partition(" ")[0].rstrip(":,;.!|»").lower()
    rule = _RULES.get(key)
    if rule is None:
        return None
    words = line.strip(_MARKS)
    if not (re.fullmatch(rule, words, re.IGNORECASE) if isinstance(rule, str) else rule(words)):
        return None
    return bool(re.fullmatch(_HEADINGS, words, re.IGNORECASE))


# -- the rules -----------------------------------------------------------------------------------------------

_NEWS = r"(?:articles?|stor(?:y|ies)|content|news|links?|topics?|coverage|reading|posts?|videos?|materials?|items?|headlines)"
_PICTURE = r"(?:photo(?:graph)?|picture|image|video|graphic|infographic|map|illustration|file photo)s?"
_MAIL = r"(?:newsletters?|e-?mails?|inbox|alerts?|updates|briefings?|digest|podcast|account|free|here)"
_NETWORK = r"(?:twitter|facebook|instagram|telegram|linkedin|youtube|tiktok|bluesky|whatsapp|viber|google news|social media)"

# A line that is one of these, with nothing said after it, is a heading over links to other articles.
_HEADINGS = (
    rf"(?:related(?: {_NEWS})?|see (?:also|more)|read (?:more|also|next)|also (?:read|see)|more (?:on|from|about|in) [^:]{{1,40}}:"
    rf"|more (?:on this|{_NEWS}).{{0,40}}|additional|recommended(?: for you| {_NEWS})?|trending(?: now)?|most (?:read|popular|viewed)"
    rf"|you (?:may|might) also (?:like|be interested in)|what to read next|further reading|(?:latest|top) {_NEWS}|in other news"
    r"|don[’']t miss)\s*:?"
)


def _is_dated(words: str) -> bool:
    """``Updated: April 16, 2013, 10:30 AM``."""
    prefix = re.match(
        r"(?i)(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?\s*:?\s*", words
    )
    dated = date_pattern().match(words, prefix.end()) if prefix else None
    return dated is not None and len(words) - dated.end() < 30


def _is_credit(words: str) -> bool:
    """``Reporting by Jane Doe; editing by John Roe`` or ``Photo by Jane Doe``, but no sentence that begins so."""
    credit = re.match(
        rf"(?i)(?:additional )?(?:\w+|{_PICTURE})(?: and \w+)? (?:by|courtesy(?: of)?|via|from)\s+", words
    )
    return credit is not None and is_names(words[credit.end() :].rstrip(". "))


def _is_agency(words: str) -> bool:
    """``AP Photo/Jane Doe``, ``AFP/Getty Images``, ``Reuters / Jane Doe``."""
    return ("/" in words or "photo" in words.lower() or words.lower() == "getty images") and is_names(words)


def _is_source(words: str) -> bool:
    return (
        len(words.split()) <= 8
        and not has_full_stop(words)
        and re.match(r"(?i)source\s*:", words) is not None
    )


_Rule = str | Callable[[str], bool]
# By the first word of the line, so that a line of the article costs one look; patterns stand for whole lines.
_RULES: dict[str, _Rule] = {
    word: rule
    for words, rule in (
        ("by", is_byline),
        ("reporting additional writing editing edited compiled translated written contributed", _is_credit),
        ("published updated posted first last modified", _is_dated),
        ("ap afp reuters epa getty tass sputnik shutterstock zuma", _is_agency),
        ("source", _is_source),
        ("with", r"with (?:inputs?|files?|reporting|contributions?) (?:from|by) .*"),
        (
            "photo photos photograph photographs picture pictures image images video graphic infographic map illustration",
            rf"{_PICTURE}(?: credits?| source| caption| copyright)?\s*(?::|/|©).*|{_PICTURE} (?:credits?|source|caption|copyright)\b.*",
        ),
        ("caption credit credits pictured", r"\w+\s*:.*"),
        ("file", rf"file {_PICTURE}\b(?! (?:show|of the same)).*"),
        ("hide toggle enlarge", r"(?:hide|toggle) caption|enlarge (?:this )?image"),
        (
            "read",
            r"read (?:more(?! than)|also|next|the (?:full|original|rest|whole|complete)|in full|our|this (?:article|story))\b.*|read\s*:.*",
        ),
        (
            "also",
            rf"also (?:read|see|watch)(?:\s*[:»].*)?|also on .{{1,40}}|also (?:in|from) .{{1,40}}:|also read .*",
        ),
        ("see", r"see (?:also|more|related)\b(?:\s*[:»].*|[^.]*)"),
        (
            "more",
            rf"more (?:on this|like this|to read|{_NEWS})\b[^.!?]*|more (?:on|from|about|in) [^:]{{1,40}}:|more on this(?: \w+)?:.*",
        ),
        ("related", rf"related(?: {_NEWS})?(?:\s*:.*|)"),
        ("recommended trending most you what further latest top in don't don’t additional", _HEADINGS),
        ("original", r"original (?:url|link|article|source|story|post|text|publication)(?:\s*:.*|)"),
        ("originally", r"originally (?:published|posted|appeared) (?:in|on|at|by)\b.{0,120}"),
        (
            "this",
            r"this (?:article|story|piece|report|post|commentary|op-ed) (?:was |has been |is )?(?:originally |first )?"
            r"(?:published|appeared|posted|updated|corrected|adapted|co-published|reprinted|syndicated|part of)\b.*",
        ),
        (
            "the",
            r"the post .{1,200} appeared first on .*|the (?:views|opinions) expressed (?:in|here|by)\b.*",
        ),
        ("sign", rf"sign up\b(?=.*\b{_MAIL}\b).*"),
        ("subscribe", r"subscribe(?: (?:to|for|now|today|here|and|our)\b.*|\W*)"),
        ("follow", rf"follow\b(?=.*(?:\b{_NETWORK}\b|@\w|\bus\b|\bon X\b)).{{1,160}}"),
        ("like", rf"like us on\b.*"),
        (
            "join",
            rf"join (?:us|our|the (?:conversation|discussion))\b(?=.*\b(?:{_NETWORK}|conversation|discussion|channel|{_MAIL})\b).*",
        ),
        ("download", r"download (?:our|the)\b.*\bapps?\b.*"),
        (
            "get",
            rf"get (?:the|our|all|more|your|breaking|daily|unlimited)\b(?=.*\b(?:{_MAIL}|app|access|subscription)\b).{{1,160}}",
        ),
        ("click", r"click (?:here|on|to|the|below)\b.*"),
        (
            "watch listen",
            r"(?:watch|listen)\s*:.*|watch (?:live|now|(?:more|the|this|our) videos?)\b.*|listen (?:to (?:this|the) (?:article|podcast|story|episode)|now)\b.*",
        ),
        ("share", rf"share(?: (?:this(?: {_NEWS})?|via .*|on {_NETWORK}.*))?(?:\s*:.*|)"),
        (
            "print tweet comments comment email facebook twitter whatsapp telegram copy save close menu search home",
            rf"\w+(?: (?:this|the))?(?: (?:{_NEWS}|page|link))?(?: \(?\d+\)?)?",
        ),
        ("leave", r"leave a (?:comment|reply)"),
        ("advertisement advertisements advertising sponsored", r"\w+(?: content)?"),
        ("story article", r"(?:story|article) continues (?:below|after)\b.*"),
        ("continue", r"continue reading\b.*"),
        ("skip", r"skip (?:to|past)\b.*"),
        (
            "support donate",
            r"support (?:us|our (?:journalism|work)|independent journalism)\b.*|donate(?: now| today| here)?",
        ),
        (
            "© (c) copyright",
            r"(?:©|\(c\)\s*(?:copyright\s*)?\d{4}|copyright\s*(?:©|\(c\)|\d{4})).*|copyright(?: [^.]{2,60})?|.*all rights reserved\W*",
        ),
        ("all", r"all rights reserved\b.*"),
        (
            "tags keywords topics filed category categories section",
            r"(?:tags|keywords|topics|filed under|categor(?:y|ies)|section)\s*:.*",
        ),
        ("url link permalink", r"(?:url|link|permalink)\s*:.*"),
    )
    for word in words.split()
}
