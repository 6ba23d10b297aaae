"""comparisons — two groups of events and bases -> their difference or ratio with limits.

A group is the pair ``(events, base)``. The first group minus, or over, the second: for "has it
risen since last year" the first is this year. A difference whose interval leaves out 0, or a
ratio whose interval leaves out 1, is more than chance at the level asked for.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from qiyou.stats import limits
from qiyou.stats.estimate import Estimate, lay_out

Group = tuple[ArrayLike, ArrayLike]
KINDS = ("proportion", "rate")
_STEPS = 64  # halvings of the search for a score limit: 120 / 2^64 is beyond double precision


def difference_interval(
    first: Group, second: Group, level: float = 0.95, kind: str = "proportion", per: float = 1.0
) -> Estimate | pd.DataFrame:
    """Difference of two independent proportions or rates, first minus second.

    Newcombe's method 10: each group's own limits (Wilson; for rates exact Poisson or Byar) are
    put together, low = difference − √((value₁ − low₁)² + (high₂ − value₂)²), high likewise. Not
    for groups that share people (the same households before and after), nor for groups picked
    because they looked different.

    Parameters
    ----------
    first, second : pair of float or 1-D array
        Events and base: people, or person-years for a rate.
    level : float
        Two-sided confidence, 0 to 1.
    kind : {"proportion", "rate"}
        Whether events are part of the base (proportion) or happen in it (rate).
    per : float
        Unit: 100 gives percentage points, 1000 a difference per 1,000.

    Returns
    -------
    Estimate or pandas.DataFrame
        ``n`` and ``events`` are those of both groups together. A group without base: ``missing``.

    Raises
    ------
    ValueError
        Negative, NaN or infinite input; for proportions more events than base; unknown kind.

    References
    ----------
    Newcombe RG (1998). Interval estimation for the difference between independent proportions.
    Statistics in Medicine 17, 873-890. Zou GY, Donner A (2008). Construction of confidence
    limits about effect measures. Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> change = difference_interval((56, 70), (48, 80))
    >>> round(change.low, 4), round(change.value, 4), round(change.high, 4)
    (0.0524, 0.2, 0.3339)
    """
    (x1, n1), (x2, n2) = _groups(first, second, kind)
    per, index = limits.positive("per", per), _index(first, second)
    (low1, high1), (low2, high2) = _limits(x1, n1, level, kind), _limits(x2, n2, level, kind)
    value1, value2 = x1 / _positive(n1), x2 / _positive(n2)
    value = value1 - value2
    down = np.hypot(value1 - low1, high2 - value2)
    up = np.hypot(high1 - value1, value2 - low2)
    return lay_out({
        "value": value * per, "low": (value - down) * per, "high": (value + up) * per,
        "level": level, "method": "Newcombe" if kind == "proportion" else "MOVER, Poisson",
        **_both(x1 + x2, n1, n2),
    }, index)


def ratio_interval(
    first: Group, second: Group, level: float = 0.95, kind: str = "proportion",
    method: str = "score",
) -> Estimate | pd.DataFrame:
    """Ratio of two independent proportions or rates, first over second.

    ``score`` (Koopman for proportions, Graham's closed form for rates) also serves where a group
    has no events; ``log`` is the usual textbook interval and does not. Not for groups that share
    people, and not for standardised ratios, whose denominator is taken as known
    (``stats.standardise``).

    Parameters
    ----------
    first, second : pair of float or 1-D array
        Events and base: people, or person-years for a rate.
    level : float
        Two-sided confidence, 0 to 1.
    kind : {"proportion", "rate"}
        Whether events are part of the base (proportion) or happen in it (rate).
    method : {"score", "log"}
        How the limits are found.

    Returns
    -------
    Estimate or pandas.DataFrame
        No events in the second group: value and upper limit infinite, flagged ``unstable``. No
        events in either, or a group without base: ``missing``.

    Raises
    ------
    ValueError
        As :func:`difference_interval`; unknown method; ``log`` with a group without events.

    References
    ----------
    Koopman PAR (1984). Confidence intervals for the ratio of two binomial proportions.
    Biometrics 40, 513-517. Katz D et al. (1978). Biometrics 34, 469-474. Graham PL, Mengersen K,
    Morton AP (2003). Confidence limits for the ratio of two rates based on likelihood scores:
    non-iterative method. Statistics in Medicine 22, 2071-2083.

    Examples
    --------
    >>> ratio = ratio_interval((7, 34), (1, 34))
    >>> round(ratio.low, 4), round(ratio.value, 4), round(ratio.high, 3)
    (1.2209, 7.0, 42.576)
    """
    if (kind, method) not in RATIO_METHODS:
        raise ValueError(f"no {method!r} interval for a ratio of kind {kind!r}")
    name, limits_of = RATIO_METHODS[kind, method]
    (x1, n1), (x2, n2) = groups = _groups(first, second, kind)
    low, high = limits_of(groups, limits.critical(level))
    is_given = (n1 > 0) & (n2 > 0) & (x1 + x2 > 0)
    with np.errstate(divide="ignore"):
        value = np.where(is_given, x1 / _positive(n1) / np.where(is_given, x2 / _positive(n2), 1),
                         np.nan)
    parts = _both(x1 + x2, n1, n2)
    is_open = is_given & (x2 == 0)
    return lay_out({
        "value": value, "low": np.where(is_given, low, np.nan),
        "high": np.where(is_given, high, np.nan), "level": level, "method": name, **parts,
        "flag": np.where(is_open, "unstable", np.where(is_given, "ok", "missing")),
        "note": np.where(is_open, "no_reference_events", parts["note"]),
    }, _index(first, second))


def _index(first: Group, second: Group) -> pd.Index | None:
    return limits.shared_index(*first, *second)


def _groups(first: Group, second: Group, kind: str) -> list[tuple[np.ndarray, np.ndarray]]:
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    if any(not isinstance(group, Sequence | np.ndarray) or len(group) != 2
           for group in (first, second)):
        raise ValueError("a group is a pair: events and base")
    check = limits.within_base if kind == "proportion" else limits.with_exposure
    pairs = [check(*group) for group in (first, second)]
    arrays = np.broadcast_arrays(*pairs[0], *pairs[1])
    return [(arrays[0], arrays[1]), (arrays[2], arrays[3])]


def _limits(x: np.ndarray, n: np.ndarray, level: float, kind: str) -> tuple:
    if kind == "proportion":
        return limits.wilson(x, n, level)
    low, high = limits.poisson(x, level)
    return low / _positive(n), high / _positive(n)


def _positive(n: np.ndarray) -> np.ndarray:
    return np.where(n > 0, n, np.nan)


def _both(events: np.ndarray, n1: np.ndarray, n2: np.ndarray) -> dict[str, np.ndarray]:
    is_missing = (n1 == 0) | (n2 == 0)
    note = np.where(is_missing, "no_base", np.where(events == 0, "no_events", ""))
    return {"n": n1 + n2, "events": events, "flag": np.where(is_missing, "missing", "ok"),
            "note": note}


def _log_limits(groups: list, z: float, is_share: bool) -> tuple[np.ndarray, np.ndarray]:
    (x1, n1), (x2, n2) = groups
    if ((x1 == 0) | (x2 == 0)).any():
        raise ValueError("the log interval needs events in both groups; take method='score'")
    spread = 1 / x1 + 1 / x2 - (1 / n1 + 1 / n2 if is_share else 0)
    factor = np.exp(z * np.sqrt(spread))
    ratio = (x1 / n1) / (x2 / n2)
    return ratio / factor, ratio * factor


def _graham_limits(groups: list, z: float) -> tuple[np.ndarray, np.ndarray]:
    # Given their sum, the first count is binomial with odds ratio-of-rates x n1 / n2; its Wilson
    # limits turned back into a ratio are the score limits.
    (x1, n1), (x2, n2) = groups
    total = np.where(x1 + x2 > 0, x1 + x2, np.nan)
    half = z * np.sqrt(x1 * x2 / total + z**2 / 4)
    scale = n2 / _positive(n1)
    with np.errstate(divide="ignore"):
        low = (x1 + z**2 / 2 - half) / (x2 + z**2 / 2 + half)
        high = (x1 + z**2 / 2 + half) / (x2 + z**2 / 2 - half)
    return np.where(x1 == 0, 0.0, low) * scale, np.where(x2 == 0, np.inf, high) * scale


def _koopman_limits(groups: list, z: float) -> tuple[np.ndarray, np.ndarray]:
    (x1, _), (x2, _) = groups
    low, high = _score_root(groups, z), _score_root(groups, -z)
    return np.where(x1 == 0, 0.0, low), np.where(x2 == 0, np.inf, high)


def _score_root(groups: list, z: float) -> np.ndarray:
    # The score statistic falls as the ratio rises: halve the log ratio's bracket until it is z.
    low, high = np.full(groups[0][0].shape, -60.0), np.full(groups[0][0].shape, 60.0)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        is_above = _ratio_score(groups, np.exp(middle)) > z
        low, high = np.where(is_above, middle, low), np.where(is_above, high, middle)
    return np.exp((low + high) / 2)


def _ratio_score(groups: list, ratio: np.ndarray) -> np.ndarray:
    (x1, n1), (x2, n2) = groups
    a, b, c = (n1 + n2) * ratio, n1 * ratio + x1 + n2 + x2 * ratio, x1 + x2
    root = np.sqrt(np.maximum(b * b - 4 * a * c, 0))
    p2 = 2 * c / (b + root)  # the smaller root, in the form that does not cancel
    p1 = np.minimum(p2 * ratio, 1.0)
    n1, n2 = _positive(n1), _positive(n2)
    spread = p1 * (1 - p1) / n1 + ratio**2 * p2 * (1 - p2) / n2
    distance = x1 / n1 - ratio * x2 / n2
    # No distance is a score of 0 even where the spread vanishes (all of all, ratio 1).
    return np.where(distance == 0, 0.0, distance / np.sqrt(np.maximum(spread, 1e-300)))


RATIO_METHODS: dict[tuple[str, str], tuple[str, Callable]] = {
    ("proportion", "score"): ("Koopman", _koopman_limits),
    ("proportion", "log"): ("Katz log", lambda groups, z: _log_limits(groups, z, True)),
    ("rate", "score"): ("Graham score", _graham_limits),
    ("rate", "log"): ("log, Poisson", lambda groups, z: _log_limits(groups, z, False)),
}
