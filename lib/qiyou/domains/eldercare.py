"""eldercare — a study -> carers, beds and calls for a county that grows older."""

import pandas as pd

from qiyou.assess.denominators import is_in_census
from qiyou.assess.people import base_ranges, people
from qiyou.catalogue import say
from qiyou.domains.access import (
    far_places,
    walking,
)
from qiyou.domains.access_timetable import (
    by_timetable,
    cancelled,
    there_and_back,
)
from qiyou.domains.asked import PROJECTED
from qiyou.domains.eldercare_insured import (
    care_insurance_by_age,
    care_insurance_by_township,
    dependency_projected,
    dependency_reported,
    pension_by_township,
    pension_by_year,
)
from qiyou.domains.eldercare_places import (
    beds_by_township,
    beds_by_year,
    homes,
    meals_used,
    villages_by_township,
    villages_changed,
    villages_without,
)
from qiyou.domains.eldercare_reported import (
    carers_by_township,
    carers_reported,
    carers_to_come,
    carers_training,
    homes_adapted,
    oldest_compared,
    oldest_equipped,
)
from qiyou.domains.study import Study, reference_source
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.report.wording import number

__all__ = ["beds_by_township", "beds_by_year", "by_timetable", "cancelled",
           "care_insurance_by_age", "care_insurance_by_township", "carers", "carers_by_township",
           "carers_if_frozen", "carers_reported", "carers_to_come", "carers_training", 
           "dependency_projected", "dependency_reported", "far_places", "homes", "homes_adapted",
           "meals_used", "oldest_by_year", "oldest_compared", "oldest_equipped",
           "pension_by_township", "pension_by_year", "there_and_back", "villages_by_township",
           "villages_changed", "villages_without", "walking"]

DOMAIN = "eldercare"
CARERS = "eldercare.certified_carers_per_10000"
OLD, OLDEST = "age_60_plus", "age_80_plus"


def carers(study: Study) -> Exhibit:
    """Certified carers that the promise asks for each year, and how many more than the year before.

    The stock of the base year follows from the plan's own base and the projected base of old
    people; it is no count of carers.
    """
    if not is_in_census(study.snapshot):
        return unavailable("eldercare.carers", "house.not_in_census", name=study.county.name)
    frame = people(study.plan, {CARERS: study.indicators[CARERS]}, study.register, study.snapshot)
    first = _base_stock(study)
    stock = frame["things"].astype(int)
    before = [first, *stock[:-1]]
    shown = pd.DataFrame({
        "year": frame["year"], "value": frame["value"], "base": frame["base"].round().astype(int),
        "things": stock, "things_low": frame["things_low"].astype(int),
        "things_high": frame["things_high"].astype(int), "added": stock - before,
    })
    facts = study.facts | {"first": first, "more": int(stock.iloc[-1] - first)}
    return Exhibit("eldercare.carers", "table", shown, source=reference_source(study, *PROJECTED),
                   facts=facts)


def _base_stock(study: Study) -> int:
    promise, indicator = study.plan.promise(CARERS), study.indicators[CARERS]
    ages = {OLD: study.register.methods.denominators[OLD].ages}
    base = base_ranges(study.snapshot, ages, study.plan.last_year)
    persons = base.loc[(OLD, promise.base.year), "base"]
    return round(promise.base.value / indicator.per * persons)


def carers_if_frozen(study: Study) -> Exhibit:
    """What the ratio becomes if not one carer is gained or lost while the old grow in number."""
    if not is_in_census(study.snapshot):
        return unavailable("eldercare.frozen", "house.not_in_census", name=study.county.name)
    promise, per = study.plan.promise(CARERS), study.indicators[CARERS].per
    ages = {OLD: study.register.methods.denominators[OLD].ages}
    bases = base_ranges(study.snapshot, ages, study.plan.last_year).loc[OLD]
    bases = bases[bases.index >= promise.base.year]
    stock = promise.base.value / per * bases.loc[promise.base.year, "base"]
    still = pd.DataFrame({
        "line": say("eldercare.line.frozen"), "year": bases.index,
        "value": stock / bases["base"] * per, "low": stock / bases["base_high"] * per,
        "high": stock / bases["base_low"] * per,
    })
    promised = pd.DataFrame({"line": say("eldercare.line.promised"),
                             "year": [cell.year for cell in promise.cells],
                             "value": [cell.value for cell in promise.cells]})
    facts = study.facts | {"value": number(still["value"].iloc[-1], decimals=1),
                           "promised": promise.path[-1].text, "unit": promise.unit}
    view = {"x": "year", "y": "value", "label": "line", "low": "low", "high": "high"}
    return Exhibit("eldercare.frozen", "lines", pd.concat([promised, still], ignore_index=True),
                   view, reference_source(study, *PROJECTED), facts)


def oldest_by_year(study: Study) -> Exhibit:
    """People of 60 and 80 and over at the ends of the plan's years, lowest to highest scenario."""
    if not is_in_census(study.snapshot):
        return unavailable("eldercare.oldest", "house.not_in_census", name=study.county.name)
    denominators = study.register.methods.denominators
    ages = {name: denominators[name].ages for name in (OLD, OLDEST)}
    bases = base_ranges(study.snapshot, ages, study.plan.last_year).reset_index()
    bases = bases[bases["year"].ge(study.plan.base_year)]
    shown = pd.DataFrame({
        "base_name": [denominators[name].name for name in bases["group"]], "year": bases["year"],
        **{name: bases[name].round().astype(int) for name in ("base", "base_low", "base_high")},
    })
    return Exhibit("eldercare.oldest", "table", shown.reset_index(drop=True),
                   source=reference_source(study, *PROJECTED), facts=study.facts)
