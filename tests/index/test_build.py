"""The index: what is counted, what is left empty, what is refused, and what mustn't change it."""

from __future__ import annotations

import datetime
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tension
from tension.errors import UsageError
from tension.index.build import INDEX_COLUMNS, WEIGHTS, build_index, contributions, index_of_sums, sums_of
from tension.index.sums import merge_sums

FILTERED = ["filtered", "filtered_lower", "filtered_upper"]
COUNTS = ["n_articles", "n_relevant", "n_stories", "n_sources"]
SOURCES = ["RT", "TASS", "CNN", "The New York Times", "Blog"]
ZONED = [
    "2014-03-31T23:30:00-05:00",  # the first of April in UTC
    "2014-04-01T01:30:00+03:00",  # the last of March
    "2014-03-31T12:00:00Z",
]


def articles_of(*rows):
    """Build a frame of rows (date, source, tension) or (date, source, tension, relevant sentences)."""
    return pd.DataFrame(
        {
            "article_id": [f"a{i}" for i in range(len(rows))],
            "date": [row[0] for row in rows],
            "source": [row[1] for row in rows],
            "tension": [row[2] for row in rows],
            "n_relevant": [row[3] if len(row) > 3 else 1 for row in rows],
        }
    )


def built(articles, *settings_, **named):
    """Build an index; what it warns of is told by other tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return build_index(articles, *settings_, **named)


def months(n, first="2012-01", tension=None):
    """Build a frame with an article in each of n months."""
    days = pd.period_range(first, periods=n, freq="M").start_time
    values = np.linspace(-0.5, 0.5, n) if tension is None else tension
    return articles_of(*((str(day.date()), "RT", value) for day, value in zip(days, values, strict=True)))


FIVE = articles_of(
    ("2014-01-31", "RT", 0.5),
    ("2014-01-01", "RT", 0.25),
    ("2014-03-05", "CNN", -0.5),
    ("2014-03-06", "RT", np.nan, 0),
    ("2014-04-06", "CNN", np.nan, 0),
)


def test_index_has_the_columns_of_the_contract_and_a_row_for_every_period():
    index = built(FIVE)
    assert list(index.columns) == list(INDEX_COLUMNS)
    assert index.index.name == "period"
    assert index.index.astype(str).tolist() == ["2014-01", "2014-02", "2014-03", "2014-04"]
    assert tension.build_index is build_index


def test_counts_are_of_all_articles_of_those_that_concern_the_dyad_of_stories_and_their_sources():
    index = built(FIVE)
    assert index[COUNTS].to_numpy().tolist() == [[2, 2, 2, 1], [0, 0, 0, 0], [2, 1, 1, 1], [1, 0, 0, 0]]
    assert (index[COUNTS].dtypes == np.int64).all()


def test_period_without_a_story_has_no_level_but_a_filtered_and_a_smoothed_one():
    index = built(FIVE)
    empty = [False, True, False, True]
    for name in ("tension", "lower", "upper"):
        assert index[name].isna().tolist() == empty
    for name in (*FILTERED, "smoothed", "smoothed_lower", "smoothed_upper"):
        assert index[name].notna().all()
    assert index.filtered["2014-02"] == index.filtered["2014-01"]
    width = index.filtered_upper - index.filtered_lower
    assert width["2014-02"] > width["2014-01"]


def test_level_of_one_source_is_the_mean_of_its_stories():
    index = built(FIVE[FIVE.source == "RT"])
    assert index.tension["2014-01"] == pytest.approx(0.375)


def test_articles_that_dont_concern_the_dyad_leave_periods_empty():
    index = built(articles_of(("2014-01-31", "RT", np.nan, 0), ("2014-02-01", "RT", np.nan, 0)))
    assert index.tension.isna().all()
    assert index.n_articles.tolist() == [1, 1]
    assert index.n_stories.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("freq", "name", "first", "n"),
    [
        ("D", "D", "2014-01-01", 96),
        ("W", "W-SUN", "2013-12-30", 14),
        ("M", "M", "2014-01-01", 4),
        ("Q", "Q-DEC", "2014-01-01", 2),
        ("Y", "Y-DEC", "2014-01-01", 1),
    ],
)
def test_periods_are_days_weeks_months_quarters_or_years(freq, name, first, n):
    index = built(FIVE, freq)
    assert index.index.freqstr == name
    assert str(index.index[0].start_time.date()) == first
    assert len(index) == n
    assert index.n_articles.sum() == 5


def test_weeks_begin_on_monday():
    index = built(
        articles_of(("2014-03-16", "RT", 0.5), ("2014-03-17", "RT", 0), ("2014-03-23", "RT", 0)), "W"
    )
    assert set(index.index.start_time.day_name()) == {"Monday"}
    assert index.n_articles.tolist() == [1, 2]


@pytest.mark.parametrize("freq", ["D", "W", "M", "Q", "Y"])
def test_one_article_makes_an_index_of_one_period(freq):
    index = built(articles_of(("2014-03-18", "RT", 0.25)), freq)
    assert len(index) == 1
    row = index.iloc[0]
    assert row.tension == pytest.approx(0.25)
    assert -1 <= row.lower < 0.25 < row.upper <= 1
    assert row.n_stories == 1


def test_articles_of_one_day_make_an_index_of_one_day():
    index = built(articles_of(*(("2014-03-18", source, 0.5) for source in SOURCES)), "D")
    assert len(index) == 1
    assert index.tension.iloc[0] == pytest.approx(0.5)
    assert index.n_sources.iloc[0] == len(SOURCES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"drop": "date"}, "no column 'date'"),
        ({"drop": "tension"}, "no column 'tension'"),
        ({"drop": "article_id"}, "no column 'article_id'"),
        ({"model": ["tension-1"] * 4 + ["other"]}, "several models are mixed: tension-1, other"),
        ({"dyad": ["usa-rus"] * 4 + ["usa-chn"]}, "several dyads are mixed"),
        ({"date": [None] * 5}, "no dated article"),
        ({"date": ["2014-01-01"] * 4 + ["yesterday"]}, "isn't a date"),
        ({"date": ["2014-01-01"] * 4 + ["2014-02-30"]}, "isn't a date"),
        ({"tension": [0.1, 0.1, 1.5, 0.1, 0.1]}, "row 2 has the tension 1.5"),
        ({"tension": [0.1, 0.1, 0.1, 0.1, -np.inf]}, "row 4 has the tension -inf"),
        ({"tension": [0.1, 0.1, 0.1, 0.1, "high"]}, "isn't a number"),
        ({"n_relevant": [1, 1, 1, 1, "many"]}, "isn't a number"),
    ],
)
def test_frames_that_arent_scores_are_refused(change, message):
    columns = {name: values for name, values in change.items() if name != "drop"}
    with pytest.raises(UsageError, match=message):
        build_index(FIVE.drop(columns=change.get("drop", [])).assign(**columns))


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"freq": "H"}, "frequency 'H': unknown; use one of D, W, M, Q, Y"),
        ({"freq": "m"}, "frequency 'm': unknown"),
        ({"weight": "words"}, "weight 'words': unknown; use one of story, article, reach"),
        ({"base": "2010:2011"}, "no month with a story in it"),
        ({"base": "2014-02:2014-02"}, "no month with a story in it"),
        ({"base": "2014"}, "isn't a range"),
        ({"base": "2015:2014"}, "ends before it begins"),
        ({"start": "2015"}, "no article lies between 2015 and the end"),
        ({"end": "2013-12"}, "no article lies between the beginning and 2013-12"),
        ({"source": "Pravda"}, "source 'Pravda': no article has it; there are CNN, RT"),
        ({"group": "FRA"}, "group 'FRA': no article has it; there are RUS, USA"),
    ],
)
def test_settings_that_cant_be_used_are_refused(named, message):
    with pytest.raises(UsageError, match=message):
        built(FIVE, **named)


@pytest.mark.parametrize("articles", [None, [], "scores.csv", pd.DataFrame(), FIVE.iloc[:0]])
def test_nothing_to_index_is_refused(articles):
    with pytest.raises(UsageError, match=r"no column|no dated article"):
        build_index(articles)


def test_undated_articles_are_left_out_with_a_warning():
    frame = months(13)
    frame.loc[12, "date"] = None
    with pytest.warns(UserWarning, match="1 of 13 articles have no date and are left out"):
        index = build_index(frame)
    assert index.n_articles.sum() == 12


def test_fewer_than_twelve_months_have_no_scale():
    with pytest.warns(UserWarning, match="needs 12 months with stories that differ, and the base has 11"):
        index = build_index(months(11))
    assert index.filter(like="tension_index").isna().to_numpy().all()
    assert build_index(months(12)).filter(like="tension_index").notna().to_numpy().all()


def test_months_that_dont_differ_have_no_scale():
    with pytest.warns(UserWarning, match="stories that differ"):
        index = build_index(months(24, tension=np.full(24, 0.3)))
    assert index.tension_index.isna().all()


def test_sources_that_share_no_period_are_told_of():
    frame = pd.concat([months(12), months(12, "2013-01").assign(source="CNN")], ignore_index=True)
    with pytest.warns(UserWarning, match="share no period"):
        build_index(frame)


@pytest.mark.parametrize("freq", ["D", "W", "M", "Q", "Y"])
def test_scale_has_the_average_100_and_the_deviation_10_over_the_months_of_the_base(freq):
    frame = months(36, tension=np.sin(np.arange(36)) / 2)
    monthly = built(frame).tension
    index = built(frame, freq)
    expected = 100 + 10 * (index.tension - monthly.mean()) / monthly.std()
    assert index.tension_index.to_numpy() == pytest.approx(expected.to_numpy(), nan_ok=True)
    if freq == "M":
        assert index.tension_index.mean() == pytest.approx(100)
        assert index.tension_index.std() == pytest.approx(10)


@pytest.mark.parametrize("base", ["2014:2014", "2014-01:2014-12", "2014-01-01:2015", "2014-01-20:2014-12-02"])
def test_base_sets_the_scale(base):
    index = built(months(36), base=base)
    inside = index.tension_index["2014"]
    assert len(inside) == 12
    assert (inside.mean(), inside.std()) == (pytest.approx(100), pytest.approx(10))
    assert index.tension_index["2012"].max() < 80


def test_scale_keeps_the_order_of_level_and_bounds():
    index = built(months(36, tension=np.sin(np.arange(36)) / 2))
    assert (index.tension_index_lower < index.tension_index).all()
    assert (index.tension_index < index.tension_index_upper).all()
    assert np.corrcoef(index.tension, index.tension_index)[0, 1] == pytest.approx(1)


def test_article_that_is_there_twice_counts_once():
    frame = pd.concat([FIVE, FIVE.iloc[:3]], ignore_index=True)
    pd.testing.assert_frame_equal(built(frame), built(FIVE))


def test_another_article_of_the_same_name_counts():
    other = FIVE.iloc[:1].assign(source="TASS")
    assert built(pd.concat([FIVE, other])).n_articles.sum() == 6


@pytest.mark.parametrize("kind", [str, pd.Timestamp])
def test_moments_in_several_zones_are_sorted_by_their_day_in_utc(kind):
    frame = articles_of(*((kind(moment), "RT", 0.5) for moment in ZONED))
    index = built(frame, "D")
    assert index.n_articles.to_dict() == {pd.Period("2014-03-31"): 2, pd.Period("2014-04-01"): 1}


@pytest.mark.parametrize(
    "days",
    [
        [datetime.date(2014, 3, 18), datetime.date(2014, 3, 19)],
        [datetime.datetime(2014, 3, 18, 12), datetime.datetime(2014, 3, 19, 23, 59)],
        ["2014-03-18", "20140319"],
        ["2014-03-18T12:00:00", "2014-03-19"],
        pd.to_datetime(["2014-03-18", "2014-03-19"]),
        pd.to_datetime(["2014-03-18 23:00", "2014-03-19 22:00"]).tz_localize("Europe/Paris"),
    ],
)
def test_dates_may_be_of_any_type(days):
    frame = articles_of((None, "RT", 0.5), (None, "RT", 0.5)).assign(date=days)
    assert built(frame, "D").index.astype(str).tolist() == ["2014-03-18", "2014-03-19"]


@pytest.mark.parametrize(
    ("named", "n"),
    [
        ({"start": "2014-01-31"}, 4),
        ({"start": "2014-02"}, 3),
        ({"end": "2014-01"}, 2),
        ({"end": "2014-01-30"}, 1),
        ({"end": "2014"}, 5),
        ({"start": "2014-03-05", "end": "2014-03-05"}, 1),
        ({"source": "RT"}, 3),
        ({"source": "rt"}, 3),
        ({"group": "USA"}, 2),
        ({"group": "rus", "start": "2014-02"}, 1),
    ],
)
def test_index_may_be_of_some_days_a_source_or_a_group(named, n):
    assert built(FIVE, **named).n_articles.sum() == n


def test_attention_is_the_share_in_articles_of_sources_that_cover_everything():
    rows = [("2014-03-01", "My blog", 0.5 if i < 2 else np.nan, int(i < 2)) for i in range(10)]
    # All of it concerns the dyad, so it was chosen for that and tells nothing of attention.
    rows += [("2014-03-01", "Dyad watch", 0.5)] * 7
    # A known outlet that covers everything.
    rows += [("2014-04-01", "The New York Times", 0.5), ("2014-05-01", "Dyad watch", 0.5)]
    index = built(articles_of(*rows))
    assert index.attention.tolist() == pytest.approx([0.2, 1.0, np.nan], nan_ok=True)
    assert index.n_relevant.tolist() == [9, 1, 1]


@pytest.mark.parametrize(
    ("weight", "level"),
    [("story", 0.3), ("article", 0.45), ("reach", 0.6 * (1 + np.log(3)) / (2 + np.log(3)))],
)
def test_weight_says_what_copies_count(weight, level):
    frame = articles_of(*[("2014-03-18", "RT", 0.6)] * 3, ("2014-03-19", "RT", 0.0))
    index = built(frame.assign(story=[1, 1, 1, 2]), weight=weight)
    assert index.tension.tolist() == pytest.approx([level])
    assert index.n_stories.tolist() == [2]
    assert index.n_articles.tolist() == [4]


def test_copies_count_once_where_and_when_the_first_appeared():
    frame = articles_of(("2014-03-31", "RT", 0.5), ("2014-04-01", "TASS", 0.5), ("2014-04-02", "TASS", -0.5))
    index = built(frame.assign(story=[1, 1, 2]))
    assert index.n_stories.tolist() == [1, 1]
    assert index.n_sources.tolist() == [1, 1]
    assert built(frame.assign(story=[1, 1, 2]), weight="article").n_stories.tolist() == [1, 2]


@pytest.mark.parametrize("weight", WEIGHTS)
def test_copies_of_a_story_dont_narrow_the_interval(weight):
    few = articles_of(("2014-03-18", "RT", 0.3), ("2014-03-19", "RT", -0.3)).assign(story=[1, 2])
    many = pd.concat([few, *[few.iloc[:1]] * 50], ignore_index=True)
    many["article_id"] = [f"a{i}" for i in range(52)]
    narrow, wide = built(few, weight=weight).iloc[0], built(many, weight=weight).iloc[0]
    assert wide.upper - wide.lower >= narrow.upper - narrow.lower - 1e-9


@pytest.mark.parametrize("weight", WEIGHTS)
def test_what_stories_moved_adds_up_to_the_changes_of_the_level(weight):
    random = np.random.default_rng(0)
    frame = articles_of(
        *((f"2014-{m:02}-11", SOURCES[i], random.uniform(-1, 1)) for m in (1, 2, 4, 5) for i in range(5))
    )
    sums = sums_of(frame.assign(story=np.arange(20) // 2))
    moved = contributions(sums, weight=weight).groupby("period").moved.sum()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        level = index_of_sums(sums, weight=weight).tension.dropna()
    assert moved.index.equals(level.index)
    assert moved.to_numpy()[1:] == pytest.approx(level.diff().to_numpy()[1:])


def fingerprint(seed):
    """Make a fingerprint that agrees with no other to speak of."""
    return np.random.default_rng(seed).integers(0, 0xFFFF, 128).astype("<u2").tobytes()


@st.composite
def scored(draw, most=25):
    """Draw scored articles, each with a text of its own, over a year and a half."""
    rows = draw(
        st.lists(
            st.tuples(
                st.one_of(st.integers(0, 500), st.integers(0, 40)),
                st.sampled_from(SOURCES),
                st.integers(-9, 9).map(lambda tenths: tenths / 10),
                st.sampled_from([1, 1, 1, 2, 0]),
            ),
            min_size=1,
            max_size=most,
        )
    )
    first = datetime.date(2013, 5, 1)
    days = [str(first + datetime.timedelta(row[0])) for row in rows]
    frame = articles_of(*((day, *row[1:]) for day, row in zip(days, rows, strict=True)))
    return frame.assign(fingerprint=[fingerprint(i) for i in range(len(rows))], n_sentences=9)


def with_copies(frame, copies):
    """Add copies (row, days later, source) to a frame; a day of their own if they are of a source that's there."""
    added = [frame]
    for number, (place, later, source) in enumerate(copies):
        one = frame.iloc[[place % len(frame)]].copy()
        day = datetime.date.fromisoformat(one.date.item()) + datetime.timedelta(later)
        added.append(one.assign(article_id=f"copy{number}", date=str(day), source=source))
    return pd.concat(added, ignore_index=True)


