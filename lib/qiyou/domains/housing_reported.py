"""housing_reported — reported stocks -> coverage by base, renting, provident fund, services."""

import numpy as np
import pandas as pd

from qiyou.assess.denominators import is_in_census
from qiyou.assess.people import base_ranges
from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, promised, whole
from qiyou.domains.records import (
    by_town,
    last_day,
    newest,
    not_sent,
    records,
    whole_county,
    withheld,
    year_ends,
)
from qiyou.domains.study import Study
from qiyou.indicators import unit_factor
from qiyou.report.exhibit import Exhibit
from qiyou.report.wording import period
from qiyou.stats.path import time_to_target

SUPPORT, RENTAL = "housing.support_coverage", "housing.public_rental_households"
FUND, SERVICE = "housing.provident_fund_members", "housing.property_service"
WORKING = "age_15_59"


def coverage_bases(study: Study) -> Section:
    """Coverage by year with the base of each year and with the base of the first."""
    name = "housing.coverage_bases"
    if lack := not_sent(name, study, "housing_support", "households"):
        return lack
    frame = _coverage(study)
    if frame.empty:
        return withheld(name, study, "records.too_few", reason=say("housing_reported.no_pair"))
    promise = promised(study, SUPPORT)
    lines = {"moving": frame["value"], "fixed": frame["fixed"]}
    shown = pd.concat([pd.DataFrame({"line": say(f"housing_reported.base.{key}"),
                                     "year": frame["year"], "value": values})
                       for key, values in lines.items()], ignore_index=True)
    if promise is not None:
        told = [cell for cell in promise.cells if cell.value is not None
                and cell.year <= frame["year"].max()]
        shown = pd.concat([shown, pd.DataFrame({
            "line": say("housing_reported.base.promise"), "year": [cell.year for cell in told],
            "value": [cell.value for cell in told]})], ignore_index=True)
    view = {"x": "year", "y": "value", "label": "line"}
    return Exhibit(name, "lines", shown, view, came_in(study), study.facts | {"unit": "%"})


def coverage_terms(study: Study) -> Section:
    """Families and households behind the coverage, and what the base did to it."""
    name = "housing.coverage_terms"
    if lack := not_sent(name, study, "housing_support", "households"):
        return lack
    frame = _coverage(study)
    if frame.empty:
        return withheld(name, study, "records.too_few", reason=say("housing_reported.no_pair"))
    target = _targets(study, SUPPORT)
    goal = frame["year"].map(target)
    shown = frame.assign(
        target=goal, families_needed=goal * frame["urban_households"] / 100,
        base_effect=frame["value"] - frame["fixed"])
    shown = shown.assign(families_short=np.maximum(
        np.ceil(shown["families_needed"].round(6)) - shown["benefited"], 0))
    columns = ["year", "benefited", "base_year", "urban_households", "value", "fixed",
               "base_effect", "target", "families_short"]
    return Exhibit(name, "table", shown[columns], source=came_in(study), facts=study.facts)


def _coverage(study: Study) -> pd.DataFrame:
    """Families helped at each year's end over the households of the newest count till then."""
    helped = year_ends(whole_county(study, "housing_support"))
    homes = whole_county(study, "households")
    homes = homes.assign(year=homes["period"].str[:4].astype(int))
    base = homes.set_index("year")["urban_households"].astype(float).dropna()
    rows = [{"year": int(row["year"]), "benefited": int(row["benefited"]),
             "base_year": int(base.index[base.index <= row["year"]].max()),
             "urban_households": float(base[base.index <= row["year"]].iloc[-1])}
            for _, row in helped.iterrows() if (base.index <= row["year"]).any()]
    frame = pd.DataFrame(rows, columns=["year", "benefited", "base_year", "urban_households"])
    if frame.empty:
        return frame
    return frame.assign(value=frame["benefited"] / frame["urban_households"] * 100,
                        fixed=frame["benefited"] / frame["urban_households"].iloc[0] * 100)


def rental_families(study: Study) -> Section:
    """Families in public rental at each year's end by kind of help, waiting, and the promise."""
    name = "housing.rental_families"
    if lack := not_sent(name, study, "housing_support"):
        return lack
    rows = year_ends(whole_county(study, "housing_support"))
    shown = rows[["year", "in_kind", "subsidised", "public_rental", "waiting",
                  "rental_homes"]].astype(float)
    known = _targets(study, RENTAL)
    shown = shown.assign(
        year=rows["year"], added=shown["public_rental"].diff(),
        subsidised_pct=shown["subsidised"] / shown["public_rental"] * 100,
        target=rows["year"].map(known), period_name=[period(one) for one in rows["period"]])
    facts = study.facts | _rental_facts(study, shown, rows)
    return Exhibit(name, "table", shown[["period_name", "in_kind", "subsidised", "public_rental",
                                         "added", "subsidised_pct", "waiting", "rental_homes",
                                         "target"]], source=came_in(study), facts=facts)


