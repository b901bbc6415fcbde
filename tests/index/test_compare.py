"""An index beside a reference: what is told, in which direction, and what is refused."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from tension.errors import UsageError
from tension.index.compare import compare_index
from tension.index.correlations import partial_spearman, pearson, spearman
from tension.index.periods import FREQUENCIES


def made_up(n=60, freq="M", seed=0, noise=0.5):
    """Make an index and a reference that share a wave."""
    random = np.random.default_rng(seed)
    periods = pd.period_range("2010-01-04", periods=n, freq=FREQUENCIES[freq], name="period")
    wave = np.sin(np.arange(n) / 5)
    level = 0.3 * (wave + noise * random.normal(size=n))
    counts = random.poisson(9, n) + 1
    index = pd.DataFrame({"tension": level, "attention": counts / 99, "n_relevant": counts}, index=periods)
    return index, pd.Series(wave + noise * random.normal(size=n), index=periods, name="risk")


def compared(index, reference, **settings):
    return compare_index(index, reference, n_resamples=99, **settings)


def test_levels_and_changes_are_correlations_over_known_periods():
    index, reference = made_up()
    index.iloc[[10, 11], 0] = np.nan
    reference.iloc[30] = np.nan
    found = compared(index, reference)
    table = pd.DataFrame({"x": index.tension, "y": reference, "z": index.n_relevant})
    known, moved = table.dropna(), table[["x", "y"]].diff().dropna()
    assert found.levels["spearman"].value == pytest.approx(spearman(known.x.to_numpy(), known.y.to_numpy()))
    assert found.changes["pearson"].value == pytest.approx(pearson(moved.x.to_numpy(), moved.y.to_numpy()))
    assert found.given_volume.value == pytest.approx(partial_spearman(*known.to_numpy(dtype=float).T))
    assert (found.levels["pearson"].n, found.changes["pearson"].n) == (57, 54)


def test_intervals_hold_their_values():
    found = compared(*made_up())
    for one in (*found.levels.values(), *found.changes.values(), found.given_volume):
        assert one.lower < one.value < one.upper


def test_reference_in_which_up_is_better_is_turned_around():
    index, reference = made_up()
    plain, turned = compared(index, reference), compared(index, (-reference).rename("goldstein"))
    assert turned.reference.sign == -1
    assert turned.levels == plain.levels
    assert compared(index, (-reference).rename("goldstein"), sign=1).levels["pearson"].value < 0


def test_ten_times_the_reference_compares_alike():
    index, reference = made_up()
    one, other = compared(index, reference), compared(index, 10 * reference + 100)
    assert one.levels["spearman"] == other.levels["spearman"]


def test_same_seed_gives_the_same_figures_and_another_gives_others():
    one, same, other = (compared(*made_up(), random_state=seed) for seed in (0, 0, 1))
    assert one.to_frame().equals(same.to_frame())
    assert one.levels["spearman"].lower != other.levels["spearman"].lower


def test_days_are_averaged_to_the_months_of_the_index_and_that_is_told():
    index, _ = made_up(120)
    days = pd.period_range("2010-01-01", "2019-12-31", freq="D")
    found = compared(index, pd.Series(np.sin(np.arange(len(days)) / 150), index=days, name="tone"))
    assert found.freq == "M"
    assert found.notes == (
        "up is better in tone, so it was turned around",
        "the reference's days were averaged over months",
    )
    quarters = compared(index, pd.Series(np.arange(len(days)) * 1.0, index=days, name="risk"), freq="Q")
    assert (quarters.freq, quarters.levels["pearson"].n) == ("Q", 40)


def test_volume_is_chosen_or_left_out_and_that_is_told():
    index, reference = made_up()
    assert compared(index, reference).volume == "n_relevant"
    assert compared(index, reference, volume="attention").volume == "attention"
    without = compared(index[["tension"]], reference)
    assert (without.volume, without.given_volume) == ("", None)
    assert "no volume is held fixed" in without.notes[-1]
    constant = compared(index.assign(n_relevant=4), reference)
    assert constant.given_volume is None
    assert "n_relevant never changes" in constant.notes[-1]


def test_index_of_the_future_is_told_to_follow_or_lead():
    index, reference = made_up(120, noise=1.0)
    later = pd.Series(np.r_[np.zeros(2), index.tension.to_numpy()[:-2]], index=index.index, name="risk")
    assert compared(index, later).lead_lag.peak == 2
    assert reference.name == "risk"


def test_lags_are_no_longer_than_a_quarter_of_the_changes():
    assert compared(*made_up(25)).lead_lag.lags.tolist() == list(range(-6, 7))


def test_table_holds_every_figure():
    found = compared(*made_up(), max_lag=3)
    table = found.to_frame()
    assert (
        table.measure.tolist()
        == ["levels"] * 2 + ["changes"] * 2 + ["levels given n_relevant"] + ["changes at lag"] * 7
    )
    assert table.lag.dropna().tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert table.value.notna().all()
    assert table.lower.notna().sum() == 5
    assert table.unrelated_lower.notna().sum() == 7


def test_files_compare_as_frames_do(tmp_path):
    index, reference = made_up()
    index.assign(period=index.index.astype(str)).to_csv(tmp_path / "index.csv", index=False)
    reference.rename_axis("date").to_csv(tmp_path / "risk.csv")
    one, other = compared(index, reference), compared(tmp_path / "index.csv", str(tmp_path / "risk.csv"))
    assert one.levels == other.levels
    assert one.to_frame().equals(other.to_frame())


def test_weeks_and_years_are_compared_too():
    for freq in "DWQY":
        found = compared(*made_up(40, freq))
        assert (found.freq, found.levels["pearson"].n) == (freq, 40)


def test_few_periods_are_warned_of():
    index, reference = made_up(20)
    with pytest.warns(UserWarning, match="only 20 months known in both"):
        found = compared(index, reference)
    assert found.levels["spearman"].n == 20


def test_periods_that_never_touch_have_levels_and_no_changes():
    index, reference = made_up(60)
    index.iloc[1::2, 0] = np.nan
    found = compared(index, reference)
    assert found.levels["spearman"].n == 30
    assert found.changes["spearman"].n == 0
    assert np.isnan(found.changes["spearman"].value)
    assert found.lead_lag is None
    assert len(found.to_frame()) == 5


def test_nothing_that_comes_in_is_changed():
    index, reference = made_up()
    before, kept = index.copy(), reference.copy()
    compared(index, reference)
    pd.testing.assert_frame_equal(index, before)
    pd.testing.assert_series_equal(reference, kept)


def test_comparison_is_frozen():
    found = compared(*made_up(30))
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.freq = "D"


INDEX, RISK = made_up()
WRONG = [
    (INDEX, RISK.iloc[:7], {}, "only 7 months known in both, and 8 are needed"),
    (INDEX, RISK * 0 + 2, {}, "risk is 2 in all 60 months in common"),
    (INDEX.assign(tension=0.5), RISK, {}, "the index's tension is 0.5 in all 60"),
    (INDEX.assign(tension=np.nan), RISK, {}, "the index runs nowhere"),
    (INDEX, RISK.set_axis(RISK.index + 600), {}, "no month is known in both"),
    (INDEX, RISK, {"index_column": "level"}, "the index has no column 'level'"),
    (INDEX, RISK, {"volume": "level"}, "volume 'level': isn't a column"),
    (INDEX, RISK, {"freq": "W"}, "freq W: the index is by month"),
    (INDEX.reset_index(drop=True), RISK, {}, "the index isn't a frame by period"),
    (INDEX, 3.0, {}, "the reference is a float"),
]  # fmt: skip


@pytest.mark.parametrize(("index", "reference", "settings", "told"), WRONG, ids=[told for *_, told in WRONG])
def test_what_cannot_be_compared_is_told_in_a_line(index, reference, settings, told):
    with pytest.raises(UsageError) as caught:
        compared(index, reference, **settings)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_gpr_of_the_data_folder_is_compared(data_folder):
    periods = pd.period_range("2000-01", "2019-12", freq="M")
    index = pd.DataFrame({"tension": np.sin(np.arange(len(periods)) / 9)}, index=periods)
    found = compared(index, data_folder / "reference" / "gpr_monthly.csv", column="GPRC_RUS")
    assert found.levels["spearman"].n == 240
