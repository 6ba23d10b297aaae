"""vital_rates — death rates and censuses -> survival, fertility and migration by single age."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qiyou.stats.interpolation import band_edges


def single_rates(rates: pd.Series, length: int) -> np.ndarray:
    """Repeat rates by age band over the single ages of each band, zero elsewhere.

    For fertility by five-year band. Not for counts, which must be split instead.

    Parameters
    ----------
    rates : Series
        Rates by closed band label such as ``15-19``.
    length : int
        Number of single ages wanted, the open one included.

    Returns
    -------
    ndarray
        One rate per single age.

    Raises
    ------
    ValueError
        When a label is not a closed band, or a rate is missing or negative.

    Examples
    --------
    >>> single_rates(pd.Series({"1-2": 0.5}), 4).tolist()
    [0.0, 0.5, 0.5, 0.0]
    """
    ages = np.zeros(length)
    for label, rate in rates.items():
        first, dash, last = str(label).partition("-")
        if not (dash and first.isdigit() and last.isdigit()) or not 0 <= rate < np.inf:
            raise ValueError(f"a rate must be known, not negative and of a closed band: {label}")
        ages[int(first):int(last) + 1] = rate
    return ages


def survival_ratios(rates: pd.Series) -> pd.Series:
    """Yearly survival ratios by single age from death rates by band.

    The death rate is taken as constant within its band, so that the survivors are an
    exponential and no separation factors are needed. Not for the first days of life: within
    age 0 deaths fall early, which moves the first ratio by less than the infant death rate.

    Parameters
    ----------
    rates : Series
        Deaths per person-year by band label, ``0`` … open band, see ``band_edges``.

    Returns
    -------
    Series
        Row 0: birth to age 0; row x: age x - 1 to x; last row: within the open age group.

    Raises
    ------
    ValueError
        For incomplete bands, a missing or negative rate, or an open band without deaths.

    References
    ----------
    Preston, Heuveline and Guillot (2001) Demography, chapters 3 and 6.

    Examples
    --------
    >>> survival_ratios(pd.Series({"0": 0.0, "1-2": 0.0, "3+": 0.5})).round(6).tolist()
    [1.0, 1.0, 1.0, 0.786939, 0.606531]
    """
    edges = band_edges(list(rates.index))
    values = rates.to_numpy(dtype=float)
    if not np.isfinite(values).all() or (values < 0).any() or values[-1] == 0:
        raise ValueError("death rates must be known, not negative, and not 0 in the open band")
    hazard = np.repeat(values, np.diff([*edges, edges[-1] + 1]))
    alive = np.exp(-np.concatenate([[0], hazard.cumsum()[:-1]]))
    # Person-years of a year of age; expm1 keeps tiny rates exact, and no rate means a full year.
    some = np.where(hazard > 0, hazard, 1)
    lived = alive * np.where(hazard > 0, -np.expm1(-hazard) / some, 1)
    ratios = [lived[0], *(lived[1:] / lived[:-1]), np.exp(-hazard[-1])]
    return pd.Series(ratios, name="survival")


def survive(population: np.ndarray, survival: np.ndarray) -> np.ndarray:
    """Move one sex one step up the ages; the first group is left empty.

    For use inside a projection. Not for births, which need the mothers.

    Parameters
    ----------
    population : ndarray, shape (k,)
        Persons by age group, the last one open.
    survival : ndarray, shape (k + 1,)
        Survival ratios: birth, then between groups, then within the open group.

    Returns
    -------
    ndarray, shape (k,)

    Raises
    ------
    ValueError
        When the survival ratios are not one more than the age groups.

    Examples
    --------
    >>> survive(np.array([10.0, 20.0, 30.0]), np.array([1.0, 0.9, 0.8, 0.5])).tolist()
    [0.0, 9.0, 31.0]
    """
    if len(survival) != len(population) + 1:
        raise ValueError("survival needs one ratio more than there are age groups")
    moved = np.concatenate([[0.0], population[:-1] * survival[1:-1]])
    moved[-1] += population[-1] * survival[-1]
    return moved


def fitted_fertility(pattern: Sequence[float], base: pd.DataFrame, survival: pd.DataFrame,
                     children: int = 1) -> np.ndarray:
    """Scale a fertility pattern so that it would have borne the children counted at the base.

    For a county without birth rates of its own: the census's youngest ages over its women.
    Not where infants are known to be undercounted or where young mothers live elsewhere.

    Parameters
    ----------
    pattern : sequence of float
        Births per woman and year by single age, such as a national schedule.
    base : DataFrame
        Persons by single age (rows) and sex, with a column ``f``.
    survival : DataFrame
        Yearly survival ratios by sex, as :func:`survival_ratios` lays them out.
    children : int
        How many of the youngest ages to fit: 1 for the last year, 5 for the last five.

    Returns
    -------
    ndarray
        Births per woman and year; its sum is the total fertility implied.

    Raises
    ------
    ValueError
        When lengths differ, or the pattern and the women make no births.

    Examples
    --------
    >>> base = pd.DataFrame({"f": [30.0, 100.0, 100.0], "m": [30.0, 100.0, 100.0]})
    >>> fitted_fertility([0, 0.2, 0], base, pd.DataFrame({"f": [1.0] * 4})).tolist()
    [0.0, 0.6, 0.0]
    """
    women, rates = base["f"].to_numpy(dtype=float), np.asarray(pattern, dtype=float)
    if len(rates) != len(women):
        raise ValueError("the fertility pattern and the population must have the same ages")
    alive = survival["f"].to_numpy(dtype=float)[:children].cumprod()
    # Mothers of children now aged a are a years older today than at the birth.
    expected = sum(alive[a] * rates[:len(rates) - a] @ women[a:] for a in range(children))
    if not expected > 0:
        raise ValueError("this pattern and these women make no births to fit")
    return rates * float(base.iloc[:children].sum().sum()) / expected


def migration_factors(earlier: pd.DataFrame, later: pd.DataFrame, survival: pd.DataFrame,
                      years: int = 10, share: float = 1.0) -> pd.DataFrame:
    """Yearly net-migration factors by age from two censuses: counted over expected alive.

    Cohorts of the earlier census are survived to the later one; what is counted beyond is net
    migration, and any change in coverage. Each year of age takes the geometric mean of the
    cohorts that passed through it. Not for age 0, which gets 1, nor where borders moved.

    Parameters
    ----------
    earlier, later : DataFrame
        Persons by single age, last row open; the same columns (sexes) and ages.
    survival : DataFrame
        Yearly survival ratios by sex, as :func:`survival_ratios` lays them out.
    years : int
        Years between the censuses, a multiple of five.
    share : float
        How much of the net rate goes on: 1 all, 0.5 half, 0 none.

    Returns
    -------
    DataFrame
        Factor by age of arrival and sex; 1 where nobody comes or goes on balance.

    Raises
    ------
    ValueError
        For different ages, a gap that is not a multiple of five, or a cohort without persons.

    References
    ----------
    Shryock and Siegel (1976) The Methods and Materials of Demography, chapter 21.

    Examples
    --------
    >>> ages, alive = pd.DataFrame({"f": [100.0] * 21}), pd.DataFrame({"f": [1.0] * 22})
    >>> fewer = 0.9 * ages
    >>> migration_factors(ages, fewer, alive).loc[[0, 5, 10], "f"].round(6).tolist()
    [1.0, 0.989519, 0.989519]
    """
    factors = {}
    for sex in earlier.columns:
        expected, counted = earlier[sex].to_numpy(dtype=float), later[sex].to_numpy(dtype=float)
        for _ in range(years):
            expected = survive(expected, survival[sex].to_numpy(dtype=float))
        yearly = np.log(_cohort_ratios(expected, counted, years)) / years
        passed = [yearly[max(age, years):age + years].mean() for age in range(1, len(counted))]
        factors[sex] = [1.0, *(1 + share * np.expm1(passed))]
    return pd.DataFrame(factors)


def _cohort_ratios(expected: np.ndarray, counted: np.ndarray, years: int) -> np.ndarray:
    """Counted over expected, five ages together and the open one alone; 1 below the cohorts."""
    oldest = len(counted) - 1
    if years % 5 or len(expected) != len(counted) or not 0 < years < oldest:
        raise ValueError("both censuses need the same ages and lie five or ten years apart")
    ratios = np.ones(len(counted))
    for first in [*range(years, oldest, 5), oldest]:
        part = slice(first, oldest + 1 if first == oldest else min(first + 5, oldest))
        if not (expected[part].sum() > 0 and counted[part].sum() > 0):
            raise ValueError(f"no persons in the cohort that reached age {first}")
        ratios[part] = counted[part].sum() / expected[part].sum()
    return ratios
