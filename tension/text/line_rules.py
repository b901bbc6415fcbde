"""Lines that invite, credit, caption or point elsewhere, and so are no part of an article.

A line is looked up by its first word, which costs an ordinary line next to nothing, and must fit as a whole:
a sentence of the article that happens to begin so must stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tension.text.bylines import is_byline, is_names
from tension.text.dates import date_pattern
from tension.text.metadata import has_full_stop

MARKS = " \t*_#>|`–—•·▪●»«►▶-"
"""What may stand around the words of a line without changing them."""

_NEWS = (
    r"(?:articles?|stor(?:y|ies)|content|news|links?|topics?|coverage|reading|posts?|videos?|materials?|items?"
    r"|headlines)"
)
_PICTURE = r"(?:photo(?:graph)?|picture|image|video|graphic|infographic|map|illustration|file photo)s?"
_CREDIT = r"(?:credits?|source|caption|copyright)"
_MAIL = r"(?:newsletters?|e-?mails?|inbox|alerts?|updates|briefings?|digest|podcast|account|free|here)"
_NETWORK = (
    r"(?:twitter|facebook|instagram|telegram|linkedin|youtube|tiktok|bluesky|whatsapp|viber|channel"
    r"|google news|social media)"
)

# A line that is one of these, with nothing said after it, is a heading over links to other articles.
_HEADINGS = (
    rf"(?:related(?: {_NEWS})?|see (?:also|more)|read (?:more|also|next)|also (?:read|see)|more on this"
    rf"|more (?:on|from|about|in) [^:]{{1,40}}:|more {_NEWS}.{{0,40}}|additional"
    rf"|recommended(?: for you| {_NEWS})?|trending(?: now)?|most (?:read|popular|viewed)"
    r"|you (?:may|might) also (?:like|be interested in)|what to read next|further reading"
    rf"|(?:latest|top) {_NEWS}|in other news|don[’']t miss)\s*:?"
)


def _is_dated(words: str) -> bool:
    """Whether a line is like ``Updated: April 16, 2013, 10:30 AM``."""
    prefix = re.match(
        r"(?i)(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?\s*:?\s*", words
    )
    dated = date_pattern().match(words, prefix.end()) if prefix else None
    return dated is not None and len(words) - dated.end() < 30


def _is_credit(words: str) -> bool:
    """Whether a line is like ``Reporting by Jane Doe; editing by John Roe`` or ``Photo by Jane Doe``."""
    start = rf"(?i)(?:additional )?(?:{_PICTURE}|\w+)(?: and \w+)? (?:by|courtesy(?: of)?|via|from)\s+"
    credit = re.match(start, words)
    return credit is not None and is_names(words[credit.end() :].rstrip(". "))


def _is_picture(words: str) -> bool:
    """Whether a line is a caption or credit of a picture, video or map."""
    named = rf"(?i){_PICTURE}(?:\s*(?::|/|©)| {_CREDIT}\b)"
    return re.match(named, words) is not None or _is_credit(words)


def _is_agency(words: str) -> bool:
    """Whether a line is like ``AP Photo/Jane Doe``, ``AFP/Getty Images`` or ``Reuters / Jane Doe``."""
    return ("/" in words or "photo" in words.lower() or words.lower() == "getty images") and is_names(words)


def _is_source(words: str) -> bool:
    return words[6:].lstrip()[:1] == ":" and words.count(" ") <= 8 and not has_full_stop(words)


def _is_pointer(words: str) -> bool:
    """Whether a line is like ``Watch: Two presidents meet``, not like someone's ``Listen: you must ...``."""
    return re.match(r"\w+\s*:\s*[A-Z0-9\"“‘']", words) is not None and not has_full_stop(words)


def _is_copyright(words: str) -> bool:
    marked = (
        r"(?i)(?:©|\(c\)\s*(?:copyright\s*)?\d{4}|copyright\s*(?:©|\(c\)|\d{4})|.*all rights reserved\W*$)"
    )
    return re.match(marked, words) is not None or is_names(words)


_Rule = str | Callable[[str], bool]

