"""What is known about where sentences end: words learnt from news, and the ruling on each hard place.

The learnt part is Punkt's (Kiss & Strunk 2006, "Unsupervised multilingual sentence boundary detection",
Computational Linguistics 32: 485-525): abbreviations, words that open sentences, pairs that belong together
over a full stop. :mod:`tension.training.punkt` learns it with NLTK; here it is applied without NLTK. The
rules of ours, each with its reason in :data:`RULES`, come first where news English needs them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray  # a millisecond at start-up

PUNKT = {
    "mark": "a question or exclamation mark ends a sentence",
    "word": "a full stop behind a word that is no abbreviation ends a sentence",
    "abbreviation": "an abbreviation ends no sentence",
    "abbreviation, opener": "... but before a word that is capitalised only where sentences begin it does",
    "abbreviation, starter": "... and before a frequent sentence starter",
    "collocation": "this initial or number and the next word belong together",
    "initial": "an initial before a name or a lower-case word ends no sentence",
    "initial, opener": "a single letter before a word that is no name ends a sentence",
    "number": "a number before a lower-case word or punctuation is an ordinal",
    "number, end": "a number before anything else ends a sentence",
    "ellipsis": "dots before a name or a lower-case word end no sentence",
    "ellipsis, opener": "dots before a sentence opener end one",
}
"""Punkt's own decisions, from sections 4.1 to 4.3 of the paper."""

RULES = {
    "blank line": "a blank line, or one without a letter or digit, always ends a sentence",
    "line": "where lines are paragraphs, a line break ends a sentence",
    "turn": "a speaker, question, bullet or list number at the start of a line begins a sentence",
    "speaker": "a label in capitals, 'MR. EARNEST:', begins a sentence",
    "bullet": "a bullet begins a sentence",
    "title": "the headline is one sentence, whatever stands in it",
    "lone number": "a list number or letter belongs to the sentence it opens",
    "address": "'Mr.', 'Gen.', 'vs.', 'e.g.' never end a sentence, however common the next word is",
    "before a number": "'No. 2', 'Art. 5': these words are abbreviations before a number only",
    "initialism": "behind 'U.S.', 'p.m.', 'St.' only a word that is no name opens a sentence: 'U.S. Embassy'",
    "capitals": "a word in capitals behind an abbreviation tells nothing about where sentences begin",
    "title case": "where every word is capitalised, 'U.S. To Send' is no boundary",
    "short and capitalised": "'Hosp. staff': before a lower-case word this is an abbreviation nobody listed",
    "mark in a name": "'Yahoo! said', '(right?) and': a lower-case word behind '?' or '!' goes on",
    "quote goes on": "closing quotes or brackets before a lower-case word: the sentence around them goes on",
    "said": "'\"Why now?\" Lavrov asked': the question is quoted inside the sentence",
    "beyond the quote": "the word behind quotes and brackets decides, not the quote",
    "stuck": "a quote, dash or slash stuck to an abbreviation is no part of it",
    "dots": "'…' and dots with spaces between them are one ellipsis",
    "no space": "without a space behind it a mark ends no sentence",
    "missing space": "... but between a lower-case and a capitalised word it does: 'talks.The'",
    "inner mark": "a mark inside the word before or behind says nothing about the one between them",
}
"""The rules of ours, each with its reason; every disagreement with NLTK bears one of these names."""


class Ruling(NamedTuple):
    """Whether a sentence ends at a place, and why: a name in :data:`PUNKT` or :data:`RULES`."""

    ends: bool
    reason: str


Judge = Callable[[str, str, str], Ruling]
"""``judge(before, mark, following)``: what stands before the mark, the mark with its closing quotes, and what
stands behind the white space. A function of these three strings alone, so rulings are remembered."""

