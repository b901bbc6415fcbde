import datetime
from collections import Counter
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import given, settings
from nltk.tokenize.punkt import PunktSentenceTokenizer

from tension.text.sentences import RULES, Boundaries, split_sentences
from tension.training import punkt
from tension.training.punkt import compare_with_punkt, learn_boundaries, news_texts, read_news, to_punkt
from tests.text.test_sentences import CASES, LINES, sentences_in, text_of

POOL = [
    "The convoy left Tver obl. on Monday. Convoys were seen in Omsk obl. and in Perm obl. too. "
    "Villagers saw the convoy. Anton F. Zukov led the convoy to Kazan by road. Nobody stopped the convoy.",
    "Convoys left Kazan. The villagers and Anton F. Zukov watched the convoys from Tomsk obl. that night. "
    "Some convoys, villagers said, came from Kazan before. Convoys of Orel obl. were larger. Nobody spoke.",
] * 20


def tokenizer(boundaries: Boundaries) -> PunktSentenceTokenizer:
    punkt_tokenizer = PunktSentenceTokenizer()
    punkt_tokenizer._params = to_punkt(boundaries)
    return punkt_tokenizer


def unnamed(text: str, boundaries: Boundaries) -> list[tuple[str, str]]:
    found = compare_with_punkt(text, boundaries, tokenizer(boundaries))
    return [(side, reason) for side, reason in found if side != "both" and reason not in RULES]


@pytest.fixture(scope="module")
def small() -> Boundaries:
    return learn_boundaries(POOL)


def test_abbreviation_is_learnt_from_its_full_stop(small):
    assert "obl" in small.abbreviations
    assert "kazan" not in small.abbreviations


def test_opener_is_a_word_capitalised_only_where_sentences_begin(small):
    assert {"convoys", "villagers"} <= small.openers
    assert "kazan" not in small.openers
    assert "anton" not in small.openers


def test_initial_and_name_are_learnt_as_a_collocation(small):
    assert ("f", "zukov") in small.collocations


def test_built_in_tables_are_kept(small):
    default = Boundaries.default()
    assert default.abbreviations < small.abbreviations
    assert default.openers < small.openers
    assert default.starters <= small.starters


def test_what_is_learnt_is_applied(small):
    text = "They reached Tula obl. Kazan is next. They left Tula obl. Convoys follow."
    sentences = [text[start:end] for start, end in split_sentences(text, small)]
    assert sentences == ["They reached Tula obl. Kazan is next.", "They left Tula obl.", "Convoys follow."]


def test_rare_words_are_not_learnt():
    assert learn_boundaries(POOL, least_count=10_000) == learn_boundaries([])


def test_nothing_is_learnt_from_nothing():
    default = Boundaries.default()
    assert learn_boundaries([]) == default
    assert learn_boundaries(["", "\n"]) == default


def test_result_does_not_depend_on_the_batches(small, monkeypatch):
    read: list[int] = []
    monkeypatch.setattr(punkt, "BATCH", 2000)
    assert learn_boundaries(iter(POOL), progress=read.append) == small
    assert len(read) > 3
    assert read == sorted(read)
    assert read[-1] == sum(map(len, POOL))


def test_counting_forgets_words_met_once_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(punkt, "BATCH", 1000)
    monkeypatch.setattr(punkt, "MOST_TYPES", 100)
    rare = [" ".join(f"word{n}x{i}" for i in range(20)) for n in range(50)]
    learnt = learn_boundaries([text for pair in zip(POOL, rare, strict=False) for text in pair])
    assert "obl" in learnt.abbreviations


def test_punkt_parameters_hold_the_same_tables(small):
    parameters = to_punkt(small)
    assert parameters.abbrev_types == small.abbreviations
    assert parameters.sent_starters == small.starters
    assert parameters.collocations == small.collocations
    assert parameters.ortho_context.keys() == small.openers


@pytest.mark.parametrize("case", CASES)
def test_every_disagreement_with_nltk_on_a_case_has_a_rule(case):
    assert unnamed(text_of(case), Boundaries.default()) == []