COPY = st.one_of(
    st.tuples(st.integers(0, 24), st.integers(1, 3), st.sampled_from([*SOURCES, "zz new"])),
    st.tuples(st.integers(0, 24), st.just(0), st.just("zz new")),
)


def same(one, other):
    pd.testing.assert_frame_equal(one, other, check_exact=False, rtol=0, atol=1e-8)


@settings(deadline=None, max_examples=60)
@given(scored(), st.lists(COPY, max_size=5), st.sampled_from("DWMQY"), st.sampled_from(WEIGHTS), st.randoms())
def test_order_of_the_articles_doesnt_matter(frame, copies, freq, weight, random):
    frame = with_copies(frame, copies)
    order = list(range(len(frame)))
    random.shuffle(order)
    same(built(frame.iloc[order], freq, weight=weight), built(frame, freq, weight=weight))


@settings(deadline=None, max_examples=50)
@given(scored(), st.lists(COPY, max_size=5), st.sampled_from(WEIGHTS))
def test_names_of_the_articles_dont_matter(frame, copies, weight):
    frame = with_copies(frame, copies)
    renamed = frame.assign(article_id=[f"other {-i}" for i in range(len(frame))])
    same(built(renamed, weight=weight), built(frame, weight=weight))


@settings(deadline=None, max_examples=60)
@given(scored(), st.lists(COPY, min_size=1, max_size=5), st.sampled_from("DWMQY"))
def test_wire_copies_dont_change_the_level(frame, copies, freq):
    before, after = built(frame, freq), built(with_copies(frame, copies), freq)
    names = ["tension", "lower", "upper", "filtered", "n_stories", "n_sources"]
    same(after.loc[before.index, names], before[names])
    assert after.n_stories.sum() == before.n_stories.sum()
    assert after.n_articles.sum() == before.n_articles.sum() + len(copies)


