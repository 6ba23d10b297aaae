"""ranking — estimates with standard errors -> ranks with confidence sets and groups of ties."""

from string import ascii_lowercase

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtri

from qiyou.stats import limits

_FEWEST_DRAWS = 100  # below it a 95 % quantile rests on a handful of draws


def plain_rank(values: ArrayLike) -> np.ndarray:
    """Rank from the highest (1); ties share the best place.

    For contrast only: a rank without its confidence set must not stand in a report.

    Parameters
    ----------
    values : array, shape (units,)
        Finite numbers. Where low is good, pass the negative.

    Returns
    -------
    array of int, shape (units,)

    Raises
    ------
    ValueError
        Gaps, or nothing to rank.

    Examples
    --------
    >>> plain_rank([71.0, 83.0, 71.0, 60.0]).tolist()
    [2, 1, 2, 4]
    """
    values = _finite("values", values)
    return 1 + np.sum(values[None, :] > values[:, None], axis=1)


def rank_intervals(
    values: ArrayLike, se: ArrayLike, level: float = 0.95, reps: int = 5000, seed: int = 0
) -> pd.DataFrame:
    """Confidence sets for ranks, from tests of all pairwise differences.

    A unit's rank is at least 1 + the number of units surely above it, and at most the number of
    units less those surely below it. "Surely" is decided by step-down tests whose critical values
    come from simulated normal errors: marginal sets hold for one unit looked at alone,
    simultaneous sets for the whole table at once. Use simultaneous sets when a table is
    published. Not for estimates that were drawn together by a model, nor for correlated
    estimates (shares of one total); estimates are taken as independent and nearly normal.

    Parameters
    ----------
    values : array or Series, shape (units,)
        Estimates; rank 1 is the highest. Where low is good, pass the negative.
    se : array, shape (units,)
        Standard errors; 0 for figures without error.
    level : float
        Confidence, 0 to 1.
    reps : int
        Simulated draws, at least 100.
    seed : int
        Same seed, same sets, in whatever order the units come.

    Returns
    -------
    pandas.DataFrame
        One row per unit: the fields of an Estimate (``value`` the plain rank, ``low, high`` the
        marginal set, ``n`` the number of units), then ``simultaneous_low``,
        ``simultaneous_high`` and ``group``: units that share a letter cannot be told apart.
        Flagged ``unstable`` when the marginal set is the whole table.

    Raises
    ------
    ValueError
        Gaps, negative standard errors, fewer than two units, fewer than 100 draws.

    References
    ----------
    Mogstad M, Romano JP, Shaikh AM, Wilhelm D (2024). Inference for ranks with applications to
    mobility across neighbourhoods and academic achievement across countries. Review of Economic
    Studies 91, 476-518. Romano JP, Wolf M (2005). JASA 100, 94-108.
    Piepho HP (2004). Letters for all pairwise comparisons. JCGS 13, 456-466.

    Examples
    --------
    >>> table = rank_intervals([70.0, 71.0, 90.0], [1.0, 1.0, 1.0])
    >>> table[["value", "low", "high", "group"]].values.tolist()
    [[3.0, 2.0, 3.0, 'b'], [2.0, 2.0, 3.0, 'b'], [1.0, 1.0, 1.0, 'a']]
    """
    index = values.index if isinstance(values, pd.Series) else None
    values, se = _estimates(values, se)
    limits.critical(level)
    if reps < _FEWEST_DRAWS:
        raise ValueError(f"{reps} draws are too few: at least {_FEWEST_DRAWS}")
    # Draws are tied to the units' places in the order of values, so that the order of rows
    # does not matter.
    order = np.lexsort((se, values))
    noise = np.empty((reps, values.size))
    noise[:, order] = np.random.default_rng(seed).standard_normal(noise.shape)
    noise *= se
    every = ~np.eye(values.size, dtype=bool)
    is_above = _surely_above(values, se, noise, level, every)
    own = np.array([_own_counts(values, se, noise, level, unit) for unit in range(values.size)])
    return _table(values, own, is_above, level).set_axis(
        pd.RangeIndex(values.size) if index is None else index
    )


