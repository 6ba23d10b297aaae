"""assistance_reported — standards, prices, incomes, costs -> real terms, against the plan."""

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, promised
from qiyou.domains.records import (
    at_year,
    by_town,
    last_day,
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
from qiyou.report.wording import period
from qiyou.stats.path import time_to_target

STANDARD, COSTS = "assistance.living_standard", "assistance.medical_cost_coverage"
MONEY, PRICES, AID = "assistance_county", "prices_income", "medical_assistance"
INCOMES = ("income", "urban_income", "rural_income", "low_income")
PERCENT = 100.0


def standard_in_force(study: Study) -> Section:
    """The standard at each year's end and the mean of what was in force through the year."""
    name = "assistance.standard_in_force"
    if lack := not_sent(name, study, MONEY):
        return lack
    rows = whole_county(study, MONEY)
    years = rows["period"].str[:4].astype(int)
    ends = year_ends(rows).set_index("year")
    shown = pd.DataFrame({
        "year": ends.index, "quarters": years.value_counts().reindex(ends.index).to_numpy(),
        "monthly": ends["monthly_standard"].to_numpy(float),
        "value": ends["yearly_standard"].to_numpy(float),
        "in_force": rows.groupby(years)["yearly_standard"].mean().to_numpy(float),
        "since": ends["effective_day"].dt.strftime("%Y-%m-%d").fillna("").to_numpy()})
    target = shown["year"].map(_targets(study))
    shown = shown.assign(target=target, gap=shown["value"] - target,
                         gap_in_force=shown["in_force"] - target)
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts)


def standard_in_prices(study: Study) -> Section:
    """The standard of each year in prices of the first, chained by the reported price index."""
    name = "assistance.standard_in_prices"
    if lack := not_sent(name, study, MONEY, PRICES):
        return lack
    frame = _priced(study)
    if len(frame) < 2:
        return withheld(name, study, "records.too_few", reason=say("assistance_reported.one_year"))
    rise, real = frame["value"] / frame["value"].iloc[0], frame["real"] / frame["real"].iloc[0]
    shown = frame.assign(nominal_growth_pct=(rise - 1) * PERCENT,
                         real_growth_pct=(real - 1) * PERCENT)
    facts = study.facts | {"first": int(frame["year"].iloc[0]), "own": say(
        "assistance_reported.own_prices" if frame["is_own"].all()
        else "assistance_reported.other_prices")}
    return Exhibit(name, "table", shown.drop(columns="is_own"), source=came_in(study), facts=facts)


def standard_to_income(study: Study) -> Section:
    """The standard as a share of incomes per head, by group and year."""
    name = "assistance.standard_to_income"
    if lack := not_sent(name, study, MONEY, PRICES):
        return lack
    frame = _incomes(study)
    shown = pd.concat([pd.DataFrame({
        "line": say(f"assistance_reported.of.{column}"), "year": frame["year"],
        "income": frame[column], "value": frame["value"] / frame[column] * PERCENT})
        for column in INCOMES], ignore_index=True).dropna(subset=["value"])
    if shown.empty:
        return withheld(name, study, "records.too_few", reason=say("assistance_reported.one_year"))
    view = {"x": "year", "y": "value", "label": "line"}
    return Exhibit(name, "lines", shown, view, came_in(study), study.facts | {"unit": "%"})


def catch_up(study: Study) -> Section:
    """Growth of the standard beside that of incomes, and where the promise leads if both go on."""
    name = "assistance.catch_up"
    if lack := not_sent(name, study, MONEY, PRICES):
        return lack
    frame, promise = _incomes(study), promised(study, STANDARD)
    if len(frame) < 2 or promise is None:
        return withheld(name, study, "records.too_few", reason=say("assistance_reported.one_year"))
    first, last = frame.iloc[0], frame.iloc[-1]
    years, left = last["year"] - first["year"], promise.targets[-1].year - last["year"]
    final = promise.targets[-1].value
    rows = []
    for column in INCOMES:
        if not first[column] > 0 or not last[column] > 0:
            continue
        growth = (last[column] / first[column]) ** (1 / years)
        then = last[column] * growth**left
        rows.append({
            "group": say(f"assistance_reported.group.{column}"),
            "standard_growth_pct": ((last["value"] / first["value"]) ** (1 / years) - 1) * PERCENT,
            "income_growth_pct": (growth - 1) * PERCENT,
            "ratio_first": first["value"] / first[column] * PERCENT,
            "ratio_last": last["value"] / last[column] * PERCENT,
            "ratio_promised": final / then * PERCENT,
            "needed_to_hold": last["value"] / last[column] * then})
    facts = study.facts | {"first": int(first["year"]), "last": int(last["year"]),
                           "final": promise.targets[-1].text}
    return Exhibit(name, "table", pd.DataFrame(rows), source=came_in(study), facts=facts)


def _priced(study: Study) -> pd.DataFrame:
    """Yearly standard with the price level of its year, the first year with an index being 100."""
    frame = _standards(study).merge(_prices(study)[["year", "cpi", "is_own_cpi"]], on="year")
    # A chain ends where a year's index is missing.
    frame = frame[frame["year"].diff().fillna(1).eq(1).cummin()]
    level = frame["cpi"].astype(float).div(PERCENT).cumprod()
    level = level / level.iloc[0] * PERCENT if len(level) else level
    return pd.DataFrame({"year": frame["year"], "value": frame["value"],
                         "cpi": frame["cpi"].astype(float), "price_level": level,
                         "real": frame["value"] / level * PERCENT,
                         "is_own": frame["is_own_cpi"].fillna(False).astype(bool)})


def _incomes(study: Study) -> pd.DataFrame:
    frame = _standards(study).merge(_prices(study)[["year", *INCOMES]], on="year")
    return frame.astype(dict.fromkeys(INCOMES, float))


