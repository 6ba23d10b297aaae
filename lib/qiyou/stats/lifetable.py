"""lifetable — deaths and population by age band -> life table, life expectancy with limits."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from qiyou.stats import limits
from qiyou.stats.bands import age_bands, pooled
from qiyou.stats.decomposition import contribution_by_age
from qiyou.stats.estimate import join_notes, lay_out

__all__ = ["contribution_by_age", "life_expectancy", "life_table", "pooled",
           "simulated_life_expectancy"]

LEAST_PERSON_YEARS = 5_000  # Toson and Baker (2003): below, the Chiang variance is too small
WIDEST_YEARS = 20
RADIX = 100_000


def life_table(
    deaths: ArrayLike, population: ArrayLike, ages: ArrayLike, a0: float = 0.1
) -> pd.DataFrame:
    """Abridged period life table after Chiang (II).

    Probability of dying in a band q = n m / (1 + n (1 − a) m) with m deaths per person-year, n
    the band's width and a the share of it lived by those who die in it: ``a0`` in the first
    band, one half in the others, 1/m years in the open last one. A band without deaths has
    q = 0 and adds nothing to the variance; a last band without deaths is merged with the one
    below until it has some. Not for cohorts, and not where deaths and population are counted
    for different people (registered here, living elsewhere).

    Parameters
    ----------
    deaths, population : 1-D array, or years × bands
        Deaths and mid-year population (person-years); several years are pooled.
    ages : 1-D array
        First age of each band, from 0; the last band is open.
    a0 : float
        Share of the first band lived by those who die in it; 0.1 where infant deaths come early.

    Returns
    -------
    pandas.DataFrame
        ``age, width, deaths, population, m, a, q, l, d, L, T, e, se``: survivors of 100,000, their
        deaths, years lived, years still to live, life expectancy and its standard error (Chiang,
        with Silcocks' term for the open band), in years.

    Raises
    ------
    ValueError
        As :func:`qiyou.stats.bands.age_bands`; ages not from 0; a band without population; no
        deaths at all; ``a0`` not between 0 and 1.

    References
    ----------
    Chiang CL (1984). The life table and its applications. Krieger, Malabar. Silcocks PBS, Jenner
    DA, Reza R (2001). Life expectancy as a summary of mortality in a population.
    J Epidemiol Community Health 55, 38-43.

    Examples
    --------
    >>> table = life_table([5, 2, 3, 900], [1000, 4000, 60_000, 10_000], [0, 1, 5, 65])
    >>> table["e"].round(2).tolist()
    [75.47, 74.84, 70.99, 11.11]
    """
    if not 0 < a0 < 1:
        raise ValueError(f"a0 {a0!r} is not between 0 and 1")
    table = _closed(age_bands(deaths, population, ages))
    if table["age"].iloc[0] != 0:
        raise ValueError("the first age band must start at 0")
    empty = table.loc[table["population"] == 0, "age"]
    if len(empty):
        raise ValueError(f"nobody lives in the band from {empty.iloc[0]:g}; merge bands")
    m = table["deaths"] / table["population"]
    a = np.full(len(table), 0.5)
    a[0] = a0
    a[-1] = np.nan
    n = table["width"]
    q = np.append((n * m / (1 + n * (1 - a) * m)).to_numpy()[:-1].clip(max=1.0), 1.0)
    return _with_years(table.assign(m=m, a=a, q=q))


def life_expectancy(
    deaths: ArrayLike, population: ArrayLike, ages: ArrayLike, a0: float = 0.1,
    level: float = 0.95,
) -> pd.DataFrame:
    """Life expectancy at the start of every age band, with Chiang's limits.

    Not given under 5,000 person-years; flagged ``unstable`` where the interval is wider than 20
    years. The limits hold chance in the deaths only, not errors in population or registration,
    and say nothing of how long anyone now alive will live.

    Parameters
    ----------
    deaths, population, ages, a0
        As in :func:`life_table`.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        Columns of :func:`qiyou.stats.estimate.estimates_frame` in years, indexed by ``age``:
        ``.loc[0]`` is at birth. ``n`` and ``events`` are person-years and deaths from that age
        on. Flags: ``suppressed`` (under 5,000 person-years, or no deaths at all), ``missing``
        (ages swallowed by a last band without deaths), ``pooled`` (several years).

    Raises
    ------
    ValueError
        As :func:`life_table`, except that no deaths at all gives suppressed rows.

    References
    ----------
    Chiang CL (1984); Silcocks PBS et al. (2001). Toson B, Baker A (2003). Life expectancy at
    birth: methodological options for small populations. National Statistics Methodological 33.

    Examples
    --------
    >>> years = life_expectancy([5, 2, 3, 900], [1000, 4000, 60_000, 10_000], [0, 1, 5, 65])
    >>> years.loc[0, ["low", "value", "high"]].astype(float).round(2).tolist()
    [74.64, 75.47, 76.29]
    """
    z, bands = limits.critical(level), age_bands(deaths, population, ages)
    withheld = _reason_to_withhold(bands)
    table = bands.assign(e=np.nan, se=np.nan, q=0.0)
    if not withheld:
        table = life_table(deaths, population, ages, a0)
    is_pooled = np.ndim(deaths) == 2 and len(np.asarray(deaths)) > 1
    years = table.set_index("age")[["e", "se"]].reindex(bands["age"])
    is_wide = (2 * z * years["se"] > WIDEST_YEARS).to_numpy()
    flag = np.select([years["e"].isna(), is_wide], ["missing", "unstable"],
                     "pooled" if is_pooled else "ok")
    marks = {"interval_over_20_years": is_wide, "last_band_merged": len(table) < len(bands),
             "band_exhausted": (table["q"].iloc[:-1] == 1).any(), withheld: bool(withheld)}
    return lay_out({
        "value": years["e"], "low": years["e"] - z * years["se"],
        "high": years["e"] + z * years["se"], "level": level, "method": "Chiang II",
        "n": _from_age_on(bands["population"]), "events": _from_age_on(bands["deaths"]),
        "flag": "suppressed" if withheld else flag, "note": join_notes(marks, len(bands)),
    }).set_index(pd.Index(bands["age"], name="age"))


def simulated_life_expectancy(
    table: pd.DataFrame, level: float = 0.95, reps: int = 10_000, seed: int = 1
) -> pd.DataFrame:
    """Limits of life expectancy from simulated deaths, as a check on Chiang's.

    Deaths in a band are binomial among deaths / q people, as in Chiang's variance; in the open
    band the rate is gamma with the Poisson mean and variance, so that it is never 0. Limits are
    percentiles. Not a way around small numbers: it knows no more than the formula does.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`life_table`.
    level : float
        Two-sided confidence, 0 to 1.
    reps, seed : int
        Number of simulated tables; start of the random numbers.

    Returns
    -------
    pandas.DataFrame
        As :func:`life_expectancy`, without its rules for small numbers.

    Raises
    ------
    ValueError
        ``level`` not between 0 and 1.

    References
    ----------
    Andreev EM, Shkolnikov VM (2010). Spreadsheet for calculation of confidence limits for any
    life table or healthy-life table quantity. MPIDR Technical Report 2010-005.

    Examples
    --------
    >>> table = life_table([5, 2, 3, 900], [1000, 4000, 60_000, 10_000], [0, 1, 5, 65])
    >>> years = simulated_life_expectancy(table)
    >>> years.loc[0, ["low", "high"]].astype(float).round(0).tolist()
    [75.0, 76.0]
    """
    limits.critical(level)
    random = np.random.default_rng(seed)
    deaths, q = table["deaths"].to_numpy(), table["q"].to_numpy()
    people = np.maximum(np.round(deaths / np.where(q > 0, q, 1)), 1)
    dying = random.binomial(people[:-1].astype(int), q[:-1], (reps, len(q) - 1)) / people[:-1]
    open_rate = random.gamma(deaths[-1], 1 / table["population"].iloc[-1], reps)
    years = _expectancies(dying, table, 1 / open_rate)
    low, high = np.quantile(years, [(1 - level) / 2, (1 + level) / 2], axis=1)
    return lay_out({
        "value": table["e"], "low": low, "high": high, "level": level, "method": "simulated",
        "n": _from_age_on(table["population"]), "events": _from_age_on(table["deaths"]),
    }).set_index(pd.Index(table["age"], name="age"))


def _reason_to_withhold(bands: pd.DataFrame) -> str:
    if bands["population"].sum() < LEAST_PERSON_YEARS:
        return "under_5000_person_years"
    return "no_events" if bands["deaths"].sum() == 0 else ""


def _closed(bands: pd.DataFrame) -> pd.DataFrame:
    with_deaths = np.flatnonzero(bands["deaths"] > 0)
    if not len(with_deaths):
        raise ValueError("no deaths at any age: no life table")
    last = with_deaths[-1]
    table = bands.iloc[: last + 1].copy()
    table.loc[last, ["width", "population"]] = np.inf, bands["population"].iloc[last:].sum()
    return table


def _with_years(table: pd.DataFrame) -> pd.DataFrame:
    q, m = table["q"].to_numpy(), table["m"].to_numpy()
    e = _expectancies(q[None, :-1], table, 1 / m[-1:])[:, 0]
    survivors = RADIX * np.append(1.0, np.cumprod(1 - q[:-1]))
    still_to_live = survivors * e
    return table.assign(
        l=survivors, d=survivors * q, L=-np.diff(np.append(still_to_live, 0.0)),
        T=still_to_live, e=e, se=_standard_errors(table, e),
    )


def _expectancies(dying: np.ndarray, table: pd.DataFrame, last: np.ndarray) -> np.ndarray:
    """Work back from the open band: bands × reps years, from reps × bands chances of dying."""
    n, a = table["width"].to_numpy(), table["a"].to_numpy()
    years = [last]
    for band in range(len(n) - 2, -1, -1):
        q = dying[:, band]
        years.append(a[band] * n[band] * q + (1 - q) * (n[band] + years[-1]))
    return np.array(years[::-1])


def _standard_errors(table: pd.DataFrame, e: np.ndarray) -> np.ndarray:
    n, a, m, q, population = (
        table[name].to_numpy() for name in ("width", "a", "m", "q", "population")
    )
    variances = [1 / (table["deaths"].iloc[-1] * m[-1] ** 2)]
    for band in range(len(n) - 2, -1, -1):
        width, share, rate = n[band], a[band], m[band]
        spread = width**2 * rate * max(1 - share * width * rate, 0.0)
        of_q = spread / (population[band] * (1 + (1 - share) * width * rate) ** 3)
        lost = (1 - share) * width + e[band + 1]
        variances.append((1 - q[band]) ** 2 * variances[-1] + of_q * lost**2)
    return np.sqrt(variances[::-1])


def _from_age_on(numbers: pd.Series) -> np.ndarray:
    return numbers.to_numpy()[::-1].cumsum()[::-1]
