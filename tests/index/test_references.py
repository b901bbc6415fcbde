"""Reference series in the forms in which their sites publish them (the numbers are made up), and our own index."""

from __future__ import annotations

import pandas as pd
import pytest

from tension.errors import UsageError
from tension.index.period_names import frequency_letter
from tension.index.references import as_index, as_reference, read_index, read_reference, sign_of

MONTHS = [f"{year}-{month:02d}" for year in (2014, 2015) for month in range(1, 13)]
EPU_NOTE = "Source: 'Measuring Economic Policy Uncertainty' by A, B, and C at www.PolicyUncertainty.com"

GPR = "month,GPR,GPRT,GPRC_RUS,GPRHC_RUS,var_name,var_label\n" + "".join(
    f"{month}-01,{100 + i},{90 + i},{i / 10},{i / 5},{'GPR' if not i else ''},\n"
    for i, month in enumerate(MONTHS)
)
GPR_DAILY = "DAY,N10D,GPRD,GPRD_ACT,GPRD_THREAT,date,GPRD_MA30,event\n" + "".join(
    f"201401{day:02d},900,{100 + day},{90 + day},{80 + day},2014-01-{day:02d},,\n" for day in range(1, 32)
)
AI_GPR = "Date,GPR_AI,GPR_OIL\n" + "".join(f"{month}-01,{i},{i * 2}\n" for i, month in enumerate(MONTHS))
EPU = "Year,Month,Russian News-Based Policy Uncertainty Index\n" + "".join(
    f"{month[:4]},{int(month[5:])},{i * 1.5}\n" for i, month in enumerate(MONTHS)
)
EPU_PLAIN = EPU.replace("Russian News-Based Policy Uncertainty Index", "Value")
EPU_ALL = "Year,Month,GEPU_current,GEPU_ppp,Russia\n" + "".join(
    f"{month[:4]},{month[5:]},{i},{i},{i * 3}\n" for i, month in enumerate(MONTHS)
)
EPU_DAILY = "day,month,year,daily_policy_index\n" + "".join(f"{day},1,2014,{day}\n" for day in range(1, 32))
GDELT = "SQLDATE,GoldsteinScale,NumEvents\n" + "".join(f"201401{day:02d},{-day},9\n" for day in range(1, 32))
TIMELINE = "\ufeffDate,Series,Value\n" + "".join(
    f"2014-01-{day:02d},Average Tone,{-day / 10}\n" for day in range(1, 32)
)
PLAIN = "quarter,value\n" + "".join(f"{year}Q{q},{q}\n" for year in (2013, 2014) for q in range(1, 5))

FORMS = [
    ("gpr", GPR, None, "GPR", "GPR", "M", 1, 24),
    ("gpr country", GPR, "gprc_rus", "GPRC_RUS", "GPR", "M", 1, 24),
    ("gpr daily", GPR_DAILY, None, "GPRD", "daily GPR", "D", 1, 31),
    ("ai-gpr", AI_GPR, None, "GPR_AI", "AI-GPR", "M", 1, 24),
    ("epu", EPU + EPU_NOTE + "\n", None, "Russian News-Based Policy Uncertainty Index", "EPU", "M", 1, 24),
    ("epu by its note", EPU_PLAIN + EPU_NOTE + ",,\n", None, "Value", "EPU", "M", 1, 24),
    ("epu of all", EPU_ALL, None, "GEPU_current", "EPU", "M", 1, 24),
    ("epu of one", EPU_ALL, "Russia", "Russia", "EPU", "M", 1, 24),
    ("epu daily", EPU_DAILY, None, "daily_policy_index", "EPU", "D", 1, 31),
    ("gdelt", GDELT, None, "GoldsteinScale", "GDELT", "D", -1, 31),
    ("gdelt timeline", TIMELINE, None, "Average Tone", "GDELT", "D", -1, 31),
    ("plain", PLAIN, None, "value", "", "Q", 1, 8),
]


