"""bases — a period -> years since the start, quarter, persons and households at its end."""

import re
from functools import cache

from qiyou.register.periods import Period
from qiyou.sample.people import FIRST, OLDEST, SEXES, rates, years

_AGES = re.compile(r"age_(\d+)(?:_(\d+|plus))?")


def quarter_of(period: Period) -> int:
    """Quarter that a period ends in."""
    return {"month": (period.part + 2) // 3, "quarter": period.part, "year": 4}[period.frequency]


def elapsed(period: Period) -> float:
    """Years from the start of the first year to the period's end."""
    part = {"month": period.part / 12, "quarter": period.part / 4, "year": 1.0}[period.frequency]
    return period.year - FIRST + part


def ages_of(name: str) -> tuple[int, int]:
    """First and last age of a group's name.

    Examples
    --------
    >>> ages_of("age_0_2"), ages_of("age_7"), ages_of("age_80_plus")
    ((0, 2), (7, 7), (80, 100))
    """
    first, last = _AGES.fullmatch(name).groups()
    return int(first), OLDEST if last == "plus" else int(last or first)


def persons(town: int | None, year: int, ages: tuple[int, int], sexes=SEXES) -> int:
    """Residents of an age group at a year's end."""
    towns = years()[year].persons
    chosen = towns if town is None else [towns[town]]
    return sum(sum(one[sex][ages[0]:ages[1] + 1]) for one in chosen for sex in sexes)


@cache
def _at(ages: tuple[int, int], town: int | None, period: Period) -> float:
    """Residents at a period's end: a straight line between the ends of two years."""
    part = elapsed(period) - (period.year - FIRST)
    before = persons(town, period.year - 1, ages)
    return before + (persons(town, period.year, ages) - before) * part


def base(name: str, town: int | None, period: Period) -> int:
    """Persons or households that a figure is a part of, whole."""
    if town is None:
        return sum(base(name, number, period) for number in range(len(rates()["towns"])))
    if name in _FOUND:
        return _FOUND[name](town, period)
    return round(_at((0, OLDEST) if name == "population" else ages_of(name), town, period))


def _urban(town: int, period: Period) -> float:
    return base("population", town, period) * rates()["towns"][town]["urban"]


_FOUND = {
    "households": lambda town, period: round(
        base("population", town, period) * 0.96 / rates()["household_size"]),
    "urban_households": lambda town, period: round(
        _urban(town, period) * 0.95 / rates()["household_size"]),
    "urban_population": lambda town, period: round(_urban(town, period)),
    "registered": lambda town, period: round(
        base("population", town, period) * rates()["registered_ratio"]),
    "moved_in": lambda town, period: years()[period.year].moved_in[town],
    "moved_out": lambda town, period: years()[period.year].moved_out[town],
}
