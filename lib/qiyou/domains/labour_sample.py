"""labour_sample — records of the household survey -> unemployment rates and what they can tell."""

import numpy as np
import pandas as pd
from scipy.special import betainc

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, no_promise, promised, whole
from qiyou.domains.records import not_sent, records, whole_county, withheld
from qiyou.domains.remarks import remarks
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number, period
from qiyou.stats.intervals import proportion_interval
from qiyou.stats.labour import unemployment_rate
from qiyou.stats.limits import critical
from qiyou.stats.survey_design import SurveyDesign
from qiyou.stats.survey_estimate import SurveyEstimate

FORM, UNEMPLOYMENT = "labour_survey", "employment.survey_unemployment"
PERSON = ["household", "person"]
# Half-widths that a reader may ask for, in percentage points.
WANTED_POINTS = (2.0, 1.0, 0.5)


def survey_years(study: Study) -> Section:
    """Unemployment of the county's own urban sample by year and pooled, with design intervals."""
    name = "employment.survey_years"
    if lack := _lack(name, study):
        return lack
    asked = urban(study)
    years = asked["period"].str[:4]
    parts = {say("employment_sample.year", year=year): asked[years.eq(year)]
             for year in sorted(years.unique())}
    parts[say("employment_sample.all")] = asked
    shown = pd.DataFrame([{"sample": label, **_row(study, part)} for label, part in parts.items()])
    view = {"label": "sample", "x": "value", "low": "low", "high": "high", "target": "target"}
    shown = shown.assign(target=_limit(study))
    return Exhibit(name, "dot_interval", shown, view, came_in(study),
                   study.facts | {"unit": "%"})


def survey_spans(study: Study) -> Section:
    """One month, one quarter, one year and all years of the sample beside each other."""
    name = "employment.survey_spans"
    if lack := _lack(name, study):
        return lack
    asked = urban(study)
    last = asked["period"].max()
    months = sorted(asked["period"].unique())
    spans = {count: asked[asked["period"].isin(months[-count:])]
             for count in dict.fromkeys(min(n, len(months)) for n in (1, 3, 12, len(months)))}
    shown = pd.DataFrame([{"months": count, **_row(study, part)} for count, part in spans.items()])
    shown = shown.assign(half_points=(shown["high"] - shown["low"]) / 2)
    return Exhibit(name, "table", shown, source=came_in(study),
                   facts=study.facts | {"last": period(last)})


def survey_verdicts(study: Study) -> Section:
    """How many months lie above and below the ceiling, and how many could tell, in sentences."""
    name = "employment.survey_verdicts"
    if lack := _lack(name, study):
        return lack
    asked, limit = urban(study), _limit(study)
    rows = pd.DataFrame([_row(study, part) for _, part in asked.groupby("period", sort=True)])
    pooled = _row(study, asked)
    facts = study.facts | {
        "months": len(rows), "limit": number(limit, "%"),
        "above": int(rows["value"].ge(limit).sum()), "none": int(rows["events"].eq(0).sum()),
        "clear": int((rows["high"].lt(limit) | rows["low"].ge(limit)).sum()),
        "lowest": number(rows["value"].min(), "%", 1),
        "highest": number(rows["value"].max(), "%", 1),
        "pooled": number(pooled["value"], "%", 1), "low": number(pooled["low"], "%", 1),
        "high": number(pooled["high"], "%", 1)}
    side = "covers" if pooled["low"] < limit <= pooled["high"] else "clear"
    lines = tuple(say(f"employment_sample.said.{key}", **facts) for key in ("months", side))
    return Sentences(name, lines, came_in(study), is_list=True)


def households_to_ask(study: Study) -> Section:
    """Households a month that a year's rate would need, from the sample's own design effect."""
    name = "employment.households_to_ask"
    if lack := _lack(name, study):
        return lack
    asked = urban(study)
    answer = _answer(study, asked)
    if not answer.deff > 0 or not 0 < answer.estimate.value < 1:
        return withheld(name, study, "records.too_few",
                       reason=say("employment_sample.no_effect"))
    visits = asked[asked["is_urban"]].groupby(["period", "household"]).ngroups
    months, force = asked["period"].nunique(), int(answer.estimate.n)
    questions = _questions(study, answer)
    shown = pd.DataFrame({"question": list(questions)})
    # An effect below 1 is luck or repeated answers: nobody plans a sample on it.
    effect = max(answer.deff, 1.0)
    records_needed = np.array(list(questions.values())) * effect
    per_visit = force / visits
    shown = shown.assign(records=whole(records_needed), visits=whole(records_needed / per_visit),
                         a_month=whole(records_needed / per_visit / 12))
    shown["times"] = shown["a_month"] / (visits / months)
    facts = study.facts | {
        "rate": number(answer.estimate.value * 100, "%", 2),
        "effect": number(answer.deff, decimals=2), "used": number(effect, decimals=2),
        "now": number(visits / months, decimals=0), "per_visit": number(per_visit, decimals=2)}
    return Exhibit(name, "table", shown, source=came_in(study), facts=facts)


