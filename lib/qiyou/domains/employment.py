"""employment — a study -> what a survey can tell of so few, and whether the promises add up."""

import numpy as np
import pandas as pd

from qiyou.assess.denominators import group_table
from qiyou.assess.pace import pace
from qiyou.assess.projected import BASE
from qiyou.catalogue import say
from qiyou.domains.needs import PROJECTED, ages, missing, promised, scenarios, spans
from qiyou.domains.skills import employed_implied, skill_findings, skill_shares
from qiyou.domains.study import Study, reference_source
from qiyou.domains.unemployment import (
    UNEMPLOYMENT,
    ceiling,
    interviews_needed,
    survey_findings,
    survey_precision,
)
from qiyou.indicators import unit_factor
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.stats.detect import expected_half_width_proportion, years_needed_proportion

__all__ = ["arrears_cases", "case_steps", "ceiling", "employed_implied", "interviews_needed",
           "jobs_and_people", "skill_findings", "skill_shares", "survey_findings",
           "survey_precision", "training_increments", "working_age_moves"]

DOMAIN = "employment"
ARREARS, ARBITRATION = "employment.arrears_resolution", "employment.arbitration_closure"
TRAINING, JOBS = "employment.training_cumulative", "employment.new_urban_jobs"
CASES = (10, 20, 50, 100, 200, 500, 1000)
WORKING = "age_16_59"


def training_increments(study: Study) -> Exhibit:
    """Yearly training that the cumulative path means, per hundred people of working age."""
    name = "employment.training_increments"
    if lack := missing(name, study, TRAINING):
        return lack
    promise = promised(study, TRAINING)
    cells = [cell for cell in promise.cells if cell.value is not None]
    factor = unit_factor(promise.unit)
    base = spans(study, ages(study, WORKING)).loc[WORKING]
    people = base.loc[[cell.year for cell in cells[1:]]]
    added = np.diff([cell.value for cell in cells]) * factor
    shown = pd.DataFrame({
        "year": people.index, "text": [cell.text for cell in cells[1:]], "added": added.round(),
        "base": people["base"].round().astype(int), "per_100": added / people["base"] * 100,
        "per_100_low": added / people["base_high"] * 100,
        "per_100_high": added / people["base_low"] * 100}).reset_index(drop=True)
    return Exhibit(name, "table", shown.astype({"added": int}),
                   source=reference_source(study, *PROJECTED), facts=study.facts)


def working_age_moves(study: Study) -> Exhibit:
    """Who turns sixteen and who turns sixty each year, by the ages at the census."""
    name = "employment.working_age_moves"
    if lack := missing(name, study):
        return lack
    first, last = ages(study, WORKING)[WORKING]
    years = range(BASE + 1, study.plan.last_year + 1)
    entering = {year: (first - (year - BASE),) * 2 for year in years}
    leaving = {year: (last + 1 - (year - BASE),) * 2 for year in years}
    known = {move: group_table(study.snapshot, _spread(groups), BASE) / SMOOTHED
             for move, groups in (("entering", entering), ("leaving", leaving))}
    rows = [{"move": say(f"employment.move.{move}"), "year": year,
             "persons": known[move][year]} for move in known for year in years]
    view = {"x": "year", "y": "persons", "label": "move"}
    return Exhibit(name, "lines", pd.DataFrame(rows), view,
                   reference_source(study, f"census_{BASE}_age_sex"),
                   study.facts | {"unit": say("unit.persons")})
