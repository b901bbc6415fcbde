"""Bring two series to the same periods: the finer is averaged, and what was done is told."""

from __future__ import annotations

from typing import Any

from tension.errors import UsageError
from tension.index.period_names import PERIOD_WORDS, frequency_letter, period_text
from tension.index.periods import FREQUENCIES


def common_frequency(index: Any, reference: Any, freq: str | None = None) -> str:
    """Letter of the frequency at which two series can be compared: the coarser of theirs, or the one asked for.

    Raises
    ------
    UsageError
        If the one asked for is unknown, or finer than one of theirs.
    """
    order = list(PERIOD_WORDS)
    letters = [frequency_letter(series.index) for series in (index, reference)]
    coarser = max(letters, key=order.index)
    if freq is None:
        return coarser
    if freq not in order:
        raise UsageError(f"freq {freq!r}: isn't a frequency; use {', '.join(order)}")
    if order.index(freq) < order.index(coarser):
        which = "index" if letters[0] == coarser else "reference"
        raise UsageError(
            f"freq {freq}: the {which} is by {PERIOD_WORDS[coarser]}, which is coarser; use {coarser}, or make it finer"
        )
    return freq


def downsample(series: Any, freq: str, *, total: bool = False) -> Any:
    """Average a series over longer periods; a week belongs to the month that holds its middle.

    Parameters
    ----------
    series : pandas.Series
        By period; NaN is left out.
    freq : str
        Letter of the frequency.
    total : bool
        Add up, as counts are.

    Returns
    -------
    pandas.Series
        By period; NaN where nothing is known.
    """
    grouped = series.groupby(_longer(series.index, freq))
    return grouped.sum(min_count=1) if total else grouped.mean()


def _longer(periods: Any, freq: str) -> Any:
    import pandas as pd

    middle = periods.start_time + (periods.end_time - periods.start_time) / 2
    return pd.PeriodIndex(middle, freq=FREQUENCIES[freq])


def align(index: Any, reference: Any, freq: str, volume: Any = None) -> tuple[Any, list[str]]:
    """Put an index, a reference and, optionally, a volume side by side.

    Parameters
    ----------
    index, reference, volume : pandas.Series
        By period; the volume at the index's frequency.
    freq : str
        Letter of the frequency.

    Returns
    -------
    table : pandas.DataFrame
        ``index, reference, volume`` for every period from the first to the last that both know.
    notes : list of str
        What was averaged, and how much of it was known.

    Raises
    ------
    UsageError
        If no period is known in both.
    """
    import pandas as pd

    brought = {}
    for name, series in (("index", index), ("reference", reference)):
        brought[name] = downsample(series, freq)
    brought["volume"] = (
        downsample(volume, freq, total=str(volume.name).startswith("n_"))
        if volume is not None
        else pd.Series(float("nan"), index=brought["index"].index)
    )
    table = pd.DataFrame(brought)
    both = table["index"].notna() & table["reference"].notna()
    if not both.any():
        raise UsageError(
            f"no {PERIOD_WORDS[freq]} is known in both: the index runs {_span(brought['index'])}, the reference "
            f"{_span(brought['reference'])}; give series that overlap"
        )
    first, last = table.index[both.to_numpy()][[0, -1]]
    every = pd.period_range(first, last, freq=FREQUENCIES[freq], name="period")
    notes = [
        _told(name, series, every)
        for name, series in (("index", index), ("reference", reference))
        if series.index.freqstr != every.freqstr
    ]
    return table.reindex(every), notes


def _told(name: str, series: Any, every: Any) -> str:
    """Tell what was averaged, and how many of the periods had less than half of what they should have."""
    import pandas as pd

    freq = frequency_letter(every)
    short, long = PERIOD_WORDS[frequency_letter(series.index)], PERIOD_WORDS[freq]
    fine = pd.period_range(every[0].start_time, every[-1].end_time, freq=series.index.freqstr)
    due = pd.Series(1, index=fine).groupby(_longer(fine, freq)).sum().reindex(every)
    known = series.notna().groupby(_longer(series.index, freq)).sum().reindex(every, fill_value=0)
    thin = int(((known > 0) & (known < due / 2)).sum())
    few = (
        f"; {thin} of {int((known > 0).sum())} {long}s have fewer than half of their {short}s" if thin else ""
    )
    return f"the {name}'s {short}s were averaged over {long}s{few}"


def _span(series: Any) -> str:
    known = series.dropna()
    if not len(known):
        return "nowhere"
    return f"from {period_text(known.index[0])} to {period_text(known.index[-1])}"
