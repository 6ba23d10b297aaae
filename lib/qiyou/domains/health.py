"""health — a study -> what a county of this size can know of lives, deaths and care."""

from itertools import pairwise

import pandas as pd

from qiyou.assess.measurability import step_size
from qiyou.assess.mortality import (
    CENSUS,
    PATTERN,
    PREMATURE_AGES,
    expected_deaths,
    expected_premature_deaths,
)
from qiyou.catalogue import say
from qiyou.domains.health_premature import (
    causes_funnel,
    deaths_to_avert_reported,
    premature_by_cause,
    premature_by_year,
    sensitive_single_year,
    townships_deaths,
    townships_premature,
)
from qiyou.domains.health_reported import (
    contribution_ages,
    contribution_causes,
    deaths_by_cause,
    life_by_sex,
    life_by_township,
    life_by_year,
    life_table_reported,
)
from qiyou.domains.health_services import (
    inpatients_by_township,
    insured_by_age,
    insured_by_township,
    sports_area,
    sports_by_township,
    unopened,
    visits_by_kind,
)
from qiyou.domains.study import Study, reference_source
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.report.wording import number
from qiyou.stats.detect import years_needed_life_expectancy
from qiyou.stats.lifetable import life_expectancy, life_table
from qiyou.stats.precision import expected_count_range

__all__ = ["causes_funnel", "contribution_ages", "contribution_causes", "deaths_by_cause",
           "deaths_to_avert", "deaths_to_avert_reported", "expected_by_age",
           "inpatients_by_township", "insured_by_age", "insured_by_township", "life_by_sex",
           "life_by_township", "life_by_year", "life_expectancy_noise", "life_table_reported",
           "premature_by_cause", "premature_by_year", "sensitive_single_year", "sports_area",
           "sports_by_township", "townships_deaths", "townships_premature", "unopened", "versions",
           "visits_by_kind", "years_to_see"]

DOMAIN = "health"
LIFE, PREMATURE = "health.life_expectancy", "health.premature_mortality"
POOLED_YEARS = (1, 2, 3, 5, 10)


def life_expectancy_noise(study: Study) -> Exhibit:
    """Interval of the county's life expectancy at its base, by how many years are pooled."""
    promise = study.plan.promise(LIFE)
    if promise.base is None or promise.base.value is None:
        return unavailable("health.life_noise", "house.no_base", name=promise.name)
    deaths = expected_deaths(study.snapshot, promise.base.value)
    rows = [_pooled(deaths, years, study.register.methods.levels.interval)
            for years in POOLED_YEARS]
    shown = pd.DataFrame(rows).assign(target=promise.path[-1].value)
    view = {"label": "pooled", "x": "value", "low": "low", "high": "high", "target": "target"}
    facts = {
        "base": promise.base.text, "final": promise.path[-1].text,
        "half": number((shown["high"] - shown["low"])[0] / 2, promise.unit, 1),
        "deaths": number(deaths["deaths"].sum(), decimals=0), "census": CENSUS,
        "last_year": study.plan.last_year,
    }
    return Exhibit("health.life_noise", "dot_interval", shown, view,
                   reference_source(study, PATTERN, f"census_{CENSUS}_age_sex"), facts)


def _pooled(deaths: pd.DataFrame, years: int, level: float) -> dict:
    found = life_expectancy(deaths["deaths"] * years, deaths["persons"] * years, deaths["age"],
                            level=level).loc[0]
    return {"pooled": say("health.pooled", years=years), "value": found["value"],
            "low": found["low"], "high": found["high"], "events": found["events"]}


def deaths_to_avert(study: Study) -> Exhibit:
    """Deaths of the four causes a year at the base and at each target, table and prose."""
    promises = study.plan.of_indicator(PREMATURE)
    base = next(promise.base for promise in promises if promise.base)
    at_base = _premature_deaths(study, base.value)
    shown = pd.DataFrame([_version(study, promise, at_base) for promise in promises])
    limits = _range(study, at_base)
    facts = study.facts | {
        "base": base.text, "deaths": number(at_base, decimals=0), "census": CENSUS,
        "low": number(limits["low"]), "high": number(limits["high"])}
    return Exhibit("health.deaths_to_avert", "table", shown,
                   source=reference_source(study, PATTERN, f"census_{CENSUS}_age_sex"),
                   facts=facts)


