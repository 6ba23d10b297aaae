"""childcare_rare — reported births and deaths by month -> what one, two or no events a year say."""

from math import ceil, exp, log1p

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, promised
from qiyou.domains.reported import county_rows, lacking, table, town_rows
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number
from qiyou.stats.intervals import poisson_interval, rate_interval, zero_event_upper

BIRTHS, DEFECTS = "births", "childcare.severe_birth_defects"
# Events by what they are counted among.
EVENTS = {"severe_defects": "perinatal", "neonatal_deaths": "live", "infant_deaths": "live",
          "under_5_deaths": "live"}
COUNTED = ["live", "perinatal", "stillbirths", *EVENTS, "maternal_deaths"]


def rare_years(study: Study) -> Section:
    """Births and rare events as counted, year by year; no rate."""
    name = "childcare.rare_years"
    if lack := lacking(name, study, BIRTHS):
        return lack
    rows = county_rows(study, BIRTHS)
    found = rows.groupby(rows["period"].str[:4].rename("year"))
    shown = found[COUNTED].sum().astype(int)
    shown.insert(0, "months", found.size())
    return table(name, study, shown.reset_index())


def rare_pooled(study: Study) -> Section:
    """Rates per thousand over all reported months together, with their exact limits."""
    name = "childcare.rare_pooled"
    if lack := lacking(name, study, BIRTHS):
        return lack
    sums = county_rows(study, BIRTHS)[COUNTED].sum().astype(float)
    level, promise = study.register.methods.levels.interval, promised(study, DEFECTS)
    rows = []
    for event, base in EVENTS.items():
        found = rate_interval(sums[event], sums[base], per=1000, level=level)
        is_promised = event == "severe_defects" and promise is not None
        rows.append({"event": say(f"childcare.rare.{event}"), "events": int(sums[event]),
                     "base": int(sums[base]), "value": found.value, "low": found.low,
                     "high": found.high,
                     "target": promise.targets[-1].value if is_promised else np.nan})
    view = {"label": "event", "x": "value", "low": "low", "high": "high", "target": "target"}
    return Exhibit(name, "dot_interval", pd.DataFrame(rows), view, came_in(study),
                   study.facts | {"unit": "‰"})


def rare_windows(study: Study) -> Section:
    """Severe defects per thousand births: single years, three years, everything together."""
    name = "childcare.rare_windows"
    if lack := lacking(name, study, BIRTHS):
        return lack
    rows = county_rows(study, BIRTHS).sort_values("period", ignore_index=True)
    year = rows["period"].str[:4]
    parts = [(first, last, rows[year.between(first, last)])
             for first, last in _windows(sorted(year.unique()))]
    counted = pd.DataFrame({"pooled": [_window(first, last, len(part))
                                       for first, last, part in parts],
                            "months": [len(part) for _, _, part in parts],
                            "events": [part["severe_defects"].sum() for _, _, part in parts],
                            "base": [part["perinatal"].sum() for _, _, part in parts]})
    counted = counted.astype({"events": float, "base": float})
    found = rate_interval(counted["events"], counted["base"], per=1000,
                          level=study.register.methods.levels.interval)
    promise = promised(study, DEFECTS)
    shown = counted.assign(value=found["value"], low=found["low"], high=found["high"],
                           target=promise.targets[-1].value if promise else np.nan)
    view = {"label": "pooled", "x": "value", "low": "low", "high": "high", "target": "target"}
    return Exhibit(name, "dot_interval", shown, view, came_in(study),
                   study.facts | {"unit": "‰"})


def _window(first: str, last: str, months: int) -> str:
    label = first if first == last else say("childcare.window", first=first, last=last)
    is_whole = months == 12 * (int(last) - int(first) + 1)
    return label if is_whole else say("childcare.window_part", label=label, months=months)


def _windows(years: list[str]) -> list[tuple[str, str]]:
    single = [(year, year) for year in years]
    three = [(years[at - 2], years[at]) for at in range(2, len(years))]
    everything = [(years[0], years[-1])] if len(years) > 3 else []
    return [*single, *three, *everything]