LONGEST_TAIL = 5
"""Lower-case letters at the end of the longest abbreviation that counts ('Messrs'). Punkt's score falls with
e to the length, so longer ones are noise; and the scan need not look up longer words."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ADDRESS = _words("""
    mr mrs ms messrs mme mlle dr prof gen lt col maj capt cmdr cdr adm sgt cpl pvt brig sen sens rep
    reps gov govs rev hon amb supt vs e.g i.e cf
""")
"""Never the end of a sentence."""

_BEFORE_PLACE = _words("st mt ft")
_BEFORE_NUMBER = _words("""
    no nos art arts para paras sec secs ch vol vols fig figs p pp ca approx tel jan feb mar apr jun jul
    aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
""")
_ABBREVIATIONS = ADDRESS | _words("""
    etc al approx ed eds dept depts assn assoc univ intl natl govt admin st mt ft jr sr ret co corp inc ltd
    bros plc jan feb apr jun jul aug sept oct nov dec tues thur thurs calif conn fla md va tenn ky wis
    minn ariz colo okla wyo neb nev vt tex kan ave blvd hwy bldg sq a.m p.m u.s u.k u.n e.u d.c n.y n.j
    l.a u.s.a u.s.s.r u.a.e ph.d m.d b.a b.c a.d
""")
_STARTERS = _words("""
    a about above according across after again all already also although an and another any anyone are
    as asked at back because before behind besides both but by can could despite did do does during each
    earlier either even every everyone few finally first for from further given had has have having he
    hence her here his how however i if in indeed instead into is it its just last late later let like
    many maybe meanwhile moreover more most much my neither never nevertheless next no nobody none nor
    not nothing now of on once one only or other others otherwise our over perhaps please rather
    recently several shall she should similarly since so some someone sometimes soon speaking still such
    thank thanks that the their then there therefore these they this those though three through
    throughout thus to today together tomorrow too two under unfortunately unless until unlike up upon
    was we welcome well were what whatever when where whether which while who whose why will with within
    without would yes yesterday yet you your
""")
_OPENERS = (_STARTERS - {"i"}) | _words("""
    aides allies analysts asking attacks both critics delegates demonstrators diplomats efforts exports
    experts four five half hundreds imports inspectors investigators journalists lawmakers leaving
    negotiations negotiators observers officials people protesters reporters researchers residents sales
    sanctions scientists six soldiers sources talks tensions thousands tourists troops voters
