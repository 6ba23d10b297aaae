"""resolution — dates when cases were opened and resolved -> how many, and how soon."""

import warnings
from dataclasses import replace
from math import nan

import numpy as np
import pandas as pd

from qiyou.stats import limits
from qiyou.stats.estimate import Estimate
from qiyou.stats.intervals import proportion_interval

_CURVE = ["days", "value", "low", "high", "watched", "resolved", "level"]
FEW = 10  # cases; below it shares and curves are marked unstable


def resolution_rate(
    opened: pd.Series, resolved: pd.Series, on: pd.Timestamp, level: float = 0.95
) -> Estimate:
    """Share of the cases opened by a date that were resolved by that date.

    For a promise like "98 % resolved at year's end". It depends on how recent the cases are:
    compare places or years with :func:`resolved_within`, which does not.

    Parameters
    ----------
    opened, resolved : Series of dates, shape (cases,)
        ``resolved`` is empty (NaT) for open cases.
    on : date
        Cases opened later are left out; cases resolved later count as open.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate
        A share with Wilson's limits (chance in how such cases go; the count itself is exact).
        No cases: flagged ``missing``; below 10: ``unstable``.

    Raises
    ------
    ValueError
        Missing opening dates; cases resolved before they were opened.

    References
    ----------
    Wilson EB (1927). JASA 22, 209-212.

    Examples
    --------
    >>> opened = pd.Series(pd.to_datetime(["2024-01-05", "2024-02-01", "2024-03-01", "2025-01-02"]))
    >>> resolved = pd.Series(pd.to_datetime(["2024-01-20", None, "2024-12-31", None]))
    >>> round(resolution_rate(opened, resolved, pd.Timestamp("2024-12-31")).value, 4)
    0.6667
    """
    _, is_resolved = _durations(opened, resolved, on)
    share = proportion_interval(int(is_resolved.sum()), is_resolved.size, level)
    if share.flag == "missing" or is_resolved.size >= FEW:
        return share
    notes = [note for note in (share.note, "under_10_cases") if note]
    return replace(share, flag="unstable", note=";".join(notes))


def resolution_curve(
    opened: pd.Series, resolved: pd.Series, on: pd.Timestamp, level: float = 0.95
) -> pd.DataFrame:
    """Chance that a case is resolved within so many days (Kaplan–Meier).

    Open cases count for as long as they have been watched, instead of being dropped (which
    would leave only the quick ones) or counted as never resolved. Not when cases leave the file
    for a reason that has to do with their prospects.

    Parameters
    ----------
    opened, resolved, on, level
        As in :func:`resolution_rate`.

    Returns
    -------
    pandas.DataFrame
        One row for every day at which a case was resolved or last seen: ``days, value,
        low, high, watched`` (cases still open just before), ``resolved, level``. Limits are
        log-log (Greenwood); NaN where they are not defined. Empty without cases.

    Raises
    ------
    ValueError
        As in :func:`resolution_rate`.

    References
    ----------
    Kaplan EL, Meier P (1958). JASA 53, 457-481. Kalbfleisch JD, Prentice RL (2002). The
    Statistical Analysis of Failure Time Data, section 1.4. Wiley.

    Examples
    --------
    >>> opened = pd.Series(pd.to_datetime(["2024-03-01"] * 4))
    >>> resolved = pd.Series(pd.to_datetime(["2024-03-03", "2024-03-06", None, None]))
    >>> resolution_curve(opened, resolved, pd.Timestamp("2024-03-11"))["value"].tolist()
    [0.25, 0.5, 0.5]
    """
    days, is_resolved = _durations(opened, resolved, on)
    limits.critical(level)
    if days.size == 0:
        return pd.DataFrame(columns=_CURVE)
    # Loaded here because it costs half a second, which the other statistics need not pay.
    from scipy.stats import CensoredData, ecdf  # noqa: PLC0415

    sample = CensoredData.right_censored(days, ~is_resolved)
    waiting = ecdf(sample).sf
    with warnings.catch_warnings():
        # SciPy warns where Greenwood's variance is not defined; there NaN says it.
        warnings.simplefilter("ignore", RuntimeWarning)
        bounds = waiting.confidence_interval(level, method="log-log")
    at = waiting.quantiles
    return pd.DataFrame({
        "days": at, "value": 1 - waiting.probabilities,
        "low": 1 - bounds.high.probabilities, "high": 1 - bounds.low.probabilities,
        "watched": [int(np.sum(days >= day)) for day in at],
        "resolved": [int(np.sum(is_resolved & (days == day))) for day in at],
        "level": level,
    })


