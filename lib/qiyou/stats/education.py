"""education — pupils and population by age -> enrolment ratio, expected and mean schooling."""

from collections.abc import Mapping
from math import nan

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from qiyou.stats import limits
from qiyou.stats.estimate import Estimate

# Years that a level of schooling counts for. The census release of 2021 (bulletin 6 of the
# seventh census, note 3) counts everything from junior college up as 16.
CENSUS_YEARS = {
    "none": 0, "preschool": 0, "primary": 6, "junior": 9, "senior": 12, "college": 16,
    "bachelor": 16, "master": 16, "doctor": 16,
}
# Length of each level in the school system, where counts tell the levels above senior apart.
# Not comparable with published census figures.
SYSTEM_YEARS = CENSUS_YEARS | {"college": 15, "bachelor": 16, "master": 19, "doctor": 22}


def gross_enrolment_ratio(
    enrolled: float, population: float, population_se: float = 0.0, level: float = 0.95
) -> Estimate:
    """Pupils of any age in a level of education per 100 people of its official age.

    Above 100 when pupils from elsewhere, older or younger ones are enrolled. Not the share of
    children who go to school (that is the net rate), and not across a county border that many
    pupils cross, unless they are counted where they live.

    Parameters
    ----------
    enrolled : float
        Pupils in the level, all ages.
    population : float
        Residents of the official age (tertiary: the five years after senior secondary), at the
        same date and on the same basis of residence.
    population_se : float
        Standard error of the population, when it is an estimate or a projection.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate
        In per cent; ``n`` the population, ``events`` the pupils. Both counted in full: there is
        no chance in the ratio, and no limits are given (noted). With ``population_se`` the
        limits carry the doubt about the population. No population: flagged ``missing``.

    Raises
    ------
    ValueError
        Negative or missing input; pupils without a population; a population whose lower limit
        is not above 0.

    References
    ----------
    UNESCO Institute for Statistics (2009). Education Indicators: Technical Guidelines, p. 9.

    Examples
    --------
    >>> gross_enrolment_ratio(15_000_000, 12_000_000).value
    125.0
    """
    z = limits.critical(level)
    enrolled, population, doubt = (
        float(limits.nonnegative(name, number)) for name, number in
        (("enrolled", enrolled), ("population", population), ("population_se", population_se))
    )
    method = "ratio of counts"
    if population == 0:
        if enrolled:
            raise ValueError(f"{enrolled:g} pupils but no population of their age")
        return Estimate(nan, nan, nan, nan, method, 0, 0, "missing", "no_base")
    value = 100 * enrolled / population
    if doubt == 0:
        return Estimate(value, nan, nan, nan, method, population, enrolled, note="full_count")
    if population <= z * doubt:
        raise ValueError("the population is too uncertain to divide by")
    low, high = (100 * enrolled / (population + sign * z * doubt) for sign in (1, -1))
    return Estimate(value, low, high, level, f"{method}, uncertain base", population, enrolled)


