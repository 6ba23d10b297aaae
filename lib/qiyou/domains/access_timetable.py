"""access_timetable — ways, timetables by day -> who reaches care in time, there and back."""

from math import inf

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.access import (
    CARE,
    FORMS,
    LIMITS,
    connected,
    facilities,
    network,
    weeks,
)
from qiyou.domains.sent import area_names, lacking, source, town_codes, withheld
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.wording import period as in_words
from qiyou.stats.access import travel_times
from qiyou.stats.intervals import proportion_interval

# Leaving home from seven to five; fifty minutes, so as not to keep step with hourly sailings.
DEPARTS = tuple(range(7 * 60, 17 * 60 + 1, 50))
EARLIEST, LATEST = 5 * 60, 20 * 60
# A visit with registration, examination and medicine is hardly done in less.
VISIT = 120


def by_timetable(study: Study) -> Exhibit:
    """Chance that one can be at the nearest medical place within limits, buses and boats counted.

    Shares of the pairs of a settlement and a time of leaving; the days of the week weigh alike.
    """
    name = "access.timetable"
    if lack := lacking(name, study, *FORMS):
        return lack
    places, names = facilities(study), area_names(study)
    homes = connected(study, places[places["kind"].eq("settlement")])
    care = list(places.loc[places["kind"].isin(CARE["medical"]), "facility"])
    hospital = list(connected(study, places[places["kind"].eq("hospital")])["facility"])
    if not hospital:
        return withheld(name, study, "access.no_hospital")
    pairs = pd.concat([_pairs(study, days, homes, care, hospital) for days in weeks(study)])
    rows = []
    for code in [code for code in town_codes(study) if homes["area"].eq(code).any()]:
        own = pairs[pairs["area"].eq(code)]
        to = own["hospital"]
        rows.append({
            "name": names[code],
            **{f"share_{limit}": own["nearest"].le(limit).mean() * 100 for limit in LIMITS},
            "share_hour": to.le(60).mean() * 100,
            "arrives": np.isfinite(to).mean() * 100,
            "median": float(to.quantile(0.5, interpolation="higher"))
            if np.isfinite(to).mean() >= 0.5 else np.nan})
    return Exhibit(name, "table", pd.DataFrame(rows), source=source(study, *FORMS),
                   facts=study.facts | {"quarter": _quarter(study)})


def _pairs(study: Study, days, homes: pd.DataFrame, care, hospital) -> pd.DataFrame:
    """Minutes to medical care from every settlement and time of leaving, a copy for each day."""
    times = travel_times(network(study, days[0]), list(homes["facility"]), DEPARTS)
    keys = ["origin", "depart"]
    nearest, far = (times[times["destination"].isin(ends)].groupby(keys)["minutes"].min()
                    for ends in (care, hospital))
    found = pd.DataFrame({"nearest": nearest, "hospital": far}).reset_index()
    found = found.assign(area=found["origin"].map(homes.set_index("facility")["area"]))
    return pd.concat([found] * len(days))


def _quarter(study: Study) -> str:
    return in_words(study.snapshot.form("timetable")["period"].max())


def there_and_back(study: Study) -> Exhibit:
    """Days a week on which the county's hospital can be seen and home reached on the same day."""
    name = "access.return"
    if lack := lacking(name, study, *FORMS):
        return lack
    places, names = facilities(study), area_names(study)
    homes = connected(study, places[places["kind"].eq("settlement")])
    hospital = list(connected(study, places[places["kind"].eq("hospital")])["facility"])
    if not hospital:
        return withheld(name, study, "access.no_hospital")
    stays = pd.concat([_stays(study, days, homes, hospital[0]) for days in weeks(study)])
    stays = stays.assign(area=stays["place"].map(homes.set_index("facility")["area"]))
    rows = []
    for code in [code for code in town_codes(study) if homes["area"].eq(code).any()]:
        # The day as the settlement in the middle of its township has it.
        days = stays[stays["area"].eq(code)].groupby("day")["stay"].median()
        longest = days.max()
        rows.append({"name": names[code], "days": int(days.ge(VISIT).sum()),
                     "days_short": int((days.ge(0) & days.lt(VISIT)).sum()),
                     "stay": longest / 60 if longest >= 0 else np.nan})
    return Exhibit(name, "table", pd.DataFrame(rows), source=source(study, *FORMS),
                   facts=study.facts | {"hospital": hospital[0], "quarter": _quarter(study)})


def _stays(study: Study, days, homes: pd.DataFrame, hospital: str) -> pd.DataFrame:
    """Minutes at the hospital between the first arrival and the last way home; below 0: none."""
    way, names = network(study, days[0]), list(homes["facility"])
    there = travel_times(way, names, [EARLIEST])
    there = there[there["destination"].eq(hospital)].set_index("origin")["minutes"] + EARLIEST
    back = travel_times(way, [hospital], range(EARLIEST, LATEST + 1, 10))
    back = back[np.isfinite(back["minutes"])].groupby("destination")["depart"].max()
    stay = (back.reindex(names).fillna(-inf) - there.reindex(names)).clip(lower=-1)
    return pd.concat([pd.DataFrame({"place": names, "day": day,
                                    "stay": stay.fillna(-1).to_numpy()}) for day in days])


def cancelled(study: Study) -> Exhibit:
    """Planned and cancelled sailings by line over the last four quarters, with limits."""
    name = "access.cancelled"
    if lack := lacking(name, study, "timetable"):
        return lack
    frame = study.snapshot.form("timetable")
    told = sorted(frame["period"].unique())[-4:]
    modes = study.forms.codes["service_modes"]
    boats = frame[frame["period"].isin(told) & frame["mode"].ne("bus")]
    ends = boats[["start", "end"]].min(axis=1), boats[["start", "end"]].max(axis=1)
    lines = boats.assign(near=ends[0], far=ends[1]).groupby(["near", "far", "mode"])[
        ["planned", "cancelled"]].sum().astype(float).reset_index()
    lines = lines[lines["planned"].gt(0)]
    if lines.empty:
        return withheld(name, study, "access.no_sailings")
    limits = proportion_interval(lines["cancelled"].to_numpy(), lines["planned"].to_numpy())
    shown = pd.DataFrame({
        "name": [say("access.line", near=near, far=far)
                 for near, far in zip(lines["near"], lines["far"], strict=True)],
        "mode": [modes[code].name for code in lines["mode"]],
        "planned": lines["planned"].astype(int), "cancelled": lines["cancelled"].astype(int),
        **{side: limits[side].to_numpy() * 100 for side in ("value", "low", "high")}})
    return Exhibit(name, "table", shown.reset_index(drop=True), source=source(study, "timetable"),
                   facts=study.facts | {"first": in_words(told[0]), "last": in_words(told[-1])})
