"""Stories: copies are joined, look-alikes aren't, and nothing is joined through a chain."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tension
from tension.index.stories import LEAST_SHARED, LEAST_SHARED_HEADLINES, find_stories, fingerprint_array

WIRE_COPIES = Path(__file__).with_name("wire_copies.jsonl")
N = 128


@pytest.fixture(scope="module")
def copies(model):
    """Wire copies, scored, with the story and kind that the file names and the story that was found."""
    frame = tension.score_articles(tension.read_articles([str(WIRE_COPIES)]), model=model)
    rows = [json.loads(line) for line in WIRE_COPIES.read_text().splitlines()]
    assert frame.article_id.tolist() == [row["id"] for row in rows]
    frame = frame.assign(label=[row["story"] for row in rows], kind=[row["kind"] for row in rows])
    return frame.assign(found=find_stories(frame))


def fresh(seed):
    """Make a fingerprint that agrees with no other to speak of."""
    return np.random.default_rng(seed).integers(0, 0xFFFF, N).astype("<u2")


def sharing(seed, *parts):
    """Make a fingerprint with the values of others at given places."""
    print_ = fresh(seed)
    for other, places in parts:
        print_[places] = other[places]
    return print_


def frame_of(*rows, length=9):
    """Build a frame of rows (date, fingerprint) or (date, fingerprint, sentences)."""
    return pd.DataFrame(
        {
            "date": [row[0] for row in rows],
            "fingerprint": [None if row[1] is None else row[1].tobytes() for row in rows],
            "n_sentences": [row[2] if len(row) > 2 else length for row in rows],
        }
    )


def partition(names, stories):
    together = {}
    for name, story in zip(names, stories, strict=True):
        together.setdefault(story, set()).add(name)
    return {frozenset(part) for part in together.values()}


def test_every_copy_of_a_text_joins_its_original(copies):
    original = copies[copies.kind == "original"].set_index("label").found
    texts = copies[~copies.kind.isin(["original", "lookalike", "headline_copy"])]
    assert len(texts) >= 70
    apart = texts[texts.found != texts.label.map(original)]
    assert apart.article_id.tolist() == []


def test_lookalikes_are_stories_of_their_own(copies):
    size = copies.groupby("found").size()
    alike = copies[copies.kind == "lookalike"]
    assert len(alike) >= 30
    assert alike.article_id[alike.found.map(size) > 1].tolist() == []


def test_no_story_holds_two_stories_of_the_file(copies):
    labels = copies.groupby("found").label.nunique()
    assert labels.max() == 1


@pytest.mark.parametrize("seed", range(5))
def test_order_of_the_rows_doesnt_matter(copies, seed):
    mixed = copies.sample(frac=1, random_state=seed)
    assert partition(mixed.article_id, find_stories(mixed)) == partition(copies.article_id, copies.found)


def test_index_of_the_frame_is_kept(copies):
    mixed = copies.set_index("article_id")
    found = find_stories(mixed)
    assert found.index.equals(mixed.index)
    assert found.name == "story"
    assert partition(found.index, found) == partition(copies.article_id, copies.found)


@pytest.mark.parametrize(
    ("first", "second", "days", "together"),
    [
        ("2014-03-18", "2014-03-18", 3, True),
        ("2014-03-18", "2014-03-21", 3, True),
        ("2014-03-18", "2014-03-22", 3, False),
        ("2014-03-21", "2014-03-18", 3, True),
        ("2014-03-18", "2014-03-22", 4, True),
        ("2014-03-18", "2014-03-19", 0, False),
        ("2014-03-18", "2014-03-18", 0, True),
        ("2013-12-30", "2014-01-02", 3, True),
    ],
)
def test_copies_appear_within_the_window(first, second, days, together):
    text = fresh(0)
    one, other = find_stories(frame_of((first, text), (second, text)), days=days)
    assert (one == other) == together


def test_text_that_comes_back_later_is_another_story():
    text = fresh(0)
    stories = find_stories(frame_of(*((f"2014-03-{day:02}", text) for day in (1, 2, 10, 12, 28))))
    assert partition(range(5), stories) == {frozenset({0, 1}), frozenset({2, 3}), frozenset({4})}


@pytest.mark.parametrize("n", [13, 14, 40, 400])
def test_crowd_of_equal_texts_is_one_story(n):
    text = fresh(0)
    assert find_stories(frame_of(*[("2014-03-18", text)] * n)).nunique() == 1


@pytest.mark.parametrize(
    ("n_shared", "sentences", "together"),
    [
        (round(LEAST_SHARED * N) + 1, 9, True),
        (round(LEAST_SHARED * N) - 1, 9, False),
        (round(LEAST_SHARED * N) + 1, 1, False),
        (round(LEAST_SHARED_HEADLINES * N) + 1, 1, True),
        (round(LEAST_SHARED_HEADLINES * N) - 1, 1, False),
    ],
)
def test_headlines_must_share_more_than_texts(n_shared, sentences, together):
    one = fresh(1)
    other = sharing(2, (one, slice(0, n_shared)))
    found = find_stories(frame_of(("2014-03-18", one, sentences), ("2014-03-19", other, sentences)))
    assert (found[0] == found[1]) == together


def test_headline_isnt_joined_to_a_text_that_holds_it():
    text = fresh(1)
    headline = sharing(2, (text, slice(0, 60)))
    assert find_stories(frame_of(("2014-03-18", text, 9), ("2014-03-18", headline, 1))).nunique() == 2


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_no_chain_joins_what_shares_nothing(order):
    a, c = fresh(1), fresh(3)
    b = sharing(2, (a, slice(0, 60)), (c, slice(64, 124)))
    rows = [("2014-03-18", a), ("2014-03-19", b), ("2014-03-20", c)]
    found = find_stories(frame_of(*(rows[i] for i in order)))
    assert partition(order, found) == {frozenset({0, 1}), frozenset({2})}


def test_two_cuts_of_one_text_are_joined_through_the_whole():
    whole = fresh(1)
    one, other = sharing(2, (whole, slice(0, 60))), sharing(3, (whole, slice(58, 118)))
    assert (one == other).mean() < LEAST_SHARED
    assert (
        find_stories(frame_of(("2014-03-18", whole), ("2014-03-19", one), ("2014-03-19", other))).nunique()
        == 1
    )


def test_copy_of_a_copy_joins_if_it_shares_enough_with_the_first():
    first = fresh(1)
    second = sharing(2, (first, slice(0, 60)))
    third = sharing(3, (second, slice(30, 100)))
    assert 0.2 < (first == third).mean() < LEAST_SHARED
    rows = frame_of(("2014-03-18", first), ("2014-03-19", second), ("2014-03-20", third))
    assert find_stories(rows).nunique() == 1


@pytest.mark.parametrize("value", [None, b"", b"short", "", np.nan, np.full(N, 0xFFFF, "<u2").tobytes()])
def test_rows_without_a_fingerprint_are_their_own_stories(value):
    frame = pd.DataFrame({"date": ["2014-03-18"] * 3, "n_sentences": 9, "fingerprint": [value] * 3})
    assert find_stories(frame).nunique() == 3


def test_frame_without_fingerprints_has_a_story_per_row():
    frame = pd.DataFrame({"date": ["2014-03-18"] * 3}, index=[7, 7, 9])
    assert find_stories(frame).nunique() == 3


def test_rows_without_a_date_are_their_own_stories():
    text = fresh(0)
    found = find_stories(frame_of((None, text), (None, text), ("2014-03-18", text), ("2014-03-18", text)))
    assert partition(range(4), found) == {frozenset({0}), frozenset({1}), frozenset({2, 3})}


def test_fingerprints_may_be_base64(copies):
    written = copies.assign(fingerprint=[base64.b64encode(raw).decode() for raw in copies.fingerprint])
    assert (fingerprint_array(written.fingerprint) == fingerprint_array(copies.fingerprint)).all()
    assert find_stories(written).equals(find_stories(copies))


def test_fingerprints_may_be_as_pandas_writes_bytes_to_csv(copies, tmp_path):
    copies.to_csv(tmp_path / "scores.csv", index=False)
    again = pd.read_csv(tmp_path / "scores.csv")
    assert find_stories(again).tolist() == find_stories(copies.reset_index(drop=True)).tolist()


def test_empty_frame_has_no_stories():
    empty = pd.DataFrame({"date": pd.to_datetime([]), "n_sentences": [], "fingerprint": []})
    assert len(find_stories(empty)) == 0
    assert fingerprint_array([]).shape == (0, N)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.booleans(), st.lists(st.integers(0, 3), min_size=8, max_size=8)),
        min_size=1,
        max_size=16,
    ),
    st.randoms(use_true_random=False),
)
def test_stories_dont_depend_on_the_order_of_the_rows(made, random):
    # Pieces of four texts put together; the first values differ.
    texts = [fresh(i) for i in range(4)]
    rows = []
    for i, (day, headline, pieces) in enumerate(made):
        parts = [(texts[text], slice(8 + 15 * j, 23 + 15 * j)) for j, text in enumerate(pieces)]
        rows.append((f"2014-03-{day + 1:02}", sharing(100 + i, *parts), 1 if headline else 9))
    mixed = list(range(len(rows)))
    random.shuffle(mixed)
    expected = partition(range(len(rows)), find_stories(frame_of(*rows)))
    assert partition(mixed, find_stories(frame_of(*(rows[i] for i in mixed)))) == expected


def test_chain_of_copies_ends_with_the_window_of_the_first():
    prints = [np.arange(128, dtype="<u2").tobytes()] * 4
    frame = pd.DataFrame(
        {"date": pd.to_datetime(["2014-01-01", "2014-01-04", "2014-01-07", "2014-01-10"]), "n_sentences": 5}
    ).assign(fingerprint=prints)
    story = find_stories(frame, days=3).to_numpy()
    assert story[0] == story[1] != story[2] == story[3]


def test_what_is_no_fingerprint_makes_a_story_of_its_own():
    frame = pd.DataFrame({"date": pd.to_datetime(["2014-01-01"] * 3), "n_sentences": 5})
    assert find_stories(frame.assign(fingerprint=["abc", "not base64!", b"short"])).nunique() == 3
