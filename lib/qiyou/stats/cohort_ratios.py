"""cohort_ratios — two censuses by sex and age -> cohort change ratios and later years."""

import numpy as np
import pandas as pd

from qiyou.stats.interpolation import by_age_and_sex

MOTHERS = slice(15, 49)


def cohort_change_ratios(earlier: pd.DataFrame, later: pd.DataFrame,
                         years: int = 10) -> pd.DataFrame:
    """Persons of each cohort in the later census over the same cohort in the earlier one.

    Deaths, moves and changes of coverage together, in one observed figure. Not for children
    born between the censuses, nor for areas whose borders changed.

    Parameters
    ----------
    earlier, later : DataFrame
        Columns ``sex``, ``age`` (``0``, ``1-4``, ``5-9`` … open band) and ``persons``.
    years : int
        Years between the censuses, a multiple of five.

    Returns
    -------
    DataFrame
        Columns ``sex, age, ratio``; ``age`` is the first age of the five-year cohort in the
        earlier census, the last one open.

    Raises
    ------
    ValueError
        When bands differ or are incomplete, the gap is not a multiple of five, or a cohort is
        empty in the earlier census.

    References
    ----------
    Hamilton and Perry (1962) Soc. Forces 41:163-170. Baker, Swanson, Tayman and Tedrow (2017)
    Cohort Change Ratios and their Applications.

    Examples
    --------
    >>> bands = ["0-4", "5-9", "10-14", "15+"]
    >>> before = pd.DataFrame({"sex": "f", "age": bands, "persons": [80, 90, 100, 600]})
    >>> after = pd.DataFrame({"sex": "f", "age": bands, "persons": [70, 80, 60, 632]})
    >>> cohort_change_ratios(before, after)["ratio"].tolist()
    [0.75, 0.8]
    """
    before, after = by_age_and_sex(earlier), by_age_and_sex(later)
    if not (before.index.equals(after.index) and before.columns.equals(after.columns)):
        raise ValueError("both censuses need the same sexes and the same age bands")
    oldest = before.index[-1]
    if years % 5 or oldest % 5 or not 0 < years < oldest:
        raise ValueError("census gap and open age must be multiples of five")
    rows = [(sex, age, *_cohort(before[sex], after[sex], age, years))
            for sex in before for age in range(0, oldest - years + 1, 5)]
    frame = pd.DataFrame(rows, columns=["sex", "age", "persons", "ratio"])
    if not (frame["persons"] > 0).all():
        raise ValueError("a cohort has nobody in the earlier census")
    return frame.drop(columns="persons")


def _cohort(before: pd.Series, after: pd.Series, age: int, years: int) -> tuple[float, float]:
    """Persons of a cohort in the earlier census and its change ratio."""
    last = None if age + years == before.index[-1] else age + 4
    persons = before.loc[age:last].sum()
    survivors = after.loc[age + years:None if last is None else last + years].sum()
    return persons, survivors / persons if persons > 0 else np.nan


def hamilton_perry(earlier: pd.DataFrame, later: pd.DataFrame, years: int = 10,
                   children: int = 5, survival: pd.DataFrame | None = None) -> pd.DataFrame:
    """Project the later census by its own cohort change ratios, year by year.

    An independent check on a cohort-component projection: what the cohorts did between the
    censuses, they do again. After ``years`` each five-year cohort meets the classical result
    exactly; on the way it changes at an even rate. Not for longer than the gap between the
    censuses, nor where the decade observed was exceptional (a new bridge, a closed works).

    Parameters
    ----------
    earlier, later : DataFrame
        As for :func:`cohort_change_ratios`.
    years : int
        Years between the censuses, and of the projection.
    children : int
        Youngest ages whose number per woman aged 15 to 49 is carried on: 1 the last year only,
        5 the last five.
    survival : DataFrame or None
        Yearly survival ratios by sex, for the timing alone: deaths then follow them within the
        period, and only the rest of the change is even. Without them the old die too soon,
        for the mortality of a decade rises with every year of it.

    Returns
    -------
    DataFrame
        Persons; index single age, columns (step, sex) with step 0 the later census.

    Raises
    ------
    ValueError
        As :func:`cohort_change_ratios`, or without women aged 15 to 49.

    References
    ----------
    Hamilton and Perry (1962) Soc. Forces 41:163-170.

    Examples
    --------
    >>> bands = ["0-4", *(f"{age}-{age + 4}" for age in range(5, 50, 5)), "50+"]
    >>> census = pd.DataFrame({"sex": "f", "age": bands, "persons": [100.0] * 10 + [200.0]})
    >>> hamilton_perry(census, census)[10].loc[10:].sum().round(6).tolist()
    [1000.0]
    """
    ratios = cohort_change_ratios(earlier, later, years)
    before, base = by_age_and_sex(earlier), by_age_and_sex(later)
    if not base.loc[MOTHERS, "f"].sum() > 0:
        raise ValueError("there are no women aged 15 to 49 to carry the children")
    rates = {sex: np.ones(len(base) + 1) if survival is None
             else survival[sex].to_numpy(dtype=float) for sex in base}
    rest = {sex: _rest(ratios[ratios["sex"] == sex], before[sex], rates[sex]) for sex in base}
    per_woman = base.iloc[:children].sum() / children / base.loc[MOTHERS, "f"].sum()
    steps, born = {0: base}, []
    for step in range(1, years + 1):
        change = pd.DataFrame({sex: _alive(rates[sex], step) * rest[sex] ** (step / years)
                               for sex in base}, index=base.index)
        aged = _older(base * change, step)
        born.append(per_woman * aged.loc[MOTHERS, "f"].sum())
        for age in range(step):
            aged.loc[age] = born[step - 1 - age]
        steps[step] = aged
    return pd.concat(steps, axis=1, names=["step", "sex"])


def _alive(rates: np.ndarray, years: int) -> np.ndarray:
    """Share alive after some years, by age at the start; rates as survival ratios lie."""
    oldest = len(rates) - 2
    reached = np.minimum(np.arange(oldest + 1)[:, None] + np.arange(1, years + 1), oldest + 1)
    return rates[reached].prod(axis=1)


def _rest(ratios: pd.DataFrame, before: pd.Series, rates: np.ndarray) -> np.ndarray:
    """What each age's cohort change leaves when the deaths of the period are taken out."""
    starts, values = ratios["age"].to_numpy(), ratios["ratio"].to_numpy()
    ages, persons = before.index.to_numpy(), before.to_numpy()
    is_open = ages >= starts[-1]
    alive = _alive(rates, int(ages[-1] - starts[-1]))
    cohort = values[np.minimum(ages // 5, len(values) - 1)]
    expected = persons[is_open] @ alive[is_open] / persons[is_open].sum()
    return np.where(is_open, values[-1] / expected, cohort / alive)


def _older(population: pd.DataFrame, years: int) -> pd.DataFrame:
    """Shift persons up by whole years, gathering the oldest in the open age."""
    ages = population.index
    moved = population.groupby(np.minimum(ages + years, ages[-1])).sum()
    return moved.reindex(ages, fill_value=0.0)
