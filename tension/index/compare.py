"""Compare an index with a reference series: levels, changes, what volume leaves of it, and which moves first."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import UsageError
from tension.index.alignment import align, common_frequency
from tension.index.blocks import interval_length, stationary_rows
from tension.index.correlations import Estimate, Statistic, estimate, partial_spearman, pearson, spearman
from tension.index.lead_lag import LeadLag, find_lead_lag
from tension.index.period_names import PERIOD_WORDS
from tension.index.references import Reference, as_index, as_reference

F64 = NDArray[np.float64]

FEW_PERIODS, LEAST_PERIODS = 24, 8
"""With fewer periods in common than the first a comparison is doubtful, and said to be; with fewer than the second it isn't made."""

VOLUME = "n_relevant"
"""What is held fixed where nothing else is named: how much is written about the two moves counts such as GPR by itself."""

_LAGS_SHARE = 4
"""Lags longer than a quarter of the changes rest on too few pairs, and would be the largest for that alone."""

_N_RESAMPLES = 999
_MAX_LAG = 12


@dataclass(frozen=True)
class Comparison:
    """What an index and a reference have in common.

    Attributes
    ----------
    column : str
        Column of the index that was compared.
    reference : Reference
        What it was compared with.
    freq : str
        Letter of the frequency.
    series : pandas.DataFrame
        ``index, reference, volume`` for every period from the first to the last that both know; the reference is turned
        around where up is better in it, so that **up is worse** in both.
    levels, changes : dict of str to Estimate
        ``"spearman"`` and ``"pearson"``, each with its 90% interval; + where both get worse together.
    given_volume : Estimate or None
        Partial rank correlation of the levels with the volume held fixed.
    volume : str
        Column of the index that tells the volume, or an empty string.
    lead_lag : LeadLag or None
        Rank correlations of changes at leads and lags; None where too few are known.
    length : float
        Mean length of the blocks that were resampled for the levels, in periods.
    notes : tuple of str
        What was assumed and done.
    """

    column: str
    reference: Reference
    freq: str
    series: Any
    levels: dict[str, Estimate]
    changes: dict[str, Estimate]
    given_volume: Estimate | None
    volume: str
    lead_lag: LeadLag | None
    length: float
    notes: tuple[str, ...]

    def to_frame(self) -> Any:
        """Make a table of all figures.

        Returns
        -------
        pandas.DataFrame
            ``measure, method, lag, value, lower, upper, unrelated_lower, unrelated_upper, n``: levels, changes and levels
            given volume with their 90% intervals, then a row for each lag (+ where the index moves first) with the band
            in which 90% of unrelated series lie.
        """
        import pandas as pd

        told = [("levels", name, one) for name, one in self.levels.items()]
        told += [("changes", name, one) for name, one in self.changes.items()]
        if self.given_volume is not None:
            told.append((f"levels given {self.volume}", "spearman", self.given_volume))
        rows = [(measure, name, np.nan, one.value, one.lower, one.upper, np.nan, np.nan, one.n) for measure, name, one in told]  # fmt: skip
        if (crossed := self.lead_lag) is not None:
            rows += [
                ("changes at lag", "spearman", lag, value, np.nan, np.nan, low, high, n)
                for lag, value, low, high, n in zip(
                    crossed.lags, crossed.correlation, crossed.lower, crossed.upper, crossed.n, strict=True
                )
            ]
        names = [
            "measure",
            "method",
            "lag",
            "value",
            "lower",
            "upper",
            "unrelated_lower",
            "unrelated_upper",
            "n",
        ]
        return pd.DataFrame(rows, columns=names).astype({"lag": "Int64", "n": "int64"})


