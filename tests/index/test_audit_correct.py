"""The corrected index: it starts from the index, moves by what the labels say, and refuses labels of something else."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from tension.errors import InputError, UsageError
from tension.index.audit.correct import CORRECTED_COLUMNS, correct_index, labelled_articles
from tension.index.audit.labels import TENSIONS, read_labels
from tension.index.audit.sample import audit_rows, draw_articles, key_of
from tension.index.audit.summary import render_audit, summarize_audit
from tension.index.build import build_index
from tests.show.made_up import scores_of

SCORES = scores_of(1200, sources=("RT", "CNN", "Blog"), days=1000)


def labels_of(tmp_path, scores, n=200, label=None, **settings):
    """Draw, fill in (by the sign of the score where nothing else is said) and read again."""
    drawn = draw_articles(scores, n, **settings)
    score = drawn.set_index("article_id").tension
    rows = audit_rows(drawn)
    by_sign = lambda name: "x" if np.isnan(score[name]) else str(int(np.sign(score[name])))  # noqa: E731
    rows["label"] = [(label or by_sign)(name) for name in rows.article_id]
    path = tmp_path / "audit.csv"
    rows.to_csv(path, index=False)
    return read_labels(path)


def corrected(scores, labels, freq="Q", **settings):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return correct_index(scores, labels, freq, **settings), build_index(scores, freq)


def test_uncorrected_columns_are_those_of_the_index(tmp_path):
    found, index = corrected(SCORES, labels_of(tmp_path, SCORES))
    pd.testing.assert_frame_equal(found.index[list(index.columns)], index)
    assert list(found.index.columns) == [*index.columns, *CORRECTED_COLUMNS]


def test_labels_that_are_the_scores_change_nothing(tmp_path):
    nearest = np.array(sorted(set(TENSIONS.values())))
    exact = SCORES.assign(
        tension=SCORES.tension.map(lambda s: s if np.isnan(s) else nearest[np.abs(nearest - s).argmin()])
    )
    code = {value: name for name, value in TENSIONS.items() if name != "m"}
    truth = exact.set_index("article_id").tension
    labels = labels_of(
        tmp_path, exact, label=lambda name: "x" if np.isnan(truth[name]) else code[truth[name]]
    )
    found, _ = corrected(exact, labels)
    assert found.correction.coefficient == pytest.approx([0, 0], abs=1e-9)
    assert found.index.tension_corrected.to_numpy() == pytest.approx(found.index.tension.to_numpy())


def test_shifted_scores_are_shifted_back(tmp_path):
    truth = SCORES.set_index("article_id").tension
    shifted = SCORES.assign(tension=(SCORES.tension * 0.5 + 0.3).clip(-1, 1))

    def label(name):
        near = min(("-2", "-1", "0", "1", "2"), key=lambda grade: abs(TENSIONS[grade] - truth[name]))
        return "x" if np.isnan(truth[name]) else near

    found, wrong = corrected(shifted, labels_of(tmp_path, shifted, n=400, label=label))
    _, right = corrected(SCORES, labels_of(tmp_path, SCORES))
    middle = slice("2015Q2", "2017Q2")
    off = (found.index.tension_corrected - right.tension)[middle]
    assert np.abs(off.mean()) < 0.07 < 0.2 < (wrong.tension - right.tension)[middle].mean()
    assert (
        (found.index.corrected_upper - found.index.corrected_lower)[middle]
        .gt((wrong.upper - wrong.lower)[middle])
        .all()
    )


def test_copies_of_a_story_count_as_they_do_in_the_index(tmp_path):
    copied = SCORES.assign(story=SCORES.story // 2)
    found, index = corrected(copied, labels_of(tmp_path, copied, n=1200))
    pd.testing.assert_frame_equal(found.index[list(index.columns)], index)
    assert found.index.n_labels.sum() < (copied.n_relevant > 0).sum()


def test_order_of_scores_and_labels_changes_nothing(tmp_path):
    labels = labels_of(tmp_path, SCORES)
    one, _ = corrected(SCORES, labels)
    other, _ = corrected(SCORES.sample(frac=1, random_state=3), labels)
    pd.testing.assert_frame_equal(one.index, other.index, rtol=1e-9)


def test_period_with_thirty_labels_is_corrected_alone_where_asked(tmp_path):
    labels = labels_of(tmp_path, SCORES, n=300)
    together, _ = corrected(SCORES, labels, "Y")
    alone, _ = corrected(SCORES, labels, "Y", alone=True)
    assert set(together.index.corrected_by) == {"all"}
    by = alone.index.corrected_by
    assert (by == "period").tolist() == (alone.index.n_labels >= 30).tolist()
    assert "period" in set(by)


def test_few_labels_correct_nothing_and_say_why(tmp_path):
    labels = labels_of(tmp_path, SCORES, n=20)
    found, _ = corrected(SCORES, labels)
    assert found.correction is None
    assert "a correction needs 30" in found.reason
    assert found.index.tension_corrected.isna().all()
    assert "Index not corrected" in render_audit(summarize_audit(found, labels))


def test_sample_without_a_relevant_article_corrects_nothing(tmp_path):
    labels = labels_of(tmp_path, SCORES, label=lambda name: "x")
    found, _ = corrected(SCORES, labels)
    assert "hardly any" in found.reason
    render_audit(summarize_audit(found, labels))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda scores: scores.assign(dyad="usa-chn"), "the sample is of dyad usa-rus"),
        (lambda scores: scores.assign(model="tension-9"), "the sample is of model tension-2"),
        (
            lambda scores: scores.assign(article_id="b" + scores.article_id),
            "200 of 200 labelled articles aren't in",
        ),
        (lambda scores: scores.assign(date=pd.NaT), "no dated article"),
        (lambda scores: scores.drop(columns="source"), "no column 'source'"),
    ],
)
def test_labels_of_something_else_are_refused(tmp_path, change, told):
    with pytest.raises(UsageError, match=told) as error:
        correct_index(change(SCORES), labels_of(tmp_path, SCORES), "Q")
    assert "\n" not in str(error.value)


def test_article_that_is_there_twice_and_labels_of_sentences_alone_are_refused(tmp_path):
    labels = labels_of(tmp_path, SCORES)
    named = SCORES.assign(key=[key_of(name) for name in SCORES.article_id])
    twice = pd.concat([named, named.assign(date=named.date + pd.Timedelta(days=1))])
    with pytest.raises(UsageError, match="stands for several articles in the scores"):
        labelled_articles(twice, labels)
    with pytest.raises(UsageError, match="no article is labelled"):
        correct_index(SCORES, labels.assign(unit="sentence"), "Q")


def test_article_id_that_is_not_that_of_its_key_is_refused(tmp_path):
    labels = labels_of(tmp_path, SCORES)
    changed = labels.assign(article_id=["a9999", *labels.article_id[1:]])
    with pytest.raises(
        InputError, match=r"audit\.csv, row 2: article_id is 'a9999', and its key is that of"
    ) as error:
        correct_index(SCORES, changed, "Q")
    assert "\n" not in str(error.value)
    sorted_alone = labels.assign(article_id=sorted(labels.article_id))
    with pytest.raises(InputError, match=r"and its key is that of"):
        correct_index(SCORES, sorted_alone, "Q")
    correct_index(SCORES, labels.drop(columns="article_id"), "Q")


def test_whole_audit_runs_in_memory_and_says_what_the_files_say(tmp_path):
    drawn = draw_articles(SCORES, 200)
    drawn["label"] = np.where(
        drawn.tension.isna(), "x", np.sign(drawn.tension.fillna(0)).astype(int).astype(str)
    )
    found, _ = corrected(SCORES, drawn)
    labels = labels_of(tmp_path, SCORES)
    by_file, _ = corrected(SCORES, labels)
    pd.testing.assert_frame_equal(found.index, by_file.index)
    told = render_audit(summarize_audit(found, drawn))
    assert told == render_audit(summarize_audit(by_file, labels))
    assert "200 of 200 articles" in told


def test_summary_tells_sources_and_years_with_enough_labels(tmp_path):
    labels = labels_of(tmp_path, SCORES, n=300)
    found, _ = corrected(SCORES, labels)
    summary = summarize_audit(found, labels)
    assert summary["n_labelled"] == 300
    assert summary["articles"]["precision"]["value"] == pytest.approx(1.0)
    assert {part["name"] for part in summary["by_source"]} == {"RT", "CNN", "Blog"}
    assert all(("error" in part) == (part["n_both"] >= 30) for part in summary["by_period"])
    text = render_audit(summary)
    assert "-2: -0.93" in text
    assert "300 of 300 articles" in text
