"""surveys — a period -> records of the labour force survey and of the survey of satisfaction."""

from functools import cache

from qiyou.register.forms import Forms
from qiyou.register.periods import Period
from qiyou.sample.bases import base, persons
from qiyou.sample.draws import pick, source
from qiyou.sample.grids import model
from qiyou.sample.lists import listed
from qiyou.sample.people import OLDEST, SEXES, along, rates
from qiyou.sample.words import words

# Strata: the county seat, the other towns, the outer islands.
STRATA = ((0,), (1, 2), (3, 4, 5, 6))
_PER_CLUSTER = 6


@cache
def clusters() -> tuple[tuple[str, int], ...]:
    """Villages and communities, each with its township's number."""
    return tuple((record["place"], record["town"])
                 for record in listed()["place_services"]["records"])


def _drawn(stratum: int, number: int, name: str) -> list[tuple[str, int]]:
    """Clusters drawn without replacement."""
    left = [one for one in clusters() if one[1] in STRATA[stratum]]
    stream = source("clusters", name, stratum)
    return [left.pop(int(stream.random() * len(left))) for _ in range(min(number, len(left)))]


def labour_survey_rows(_form, period: Period, _forms: Forms) -> list[dict]:
    """Members aged 16 and over of sampled households; a quarter keeps its clusters."""
    rows, known = [], model()["surveys"]
    quarter = f"{period.year}Q{(period.part + 2) // 3}"
    each = known["labour_households"] // len(STRATA) // _PER_CLUSTER
    for stratum, towns in enumerate(STRATA):
        drawn = _drawn(stratum, each, quarter)
        everyone = sum(base("age_16_plus", town, period) for town in towns)
        there = sum(1 for one in clusters() if one[1] in towns)
        # About two adults live in a household; the design gives all households one chance.
        weight = round(everyone / (len(drawn) * _PER_CLUSTER * 2.05), 2)
        for place, town in drawn:
            for number in range(1, _PER_CLUSTER + 1):
                about = {"town": town, "cluster": place, "stratum": words("survey.strata")[stratum],
                         "weight": weight, "stratum_clusters": there}
                rows += _household(about, number, quarter, period)
    return rows


def _household(about: dict, number: int, quarter: str, period: Period) -> list[dict]:
    home = source("household", quarter, about["cluster"], number)
    code = f"H{quarter[2:4]}{quarter[-1]}{clusters().index((about['cluster'], about['town'])):02d}"
    code += f"{number:02d}"
    size = 1 + pick((22, 52, 18, 8), home)
    is_urban = "yes" if home.random() < rates()["towns"][about["town"]]["urban"] else "no"
    rows = []
    for person in range(1, size + 1):
        sex, age = _adult(about["town"], period.year, home)
        rows.append({"household": code, "person": str(person), **about, "is_urban": is_urban,
                     "age": age, "sex": sex,
                     "status": _status(age, source("status", period.name, code, person))})
    return rows


@cache
def _adults(town: int, year: int) -> tuple[int, ...]:
    return tuple(persons(town, year - 1, (age, age), (sex,))
                 for sex in SEXES for age in range(16, OLDEST + 1))


def _adult(town: int, year: int, stream) -> tuple[str, int]:
    sex, age = divmod(pick(_adults(town, year), stream), OLDEST - 15)
    return SEXES[sex], age + 16


def _status(age: int, stream) -> str:
    known = model()["labour"]
    if stream.random() >= along(known["participation"], age):
        return "outside"
    return "unemployed" if stream.random() < known["unemployment"] else "employed"


def satisfaction_survey_rows(_form, period: Period, forms: Forms) -> list[dict]:
    """Questionnaires of a random sample, the outer townships less content than the others."""
    known, rows = model()["surveys"]["satisfaction"], []
    each = known["sample"] // 3
    for stratum, towns in enumerate(STRATA):
        adults = [base("age_16_plus", town, period) for town in towns]
        drawn = _drawn(stratum, 8, f"satisfaction {period.name}")
        for number in range(each):
            stream = source("satisfaction", period.name, stratum, number)
            place, town = drawn[number % len(drawn)]
            row = {"respondent": f"M{period.year % 100}{stratum}{number + 1:03d}", "town": town,
                   "weight": round(sum(adults) / each, 2), "cluster": place,
                   "stratum": words("survey.strata")[stratum]}
            rows.append(row | _answers(known, (town, period.year), stream, forms))
    return rows


def _answers(known: dict, where: tuple[int, int], stream, forms: Forms) -> dict:
    town, year = where
    sex, age = _adult(town, year, stream)
    group = list(forms.codes["adult_ages"])[(age >= 30) + (age >= 45) + (age >= 60)]
    found = {"sex": sex, "age_group": group}
    mood = stream.random() - 0.5
    for name, level in known["level"].items():
        if stream.random() < known["unknown"][name]:
            continue
        moved = known["yearly"] * (year - 2022) + (known["far"] if town == 5 else 0)
        answer = level + moved + mood + 2.4 * (stream.random() + stream.random() - 1)
        found[name] = int(min(max(answer + 0.5, 1), 5))
    themes = words("survey.themes")
    if stream.random() < 0.3:
        found["themes"] = themes[int(stream.random() * len(themes))]
    return found