def compare_index(
    index: Any,
    reference: Any,
    *,
    column: str | None = None,
    freq: str | None = None,
    sign: int | None = None,
    volume: str | None = None,
    index_column: str = "tension",
    max_lag: int = _MAX_LAG,
    n_resamples: int = _N_RESAMPLES,
    random_state: int = 0,
) -> Comparison:
    """Compare an index with a reference series.

    Parameters
    ----------
    index : pandas.DataFrame or path
        As :func:`tension.build_index` gives it, or a file that ``tension index`` wrote.
    reference : path, pandas.Series or Reference
        A file (:func:`tension.index.references.read_reference`), or numbers by period or date.
    column : str, optional
        Column of the reference's file.
    freq : str, optional
        ``"D"``, ``"W"``, ``"M"``, ``"Q"`` or ``"Y"``; by default the coarser of the two. The finer series is averaged.
    sign : int, optional
        +1 if up is worse in the reference, -1 if up is better; by default told by its name or form.
    volume : str, optional
        Column of the index that is held fixed; by default ``n_relevant`` where there is one.
    index_column : str
        Column of the index to compare.
    max_lag : int
        Periods by which one may be ahead of the other; at most a quarter of the changes.
    n_resamples : int
        Resamples for the intervals and the band.
    random_state : int
        Seed of the resamples.

    Returns
    -------
    Comparison

    Raises
    ------
    UsageError
        If one can't be read, they have fewer than eight periods in common, or one is constant there.

    Warns
    -----
    UserWarning
        If they have fewer than 24 periods in common.

    Notes
    -----
    Levels that wander look alike by chance more often than one thinks (Yule 1926); changes don't, and are noisier. The
    intervals come from a stationary bootstrap (Politis & Romano 1994) of pairs of values, with blocks twice as long as
    Politis & White (2004) would have them for the series that asks for the longer ones, and are stretched for the
    small number of blocks. Agreement is a sign of sense, not of truth: a reference measures another thing.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> periods = pd.period_range("2010-01", periods=60, freq="M")
    >>> wave = np.sin(np.arange(60) / 5)
    >>> index = pd.DataFrame({"tension": wave}, index=periods)
    >>> found = compare_index(index, pd.Series(-wave, index=periods, name="goldstein"), n_resamples=99)
    >>> found.reference.sign, round(found.levels["spearman"].value, 2), found.lead_lag.peak
    (-1, 1.0, 0)
    """
    frame = as_index(index)
    read = as_reference(reference, column=column, sign=sign)
    if index_column not in frame.columns:
        raise UsageError(
            f"the index has no column {index_column!r}; choose one of {', '.join(frame.columns)}"
        )
    fixed, notes = _volume(frame, volume)
    letter = common_frequency(frame, read.values, freq)
    table, told = align(frame[index_column], read.sign * read.values, letter, frame[fixed] if fixed else None)
    turned = [f"up is better in {read.name}, so it was turned around"] if read.sign < 0 else []
    notes = [*read.notes, *turned, *told, *notes]
    known = table.dropna(subset=["index", "reference"])
    _check(known, letter, index_column, read.name)
    if fixed and known.volume.nunique() < 2:
        notes.append(f"{fixed} never changes, so there is nothing to hold fixed")
        fixed = ""
    seeds = np.random.default_rng(random_state).spawn(4)
    levels, length = _both(known, n_resamples, seeds[0])
    steps = table[["index", "reference"]].diff()
    moved = steps.dropna()
    changes, _ = _both(moved, n_resamples, seeds[1])
    return Comparison(
        index_column, read, letter, table, levels, changes,
        _given(known.dropna(), n_resamples, seeds[2]) if fixed else None, fixed,
        find_lead_lag(
            steps["index"].to_numpy(), steps["reference"].to_numpy(), min(max_lag, len(moved) // _LAGS_SHARE),
            n_resamples=n_resamples, random=seeds[3],
        ),
        length, tuple(notes),
    )  # fmt: skip


def _volume(frame: Any, wanted: str | None) -> tuple[str, list[str]]:
    if wanted is not None and wanted not in frame.columns:
        raise UsageError(
            f"volume {wanted!r}: isn't a column of the index; choose one of {', '.join(frame.columns)}"
        )
    name = wanted or (VOLUME if VOLUME in frame.columns else "")
    return name, [] if name else [f"the index has no column {VOLUME}, so no volume is held fixed"]


def _check(known: Any, letter: str, index_column: str, name: str) -> None:
    n = len(known)
    words = f"{n} {PERIOD_WORDS[letter]}{'s' if n != 1 else ''}"
    if n < LEAST_PERIODS:
        raise UsageError(
            f"only {words} known in both, and {LEAST_PERIODS} are needed; give longer series or a finer freq"
        )
    for what, values in ((f"the index's {index_column}", known["index"]), (name, known["reference"])):
        if values.nunique() < 2:
            raise UsageError(
                f"{what} is {values.iloc[0]:g} in all {words} in common; give a series that varies"
            )
    if n < FEW_PERIODS:
        warnings.warn(
            f"only {words} known in both; with fewer than {FEW_PERIODS} a correlation says little",
            UserWarning,
            stacklevel=3,
        )


def _both(known: Any, n_resamples: int, random: np.random.Generator) -> tuple[dict[str, Estimate], float]:
    """Both correlations of two columns, with the length of the blocks; NaN where there are too few rows."""
    x, y = known["index"].to_numpy(dtype=float), known["reference"].to_numpy(dtype=float)
    statistics: dict[str, Statistic] = {"spearman": spearman, "pearson": pearson}
    if len(known) < LEAST_PERIODS:
        return dict.fromkeys(statistics, Estimate(np.nan, np.nan, np.nan, len(known))), 1.0
    length = interval_length(x, y)
    rows = stationary_rows(len(x), length, n_resamples, random)
    return {name: estimate(of, (x, y), rows, length=length) for name, of in statistics.items()}, length


def _given(known: Any, n_resamples: int, random: np.random.Generator) -> Estimate | None:
    if len(known) < LEAST_PERIODS:
        return None
    columns = [known[name].to_numpy(dtype=float) for name in ("index", "reference", "volume")]
    length = interval_length(*columns)
    rows = stationary_rows(len(known), length, n_resamples, random)
    return estimate(partial_spearman, columns, rows, length=length)
