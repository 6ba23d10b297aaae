"""housing_milestones — a list of building projects -> what counts, what is done, what is left."""

import numpy as np
import pandas as pd

from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, promised
from qiyou.domains.records import area_names, last_day, newest, not_sent, records
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.wording import period
from qiyou.stats.intervals import poisson_interval

FORM = "housing_projects"
KINDS = {"future_community": "housing.future_communities",
         "quality_project": "housing.quality_projects",
         "risky_project": "housing.risky_projects"}
PER_YEAR = 365.25


def project_counts(study: Study) -> Section:
    """Projects listed and done by year's end and kind, beside the promise."""
    name = "housing.project_counts"
    if lack := not_sent(name, study, FORM):
        return lack
    rows = newest(records(study, FORM))
    today = last_day(rows["period"].iloc[0])
    years = range(study.plan.base_year, today.year + 1)
    shown = pd.DataFrame([_count(study, rows[rows["kind"].eq(kind)], kind, year)
                          for kind in KINDS for year in years])
    return Exhibit(name, "table", shown, source=came_in(study),
                   facts=study.facts | {"last": period(rows["period"].iloc[0])})


def _count(study: Study, rows: pd.DataFrame, kind: str, year: int) -> dict:
    until = pd.Timestamp(f"{year}-12-31")
    promise = promised(study, KINDS[kind])
    listed, done = rows["start_day"].le(until), rows["done_day"].le(until)
    return {"kind": study.forms.codes["housing_project_kinds"][kind].name, "year": year,
            "listed": int(listed.sum()), "done": int(done.sum()),
            "under_way": int((listed & ~done).sum()),
            "target": promise.targets[-1].value if promise else np.nan}


def project_pace(study: Study) -> Section:
    """Milestones so far, per year with its interval, and what the years left would bring."""
    name = "housing.project_pace"
    if lack := not_sent(name, study, FORM):
        return lack
    rows = newest(records(study, FORM))
    today = last_day(rows["period"].iloc[0])
    start = pd.Timestamp(f"{study.plan.base_year}-01-01")
    past = (today - start).days / PER_YEAR
    left = max((pd.Timestamp(f"{study.plan.last_year}-12-31") - today).days / PER_YEAR, 0)
    shown = pd.DataFrame([_pace(study, rows, kind, (past, left))
                          for kind in ("future_community", "quality_project")
                          if promised(study, KINDS[kind])])
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts)


def _pace(study: Study, rows: pd.DataFrame, kind: str, spans: tuple[float, float]) -> dict:
    past, left = spans
    own = rows[rows["kind"].eq(kind)]
    done, goal = int(own["state"].eq("done").sum()), promised(study, KINDS[kind]).targets[-1].value
    limits = poisson_interval(done, study.register.methods.levels.interval)
    return {"kind": study.forms.codes["housing_project_kinds"][kind].name,
            "listed": len(own), "done": done, "target": goal, "a_year": done / past,
            "needed_a_year": max(goal - done, 0) / left if left else np.nan,
            "forecast": done + done / past * left, "low": done + limits.low / past * left,
            "high": done + limits.high / past * left}


def project_list(study: Study) -> Section:
    """Every project of the three promises, in order of kind and day."""
    name = "housing.project_list"
    if lack := not_sent(name, study, FORM):
        return lack
    rows = newest(records(study, FORM))
    rows = rows[rows["kind"].isin(list(KINDS))].sort_values(["kind", "start_day"], kind="stable")
    codes = study.forms.codes
    shown = pd.DataFrame({
        "kind": [codes["housing_project_kinds"][one].name for one in rows["kind"]],
        "project": rows["project"], "area_name": rows["area"].map(area_names(study)),
        "state": [codes["work_states"][one].name for one in rows["state"]],
        "level": [codes["project_levels"][one].name if pd.notna(one) else ""
                  for one in rows["level"]],
        "start": rows["start_day"].dt.strftime("%Y-%m-%d").fillna(""),
        "end": rows["done_day"].dt.strftime("%Y-%m-%d").fillna("")}).reset_index(drop=True)
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts)


def risky_projects(study: Study) -> Section:
    """Risky projects one by one, with the days they have been or were on the list."""
    name = "housing.risky_projects"
    if lack := not_sent(name, study, FORM):
        return lack
    rows = newest(records(study, FORM))
    today = last_day(rows["period"].iloc[0])
    own = rows[rows["kind"].eq("risky_project")].sort_values("start_day", kind="stable")
    shown = pd.DataFrame({
        "project": own["project"], "area_name": own["area"].map(area_names(study)),
        "homes": own["homes"].astype(float), "start": own["start_day"].dt.strftime("%Y-%m-%d"),
        "end": own["done_day"].dt.strftime("%Y-%m-%d").fillna(""),
        "days": (own["done_day"].fillna(today) - own["start_day"]).dt.days,
        "state": [study.forms.codes["work_states"][one].name for one in own["state"]],
    }).reset_index(drop=True)
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts)
