import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from tension.cli.evaluate import evaluate
from tension.errors import InputError
from tension.model.folder import DEFAULT_MODEL, load_model
from tension.training import evaluate as evaluating
from tension.training.labelled import read_written
from tension.training.pairs import pair_figures, pair_scores, read_pairs, render_pairs
from tension.training.texts import normalised


@pytest.fixture(scope="module")
def pairs():
    return read_pairs()


def test_suite_is_as_large_and_as_varied_as_it_says(pairs):
    assert len(pairs) >= 400
    assert pairs.phenomenon.nunique() >= 15
    assert pairs.blind_set.value_counts().min() >= 150
    assert (pairs.blind == (pairs.blind_set > 0)).all()
    texts = pd.concat([pairs.cooperative, pairs.confrontational]).map(normalised)
    assert not texts.duplicated().any()
    assert not texts.isin(set(read_written().text.map(normalised))).any(), (
        "a pair is among the training sentences"
    )


def test_order_and_signs_are_told_apart():
    pairs = pd.DataFrame(
        {"cooperative": list("abcd"), "confrontational": list("efgh"), "phenomenon": ["x", "x", "y", "y"]}
    ).assign(blind=[True, False, False, False])
    scores = np.array([[-1.0, 1.0], [0.2, 0.4], [0.4, 0.2], [0.1, 0.1]])
    figures = pair_figures(scores, pairs)
    assert figures["order"].value == 0.5
    assert figures["both_signs"].value == 0.25
    assert figures["order/blind"].value == 1.0
    assert figures["order/y"].value == 0.0
    table = render_pairs({"mine": figures, "theirs": figures})
    assert "4 pairs, 1 of them blind" in table
    assert "| x | 2 | 1.000 | 1.000 | 0.500 |" in table
    in_sets = pair_figures(scores, pairs.assign(blind_set=[2, 0, 0, 1], blind=[True, False, False, True]))
    assert in_sets["order/blind 2"].value == 1.0
    assert in_sets["order/blind 1"].value == 0.0
    table = render_pairs({"mine": in_sets})
    assert "order, blind 2" in table
    assert "| blind" not in table


def test_a_scorer_is_asked_once_for_all_sentences(pairs):
    asked = []

    def score(sentences):
        asked.append(len(sentences))
        return np.arange(len(sentences), dtype=float)

    scores = pair_scores(score, pairs)
    assert asked == [2 * len(pairs)]
    assert (scores[:, 1] - scores[:, 0] == len(pairs)).all()


def test_shipped_model_orders_the_pairs(pairs):
    figures = pair_figures(pair_scores(lambda texts: load_model().score(texts).tension, pairs), pairs)
    assert figures["order"].value > 0.8
    assert figures["order/blind"].value > 0.7
    assert figures["both_signs"].value > 0.45


def test_suite_is_run_from_the_command_line():
    result = CliRunner().invoke(evaluate, ["--suite", "pairs", "--no-peers"])
    assert result.exit_code == 0, result.output
    assert "Order right, by phenomenon" in result.output
    assert DEFAULT_MODEL in result.output


def test_output_is_for_cards_alone(tmp_path):
    from tension.errors import UsageError

    with pytest.raises(UsageError, match="--output is for a model's card"):
        evaluate.main(["--suite", "pairs", "--output", str(tmp_path)], standalone_mode=False)
    with pytest.raises(UsageError, match="given 3 times"):
        evaluate.main(["--model", "a", "--model", "b", "--model", "c"], standalone_mode=False)


def test_folder_without_data_is_told_and_not_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(evaluating.peers, "check_installed", lambda: None)
    result = CliRunner().invoke(evaluate, ["--suite", "pairs", "--data", str(tmp_path / "none")])
    assert isinstance(result.exception, InputError)
    assert str(result.exception) == (
        f"{tmp_path / 'none'}: no labelled data there; name the folder that holds labelled/ and news/"
    )


def test_wrong_tension_data_is_told_where_peers_are_left_out_for_it(monkeypatch):
    monkeypatch.setattr(evaluating.peers, "check_installed", lambda: None)
    monkeypatch.setenv("TENSION_DATA", "/none")
    told = []
    scorers = evaluating.suite_scorers(["tension-2"], report=told.append)
    assert evaluating.peers.TFIDF not in scorers
    assert told == [
        "TENSION_DATA=/none: no labelled data there; set it to the folder that holds labelled/ and news/; going on without"
    ]


@pytest.mark.parametrize(
    ("n_right", "n", "lower", "upper"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634)],  # statsmodels' proportion_confint
)
def test_shares_have_wilsons_interval(n_right, n, lower, upper):
    pairs = read_pairs().head(n)
    scores = np.tile([-1.0, 1.0], (n, 1))
    scores[n_right:] *= -1
    figure = pair_figures(scores, pairs)["order"]
    assert (figure.lower, figure.upper) == pytest.approx((lower, upper), abs=1e-3)
