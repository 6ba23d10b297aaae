"""people — true rates -> persons by township, sex and age at each year's end, births, deaths."""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

from qiyou.sample.draws import binomial, persistent, pick, poisson, source

SEXES, OLDEST, FIRST, LAST = ("male", "female"), 100, 2022, 2025
# First ages of the life table's bands, as params/codes.yaml has them.
BANDS = (0, 1, *range(5, 95, 5))


@dataclass(frozen=True)
class Death:
    """One death: township's number, sex, completed age, month from 1, cause.

    ``period`` is early or late neonatal or infant, "" from the first birthday.
    """

    town: int
    sex: str
    age: int
    month: int
    cause: str
    period: str


@dataclass
class Year:
    """What happened in a year: persons at its end, deaths, births by (town, month, sex), moves."""

    persons: list[dict[str, list[int]]]
    deaths: list[Death] = field(default_factory=list)
    births: dict[tuple[int, int, str], int] = field(default_factory=dict)
    moved_in: list[int] = field(default_factory=list)
    moved_out: list[int] = field(default_factory=list)


@cache
def rates() -> dict:
    """True rates of ``people.yaml``."""
    return yaml.safe_load(Path(__file__).with_name("people.yaml").read_text(encoding="utf-8"))


def along(line: dict[int, float], age: float) -> float:
    """Height of a line through given points."""
    points = sorted(line.items())
    for (a, low), (b, high) in pairwise(points):
        if age <= b:
            return low + (high - low) * (age - a) / (b - a)
    return points[-1][1]


def band_of(age: int) -> int:
    """Number of the life table's band that an age lies in."""
    return bisect_right(BANDS, age) - 1


def mortality(town: int, sex: str, age: int, year: int) -> float:
    """True deaths per person and year."""
    found = rates()
    fall = 1.0 - found["improvement"] * (year - FIRST)
    return found["mortality"][sex][band_of(age)] * found["towns"][town]["mortality"] * fall


def cause_shares(age: int) -> list[float]:
    """True chances of the causes at an age."""
    group = bisect_right((1, 30, 70), age)
    return rates()["cause_shares"][group]


@cache
def years() -> dict[int, Year]:
    """Every year from the last day before the first to the last, in order."""
    persons = [_start(town) for town in range(len(rates()["towns"]))]
    found = {FIRST - 1: Year(persons)}
    for year in range(FIRST, LAST + 1):
        found[year] = _year(found[year - 1].persons, year)
    return found


def _start(town: int) -> dict[str, list[int]]:
    known = rates()
    about = known["towns"][town]
    weights = [along(known["ages"], age) * (1 + about["tilt"] * (age - 45) / 45)
               for age in range(OLDEST + 1)]
    scale = about["population"] / sum(weights)
    found = {sex: [] for sex in SEXES}
    for age, weight in enumerate(weights):
        size = round(weight * scale)
        males = persistent(size, along(known["male_share"], age), "start", town, age)
        found["male"].append(males)
        found["female"].append(size - males)
    return found


def _year(before: list[dict[str, list[int]]], year: int) -> Year:
    new = Year([])
    for town, persons in enumerate(before):
        stream = source("people", town, year)
        _births(new, persons, town, year)
        gone = _deaths(new, persons, town, year)
        after = {}
        for sex in SEXES:
            left = [n - d for n, d in zip(persons[sex], gone[sex][:-1], strict=True)]
            born = sum(new.births[town, month, sex] for month in range(1, 13))
            aged = [born - gone[sex][-1], *left[:OLDEST]]
            aged[OLDEST] += left[OLDEST]
            after[sex] = [max(0, n + _moved(n, age, town, stream)) for age, n in enumerate(aged)]
        balance = sum(sum(after[s]) for s in SEXES) - sum(sum(persons[s]) for s in SEXES)
        natural = sum(new.births[town, m, s] for m in range(1, 13) for s in SEXES) - sum(
            death.town == town for death in new.deaths)
        turnover = poisson(rates()["turnover"] * sum(sum(persons[s]) for s in SEXES), stream)
        new.moved_in.append(turnover + max(0, balance - natural))
        new.moved_out.append(turnover + max(0, natural - balance))
        new.persons.append(after)
    return new


def _births(new: Year, persons: dict, town: int, year: int) -> None:
    known = rates()
    rate = known["fertility"]["start"] + known["fertility"]["yearly"] * (year - FIRST)
    women = sum(persons["female"][20:40])
    months = known["birth_months"]
    for month in range(1, 13):
        stream = source("births", town, year, month)
        born = poisson(women * rate * months[month - 1] / sum(months), stream)
        boys = binomial(born, known["boys"], stream)
        new.births[town, month, "male"] = boys
        new.births[town, month, "female"] = born - boys


def _deaths(new: Year, persons: dict, town: int, year: int) -> dict[str, list[int]]:
    """Deaths by age at the year's start; the last entry counts those born within the year."""
    gone: dict[str, list[int]] = {}
    for sex in SEXES:
        born = sum(new.births[town, month, sex] for month in range(1, 13))
        counts = []
        for age, n in enumerate([*persons[sex], born]):
            is_new = age > OLDEST
            completed = 0 if is_new else age
            # Infants born within the year are exposed to about nine tenths of an infant's risk.
            rate = mortality(town, sex, completed, year) * (0.9 if is_new else 1)
            rate = rate * 0.1 if not is_new and age == 0 else rate
            stream = source("deaths", town, sex, year, age)
            count = min(n, poisson(n * rate / (1 + rate / 2), stream))
            counts.append(count)
            for number in range(count):
                new.deaths.append(_death((town, sex, completed, year), f"{age}.{number}"))
        gone[sex] = counts
    return gone


def _death(who: tuple[int, str, int, int], number: str) -> Death:
    town, sex, age, _ = who
    known, stream = rates(), source("death", *who, number)
    month = pick(known["death_months"], stream) + 1
    cause = known["causes"][pick(cause_shares(age), stream)]
    early, later = known["early_neonatal"], known["later_neonatal"]
    kind = ("early", "late", "infant")[pick((early, later, 1 - early - later), stream)]
    return Death(town, sex, age, month, cause, kind if age == 0 else "")


def _moved(n: int, age: int, town: int, stream) -> int:
    known = rates()
    rate = known["towns"][town]["move"] * along(known["movers"], age)
    moved = poisson(n * abs(rate), stream)
    return moved if rate > 0 else -min(n, moved)
