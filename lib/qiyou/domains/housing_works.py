"""housing_works — records of works and dangerous houses -> how soon, how many, what is left."""

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, promised
from qiyou.domains.records import (
    area_names,
    at_year,
    last_day,
    newest,
    not_sent,
    records,
    stepped,
    whole_county,
    withheld,
)
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number, period
from qiyou.stats.path import required_pace
from qiyou.stats.resolution import median_resolution_days, resolution_curve, resolved_within

RENEWAL, STARTED = "renewal", "housing.renovation_started"
HOUSES = "dangerous_houses"
DONE, RELIEVED = "done", ("reinforced", "demolished")
QUARTERS, DAYS = 4, 365


def renewal_curve(study: Study) -> Section:
    """Buildings begun and finished by quarter beside an even pace and an S-shaped one."""
    name = "housing.renewal_curve"
    if lack := not_sent(name, study, RENEWAL):
        return lack
    rows = records(study, RENEWAL)
    counts = rows.groupby("period")["state"].agg(
        begun=lambda states: states.ne("not_started").sum(),
        finished=lambda states: states.eq(DONE).sum())
    quarters = [at_year(one) for one in counts.index]
    lines = [pd.DataFrame({"line": say(f"works.{key}"), "at": quarters,
                           "value": counts[key].to_numpy(float)}) for key in counts]
    promise = promised(study, STARTED)
    if promise is not None:
        first, last = study.plan.base_year + 1, study.plan.last_year + 1
        at = np.arange(first, last + 1 / QUARTERS, 1 / QUARTERS)
        share = (at - first) / (last - first)
        goal = promise.targets[-1].value
        lines += [pd.DataFrame({"line": say(f"works.{key}"), "at": at, "value": goal * values})
                  for key, values in {"even": share, "s_curve": s_curve(share)}.items()]
    shown = pd.concat(lines, ignore_index=True)
    view = {"x": "at", "y": "value", "label": "line"}
    return Exhibit(name, "lines", shown, view, came_in(study), study.facts)


def s_curve(share: np.ndarray) -> np.ndarray:
    """Work done by a share of the time, slow at both ends: 3 t² − 2 t³.

    The flattest cubic that begins and ends without speed. It is a shape to think with, not a
    norm: works on islands begin when boats and builders come.

    Examples
    --------
    >>> s_curve(np.array([0, 0.25, 0.5, 1])).tolist()
    [0.0, 0.15625, 0.5, 1.0]
    """
    t = np.clip(np.asarray(share, dtype=float), 0, 1)
    return 3 * t**2 - 2 * t**3


def renewal_compounds(study: Study) -> Section:
    """Buildings, households, costs and days of works by compound."""
    name = "housing.renewal_compounds"
    if lack := not_sent(name, study, RENEWAL):
        return lack
    rows = newest(records(study, RENEWAL))
    days = (rows["done_day"] - rows["start_day"]).dt.days
    towns = area_names(study)
    shown = pd.DataFrame([{
        "compound": compound, "area_name": towns.get(part["area"].iloc[0], ""),
        "buildings": len(part), "begun": int(part["state"].ne("not_started").sum()),
        "finished": int(part["state"].eq(DONE).sum()),
        "households": int(part["households"].sum()),
        "finished_households": int(part["households"][part["state"].eq(DONE)].sum()),
        "mean_days": days[part.index].mean(),
        "cost_a_household": part["cost"][part["state"].eq(DONE)].sum()
        / max(part["households"][part["state"].eq(DONE)].sum(), 1)
        if part["state"].eq(DONE).any() else np.nan,
    } for compound, part in rows.groupby("compound", sort=False)])
    return Exhibit(name, "table", shown, source=came_in(study),
                   facts=study.facts | {"last": period(rows["period"].iloc[0])})


def renewal_words(study: Study) -> Section:
    """Pace still needed, how long works take, and the last day to begin, in sentences."""
    name = "housing.renewal_words"
    if lack := not_sent(name, study, RENEWAL):
        return lack
    rows = newest(records(study, RENEWAL))
    today, begun = last_day(rows["period"].iloc[0]), rows[rows["state"].ne("not_started")]
    promise = promised(study, STARTED)
    facts = study.facts | {"begun": len(begun), "all": len(rows), "last": period(
        rows["period"].iloc[0]), "finished": int(rows["state"].eq(DONE).sum())}
    lines = []
    if promise is not None:
        elapsed = round((at_year(rows["period"].iloc[0]) - study.plan.base_year - 1) * QUARTERS)
        periods = (study.plan.last_year - study.plan.base_year) * QUARTERS
        pace = required_pace(promise.targets[-1].value, len(begun), max(elapsed, 0), periods)
        lines.append(say("works.said.pace", **facts, target=promise.targets[-1].text,
                         left=number(pace.remaining), required=number(pace.required, decimals=1),
                         so_far=number(pace.so_far, decimals=1)))
    curve = resolution_curve(begun["start_day"], begun["done_day"], today,
                             study.register.methods.levels.interval)
    half = median_resolution_days(curve)
    if half.flag in ("ok", "unstable"):
        slow = curve.loc[curve["value"].ge(0.9), "days"]
        longest = float(slow.iloc[0]) if len(slow) else float(curve["days"].iloc[-1])
        until = pd.Timestamp(f"{study.plan.last_year}-12-31") - pd.Timedelta(days=longest)
        lines.append(say("works.said.days", **facts, median=number(half.value),
                         longest=number(longest), until=period(until.date().isoformat())))
    if not lines:
        return withheld(name, study, "records.too_few", reason=say("works.none_done"))
    return Sentences(name, tuple(lines), came_in(study), is_list=True)


