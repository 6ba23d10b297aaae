"""Life expectancy and premature mortality of observations equal the life table by hand."""

import pandas as pd
import pytest
from qiyou.indicators import PUBLISHED, estimate
from qiyou.indicators.mortality import by_age
from qiyou.register import Indicator, open_register
from qiyou.schema import OBSERVATIONS
from qiyou.stats.lifetable import life_expectancy
from qiyou.stats.premature import death_probability

INDICATORS = open_register().indicators
LIFE, EARLY = INDICATORS["health.life_expectancy"], INDICATORS["health.premature_mortality"]
SINGLE = [*(f"age_{age}" for age in range(25)),
          *(f"age_{age}_{age + 4}" for age in range(25, 90, 5)), "age_90_plus"]
STARTS = [0, 1, *range(5, 95, 5)]
PERSONS = {0: 400, 1: 1800, **{age: 2000 + 10 * age for age in range(5, 95, 5)}}
DEATHS = {0: 2, 1: 1, **{age: age // 6 for age in range(5, 95, 5)}}


def row(definition: Indicator, measure, stratum, value):
    return {"county": "somewhere", "area": "100001", "period": "2024", "indicator": definition.id,
            "measure": measure, "stratum": stratum, "value": float(value), "unit": "人",
            "source": "某表", "submission": None, "received": "2025-01-10", "vintage": 1,
            "standing": "正式"}


def band(code):
    first = int(code.split("_")[1])
    return 1 if 1 <= first <= 4 else first if first in (0, 1) else first // 5 * 5


def observations(definition, codes=SINGLE, deaths=None):
    """People by single years up to 24 and by sex, deaths by abridged bands, sex and cause."""
    rows, last = [], {}
    for code in codes:
        last.setdefault(band(code), []).append(code)
    for start, inner in last.items():
        for code in inner:
            for sex in ("male", "female"):
                rows.append(row(definition, "denominator", f"age={code};sex={sex}",
                                PERSONS[start] / len(inner) / 2))
    for start, dead in (deaths if deaths is not None else DEATHS).items():
        ages = {0: "age_0", 1: "age_1_4", 90: "age_90_plus"}
        code = ages.get(start, f"age_{start}_{start + 4}")
        rows.append(row(definition, "numerator", f"age={code};cause=cancer;sex=male", dead))
    types = OBSERVATIONS.empty().dtypes
    return OBSERVATIONS.check(pd.DataFrame(rows, columns=OBSERVATIONS.names).astype(types))


def only(rows, definition):
    (found,) = estimate(rows, {definition.id: definition}).to_dict("records")
    return found


def test_life_expectancy_is_that_of_the_table():
    found = only(observations(LIFE), LIFE)
    wanted = life_expectancy([DEATHS[age] for age in STARTS], [PERSONS[age] for age in STARTS],
                             STARTS).loc[0]
    assert [found[name] for name in ("value", "low", "high", "events", "n")] == pytest.approx(
        [wanted[name] for name in ("value", "low", "high", "events", "n")])
    assert found["method"] == "Chiang II"


def test_bands_that_nobody_died_in_may_be_left_out():
    some = {age: dead for age, dead in DEATHS.items() if dead}
    assert len(some) < len(DEATHS)
    assert only(observations(LIFE, deaths=some), LIFE)["value"] == pytest.approx(
        only(observations(LIFE), LIFE)["value"])


def test_premature_mortality_is_that_of_the_ages_between():
    codes = [code for code in SINGLE if 30 <= band(code) < 70]
    dead = {age: DEATHS[age] for age in range(30, 70, 5)}
    found = only(observations(EARLY, codes, dead), EARLY)
    ages = [*range(30, 75, 5)]
    wanted = death_probability([DEATHS[age] for age in ages], [PERSONS[age] for age in ages], ages)
    assert [found[name] for name in ("value", "low", "high")] == pytest.approx(
        [100 * wanted.value, 100 * wanted.low, 100 * wanted.high])
    assert found["events"] == sum(dead.values())


def test_ages_that_cannot_be_read_give_no_figure():
    rows = observations(LIFE)
    rows["stratum"] = rows["stratum"].str.replace("age=age_40_44", "age=forties")
    assert (only(rows, LIFE)["flag"], only(rows, LIFE)["note"]) == ("missing", "no_ages")


def test_too_few_people_give_no_life_expectancy():
    rows = observations(LIFE)
    is_base = rows["measure"].eq("denominator")
    rows["value"] = rows["value"].where(~is_base, rows["value"] / 20)
    assert only(rows, LIFE)["flag"] == "suppressed"


def test_a_value_that_came_alone_is_taken_as_printed():
    rows = observations(LIFE).iloc[:1].assign(measure="value", stratum=None, value=83.2, unit="岁")
    assert (only(rows, LIFE)["value"], only(rows, LIFE)["method"]) == (83.2, PUBLISHED)


def test_both_parts_are_needed():
    rows = observations(LIFE)
    assert by_age(rows[rows["measure"].eq("denominator")]) is None
