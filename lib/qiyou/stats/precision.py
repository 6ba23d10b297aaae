"""precision — a figure's expected size and base -> half-width of the interval it will have.

For the question whether a promise can be measured at all: a planned step smaller than the
half-width cannot be told from chance in one look.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtr, pdtr, pdtrik

from qiyou.stats import limits
from qiyou.stats.lifetable import life_table
from qiyou.stats.limits import positive
from qiyou.stats.premature import delta_limits


def expected_half_width_proportion(
    p: float, n: float, years: float = 1, level: float = 0.95
) -> float:
    """Half the width of Wilson's interval at ``p`` of ``n``, over ``years`` pooled.

    Not where everybody is counted and nothing but the count is asked for: then no chance is in it.

    Parameters
    ----------
    p : float
        Expected proportion, 0 to 1.
    n : float
        Base of one year.
    years : float
        Years pooled.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    float
        On the scale of ``p``.

    Raises
    ------
    ValueError
        ``p`` outside 0 to 1; ``n`` or ``years`` not positive.

    Examples
    --------
    >>> round(expected_half_width_proportion(0.5, 400), 4)
    0.0488
    """
    base = positive("n", n) * positive("years", years)
    if not 0 <= limits.number("p", p) <= 1:
        raise ValueError(f"p {p!r} is not between 0 and 1")
    low, high = limits.wilson(np.float64(p * base), np.float64(base), level)
    return float(high - low) / 2


def expected_half_width_rate(
    rate: float, exposure: float, years: float = 1, level: float = 0.95, per: float = 1.0
) -> float:
    """Half the width of the Poisson interval of a yearly rate, over ``years`` pooled.

    With ``exposure`` 1 it is the half-width of a yearly count. Not for counts that somebody
    decides (places built, contracts signed).

    Parameters
    ----------
    rate : float
        Expected rate, per ``per`` of exposure.
    exposure : float
        Exposure of one year.
    years : float
        Years pooled.
    level : float
        Two-sided confidence, 0 to 1.
    per : float
        Unit of ``rate``.

    Returns
    -------
    float
        On the scale of ``rate``.

    Raises
    ------
    ValueError
        ``rate`` negative; ``exposure``, ``years`` or ``per`` not positive.

    Examples
    --------
    >>> round(expected_half_width_rate(2.0, 10_000, per=1000), 2)
    0.93
    """
    base = positive("exposure", exposure) * positive("years", years) / positive("per", per)
    low, high = limits.poisson(limits.nonnegative("rate", rate) * base, level)
    return float(high - low) / 2 / base


def expected_half_width_life_expectancy(
    rates: ArrayLike, population: ArrayLike, ages: ArrayLike, years: float = 1,
    level: float = 0.95,
) -> float:
    """Half the width of Chiang's interval at birth, over ``years`` pooled.

    The age pattern of death rates may be borrowed from a larger place: say so beside the figure.

    Parameters
    ----------
    rates : 1-D array
        Expected deaths per person-year by band, positive in the last.
    population : 1-D array
        People by band in one year.
    ages : 1-D array
        First age of each band, from 0.
    years : float
        Years pooled.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    float
        In years of life.

    Raises
    ------
    ValueError
        As :func:`qiyou.stats.lifetable.life_table`.

    Examples
    --------
    >>> half = expected_half_width_life_expectancy(
    ...     [0.005, 0.0004, 0.0005, 0.09], [600, 2400, 50_000, 12_000], [0, 1, 5, 65])
    >>> round(half, 2)
    0.92
    """
    person_years = limits.nonnegative("population", population) * positive("years", years)
    deaths = limits.nonnegative("rates", rates) * person_years
    table = life_table(deaths, person_years, ages)
    return limits.critical(level) * float(table["se"].iloc[0])


def expected_half_width_death_probability(
    bands: pd.DataFrame, years: float = 1, level: float = 0.95
) -> float:
    """Half the width of the interval of a probability of dying, over ``years`` pooled.

    Parameters
    ----------
    bands : pandas.DataFrame
        From :func:`qiyou.stats.premature.bands_between`, with the deaths expected in one year.
    years : float
        Years pooled.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    float
        On the scale of the probability.

    Raises
    ------
    ValueError
        ``years`` not positive.

    Examples
    --------
    >>> from qiyou.stats.bands import age_bands
    >>> from qiyou.stats.premature import bands_between
    >>> bands = bands_between(age_bands([60, 90, 9], [9000, 9000, 99], [30, 50, 70]), 30, 70)
    >>> round(expected_half_width_death_probability(bands), 4)
    0.0384
    """
    years = positive("years", years)
    pooled = bands.assign(deaths=bands["deaths"] * years, population=bands["population"] * years)
    low, high = delta_limits(pooled, level)
    return (high - low) / 2


def expected_count_range(expected: ArrayLike, level: float = 0.95) -> pd.DataFrame:
    """Counts that a year may bring when ``expected`` are to be expected: Poisson quantiles.

    For saying what chance alone does to a yearly count. **Not an interval of an estimate**:
    where a count has been observed, :func:`qiyou.stats.intervals.poisson_interval` says what
    the expectation behind it may be.

    Parameters
    ----------
    expected : array_like
        Expected counts, not negative.
    level : float
        At least this probability lies between the two.

    Returns
    -------
    pandas.DataFrame
        Columns low, high: whole counts.

    Raises
    ------
    ValueError
        ``expected`` negative or not finite; ``level`` not between 0 and 1.

    Examples
    --------
    >>> expected_count_range([0.4, 129.0]).to_numpy().tolist()
    [[0.0, 2.0], [107.0, 152.0]]
    """
    means = np.atleast_1d(limits.nonnegative("expected", expected))
    tail = float(ndtr(-limits.critical(level)))
    return pd.DataFrame({"low": _quantile(means, tail), "high": _quantile(means, 1 - tail)})


def _quantile(means: np.ndarray, probability: float) -> np.ndarray:
    """Smallest counts whose cumulated Poisson probability reaches ``probability``."""
    # Where zero alone has that probability there is no root, and zero is the answer.
    count = np.nan_to_num(np.ceil(pdtrik(probability, np.where(means > 0, means, 1))))
    below = np.maximum(count - 1, 0)
    count = np.where(pdtr(below, means) >= probability, below, count)
    return np.where(pdtr(0, means) >= probability, 0.0, count)
