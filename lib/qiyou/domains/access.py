"""access — reported places, ways and timetables -> minutes to care on foot, networks by day."""

from math import inf

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.sent import area_names, lacking, newest, source, town_codes
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.stats.access import Network, travel_times

FORMS = ("facilities", "travel_links", "timetable")
CARE = {"home_care": ("home_care",), "care_home": ("care_home",),
        "medical": ("hospital", "township_hospital")}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Which days of the week the codes of the timetable stand for, where they are not a day's own name.
GROUPS = {"daily": DAYS, "workdays": DAYS[:5], "weekends": DAYS[5:]}
LIMITS = (15, 30)
# Kinds of place that a way to care may start from or lead past.
WAYS = {"settlement", "pier", "bus_stop", "civic_centre"}
NO_SERVICES = ["start", "end", "departs", "arrives"]


def walking(study: Study) -> Exhibit:
    """Settlements of each township within 15 and 30 minutes' walk of each kind of care."""
    name = "access.walking"
    if lack := lacking(name, study, *FORMS[:2]):
        return lack
    frame, names = nearest_walks(study), area_names(study)
    rows = [_walked(names[code], kind, frame[frame["area"].eq(code)]["minutes_" + kind])
            for code in town_codes(study) if frame["area"].eq(code).any() for kind in CARE]
    return Exhibit(name, "table", pd.DataFrame(rows), source=source(study, *FORMS[:2]),
                   facts=study.facts | {"n": len(frame)})


def _walked(name: str, kind: str, minutes: pd.Series) -> dict:
    reached = minutes[np.isfinite(minutes)]
    return {"name": name, "kind": say(f"access.kind.{kind}"), "n": len(minutes),
            **{f"within_{limit}": int(minutes.le(limit).sum()) for limit in LIMITS},
            "median": float(np.median(reached)) if len(reached) else np.nan,
            "longest": float(reached.max()) if len(reached) else np.nan}


def far_places(study: Study) -> Exhibit:
    """Settlements from which some kind of care is more than 30 minutes' walk away, by name."""
    name = "access.far"
    if lack := lacking(name, study, *FORMS[:2]):
        return lack
    frame, names = nearest_walks(study), area_names(study)
    columns = [f"minutes_{kind}" for kind in CARE]
    far = frame[frame[columns].gt(LIMITS[1]).any(axis=1)].replace(inf, np.nan)
    shown = pd.DataFrame({"area_name": far["area"].map(names), "place": far["facility"],
                          **{column: far[column] for column in columns}})
    return Exhibit(name, "table", shown.reset_index(drop=True),
                   source=source(study, *FORMS[:2]),
                   facts=study.facts | {"n": len(frame), "n_far": len(shown)})


def nearest_walks(study: Study) -> pd.DataFrame:
    """Minutes' walk from every settlement to the nearest place of each kind of care.

    Returns
    -------
    DataFrame
        facility, area, minutes_home_care, minutes_care_home, minutes_medical; infinite where no
        way on foot was reported.
    """
    places = facilities(study)
    homes = connected(study, places[places["kind"].eq("settlement")])
    empty = pd.DataFrame(columns=NO_SERVICES).astype({"departs": float, "arrives": float})
    times = travel_times(Network(links(study), empty), list(homes["facility"]), [0])
    minutes = times.pivot(index="origin", columns="destination", values="minutes")
    found = homes[["facility", "area"]].reset_index(drop=True)
    for kind, codes in CARE.items():
        there = places.loc[places["kind"].isin(codes), "facility"]
        reach = minutes[[place for place in there if place in minutes.columns]].min(axis=1)
        found[f"minutes_{kind}"] = reach.reindex(found["facility"]).fillna(inf).to_numpy()
    return found


def connected(study: Study, places: pd.DataFrame) -> pd.DataFrame:
    """Places that some way on foot was reported to or from."""
    ways = links(study)
    return places[places["facility"].isin({*ways["start"], *ways["end"]})]


def facilities(study: Study) -> pd.DataFrame:
    """Places in use on the study's day."""
    frame = newest(study.snapshot.form("facilities"))
    is_shut = frame["closed"].fillna("9999").astype(str).le(study.as_of)
    is_to_come = frame["opened"].fillna("0000").astype(str).gt(study.as_of)
    return frame[~is_shut & ~is_to_come].reset_index(drop=True)


def links(study: Study) -> pd.DataFrame:
    """Ways on foot, each direction its own row: start, end, minutes."""
    frame = newest(study.snapshot.form("travel_links"))
    walks = frame[frame["mode"].eq("walk")]
    back = walks[walks["is_both_ways"].eq(True)].rename(columns={"start": "end", "end": "start"})
    both = pd.concat([walks, back], ignore_index=True)[["start", "end", "minutes"]]
    return both.astype({"minutes": float})


def services(study: Study, day: str) -> pd.DataFrame:
    """Buses and ferries of the newest timetable that run on a day of the week."""
    frame = newest(study.snapshot.form("timetable"))
    runs = frame[[day in GROUPS.get(code, (code,)) for code in frame["days"]]]
    clock = runs["departs"].str.split(":", expand=True).astype(float)
    departs = clock[0] * 60 + clock[1]
    planned, cancelled = (runs[name].astype(float) for name in ("planned", "cancelled"))
    return pd.DataFrame({
        "start": runs["start"], "end": runs["end"], "departs": departs,
        "arrives": departs + runs["minutes"].astype(float), "trip": runs["trip"],
        "board": runs["board_minutes"].astype(float).fillna(0.0),
        "cancel": (cancelled / planned.where(planned > 0)).fillna(0.0)}).reset_index(drop=True)


def weeks(study: Study) -> list[list[str]]:
    """Days of the week put together where the same buses and boats run."""
    groups: dict[str, list[str]] = {}
    for day in DAYS:
        groups.setdefault(services(study, day).to_csv(index=False), []).append(day)
    return list(groups.values())


def network(study: Study, day: str) -> Network:
    """Ways and services of a day, without the places that lie on nobody's way to care."""
    places = facilities(study)
    codes = {code for kind in CARE.values() for code in kind} | WAYS
    aside = set(places.loc[~places["kind"].isin(codes), "facility"])
    ways = links(study)
    kept = ways[~ways["start"].isin(aside) & ~ways["end"].isin(aside)]
    return Network(kept.reset_index(drop=True), services(study, day))
