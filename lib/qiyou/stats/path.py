"""path — past years by month or quarter -> where a yearly total should stand by now."""

from dataclasses import dataclass
from math import inf, nan

import numpy as np
import pandas as pd
from scipy.special import betaincinv

from qiyou.stats.estimate import Estimate, estimates_frame

METHOD = "Dirichlet, moments"
# With so little concentration a whole year falls into one period: wider says nothing more.
LOOSEST = 0.1


@dataclass(frozen=True)
class Pace:
    """What is left of a yearly total and how fast it must come.

    Attributes
    ----------
    remaining : float
        Still to do; 0 when the target is reached.
    so_far : float
        Done per period until now; NaN before the first period has ended.
    required : float
        Needed per remaining period; infinite when none is left and something remains.
    ratio : float
        ``required / so_far``; above 1 the rest must come faster. NaN without ``so_far``.
    """

    remaining: float
    so_far: float
    required: float
    ratio: float


def expected_path(history: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Share of a year's total that past years had reached by the end of each period.

    For judging progress within the year (schedule progress) by the season the thing really
    has, not by twelfths. Each year's shares are taken as one Dirichlet draw; the band is for a
    new year and includes that the mean rests on few years. Not for stocks and rates, which are
    no parts of a total, nor when the timetable of payment has changed.

    Parameters
    ----------
    history : DataFrame
        Amounts; one row per past year, one column per month or quarter in order, complete.
    level : float
        Confidence of the band, 0 to 1.

    Returns
    -------
    DataFrame
        Estimate columns after ``period`` (1, 2 …): cumulated share as a fraction, n = years;
        one year gives no band, one or two are flagged ``unstable``.

    Raises
    ------
    ValueError
        Without a year, with fewer than two periods, missing or negative amounts, a year whose
        total is zero, or a level outside 0 to 1.

    Notes
    -----
    With m the mean shares and s2 their variances over the years, the concentration is
    sum(m (1 - m)) / sum(s2) - 1; a new year multiplies the variance by 1 + 1/years. The
    cumulated share is then Beta distributed.

    References
    ----------
    Mosimann (1962) Biometrika 49:65-82. Ng, Tian and Tang (2011) Dirichlet and Related
    Distributions.

    Examples
    --------
    >>> years = pd.DataFrame([[10, 20, 30, 40], [12, 18, 30, 40], [8, 22, 28, 42]])
    >>> expected_path(years)[["period", "value"]].round(3).to_numpy().tolist()
    [[1.0, 0.1], [2.0, 0.3], [3.0, 0.593], [4.0, 1.0]]
    """
    shares = _yearly_shares(history)
    if not 0 < level < 1:
        raise ValueError("the level must lie between 0 and 1")
    reached = np.minimum(shares.mean(axis=0).cumsum(), 1.0)
    reached[-1] = 1.0
    spread = _concentration(shares)
    rows = [_reached(value, spread, level, len(shares)) for value in reached]
    frame = estimates_frame(rows)
    frame.insert(0, "period", np.arange(1, len(reached) + 1))
    return frame


def _yearly_shares(history: pd.DataFrame) -> np.ndarray:
    """Each year's amounts over its total."""
    amounts = np.asarray(history, dtype=float)
    if amounts.ndim != 2 or amounts.shape[0] < 1 or amounts.shape[1] < 2:
        raise ValueError("past years are needed, one row each, with at least two periods")
    if not np.isfinite(amounts).all() or (amounts < 0).any():
        raise ValueError("amounts of past years must be known and not negative")
    totals = amounts.sum(axis=1, keepdims=True)
    if not totals.all():
        raise ValueError("a past year adds up to nothing, so it has no shares")
    return amounts / totals


def _concentration(shares: np.ndarray) -> float:
    """Dirichlet concentration for a new year; NaN from one year, infinite from equal years."""
    years = len(shares)
    if years == 1:
        return nan
    mean, variance = shares.mean(axis=0), shares.var(axis=0, ddof=1).sum()
    if variance < 1e-15:
        return inf
    return max((mean * (1 - mean)).sum() / (variance * (1 + 1 / years)) - 1, LOOSEST)


def _reached(value: float, spread: float, level: float, years: int) -> Estimate:
    """One cumulated share with its band."""
    flag, note = ("ok", "") if years > 2 else ("unstable", "few_years")
    low = high = value
    if np.isnan(spread):
        low = high = nan
    elif 0 < value < 1 and np.isfinite(spread):
        tails = [(1 - level) / 2, (1 + level) / 2]
        low, high = betaincinv(spread * value, spread * (1 - value), tails)
        # A very skewed Beta can leave its own mean outside the central band.
        low, high = min(low, value), max(high, value)
    return Estimate(value, low, high, level, METHOD, n=years, flag=flag, note=note)


def year_end(done: float, period: int, history: pd.DataFrame, level: float = 0.95) -> Estimate:
    """Total that a year is heading for: what is done, over the share usually reached by now.

    Not in the first periods, when the share is small and any slip of timing is multiplied, and
    not when one large payment is known to be still to come.

    Parameters
    ----------
    done : float
        Amount reached by the end of ``period``.
    period : int
        Periods ended, counted from 1.
    history : DataFrame
        As for :func:`expected_path`.
    level : float

    Returns
    -------
    Estimate
        In the unit of ``done``. Flag ``missing`` when past years had nothing by this period;
        the upper limit is infinite when their band begins at zero.

    Raises
    ------
    ValueError
        For a period outside the year, a negative amount, or as :func:`expected_path`.

    Examples
    --------
    >>> years = pd.DataFrame([[10, 20, 30, 40], [12, 18, 30, 40], [8, 22, 28, 42]])
    >>> round(year_end(33, 2, years).value, 6)
    110.0
    """
    frame = expected_path(history, level)
    if not 1 <= period <= len(frame) or int(period) != period:
        raise ValueError(f"period must be 1 to {len(frame)}, not {period}")
    if not (np.isfinite(done) and done >= 0):
        raise ValueError("what is done must be known and not negative")
    row = frame.iloc[int(period) - 1]
    if row["value"] == 0:
        return Estimate(nan, nan, nan, level, METHOD, n=row["n"], flag="missing",
                        note="nothing_by_now")
    high = done / row["low"] if row["low"] != 0 else inf
    return Estimate(float(done / row["value"]), float(done / row["high"]), float(high), level,
                    METHOD, row["n"], flag=row["flag"], note=row["note"])


def required_pace(target: float, done: float, elapsed: int, periods: int = 12) -> Pace:
    """What each remaining period must bring to reach a yearly total.

    Plain arithmetic on equal periods: not a verdict where the season is uneven.

    Parameters
    ----------
    target, done : float
        Yearly total promised and amount reached, in one unit.
    elapsed, periods : int
        Periods ended and periods in the year.

    Returns
    -------
    Pace

    Raises
    ------
    ValueError
        For missing or negative amounts, or more periods ended than there are.

    Examples
    --------
    >>> required_pace(190, 95, 8)
    Pace(remaining=95, so_far=11.875, required=23.75, ratio=2.0)
    """
    if not (np.isfinite([target, done]).all() and target >= 0 and done >= 0):
        raise ValueError("target and amount done must be known and not negative")
    if not (0 <= elapsed <= periods and periods > 0):
        raise ValueError("periods ended must lie between 0 and the periods of the year")
    remaining, left = max(target - done, 0), periods - elapsed
    so_far = done / elapsed if elapsed else nan
    if remaining == 0:
        return Pace(remaining, so_far, 0.0, 0.0 if so_far > 0 else nan)
    required = remaining / left if left else inf
    return Pace(remaining, so_far, required, required / so_far if so_far else inf)


def time_to_target(start: float, now: float, target: float, elapsed: float) -> float:
    """Time still needed to reach a target at the pace so far.

    Not for shares near 0 or 100 %, where progress slows, nor after one period only.

    Parameters
    ----------
    start, now, target : float
        Level at the beginning, level reached, level promised; rising or falling.
    elapsed : float
        Time between ``start`` and ``now``, in any unit.

    Returns
    -------
    float
        In the unit of ``elapsed``; 0 when reached, infinite when standing still or moving away.

    Raises
    ------
    ValueError
        For missing levels or a time that is not positive.

    Examples
    --------
    >>> round(time_to_target(start=4.2, now=4.6, target=5.5, elapsed=2), 9)
    4.5
    """
    if not np.isfinite([start, now, target]).all() or not elapsed > 0:
        raise ValueError("levels must be known and the time elapsed positive")
    way, walked, left = target - start, now - start, target - now
    if left == 0 or way * left < 0:
        return 0.0
    return left / walked * elapsed if walked * left > 0 else inf
