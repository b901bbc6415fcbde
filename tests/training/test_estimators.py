"""The estimators keep scikit-learn's contract, which its own checks don't try on strings."""

from __future__ import annotations

import copy
import warnings

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import StackingClassifier
from sklearn.exceptions import FitFailedWarning, NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from tension.errors import InputError, ModelError, TensionError, UsageError
from tension.model.folder import load_model, write_model
from tension.training.dyad_filter import DyadFilter
from tension.training.estimators import TensionClassifier
from tension.training.labelled import CLASSES
from tension.training.term_features import TermFeatures
from tension.training.terms import WITHOUT_CONTENT
from tests.training.made_up import WHO, labelled_texts, signs

TEXTS, NAMES = labelled_texts()
SIGNS = signs(NAMES)

FAMILY = {
    "classifier": TensionClassifier(inverse_penalty=0.5, calibration_folds=3),
    "terms": TermFeatures(min_sentences=3, max_features=50),
    "filter": DyadFilter(dyad="rus-ukr", threshold=0.6),
}
OTHER = {"inverse_penalty": 2.0, "min_sentences": 2, "dyad": "usa-rus"}


@pytest.fixture(params=FAMILY, name="estimator")
def fixture_estimator(request):
    return clone(FAMILY[request.param])


def told(estimator, texts):
    """What an estimator says of texts, as an array."""
    if hasattr(estimator, "predict_proba"):
        return estimator.predict_proba(texts)
    found = estimator.transform(texts)
    return found.toarray() if hasattr(found, "toarray") else np.asarray(found)


def learnt(estimator):
    return {name for name in vars(estimator) if name.endswith("_") or name == "_names"}


def test_clone_has_equal_settings_and_is_unfitted(estimator):
    estimator.fit(TEXTS, NAMES)
    copied = clone(estimator)
    assert copied.get_params() == estimator.get_params()
    assert not learnt(copied)


def test_nothing_is_done_to_settings_before_fit(estimator):
    kind = type(estimator)
    made = kind(**{name: f"any {name}" for name in estimator.get_params()})
    assert made.get_params() == {name: f"any {name}" for name in estimator.get_params()}
    with pytest.raises((UsageError, ModelError)):
        made.fit(TEXTS, NAMES)
    assert not learnt(made)


def test_unfitted_says_so(estimator):
    calls = [name for name in ("predict", "predict_proba", "transform", "keep") if hasattr(estimator, name)]
    for name in calls:
        with pytest.raises(NotFittedError, match="not fitted yet"):
            getattr(estimator, name)(TEXTS)


def test_fit_gives_the_estimator_back_and_leaves_settings_alone(estimator):
    before = estimator.get_params()
    assert estimator.fit(TEXTS, NAMES) is estimator
    assert estimator.get_params() == before


def test_refit_forgets_the_first_fit(estimator):
    first, second = slice(0, 36), slice(36, 72)
    again = clone(estimator).fit(TEXTS[first], NAMES[first]).fit(TEXTS[second], NAMES[second])
    fresh = clone(estimator).fit(TEXTS[second], NAMES[second])
    np.testing.assert_array_equal(told(again, TEXTS), told(fresh, TEXTS))
    assert learnt(again) == learnt(fresh)


@pytest.mark.parametrize("wrong", [[1.5] * 72, [None, *TEXTS[1:]], "one text", {"a": 1}, TEXTS[0]])
def test_failed_fit_leaves_no_state_and_an_earlier_one_whole(estimator, wrong):
    with pytest.raises(TensionError):
        estimator.fit(wrong, NAMES)
    assert not learnt(estimator)
    estimator.fit(TEXTS, NAMES)
    before = told(estimator, TEXTS)
    with pytest.raises(TensionError):
        estimator.fit(wrong, NAMES)
    np.testing.assert_array_equal(told(estimator, TEXTS), before)


def test_input_is_not_changed(estimator):
    frame = pd.DataFrame({"text": TEXTS, "n": range(72)}, index=[f"r{i}" for i in range(72)])
    names = pd.Series(NAMES, index=frame.index)
    kept, kept_names = frame.copy(deep=True), names.copy(deep=True)
    estimator.fit(frame, names)
    told(estimator, frame)
    pd.testing.assert_frame_equal(frame, kept)
    pd.testing.assert_series_equal(names, kept_names)


