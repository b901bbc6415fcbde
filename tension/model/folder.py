"""A model's folder: plain arrays and a card, checked before use; loading runs no code from it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import ModelError, OutputError, UsageError
from tension.files import shipped, whole_file
from tension.kernels import one_thread
from tension.model.arrays import check_arrays, from_under
from tension.model.context import ContextNet
from tension.model.direction import DirectionModel
from tension.model.explain import Explanation, explain_sentence
from tension.model.features import occurrences
from tension.model.linear import LinearTerms, class_probabilities, sentence_logits
from tension.model.phrases import RULES, masked_words, name_marks, tone_words
from tension.model.vocabulary import Vocabulary
from tension.text.actors import ActorTable, Mentions, find_actors
from tension.text.boundaries import Boundaries
from tension.text.encoding import plainly_spelt
from tension.text.tokens import U32, Tokens, blocks_of, find_tokens, sentence_block

DEFAULT_MODEL = "tension-2"
FORMAT = 5
"""Layout of ``model.npz`` as it's written; a reader refuses folders of a layout that it doesn't know."""

_FORMATS = (1, FORMAT)

LARGEST_MODEL = 5_000_000
"""Bytes of ``model.npz``: what a repository and a start-up bear."""


@dataclass(frozen=True, eq=False, repr=False)
class TensionModel:
    """Everything that scoring needs, frozen.

    Attributes
    ----------
    name : str
        As written in every frame of scores.
    boundaries : Boundaries
        What was learnt of sentence ends.
    vocabulary : Vocabulary
        Ordinary words, stems, lexicon and shifters.
    actors : ActorTable
        Names, which are masked, and whose they are.
    tone : LinearTerms
        Two logits, cooperative and confrontational against neutral, calibrated.
    gate : LinearTerms
        One logit: a sentence that names both sides speaks of dealings between them.
    direction : DirectionModel or None
        Three logits: the side named first acts, the side named second, both; a model of format 1 has none.
    gate_threshold : float
        Probability from which a sentence that names both sides counts as relevant.
    repeated : uint32 array, sorted
        Sentences that sources repeat from article to article (:func:`tension.scores.run` leaves them out).
    deviation : float
        Pooled standard deviation of sentence tension within an article, in units of tension.
    deviation_weight : float
        Degrees of freedom that the pooled deviation counts for.
    card : mapping
        ``card.json``: where the model comes from and what it was measured to do.
    context : ContextNet or None
        What words add to the tone's logits where they stand; a model of format 1 has none.
    """

    name: str
    boundaries: Boundaries
    vocabulary: Vocabulary
    actors: ActorTable
    tone: LinearTerms
    gate: LinearTerms
    direction: DirectionModel | None
    gate_threshold: float
    repeated: U32
    deviation: float
    deviation_weight: float
    card: Mapping[str, Any]
    context: ContextNet | None = None

    @one_thread()
    def score(self, sentences: Iterable[str]) -> SentenceScores:
        """Score sentences by themselves, whatever they are about.

        Parameters
        ----------
        sentences : iterable of str

        Returns
        -------
        SentenceScores
            NaN for a sentence without a word.

        Examples
        --------
        >>> import tension
        >>> scores = tension.load_model().score(["The talks were constructive.", "Moscow expelled ten diplomats."])
        >>> bool(scores.tension[0] < 0 < scores.tension[1])
        True
        """
        if isinstance(sentences, str):
            raise UsageError("score takes a list of sentences, not one string; put it in a list")
        if hasattr(sentences, "columns") or isinstance(sentences, Mapping):
            raise UsageError("score takes a list of sentences, not a table; give its column of sentences")
        if not isinstance(sentences, Iterable):
            raise UsageError(f"score takes a list of sentences, not a {type(sentences).__name__}")
        sentences = list(sentences)
        wrong = next((i for i, sentence in enumerate(sentences) if not isinstance(sentence, str)), None)
        if wrong is not None:
            raise UsageError(
                f"sentence {wrong} is a {type(sentences[wrong]).__name__}, not a string; fill it or leave it out"
            )
        parts = [np.zeros((0, 3))]
        for block in blocks_of((text, [(0, len(text))]) for text in map(plainly_spelt, sentences)):
            tokens = find_tokens(block)
            parts.append(self.probabilities(tokens, find_actors(tokens, self.actors)))
        return SentenceScores(*np.concatenate(parts).T)

    def probabilities(self, tokens: Tokens, mentions: Mentions) -> NDArray[np.float64]:
        """Probabilities of cooperative, neutral, confrontational for the sentences of a block; shape (m, 3)."""
        words = masked_words(tokens, name_marks(tokens, mentions), self.vocabulary)
        many = len(words) >= _MANY_WORDS
        by_row = self.tone.of_words(self.vocabulary) if many else ()
        terms = occurrences(words, without_known=many)
        logits = sentence_logits(self.tone, words, terms, by_row)
        if self.context is not None:
            logits += self.context.sentence_logits(words, self.vocabulary if many else None)
        probabilities = class_probabilities(logits)
        probabilities[np.diff(tokens.first) == 0] = np.nan
        return probabilities

    def explain(self, sentence: str) -> Explanation:
        """Explain the score of one sentence; see :func:`tension.model.explain.explain_sentence`."""
        sentence = plainly_spelt(sentence)
        block = sentence_block([sentence])
        tokens, words = tone_words(block, self.vocabulary, self.actors)
        in_context = None if self.context is None else self.context.word_logits(words)
        return explain_sentence(
            self.tone, sentence, block, tokens, words, occurrences(words), in_context=in_context
        )

    def __repr__(self) -> str:
        return f"<TensionModel {self.name}: {len(self.tone.key):,} terms>"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SentenceScores:
    """Calibrated probabilities of sentences, float64 arrays of shape (m,), NaN where a sentence has no word."""

    cooperative: NDArray[np.float64]
    neutral: NDArray[np.float64]
    confrontational: NDArray[np.float64]

    @property
    def tension(self) -> NDArray[np.float64]:
        """``confrontational - cooperative``, in [-1, 1]; up is worse."""
        return self.confrontational - self.cooperative

    @property
    def intensity(self) -> NDArray[np.float64]:
        """``cooperative + confrontational``, in [0, 1]; tells quiet from mixed."""
        return self.cooperative + self.confrontational


_MANY_WORDS = 1 << 12
"""From this many words on, a table of the weights of all words is worth making; the sums are the same to the bit,
for the weights are short binary fractions."""

_PARTS: dict[str, Any] = {
    "boundaries": Boundaries,
    "vocabulary": Vocabulary,
    "actors": ActorTable,
    "tone": LinearTerms,
    "context": ContextNet,
    "gate": LinearTerms,
    "direction": DirectionModel,
}
_OPTIONAL = ("context", "direction")
_N_LOGITS = {"tone": 2, "gate": 1}
_NUMBERS = ("gate_threshold", "deviation", "deviation_weight")


def write_model(model: TensionModel, folder: Path) -> None:
    """Write ``model.npz``, ``requirements.txt`` and ``card.json``, which comes last and has the arrays' SHA-256.

    The requirements are the versions that the model was trained with, for an exact rebuild.

    Raises
    ------
    ModelError
        If the arrays take more than :data:`LARGEST_MODEL` bytes.
    OutputError
        If the folder can't be written.
    """
    import hashlib

    arrays: dict[str, NDArray[Any]] = {
        f"{part}.{name}": array
        for part in _PARTS
        if getattr(model, part) is not None
        for name, array in getattr(model, part).to_arrays().items()
    }
    arrays["repeated"] = model.repeated
    arrays |= {name: np.array(getattr(model, name), dtype=np.float64) for name in _NUMBERS}
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    content = buffer.getvalue()
    if len(content) > LARGEST_MODEL:
        raise ModelError(
            f"{folder}: the model has {len(content):,} bytes, more than {LARGEST_MODEL:,}; prune its terms"
        )
    card = dict(model.card) | {
        "name": model.name,
        "format": FORMAT,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
    }
    new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: can't be made ({error.strerror}); choose another place") from error
    try:
        _write_parts(folder, content, card, model.card.get("versions", {}))
    except OutputError:
        if new:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _write_parts(folder: Path, content: bytes, card: Mapping[str, Any], versions: Mapping[str, str]) -> None:
    with whole_file(folder / "model.npz") as stream:
        stream.write(content)
    with whole_file(folder / "requirements.txt", "w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{package}=={versions[package]}\n" for package in sorted(versions))
    with whole_file(folder / "card.json", "w", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(card, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def find_model(name: str | Path = DEFAULT_MODEL) -> Path:
    """Folder of a model: a path, or a name in ``./models`` and then among the shipped models.

    Raises
    ------
    ModelError
        If there's none, or what is given is no name; the message lists those there are.
    """
    if not isinstance(name, str | Path):
        raise ModelError(
            f"a model is named by a string or a path, not by a {type(name).__name__}; try {DEFAULT_MODEL!r}"
        )
    folders = (
        [Path(name)]
        if Path(name).name != str(name)
        else [Path("models", name), shipped("models", str(name)), Path(name)]
    )
    for folder in folders:
        if (folder / "card.json").is_file():
            return folder
    known = ", ".join(path.name for path in list_models()) or "none"
    raise ModelError(
        f"{name}: no model there (no card.json); use a folder that `tension train` made, or one of: {known}"
    )


def list_models() -> list[Path]:
    """Folders of the models in ``./models`` and of the shipped ones, by name."""
    found = {
        card.parent.name: card.parent
        for place in (shipped("models"), Path("models"))
        for card in place.glob("*/card.json")
    }
    return [found[name] for name in sorted(found)]


def load_model(name: str | Path = DEFAULT_MODEL) -> TensionModel:
    """Load a model by name or folder, and check that its arrays are those that its card speaks of.

    Raises
    ------
    ModelError
        If the folder is absent, of another format, or a byte of it was changed.

    Examples
    --------
    >>> load_model().name
    'tension-2'
    """
    import hashlib

    folder = find_model(name)
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        content = (folder / "model.npz").read_bytes()
    except OSError as error:
        raise ModelError(
            f"{error.filename}: can't be read ({error.strerror}); restore the model's folder"
        ) from error
    except ValueError as error:
        raise ModelError(
            f"{folder / 'card.json'}: isn't valid JSON ({error}); restore the model's folder"
        ) from error
    if not isinstance(card, dict) or card.get("format") not in _FORMATS:
        raise ModelError(
            f"{folder}: isn't a model of format {_FORMATS[0]} or {_FORMATS[-1]}; train it again or install the matching version"
        )
    if hashlib.sha256(content).hexdigest() != card.get("sha256"):
        raise ModelError(
            f"{folder / 'model.npz'}: isn't the file its card speaks of (SHA-256 differs); restore the model's folder"
        )
    try:
        return _model_of(card, content)
    except (ValueError, TypeError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"{folder / 'model.npz'}: doesn't hold a model's arrays ({error}); restore the model's folder"
        ) from error


def _model_of(card: Mapping[str, Any], content: bytes) -> TensionModel:
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        arrays = {key: stored[key] for key in stored.files}
    parts: dict[str, Any] = {}
    for part, kind in _PARTS.items():
        own = from_under(f"{part}.", arrays)
        try:
            parts[part] = kind.from_arrays(own) if own or part not in _OPTIONAL else None
            if part in _N_LOGITS and parts[part].weight.shape[1] != _N_LOGITS[part]:
                raise ValueError(f"weight is for {parts[part].weight.shape[1]} logits, not {_N_LOGITS[part]}")
        except ValueError as error:
            raise ValueError(f"{part}: {error}") from error
    if parts["vocabulary"].reach.shape not in ((0,), (len(RULES),)):
        raise ValueError(
            f"vocabulary: reach has the shape {parts['vocabulary'].reach.shape}, not ({len(RULES)},)"
        )
    check_arrays(arrays, dict.fromkeys(_NUMBERS, (np.float64, ())))
    check_arrays(arrays, {"repeated": (np.uint32, (arrays["repeated"].size,))})
    numbers = {key: float(arrays[key]) for key in _NUMBERS}
    everything: dict[str, Any] = parts | numbers
    return TensionModel(name=card["name"], repeated=arrays["repeated"], card=card, **everything)
