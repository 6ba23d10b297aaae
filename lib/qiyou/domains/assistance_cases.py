"""assistance_cases — reported persons and households -> how many looked at, who may be missed."""

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section
from qiyou.domains.records import (
    by_town,
    newest,
    not_sent,
    part_of_year,
    records,
    whole_county,
    withheld,
    year_ends,
)
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.wording import number, period
from qiyou.stats.intervals import proportion_interval, rate_interval, zero_event_upper
from qiyou.stats.path import expected_path
from qiyou.stats.precision import expected_half_width_proportion

HELPED, AID, HOMES = "assisted_households", "medical_assistance", "households"
FULL_PCT, QUARTERS, PER = 100.0, 4, 1000
# Shares of all households that might be entitled: assumptions, for nobody has counted them.
ENTITLED_PCT = (2.0, 2.5, 3.0, 4.0, 5.0)
FEWEST = 10  # cases, below which a limit says next to nothing
SAMPLES = (30, 50, 100, 200, 400)


def looked_at(study: Study) -> Section:
    """Promises of one hundred percent: cases looked at, failures, and what these can exclude."""
    name = "assistance.looked_at"
    full = [promise.indicator for promise in study.promises
            if promise.unit == "%" and promise.path[-1].value == FULL_PCT]
    rows = study.series[study.series["indicator"].isin(full) & study.series["n"].gt(0)
                        & study.series["events"].notna() & study.series["value"].notna()
                        & study.series["area"].eq(study.county.code)
                        & study.series["period"].str.len().eq(4)]
    if rows.empty:
        return withheld(name, study, "house.nothing_came")
    level = study.register.methods.levels.interval
    last = rows.sort_values("period").groupby("indicator", sort=False).tail(1)
    shown = pd.DataFrame([_looked(study, row, level) for _, row in last.iterrows()])
    shown = shown.sort_values("failed", kind="stable", ignore_index=True)
    kept = shown["failed"].eq(0).sum()
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts | {
        "level": number(level * 100, "%"), "kept": int(kept)})


def _looked(study: Study, row: pd.Series, level: float) -> dict:
    n, failed = round(row["n"]), round(row["n"]) - round(row["events"])
    definition = study.indicators[row["indicator"]]
    limit = float(zero_event_upper(n, level).high) if failed == 0 else float(
        proportion_interval(failed, n, level).high)
    if definition.kind == "coverage" or n < FEWEST:
        limit = np.nan  # places are all known by name: there is no next one
    is_open = "part_year" in str(row["note"])
    key = "none" if failed == 0 else "so_far" if is_open else "some"
    return {"name": definition.name, "period": row["period"], "n": n,
            "failed": failed, "value": row["value"], "upper_pct": limit * 100,
            "upper_per_1000": limit * PER,
            "words": say(f"assistance_cases.{key}", n=failed)}


def medical_aid_years(study: Study) -> Section:
    """Medical aid received of those entitled, by the same quarter and year's end, with limits."""
    name = "assistance.medical_aid_years"
    if lack := not_sent(name, study, AID):
        return lack
    rows = year_ends(whole_county(study, AID))
    found = proportion_interval(rows["aided"].astype(int), rows["entitled"].astype(int),
                                study.register.methods.levels.interval)
    shown = pd.DataFrame({
        "period_name": [period(one) for one in rows["period"]],
        "missed": (rows["entitled"] - rows["aided"]).astype(int),
        "n": rows["entitled"].astype(int),
        **{column: found[column].to_numpy() * 100 for column in ("value", "low", "high")},
        "target": FULL_PCT})
    view = {"label": "period_name", "x": "value", "low": "low", "high": "high", "target": "target"}
    return Exhibit(name, "dot_interval", shown, view, came_in(study), study.facts | {"unit": "%"})


def missed_by_town(study: Study) -> Section:
    """Persons not insured or aided, households not visited or without lists, by township."""
    name = "assistance.missed_by_town"
    if lack := not_sent(name, study, AID, HELPED):
        return lack
    aid = by_town(study, newest(records(study, AID))).set_index("area")
    help_ = by_town(study, newest(records(study, HELPED))).set_index("area")
    both = aid.join(help_[["persons", "households", "visited", "lists_due", "lists_delivered"]])
    shown = pd.DataFrame({
        "area_name": both["area_name"], "persons": both["persons"].astype(int),
        "uninsured": (both["needy"] - both["needy_insured"]).astype(int),
        "unaided": (both["entitled"] - both["aided"]).astype(int),
        "households": both["households"].astype(int),
        "unvisited": (both["households"] - both["visited"]).astype(int),
        "undelivered": (both["lists_due"] - both["lists_delivered"]).astype(int),
        "registers_differ": (both["needy"] - both["persons"]).astype(int)}).reset_index(drop=True)
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts | {
        "last": period(records(study, HELPED)["period"].max())})


def visits_season(study: Study) -> Section:
    """Households visited by quarter of each year: share of those on the register."""
    name = "assistance.visits_season"
    if lack := not_sent(name, study, HELPED):
        return lack
    rows = whole_county(study, HELPED)
    shown = pd.DataFrame({
        "line": [say("season.this", year=one[:4]) for one in rows["period"]],
        "quarter": rows["period"].map(part_of_year),
        "visited": rows["visited"].astype(int), "households": rows["households"].astype(int),
        "value": rows["visited"].astype(float) / rows["households"].astype(float) * 100})
    view = {"x": "quarter", "y": "value", "label": "line"}
    return Exhibit(name, "lines", shown, view, came_in(study), study.facts | {"unit": "%"})