@pytest.mark.parametrize(
    "given",
    [
        tuple,
        np.array,
        lambda texts: np.array(texts, dtype=object)[:, None],
        pd.Series,
        pd.Index,
        lambda texts: pd.Series(texts, dtype="category"),
        lambda texts: pd.DataFrame({"title": texts, "n": 1}),
        lambda texts: pd.DataFrame({"title": "other", "text": texts}),
        lambda texts: pd.DataFrame({"headline": texts}),
    ],
)
def test_texts_may_come_in_anything(estimator, given):
    estimator.fit(TEXTS, NAMES)
    np.testing.assert_array_equal(told(estimator, given(TEXTS)), told(estimator, TEXTS))


def test_score_does_not_depend_on_what_else_is_scored(estimator):
    estimator.fit(TEXTS, NAMES)
    whole = told(estimator, TEXTS)
    np.testing.assert_array_equal(told(estimator, TEXTS[::-1]), whole[::-1])
    np.testing.assert_array_equal(told(estimator, TEXTS[5:6]), whole[5:6])
    assert told(estimator, []).shape == (0, whole.shape[1])


def test_dumped_and_loaded_it_says_the_same(estimator, tmp_path):
    estimator.fit(TEXTS, NAMES)
    joblib.dump(estimator, tmp_path / "e.joblib")
    loaded = joblib.load(tmp_path / "e.joblib")
    np.testing.assert_array_equal(told(loaded, TEXTS), told(estimator, TEXTS))
    np.testing.assert_array_equal(told(copy.deepcopy(estimator), TEXTS), told(estimator, TEXTS))


def test_same_input_gives_the_same_fit(estimator):
    one, other = clone(estimator).fit(TEXTS, NAMES), clone(estimator).fit(TEXTS, NAMES)
    assert joblib.hash(told(one, TEXTS)) == joblib.hash(told(other, TEXTS))


def test_model_itself_may_be_given(estimator, model):
    given = clone(estimator).set_params(model=model)
    np.testing.assert_array_equal(
        told(clone(given).fit(TEXTS, NAMES), TEXTS), told(estimator.fit(TEXTS, NAMES), TEXTS)
    )


def test_it_is_searched_over_in_a_pipeline(estimator):
    name = next(name for name in OTHER if name in estimator.get_params())
    steps = [("own", estimator)]
    if not hasattr(estimator, "predict"):
        steps.append(("after", LogisticRegression()))
    values = [estimator.get_params()[name], OTHER[name]]
    search = GridSearchCV(Pipeline(steps), {f"own__{name}": values}, cv=2, error_score="raise")
    search.fit(pd.Series(TEXTS), pd.Series(NAMES))
    assert search.best_params_[f"own__{name}"] in values
    assert set(search.predict(TEXTS)) <= set(CLASSES)


TRANSFORMERS = [name for name, estimator in FAMILY.items() if hasattr(estimator, "transform")]


@pytest.mark.parametrize("name", TRANSFORMERS)
def test_names_match_columns_and_pandas_keeps_the_index(name):
    frame = pd.DataFrame({"text": TEXTS, "n": 1}, index=[f"r{i % 5}" for i in range(72)])  # some twice
    transformer = clone(FAMILY[name]).set_output(transform="pandas")
    found = transformer.fit_transform(frame)
    assert found.index.equals(frame.index)
    assert found.columns.tolist() == transformer.get_feature_names_out().tolist()
    np.testing.assert_array_equal(found.to_numpy(), told(transformer.set_output(transform="default"), TEXTS))
    assert transformer.set_output(transform="pandas").transform(TEXTS[:2]).index.tolist() == [0, 1]
    assert isinstance(clone(transformer).fit_transform(TEXTS), pd.DataFrame)


