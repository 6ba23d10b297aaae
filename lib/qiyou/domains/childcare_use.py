"""childcare_use — reported institutions, staff, screening, doctors -> use and whole persons."""

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, ages, promised, whole
from qiyou.domains.reported import (
    base_year,
    county_rows,
    lacking,
    newest,
    people,
    table,
    too_short,
    town_rows,
    year_ends,
)
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number
from qiyou.stats.intervals import proportion_interval

INSTITUTIONS, SERVICES, PEOPLE = "childcare_institutions", "community_health", "population"
DOCTORS, STAFF = "childcare.paediatricians_per_1000", "childcare.staff_certified_share"


def occupancy(study: Study) -> Section:
    """Children in care per hundred places, institution by institution, newest quarter."""
    name = "childcare.occupancy"
    if lack := lacking(name, study, INSTITUTIONS):
        return lack
    rows = newest(town_rows(study, INSTITUTIONS))
    rows = rows[rows["places"].gt(0)]
    shown = pd.DataFrame({
        "institution": rows["institution"], "area_name": rows["area_name"],
        "places": rows["places"].astype(int), "enrolled": rows["enrolled"].astype(int),
        "free": (rows["places"] - rows["enrolled"]).astype(int),
        "use_pct": (rows["enrolled"] / rows["places"] * 100).astype(float)})
    shown["said"] = [say("childcare.use", enrolled=a, places=b)
                     for a, b in zip(shown["enrolled"], shown["places"], strict=True)]
    view = {"x": "use_pct", "label": "institution", "note": "said"}
    return Exhibit(name, "bars", shown.reset_index(drop=True), view, came_in(study),
                   study.facts | {"unit": "%"})


def occupancy_quarters(study: Study) -> Section:
    """Open institutions, places, children in care and free places of the county by quarter."""
    name = "childcare.occupancy_quarters"
    if lack := lacking(name, study, INSTITUTIONS):
        return lack
    found = town_rows(study, INSTITUTIONS).groupby("period")
    sums = found[["places", "enrolled"]].sum().astype(int)
    shown = sums.assign(
        institutions=found["is_open"].sum().astype(int), free=sums["places"] - sums["enrolled"],
        use_pct=sums["enrolled"] / sums["places"] * 100,
        largest_pct=found["places"].max() / sums["places"] * 100).reset_index()
    return table(name, study, shown[["period", "institutions", "places", "enrolled", "free",
                                     "use_pct", "largest_pct"]])


def occupancy_findings(study: Study) -> Section:
    """Where places stand empty, where there are none, and what one institution is worth."""
    name = "childcare.occupancy_findings"
    if lack := lacking(name, study, INSTITUTIONS):
        return lack
    rows = newest(town_rows(study, INSTITUTIONS))
    places, enrolled = int(rows["places"].sum()), int(rows["enrolled"].sum())
    largest = rows.loc[rows["places"].astype(float).idxmax()]
    has = set(rows.loc[rows["places"].gt(0), "area"])
    without = [town.name for town in study.county.townships if town.code not in has]
    facts = study.facts | {
        "period": rows["period"].iloc[0], "places": places, "enrolled": enrolled,
        "free": places - enrolled, "use": number(enrolled / places * 100, "%", 0),
        "largest": largest["institution"], "n": int(largest["places"]),
        "share": number(largest["places"] / places * 100, "%", 0),
        "without": say("word.comma").join(without)}
    keys = ["use", "largest", *(["without"] if without else ["everywhere"])]
    return Sentences(name, tuple(say(f"childcare.said.{key}", **facts) for key in keys),
                     came_in(study), is_list=True)


def affordable(study: Study) -> Section:
    """Institutions whose places are not all affordable, by the quarters in which they were not."""
    name = "childcare.affordable"
    if lack := lacking(name, study, INSTITUTIONS):
        return lack
    rows = town_rows(study, INSTITUTIONS)
    rows = rows.assign(other=(rows["places"] - rows["affordable_places"]).astype(int))
    totals = rows.groupby("period")[["places", "affordable_places"]].sum().astype(float)
    share = totals["affordable_places"] / totals["places"] * 100
    found = rows[rows["other"].gt(0)]
    if found.empty:
        return Sentences(name, (say("childcare.all_affordable", **study.facts),), came_in(study))
    shown = pd.DataFrame({
        "period": found["period"], "institution": found["institution"],
        "area_name": found["area_name"], "places": found["places"].astype(int),
        "other": found["other"], "share_pct": found["period"].map(share)})
    return table(name, study, shown)


def screening_known(study: Study) -> Section:
    """Children screened in the newest whole year by township, over two bases; referrals."""
    name = "childcare.screening_known"
    if lack := lacking(name, study, SERVICES, PEOPLE):
        return lack
    rows = town_rows(study, SERVICES)
    rows = newest(rows[rows["period"].str.endswith("Q4")])
    if rows.empty:
        return too_short(name, study, SERVICES)
    counted = people(study, 0, 2)
    year = base_year(counted.columns, rows["period"].iloc[0])
    screened = rows["children_screened"].astype(float)
    referred = proportion_interval(rows["children_referred"].fillna(0).astype(float), screened,
                                   study.register.methods.levels.interval)
    base = rows["area"].map(counted[year])
    shown = pd.DataFrame({
        "period": rows["period"], "area_name": rows["area_name"],
        "screened": screened.astype(int), "due": rows["children_due"].astype(float),
        "children": base, "share_due_pct": screened / rows["children_due"].astype(float) * 100,
        "share_base_pct": screened / base * 100,
        "referred": rows["children_referred"].astype(float),
        "referred_pct": referred["value"] * 100, "low": referred["low"] * 100,
        "high": referred["high"] * 100})
    return table(name, study, shown)