def visits_outlook(study: Study) -> Section:
    """Visits by township: now, at the same time last year, and what is left until all are seen."""
    name = "assistance.visits_outlook"
    if lack := not_sent(name, study, HELPED):
        return lack
    rows = records(study, HELPED)
    last = rows["period"].max()
    before = f"{int(last[:4]) - 1}{last[4:]}"
    now = by_town(study, rows[rows["period"].eq(last)])
    then = rows[rows["period"].eq(before)].set_index("area")
    share = then["visited"].astype(float) / then["households"].astype(float) * 100
    found = proportion_interval(now["visited"].astype(int), now["households"].astype(int),
                                study.register.methods.levels.interval)
    usual = _usual(study, rows, last)
    shown = pd.DataFrame({
        "area_name": now["area_name"], "visited": now["visited"].astype(int),
        "n": now["households"].astype(int),
        **{column: found[column].to_numpy() * 100 for column in ("value", "low", "high")},
        "year_before": now["area"].map(share), "target": usual,
        "left": (now["households"] - now["visited"]).astype(int)})
    shown = shown.assign(is_behind=shown["high"].lt(usual))
    view = {"label": "area_name", "x": "value", "low": "low", "high": "high", "target": "target",
            "highlight": "is_behind"}
    return Exhibit(name, "dot_interval", shown, view, came_in(study), study.facts | {
        "unit": "%", "last": period(last), "usual": number(usual, "%", 1)})


def _usual(study: Study, rows: pd.DataFrame, last: str) -> float:
    """Share that all must have reached by now to end at 100, by the rhythm of past years."""
    own = rows[rows["area"].eq(study.county.code)]
    wide = own.assign(year=own["period"].str[:4], quarter=own["period"].map(part_of_year)).pivot(
        index="year", columns="quarter", values="visited").astype(float)
    steps = wide.reindex(columns=range(1, QUARTERS + 1)).dropna()
    steps = steps.diff(axis=1).fillna({1: steps[1]}).clip(lower=0)
    steps = steps[steps.sum(axis=1).gt(0) & (steps.index < last[:4])]
    part = part_of_year(last)
    return part / QUARTERS * 100 if steps.empty else float(
        expected_path(steps)["value"].iloc[part - 1] * 100)


def applications(study: Study) -> Section:
    """Applications, approvals and households on the register, year by year."""
    name = "assistance.applications"
    if lack := not_sent(name, study, HELPED):
        return lack
    rows = year_ends(whole_county(study, HELPED)).dropna(subset=["applied", "approved"])
    if rows.empty:
        return withheld(name, study, "records.too_few", reason=say("assistance_cases.no_applied"))
    found = proportion_interval(rows["approved"].astype(int), rows["applied"].astype(int),
                                study.register.methods.levels.interval)
    households = rows["households"].astype(float).reset_index(drop=True)
    approved = rows["approved"].astype(float).reset_index(drop=True)
    shown = pd.DataFrame({
        "period_name": [period(one) for one in rows["period"]],
        "applied": rows["applied"].astype(int).to_numpy(), "approved": approved.astype(int),
        **{column: found[column].to_numpy() * 100 for column in ("value", "low", "high")},
        "households": households.astype(int), "change": households.diff(),
        # What came in and did not stay must have gone out.
        "left": approved - households.diff()})
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts)


def helped_by_town(study: Study) -> Section:
    """Households on the register per thousand, by township, with limits and the county's rate."""
    name = "assistance.helped_by_town"
    if lack := not_sent(name, study, HELPED, HOMES):
        return lack
    rows = by_town(study, newest(records(study, HELPED)))
    homes = newest(records(study, HOMES)).set_index("area")["households"].astype(float)
    base = rows["area"].map(homes)
    found = rate_interval(rows["households"].astype(int), base, PER,
                          study.register.methods.levels.interval)
    common = float(rows["households"].sum()) / float(base.sum()) * PER
    shown = pd.DataFrame({
        "area_name": rows["area_name"], "events": rows["households"].astype(int), "n": base,
        **{column: found[column].to_numpy() for column in ("value", "low", "high")},
        "target": common})
    shown = shown.assign(is_apart=shown["low"].gt(common) | shown["high"].lt(common))
    view = {"label": "area_name", "x": "value", "low": "low", "high": "high", "target": "target",
            "highlight": "is_apart"}
    return Exhibit(name, "dot_interval", shown, view, came_in(study), study.facts)


def take_up(study: Study) -> Section:
    """Share of the entitled that is reached, by how many might be entitled: assumptions."""
    name = "assistance.take_up"
    if lack := not_sent(name, study, HELPED, HOMES):
        return lack
    helped = newest(whole_county(study, HELPED))["households"].astype(float).iloc[0]
    homes = newest(whole_county(study, HOMES))["households"].astype(float).iloc[0]
    entitled = homes * np.array(ENTITLED_PCT) / 100
    shown = pd.DataFrame({
        "entitled_pct": ENTITLED_PCT, "entitled": entitled.round().astype(int),
        "helped": int(helped), "take_up_pct": np.minimum(helped / entitled, 1) * 100,
        "unreached": np.maximum(entitled - helped, 0).round().astype(int)})
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts | {
        "share": number(helped / homes * 100, "%", 1)})


def take_up_sample(study: Study) -> Section:
    """How well a survey of entitled households would know the take-up, by those it finds."""
    name = "assistance.take_up_sample"
    if lack := not_sent(name, study, HELPED, HOMES):
        return lack
    level = study.register.methods.levels.interval
    homes = newest(whole_county(study, HOMES))["households"].astype(float).iloc[0]
    helped = newest(whole_county(study, HELPED))["households"].astype(float).iloc[0]
    shown = pd.DataFrame([{
        "found": n, "asked": int(np.ceil(n / (helped / homes))),
        **{f"half_{share}": expected_half_width_proportion(share / 100, n, level=level) * 100
           for share in (60, 80, 90)}} for n in SAMPLES])
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts)