@pytest.mark.parametrize("output", ["default", "pandas"])
def test_transformers_stand_beside_others_in_a_frame(output):
    frame = pd.DataFrame({"text": TEXTS, "date": "2015-03-01", "length": [len(text) for text in TEXTS]})
    columns = ColumnTransformer(
        [
            ("terms", TermFeatures(max_features=20), "text"),
            ("dyad", DyadFilter(), ["text", "date"]),
            ("rest", "passthrough", ["length"]),
        ]
    ).set_output(transform=output)
    found = columns.fit_transform(frame)
    assert found.shape == (72, 25)
    names = columns.get_feature_names_out().tolist()
    assert names[-5:] == [*(f"dyad__{name}" for name in DyadFilter().get_feature_names_out()), "rest__length"]
    if output == "pandas":
        assert found.columns.tolist() == names
        return  # scikit-learn warns where sparse columns stand beside dense ones in a frame
    chained = make_pipeline(columns, LogisticRegression(max_iter=500))
    assert chained.fit(frame, NAMES).score(frame, NAMES) > 0.9
    union = make_union(TermFeatures(max_features=20), DyadFilter())
    assert union.fit_transform(TEXTS).shape == (72, 24)


# The classifier.


@pytest.fixture(scope="module", name="fitted")
def fixture_fitted():
    return TensionClassifier().fit(TEXTS, SIGNS)


def test_it_learns_what_it_is_told(fitted):
    assert fitted.score(TEXTS, SIGNS) == 1
    assert fitted.score(TEXTS, NAMES) == 1
    assert fitted.classes_.tolist() == [-1, 0, 1]
    probability = fitted.predict_proba(TEXTS)
    assert probability.shape == (72, 3)
    np.testing.assert_allclose(probability.sum(axis=1), 1)
    assert fitted.predict(TEXTS).tolist() == SIGNS


def test_columns_are_in_the_order_of_the_classes_whatever_the_labels_are_called(fitted):
    soft = np.eye(3)[np.array(SIGNS) + 1]
    by_name = pd.DataFrame(soft, columns=list(CLASSES))[["neutral", "confrontational", "cooperative"]]
    wanted = fitted.predict_proba(TEXTS)
    for y, labels, classes in (
        (NAMES, None, CLASSES),
        (pd.Series(NAMES, dtype="category"), None, CLASSES),
        (np.array(SIGNS, dtype=float)[:, None], None, (-1, 0, 1)),
        (pd.DataFrame({"y": SIGNS}), None, (-1, 0, 1)),
        (soft, None, CLASSES),
        (by_name, None, CLASSES),
        (np.array(SIGNS) + 1, (0, 1, 2), (0, 1, 2)),
        (
            [{-1: "good", 0: "so", 1: "bad"}[sign] for sign in SIGNS],
            ("good", "so", "bad"),
            ("good", "so", "bad"),
        ),
    ):
        other = TensionClassifier(labels=labels).fit(TEXTS, y)
        np.testing.assert_array_equal(other.predict_proba(TEXTS), wanted)
        assert other.classes_.tolist() == list(classes)
        assert other.score(TEXTS, y) == 1


def test_logits_agree_with_the_probabilities(fitted):
    logits = fitted.decision_function(TEXTS)
    assert (logits[:, 1] == 0).all()
    odds = np.exp(logits)
    np.testing.assert_allclose(
        odds / odds.sum(axis=1, keepdims=True), fitted.predict_proba(TEXTS), atol=1e-12
    )


@pytest.mark.parametrize("share", [1, 8])
@pytest.mark.parametrize("folds", [0, 5])
def test_text_without_content_leans_to_neither_side(share, folds):
    """Also where nearly all labels are of one pole, or hardly any is neutral."""
    cooperative = [i for i, sign in enumerate(SIGNS) if sign < 0]
    rows = [i for i, sign in enumerate(SIGNS) if sign > 0] * share + cooperative[:10]
    classifier = TensionClassifier(calibration_folds=folds).fit(
        [f"{TEXTS[i]} {'again ' * (place // 72)}" for place, i in enumerate(rows)], [SIGNS[i] for i in rows]
    )
    frame = classifier.predict_frame([*WITHOUT_CONTENT, "", " ", "Macron and France in 2019", "Peru"])
    assert frame.notna().all(axis=None)
    assert (frame.tension.abs() < 0.05).all()


def test_names_carry_no_polarity(fitted):
    texts = ["Russia condemned the attack.", "France condemned the attack.", "Macron condemned the attack."]
    assert len(np.unique(fitted.predict_proba(texts), axis=0)) == 1