""")


@dataclass(frozen=True)
class Boundaries:
    """What Punkt learns about sentence boundaries; all words in lower case, without the last full stop.

    Attributes
    ----------
    abbreviations : frozenset of str
        Words that are written with a full stop: ``"u.s"``, ``"sept"``.
    starters : frozenset of str
        Words that open sentences more often than chance has it (the paper's log-likelihood ratio).
    openers : frozenset of str
        Words that are capitalised only where a sentence begins: all that is kept of Punkt's orthographic
        context. Its other flags only let some lower-case words open a sentence behind an initial or number.
    collocations : frozenset of (str, str)
        An initial or number (``"##number##"``) and a next word that belong together: ``("w", "bush")``.
    """

    abbreviations: frozenset[str]
    starters: frozenset[str]
    openers: frozenset[str]
    collocations: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    @functools.cache
    def default(cls) -> Boundaries:
        """Return the small built-in tables, for use where nothing has been learnt."""
        return cls(_ABBREVIATIONS, _STARTERS, _OPENERS)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the tables as plain ``uint8`` arrays (UTF-8, sorted, a word a line), for ``numpy.savez``."""
        words = {
            "abbreviations": self.abbreviations,
            "starters": self.starters,
            "openers": self.openers,
            "collocations": {" ".join(pair) for pair in self.collocations},
        }
        return {
            name: np.frombuffer("\n".join(sorted(table)).encode(), dtype=np.uint8)
            for name, table in words.items()
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Boundaries:
        """Rebuild what :meth:`to_arrays` gave.

        Raises
        ------
        KeyError
            When a table is missing.
        ValueError
            When a table isn't made of words in UTF-8.
        """
        lines = {
            name: arrays[name].tobytes().decode().split("\n")
            for name in ("abbreviations", "starters", "openers", "collocations")
        }
        pairs = [tuple(line.split(" ")) for line in lines["collocations"] if line]
        return cls(
            frozenset(filter(None, lines["abbreviations"])),
            frozenset(filter(None, lines["starters"])),
            frozenset(filter(None, lines["openers"])),
            frozenset((first, second) for first, second in pairs),
        )

    @functools.cached_property
    def hard_words(self) -> frozenset[str]:
        """The words behind which a full stop before a capital need not end a sentence."""
        return self.abbreviations | ADDRESS | _BEFORE_PLACE

    @functools.cached_property
    def judge(self) -> Judge:
        """The ruling on a place, given three strings; remembered, so that a repeated place is cheap."""
        return functools.lru_cache(maxsize=4096)(functools.partial(_rule, self))

    def __reduce__(self) -> tuple[Any, ...]:
        # What the judge remembers stays behind: it can't be pickled and needn't be.
        return Boundaries, (self.abbreviations, self.starters, self.openers, self.collocations)


CLOSERS = "\"'”’“‘»«)]}"
"""Quotes and brackets that stay with the sentence whose mark they follow."""

LABEL = r"(?:Mc|Mac|De|O['’])?+[A-Z][A-Z.'’-]*+(?: (?:Mc|Mac|De|O['’])?+[A-Z][A-Z.'’-]*+){0,5}:"
"""A speaker's label in capitals, as a pattern: 'EARNEST:', 'THE PRESIDENT:', 'McDONOUGH:'."""

_OPENING = r"""["'“‘«„(\[{]*+"""
_WORD = r"""(?:(?!\.\.|--)[^\s)(";}\]{\[*:@'‘’“”«»?!,—–])*+"""
_WORD_BREAK = r"""[\s)(";}\]{\[*:@“”‘«»?!—–/]|--|\.{2,}|(?<![^\W_])['’]"""
_NUMBER = r"-?[.,]?\d[\d,.-]*\Z"
_INITIALISM = r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]\Z"
_SHORT_CAPITALISED = r"[A-Z][a-z]{1,3}\Z"
_MARK_BEHIND = r"\S*?[.?!][^\s.,]"
_MARK_BEFORE = r"(?:[?!]|\.[^\w\s-]|\.--)\S*\Z"
_CAPITALISED_BEHIND = r"(?<=[^\W_]\s)[A-Z][a-z]+\b"
_CAPITALISED_BEFORE = r"\s([A-Z][a-z]+)\s+\S+\Z"
_NEW_START = r"[.?!:\"“‘]"
_SAID = (
    r"(?:[A-Z][\w.'’-]*\s+){1,5}"
    r"(?:said|says|asked|asks|wondered|replied|added|told|tweeted|wrote|writes|joked)\b"
)


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when it is first needed; most texts need few, and starting up needs none."""
    return re.compile(pattern)


def _rule(known: Boundaries, before: str, mark: str, following: str) -> Ruling:
    """Rule on one place (see :data:`Judge`)."""
    following = following.partition("\n\n")[0]
    opening = compiled(_OPENING).match(following).end()  # type: ignore[union-attr]  # it matches an empty string
    word = compiled(_WORD).match(following, opening).group()  # type: ignore[union-attr]  # so does this
    if word.endswith(".") and word[:-1].lower() not in known.abbreviations:
        word = word.rstrip(".")
    bare = mark.rstrip(CLOSERS)
    quoted = len(bare) < len(mark)
    if quoted and word[:1].islower():
        return Ruling(False, "quote goes on")
    if quoted and bare != "." and word.lower() not in known.openers and compiled(_SAID).match(following):
        return Ruling(False, "said")
    if "?" in bare or "!" in bare:
        if word[:1].islower():
            return Ruling(False, "mark in a name")
        return Ruling(True, "dots" if "…" in bare else "mark")
    if bare != ".":
        ruling = _rule_dots(known, word, bare)
    else:
        token = compiled(_WORD_BREAK).split(before)[-1].lstrip("-&#,")
        ruling = _rule_full_stop(known, token, word, following)
        if ruling.ends and ruling.reason in _NEED_SENTENCE_CASE and _in_title_case(known, before, following):
            ruling = Ruling(False, "title case")
        if (
            ruling.reason in PUNKT
            and ruling.reason != "word"
            and before[: -len(token)][-1:] in set("'‘’“«»”—–/")
        ):
            ruling = Ruling(ruling.ends, "stuck")
    if ruling.reason not in PUNKT or ruling.reason == "word":
        return ruling
    if quoted or opening:
        return Ruling(ruling.ends, "beyond the quote")
    if not ruling.ends and (compiled(_MARK_BEHIND).match(following) or compiled(_MARK_BEFORE).search(before)):
        return Ruling(False, "inner mark")
    return ruling


def _rule_dots(known: Boundaries, word: str, dots: str) -> Ruling:
    """Two or more dots end a sentence only before a word that opens one."""
    opens = word[:1].isupper() and (word.lower() in known.openers or word.lower() in known.starters)
    if dots.strip("."):
        return Ruling(opens, "dots")
    return Ruling(opens, "ellipsis, opener" if opens else "ellipsis")


def _rule_full_stop(known: Boundaries, token: str, word: str, following: str) -> Ruling:
    """One full stop behind ``token`` and before ``word``, each without quotes and brackets."""
    kind, succeeding = token.lower(), word.lower()
    if kind in _BEFORE_NUMBER and word[:1].isdigit():
        return Ruling(False, "before a number")
    if kind in ADDRESS or kind.rpartition("-")[2] in ADDRESS:
        is_label = token.isupper() and compiled(LABEL).match(following)
        return Ruling(False, "speaker" if is_label else "address")
    capitalised = word[:1].isupper()
    opens = capitalised and succeeding in known.openers
    is_number = compiled(_NUMBER).match(token)
    if is_number or (len(token) == 1 and token.isalpha()):
        if ("##number##" if is_number else kind, succeeding) in known.collocations:
            return Ruling(False, "collocation")
        if word[:1].islower() or (following[:1] in set(";:,.!?") and following[:2] != ".."):
            return Ruling(False, "number" if is_number else "initial")
        if is_number or not capitalised:
            return Ruling(True, "number, end")
        return Ruling(True, "initial, opener") if opens else Ruling(False, "initial")
    initialism = kind in _BEFORE_PLACE or compiled(_INITIALISM).match(token)
    if (
        not initialism
        and kind not in known.abbreviations
        and kind.rpartition("-")[2] not in known.abbreviations
    ):
        if word[:1].islower() and compiled(_SHORT_CAPITALISED).match(token):
            return Ruling(False, "short and capitalised")
        return Ruling(True, "word")
    if initialism:
        starts = opens or succeeding == "i"
    else:
        starts = opens or (capitalised and succeeding in known.starters)
    if following[:1] in "([":  # '8:53 A.M. (Local)'
        starts = False
    if starts and len(word) > 1 and word.isupper():
        return Ruling(False, "capitals")
    if initialism:
        return Ruling(starts, "initialism")
    if starts:
        return Ruling(True, "abbreviation, opener" if opens else "abbreviation, starter")
    return Ruling(False, "abbreviation")


_NEED_SENTENCE_CASE = frozenset(("initialism", "abbreviation, opener", "abbreviation, starter"))


def _in_title_case(known: Boundaries, before: str, following: str) -> bool:
    """Tell whether words around the place are capitalised that would be only where a sentence begins."""
    start = compiled(_NEW_START).search(following)
    behind = compiled(_CAPITALISED_BEHIND).findall(following[: start.start()] if start else following)
    ahead = compiled(_CAPITALISED_BEFORE).findall(before)
    return any(word.lower() in known.openers for word in (*behind, *ahead))
