"""events — people + a period -> rows of the forms on population, births, deaths and enrolment."""

from collections import Counter

from qiyou.register.forms import Forms
from qiyou.register.periods import Period
from qiyou.sample.bases import ages_of, base, persons
from qiyou.sample.draws import binomial, persistent, poisson, source
from qiyou.sample.grids import model
from qiyou.sample.people import BANDS, FIRST, SEXES, band_of, rates, years

TOWNS = range(7)
# Shares of each single age that are at school in the county, and elsewhere: true, unchanging.
_STAGES = {"preschool": {3: 0.93, 4: 0.97, 5: 0.99, 6: 0.34},
           "primary": {6: 0.65, **dict.fromkeys(range(7, 12), 0.985), 12: 0.33},
           "junior": {12: 0.65, 13: 0.98, 14: 0.975, 15: 0.33},
           "senior": {15: 0.60, 16: 0.90, 17: 0.89, 18: 0.30, 19: 0.03}}


def population_rows(_form, period: Period, forms: Forms) -> list[dict]:
    """Residents by township and age at a year's end."""
    rows = []
    for town in TOWNS:
        for age in forms.codes["ages"]:
            male, female = (persons(town, period.year, ages_of(age), (sex,)) for sex in SEXES)
            rows.append({"town": town, "age": age, "male": male, "female": female,
                         "total": male + female})
    return rows


def births_rows(_form, period: Period, _forms: Forms) -> list[dict]:
    """Births, stillbirths and deaths of a month by township."""
    known, year, month = rates(), years()[period.year], period.part
    rows = []
    for town in TOWNS:
        stream = source("perinatal", town, period.name)
        male, female = (year.births[town, month, sex] for sex in SEXES)
        live = male + female
        still = poisson(live * known["stillbirths"], stream)
        died = [d for d in year.deaths if d.town == town and d.month == month]
        early = sum(d.period == "early" for d in died)
        neonatal = early + sum(d.period == "late" for d in died)
        rows.append({
            "town": town, "live_male": male, "live_female": female, "live": live,
            "stillbirths": still, "perinatal": live + still,
            "severe_defects": binomial(live + still, known["severe_defects"], stream),
            "early_neonatal_deaths": early, "neonatal_deaths": neonatal,
            "infant_deaths": sum(d.age == 0 for d in died),
            "under_5_deaths": sum(d.age < 5 for d in died),
            "maternal_deaths": binomial(live, known["maternal_deaths"], stream),
            "deaths": len(died)})
    return rows


def deaths_rows(_form, period: Period, forms: Forms) -> list[dict]:
    """Deaths of a year by township, sex, age and cause: only what occurred."""
    bands = list(forms.codes["death_ages"])
    assert len(bands) == len(BANDS)
    counts = Counter((d.town, d.sex, bands[band_of(d.age)], d.cause)
                     for d in years()[period.year].deaths)
    order = {age: number for number, age in enumerate(bands)}
    causes = list(forms.codes["causes"])
    ranked = sorted(counts, key=lambda k: (k[0], SEXES.index(k[1]), order[k[2]],
                                           causes.index(k[3])))
    return [{"town": town, "sex": sex, "age": age, "cause": cause, "deaths": counts[key]}
            for key in ranked for town, sex, age, cause in (key,)]


def enrolment_rows(_form, period: Period, forms: Forms) -> list[dict]:
    """Pupils by single age in and outside the county."""
    rows = []
    for code in forms.codes["school_ages"]:
        row = {"town": None, "age": code}
        is_single = code not in ("age_25_plus", "age_unknown")
        age = int(code.rpartition("_")[2]) if is_single else -1
        there = base(code, None, period) if is_single else 0
        for stage, shares in _STAGES.items():
            row[stage] = persistent(there, shares.get(age, 0.0), "enrolment", stage, age)
        row["total"] = sum(row[stage] for stage in _STAGES)
        left = max(0, there - row["total"])
        row["elsewhere"] = persistent(left, 0.55 if 3 <= age <= 18 else 0.0, "elsewhere", age)
        rows.append(row)
    return rows


def labour_county_rows(_form, period: Period, _forms: Forms) -> list[dict]:
    """Arbitration cases since January, and the unemployment rate of the larger regional sample."""
    accepted = closed = mediated = 0
    carried = _carried(period.year)
    for quarter in range(1, period.part + 1):
        new, done, settled = _quarter(period.year, quarter, carried + accepted - closed)
        accepted, closed, mediated = accepted + new, closed + done, mediated + settled
    sampled, rate = unemployment(period)
    return [{"town": None, "carried": carried, "accepted": accepted, "due": carried + accepted,
             "closed": closed, "mediated": mediated, "unemployment_rate": rate,
             "sampled": sampled}]


def _quarter(year: int, quarter: int, waiting: int) -> tuple[int, int, int]:
    stream = source("arbitration", year, quarter)
    new = poisson(16.5, stream)
    # The office works off what waits by the year's end, as the plan's figure looks at that.
    done = binomial(waiting + new, 0.93 if quarter == 4 else 0.62, stream)
    return new, done, binomial(done, 0.70, stream)


def _carried(year: int) -> int:
    if year <= FIRST:
        return 5
    waiting = _carried(year - 1)
    for quarter in range(1, 5):
        new, done, _ = _quarter(year - 1, quarter, waiting)
        waiting += new - done
    return waiting


def unemployment(period: Period) -> tuple[int, float]:
    """Labour force sampled and per cent unemployed among them, in a quarter."""
    known = model()["labour"]
    planted = known["planted"].get(period.name)
    stream = source("unemployment", period.name)
    sampled = 900 + int(stream.random() * 120)
    found = binomial(sampled, known["unemployment"], stream) if planted is None else planted
    return sampled, round(100 * found / sampled, 1)
