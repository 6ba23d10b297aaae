"""employment — a study -> what a survey can tell of so few, and whether the promises add up."""

import numpy as np
import pandas as pd

from qiyou.assess.denominators import group_table
from qiyou.assess.projected import BASE
from qiyou.catalogue import say
from qiyou.domains.arrears import (
    arrears_by_year,
    arrears_curve,
    arrears_definitions,
    arrears_open,
    arrears_speed,
)
from qiyou.domains.asked import PROJECTED
from qiyou.domains.employment_reported import (
    arbitration_quarters,
    cumulative_origins,
    jobs_season,
    skill_arrival,
    skill_ratios,
    skill_stocks,
    training_season,
    year_end_outlook,
    year_end_words,
)
from qiyou.domains.labour_sample import (
    households_to_ask,
    reported_rates,
    survey_spans,
    survey_verdicts,
    survey_years,
)
from qiyou.domains.needs import Section, ages, missing, no_promise, promised, spans
from qiyou.domains.skills import employed_implied, skill_findings, skill_shares
from qiyou.domains.study import Study, reference_source
from qiyou.domains.unemployment import (
    ceiling,
    interviews_needed,
    survey_findings,
    survey_intervals,
    survey_precision,
)
from qiyou.indicators import unit_factor
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.stats.detect import expected_half_width_proportion, years_needed_proportion

__all__ = [
    "arbitration_quarters", "arrears_by_year", "arrears_cases", "arrears_curve",
    "arrears_definitions", "arrears_open", "arrears_speed", "case_steps", "ceiling",
    "cumulative_origins", "employed_implied", "households_to_ask", "interviews_needed",
    "jobs_and_people", "jobs_season", "reported_rates", "skill_arrival", "skill_findings",
    "skill_ratios", "skill_shares", "skill_stocks", "survey_findings", "survey_intervals",
    "survey_precision", "survey_spans", "survey_verdicts", "survey_years",
    "training_increments", "training_season", "year_end_outlook", "year_end_words",
]

DOMAIN = "employment"
ARREARS, ARBITRATION = "employment.arrears_resolution", "employment.arbitration_closure"
TRAINING, JOBS = "employment.training_cumulative", "employment.new_urban_jobs"
WORKING = "age_16_59"
# Yearly numbers of cases, since the county's own is not known.
CASES = (10, 20, 50, 100, 200, 500, 1000)


def training_increments(study: Study) -> Section:
    """Yearly training that the cumulative path means, per hundred people of working age."""
    name = "employment.training_increments"
    if lack := missing(name, study, TRAINING):
        return lack
    promise = promised(study, TRAINING)
    cells = [cell for cell in promise.cells if cell.value is not None]
    added = np.diff([cell.value for cell in cells]) * unit_factor(promise.unit)
    people = spans(study, ages(study, WORKING)).loc[WORKING].loc[[c.year for c in cells[1:]]]
    shown = pd.DataFrame({
        "year": people.index, "text": [cell.text for cell in cells[1:]],
        "added": added.round().astype(int), "base": people["base"].round().astype(int),
        **{f"per_100{end}": (added / people[f"base{other}"] * 100).round(1)
           for end, other in (("", ""), ("_low", "_high"), ("_high", "_low"))},
    }).reset_index(drop=True)
    return Exhibit(name, "table", shown, source=reference_source(study, *PROJECTED),
                   facts=study.facts)


def jobs_and_people(study: Study) -> Section:
    """New urban jobs promised over the plan's years beside who enters and leaves working age."""
    name = "employment.jobs_and_people"
    if lack := missing(name, study, JOBS):
        return lack
    start, end = study.plan.base_year, study.plan.last_year
    jobs = promised(study, JOBS).targets[-1].value
    known = spans(study, ages(study, WORKING)).loc[WORKING]
    entering, leaving = _moves(study)
    rows = [("jobs", jobs, np.nan, np.nan), ("entering", entering, np.nan, np.nan),
            ("leaving", leaving, np.nan, np.nan),
            ("decline", *(known.loc[start, column] - known.loc[end, column]
                          for column in ("base", "base_high", "base_low")))]
    shown = pd.DataFrame(rows, columns=["group", "persons", "low", "high"])
    shown = shown.assign(
        group=[say(f"employment.moves.{group}", **study.facts) for group in shown["group"]],
        persons_a_year=shown["persons"] / (end - start), is_promised=shown["group"].eq("jobs"))
    view = {"x": "persons", "label": "group", "low": "low", "high": "high",
            "highlight": "is_promised"}
    return Exhibit(name, "bars", shown, view, reference_source(study, *PROJECTED),
                   study.facts | {"unit": say("unit.persons")})


def _moves(study: Study) -> tuple[float, float]:
    """People who reach working age, and its end, from the base year's November to the last's."""
    first, last = ages(study, WORKING)[WORKING]
    near, far = study.plan.base_year - BASE + 1, study.plan.last_year - BASE
    groups = {"entering": (first - far, first - near), "leaving": (last + 1 - far, last + 1 - near)}
    found = group_table(study.snapshot, groups, BASE)
    return float(found["entering"]), float(found["leaving"])


def arrears_cases(study: Study) -> Section:
    """Noise of the resolved share by cases a year, and years to pool until its rise shows."""
    name = "employment.arrears_cases"
    promise, indicator = promised(study, ARREARS), study.register.indicator(ARREARS)
    if promise is None or promise.base is None or promise.base.value is None:
        return Sentences(name, (say("house.no_base", name=indicator.name),))
    per, level = indicator.per, study.register.methods.levels.interval
    before, after = promise.base.value / per, promise.targets[-1].value / per
    shown = pd.DataFrame([
        {"cases": n, "one_case_pct": per / n,
         "half_points": round(expected_half_width_proportion(before, n, level=level) * per, 1),
         "unresolved_base": n * (1 - before), "unresolved_last": n * (1 - after),
         "years_needed": years_needed_proportion(before, after, n, level=level)}
        for n in CASES])
    return Exhibit(name, "table", shown, source=study.plan_source, facts=study.facts)


def case_steps(study: Study) -> Section:
    """How many cases may stay open under each promised share, by cases a year."""
    name = "employment.case_steps"
    promises = [found for found in (promised(study, i) for i in (ARREARS, ARBITRATION)) if found]
    if not promises:
        return no_promise(name, study, study.register.indicator(ARBITRATION).name)
    shown = pd.DataFrame([
        {"name": promise.name, "text": promise.targets[-1].text,
         **{f"open_{n}": _open(n, promise.targets[-1].value) for n in CASES[:5]}}
        for promise in promises])
    return Exhibit(name, "table", shown, source=study.plan_source, facts=study.facts)


def _open(cases: int, target_pct: float) -> int:
    """Whole cases that may stay open; rounding errors are not to cost one."""
    return int(np.floor(round(cases * (1 - target_pct / 100), 6)))