def test_frame_of_scores_has_the_index_of_the_texts(fitted):
    frame = pd.DataFrame({"title": TEXTS[:3]}, index=["a", "b", "a"])
    scores = fitted.predict_frame(frame.assign(desk=1))
    assert scores.index.tolist() == ["a", "b", "a"]
    assert scores.columns.tolist() == ["title", "desk", *CLASSES, "tension", "intensity"]
    assert fitted.predict_frame(frame.title).columns.tolist() == [*CLASSES, "tension", "intensity"]
    np.testing.assert_allclose(scores.tension, scores.confrontational - scores.cooperative)
    assert fitted.predict_frame(TEXTS[:2]).index.tolist() == [0, 1]


def test_missing_text_has_no_score_and_stops_nothing(fitted):
    texts = [TEXTS[0], None, float("nan"), TEXTS[1]]
    scores = fitted.predict_frame(pd.DataFrame({"text": texts}))
    assert scores.tension.isna().tolist() == [False, True, True, False]
    assert scores.tension[0] == fitted.predict_frame(TEXTS[:1]).tension[0]
    with pytest.raises(InputError, match="2 of 4 are missing"):
        fitted.predict_proba(texts)


def test_model_made_of_it_scores_alike_when_written_and_read(fitted, tmp_path):
    write_model(fitted.to_model("mine-1"), tmp_path / "mine-1")
    read = load_model(tmp_path / "mine-1")
    scores = read.score(TEXTS)
    np.testing.assert_allclose(
        np.column_stack([scores.cooperative, scores.neutral, scores.confrontational]),
        fitted.predict_proba(TEXTS),
        atol=1e-3,
    )
    assert read.name == "mine-1"
    assert read.card["training"] == {"own labels": 72}
    assert "metrics" not in read.card
    again = TensionClassifier.from_model(tmp_path / "mine-1")
    np.testing.assert_array_equal(again.predict_proba(TEXTS), fitted.predict_proba(TEXTS))


def test_made_of_a_model_it_scores_as_the_model_does(model):
    classifier = TensionClassifier.from_model(model)
    scores = model.score(TEXTS)
    np.testing.assert_array_equal(classifier.predict_proba(TEXTS)[:, 2], scores.confrontational)
    assert classifier.classes_.tolist() == list(CLASSES)
    assert classifier.score(TEXTS, SIGNS) == classifier.score(TEXTS, NAMES) > 0.7
    assert not learnt(clone(classifier))


def test_explanation_adds_up(fitted):
    explained = fitted.explain(TEXTS[6])
    logits = fitted.decision_function(TEXTS[6:7])[0]
    total = explained.intercept + sum(term.weight for term in explained.terms)
    assert total == pytest.approx(logits[2] - logits[0], abs=1e-6)


def test_weights_count_and_a_row_of_weight_0_is_not_there():
    rows = np.arange(36, 72)
    weights = np.where(np.arange(72) >= 36, 1.0, 0.0)
    weighted = TensionClassifier(calibration_folds=3).fit(TEXTS, SIGNS, sample_weight=weights)
    without = TensionClassifier(calibration_folds=3).fit([TEXTS[i] for i in rows], [SIGNS[i] for i in rows])
    np.testing.assert_allclose(weighted.predict_proba(TEXTS), without.predict_proba(TEXTS), atol=1e-6)
    doubled = np.append(np.full(72, 2.0), np.ones(72))
    heavy = TensionClassifier(calibration_folds=0).fit(TEXTS * 2, SIGNS * 2, sample_weight=doubled)
    thrice = TensionClassifier(calibration_folds=0).fit(TEXTS * 3, SIGNS * 3)
    np.testing.assert_allclose(heavy.predict_proba(TEXTS), thrice.predict_proba(TEXTS), atol=0.01)


def test_order_of_rows_does_not_matter():
    turned = TensionClassifier().fit(TEXTS[::-1], SIGNS[::-1]).predict_proba(TEXTS)
    np.testing.assert_allclose(turned, TensionClassifier().fit(TEXTS, SIGNS).predict_proba(TEXTS), atol=2e-3)


