"""Agreement of coders: textbook values, a naive version, and what can't be measured."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from tension.errors import InputError
from tension.training.agreement import (
    alpha_of,
    coder_agreement,
    differing,
    ordinal,
    resampled_alpha,
    squared,
)
from tension.training.coding import Label


def naive_alpha(said, distance):
    by_item = {}
    for _, item, value in said:
        by_item.setdefault(item, []).append(value)
    units = [values for values in by_item.values() if len(values) > 1]
    pooled = [value for values in units for value in values]
    observed = sum(
        sum(distance(a, b) for a, b in itertools.permutations(values, 2)) / (len(values) - 1)
        for values in units
    ) / len(pooled)
    expected = sum(distance(a, b) for a, b in itertools.permutations(pooled, 2)) / (
        len(pooled) * (len(pooled) - 1)
    )
    return 1 - observed / expected


def random_said(seed, n=40):
    rng = np.random.default_rng(seed)
    truth = rng.integers(-2, 3, n)
    return [
        (coder, str(i), int(np.clip(truth[i] + rng.integers(-1, 2), -2, 2)))
        for coder in ("ann", "ben", "cleo")
        for i in range(n)
        if rng.random() < 0.8
    ]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("distance", [squared, differing, "ordinal"])
def test_alpha_is_that_of_a_naive_version(seed, distance):
    said = random_said(seed)
    pairable = [one for one in said if sum(other[1] == one[1] for other in said) > 1]
    distance = ordinal(pairable) if distance == "ordinal" else distance
    figure = alpha_of(said, distance)
    assert figure.value == pytest.approx(naive_alpha(said, distance))
    assert figure.lower < figure.value < figure.upper


@pytest.mark.parametrize("distance", [squared, differing])
def test_resampled_alpha_is_that_of_nltk(distance):
    counts = np.array([[2, 0, 0], [1, 1, 0], [0, 0, 3], [0, 2, 1.0]])
    apart = np.array([[distance(a, b) for b in range(3)] for a in range(3)])
    said = [
        (f"coder {k}", str(i), value)
        for i, row in enumerate(counts.astype(int))
        for k, value in enumerate(np.repeat(np.arange(3), row).tolist())
    ]
    assert resampled_alpha(counts, apart) == pytest.approx(alpha_of(said, distance).value)


def test_rank_distance_counts_the_labels_between():
    said = [("ann", str(i), value) for i, value in enumerate([1, 1, 2, 2, 2, 4])]
    distance = ordinal(said)
    assert distance(1, 4) == distance(4, 1) == (2 / 2 + 3 + 1 / 2) ** 2
    assert distance(2, 2) == 0


def labels(coder, codes, relevant="1"):
    return [Label(f"They did thing {i}.", code, relevant, coder=coder) for i, code in enumerate(codes)]


def test_full_agreement_is_one_and_chance_about_zero():
    codes = ["-2", "-1", "0", "1", "2", "m"] * 10
    same = coder_agreement(labels("ann", codes) + labels("ben", codes))
    assert same.alpha["grade, interval"].value == 1
    assert same.pairs.kappa[0] == same.pairs.weighted_kappa[0] == 1
    assert same.disputed.empty
    rng = np.random.default_rng(0)
    by_chance = coder_agreement(labels("ann", codes) + labels("ben", rng.permutation(codes)))
    assert abs(by_chance.alpha["class"].value) < 0.25


def test_kappa_by_pair_looks_at_what_both_labelled():
    ann = labels("ann", ["1", "1", "-1", "-1", "0"])
    ben = labels("ben", ["1", "1", "-1", "1"])
    pairs = coder_agreement([*ann, *ben, *labels("cleo", ["1", "1", "-1"])]).pairs
    assert pairs[["coder", "other"]].values.tolist() == [["ann", "ben"], ["ann", "cleo"], ["ben", "cleo"]]
    assert pairs.n.tolist() == [4, 3, 3]
    assert pairs.kappa[0] == pytest.approx((0.75 - 0.5) / 0.5)  # Cohen 1960: .75 seen, .5 by chance
    assert pairs.opposite.tolist() == [0.25, 0, 0]


def test_where_all_say_the_same_there_is_nothing_to_tell_apart():
    found = coder_agreement(labels("ann", "111") + labels("ben", "111"))
    assert np.isnan(found.alpha["class"].value)
    assert np.isnan(found.pairs.kappa[0])


def test_disputed_sentences_come_widest_gap_first():
    found = coder_agreement(labels("ann", ["1", "-2", "m", "0"]) + labels("ben", ["1", "2", "0", "1"]))
    assert found.disputed.gap.tolist() == [4, 1, 0]
    assert found.disputed.text[0] == "They did thing 1."
    assert found.disputed[["ann", "ben"]].values.tolist() == [["-2", "2"], ["0", "1"], ["m", "0"]]


def test_relevance_that_was_not_asked_does_not_count():
    one, two = labels("ann", "101", relevant="1"), labels("ben", "101", relevant="")
    assert "relevant" not in coder_agreement(one + two).alpha
    assert "direction" not in coder_agreement(one + two).alpha


def test_last_label_of_a_coder_counts():
    changed = [*labels("ann", ["1", "-1"]), *labels("ann", ["-1"]), *labels("ben", ["-1", "-1"])]
    assert coder_agreement(changed).disputed.empty


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "there are no labels"),
        (labels("ann", "11"), "all labels are ann's"),
        ([*labels("ann", "11"), Label("They left.", "1", coder="ben")], "no sentence was labelled by two"),
        ([*labels("ann", "11"), Label("They left.", "1")], "has no coder"),
    ],
)
def test_what_cannot_be_measured_is_told(given, told):
    with pytest.raises(InputError, match=told):
        coder_agreement(given)


def test_files_and_frames_are_taken(tmp_path):
    frame = pd.DataFrame({"text": ["They met.", "They left."], "label": ["-1", "2"], "coder": "ann"})
    frame.to_csv(tmp_path / "ann.csv", index=False)
    found = coder_agreement([tmp_path / "ann.csv", frame.assign(coder="ben")])
    assert found.coders == ("ann", "ben")
    assert found.n_shared == 2