def _rental_facts(study: Study, shown: pd.DataFrame, rows: pd.DataFrame) -> dict:
    promise = promised(study, RENTAL)
    if promise is None or len(shown) < 2:
        return {"arrival": say("housing_reported.no_arrival")}
    start, now = shown["public_rental"].iloc[0], shown["public_rental"].iloc[-1]
    days = (last_day(rows["period"].iloc[-1]) - last_day(rows["period"].iloc[0])).days
    wait = time_to_target(start, now, promise.targets[-1].value, days / 365.25)
    end = last_day(rows["period"].iloc[-1])
    year = (end + pd.Timedelta(days=wait * 365.25)).year if np.isfinite(wait) else None
    return {"arrival": say("housing_reported.never") if year is None else say(
        "housing_reported.arrival", target=promise.targets[-1].text, year=year)}


def rental_towns(study: Study) -> Section:
    """Families in public rental and waiting by township, per thousand households."""
    name = "housing.rental_towns"
    if lack := not_sent(name, study, "housing_support", "households"):
        return lack
    rows = by_town(study, newest(records(study, "housing_support")))
    homes = newest(records(study, "households")).set_index("area")["households"].astype(float)
    per = rows["area"].map(homes)
    shown = pd.DataFrame({
        "area_name": rows["area_name"], "public_rental": rows["public_rental"].astype(int),
        "waiting": rows["waiting"].astype(float), "households": per,
        "per_1000": rows["public_rental"].astype(float) / per * 1000,
        "waiting_share_pct": rows["waiting"].astype(float)
        / (rows["waiting"].astype(float) + rows["public_rental"].astype(float)) * 100})
    return Exhibit(name, "table", shown, source=came_in(study),
                   facts=study.facts | {"last": period(records(study, "housing_support")[
                       "period"].max())})


def fund_reported(study: Study) -> Section:
    """Members of the provident fund at each year's end, per working-age people, flexible ones."""
    name = "housing.fund_reported"
    if lack := not_sent(name, study, "provident_fund"):
        return lack
    rows = year_ends(whole_county(study, "provident_fund"))
    promise = promised(study, FUND)
    unit = unit_factor(promise.unit) if promise else 1
    members = rows["members"].astype(float)
    shown = pd.DataFrame({
        "period_name": [period(one) for one in rows["period"]], "members": members,
        "added": members.diff(), "flexible": rows["flexible"].astype(float),
        "flexible_pct": rows["flexible"].astype(float) / members * 100,
        "base": rows["year"].map(_working(study)),
        "target": rows["year"].map(_targets(study, FUND)) * unit})
    shown = shown.assign(members_pct=members / shown["base"] * 100,
                         without_flexible=members - shown["flexible"])
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts | {
        "final": promise.targets[-1].text if promise else ""})


def _working(study: Study) -> dict[int, float]:
    """People of working age by year, none for a county outside the censuses."""
    if not is_in_census(study.snapshot):
        return {}
    ages = {WORKING: study.register.methods.denominators[WORKING].ages}
    return base_ranges(study.snapshot, ages, study.plan.last_year).loc[WORKING]["base"].to_dict()


def service_measures(study: Study) -> Section:
    """Property service by compounds and by homes, year by year, beside the promise."""
    name = "housing.service_measures"
    if lack := not_sent(name, study, "compounds"):
        return lack
    rows = year_ends(records(study, "compounds"))
    rows = rows.assign(homes=rows["homes"].astype(float),
                       served=rows["has_service"].fillna(False).astype(bool))
    rows = rows.assign(served_homes=rows["homes"].where(rows["served"], 0))
    found = rows.groupby("year", as_index=False).agg(
        compounds=("compound", "size"), served=("served", "sum"), homes=("homes", "sum"),
        served_homes=("served_homes", "sum"))
    target = found["year"].map(_targets(study, SERVICE))
    needed = whole((target * found["compounds"] / 100).fillna(0))
    shown = found.assign(
        value=found["served"] / found["compounds"] * 100,
        homes_pct=found["served_homes"] / found["homes"] * 100, target=target,
        compounds_short=np.where(target.notna(), np.maximum(needed - found["served"], 0), np.nan),
        step=100 / found["compounds"])
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts)


def unserved_compounds(study: Study) -> Section:
    """Compounds without property service, the largest first, and what each adds to coverage."""
    name = "housing.unserved_compounds"
    if lack := not_sent(name, study, "compounds"):
        return lack
    rows = newest(records(study, "compounds"))
    left = by_town(study, rows[~rows["has_service"].fillna(False).astype(bool)])
    total = float(rows["homes"].sum())
    shown = pd.DataFrame({
        "compound": left["compound"], "area_name": left["area_name"],
        "homes": left["homes"].astype(int),
        "homes_points": left["homes"].astype(float) / total * 100,
        "committee": [say(f"housing_reported.committee.{bool(one)}") if pd.notna(one)
                      else say("housing_reported.committee.unknown")
                      for one in left["has_committee"]]})
    shown = shown.sort_values("homes", ascending=False, kind="stable", ignore_index=True)
    return Exhibit(name, "table", shown, source=came_in(study),
                   facts=study.facts | {"n": len(shown), "all": len(rows)})


def _targets(study: Study, indicator: str) -> dict[int, float]:
    promise = promised(study, indicator)
    return {} if promise is None else {
        cell.year: cell.value for cell in promise.cells if cell.value is not None}