def test_copies_of_a_text_and_groups_are_not_split_by_the_calibration():
    """Labels by chance: who sees a copy of what is judged seems to know, and gets a steep calibration."""
    rng = np.random.default_rng(0)
    letters = np.array(list("bdfgklmnprstvz"))
    texts = [" ".join("".join(rng.choice(letters, 4)) for _ in range(5)) for _ in range(39)] * 4
    y = rng.permutation([-1, 0, 1] * 13).tolist() * 4

    def slope(groups):
        fit = TensionClassifier(calibration_folds=3).fit(texts, y, groups=groups)
        return fit.model_.card["settings"]["calibration_slope"]

    assert slope(None) < 0.5
    assert slope([f"week {i}" for i in range(39)] * 4) < 0.5
    assert slope(range(156)) > 1


def test_own_lexicon_is_learnt_from(tmp_path):
    bad, good = ("florbles", "gribs", "quembies"), ("zindles", "mupps", "trells")
    texts = [f"{who} {what} it." for who in WHO for what in (*bad[:2], *good[:2], "sees")]
    y = [1, 1, -1, -1, 0] * len(WHO)
    lexicon = dict.fromkeys(bad, 1.0) | dict.fromkeys(good, -1.0)
    unseen = [f"Berlin {word} it." for word in (bad[2], good[2])]
    apart = TensionClassifier(lexicon=lexicon).fit(texts, y).predict_frame(unseen).tension
    assert apart[0] > 0.05 > -0.05 > apart[1]
    without = TensionClassifier().fit(texts, y).predict_frame(unseen).tension
    assert without[0] == pytest.approx(without[1])
    path = tmp_path / "own.csv"
    path.write_text("term,polarity\n" + "".join(f"{term},{value}\n" for term, value in lexicon.items()))
    again = TensionClassifier(lexicon=path).fit(texts, y).predict_frame(unseen).tension
    np.testing.assert_array_equal(again, apart)


def test_scorers_and_ensembles_of_probabilities_take_signs():
    """They expect columns in sorted order, which signs are in and names are not."""
    unsure = TensionClassifier(inverse_penalty=0.01, calibration_folds=0)
    scores = cross_val_score(unsure, np.array(TEXTS), SIGNS, scoring="neg_log_loss", cv=2)
    by_hand = []
    for seen, unseen in ((slice(36, 72), slice(0, 36)), (slice(0, 36), slice(36, 72))):
        fit = clone(unsure).fit(TEXTS[seen], SIGNS[seen])
        by_hand.append(-log_loss(SIGNS[unseen], fit.predict_proba(TEXTS[unseen]), labels=[-1, 0, 1]))
    np.testing.assert_allclose(sorted(scores), sorted(by_hand), rtol=0.02)


def test_what_numbers_the_classes_takes_labels_from_0():
    places = np.array(SIGNS) + 1
    classifier = TensionClassifier(calibration_folds=0, labels=(0, 1, 2))
    said = cross_val_predict(classifier, TEXTS, places, cv=2, method="predict_proba")
    assert (said.argmax(axis=1) == places).mean() > 0.8
    stack = StackingClassifier([("own", classifier)], LogisticRegression(), cv=2).fit(np.array(TEXTS), places)
    assert stack.score(np.array(TEXTS), places) > 0.9
    sure = CalibratedClassifierCV(classifier, cv=2).fit(np.array(TEXTS), places)
    assert (sure.predict(np.array(TEXTS)) == places).mean() > 0.9


@pytest.mark.parametrize("y", [NAMES, SIGNS])
def test_labels_that_scikit_learn_numbered_anew_are_refused_and_never_misread(y):
    with pytest.raises(InputError, match=r"label \d+ is 2, which is no class"):
        cross_val_predict(TensionClassifier(), TEXTS, y, cv=2, method="predict_proba")