_RULES: tuple[tuple[str, _Rule], ...] = (
    # Who wrote and edited it, when, and where it comes from.
    ("by", is_byline),
    ("reporting additional writing editing edited compiled translated written contributed", _is_credit),
    ("with", r"with (?:inputs?|files?|reporting|contributions?) (?:from|by) .*"),
    ("published updated posted first last modified", _is_dated),
    ("source", _is_source),
    ("url link permalink", r"\w+\s*:.*"),
    ("original", r"original (?:url|link|article|source|story|post|text|publication)(?:\s*:.*|)"),
    ("originally", r"originally (?:published|posted|appeared) (?:in|on|at|by)\b.{0,120}"),
    (
        "this",
        r"this (?:article|story|piece|report|post|commentary|op-ed) (?:was |has been |is )?"
        r"(?:(?:first |originally )?(?:published|appeared|posted)|updated|corrected|adapted)\b.*",
    ),
    ("the", r"the post .{1,200} appeared first on .*|the (?:views|opinions) expressed (?:in|here|by)\b.*"),
    ("© (c) copyright", _is_copyright),
    ("all", r"all rights reserved\b.*"),
    ("tags keywords topics filed category categories section", r"(?:\w+|filed under)\s*:.*"),
    # Pictures.
    ("photo photos photograph photographs picture pictures image images", _is_picture),
    ("video videos graphic infographic map illustration", _is_picture),
    ("caption credit credits pictured", r"\w+\s*:.*"),
    ("file", rf"file {_PICTURE}\b(?! show).*"),
    ("ap afp reuters epa getty tass sputnik shutterstock zuma", _is_agency),
    ("hide toggle enlarge", r"(?:hide|toggle) caption|enlarge (?:this )?image"),
    # Other articles.
    ("watch listen read", _is_pointer),
    (
        "read",
        r"read (?:more(?! than)|also|next|the (?:full|original|rest|whole|complete)|in full|our"
        r"|this (?:article|story))\b.*",
    ),
    ("also", r"also (?:read|see|watch)(?:\s*[:»].*)?|also on .{1,40}|also (?:in|from) .{1,40}:|also read .*"),
    ("see", r"see (?:also|more|related)\b(?:\s*[:»].*|[^.]*)"),
    (
        "more",
        rf"more (?:on this|like this|to read|{_NEWS})\b[^.!?]*|more (?:on|from|about|in) [^:]{{1,40}}:"
        r"|more on this(?: \w+)?:.*",
    ),
    ("related", rf"related(?: {_NEWS})?(?:\s*:.*|)"),
    ("recommended trending most you what further latest top in don't don’t additional", _HEADINGS),
    ("continue", r"continue reading\b.*"),
    ("watch", r"watch (?:live|now|(?:more|the|this|our) videos?)\b.*"),
    ("listen", r"listen (?:to (?:this|the) (?:article|podcast|story|episode)|now)\b.*"),
    # Invitations and buttons.
    ("sign", rf"sign up\b(?=.*\b{_MAIL}\b).*"),
    ("subscribe", r"subscribe(?: (?:to|for|now|today|here|and|our)\b.*|\W*)"),
    ("follow", rf"follow\b(?=.*(?:\b{_NETWORK}\b|@\w|\bon X\b)).{{1,160}}|follow us\b.*"),
    ("like", r"like us on\b.*"),
    (
        "join",
        rf"join (?:us|our|the (?:conversation|discussion))\b(?=.*\b(?:{_NETWORK}|{_MAIL}|conversation)\b).*",
    ),
    ("download", r"download (?:our|the)\b.*\bapps?\b.*"),
    (
        "get",
        rf"get (?:the|our|all|more|your|breaking|daily)\b(?=.*\b(?:{_MAIL}|app|access)\b).{{1,160}}",
    ),
    ("click", r"click (?:here|on|to|the|below)\b.*"),
    ("share", rf"share(?: (?:this(?: {_NEWS})?|via .*|on {_NETWORK}.*))?(?:\s*:.*|)"),
    (
        "print tweet comments comment email facebook twitter whatsapp telegram copy save close menu search",
        rf"\w+(?: (?:this|the))?(?: (?:{_NEWS}|page|link))?(?: \(?\d+\)?)?",
    ),
    ("leave", r"leave a (?:comment|reply)"),
    ("advertisement advertisements advertising sponsored", r"\w+(?: content)?"),
    ("story article", r"(?:story|article) continues (?:below|after)\b.*"),
    ("skip", r"skip (?:to|past)\b.*"),
    ("support", r"support (?:us|our (?:journalism|work)|independent journalism)\b.*"),
    ("donate", r"donate(?: now| today| here)?"),
)

_FIRST_WORD = re.compile(rf"[{re.escape(MARKS)}\[(]{{0,24}}([^ /]{{1,24}})")

_RULES_BY_WORD: dict[str, list[_Rule]] = {}
for _words, _rule in _RULES:
    for _word in _words.split():
        _RULES_BY_WORD.setdefault(_word, []).append(_rule)


def is_boilerplate(line: str) -> bool:
    """Whether a line is no part of the article.

    Examples
    --------
    >>> is_boilerplate("Photo: Two presidents"), is_boilerplate("Photos show two presidents.")
    (True, False)
    """
    # All but the first word is cut off before anything is compared: this is asked of every line there is.
    word = _FIRST_WORD.match(line)
    rules = _RULES_BY_WORD.get(word[1].rstrip(":,;.!|»").lower()) if word else None
    if rules is None:
        return False
    words = line.strip(MARKS)
    return any(
        re.fullmatch(rule, words, re.IGNORECASE) is not None if isinstance(rule, str) else rule(words)
        for rule in rules
    )


def is_heading_of_links(line: str) -> bool:
    """Whether a line of boilerplate is a heading under which other articles are listed."""
    return re.fullmatch(_HEADINGS, line.strip(MARKS), re.IGNORECASE) is not None
