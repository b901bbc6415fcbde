import numpy as np
import pytest

from tension.errors import InputError
from tension.model.features import occurrences
from tension.model.linear import sentence_logits
from tension.model.phrases import tone_words
from tension.text.lookup import upper_half
from tension.text.tokens import blocks_of, find_tokens, sentence_block
from tension.training import encoded_words
from tension.training.terms import term_matrix
from tension.training.tone import ToneFit
from tension.training.vectors import WordVectors, read_vectors, write_vectors

SENTENCES = [
    "The talks were constructive and the talks went on.",
    "They signed an agreement on trade.",
    "The parties signed, and the guests left.",
    "The talks failed.",
]


def likeness(vectors, vocabulary, one, other):
    hashes = upper_half(find_tokens(sentence_block([f"{one} {other}"])).word)
    rows = vectors.rows(vocabulary.word[vocabulary.stem[vocabulary.find(hashes)]])
    assert (rows >= 0).all(), (one, other)
    first, second = vectors.vector[rows]
    return first @ second / np.linalg.norm(first) / np.linalg.norm(second)


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("sanctions", "embargo", "football"),
        ("talks", "negotiations", "weather"),
        ("expelled", "banned", "sang"),
    ],
)
def test_shipped_vectors_put_words_used_alike_near_each_other(model, word, near, far):
    vectors = read_vectors(model.vocabulary)
    assert len(vectors.stem) > 8_000
    assert (np.diff(vectors.stem.astype(np.int64)) > 0).all()
    assert np.linalg.norm(vectors.vector, axis=1).max() < 1.05
    assert likeness(vectors, model.vocabulary, word, near) > 0.2 + likeness(
        vectors, model.vocabulary, word, far
    )


def test_vectors_are_kept_in_steps(tmp_path, model):
    before = read_vectors(model.vocabulary)
    write_vectors(before, tmp_path / "vectors.npz")
    after = read_vectors(model.vocabulary, tmp_path / "vectors.npz")
    np.testing.assert_array_equal(after.stem, before.stem)
    np.testing.assert_allclose(after.vector, before.vector, atol=np.abs(before.vector).max() / 127)


def test_a_stem_is_found_by_any_of_its_words(model):
    vocabulary = model.vocabulary
    other = np.flatnonzero(vocabulary.stem != np.arange(len(vocabulary.stem)))[0]
    vectors = WordVectors(vocabulary.word[[other]], np.ones((1, 3), dtype=np.float32))
    named = vectors.named_by(vocabulary)
    assert named.stem.tolist() == [vocabulary.word[vocabulary.stem[other]]]
    assert named.vector.tolist() == [[1, 1, 1]]


def test_what_is_no_file_of_vectors_is_told(tmp_path, model):
    (tmp_path / "words.npz").write_bytes(b"none")
    with pytest.raises(InputError, match=r"no word vectors there.*tension teach --words"):
        read_vectors(model.vocabulary, tmp_path / "words.npz")
    with pytest.raises(InputError, match="no word vectors there"):
        read_vectors(model.vocabulary, tmp_path / "absent.npz")


def test_sentences_are_chosen_until_every_word_was_looked_at(model, monkeypatch):
    monkeypatch.setattr(encoded_words, "_PLACES", 1)
    monkeypatch.setattr(encoded_words, "_FEWEST_PLACES", 1)
    places = encoded_words._places(SENTENCES, model.vocabulary, model.actors)
    taken = encoded_words._covering(places, np.bincount(places.stem), len(SENTENCES))
    assert taken.all()
    monkeypatch.setattr(encoded_words, "_FEWEST_PLACES", 2)
    taken = encoded_words._covering(places, np.bincount(places.stem), len(SENTENCES))
    assert taken.tolist() == [True, True, False, False]
    part = encoded_words._of(places, np.array([False, True, False, True]))
    assert set(part.sentence) == {0, 1}
    words = [SENTENCES[3][a:b] for a, b, s in zip(part.start, part.end, part.sentence, strict=True) if s == 1]
    assert words == ["talks", "failed"]


def test_a_stem_gets_the_mean_of_its_pieces(model, monkeypatch):
    places = encoded_words._places(SENTENCES, model.vocabulary, model.actors)

    class Letters:
        """An encoder whose pieces are single letters, their state the place where they begin."""

        size = 1

        def states(self, sentences):
            rows = np.arange(len(sentences))[::-1]
            starts = [np.arange(len(sentences[i])) for i in rows]
            yield rows, [start[:, None].astype(np.float32) for start in starts], starts

    monkeypatch.setattr(encoded_words, "Encoder", Letters)
    steps = []
    mean, pieces = encoded_words._mean_states(SENTENCES, places, steps.append)
    failed = np.flatnonzero((places.sentence == 3) & (places.start == SENTENCES[3].index("failed")))
    row = places.stem[failed[0]]
    at = SENTENCES[3].index("failed")
    assert mean[row, 0] == pytest.approx(np.arange(at, at + 6).mean())
    talks = places.stem[np.flatnonzero(places.start == 4)[0]]
    assert pieces[talks] == 15


def test_principal_components_have_length_1():
    random = np.random.default_rng(0)
    found = encoded_words._principal(random.normal(size=(50, 8)) * np.arange(1, 9), np.ones(50), 3)
    assert found.shape == (50, 3)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1)


def test_vectors_folded_into_stems_score_as_they_were_fitted(model):
    """Words that a rule turns round ("no threat", "lifted the ban") included."""
    vectors = read_vectors(model.vocabulary)
    texts = [
        "Russia is no longer a threat to the United States.",
        "Washington lifted the ban.",
        "Talks failed.",
    ]
    matrix = term_matrix(texts, model.vocabulary, model.actors, vectors)
    random = np.random.default_rng(0)
    fit = ToneFit(
        np.arange(len(matrix.key)),
        random.normal(size=(len(matrix.key), 2)),
        random.normal(size=(matrix.vectors.shape[1], 2)),
        random.normal(size=2),
    )
    (block,) = blocks_of((text, [(0, len(text))]) for text in texts)
    _, words = tone_words(block, model.vocabulary, model.actors)
    assert words.turned.sum() > 1
    scored = sentence_logits(fit.terms(matrix, vectors), words, occurrences(words))
    np.testing.assert_allclose(scored, fit.logits(matrix, np.arange(len(texts))), atol=0.02)
