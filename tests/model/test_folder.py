"""A model's folder: checked before use, told in one line where it's damaged, and the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import json
import shutil

import numpy as np
import pandas as pd
import pytest

from tension.errors import ModelError, OutputError, UsageError
from tension.files import shipped
from tension.model import folder as folder_module
from tension.model.folder import (
    FORMAT,
    LARGEST_MODEL,
    find_model,
    list_models,
    load_model,
    write_model,
)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(shipped("models", "tension-2"), tmp_path / "mine-1")


def stored(folder):
    with np.load(folder / "model.npz") as arrays:
        return {name: arrays[name] for name in arrays.files}


def replace_arrays(folder, arrays, **options):
    """Write other arrays with a card that vouches for them."""
    buffer = io.BytesIO()
    np.savez(buffer, **options, **arrays)
    replace_content(folder, buffer.getvalue())


def replace_content(folder, content):
    (folder / "model.npz").write_bytes(content)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")


@pytest.mark.parametrize("place", [0, 0.5, -1])
def test_changed_byte_is_refused(folder, place):
    content = bytearray((folder / "model.npz").read_bytes())
    content[int(place * len(content)) if 0 <= place < 1 else place] ^= 1
    (folder / "model.npz").write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.npz: .*SHA-256 differs.*; restore"):
        load_model(folder)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("model.npz", None, r"model\.npz: can't be read \(No such file or directory\); restore"),
        ("card.json", None, r"mine-1: no model there \(no card\.json\); use a folder .* one of: .*tension-2"),
        ("card.json", "{", r"card\.json: isn't valid JSON .*; restore"),
        ("card.json", "\xff", r"card\.json: isn't valid JSON .*; restore"),
        ("card.json", "[]", rf"mine-1: isn't a model of format 1 or {FORMAT}; train it again"),
        ("card.json", "{}", rf"mine-1: isn't a model of format 1 or {FORMAT}; train it again"),
        ("card.json", '{"format": 99}', rf"mine-1: isn't a model of format 1 or {FORMAT}; train it again"),
        ("model.npz", "", r"model\.npz: .*SHA-256 differs.*; restore"),
    ],
)
def test_damaged_folder_is_told_with_file_and_remedy(folder, name, content, message):
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content.encode("latin-1"))
    with pytest.raises(ModelError, match=message) as told:
        load_model(folder)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", [None, 2, b"tension-2"])
def test_what_is_no_name_is_told(name):
    with pytest.raises(ModelError, match=rf"not by a {type(name).__name__}; try 'tension-2'"):
        load_model(name)


def test_pickled_array_is_refused_even_with_a_matching_card(folder):
    replace_arrays(folder, stored(folder) | {"repeated": np.array([{"any": "object"}], dtype=object)})
    with pytest.raises(ModelError, match=r"model\.npz: .*; restore"):
        load_model(folder)


def test_pickle_in_the_place_of_the_arrays_is_refused(folder):
    import pickle

    replace_content(folder, pickle.dumps({"a": 1}))
    with pytest.raises(ModelError, match=r"model\.npz: .*; restore"):
        load_model(folder)


@pytest.mark.parametrize(
    ("name", "damage", "told"),
    [
        ("tone.weight", lambda array: array[:-1], "tone: weight is float16 of shape"),
        (
            "tone.weight",
            lambda array: array * np.float16(np.nan),
            "tone: weight has a number that isn't finite",
        ),
        ("gate.key", lambda array: array[::-1], "gate: key doesn't rise"),
        ("direction.weight", lambda array: array.astype(np.int64), "direction: weight is int64"),
        ("vocabulary.shifter", lambda array: array[1:], "vocabulary: shifter is uint16 of shape"),
        ("vocabulary.stem", lambda array: array + np.uint32(len(array)), "vocabulary: stem points beyond"),
        ("context.told", lambda array: array[:2], "context: told is int8 of shape"),
        ("direction.part", lambda array: array[:, :1], "direction: part is int8 of shape"),
        ("direction.told", lambda array: array[:3], "direction: told is int8 of shape"),
        ("direction.weight", lambda array: array[:, :3], "direction: weight is float16 of shape"),
        ("vocabulary.shifter", lambda array: array | np.uint16(1 << 15), "vocabulary: shifter has a kind"),
        ("vocabulary.run", lambda array: np.array([2, 3]), "vocabulary: run isn't a number"),
        ("vocabulary.length_power", lambda array: array * np.nan, "vocabulary: length_power isn't a number"),
        ("vocabulary.reach", lambda array: array[:4], "vocabulary: reach has the shape"),
        ("gate_threshold", lambda array: array * np.nan, "gate_threshold has a number that isn't finite"),
        ("repeated", lambda array: array.astype(np.float32), "repeated is float32"),
    ],
)
def test_arrays_that_dont_belong_together_are_told(folder, name, damage, told):
    arrays = stored(folder)
    replace_arrays(folder, arrays | {name: damage(arrays[name])})
    with pytest.raises(ModelError, match=rf"model\.npz: doesn't hold a model's arrays \({told}.*; restore"):
        load_model(folder)


@pytest.mark.parametrize("name", ["tone.key", "repeated", "deviation", "actors.codes"])
def test_missing_array_is_named(folder, name):
    arrays = stored(folder)
    del arrays[name]
    replace_arrays(folder, arrays)
    with pytest.raises(ModelError, match=rf"model\.npz: .*{name.split('.')[-1]}.*; restore"):
        load_model(folder)


def test_nothing_in_the_folder_is_a_pickle():
    with np.load(shipped("models", "tension-2") / "model.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "biufU" for name in arrays.files)


def test_same_model_gives_the_same_bytes(model, tmp_path):
    for name in ("one", "two"):
        write_model(model, tmp_path / name)
    again = load_model(tmp_path / "one")
    write_model(again, tmp_path / "three")
    for name in ("model.npz", "card.json"):
        contents = {(tmp_path / folder / name).read_bytes() for folder in ("one", "two", "three")}
        assert len(contents) == 1
    sentences = ["Russia signed the treaty.", "They imposed sanctions on Moscow."]
    assert again.score(sentences).tension.tolist() == model.score(sentences).tension.tolist()


def test_shipped_model_is_small_enough():
    assert (shipped("models", "tension-2") / "model.npz").stat().st_size <= LARGEST_MODEL


def test_folder_that_cannot_be_made_is_told(model, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        write_model(model, tmp_path / "file" / "model")


def test_name_is_looked_for_in_models_of_the_working_folder_first(folder, tmp_path, monkeypatch):
    shutil.copytree(folder, tmp_path / "models" / "tension-2")
    shutil.copytree(folder, tmp_path / "models" / "other-2")
    monkeypatch.chdir(tmp_path)
    assert find_model("tension-2").resolve() == tmp_path / "models" / "tension-2"
    assert [path.name for path in list_models()] == ["other-2", "tension-1", "tension-2"]
    assert find_model(tmp_path / "mine-1") == tmp_path / "mine-1"
    assert find_model("mine-1").resolve() == tmp_path / "mine-1"


def test_one_string_isnt_a_list_of_sentences(model):
    with pytest.raises(UsageError, match="put it in a list"):
        model.score("Russia signed the treaty.")


SENTENCES = [
    "Russia signed the treaty with the United States.",
    "",
    "…",
    "Moscow expelled ten diplomats.",
    "Putin",
    "They didn't lift the sanctions, he said; “no one has been jailed.”",
    "sanctions " * 3000,
    "Ž é Ё 😀 war",
]


def test_score_doesnt_depend_on_company(model):
    together = model.score(SENTENCES)
    alone = np.concatenate([model.score([sentence]).tension for sentence in SENTENCES])
    backwards = model.score(SENTENCES[::-1]).tension[::-1]
    among = model.score(["Other words, and war."] * 2000 + SENTENCES + ["The end"] * 2000).tension[2000:-2000]
    for other in (alone, backwards, among):
        assert np.allclose(other, together.tension, rtol=0, atol=1e-12, equal_nan=True)


def test_probabilities_add_to_one_and_sentences_without_a_word_have_none(model):
    scores = model.score(SENTENCES)
    total = scores.cooperative + scores.neutral + scores.confrontational
    assert np.isnan(total).tolist() == [sentence in ("", "…") for sentence in SENTENCES]
    assert np.allclose(total[~np.isnan(total)], 1)
    assert np.nanmax(np.abs(scores.tension)) <= 1
    assert np.allclose(scores.intensity, 1 - scores.neutral, equal_nan=True)


def test_no_sentences_give_no_scores(model):
    assert model.score([]).tension.shape == (0,)


def test_first_model_still_scores_as_it_did():
    scores = load_model("tension-1").score(
        ["Moscow is no longer a threat.", "The two presidents agreed to extend the treaty."]
    )
    assert scores.tension.round(6).tolist() == [0.567137, -0.799932]
    assert load_model("tension-1").direction is None


def test_model_that_cannot_be_written_whole_leaves_no_folder(model, tmp_path, monkeypatch):
    def full(path, *arguments, **options):
        raise OutputError(f"{path}: no space left on the disk")

    monkeypatch.setattr(folder_module, "whole_file", full)
    with pytest.raises(OutputError, match="no space"):
        write_model(model, tmp_path / "mine-1")
    assert not (tmp_path / "mine-1").exists()
    (tmp_path / "old").mkdir()
    with pytest.raises(OutputError, match="no space"):
        write_model(model, tmp_path / "old")
    assert (tmp_path / "old").is_dir()


def test_marks_that_nobody_sees_change_no_score():
    model = load_model()
    plain, marked = (
        "Moscow condemned the officials.",
        "Mos\u00adcow con\u00addemned \u2068the\u2069 o\ufb03cials.",
    )
    scores = model.score([plain, marked])
    assert scores.tension[0] == scores.tension[1]
    assert model.explain(marked) == model.explain(plain)


def test_no_sentences_at_all_are_told():
    with pytest.raises(UsageError, match="a list of sentences, not a NoneType"):
        load_model().score(None)


def test_tables_arent_scored_by_the_names_of_their_columns():
    for table in (pd.DataFrame({"text": ["They met."]}), {"text": "They met."}):
        with pytest.raises(UsageError, match="not a table"):
            load_model().score(table)


def test_bad_news_is_no_confrontation():
    scores = load_model().score(
        ["The economy is shrinking.", "A shrinking economy.", "Unemployment is rising."]
    )
    assert np.abs(scores.tension).max() < 0.1
    assert (scores.neutral > 0.6).all()