def _standards(study: Study) -> pd.DataFrame:
    rows = year_ends(whole_county(study, MONEY))
    return pd.DataFrame({"year": rows["year"], "value": rows["yearly_standard"].astype(float)})


def _prices(study: Study) -> pd.DataFrame:
    rows = whole_county(study, PRICES)
    return rows.assign(year=rows["period"].str[:4].astype(int)).sort_values("year")


def cost_coverage(study: Study) -> Section:
    """Share of medical costs paid: up to each quarter, and in each quarter by itself."""
    name = "assistance.cost_coverage"
    if lack := not_sent(name, study, AID):
        return lack
    frame = _costs(study)
    shown = pd.concat([pd.DataFrame({"line": say(f"assistance_reported.costs.{key}"),
                                     "at": frame["at"], "value": frame[key]})
                       for key in ("so_far", "alone")], ignore_index=True)
    known = _targets(study, COSTS)
    goal = frame["year"].map(known)
    shown = pd.concat([shown, pd.DataFrame({
        "line": say("assistance_reported.costs.target"), "at": frame["at"],
        "value": goal}).dropna()], ignore_index=True)
    view = {"x": "at", "y": "value", "label": "line"}
    return Exhibit(name, "lines", shown, view, came_in(study), study.facts | {"unit": "%"})


def cost_landing(study: Study) -> Section:
    """Where each year's coverage landed beside its target, and what the last quarter had to be."""
    name = "assistance.cost_landing"
    if lack := not_sent(name, study, AID):
        return lack
    frame, known = _costs(study), _targets(study, COSTS)
    rows = []
    for year, part in frame.groupby("year", sort=True):
        if part["part"].iloc[-1] != 4 or len(part) < 2:
            continue
        before, last, goal = part.iloc[-2], part.iloc[-1], known.get(int(year), np.nan)
        gap = last["so_far"] - goal
        key = "landed" if abs(gap) < 0.05 else "missed" if gap < 0 else "passed"
        rows.append({"year": int(year), "third_quarter": before["so_far"], "value": last["so_far"],
                     "target": goal, "gap": gap, "last_alone": last["alone"],
                     "earlier_highest": part["alone"].iloc[:-1].max(),
                     "words": say(f"assistance_reported.{key}") if np.isfinite(goal) else ""})
    if not rows:
        return withheld(name, study, "records.too_few", reason=say("assistance_reported.one_year"))
    return Exhibit(name, "table", pd.DataFrame(rows), source=came_in(study), facts=study.facts)


def _costs(study: Study) -> pd.DataFrame:
    rows = whole_county(study, AID)
    years, parts = rows["period"].str[:4].astype(int), rows["period"].map(part_of_year)
    costs, paid = rows["costs"].astype(float), rows["paid"].astype(float)
    # What ran up in the year begins anew in each first quarter.
    alone = [values - values.groupby(years).shift(fill_value=0) for values in (costs, paid)]
    return pd.DataFrame({"period": rows["period"], "year": years, "part": parts,
                         "at": [at_year(one) for one in rows["period"]],
                         "so_far": paid / costs * PERCENT, "alone": alone[1] / alone[0] * PERCENT})


def trust_funds(study: Study) -> Section:
    """Charities, trusts, funds and donations at each year's end, and when the target comes."""
    name = "assistance.trust_funds"
    if lack := not_sent(name, study, MONEY):
        return lack
    all_rows = whole_county(study, MONEY)
    rows = year_ends(all_rows)
    funds = rows["trust_funds"].astype(float)
    promise = promised(study, "assistance.charitable_trusts")
    shown = pd.DataFrame({
        "period_name": [period(one) for one in rows["period"]],
        "charities": rows["charities"].astype(int), "trusts": rows["trusts"].astype(float),
        "trust_funds": funds, "added": funds.diff(),
        "a_trust": funds / rows["trusts"].astype(float),
        "donations": rows["donations"].astype(float)})
    arrival = say("assistance_reported.no_arrival")
    days = (last_day(all_rows["period"].iloc[-1]) - last_day(all_rows["period"].iloc[0])).days
    if promise is not None and days:
        start, now = all_rows["trust_funds"].astype(float).iloc[[0, -1]]
        wait = time_to_target(start, now, promise.targets[-1].value, days / 365.25)
        if np.isfinite(wait):
            end = last_day(all_rows["period"].iloc[-1]) + pd.Timedelta(days=wait * 365.25)
            arrival = say("assistance_reported.arrival", year=end.year,
                          target=promise.targets[-1].text)
    return Exhibit(name, "table", shown, source=came_in(study),
                   facts=study.facts | {"arrival": arrival})


def homes_by_town(study: Study) -> Section:
    """Homes for disabled people by township: whether there is one, and whether it is used."""
    name = "assistance.homes_by_town"
    if lack := not_sent(name, study, "disabled_homes"):
        return lack
    rows = by_town(study, newest(records(study, "disabled_homes")))
    has, served = rows["has_home"].fillna(False).astype(bool), rows["served"].astype(float)
    keys = np.where(~has, "none", np.where(served.gt(0), "used", "empty"))
    shown = pd.DataFrame({
        "area_name": rows["area_name"], "homes": rows["homes"].astype(int), "served": served,
        "registered": rows["registered"].astype(float),
        "per_100": served / rows["registered"].astype(float) * PERCENT,
        "words": [say(f"assistance_reported.home.{key}") for key in keys]})
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts | {
        "last": period(records(study, "disabled_homes")["period"].max())})


def _targets(study: Study, indicator: str = STANDARD) -> dict[int, float]:
    promise = promised(study, indicator)
    return {} if promise is None else {
        cell.year: cell.value for cell in promise.cells if cell.value is not None}