@settings(deadline=None)
@given(
    scored(),
    st.lists(COPY, max_size=5),
    st.integers(0, 30),
    st.sampled_from("DWMQY"),
    st.sampled_from(WEIGHTS),
)
def test_raising_the_tension_of_an_article_never_lowers_that_of_its_period(
    frame, copies, place, freq, weight
):
    frame = with_copies(frame, copies)
    place %= len(frame)
    raised = frame.copy()
    raised.loc[place, "tension"] = 1.0
    period = pd.Period(frame.date[place], freq={"W": "W-SUN"}.get(freq, freq))
    before, after = (built(part, freq, weight=weight).tension[period] for part in (frame, raised))
    assert np.isnan(before) == np.isnan(after)
    assert not after < before - 1e-9


@settings(deadline=None, max_examples=60)
@given(scored(), st.lists(COPY, max_size=5), st.sampled_from(WEIGHTS), st.data())
def test_index_of_merged_sums_is_that_of_all_articles(frame, copies, weight, data):
    frame = with_copies(frame, copies)
    story = frame.groupby("fingerprint", sort=False).ngroup()
    frame = frame.assign(story=story)
    part = np.array(data.draw(st.lists(st.booleans(), min_size=len(frame), max_size=len(frame))))
    parts = [sums_of(chosen) for chosen in (frame[part], frame[~part]) if len(chosen)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        merged = index_of_sums(merge_sums(parts), weight=weight)
    same(merged, built(frame, weight=weight))


@settings(deadline=None)
@given(scored(), st.integers(0, 500), st.sampled_from("WMQY"))
def test_what_is_filtered_doesnt_change_when_later_articles_come(frame, cut, freq):
    last = str(datetime.date(2013, 5, 1) + datetime.timedelta(cut))
    known = frame[frame.date <= last]
    if known.empty:
        return
    before, after = built(known, freq), built(frame, freq)
    whole = before.index[before.index.end_time.normalize() <= last]
    same(after.loc[whole, FILTERED], before.loc[whole, FILTERED])


def test_what_is_filtered_over_years_doesnt_change_when_later_articles_come():
    random = np.random.default_rng(0)
    rows = [
        (str(day.date()), SOURCES[i % 5], np.sin(i / 50) / 2 + random.normal(0, 0.1))
        for i, day in enumerate(pd.date_range("2010-01-01", periods=600, freq="3D"))
    ]
    whole = built(articles_of(*rows))
    for n in (150, 300, 450):
        part = built(articles_of(*rows[:n]))
        same(whole.loc[part.index[:-1], FILTERED], part[FILTERED][:-1])
        assert not np.allclose(whole.smoothed[part.index[:-1]], part.smoothed[:-1], atol=1e-6)


@settings(deadline=None)
@given(scored(), st.sampled_from("DWMQY"), st.sampled_from(WEIGHTS))
def test_intervals_hold_the_level_and_lie_within_the_scale(frame, freq, weight):
    index = built(frame, freq, weight=weight)
    for name, low, high in (
        ("tension", "lower", "upper"),
        ("filtered", "filtered_lower", "filtered_upper"),
        ("smoothed", "smoothed_lower", "smoothed_upper"),
    ):
        known = index[index[name].notna()]
        assert (known[low] >= -1).all()
        assert (known[high] <= 1).all()
        assert (known[low] <= known[name] + 1e-9).all()
        assert (known[name] <= known[high] + 1e-9).all()
    assert (index.tension.isna() == (index.n_stories == 0)).all()
    assert (index.n_articles.sum(), index.n_relevant.sum()) == (len(frame), (frame.n_relevant > 0).sum())


@settings(deadline=None, max_examples=50)
@given(scored(), st.sampled_from("WMQ"))
def test_praise_is_the_mirror_of_blame(frame, freq):
    index, mirrored = built(frame, freq), built(frame.assign(tension=-frame.tension), freq)
    for name in ("tension", "filtered", "smoothed"):
        assert mirrored[name].to_numpy() == pytest.approx(-index[name].to_numpy(), abs=1e-8, nan_ok=True)
    assert mirrored.lower.to_numpy() == pytest.approx(-index.upper.to_numpy(), abs=1e-8, nan_ok=True)


def test_tie_of_a_story_is_not_broken_by_what_comes_later():
    columns = ["date", "source", "tension", "story"]
    rows = [("2014-01-10", "Bbb", 0.8, 1), ("2014-01-10", "RT", 0.8, 1), ("2014-01-12", "Bbb", -0.2, 2),
            ("2014-01-13", "RT", 0.1, 3), ("2014-02-10", "Bbb", 0.3, 4)]  # fmt: skip
    later = [("2014-06-10", "RT", 0.3, 5), ("2014-06-11", "RT", 0.3, 6)]

    def filtered(of):
        frame = pd.DataFrame(of, columns=columns).assign(n_relevant=1)
        frame["article_id"] = [str(i) for i in range(len(frame))]
        with pytest.warns(UserWarning, match="needs 12 months"):
            return build_index(frame).filtered.iloc[:2].tolist()

    assert filtered(rows) == filtered(rows + later)


@pytest.mark.parametrize("story", [[1, None, 1], ["a", "b", "a"], [-1, -2, -1]])
def test_stories_may_have_any_names_and_none_is_a_story_of_its_own(story):
    frame = pd.DataFrame(
        {
            "article_id": ["x", "y", "z"],
            "date": "2014-01-01",
            "source": "RT",
            "n_relevant": 1,
            "tension": [0.2, 0.4, 0.2],
        }
    ).assign(story=story)
    with pytest.warns(UserWarning, match="needs 12 months"):
        index = build_index(frame)
    assert index.n_stories.tolist() == [2]


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("date", 20140318, "holds numbers"),
        ("n_relevant", np.inf, "infinite"),
        ("tension", "high", "isn't a number"),
    ],
)
def test_column_of_another_kind_is_told(column, value, told):
    frame = pd.DataFrame(
        {"article_id": ["x"], "date": ["2014-01-01"], "source": ["RT"], "n_relevant": [1], "tension": [0.2]}
    )
    with pytest.raises(UsageError, match=told):
        build_index(frame.assign(**{column: [value]}))


def test_without_a_relevant_article_nothing_is_known():
    frame = months(13).assign(n_relevant=0)
    with pytest.warns(UserWarning, match="needs 12 months"):
        index = build_index(frame)
    assert index[["tension", "filtered", "smoothed", "tension_index"]].isna().all(axis=None)
