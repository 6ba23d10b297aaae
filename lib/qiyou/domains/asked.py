"""asked — a study -> what its promises ask for: pace, people and things, what can be measured."""

import pandas as pd

from qiyou.assess.bases import known_bases
from qiyou.assess.coverage import covered_bases
from qiyou.assess.denominators import is_in_census
from qiyou.assess.drift import denominator_drift
from qiyou.assess.measurability import Surroundings, measurability
from qiyou.assess.mortality import CENSUS, PATTERN
from qiyou.assess.pace import pace as pace_frame
from qiyou.assess.people import people
from qiyou.catalogue import say
from qiyou.domains.study import Study, reference_source
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number


def not_applicable(name: str, reason: str) -> Sentences:
    """Say that a plan has no promise of the kind a section is about: nothing is missing there."""
    return Sentences(name, (say(reason),))


def pace(study: Study) -> Exhibit:
    """How steep each promise of the table is, from its base to the plan's last year."""
    rows = study.rows[study.rows["promise"].isin(study.table_promises)]
    frame = pace_frame(rows, study.year).dropna(subset="change")
    shown = frame[["name", "unit", "base", "final", "change_a_year", "growth_a_year_pct",
                   "first_year_share_pct"]]
    return Exhibit("house.pace", "table", shown.reset_index(drop=True),
                   source=study.plan_source, facts=study.facts)


def in_people(study: Study) -> Exhibit | Sentences:
    """Promised shares and ratios in whole persons and things, year by year."""
    if not is_in_census(study.snapshot):
        return unavailable("house.in_people", "house.not_in_census", name=study.county.name)
    frame = people(study.plan, study.indicators, study.register, study.snapshot)
    if frame.empty:
        return not_applicable("house.in_people", "house.no_age_base")
    shown = frame[["name", "year", "value", "unit", "base_name", "base", "things", "things_low",
                   "things_high"]]
    shown = shown.assign(base=shown["base"].round().astype(int))
    whole = ["things", "things_low", "things_high"]
    return Exhibit("house.in_people", "table", shown.astype(dict.fromkeys(whole, int)),
                   source=reference_source(study, *PROJECTED), facts=study.facts)


PROJECTED = ("census_2020_age_sex", "census_2010_age_sex", "life_table_china", "fertility_china")


def noise(study: Study) -> Exhibit | Sentences:
    """The plan's yearly step as a multiple of the half-width of one and of three years."""
    frame = noise_frame(study)
    drawn = frame[frame["half_one"].notna() & frame["step"].gt(0)]
    if drawn.empty:
        return not_applicable("house.noise", "house.no_noise")
    view = {"label": "name", "step": "step", "half_one": "half_one", "half_three": "half_three",
            "unit": "unit", "counted": "is_counted"}
    columns = ["name", "unit", "step", "half_one", "half_three", "kind", "is_counted"]
    return Exhibit("house.noise", "noise", drawn[columns].reset_index(drop=True), view,
                   source=reference_source(study, f"census_{CENSUS}_age_sex", PATTERN),
                   facts=noise_facts(study))


def noise_table(study: Study) -> Exhibit:
    """Every indicator of the table: can a yearly figure show that the promise is kept?"""
    frame = noise_frame(study)
    shown = frame[["name", "unit", "step", "half_one", "half_three", "base", "kind", "mark"]]
    return Exhibit("house.noise_table", "table", shown.reset_index(drop=True),
                   source=reference_source(study, f"census_{CENSUS}_age_sex", PATTERN),
                   facts=noise_facts(study))


def noise_frame(study: Study) -> pd.DataFrame:
    """Measurability of the study's rows of the table, with its codes in words.

    Returns
    -------
    DataFrame
        As `assess.measurability`, with ``kind`` (where chance comes in) and ``mark`` in words and
        ``code`` the mark itself.
    """
    promises = [study.plan.promise(name) for name in study.table_promises]
    methods = study.register.methods
    bases = known_bases(study.register, study.snapshot) if is_in_census(study.snapshot) else {}
    around = Surroundings(study.snapshot, bases, dict(methods.assumed_samples),
                          methods.levels.interval)
    frame = measurability(promises, study.indicators, around)
    return frame.assign(
        code=frame["mark"], is_counted=frame["chance"].eq("exact"),
        kind=[say(f"chance.{chance}") for chance in frame["chance"]],
        mark=[say(f"mark.{mark}") for mark in frame["mark"]],
    )


def noise_facts(study: Study) -> dict:
    """What the texts of the two exhibits on noise are filled with."""
    own = {name: n for name, n in study.register.methods.assumed_samples.items()
           if name in study.indicators}
    return study.facts | {"census": CENSUS, "samples": "".join(
        say("house.sample", name=study.indicators[name].name, n=number(n))
        for name, n in own.items())}


def coverage(study: Study) -> Exhibit | Sentences:
    """Promises to cover all or a share of a base that can be counted: how many, and what one is."""
    if not is_in_census(study.snapshot):
        return unavailable("house.coverage", "house.not_in_census", name=study.county.name)
    bases = known_bases(study.register, study.snapshot)
    frame = covered_bases(study.plan, study.indicators, study.register, bases)
    if frame.empty:
        return not_applicable("house.coverage", "house.no_known_base")
    return Exhibit("house.coverage", "table", frame.drop(columns="promise"),
                   source=reference_source(study, "areas", f"census_{CENSUS}_age_sex"),
                   facts=study.facts)


def drift(study: Study) -> Exhibit | Sentences:
    """How much of each promised change a moving denominator would bring or take by itself."""
    if not is_in_census(study.snapshot):
        return unavailable("house.drift", "house.not_in_census", name=study.county.name)
    frame = denominator_drift(study.plan, study.indicators, study.register, study.snapshot)
    if frame.empty:
        return not_applicable("house.drift", "house.no_age_base")
    return Exhibit("house.drift", "table", frame.drop(columns="promise"),
                   source=reference_source(study, *PROJECTED), facts=study.facts)


def counts(study: Study) -> Exhibit | Sentences:
    """Promised totals of things: how many a year and a quarter, if they came evenly."""
    years = study.plan.last_year - study.plan.first_year + 1
    found = [(promise, promise.path[-1]) for promise in study.promises
             if promise.kind == "cumulative" and promise.path[-1].value]
    if not found:
        return not_applicable("house.counts", "house.no_counts")
    shown = pd.DataFrame({
        "clause": [promise.clause for promise, _ in found],
        "name": [promise.name for promise, _ in found],
        "unit": [promise.unit for promise, _ in found],
        "base": [promise.base.value if promise.base else None for promise, _ in found],
        "final": [cell.value for _, cell in found],
    }).astype({"base": float, "final": float})
    to_come = shown["final"] - shown["base"].fillna(0)
    shown = shown.assign(a_year=to_come / years, a_quarter=to_come / years / QUARTERS)
    return Exhibit("house.counts", "table", shown, source=study.plan_source,
                   facts=study.facts | {"years": years})


QUARTERS = 4
