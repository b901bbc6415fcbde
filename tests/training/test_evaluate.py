import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from tension.errors import UsageError
from tension.show.reliability_plot import plot_reliability
from tension.training import evaluate, folds, metrics, peers
from tension.training.card import measured, render_card, write_card
from tension.training.evaluate import Evaluation, unseen_sets
from tension.training.figures import (
    Figure,
    UnseenDirections,
    UnseenRelevance,
    UnseenScores,
    direction_figures,
    margins,
    mean_gain,
    peer_figures,
    relevance_figures,
    reliability_of,
    tensions,
    tone_figures,
)
from tension.training.folds import held_out_rows
from tension.training.kept import _without_words, digest, remembered, training_key
from tension.training.labelled import CLASSES, SOURCES, fold_of
from tension.training.teacher import FOLDS, Lessons
from tension.training.texts import sentence_hash

GOOD = ["They praised the agreement.", "Both welcomed the talks.", "The two sides signed a treaty."]
BAD = ["He condemned the attack.", "They threatened new sanctions.", "Troops shelled the town."]
PLAIN = ["The meeting is on Monday.", "He arrived by train."]


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch):
    """Intervals are test_metrics' business; here ten resamples do."""
    fewer = metrics.bootstrap_interval
    monkeypatch.setattr(metrics, "bootstrap_interval", lambda *given: fewer(*given, n_resamples=10))


def labelled_frame(n=60):
    rng = np.random.default_rng(0)
    rows = []
    for i in range(n):
        pole = int(rng.integers(-1, 2))
        source = SOURCES[i % 4]
        text = {-1: GOOD, 0: PLAIN, 1: BAD}[pole][i % 2]
        targets = np.eye(3)[pole + 1] * 0.9 + 0.1 / 3
        readings = source == "readings"
        rows.append(
            {
                "text": f"{text[:-1]} no {i}.",
                "source": source,
                "group": f"2020-W{i % 50 + 1:02}",
                "pole": pole,
                "grade": float(pole) if readings else np.nan,
                "relevant": float(i % 3 > 0) if readings else np.nan,
                "direction": "<>="[i % 3] if readings else None,
                "file": "kremlin" if readings else None,
                "date": "2020-02-03",
                **dict(zip(CLASSES, targets, strict=True)),
            }
        )
    return pd.DataFrame(rows)