def months_between(study: Study) -> Section:
    """Months from one event to the next: mean with exact limits, longest run, the run now.

    The mean of the months between is the months watched over the events; its limits are those
    of the count, turned over. ``run_chance_pct`` is the chance of a run as long as today's if
    the rate had stayed at the mean: large, so that the run proves nothing.
    """
    name = "childcare.months_between"
    if lack := lacking(name, study, BIRTHS):
        return lack
    rows = county_rows(study, BIRTHS).sort_values("period", ignore_index=True)
    level = study.register.methods.levels.interval
    shown = pd.DataFrame([_between(rows[event].fillna(0).astype(float), event, level)
                          for event in (*EVENTS, "maternal_deaths")])
    return table(name, study, shown)


def _between(counts: pd.Series, event: str, level: float) -> dict:
    months, events = len(counts), float(counts.sum())
    limits = poisson_interval(events, level)
    runs = longest_runs(counts)
    return {"event": say(f"childcare.rare.{event}"), "months": months, "events": int(events),
            "between": months / events if events else np.nan, "between_low": months / limits.high,
            "between_high": months / limits.low if events else np.nan,
            "longest_run": max(runs), "run_now": runs[-1],
            "run_chance_pct": exp(-events / months * runs[-1]) * 100 if events else np.nan}


def longest_runs(counts: pd.Series) -> list[int]:
    """Lengths of the runs of months without an event, the one now last.

    Examples
    --------
    >>> longest_runs(pd.Series([0, 0, 1, 0, 2, 0, 0, 0]))
    [2, 1, 3]
    """
    runs = [0]
    for count in counts:
        if count:
            runs.append(0)
        else:
            runs[-1] += 1
    return runs


def rare_towns(study: Study) -> Section:
    """Deaths under five by township over all months: the rate that cannot be ruled out."""
    name = "childcare.rare_towns"
    if lack := lacking(name, study, BIRTHS):
        return lack
    sums = town_rows(study, BIRTHS).groupby("area_name", sort=False)[
        ["live", "under_5_deaths"]].sum().astype(float)
    sums = sums[sums["live"].gt(0)]
    level = study.register.methods.levels.interval
    found = rate_interval(sums["under_5_deaths"], sums["live"], per=1000, level=level)
    none = zero_event_upper(sums["live"], level)["high"] * 1000
    is_zero = sums["under_5_deaths"].eq(0)
    shown = pd.DataFrame({
        "area_name": sums.index, "births": sums["live"].astype(int).to_numpy(),
        "events": sums["under_5_deaths"].astype(int).to_numpy(),
        "value": found["value"].to_numpy(), "low": found["low"].to_numpy(),
        "high": none.where(is_zero, found["high"]).to_numpy(),
        "words": [say("childcare.zero_not_none") if zero else "" for zero in is_zero]})
    return table(name, study, shown)


def rare_findings(study: Study) -> Section:
    """What the reported months can and cannot say about the promised risk, in sentences."""
    name = "childcare.rare_findings"
    if lack := lacking(name, study, BIRTHS):
        return lack
    rows = county_rows(study, BIRTHS)
    sums, promise = rows[COUNTED].sum().astype(float), promised(study, DEFECTS)
    level = study.register.methods.levels.interval
    found = rate_interval(sums["severe_defects"], sums["perinatal"], per=1000, level=level)
    a_year = sums["perinatal"] / len(rows) * 12
    facts = study.facts | {
        "months": len(rows), "events": int(sums["severe_defects"]),
        "base": number(sums["perinatal"]), "value": number(found.value, "‰", 1),
        "low": number(found.low, "‰", 1), "high": number(found.high, "‰", 1),
        "a_year": number(a_year, decimals=0), "one": number(1000 / a_year, "‰", 1),
        "mothers": int(sums["maternal_deaths"]), "births": number(sums["live"])}
    keys = ["rare_seen"]
    if promise is not None:
        risk = promise.targets[-1].value / 1000
        needed = ceil(log1p(-level) / log1p(-risk))
        facts |= {"text": promise.targets[-1].text, "needed": number(needed),
                  "years": number(needed / a_year, decimals=0)}
        inside = found.low <= risk * 1000 <= found.high
        keys += ["rare_open" if inside else "rare_settled", "rare_needed"]
    keys += ["rare_one", *(["rare_mothers"] if not sums["maternal_deaths"] else [])]
    return Sentences(name, tuple(say(f"childcare.said.{key}", **facts) for key in keys),
                     came_in(study), is_list=True)