def screening_pace(study: Study) -> Section:
    """Share screened up to the same quarter of the first and the newest year, by township."""
    name = "childcare.screening_pace"
    if lack := lacking(name, study, SERVICES):
        return lack
    rows = town_rows(study, SERVICES)
    quarter = rows["period"].max()[4:]
    same = rows[rows["period"].str.endswith(quarter)]
    if same["period"].nunique() < 2:
        return too_short(name, study, SERVICES)
    share = (same["children_screened"] / same["children_due"] * 100).astype(float)
    wide = same.assign(share=share).pivot_table(index="area_name", columns="period",
                                                values="share", sort=False)
    due = newest(same).set_index("area_name")["children_due"].astype(float)
    first, last = wide.columns[0], wide.columns[-1]
    shown = pd.DataFrame({
        "area_name": wide.index, "first_period": first, "first": wide[first].to_numpy(),
        "last_period": last, "last": wide[last].to_numpy(),
        "change": (wide[last] - wide[first]).to_numpy(),
        "one_child_pct": (100 / due).reindex(wide.index).to_numpy()})
    return table(name, study, shown)


def paediatricians_known(study: Study) -> Section:
    """Doctors for children at year ends in whole persons, beside the promised ratio."""
    name = "childcare.paediatricians_known"
    if lack := lacking(name, study, SERVICES, PEOPLE):
        return lack
    first, last = ages(study, study.register.indicator(DOCTORS).denominator).popitem()[1]
    children = people(study, first, last).loc[study.county.code]
    promise, rows = promised(study, DOCTORS), []
    for _, row in year_ends(county_rows(study, SERVICES)).iterrows():
        of = base_year(children.index, row["period"])
        doctors, per = float(row["paediatricians"]), children[of] / 1000
        target = promise.targets[-1].value if promise else np.nan
        needed = float(whole(target * per)) if promise else np.nan
        rows.append({"period": row["period"], "doctors": int(doctors), "base_of": str(of),
                     "children": int(children[of]), "ratio": doctors / per,
                     "with_one_fewer": (doctors - 1) / per, "target": target, "needed": needed,
                     "short": max(needed - doctors, 0.0)})
    return table(name, study, rows)


def paediatricians_towns(study: Study) -> Section:
    """Doctors for children and children in each township; where there is none, it says so."""
    name = "childcare.paediatricians_towns"
    if lack := lacking(name, study, SERVICES, PEOPLE):
        return lack
    first, last = ages(study, study.register.indicator(DOCTORS).denominator).popitem()[1]
    rows, children = newest(town_rows(study, SERVICES)), people(study, first, last)
    of = base_year(children.columns, rows["period"].iloc[0])
    doctors = rows["paediatricians"].astype(int)
    shown = pd.DataFrame({
        "period": rows["period"], "area_name": rows["area_name"], "doctors": doctors,
        "children": rows["area"].map(children[of]),
        "words": [say("childcare.no_doctor") if none else "" for none in doctors.eq(0)]})
    return table(name, study, shown)


def staff_known(study: Study) -> Section:
    """Certified staff at year ends in whole persons, beside the promised share."""
    name = "childcare.staff_known"
    if lack := lacking(name, study, INSTITUTIONS):
        return lack
    sums = year_ends(town_rows(study, INSTITUTIONS)).groupby("period")[
        ["staff", "certified", "enrolled"]].sum().astype(float)
    promise = promised(study, STAFF)
    target = promise.targets[-1].value if promise else np.nan
    needed = whole(sums["staff"] * target / 100) if promise else np.full(len(sums), np.nan)
    shown = pd.DataFrame({
        "staff": sums["staff"], "certified": sums["certified"],
        "share_pct": sums["certified"] / sums["staff"] * 100,
        "one_person_pct": 100 / sums["staff"], "target": target, "needed": needed,
        "short": np.maximum(needed - sums["certified"], 0),
        "children_per_staff": sums["enrolled"] / sums["staff"]}).reset_index()
    return table(name, study, shown)


def staff_without(study: Study) -> Section:
    """Institutions where somebody has no certificate, newest quarter."""
    name = "childcare.staff_without"
    if lack := lacking(name, study, INSTITUTIONS):
        return lack
    rows = newest(town_rows(study, INSTITUTIONS))
    lacks = (rows["staff"] - rows["certified"]).astype(int)
    shown = pd.DataFrame({
        "institution": rows["institution"], "area_name": rows["area_name"],
        "staff": rows["staff"].astype(int), "certified": rows["certified"].astype(int),
        "without": lacks})[lacks.gt(0)]
    if shown.empty:
        return Sentences(name, (say("childcare.all_certified", **study.facts),), came_in(study))
    return table(name, study, shown.sort_values("without", ascending=False, kind="stable"))
