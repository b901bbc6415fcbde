import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr
from sklearn.metrics import brier_score_loss, f1_score, roc_auc_score

from tension.training.metrics import (
    bootstrap_interval,
    brier,
    calibration_error,
    calibration_slope,
    debiased_calibration_error,
    macro_f1,
    precision,
    recall,
    reliability,
    resamples,
    sign_auc,
    simulated_labels,
    spearman,
)

RNG = np.random.default_rng(7)


def naive_auc(score, positive):
    pairs = [(a > b) + (a == b) / 2 for a in score[positive] for b in score[~positive]]
    return float(np.mean(pairs))


def naive_calibration_error(probability, positive, n_bins):
    order = np.argsort(probability, kind="stable")
    gaps = [
        len(rows) * abs(probability[rows].mean() - positive[rows].mean())
        for rows in np.split(order, [len(order) * i // n_bins for i in range(1, n_bins)])
    ]
    return sum(gaps) / len(order)


def drawn(n, sharpness=1.0, seed=0):
    """Probabilities, and labels that come as a logit ``sharpness`` times theirs says."""
    rng = np.random.default_rng(seed)
    logit = rng.normal(0, 2, n)
    positive = rng.random(n) < 1 / (1 + np.exp(-sharpness * logit))
    return logit, 1 / (1 + np.exp(-logit)), positive


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=40))
def test_sign_auc_counts_pairs(rows):
    score = np.array([row[0] for row in rows], dtype=float)
    positive = np.array([row[1] for row in rows])
    if positive.all() or not positive.any():
        assert np.isnan(sign_auc(score, positive))
    else:
        assert sign_auc(score, positive) == pytest.approx(naive_auc(score, positive))
        assert sign_auc(score, positive) == pytest.approx(roc_auc_score(positive, score))


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-2, 2)), min_size=3, max_size=40))
def test_spearman_is_pearson_of_ranks(rows):
    score, grade = np.array(rows, dtype=float).T
    if len(set(score)) < 2 or len(set(grade)) < 2:
        assert np.isnan(spearman(score, grade))
    else:
        expected = np.corrcoef(rankdata(score), rankdata(grade))[0, 1]
        assert spearman(score, grade) == pytest.approx(expected)
        assert spearman(score, grade) == pytest.approx(spearmanr(score, grade).statistic)


def test_macro_f1_is_scikit_learns_over_classes_that_occur():
    truth, predicted = RNG.integers(-1, 2, 300), RNG.integers(-1, 2, 300)
    assert macro_f1(predicted, truth) == pytest.approx(f1_score(truth, predicted, average="macro"))
    polar = truth != 0
    expected = f1_score(truth[polar], predicted[polar], labels=[-1, 1], average="macro")
    assert macro_f1(predicted[polar], truth[polar]) == pytest.approx(expected)


def test_brier_is_scikit_learns():
    _, probability, positive = drawn(500)
    assert brier(probability, positive) == pytest.approx(brier_score_loss(positive, probability))


@pytest.mark.parametrize("n", [1, 14, 15, 16, 100, 101])
def test_bins_are_of_equal_count_and_hold_every_row(n):
    mean, share, size = reliability(RNG.random(n), RNG.random(n) < 0.5)
    assert size.sum() == n
    assert size.max() - size.min() <= 1
    assert len(mean) == len(share) == min(n, 15)
    assert (np.diff(mean) >= 0).all()


def test_calibration_error_is_the_naive_one():
    _, probability, positive = drawn(487)
    expected = naive_calibration_error(probability, positive, 15)
    assert calibration_error(probability, positive) == pytest.approx(expected)


def test_what_chance_shows_is_taken_off():
    shown, left = [], []
    for seed in range(30):
        _, probability, positive = drawn(600, seed=seed)
        shown.append(calibration_error(probability, positive))
        left.append(debiased_calibration_error(probability, positive))
    assert np.mean(shown) > 0.03
    assert np.mean(left) < 0.006
    assert min(left) == 0


def test_what_is_wrong_stays():
    _, probability, positive = drawn(4000)
    assert debiased_calibration_error(probability * 0.5, positive) > 0.2


def test_resampled_error_is_centred_on_the_error():
    _, probability, positive = drawn(1000, sharpness=0.4)
    simulated = simulated_labels(probability)

    def error(rows):
        return debiased_calibration_error(probability[rows], positive[rows], simulated[rows])

    value = error(np.arange(1000))
    lower, upper = bootstrap_interval(error, 1000, n_resamples=200)
    assert value == debiased_calibration_error(probability, positive)
    assert lower < value < upper
    assert abs((lower + upper) / 2 - value) < 0.02


def test_simulated_labels_are_the_same_every_time_and_come_as_stated():
    probability = RNG.random(2000)
    labels = simulated_labels(probability)
    assert (labels == simulated_labels(probability)).all()
    assert labels.mean() == pytest.approx(probability.mean(), abs=0.01)


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 1.5])
def test_slope_is_how_much_sharper_the_labels_are(sharpness):
    logit, _, positive = drawn(40_000, sharpness)
    assert calibration_slope(logit, positive) == pytest.approx(sharpness, rel=0.05)


def test_slope_of_rows_told_apart_without_fail_is_missing():
    logit = np.linspace(-1, 1, 50)
    assert np.isnan(calibration_slope(logit, logit > 0))


def test_precision_and_recall():
    said, true = np.array([1, 1, 1, 0], dtype=bool), np.array([1, 0, 0, 1], dtype=bool)
    assert precision(said, true) == pytest.approx(1 / 3)
    assert recall(said, true) == 0.5
    assert np.isnan(precision(~(said | ~said), true))
    assert np.isnan(recall(said, ~(said | ~said)))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_groups_are_drawn_whole(groups):
    groups = np.array(groups)
    for rows in resamples(len(groups), groups, n_resamples=5):
        counts = np.bincount(rows, minlength=len(groups))
        assert all(len(set(counts[groups == group])) == 1 for group in groups)
        assert sum(counts[groups == group][0] for group in np.unique(groups)) == len(np.unique(groups))


def test_resamples_are_the_same_every_time():
    first, second = (list(resamples(20, n_resamples=3)) for _ in range(2))
    assert all((a == b).all() for a, b in zip(first, second, strict=True))


def test_interval_of_a_mean_is_two_standard_errors():
    values = RNG.normal(0, 1, 400)
    lower, upper = bootstrap_interval(lambda rows: float(values[rows].mean()), 400)
    error = values.std() / 20
    assert upper - lower == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_interval_by_groups_is_wider_where_rows_of_a_group_are_alike():
    groups = np.repeat(np.arange(40), 10)
    values = RNG.normal(0, 1, 40)[groups]

    def width(given):
        lower, upper = bootstrap_interval(lambda rows: float(values[rows].mean()), 400, given)
        return upper - lower

    assert width(groups) > 2.5 * width(None)


def test_interval_without_a_single_figure_is_missing():
    assert np.isnan(bootstrap_interval(lambda _: float("nan"), 3, n_resamples=4)).all()
