"""schooling — promises on years of schooling + census -> what they rest on and what they ask."""

import pandas as pd

from qiyou.assess.denominators import group_table
from qiyou.assess.projected import BASE
from qiyou.catalogue import say
from qiyou.domains.asked import PROJECTED
from qiyou.domains.needs import Section, ages, missing, promised, spans
from qiyou.domains.study import Study, reference_source
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number

MEAN, EXPECTED = "education.working_age_schooling_years", "education.expected_schooling_years"
GROSS, PROFILE = "education.higher_gross_enrolment", "census_2020_profile"
# Years that the seventh census counts a level as: its communique no. 6, note 3.
YEARS = {"primary": 6, "lower": 9, "upper": 12, "tertiary": 16}
# Share of the working-age with lower secondary schooling or less, in percent.
LOWER_SHARES = (20, 30, 40, 50, 60)
# Ages of the stages and whether expected schooling counts them from primary school on (UNESCO).
STAGES = {"preschool": (3, 5), "primary": (6, 11), "lower": (12, 14), "upper": (15, 17),
          "tertiary": (18, 22)}
NOT_COUNTED = ("preschool",)


def schooling_bases(study: Study) -> Section:
    """Printed mean years of schooling of the county and above it, beside the promise."""
    name = "education.schooling_bases"
    if lack := missing(name, study, MEAN):
        return lack
    promise, county = promised(study, MEAN), study.county
    printed = study.snapshot.reference(PROFILE).set_index("area_code")["mean_years_schooling"]
    areas = {county.name: county.code, county.prefecture: county.prefecture_code,
             county.province: county.province_code}
    rows = [{"name": area, "years": printed.get(code), "text": say("education.printed"),
             "counted": say("education.base_unstated")} for area, code in areas.items()]
    base = study.register.methods.denominators[
        study.register.indicator(promise.indicator).denominator]
    rows.append({"name": promise.name, "years": promise.targets[-1].value,
                 "text": promise.targets[-1].text, "counted": base.name})
    return Exhibit(name, "table", pd.DataFrame(rows),
                   source=reference_source(study, PROFILE), facts=study.facts)


def schooling_balance(study: Study) -> Section:
    """Share with tertiary schooling that balances those below the promised mean."""
    name = "education.schooling_balance"
    if lack := missing(name, study, MEAN):
        return lack
    target = promised(study, MEAN).targets[-1].value
    shown = pd.DataFrame({"lower_pct": LOWER_SHARES})
    for level in ("lower", "primary"):
        needed = [round(tertiary_needed(target, share, YEARS[level]), 6)
                  for share in LOWER_SHARES]
        shown[f"tertiary_{level}_pct"] = needed
        shown[f"is_possible_{level}"] = [low + high <= 100
                                         for low, high in zip(LOWER_SHARES, needed, strict=True)]
    return Exhibit(name, "table", shown, source=study.plan_source, facts=study.facts)


def tertiary_needed(target: float, lower_pct: float, lower_years: float) -> float:
    """Percent with tertiary schooling so that the mean is ``target`` years.

    ``lower_pct`` percent have ``lower_years``, the rest upper secondary schooling.

    Examples
    --------
    >>> round(tertiary_needed(12, 40, 9), 6)
    30.0
    """
    gap = target - YEARS["upper"] + lower_pct / 100 * (YEARS["upper"] - lower_years)
    return gap / (YEARS["tertiary"] - YEARS["upper"]) * 100


def schooling_turnover(study: Study) -> Section:
    """Who leaves and who enters the working ages between the census and the plan's last year."""
    name = "education.schooling_turnover"
    if lack := missing(name, study):
        return lack
    first, last = ages(study, "age_16_59")["age_16_59"]
    # From one November to another, so that whole years of age move in and out.
    span = study.plan.last_year - BASE
    groups = {"leaving": (last - span + 1, last), "staying": (first, last - span),
              "entering": (first - span, first - 1)}
    known = group_table(study.snapshot, groups, BASE)
    now = known["leaving"] + known["staying"]
    shown = pd.DataFrame({
        "group": [say(f"education.turnover.{group}") for group in groups],
        "age_census": [say("education.ages", first=a, last=b) for a, b in groups.values()],
        "persons_census": [round(known[group]) for group in groups],
        "share_pct": [round(known[group] / now * 100, 1) for group in groups]})
    return Exhibit(name, "table", shown,
                   source=reference_source(study, f"census_{BASE}_age_sex"), facts=study.facts)


def schooling_sum(study: Study) -> Section:
    """Expected years of schooling, stage by stage, if all attend and the plan's share study on."""
    name = "education.schooling_sum"
    if lack := missing(name, study, EXPECTED, GROSS):
        return lack
    gross = promised(study, GROSS).targets[-1].value
    shown = pd.DataFrame([
        {"group": say(f"education.level.{stage}"),
         "ages": say("education.ages", first=first, last=last), "n_ages": last - first + 1,
         "enrolment_pct": gross if stage == "tertiary" else 100.0,
         "years": (last - first + 1) * (gross / 100 if stage == "tertiary" else 1.0),
         "is_counted": stage not in NOT_COUNTED}
        for stage, (first, last) in STAGES.items()])
    return Exhibit(name, "table", shown, source=study.plan_source, facts=study.facts)


def schooling_findings(study: Study) -> Section:
    """Whether the promise on expected schooling follows from that on gross enrolment."""
    name = "education.schooling_findings"
    if lack := missing(name, study, EXPECTED, GROSS):
        return lack
    shown = schooling_sum(study).data
    total = shown.loc[shown["is_counted"], "years"].sum()
    expected, gross = promised(study, EXPECTED).targets[-1], promised(study, GROSS).targets
    full, n_ages = shown.loc[shown["is_counted"], "n_ages"].iloc[:-1].sum(), shown[
        "n_ages"].iloc[-1]
    facts = study.facts | {
        "text": expected.text, "end": expected.year, "gross": gross[-1].text,
        "total": number(total), "full": number(full), "n_ages": number(n_ages),
        "tertiary": number(total - full), "gap": number(abs(total - expected.value), decimals=1),
        "first_gross": gross[0].text, "first_total": number(full + gross[0].value / 100 * n_ages)}
    is_same = abs(total - expected.value) < 0.05
    lines = (say("education.said.sum_same" if is_same else "education.said.sum_differs", **facts),
             say("education.said.sum_linked", **facts))
    return Sentences(name, lines, study.plan_source, is_list=True)


def schooling_needs(study: Study) -> Section:
    """What each stage must be known by before expected schooling can be computed."""
    name = "education.schooling_needs"
    if lack := missing(name, study):
        return lack
    year = min(study.year, study.plan.last_year)
    known = spans(study, STAGES)["base"]
    shown = pd.DataFrame([
        {"group": say(f"education.level.{stage}"),
         "ages": say("education.ages", first=first, last=last),
         "persons": round(known.loc[(stage, year)]),
         "numerator": say(f"education.needed.{stage}"),
         "obstacle": say(f"education.obstacle.{stage}")}
        for stage, (first, last) in STAGES.items() if stage not in NOT_COUNTED])
    return Exhibit(name, "table", shown, source=reference_source(study, *PROJECTED),
                   facts=study.facts)
