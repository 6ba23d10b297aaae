"""arrears — a ledger of unpaid wages -> cases as durations, the open ones counted as open."""

import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, promised
from qiyou.domains.records import last_day, newest, not_sent, records, stepped, year_ends
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.stats.intervals import proportion_interval
from qiyou.stats.resolution import median_resolution_days, resolution_curve, resolved_within

FORM, ARREARS = "arrears", "employment.arrears_resolution"
WITHIN_DAYS = (7, 15, 30)
# Days that most claims of workers who live from hand to mouth can wait for.
FIXED_DAYS = 30


def cases(study: Study) -> pd.DataFrame:
    """Each case once, as the newest ledger that holds it tells it.

    Returns
    -------
    DataFrame
        The form's columns, ``year`` of receipt, ``seen`` (last day that a ledger told of it; of
        transferred cases the first that told so) and ``is_lost``: still open, yet missing from
        the newest ledger.
    """
    rows = records(study, FORM).sort_values("period", kind="stable")
    last = rows.groupby("case").tail(1).reset_index(drop=True)
    is_lost = last["state"].eq("open") & last["period"].ne(rows["period"].max())
    moved = rows[rows["state"].eq("transferred")].groupby("case")["period"].min()
    seen = last["case"].map(moved).where(last["state"].eq("transferred")).fillna(last["period"])
    return last.assign(year=last["received_day"].dt.year.astype(int), is_lost=is_lost,
                       seen=seen.map(last_day))


def watched(found: pd.DataFrame, *, is_transfer_open: bool) -> tuple[pd.Series, pd.Series]:
    """Days of opening and resolving, moved so that every case is watched as long as it was.

    A case that dropped out of the ledgers was last seen then, not today; moving its beginning
    by the gap keeps the time it was watched for.

    Parameters
    ----------
    found : DataFrame
        From `cases`.
    is_transfer_open : bool
        Transferred cases count as unresolved to this day; otherwise watching ends with the
        ledger that says so.
    """
    today = found["seen"].max()
    ends = found["resolved_day"].where(found["state"].eq("resolved"))
    until = found["seen"].where(~found["state"].eq("transferred") | (not is_transfer_open), today)
    gap = (today - until).where(ends.isna(), pd.Timedelta(0))
    return found["received_day"] + gap, ends


def arrears_by_year(study: Study) -> Section:
    """Cases by year of receipt: resolved, transferred, open, and those that dropped out open."""
    name = "employment.arrears_by_year"
    if lack := not_sent(name, study, FORM):
        return lack
    found = cases(study)
    rows = []
    for year, part in found.groupby("year", sort=True):
        is_open = part["state"].eq("open")
        days = (part["seen"] - part["received_day"]).dt.days[is_open]
        rows.append({
            "year": year, "cases": len(part), "workers": int(part["workers"].sum()),
            "amount": part["amount"].sum() / 10_000,
            "resolved": int(part["state"].eq("resolved").sum()),
            "transferred": int(part["state"].eq("transferred").sum()),
            "open": int(is_open.sum()), "lost": int(part["is_lost"].sum()),
            "longest_open_days": days.max() if len(days) else float("nan"),
            "open_amount": part["amount"][is_open].sum() / 10_000})
    return Exhibit(name, "table", pd.DataFrame(rows), source=came_in(study), facts=study.facts)


def arrears_curve(study: Study) -> Section:
    """Chance that wages are paid within so many days, by what is made of transferred cases."""
    name = "employment.arrears_curve"
    if lack := not_sent(name, study, FORM):
        return lack
    found = cases(study)
    level = study.register.methods.levels.interval
    parts = []
    for key in ("open", "left"):
        opened, resolved = watched(found, is_transfer_open=key == "open")
        curve = resolution_curve(opened, resolved, found["seen"].max(), level)
        # Beyond the last resolution the curve is flat: nothing more to draw.
        told = curve[curve["days"].le(curve.loc[curve["resolved"].gt(0), "days"].max())]
        told = stepped(told)
        parts.append(told.assign(reading=say(f"arrears.reading.{key}"), **{
            column: told[column] * 100 for column in ("value", "low", "high")}))
    shown = pd.concat(parts, ignore_index=True)[["reading", "days", "value", "low", "high",
                                                 "watched", "resolved"]]
    view = {"x": "days", "y": "value", "label": "reading", "low": "low", "high": "high"}
    return Exhibit(name, "lines", shown, view, came_in(study), study.facts | {"n": len(found)})


