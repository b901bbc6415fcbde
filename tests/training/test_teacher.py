import importlib.util

import numpy as np
import pytest
from click.testing import CliRunner

from tension.errors import InputError, UsageError
from tension.model.folder import load_model
from tension.training import teacher
from tension.training.encoder import encoder_installed
from tension.training.teacher import Lessons, masked_text, read_lessons, write_lessons
from tension.training.texts import sentence_hash
from tension.training.variants import read_forms, variants


@pytest.fixture(scope="module")
def forms():
    return read_forms()


def test_variants_exchange_one_term_for_another_of_its_form(forms):
    made = variants("Moscow lifts the ban, officials said.", forms, 40, 0)
    assert len(made) > 10
    assert all(text.startswith(("Moscow ", "Moscow")) and text.endswith(".") for text in made)
    verbs = [
        text.split(" the ban,")[0].removeprefix("Moscow ")
        for text in made
        if " the ban, officials said." in text
    ]
    third = {form[1] for form in forms.terms["verb"]} | {form[1] for form in forms.terms["noun"]}
    assert verbs
    assert set(verbs) <= third


def test_variants_are_the_same_for_the_same_number_and_keep_case_and_marks(forms):
    sentence = 'Sanctions "lifted", he said'
    made = variants(sentence, forms, 20, 7)
    assert made == variants(sentence, forms, 20, 7)
    assert sentence not in made
    assert all(text[0].isupper() for text in made)
    assert all('"' in text for text in made)


def test_sentences_without_terms_and_long_ones_have_no_variants(forms):
    assert variants("It was on Monday.", forms, 5, 0) == []
    assert variants("lifts the ban " * 20, forms, 5, 0) == []
    assert variants("He lifts it", forms, 5, 0, fewest=2) == []


def test_names_are_masked_as_the_student_masks_them():
    model = load_model()
    given = ["Russia and the United States agreed.", "", "Путин said “no” in Paris", "no name here"]
    assert masked_text(given, model.vocabulary, model.actors) == [
        "[MASK] and the [MASK] agreed.",
        "",
        '[MASK] said "no" in [MASK]',
        "no name here",
    ]


def test_hash_is_by_letters_and_digits_alone():
    assert sentence_hash("Talks, again!") == sentence_hash("talks  AGAIN")
    assert sentence_hash("talks again") != sentence_hash("talk again")
    assert 0 <= sentence_hash("x") < 1 << 64


def test_lessons_are_kept_by_hash(tmp_path):
    hashes = np.sort(np.array([sentence_hash(text) for text in "abc"], dtype=np.uint64))
    lessons = Lessons(hashes, {"all": np.array([[255, 0], [0, 255], [51, 51]], dtype=np.uint8)})
    write_lessons(lessons, tmp_path / "t.npz")
    again = read_lessons(tmp_path / "t.npz")
    there, targets = again.targets("all", np.append(np.uint64(5), hashes[[2, 0]]))
    assert there.tolist() == [1, 2]
    np.testing.assert_allclose(targets, [[0.2, 0.6, 0.2], [1, 0, 0]])
    with pytest.raises(InputError, match="tension teach"):
        read_lessons(tmp_path / "absent.npz")


def test_shipped_lessons_are_numbers_alone():
    lessons = read_lessons()
    assert lessons.sentence.dtype == np.uint64
    assert (np.diff(lessons.sentence) > 0).all()
    assert "all" in lessons.probability
    for fold, probability in lessons.probability.items():
        assert fold in teacher.FOLDS
        assert probability.shape == (len(lessons.sentence), 2)


def test_teach_says_what_is_missing(tmp_path):
    from tension.cli.teach import teach

    with pytest.raises(UsageError, match="--fold nobody: unknown"):
        teach.main(["--output", "x.npz", "--fold", "nobody"], standalone_mode=False)
    with pytest.raises(UsageError, match=r"suffix \.npz"):
        teach.main(["--output", "x.csv"], standalone_mode=False)
    if not encoder_installed():
        with pytest.raises(UsageError, match=r"tension-index\[teacher\]"):
            teach.main(["--output", str(tmp_path / "x.npz")], standalone_mode=False)
    assert "half an hour a teacher" in CliRunner().invoke(teach, ["--help"]).output


@pytest.mark.skipif(not importlib.util.find_spec("torch"), reason="the extra teacher isn't installed")
def test_encoder_learns_what_it_is_taught():
    from tension.training.encoder import Encoder

    good, bad = ["They welcomed the [MASK] talks."] * 32, ["They shelled the [MASK] town."] * 32
    targets = np.repeat([[0.9, 0.05, 0.05], [0.05, 0.05, 0.9]], 32, axis=0)
    encoder = Encoder()
    encoder.fine_tune([*good, *bad], targets, epochs=12, rate=5e-4)
    probability = encoder.probabilities([good[0], bad[0]])
    assert probability[0, 0] > 0.5 > probability[1, 0]
    np.testing.assert_allclose(np.linalg.norm(encoder.embed(["a", "b"]), axis=1), 1, atol=1e-5)


def test_teachers_are_added_and_none_is_lost(tmp_path):
    from tension.errors import OutputError
    from tension.training.teacher import add_lessons

    hashes = np.array([3, 9], dtype=np.uint64)
    for place, fold in enumerate(("all", "events")):
        add_lessons(Lessons(hashes, {fold: np.full((2, 2), place, dtype=np.uint8)}), tmp_path / "t.npz")
    kept = read_lessons(tmp_path / "t.npz")
    assert {fold: int(said[0, 0]) for fold, said in kept.probability.items()} == {"all": 0, "events": 1}
    with pytest.raises(OutputError, match="other sentences"):
        add_lessons(Lessons(hashes + np.uint64(1), kept.probability), tmp_path / "t.npz")
    with pytest.raises(InputError, match="tension teach --fold readings"):
        kept.targets("readings", hashes)