@settings(deadline=None)
@given(text=LINES)
def test_every_disagreement_with_nltk_has_a_rule(text):
    assert unnamed(text, Boundaries.default()) == []


def test_comparison_names_both_sides():
    text = "It ended. See No. 2 of the talks.The end. • More"
    found = Counter(compare_with_punkt(text, Boundaries.default(), tokenizer(Boundaries.default())))
    assert found == {
        ("both", "word"): 1,
        ("NLTK only", "before a number"): 1,
        ("ours only", "missing space"): 1,
        ("both", "bullet"): 1,
    }


def write_news(folder, name, rows):
    (folder / "news").mkdir(exist_ok=True)
    table = {
        "date": [row[0] for row in rows],
        "title": [row[1] for row in rows],
        "text": [row[2] for row in rows],
    }
    parquet.write_table(pa.table(table), folder / "news" / f"{name}.parquet")


@pytest.fixture
def news_folder(tmp_path):
    (tmp_path / "reserved_weeks.csv").write_text("week\n2019-W01\n2020-W53\n", encoding="utf-8")
    rows = [
        ("2018-12-31", "Title a", "Reserved: a Monday of week 1 of 2019."),
        ("2019-01-07", "Title b", "Open."),
        ("2021-01-03", "Title c", "Reserved: a Sunday of week 53 of 2020."),
        ("2021-01-04", "Title d", ""),
        ("2021-01-05", "", "Open, too."),
    ]
    for name in {*punkt.FULL_TEXTS, *punkt.HEADLINES}:
        write_news(tmp_path, name, rows)
    return tmp_path


def test_reserved_weeks_and_empty_texts_are_left_out(news_folder):
    assert list(read_news(news_folder, "kremlin", "text")) == ["Open.", "Open, too."]
    assert list(read_news(news_folder, "kremlin", "title")) == ["Title b", "Title d"]


def test_dates_may_be_dates(news_folder):
    write_news(news_folder, "kremlin", [(datetime.date(2019, 1, 7), "Title", "Open.")])
    assert list(read_news(news_folder, "kremlin", "text")) == ["Open."]


def test_sample_is_taken_evenly(news_folder):
    write_news(news_folder, "rt", [("2022-01-04", f"Title {n}", "") for n in range(100)])
    assert list(read_news(news_folder, "rt", "title", n_texts=4)) == [f"Title {n}" for n in (24, 49, 74, 99)]


def test_pool_is_full_texts_and_headlines(news_folder):
    texts = Counter(news_texts(news_folder))
    assert texts == {
        "Open.": len(punkt.FULL_TEXTS),
        "Open, too.": len(punkt.FULL_TEXTS),
        "Title b": len(punkt.HEADLINES),
        "Title d": len(punkt.HEADLINES),
    }


@pytest.fixture(scope="module")
def learnt(data_folder) -> Boundaries:
    """Learn from a twelfth of the pool: enough for every case, and a few seconds only."""
    return learn_boundaries(islice(news_texts(data_folder), 0, None, 12))


@pytest.mark.needs_data
def test_every_case_splits_as_written_with_learnt_boundaries(learnt):
    split = {
        case: [text_of(case)[start:end] for start, end in split_sentences(text_of(case), learnt)]
        for case in CASES
    }
    assert split == {case: sentences_in(case) for case in CASES}


@pytest.mark.needs_data
def test_learnt_tables_are_small(learnt):
    assert len(learnt.openers) > 400
    assert sum(array.nbytes for array in learnt.to_arrays().values()) < 300_000


@pytest.mark.needs_data
def test_every_disagreement_with_nltk_on_news_has_a_rule(learnt, data_folder):
    punkt_tokenizer = tokenizer(learnt)
    sides: Counter[str] = Counter()
    for name, column, n_texts in [
        ("kremlin", "text", 40),
        ("rss_cnn_bbc_guardian", "text", 1500),
        ("rt", "title", 1500),
    ]:
        for text in read_news(data_folder, name, column, n_texts=n_texts):
            for side, reason in compare_with_punkt(text, learnt, punkt_tokenizer):
                sides[side] += 1
                assert side == "both" or reason in RULES
    assert sides.total() > 1000
    assert sides["both"] > 0.85 * sides.total()