def arrears_speed(study: Study) -> Section:
    """Share resolved within fixed times and the median time, by year of receipt."""
    name = "employment.arrears_speed"
    if lack := not_sent(name, study, FORM):
        return lack
    found = cases(study)
    level = study.register.methods.levels.interval
    rows = []
    for year, part in found.groupby("year", sort=True):
        opened, resolved = watched(part, is_transfer_open=False)
        curve = resolution_curve(opened, resolved, part["seen"].max(), level)
        half = median_resolution_days(curve)
        row = {"year": year, "cases": len(part), "median_days": half.value,
               "median_low": half.low, "median_high": half.high}
        row |= {f"within_{days}": resolved_within(curve, days).value * 100
                for days in WITHIN_DAYS}
        share = resolved_within(curve, FIXED_DAYS)
        rows.append(row | {"low": share.low * 100, "high": share.high * 100})
    return Exhibit(name, "table", pd.DataFrame(rows), source=came_in(study),
                   facts=study.facts | {"days": FIXED_DAYS})


def arrears_definitions(study: Study) -> Section:
    """The promised rate at each year's end under four readings of what belongs to it."""
    name = "employment.arrears_definitions"
    if lack := not_sent(name, study, FORM):
        return lack
    ledgers, found = year_ends(records(study, FORM)), cases(study)
    promise = promised(study, ARREARS)
    rows = []
    for year, ledger in ledgers.groupby("year", sort=True):
        is_resolved = ledger["state"].eq("resolved")
        is_own = ledger["received_day"].dt.year.eq(year)
        own = found[found["year"].eq(year)]
        # Only cases old enough to have had the time belong to a rate with a time limit.
        ripe = own[(own["seen"].max() - own["received_day"]).dt.days.ge(FIXED_DAYS)]
        quick = (ripe["resolved_day"] - ripe["received_day"]).dt.days.le(FIXED_DAYS)
        parts = {"ledger": is_resolved, "kept": is_resolved[ledger["state"].ne("transferred")],
                 "own": is_resolved[is_own], "timely": quick}
        rows += [_defined(study, int(year), key, flags) for key, flags in parts.items()]
    shown = pd.DataFrame(rows).dropna(subset=["value"])
    target = {} if promise is None else {cell.year: cell.value for cell in promise.cells}
    shown = shown.assign(target=shown["year"].map(target)).reset_index(drop=True)
    return Exhibit(name, "table", shown, source=came_in(study),
                   facts=study.facts | {"days": FIXED_DAYS})


def _defined(study: Study, year: int, key: str, flags: pd.Series) -> dict:
    share = proportion_interval(int(flags.sum()), len(flags),
                                study.register.methods.levels.interval)
    return {"year": year, "reading": say(f"arrears.defined.{key}", days=FIXED_DAYS),
            "events": int(flags.sum()), "n": len(flags), "value": share.value * 100,
            "low": share.low * 100, "high": share.high * 100}


def arrears_open(study: Study) -> Section:
    """Cases of the newest ledger that are open, and those that dropped out before they closed."""
    name = "employment.arrears_open"
    if lack := not_sent(name, study, FORM):
        return lack
    found = cases(study)
    latest = newest(records(study, FORM))
    is_open = found["is_lost"] | (found["case"].isin(latest["case"]) & found["state"].eq("open"))
    rows = found[is_open].sort_values("received_day", kind="stable")
    towns = {town.code: town.name for town in study.county.townships}
    shown = pd.DataFrame({
        "case": rows["case"], "area_name": rows["area"].map(towns),
        "received_day": rows["received_day"].dt.date.astype(str),
        "last_seen": rows["period"], "days": (rows["seen"] - rows["received_day"]).dt.days,
        "workers": rows["workers"].astype(int), "amount": rows["amount"] / 10_000,
        "standing": [say(f"arrears.{'lost' if lost else 'open'}") for lost in rows["is_lost"]],
    }).reset_index(drop=True)
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts)