def resolved_within(curve: pd.DataFrame, days: float) -> Estimate:
    """Read a resolution curve at a number of days.

    Not beyond the longest time that any case was watched.

    Parameters
    ----------
    curve : pandas.DataFrame
        From :func:`resolution_curve`.
    days : float
        Days since opening, 0 or more.

    Returns
    -------
    Estimate
        A share between 0 and 1; ``n`` all cases, ``events`` those resolved by then. Flagged
        ``missing`` without cases, ``suppressed`` beyond the time watched, ``unstable`` below 10
        cases or before the first was resolved (no limits then).

    Raises
    ------
    ValueError
        Days that are negative or missing.

    Examples
    --------
    >>> opened = pd.Series(pd.to_datetime(["2024-03-01"] * 4))
    >>> resolved = pd.Series(pd.to_datetime(["2024-03-03", "2024-03-06", None, None]))
    >>> curve = resolution_curve(opened, resolved, pd.Timestamp("2024-03-11"))
    >>> resolved_within(curve, 3).value, resolved_within(curve, 30).flag
    (0.25, 'suppressed')
    """
    limits.nonnegative("days", days)
    if curve.empty:
        return _untold(0, "missing", "no_base")
    cases, past = int(curve["watched"].iloc[0]), curve[curve["days"] <= days]
    if days > curve["days"].iloc[-1]:
        return _untold(cases, "suppressed", "beyond_follow_up")
    events = int(past["resolved"].sum())
    if events == 0:
        return Estimate(0.0, nan, nan, nan, _METHOD, cases, 0, "unstable", "no_events")
    value, low, high, level = past[["value", "low", "high", "level"]].iloc[-1].tolist()
    return Estimate(value, low, high, level, _METHOD, cases, events, *_standing(cases))


def median_resolution_days(curve: pd.DataFrame) -> Estimate:
    """Days by which half of the cases are resolved, read from a resolution curve.

    Not the median of the resolved cases' days, which leaves out the slow ones.

    Parameters
    ----------
    curve : pandas.DataFrame
        From :func:`resolution_curve`.

    Returns
    -------
    Estimate
        In days; limits where the curve's limits cross one half (Brookmeyer–Crowley), NaN (noted)
        where they do not. Flagged ``missing`` without cases, ``suppressed`` while the curve is
        below one half, ``unstable`` below 10 cases.

    References
    ----------
    Brookmeyer R, Crowley J (1982). A confidence interval for the median survival time.
    Biometrics 38, 29-41.

    Examples
    --------
    >>> opened = pd.Series(pd.to_datetime(["2024-03-01"] * 4))
    >>> resolved = pd.Series(pd.to_datetime(["2024-03-03", "2024-03-06", None, None]))
    >>> curve = resolution_curve(opened, resolved, pd.Timestamp("2024-03-11"))
    >>> median_resolution_days(curve).value
    5.0
    """
    if curve.empty:
        return _untold(0, "missing", "no_base")
    cases = int(curve["watched"].iloc[0])
    value = _first_half(curve, "value")
    if np.isnan(value):
        return _untold(cases, "suppressed", "median_not_reached")
    low, high = _first_half(curve, "high"), _first_half(curve, "low")
    flag, note = _standing(cases)
    if np.isnan(high):
        note = ";".join(filter(None, [note, "no_upper_limit"]))
    return Estimate(
        value, low, high, float(curve["level"].iloc[0]), _METHOD, cases,
        int(curve["resolved"].sum()), flag, note,
    )


_METHOD = "Kaplan-Meier, log-log"
_HALF = 0.5 - 1e-12  # products of fractions reach one half only up to rounding


def _first_half(curve: pd.DataFrame, column: str) -> float:
    reached = curve.loc[curve[column] >= _HALF, "days"]
    return float(reached.iloc[0]) if len(reached) else nan


def _standing(cases: int) -> tuple[str, str]:
    return ("unstable", "under_10_cases") if cases < FEW else ("ok", "")


def _untold(cases: int, flag: str, note: str) -> Estimate:
    return Estimate(nan, nan, nan, nan, _METHOD, cases, nan, flag, note)


def _durations(
    opened: pd.Series, resolved: pd.Series, on: pd.Timestamp
) -> tuple[np.ndarray, np.ndarray]:
    """Days watched and whether resolved, for the cases opened by the date."""
    start, end = pd.to_datetime(pd.Series(opened)), pd.to_datetime(pd.Series(resolved))
    if len(start) != len(end):
        raise ValueError(f"{len(start)} opening dates but {len(end)} resolution dates")
    start, end, on = start.to_numpy(), end.to_numpy(), pd.Timestamp(on).to_datetime64()
    if np.isnat(start).any() or np.isnat(on):
        raise ValueError("an opening date, or the date looked at, is missing")
    if (end < start).any():
        raise ValueError(f"{int((end < start).sum())} cases resolved before they were opened")
    known = start <= on
    start, end = start[known], end[known]
    is_resolved = end <= on  # NaT compares as False
    last = np.where(is_resolved, end, on)
    return (last - start) / np.timedelta64(1, "D"), is_resolved