def joint_rank_intervals(values: ArrayLike, se: ArrayLike, level: float = 0.95) -> pd.DataFrame:
    """Joint confidence set for a whole ranking, from intervals that hold together.

    Every unit gets an interval with confidence level^(1/units); one unit is above another when
    their intervals do not overlap. Simple, exact in use of independence, and wider than
    :func:`rank_intervals`, which it is a check on.

    Parameters
    ----------
    values, se, level
        As in :func:`rank_intervals`.

    Returns
    -------
    pandas.DataFrame
        Columns ``rank, low, high``.

    Raises
    ------
    ValueError
        As in :func:`rank_intervals`.

    References
    ----------
    Klein M, Wright T, Wieczorek J (2020). A joint confidence region for an overall ranking of
    populations. JRSS C 69, 589-606.

    Examples
    --------
    >>> joint_rank_intervals([70.0, 71.0, 90.0], [1.0, 1.0, 1.0]).values.tolist()
    [[3, 2, 3], [2, 2, 3], [1, 1, 1]]
    """
    index = values.index if isinstance(values, pd.Series) else None
    values, se = _estimates(values, se)
    limits.critical(level)
    z = ndtri((1 + level ** (1 / values.size)) / 2)
    low, high = values - z * se, values + z * se
    return pd.DataFrame({
        "rank": plain_rank(values),
        "low": 1 + np.sum(low[None, :] > high[:, None], axis=1),
        "high": values.size - np.sum(high[None, :] < low[:, None], axis=1),
    }, index=index)


def _surely_above(
    values: np.ndarray, se: np.ndarray, noise: np.ndarray, level: float, family: np.ndarray
) -> np.ndarray:
    """Return [j, k]: is j surely above k? Step-down over the hypotheses of ``family``."""
    spread = np.hypot(se[:, None], se[None, :])
    gap = values[:, None] - values[None, :]
    rejected = family & (spread == 0) & (gap > 0)
    active = family & (spread > 0)
    scaled = np.divide(gap, spread, out=np.full_like(gap, -np.inf), where=active)
    while active.any():
        critical = _largest_noise(noise, spread, active, level)
        new = active & (scaled > critical)
        if not new.any():
            break
        rejected, active = rejected | new, active & ~new
    return rejected


def _largest_noise(
    noise: np.ndarray, spread: np.ndarray, active: np.ndarray, level: float
) -> float:
    largest = np.full(noise.shape[0], -np.inf)
    for unit in np.flatnonzero(active.any(axis=1)):
        others = active[unit]
        scaled = (noise[:, [unit]] - noise[:, others]) / spread[unit, others]
        np.maximum(largest, scaled.max(axis=1), out=largest)
    return float(np.quantile(largest, level, method="higher"))


def _own_counts(
    values: np.ndarray, se: np.ndarray, noise: np.ndarray, level: float, unit: int
) -> tuple[int, int]:
    """Return how many units are surely above, and surely below, one unit looked at alone."""
    family = np.zeros((values.size, values.size), bool)
    family[unit], family[:, unit] = True, True
    family[unit, unit] = False
    is_above = _surely_above(values, se, noise, level, family)
    return int(is_above[:, unit].sum()), int(is_above[unit].sum())


def _table(
    values: np.ndarray, own: np.ndarray, is_above: np.ndarray, level: float
) -> pd.DataFrame:
    units = values.size
    low, high = 1 + own[:, 0], units - own[:, 1]
    is_open = (low == 1) & (high == units)
    return pd.DataFrame({
        "value": plain_rank(values).astype(float), "low": low.astype(float),
        "high": high.astype(float), "level": level, "method": "step-down pairwise tests",
        "n": float(units), "events": np.nan, "flag": np.where(is_open, "unstable", "ok"),
        "note": np.where(is_open, "rank_undetermined", ""),
        "simultaneous_low": 1 + is_above.sum(axis=0),
        "simultaneous_high": units - is_above.sum(axis=1),
        "group": _letters(values, is_above),
    })


def _letters(values: np.ndarray, is_above: np.ndarray) -> list[str]:
    """Letters of the largest sets within which no pair can be told apart, best set first."""
    alike = nx.from_numpy_array(~(is_above | is_above.T) & ~np.eye(values.size, dtype=bool))
    ranks = plain_rank(values)
    sets = sorted(nx.find_cliques(alike), key=lambda units: sorted(ranks[units]))
    return ["".join(_letter(at) for at, units in enumerate(sets) if unit in units)
            for unit in range(values.size)]


def _letter(at: int) -> str:
    turns, place = divmod(at, len(ascii_lowercase))
    return ascii_lowercase[place] + (str(turns) if turns else "")


def _finite(name: str, numbers: ArrayLike) -> np.ndarray:
    array = np.asarray(numbers, float)
    if array.ndim != 1 or array.size == 0 or not np.isfinite(array).all():
        raise ValueError(f"{name} must be a list of finite numbers, at least one")
    return array


def _estimates(values: ArrayLike, se: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    values, se = _finite("values", values), _finite("se", se)
    if values.shape != se.shape:
        raise ValueError(f"{values.size} values but {se.size} standard errors")
    if values.size < 2:
        raise ValueError("one unit cannot be ranked")
    if (se < 0).any():
        raise ValueError("standard errors must not be negative")
    return values, se