def houses(study: Study) -> pd.DataFrame:
    """Dangerous houses of the newest list with the days they have waited.

    Returns
    -------
    DataFrame
        The form's columns, ``begin`` (listed, or found where there is no list), ``seen`` (last
        day of the period), ``ended`` (day of relief, only for what counts as relief).
    """
    rows = newest(records(study, HOUSES))
    ended = rows["resolved_day"].where(rows["state"].isin(RELIEVED))
    return rows.assign(begin=rows["listed_day"].fillna(rows["found_day"]), ended=ended,
                       seen=last_day(rows["period"].iloc[0]))


def danger_curve(study: Study) -> Section:
    """Chance that a dangerous house is made safe within so many days, in town and village."""
    name = "housing.danger_curve"
    if lack := not_sent(name, study, HOUSES):
        return lack
    rows, level = houses(study), study.register.methods.levels.interval
    parts = []
    for place, part in rows.groupby("location", sort=False):
        curve = resolution_curve(part["begin"], part["ended"], part["seen"].max(), level)
        start = pd.DataFrame({"days": [0.0], "value": [0.0], "watched": [len(part)],
                              "resolved": [0]})
        curve = pd.concat([start, curve], ignore_index=True)
        curve = stepped(curve)
        parts.append(curve.assign(place=_code(study, "building_locations", place), **{
            column: curve[column] * 100 for column in ("value", "low", "high")}))
    shown = pd.concat(parts, ignore_index=True)[["place", "days", "value", "low", "high",
                                                 "watched", "resolved"]]
    view = {"x": "days", "y": "value", "label": "place", "low": "low", "high": "high"}
    return Exhibit(name, "lines", shown, view, came_in(study), study.facts | {"n": len(rows)})


def danger_promises(study: Study) -> Section:
    """Relief begun within a year of listing, and made safe: both promises, by place."""
    name = "housing.danger_promises"
    if lack := not_sent(name, study, HOUSES):
        return lack
    rows, level = houses(study), study.register.methods.levels.interval
    shown = []
    for place, part in rows.groupby("location", sort=False):
        begun = resolution_curve(part["begin"], part["start_day"], part["seen"].max(), level)
        ended = resolution_curve(part["begin"], part["ended"], part["seen"].max(), level)
        year, half = resolved_within(begun, DAYS), median_resolution_days(ended)
        waits = (part["start_day"].fillna(part["seen"]) - part["begin"]).dt.days
        shown.append({
            "place": _code(study, "building_locations", place), "houses": len(part),
            "begun": int(part["start_day"].notna().sum()), "begun_in_year_pct": year.value * 100,
            "low": year.low * 100, "high": year.high * 100, "longest_days": int(waits.max()),
            "over_a_year": int(waits.gt(DAYS).sum()), "resolved": int(part["ended"].notna().sum()),
            "median_days": half.value, "standing": int(part["ended"].isna().sum())})
    return Exhibit(name, "table", pd.DataFrame(shown), source=came_in(study), facts=study.facts)


def danger_standing(study: Study) -> Section:
    """Houses that are still dangerous, the longest waiting first."""
    name = "housing.danger_standing"
    if lack := not_sent(name, study, HOUSES):
        return lack
    rows = houses(study)
    rows = rows[rows["ended"].isna()]
    shown = pd.DataFrame({
        "house": rows["house"], "area_name": rows["area"].map(area_names(study)),
        "place": [_code(study, "building_locations", one) for one in rows["location"]],
        "level": [_code(study, "danger_levels", one) for one in rows["level"]],
        "state": [_code(study, "relief_states", one) for one in rows["state"]],
        "days": (rows["seen"] - rows["begin"]).dt.days,
        "begun": [say(f"works.begun_{pd.notna(day)}") for day in rows["start_day"]],
        "monitored": [say(f"works.monitored_{bool(one)}") if pd.notna(one) else ""
                      for one in rows["is_monitored"]]})
    shown = shown.sort_values("days", ascending=False, kind="stable", ignore_index=True)
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts)


def danger_agreement(study: Study) -> Section:
    """Whether the county's progress sheet and the list of houses tell the same, by quarter."""
    name = "housing.danger_agreement"
    if lack := not_sent(name, study, HOUSES, "housing_county"):
        return lack
    lists = records(study, HOUSES)
    lists = lists[lists["location"].eq("urban") & lists["listed_day"].notna()]
    counted = lists.groupby("period").agg(
        in_list=("house", "size"), list_begun=("start_day", "count"),
        list_resolved=("state", lambda states: int(states.isin(RELIEVED).sum())))
    sheet = whole_county(study, "housing_county").set_index("period")[
        ["listed", "started", "relieved", "longest_years"]].astype(float)
    both = sheet.join(counted, how="left")
    both = both[both["listed"].gt(0) | both["in_list"].notna()].fillna(
        {"in_list": 0, "list_begun": 0, "list_resolved": 0}).reset_index()
    agrees = (both["listed"].eq(both["in_list"]) & both["started"].eq(both["list_begun"])
              & both["relieved"].eq(both["list_resolved"]))
    shown = both.assign(period_name=[period(one) for one in both["period"]],
                        words=[say(f"works.agrees_{bool(one)}") for one in agrees])
    columns = ["period_name", "listed", "in_list", "started", "list_begun", "relieved",
               "list_resolved", "longest_years", "words"]
    return Exhibit(name, "table", shown[columns], source=came_in(study), facts=study.facts)


def _code(study: Study, codes: str, code: str) -> str:
    known = study.forms.codes[codes]
    return known[code].name if code in known else str(code)