BAD = {
    "unknown class": (TEXTS, ["hostile", *NAMES[1:]], {}, r"label 0 is 'hostile', which is no class; the classes are coop"),
    "unknown number": (TEXTS, [*SIGNS[:3], 7, *SIGNS[4:]], {}, "label 3 is 7, which is no class; .* or -1, 0, 1"),
    "missing class": (TEXTS, [None, *NAMES[1:]], {}, "label 0 is None"),
    "NaN": (TEXTS, [float("nan"), *SIGNS[1:]], {}, "label 0 is nan"),
    "truth values": (TEXTS, [sign > 0 for sign in SIGNS], {}, "label 0 is False"),
    "names and numbers": (TEXTS, [*NAMES[:-1], 1], {}, "label 71 is 1, which is of another kind"),
    "one class": (TEXTS, [1] * 72, {}, r"no label is -1 \(cooperative\); give some of both poles"),
    "no bad": (TEXTS, ["neutral", "cooperative"] * 36, {}, "no label is confrontational; give"),
    "few": (TEXTS[:29], NAMES[:29], {}, "there are 29 labels; 30 are the least"),
    "few that count": (TEXTS, NAMES, {"sample_weight": [1] * 29 + [0] * 43}, "there are 29 labels"),
    "none": ([], [], {}, "there are 0 labels"),
    "lengths": (TEXTS, NAMES[:-1], {}, "y has 71 rows and there are 72 texts; give one a text"),
    "no labels": (TEXTS, None, {}, "y is of type NoneType; give a list"),
    "one label": (TEXTS, "neutral", {}, "y is of type str; give a list"),
    "labels without order": (TEXTS, dict.fromkeys(range(72), 1), {}, "y is of type dict; give a list"),
    "a label that has no length": (TEXTS, 3, {}, "y is of type int; give a list"),
    "soft of the wrong shape": (TEXTS, np.ones((72, 2)), {}, r"soft labels have a number for each .* \(n, 3\)"),
    "soft that add to 3": (TEXTS, np.ones((72, 3)), {}, r"label 0 is \[1\.0, 1\.0, 1\.0\]; three prob"),
    "soft with NaN": (TEXTS, np.full((72, 3), np.nan), {}, "label 0 is .nan"),
    "ragged": (TEXTS, [[1, 0, 0]] * 71 + [[1, 0]], {}, "soft labels have"),
    "frame of others": (TEXTS, pd.DataFrame({"a": SIGNS, "b": 1}), {}, "labels are a frame without the columns coop"),
    "bare string": (TEXTS[0], NAMES, {}, "texts are wanted, not one string; put it in a list"),
    "numbers": (np.ones(72), NAMES, {}, r"row 0 of the texts is 1\.0 \(float\), not a string; fill it or"),
    "None inside": ([*TEXTS[:5], None, *TEXTS[6:]], NAMES, {}, "row 5 of the texts is None"),
    "NaN inside": (pd.Series([*TEXTS[:5], np.nan, *TEXTS[6:]]), NAMES, {}, "row 5 of the texts is nan"),
    "numbers as text": ([str(i) for i in range(72)], NAMES, {}, "0 of the 72 texts have a word in them, and it takes 30"),
    "punctuation": (["..."] * 43 + TEXTS[:29], NAMES, {}, "29 of the 72 texts have a word"),
    "bytes": ([b"text"] * 72, NAMES, {}, "row 0 of the texts is of type bytes, not a"),
    "lists": ([[text] for text in TEXTS], NAMES, {}, "row 0 of the texts is of type list, not a"),
    "two columns": (np.array([TEXTS, TEXTS]).T, NAMES, {}, r"texts have the shape \(72, 2\)"),
    "generator": ((text for text in TEXTS), NAMES, {}, "texts are wanted, not type generator"),
    "no text column": (pd.DataFrame({"a": TEXTS, "b": TEXTS}), NAMES, {}, r"no column text or title \(it has: a, b\)"),
    "text twice": (pd.DataFrame([TEXTS, TEXTS], index=["text", "text"]).T, NAMES, {}, "has 2 columns named text"),
    "weights of text": (TEXTS, NAMES, {"sample_weight": ["a"] * 72}, "sample_weight isn't a number a text"),
    "weights below 0": (TEXTS, NAMES, {"sample_weight": [-1] * 72}, r"sample_weight 0 is -1\.0"),
    "weights too few": (TEXTS, NAMES, {"sample_weight": [1]}, "sample_weight has 1 rows"),
    "groups too few": (TEXTS, NAMES, {"groups": [1]}, "groups has 1 rows"),
    "one group": (TEXTS, NAMES, {"groups": [1] * 72}, "all rows are of the group '1'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_used_is_told_in_one_line(case):
    texts, y, extra, message = BAD[case]
    classifier = TensionClassifier()
    with pytest.raises(InputError, match=message) as error:
        classifier.fit(texts, y, **extra)
    assert isinstance(error.value, ValueError)
    assert "\n" not in str(error.value)
    assert not learnt(classifier)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"inverse_penalty": 0}, "inverse_penalty=0: a number above 0"),
        ({"inverse_penalty": "1"}, "inverse_penalty='1'"),
        ({"inverse_penalty": float("nan")}, "inverse_penalty=nan"),
        ({"calibration_folds": 1}, "calibration_folds=1: 2 or more"),
        ({"calibration_folds": 2.5}, "calibration_folds=2.5"),
        ({"labels": (0, 1)}, r"labels=\(0, 1\): three are wanted, for cooperative"),
        ({"labels": "abc"}, "labels='abc': three"),
        ({"labels": (0, 1, 1)}, "three different names"),
        ({"labels": (0, 1, "a")}, "three different names"),
        ({"model": 3}, "model=3: a model, its name"),
        ({"lexicon": {"threat": 2}}, "lexicon: 'threat' has polarity 2"),
        ({"lexicon": {}}, "lexicon: there's no term in it"),
    ],
)
def test_setting_that_cannot_be_used_is_told_in_one_line(settings, message):
    with pytest.raises(UsageError, match=message) as error:
        TensionClassifier(**settings).fit(TEXTS, NAMES)
    assert isinstance(error.value, ValueError)
    assert "\n" not in str(error.value)