def written(tmp_path, text, name="made.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "column", "name", "form", "freq", "sign", "n"),
    [form[1:] for form in FORMS],
    ids=[form[0] for form in FORMS],
)
def test_published_form_is_known(tmp_path, text, column, name, form, freq, sign, n):
    found = read_reference(written(tmp_path, text), column=column)
    assert (found.name, found.form, frequency_letter(found.values.index), found.sign) == (
        name,
        form,
        freq,
        sign,
    )
    assert len(found.values) == n
    assert found.values.notna().all()


def test_what_is_assumed_is_told_without_the_place_of_the_file(tmp_path):
    several = read_reference(written(tmp_path, GPR)).notes
    assert several == ("GPR is taken; made.csv also has GPRT, GPRC_RUS, GPRHC_RUS (--column)",)
    assert read_reference(written(tmp_path, PLAIN)).notes == ("up is taken to be worse in value (--sign)",)
    assert read_reference(written(tmp_path, PLAIN), sign=-1).notes == ()
    assert "was skipped (Source: " in read_reference(written(tmp_path, EPU + EPU_NOTE)).notes[0]


def test_index_of_ours_is_a_reference_without_a_word(tmp_path):
    text = "period,tension,lower,upper,n_stories\n" + "".join(
        f"{month},0.{i},0,1,{i}\n" for i, month in enumerate(MONTHS)
    )
    found = read_reference(written(tmp_path, text))
    assert (found.name, found.form, found.sign, found.notes) == ("tension", "tension index", 1, ())


def test_given_sign_goes_before_the_form(tmp_path):
    assert read_reference(written(tmp_path, GDELT), sign=1).sign == 1


def test_year_and_quarter_may_stand_apart(tmp_path):
    text = "Year,Quarter,risk\n" + "".join(f"2014,{q},1\n2015,Q{q},2\n" for q in range(1, 5))
    found = read_reference(written(tmp_path, text)).values
    assert found.to_dict() == {
        pd.Period(f"{y}Q{q}"): float(y - 2013) for y in (2014, 2015) for q in range(1, 5)
    }


def test_rows_may_stand_in_any_order_and_cells_be_empty(tmp_path):
    found = read_reference(
        written(tmp_path, "date,risk\n2014-03,3\n2014-01,.\n2014-02,NA\n2014-04,4\n")
    ).values
    assert found.index.is_monotonic_increasing
    assert found.isna().tolist() == [True, True, False, False]


def test_one_of_several_series_is_chosen_by_name(tmp_path):
    text = TIMELINE + "".join(f"2014-01-{day:02d},Volume Intensity,{day}\n" for day in range(1, 32))
    with pytest.raises(UsageError, match="has the series Average Tone, Volume Intensity"):
        read_reference(written(tmp_path, text))
    assert read_reference(written(tmp_path, text), column="volume intensity").values.iloc[-1] == 31


WRONG = [
    ("date,one,two\n2014-01,1,2\n", None, "has the columns one, two; choose one with --column"),
    ("date,one,two\n2014-01,1,2\n", "three", "has no 'three'; choose one of one, two"),
    (
        "date,one\n2014-01,1\n2014-02,high\n2014-03,3\n",
        None,
        "line 3: one holds 'high', which isn't a number",
    ),
    ("date,one\n2014-01,1\n2014-02,inf\n", None, "line 3: one holds 'inf'"),
    ("date,one\n2014-01,1\nsoon,2\n2014-03,3\n", None, "line 3: 'soon' can't be read"),
    ("date,one\n2014-01,1\n2014-01,2\n", None, "the period 2014-01 is there twice (line 2 and line 3)"),
    ("date,one\n2014-01,1\n2014-02,2,3\n", None, "line 3: has more cells than there are columns"),
    ("name,one\nx,1\ny,2\n", None, "has no column of dates (name, one)"),
    ("date,name\n2014-01,x\n", None, "has no column of numbers (name holds 'x')"),
    ("article_id,date,tension,n_relevant\na,2014-01-01,0.5,1\n", None, "holds articles, not an index"),
    ("date,one\nsoon,1\nlater,2\n", None, "has no column of dates"),
    ("date,one\n2014-01,1\n2014-02,2\n2014-03,3\nlater,4\n", None, "line 5: 'later' can't be read"),
]