def reported_rates(study: Study) -> Section:
    """Rates that the department reports by quarter, with the interval their sample gives."""
    name, form = "employment.reported_rates", "labour_county"
    if lack := not_sent(name, study, form) or _no_ceiling(name, study):
        return lack
    rows = whole_county(study, form).dropna(subset=["unemployment_rate", "sampled"])
    if rows.empty:
        return withheld(name, study, "records.too_few",
                       reason=say("employment_sample.no_size"))
    n, rate = rows["sampled"].astype(float), rows["unemployment_rate"].astype(float)
    # Reported to one decimal: the events behind it are not known more closely.
    found = proportion_interval(rate / 100 * n, n, study.register.methods.levels.interval)
    limit = _limit(study)
    low, high = found["low"].to_numpy() * 100, found["high"].to_numpy() * 100
    # Chance of as many events or more: the binomial tail as an incomplete beta function.
    events = np.ceil(limit / 100 * n.to_numpy())
    chance = betainc(events, n.to_numpy() - events + 1, _base(study, rate) / 100)
    shown = pd.DataFrame({
        "period_name": [period(one) for one in rows["period"]], "value": rate.to_numpy(),
        "low": low, "high": high, "target": limit, "n": n.astype(int).to_numpy(),
        "is_above": rate.ge(limit).to_numpy(),
        "chance_pct": np.round(chance * 100, 1)})
    view = {"label": "period_name", "x": "value", "low": "low", "high": "high",
            "target": "target", "highlight": "is_above"}
    facts = study.facts | {"unit": "%", "base": number(_base(study, rate), "%")}
    return Exhibit(name, "dot_interval", shown, view, came_in(study), facts)


def urban(study: Study) -> pd.DataFrame:
    """Records of the survey; people outside towns stay in the design, outside the labour force.

    The domain is the urban labour force, and dropping others would change the clusters that the
    variance is taken over.
    """
    rows = records(study, FORM)
    is_urban = rows["is_urban"].fillna(False).astype(bool)
    return rows.assign(is_urban=is_urban, urban_status=rows["status"].where(is_urban, "outside"))


def _answer(study: Study, rows: pd.DataFrame) -> SurveyEstimate:
    """Rate of some months. The finite population correction holds within one drawing only."""
    is_one_draw = rows.groupby("stratum")["cluster"].nunique().sum() == rows[
        rows["period"].eq(rows["period"].max())].groupby("stratum")["cluster"].nunique().sum()
    has_totals = rows["stratum_clusters"].notna().all() and (
        rows.groupby("stratum")["stratum_clusters"].nunique().eq(1).all())
    design = SurveyDesign(rows, "weight", strata="stratum", cluster="cluster",
                          fpc="stratum_clusters" if is_one_draw and has_totals else None,
                          lonely="centre")
    return unemployment_rate(design, "urban_status", "period",
                             study.register.methods.levels.interval)


def _row(study: Study, rows: pd.DataFrame) -> dict:
    answer = _answer(study, rows)
    found = answer.estimate
    people = rows[rows["urban_status"].ne("outside")]
    flag = "ok" if found.flag == "pooled" else found.flag
    return {"value": found.value * 100, "low": found.low * 100, "high": found.high * 100,
            "n": found.n, "persons": people.groupby(PERSON).ngroups, "events": found.events,
            "deff": answer.deff, "cv_pct": answer.cv * 100 if answer.cv < np.inf else np.nan,
            "note": remarks(flag, "under_10_events" if found.events < 10 else "")}


def _questions(study: Study, answer: SurveyEstimate) -> dict[str, float]:
    """Records that a simple random sample would need, by what it is to tell."""
    rate, z = answer.estimate.value, critical(study.register.methods.levels.interval)
    found = {say("employment_sample.half", points=f"{points:g}"):
             (z / (points / 100)) ** 2 * rate * (1 - rate) for points in WANTED_POINTS}
    limit, base = _limit(study) / 100, promised(study, UNEMPLOYMENT).base
    known = [rate] if base is None or base.value is None else [rate, base.value / 100]
    # Where Wilson's upper limit meets the ceiling: z² c (1 − c) / (c − p)².
    return found | {
        say("employment_sample.below", rate=number(one * 100, "%"),
            limit=number(limit * 100, "%")): (z / (limit - one)) ** 2 * limit * (1 - limit)
        for one in known if one < limit}


def _limit(study: Study) -> float:
    return promised(study, UNEMPLOYMENT).targets[-1].value


def _base(study: Study, rates: pd.Series) -> float:
    base = promised(study, UNEMPLOYMENT).base
    return float(rates.mean()) if base is None or base.value is None else base.value


def _no_ceiling(name: str, study: Study) -> Section | None:
    if promised(study, UNEMPLOYMENT) is None:
        return no_promise(name, study, study.register.indicator(UNEMPLOYMENT).name)
    return None


def _lack(name: str, study: Study) -> Section | None:
    return not_sent(name, study, FORM) or _no_ceiling(name, study)