def test_absent_model_is_told():
    with pytest.raises(ModelError, match="no model there"):
        TensionClassifier(model="none-such").fit(TEXTS, NAMES)


def test_indices_that_would_pair_rows_wrongly_are_refused():
    texts = pd.Series(TEXTS)
    shuffled = texts.sample(frac=1, random_state=0)
    with pytest.raises(InputError, match=r"y and the texts have different indices.*y\.loc\[X\.index\]"):
        TensionClassifier().fit(shuffled, pd.Series(NAMES))
    with pytest.raises(InputError, match="different indices"):
        TensionClassifier().fit(texts.rename(lambda i: i + 1), pd.Series(NAMES).rename(lambda i: i + 2))
    right = TensionClassifier(calibration_folds=0).fit(shuffled, pd.Series(NAMES).loc[shuffled.index])
    assert right.score(texts, NAMES) == 1
    counted = texts.rename(lambda i: 7 * (i // 2))  # every label twice, beside labels that just count
    assert TensionClassifier(calibration_folds=0).fit(counted, pd.Series(NAMES)).score(TEXTS, NAMES) == 1


def test_search_goes_on_where_one_setting_fails():
    search = GridSearchCV(TensionClassifier(), {"calibration_folds": [0, 1]}, cv=2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FitFailedWarning)
        warnings.simplefilter("ignore", UserWarning)
        search.fit(TEXTS, NAMES)
    assert search.best_params_ == {"calibration_folds": 0}


@pytest.mark.parametrize("name", ["", "a/b", "..", None, "two words"])
def test_name_that_is_no_folder_name_is_refused(fitted, name):
    with pytest.raises(UsageError, match="letters, digits"):
        fitted.to_model(name)


@pytest.mark.slow
@pytest.mark.needs_data
def test_seven_thousand_readings_are_learnt_from_well_and_soon(data_folder):
    from tension.training.labelled import fold_of

    frame = pd.read_parquet(data_folder / "labelled" / "readings.parquet", columns=["text", "grade", "week"])
    sign = pd.Series(np.sign(frame.grade), index=frame.index)
    held = np.array([fold_of(week) == 0 for week in frame.week])
    seen = frame[~held].sample(7000, random_state=0)
    classifier = TensionClassifier().fit(seen, sign[seen.index], groups=seen.week)
    unseen = frame[held].sample(2000, random_state=0)
    probability = classifier.predict_proba(unseen)
    assert log_loss(sign[unseen.index], probability) < 0.78
    assert classifier.score(unseen, sign[unseen.index]) > 0.66