def drawn_scores(n=200, *, graded=True, neutral=True, peer=None):
    rng = np.random.default_rng(1)
    pole = rng.integers(-1, 2, n) if neutral else rng.choice([-1, 1], n)
    logits = np.column_stack([-pole, pole]) + rng.normal(0, 1, (n, 2))
    group = (np.arange(n) // 4).astype(str)
    return UnseenScores(logits, pole, group, pole.astype(float) if graded else None, peer or {})


def test_tension_is_the_last_probability_less_the_first():
    logits = np.array([[0.0, 0.0], [1.0, -2.0], [-800.0, 900.0]])
    odds = np.exp(np.column_stack([logits[:2, 0], np.zeros(2), logits[:2, 1]]))
    expected = (odds[:, 2] - odds[:, 0]) / odds.sum(axis=1)
    assert tensions(logits)[:2] == pytest.approx(expected)
    assert tensions(logits)[2] == 1
    assert margins(logits).tolist() == [0.0, -3.0, 1700.0]


def test_figures_of_the_tone_follow_the_labels_there_are():
    figures = tone_figures(drawn_scores())
    polar = {"sign_auc", "calibration_error", "brier", "calibration_slope"}
    assert figures.keys() == polar | {"macro_f1", "spearman"}
    assert tone_figures(drawn_scores(graded=False, neutral=False)).keys() == polar
    assert figures["sign_auc"].value > 0.9
    assert figures["sign_auc"].n < figures["macro_f1"].n == 200
    assert all(figure.lower <= figure.upper for figure in figures.values())


def test_lead_over_a_peer_is_paired_and_every_set_counts_alike():
    ours = drawn_scores().logits
    small = drawn_scores(peer={"same": ours, "turned": -margins(ours)})
    large = drawn_scores(1000, peer={"turned": np.zeros(1000)})
    same = mean_gain({"small": small, "large": large}, "same")
    assert (same.value, same.lower, same.upper) == (0, 0, 0)
    lead = mean_gain({"small": small, "large": large}, "turned")
    auc = [tone_figures(scores)["sign_auc"].value for scores in (small, large)]
    assert lead.value == pytest.approx(((2 * auc[0] - 1) + (auc[1] - 0.5)) / 2)
    assert lead.lower < lead.value < lead.upper


def test_a_peer_with_our_scores_has_our_figures():
    ours = drawn_scores().logits
    scores = drawn_scores(peer={"logits": ours, "one number": margins(ours), "turned": -margins(ours)})
    figures, beside = tone_figures(scores), peer_figures(scores)
    assert beside["logits"] == {key: figures[key] for key in ("sign_auc", "spearman")}
    assert beside["one number"]["sign_auc"] == figures["sign_auc"]
    assert beside["turned"]["sign_auc"].value == pytest.approx(1 - figures["sign_auc"].value)


def test_relevance_is_told_over_all_and_by_file():
    relevance = UnseenRelevance(
        said=np.array([1, 0, 0, 1], dtype=bool),
        both=np.array([1, 1, 0, 1], dtype=bool),
        relevant=np.array([1, 0, 1, 1], dtype=bool),
        file=np.array(["a", "a", "a", "b"]),
        group=np.array(["1", "2", "3", "4"]),
    )
    figures = relevance_figures(relevance)
    assert figures["gate/precision"].value == 1
    assert figures["gate/recall"].value == pytest.approx(2 / 3)
    assert figures["both_named/precision/a"].value == 0.5
    assert figures["gate/recall/b"].value == 1
    assert [figures[f"gate/{name}"].n for name in ("precision", "recall")] == [2, 3]


def test_directions_are_judged_over_three_classes_and_over_four():
    truth = np.array([1, 2, 3, 1, 0], dtype=np.uint8)
    found = np.array([1, 2, 3, 2, 3], dtype=np.uint8)
    figures = direction_figures(UnseenDirections(found, truth, np.arange(5).astype(str)))
    assert figures["accuracy"].value == pytest.approx(0.6)
    assert figures["macro_f1"].value == pytest.approx(2 / 3)
    assert figures["macro_f1_of_four"].value == pytest.approx(0.5)


def test_held_out_rows_are_readings_of_fold_0():
    labelled = labelled_frame()
    held = held_out_rows(labelled)
    assert len(held)
    for row in range(len(labelled)):
        reading = labelled.source[row] == "readings"
        assert (row in held) == (reading and fold_of(labelled.group[row]) == 0)


def test_arrays_are_made_once_and_kept(tmp_path):
    made = []

    def make():
        made.append(1)
        return {"logits": np.arange(3.0), "threshold": np.array(0.5)}

    first = remembered(tmp_path / "new", "left_out/events", "a", make)
    second = remembered(tmp_path / "new", "left_out/events", "a", make)
    assert len(made) == 1
    assert first["logits"].tolist() == second["logits"].tolist() == [0, 1, 2]
    assert second["threshold"] == 0.5
    remembered(tmp_path / "new", "left_out/events", "b", make)
    remembered(None, "left_out/events", "a", make)
    assert len(made) == 3


def test_digest_knows_where_a_part_ends():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a") == digest(b"a")


def test_comments_and_docstrings_are_not_in_the_key():
    plain = _without_words("def f(x):\n    return x\n")
    assert _without_words('def f(x):\n    """Say."""\n    return (x)  # why\n') == plain
    assert _without_words("def f(x):\n    return -x\n") != plain


def everything_passes(frame, seen, unseen, *_):
    assert not set(seen) & set(unseen)
    n = len(unseen)
    ones = np.ones(n, dtype=bool)
    directed = unseen[:2]
    directions = np.ones(len(directed), dtype=np.uint8)
    return {
        "logits": np.zeros((n, 2)), "gate": np.ones(n), "threshold": np.array(0.5), "both": ones,
        "directed": directed, "direction": directions, "direction_found": directions,
    }  # fmt: skip


def test_key_follows_the_data(tmp_path, model):
    (tmp_path / "news").mkdir()
    (tmp_path / "reserved_weeks.csv").write_text("week\n")
    before = training_key(tmp_path, model.boundaries, of_pair=False)
    assert training_key(tmp_path, model.boundaries, of_pair=False) == before
    assert training_key(tmp_path, model.boundaries, of_pair=True) != before
    (tmp_path / "news" / "tass.parquet").write_bytes(b"more")
    assert training_key(tmp_path, model.boundaries, of_pair=False) != before


def test_no_fold_sees_what_it_is_judged_on(tmp_path, model, monkeypatch):
    labelled = labelled_frame()
    pools, fitted, teachers = [], [], []
    texts = [*GOOD, *BAD, *PLAIN] * 40
    taught = sorted(
        ["Talks went on for a fourth day.", "Guns were heard for a fourth day."], key=sentence_hash
    )
    hashes = np.array([sentence_hash(text) for text in taught], dtype=np.uint64)
    said = {fold: np.full((2, 2), place, dtype=np.uint8) for place, fold in enumerate(FOLDS)}

    class SmallPool:
        folder = tmp_path

        def articles(self):
            return (("source", text) for text in texts)

        def texts_by_file(self):
            return (("business_headlines", text) for text in taught)

    def open_small(folder, without_weeks=frozenset(), without_articles=frozenset()):
        pools.append((without_weeks, without_articles))
        return SmallPool()

    def watch(matrix, frame, rows, lessons):
        fitted.append(set(rows.tolist()))
        assert taught[0] in lessons.sentences
        teachers.append(FOLDS[round(float(lessons.targets[0, 0]) * 255)])
        return fit(matrix, frame, rows, lessons)

    fit = folds.calibrated_tone
    test = pd.DataFrame({"text": [*GOOD, *BAD], "pole": [-1, -1, -1, 1, 1, 1]})
    articles = frozenset({("kremlin", "1")})
    for module in (evaluate, folds):
        monkeypatch.setattr(module, "open_pool", open_small)
        monkeypatch.setattr(module, "read_events_test", lambda folder: test)
        monkeypatch.setattr(module, "read_lessons", lambda: Lessons(hashes, said))
    monkeypatch.setattr(folds, "calibrated_tone", watch)
    monkeypatch.setattr(evaluate, "training_key", lambda folder, boundaries, of_pair: "key")
    monkeypatch.setattr(folds, "articles_read", lambda folder: articles)
    monkeypatch.setattr(evaluate, "clusters_of_test", lambda folder: np.arange(len(test)).astype(str))
    monkeypatch.setattr(evaluate, "held_out_scores", everything_passes)

    steps = []
    sets, relevance, directions = unseen_sets(
        model,
        tmp_path,
        labelled,
        keep=lambda name, key, make: make(),
        with_peers=False,
        report=steps.append,
    )
    assert list(sets) == ["events_test", *(f"left_out/{source}" for source in SOURCES), "held_out"]
    for source, rows in zip(SOURCES, fitted, strict=True):
        assert rows == set(np.flatnonzero(labelled.source != source))
        assert len(sets[f"left_out/{source}"].logits) == (labelled.source == source).sum()
    assert teachers == list(SOURCES)
    assert pools == [(frozenset(), frozenset()), (frozenset(), articles)]
    assert (directions.found == directions.truth).all()
    assert len(relevance.said) == len(held_out_rows(labelled))
    assert len(steps) == 6


@pytest.mark.parametrize("name", peers.LEXICONS)
def test_lexicons_score_confrontation_above_cooperation(name):
    pytest.importorskip("vaderSentiment")
    scores = peers.LEXICONS[name](["a terrible, hostile war", "a good and friendly agreement", ""])
    assert scores[0] > scores[1]
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("poles", [(-1, 0, 1), (-1, 1)])
def test_tfidf_learns_from_the_rows_it_is_given(poles):
    labelled = labelled_frame()
    labelled = labelled[labelled.pole.isin(poles)]
    logits = peers.fit_tfidf(labelled.text.tolist(), labelled.pole.to_numpy())(
        ["They praised the agreement.", "He condemned the attack."]
    )
    assert logits.shape == (2, 2)
    assert margins(logits)[0] < 0 < margins(logits)[1]


def test_missing_peer_says_how_to_install_it():
    with pytest.raises(UsageError, match=r"pip install 'tension-index\[peers\]'"):
        peers._needed("no_such_peer_at_all")


def small_evaluation(with_peers=True):
    figure = Figure(0.91234567, 0.9, 0.92, 100)
    curve = reliability_of(drawn_scores())
    names = ("events_test", *(f"left_out/{source}" for source in SOURCES), "held_out")
    found = {f"{name}/{key}": figure for name in names for key in ("sign_auc", "calibration_error", "brier")}
    found |= {
        f"held_out/{rule}/{key}{end}": figure
        for rule in ("gate", "both_named")
        for key in ("precision", "recall")
        for end in ("", "/kremlin")
    }
    found |= {
        "held_out/spearman": figure,
        "left_out/events/calibration_slope": Figure(np.nan, np.nan, np.nan, 3),
    }
    beside = {"VADER": {"events_test/sign_auc": Figure(0.7, 0.6, 0.8, 100)}}
    return Evaluation(found, beside if with_peers else {}, dict.fromkeys(names, curve))


CARD = {
    "name": "tension-0",
    "format": 1,
    "bytes": 2_000,
    "sha256": "ab" * 32,
    "training": {"events": 10, "readings": 2_000},
    "settings": {"random_state": 0, "reference_mix": {"neutral": 0.4}},
    "versions": {"numpy": "2"},
}


def test_figures_join_the_card_and_the_rest_is_kept():
    card = measured(CARD | {"metrics": {"old": {}}, "peers": {"old": {}}}, small_evaluation())
    assert {key: card[key] for key in CARD} == CARD
    assert card["metrics"]["events_test/sign_auc"] == {"value": 0.9123, "lower": 0.9, "upper": 0.92, "n": 100}
    assert "old" not in card["metrics"]
    assert "left_out/events/calibration_slope" not in card["metrics"]
    assert list(card["peers"]) == ["VADER"]
    assert "peers" not in measured(card, small_evaluation(with_peers=False))


def test_card_is_rendered_from_its_json_alone(tmp_path):
    card = measured(CARD, small_evaluation())
    write_card(card, tmp_path)
    stored = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    text = (tmp_path / "CARD.md").read_text(encoding="utf-8")
    assert stored == card
    assert render_card(stored) == text
    for phrase in (
        "what it isn't for",
        "language-model",
        "machine",
        "CC BY-SA 4.0",
        "2,000",
        "VADER",
        "kremlin",
        "abab",
    ):
        assert phrase in text.lower() or phrase in text


def test_card_without_figures_or_peers_says_so():
    assert "Not measured yet" in render_card(CARD)
    assert "VADER" not in render_card(measured(CARD, small_evaluation(with_peers=False)))


def test_tables_have_as_many_cells_as_titles():
    text = render_card(measured(CARD, small_evaluation()))
    tables = [part.splitlines() for part in text.split("\n\n") if part.startswith("|")]
    assert len(tables) == 7
    for table in tables:
        assert len({line.count("|") for line in table}) == 1


def test_plot_is_the_same_every_time(tmp_path):
    curves = small_evaluation().reliability
    for name in ("a.png", "b.png"):
        plot_reliability(curves, tmp_path / name)
    first, second = ((tmp_path / name).read_bytes() for name in ("a.png", "b.png"))
    assert first == second
    assert first.startswith(b"\x89PNG")


def test_command_writes_the_card_and_prints_the_tables(tmp_path, monkeypatch):
    from tension.cli.evaluate import evaluate as command

    monkeypatch.setattr(evaluate, "evaluate_model", lambda *given, **settings: small_evaluation())
    result = CliRunner().invoke(command, ["--output", str(tmp_path / "card"), "--quiet"])
    assert result.exit_code == 0, result.output
    written = sorted(path.name for path in (tmp_path / "card").iterdir())
    assert written == ["CARD.md", "card.json", "reliability.png"]
    assert result.stdout.strip() in (tmp_path / "card" / "CARD.md").read_text(encoding="utf-8")
    assert result.stderr == ""


@pytest.mark.needs_data
@pytest.mark.slow
def test_shipped_model_on_the_test_set(model, data_folder):
    test = evaluate.read_events_test(data_folder)
    scores = UnseenScores(
        evaluate.model_logits(model, test.text.tolist()),
        test.pole.to_numpy(dtype=int),
        evaluate.clusters_of_test(data_folder),
    )
    assert tone_figures(scores)["sign_auc"].value > 0.92