def _version(study: Study, promise, at_base: float) -> dict:
    target = promise.path[-1]
    deaths = _premature_deaths(study, target.value)
    limits = _range(study, deaths)
    return {"clause": promise.clause, "year": target.year, "text": target.text,
            "deaths_a_year": round(deaths, 1), "low": int(limits["low"]),
            "high": int(limits["high"]), "fewer_a_year": round(at_base - deaths, 1)}


def _premature_deaths(study: Study, probability_pct: float) -> float:
    people = expected_premature_deaths(study.snapshot, probability_pct)
    first, end = PREMATURE_AGES
    return float(people.loc[people["age"].between(first, end - 1), "deaths"].sum())


def _range(study: Study, deaths: float) -> pd.Series:
    """Counts that chance alone may bring in one year."""
    return expected_count_range(deaths, study.register.methods.levels.interval).iloc[0]


def versions(study: Study) -> Exhibit:
    """The two versions of the promise on premature mortality as paths, side by side."""
    promises = study.plan.of_indicator(PREMATURE)
    base = next(promise.base for promise in promises if promise.base)
    rows = [{"line": say("health.version", clause=promise.clause), "year": cell.year,
             "value": cell.value}
            for promise in promises for cell in (base, *promise.path)]
    view = {"x": "year", "y": "value", "label": "line"}
    texts = say("word.separator").join(
        say("health.version_value", clause=promise.clause, year=promise.path[-1].year,
            text=promise.path[-1].text) for promise in promises)
    return Exhibit("health.versions", "lines", pd.DataFrame(rows), view, study.plan_source,
                   study.facts | {"versions": texts, "unit": promises[0].unit})


def years_to_see(study: Study) -> Exhibit:
    """Years before and after that must be pooled until a rise in life expectancy shows."""
    promise = study.plan.promise(LIFE)
    if promise.base is None or promise.base.value is None:
        return unavailable("health.years_to_see", "house.no_base", name=promise.name)
    deaths = expected_deaths(study.snapshot, promise.base.value)
    se = life_table(deaths["deaths"], deaths["persons"], deaths["age"])["se"].iloc[0]
    rises = {say("health.rise.step"): step_size(promise.cells),
             say("health.rise.first"): promise.path[0].value - promise.base.value,
             say("health.rise.whole"): promise.path[-1].value - promise.base.value}
    shown = pd.DataFrame({
        "rise": list(rises), "years_of_life": list(rises.values()),
        "years_each": [years_needed_life_expectancy(rise, se) for rise in rises.values()],
    })
    return Exhibit("health.years_to_see", "table", shown,
                   source=reference_source(study, PATTERN, f"census_{CENSUS}_age_sex"),
                   facts=study.facts | {"census": CENSUS, "se": number(se, promise.unit, 2)})


def expected_by_age(study: Study) -> Exhibit:
    """Deaths a year to expect by age at the base's life expectancy, with their limits."""
    promise = study.plan.promise(LIFE)
    if promise.base is None or promise.base.value is None:
        return unavailable("health.expected_deaths", "house.no_base", name=promise.name)
    deaths = expected_deaths(study.snapshot, promise.base.value)
    limits = expected_count_range(deaths["deaths"], study.register.methods.levels.interval)
    shown = pd.DataFrame({
        "age": [age_label(*edges) for edges in pairwise([*deaths["age"], None])],
        "persons": deaths["persons"].astype(int), "value": deaths["deaths"],
        "low": limits["low"].to_numpy(), "high": limits["high"].to_numpy(),
    })
    view = {"label": "age", "x": "value", "low": "low", "high": "high"}
    return Exhibit("health.expected_deaths", "bars", shown, view,
                   reference_source(study, PATTERN, f"census_{CENSUS}_age_sex"),
                   study.facts | {"base": promise.base.text, "census": CENSUS,
                                  "deaths": number(deaths["deaths"].sum(), decimals=0)})


def age_label(first: int, after: int | None) -> str:
    """Age band as tables print it, from its first age and the next band's."""
    if after is None:
        return say("health.age_open", first=first)
    return str(first) if after == first + 1 else f"{first}—{after - 1}"