@pytest.mark.parametrize(("text", "column", "told"), WRONG)
def test_mistake_in_a_reference_is_told_in_a_line(tmp_path, text, column, told):
    with pytest.raises(UsageError) as caught:
        read_reference(written(tmp_path, text), column=column)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["tone", "AvgTone", "Average Tone", "goldstein_mean", "net_cooperation", "sentiment"]
)
def test_up_is_better_in_tone_and_goldstein(name):
    assert sign_of(name) == (-1, False)


@pytest.mark.parametrize("name", ["GPR", "EPU", "risk", "tension_index", "policy uncertainty"])
def test_up_is_worse_in_risk(name):
    assert sign_of(name) == (1, False)


@pytest.mark.parametrize("name", ["value", "milestone", "attention"])
def test_sign_of_other_names_is_assumed(name):
    assert sign_of(name) == (1, True)


INDEX = "period,tension,lower,attention,n_relevant,note\n" + "".join(
    f"{month},{i / 50},{'' if i else 0.1},0.1,{i},fine\n" for i, month in enumerate(MONTHS)
)


def test_index_is_read_by_period_with_its_numbers(tmp_path):
    found = read_index(written(tmp_path, INDEX))
    assert list(found.columns) == ["tension", "lower", "attention", "n_relevant"]
    assert found.index.name == "period"
    assert frequency_letter(found.index) == "M"
    assert found.lower.isna().sum() == 23


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("period,level\n2014-01,1\n", "has no column 'tension'"),
        ("article_id,date,source,tension,n_relevant\na,2014-01-01,x,0.1,2\n", "holds articles, not an index"),
        (
            "article_id,date,source,tension,n_relevant\na,,x,0.1,2\nb,,x,0.1,2\n",
            "holds articles, not an index",
        ),
        ("article_id,date,sentence,tension\na,2014-01-01,0,0.1\n", "holds sentences, not an index"),
        ("source,period,tension\nx,2014,0.1\ny,2014,0.1\n", "has lines for several of source"),
    ],
)
def test_what_is_no_index_is_told(tmp_path, text, told):
    with pytest.raises(UsageError, match=told):
        read_index(written(tmp_path, text))


def test_series_by_date_is_taken_by_period():
    days = pd.date_range("2014-01-31", periods=24, freq="ME", tz="UTC")
    found = as_reference(pd.Series(range(24), index=days, name="risk"))
    assert frequency_letter(found.values.index) == "M"
    assert (found.sign, found.notes) == (1, ())
    assert as_reference(found, sign=-1).sign == -1
    assert as_reference(found) is found


@pytest.mark.parametrize("wrong", [7, pd.Series([1.0, 2.0]), pd.DataFrame({"a": [1]})])
def test_what_is_no_series_is_refused(wrong):
    with pytest.raises(UsageError):
        as_reference(wrong)
    with pytest.raises(UsageError):
        as_index(wrong)


def test_period_that_is_there_twice_is_refused():
    twice = pd.PeriodIndex(["2014-01", "2014-01"], freq="M")
    with pytest.raises(UsageError, match="2014-01 is there twice"):
        as_reference(pd.Series([1.0, 2.0], index=twice))
    with pytest.raises(UsageError, match="2014-01 is there twice"):
        as_index(pd.DataFrame({"tension": [1.0, 2.0]}, index=twice))


def test_gpr_file_of_the_data_folder_is_read(data_folder):
    found = read_reference(data_folder / "reference" / "gpr_monthly.csv", column="GPRC_RUS")
    assert (found.form, found.sign, frequency_letter(found.values.index)) == ("GPR", 1, "M")
    assert len(found.values) > 400