def school_life_expectancy(
    enrolled: pd.Series, population: pd.Series, age_unknown: ArrayLike = (),
    population_se: pd.Series | None = None, level: float = 0.95,
) -> Estimate:
    """Years of schooling that a child of the first age can expect at today's enrolment rates.

    Sum over single ages of pupils / population, plus, for pupils of unknown age in a level,
    pupils / population of the level's ages × its length. Years spent, repeated ones included,
    not grades completed. Not a forecast for today's children, and not for a county whose older
    pupils study elsewhere, unless all are counted where they live.

    Parameters
    ----------
    enrolled, population : Series indexed by single year of age
        Pupils of all levels, and residents; both for every age from the first to the last, with
        no gap.
    age_unknown : array, shape (levels, 3)
        For each level: pupils of unknown age, population of the level's ages, its length in
        years.
    population_se : Series indexed by age, optional
        Standard errors of the populations, taken as independent.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate
        In years; ``n`` the population, ``events`` the pupils. Limits as in
        :func:`gross_enrolment_ratio`. More pupils than residents at an age is noted
        (``rate_above_1``): the two are probably not on one basis.

    Raises
    ------
    ValueError
        Ages missing or different in the two; negative counts; pupils without a population.

    References
    ----------
    UNESCO Institute for Statistics (2009). Education Indicators: Technical Guidelines, p. 7.

    Examples
    --------
    >>> pupils = pd.Series({6: 90, 7: 100, 8: 45})
    >>> school_life_expectancy(pupils, pd.Series({6: 100, 7: 100, 8: 90})).value
    2.4
    """
    z = limits.critical(level)
    pupils, residents = _by_age("enrolled", enrolled), _by_age("population", population)
    if not pupils.index.equals(residents.index):
        raise ValueError("enrolled and population must cover the same ages")
    extra = limits.nonnegative("age_unknown", age_unknown) if len(age_unknown) else np.empty((0, 3))
    if extra.ndim != 2 or extra.shape[1] != 3:
        raise ValueError("age_unknown needs pupils, population and years for each level")
    if (residents == 0).any() or (extra[:, 1] == 0).any():
        raise ValueError("an age or level has no population: its rate is unknown")
    rates = pupils / residents
    value = float(rates.sum() + np.sum(extra[:, 0] / extra[:, 1] * extra[:, 2]))
    notes = ["rate_above_1"] if (rates > 1).any() else []
    counts = {"n": float(residents.sum()), "events": float(pupils.sum() + extra[:, 0].sum())}
    method = "sum of age-specific rates"
    if population_se is None:
        note = ";".join([*notes, "full_count"])
        return Estimate(value, nan, nan, nan, method, **counts, note=note)
    doubt = _by_age("population_se", population_se)
    if not doubt.index.equals(residents.index):
        raise ValueError("population_se must cover the same ages")
    half = z * float(np.sqrt(np.sum((rates * doubt / residents) ** 2)))
    return Estimate(
        value, value - half, value + half, level, f"{method}, uncertain base", **counts,
        note=";".join(notes),
    )


def mean_years_of_schooling(
    counts: Mapping[str, float], years: Mapping[str, float] | None = None
) -> Estimate:
    """Mean years of schooling of a population, from counts by level attained.

    Each person counts the years of the highest level reached; pupils and drop-outs count it in
    full, so the figure is a little high. Compare only on one basis: the published figure of 2020
    is for ages 15 and over. Not for a sample (attach the years to respondents and take
    ``survey_mean``).

    Parameters
    ----------
    counts : mapping of level to persons
        Keys of ``years``; a level left out counts nobody.
    years : mapping of level to years
        Default :data:`CENSUS_YEARS`. :data:`SYSTEM_YEARS` tells college from university.

    Returns
    -------
    Estimate
        In years, with ``n`` the persons. A full count has no limits (noted). Nobody counted:
        flagged ``missing``.

    Raises
    ------
    ValueError
        A level without years, negative or missing counts.

    References
    ----------
    National Bureau of Statistics, PRC (2021). Bulletin of the seventh national population
    census, no. 6, note 3: primary 6, junior 9, senior 12, junior college and above 16 years.

    Examples
    --------
    >>> towns = {"none": 20, "primary": 40, "junior": 60, "senior": 40, "college": 40}
    >>> mean_years_of_schooling(towns).value
    9.5
    """
    years = CENSUS_YEARS if years is None else years
    unknown = sorted(set(counts) - set(years))
    if unknown or not counts:
        raise ValueError(f"levels without years: {unknown}; known are {sorted(years)}")
    persons = limits.nonnegative("counts", list(counts.values()))
    length = limits.nonnegative("years", [years[name] for name in counts])
    total, method = float(persons.sum()), "mean of years by level"
    if total == 0:
        return Estimate(nan, nan, nan, nan, method, 0, flag="missing", note="no_base")
    value = float(persons @ length / total)
    return Estimate(value, nan, nan, nan, method, total, note="full_count")


def _by_age(name: str, numbers: pd.Series) -> pd.Series:
    series = pd.Series(limits.nonnegative(name, numbers), index=pd.Series(numbers).index)
    ages = series.sort_index()
    if not np.array_equal(np.diff(ages.index.to_numpy(float)), np.ones(len(ages) - 1)):
        raise ValueError(f"{name} must have every single year of age once, without a gap")
    return ages
