"""skills — promised counts and shares of skilled workers -> the employed that they imply."""

import pandas as pd

from qiyou.assess.projected import BASE
from qiyou.catalogue import say
from qiyou.domains.asked import PROJECTED
from qiyou.domains.needs import Section, ages, missing, promised, spans
from qiyou.domains.study import Study, reference_source
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number

SHARE, PART = "employment.skilled_share", "employment.skilled_workers"
GROUPS = ("age_16_59", "age_15_59", "age_15_plus")
FROM_15 = (15, None)


def skill_shares(study: Study) -> Section:
    """Promised shares beside what the promised counts make of them."""
    name = "employment.skill_shares"
    identities = study.domain.identities
    if lack := missing(name, study, *(i.part for i in identities), *(i.share for i in identities)):
        return lack
    shown = pd.DataFrame([_share_row(study, identity) for identity in identities])
    return Exhibit(name, "table", shown, source=study.plan_source, facts=study.facts)


def _share_row(study: Study, identity) -> dict:
    share, part = (promised(study, name) for name in (identity.share, identity.part))
    per = study.register.indicator(identity.share).per
    row = {"name": share.name, "text": share.targets[-1].text, "part": part.targets[-1].value}
    if identity.whole is None:
        base = study.register.methods.denominators[identity.implied]
        whole = row["part"] / share.targets[-1].value * per
        return row | {"whole_name": say("employment.implied_base", name=base.name),
                      "whole": round(whole), "implied_pct": share.targets[-1].value}
    whole = promised(study, identity.whole).targets[-1].value
    return row | {"whole_name": promised(study, identity.whole).name, "whole": whole,
                  "implied_pct": row["part"] / whole * per}


def employed_implied(study: Study) -> Section:
    """The employed that the promises imply, beside the people who could be employed."""
    name = "employment.employed_implied"
    if lack := missing(name, study, PART, SHARE):
        return lack
    known, last = _people(study), study.plan.last_year
    rows = [{"group": say("employment.implied"), "persons": implied(study), "is_implied": True}]
    for year in (BASE, last):
        for group in GROUPS:
            found = known.loc[(group, year)]
            rows.append({"group": say(f"employment.people.{group}", year=_when(study, year)),
                         "persons": found["base"], "low": found["base_low"],
                         "high": found["base_high"], "is_implied": False})
    shown = pd.DataFrame(rows)
    shown.loc[shown["low"].eq(shown["high"]), ["low", "high"]] = float("nan")
    view = {"x": "persons", "label": "group", "low": "low", "high": "high",
            "highlight": "is_implied"}
    return Exhibit(name, "bars", shown, view,
                   say("word.separator").join(
                       (study.plan_source, reference_source(study, *PROJECTED))),
                   study.facts | {"unit": say("unit.persons")})


def implied(study: Study) -> float:
    """Employed people that the promised count and share of the skilled imply."""
    per = study.register.indicator(SHARE).per
    return promised(study, PART).targets[-1].value / promised(study, SHARE).targets[-1].value * per


def skill_findings(study: Study) -> Section:
    """Whether so many can be employed, in sentences."""
    name = "employment.skill_findings"
    if lack := missing(name, study, PART, SHARE):
        return lack
    known, last, employed = _people(study), study.plan.last_year, implied(study)
    census, now = known.loc[("age_15_59", BASE), "base"], known.loc[("age_15_59", last)]
    all_now = known.loc[("age_15_plus", last)]
    facts = study.facts | {
        "part": promised(study, PART).targets[-1].text,
        "share": promised(study, SHARE).targets[-1].text, "employed": number(employed, decimals=0),
        "census": number(census), "ratio_census": number(employed / census * 100, "%", 0),
        "now": number(now["base"], decimals=0),
        "ratio_low": number(employed / now["base_high"] * 100, "%", 0),
        "ratio_high": number(employed / now["base_low"] * 100, "%", 0),
        "all": number(all_now["base"], decimals=0),
        "ratio_all": number(employed / all_now["base"] * 100, "%", 0)}
    keys = ("exceeds", "later", "ask") if employed > census else ("within", "later")
    return Sentences(name, tuple(say(f"employment.said.{key}", **facts) for key in keys),
                     study.plan_source, is_list=True)


def _people(study: Study) -> pd.DataFrame:
    return spans(study, ages(study, "age_16_59", "age_15_59") | {"age_15_plus": FROM_15})


def _when(study: Study, year: int) -> str:
    return say("employment.at_census" if year == BASE else "employment.at_end", year=year)
