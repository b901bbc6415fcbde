"""A coder's session: which sentence is asked about, which question, and what a key does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tension.training.candidates import Candidate
from tension.training.coding import Label, class_of
from tension.training.label_file import LabelFile

TONES = {"1": "-2", "2": "-1", "3": "0", "4": "1", "5": "2", "m": "m", "x": "x"}
"""Keys of the tone and the codes that they stand for."""

RELEVANCE = {"y": "1", "n": "0"}
DIRECTIONS = {">": ">", "<": "<", "=": "=", ".": ".", ",": "<"}
"""Keys of the direction; the comma is the key of ``<`` without shift."""

SKIP, UNDO, HELP, QUIT = "s", "u", "?", "q"

TONE, RELEVANT, DIRECTION = "tone", "relevant", "direction"
_KEYS = {TONE: TONES, RELEVANT: RELEVANCE, DIRECTION: DIRECTIONS}


@dataclass
class Session:
    """The sentences that a coder goes through, and where in them the coder is.

    Attributes
    ----------
    candidates : sequence of Candidate
        In the order in which they're asked.
    file : LabelFile
        Takes a label as soon as its last question is answered.
    coder : str
    pair : bool
        There are two sides, so relevance is asked where a sentence names one.
    direction : bool
        Direction is asked where a sentence is relevant.
    given : list of Label or None
        What was said of the sentences behind, in order; None where one was skipped.
    said : dict
        Answers on the sentence at hand, until it's labelled.
    helping, ended : bool
        The codebook is shown; the coder quit.
    """

    candidates: Sequence[Candidate]
    file: LabelFile
    coder: str
    pair: bool = True
    direction: bool = False
    given: list[Label | None] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    helping: bool = False
    ended: bool = False

    @property
    def candidate(self) -> Candidate | None:
        """The sentence at hand; None behind the last."""
        at = len(self.given)
        return self.candidates[at] if at < len(self.candidates) else None

    @property
    def n_labelled(self) -> int:
        """Labels given in this session."""
        return sum(label is not None for label in self.given)

    @property
    def n_skipped(self) -> int:
        """Sentences passed over in this session."""
        return len(self.given) - self.n_labelled

    @property
    def n_left(self) -> int:
        """Sentences still to come, the one at hand included."""
        return len(self.candidates) - len(self.given)

    @property
    def question(self) -> str:
        """What is asked: tone, relevant or direction."""
        return TONE if TONE not in self.said else RELEVANT if RELEVANT not in self.said else DIRECTION

    def press(self, key: str) -> None:
        """Do what a key says; a key that says nothing does nothing.

        Raises
        ------
        OutputError
            If a label can't be written; it's as if the key hadn't been pressed.
        """
        key = key.lower()
        if self.helping:
            self.helping = False
        elif key == QUIT:
            self.ended = True
        elif key == HELP:
            self.helping = True
        elif key == UNDO:
            self._undo()
        elif self.candidate is None:
            return
        elif key == SKIP:
            self.given.append(None)
            self.said = {}
        elif key in _KEYS[self.question]:
            self._answer(self.candidate, {**self.said, self.question: _KEYS[self.question][key]})

    def _answer(self, candidate: Candidate, said: dict[str, str]) -> None:
        asks_relevance = self.pair and candidate.names_side and said[TONE] != "x"
        done = RELEVANT in said or not asks_relevance
        if done and self.direction and said.get(RELEVANT) == "1":
            done = DIRECTION in said
        if done:
            label = label_of(candidate, said, self.coder)
            self.file.append(label)
            self.given.append(label)
        self.said = {} if done else said

    def _undo(self) -> None:
        if self.said:
            self.said.popitem()
        elif self.given:
            if self.given[-1] is not None:
                self.file.remove(self.given[-1])
            self.given.pop()


def label_of(candidate: Candidate, said: dict[str, str], coder: str) -> Label:
    """Make the row of the file; a sentence without any relation speaks of none between the two sides either."""
    article_id, sentence = candidate.place
    probability = (candidate.cooperative, candidate.neutral, candidate.confrontational)[class_of(said[TONE])]
    return Label(
        text=candidate.text,
        label=said[TONE],
        relevant="0" if said[TONE] == "x" else said.get(RELEVANT, ""),
        direction=said.get(DIRECTION, ""),
        coder=coder,
        article_id=article_id,
        sentence=sentence,
        date=candidate.date,
        source=candidate.source,
        model=candidate.model,
        probability=repr(probability),
    )
