"""childcare_places — reported places and births -> two rulers, children to come, use, townships."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, no_promise, promised, whole
from qiyou.domains.places import PLACES, redefinition
from qiyou.domains.reported import (
    base_year,
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
from qiyou.stats.precision import expected_count_range

INSTITUTIONS, BIRTHS, PEOPLE = "childcare_institutions", "births", "population"
UNDER3 = (0, 2)


def places_known(study: Study) -> Section:
    """Places at year ends over both bases, each beside what its own document asks for."""
    name = "childcare.places_known"
    if lack := lacking(name, study, INSTITUTIONS, PEOPLE):
        return lack
    places = year_ends(town_rows(study, INSTITUTIONS)).groupby("period")["places"].sum()
    everyone, under3 = (people(study, *ages).loc[study.county.code]
                        for ages in ((0, None), UNDER3))
    plan, later = promised(study, PLACES), redefinition(study)
    rows = []
    for period, known in places.items():
        year, of = int(period[:4]), base_year(under3.index, period)
        rows.append({
            "period": period, "places": int(known), "base_of": str(of),
            "residents": int(everyone[of]), "per_1000_residents": known / everyone[of] * 1000,
            "target_plan": _target(plan, year), "children": int(under3[of]),
            "per_1000_children": known / under3[of] * 1000,
            "target_later": later[1].value if later and later[1].year == year else np.nan})
    return table(name, study, rows)


def _target(promise, year: int) -> float:
    value = None if promise is None else promise.target(year)
    return np.nan if value is None else value


def places_attained(study: Study) -> Section:
    """Both rulers on one axis: reported places as percent of what each ruler asks for."""
    name = "childcare.places_attained"
    if lack := lacking(name, study, INSTITUTIONS, PEOPLE):
        return lack
    later = redefinition(study)
    if promised(study, PLACES) is None:
        return no_promise(name, study, study.register.indicator(PLACES).name)
    if later is None:
        return no_promise(name, study, say("childcare.ruler.later"))
    shown = places_known(study).data.drop_duplicates("period")
    shown = shown.assign(year=shown["period"].str[:4].astype(int))
    rows = [{"ruler": say(f"childcare.ruler.{ruler}"), "year": row["year"],
             "attained_pct": row[column] / target * 100}
            for ruler, column in (("plan", "per_1000_residents"), ("later", "per_1000_children"))
            for _, row in shown.iterrows()
            if np.isfinite(target := row["target_plan"] if ruler == "plan" else later[1].value)]
    view = {"x": "year", "y": "attained_pct", "label": "ruler"}
    return Exhibit(name, "lines", pd.DataFrame(rows), view, came_in(study),
                   study.facts | {"unit": "%"})


def children_to_come(study: Study) -> Section:
    """Children under three at year ends: reported ones, then those that births tell of."""
    name = "childcare.children_to_come"
    if lack := lacking(name, study, BIRTHS, PEOPLE):
        return lack
    if (found := to_come(study)) is None:
        return too_short(name, study, BIRTHS, PEOPLE)
    under3 = people(study, *UNDER3).loc[study.county.code]
    known = pd.DataFrame({"year": under3.index, "children": under3.to_numpy(),
                          "children_low": np.nan, "children_high": np.nan,
                          "label": say("childcare.children.reported")})
    joint = known.tail(1).assign(label=say("childcare.children.expected"))
    ahead = found.loc[study.county.code].reset_index().assign(
        label=say("childcare.children.expected"))
    shown = pd.concat([known, joint, ahead], ignore_index=True)[
        ["label", "year", "children", "children_low", "children_high", "born_share_pct"]]
    view = {"x": "year", "y": "children", "label": "label", "low": "children_low",
            "high": "children_high"}
    return Exhibit(name, "lines", shown, view, came_in(study),
                   study.facts | {"unit": say("unit.persons")})


def to_come(study: Study) -> pd.DataFrame | None:
    """Children under three at coming year ends, of the county and its townships.

    Everyone under three at a year's end was born in the three years up to it. Births that are
    reported stand; later months take the level of the last twelve, between the lowest and the
    highest of three levels (last twelve months, going on changing, back to the first twelve),
    widened by Poisson chance. A ratio turns births into children, so moves go on as they were.

    Returns
    -------
    DataFrame or None
        Index area and year; children, children_low, children_high, born_share_pct (already born,
        percent). None where fewer than three whole years of births came before a head count.
    """
    table_of = study.snapshot.form(BIRTHS).pivot_table(index="area", columns="period",
                                                       values="live", aggfunc="sum")
    months = pd.PeriodIndex(table_of.columns, freq="M")
    table_of.columns = months
    under3 = people(study, *UNDER3)
    last = int(under3.columns[-1])
    is_before = (months.year > last - 3) & (months.year <= last)
    if is_before.sum() < 36 or len(months) < 24 or study.county.code not in table_of.index:
        return None
    county = table_of.loc[study.county.code].astype(float)
    ratio = under3.loc[study.county.code, last] / county[is_before].sum()
    levels = _levels(county)
    span = pd.period_range(f"{last - 1}-01", f"{study.plan.last_year}-12", freq="M")
    unknown = pd.Series({month: month > months[-1] for month in span})
    parts = []
    for area, born in table_of.astype(float).iterrows():
        share = born.sum() / county.sum()
        for year in range(last + 1, study.plan.last_year + 1):
            inside = [month for month in span if year - 3 < month.year <= year]
            parts.append({"area": area, "year": year, **_children(
                born[months.isin(inside)].sum(),
                unknown[inside].sum(), {key: value * share for key, value in levels.items()},
                ratio)})
    return pd.DataFrame(parts).set_index(["area", "year"])


def _levels(county: pd.Series) -> dict[str, float]:
    """Births a month to come: central, lowest, highest."""
    last, first = county.iloc[-12:].mean(), county.iloc[:12].mean()
    yearly = (last / first) ** (12 / (len(county) - 12)) if first > 0 else 1.0
    known = [last, first, last * yearly]
    return {"": last, "_low": min(known), "_high": max(known)}


def _children(born: float, months: int, levels: Mapping[str, float], ratio: float) -> dict:
    chance = {end: expected_count_range(months * levels[end])[end.strip("_")].iloc[0]
              for end in ("_low", "_high")}
    central = born + months * levels[""]
    return {"children": central * ratio, "children_low": (born + chance["_low"]) * ratio,
            "children_high": (born + chance["_high"]) * ratio,
            "born_share_pct": born / central * 100 if central else np.nan}


def places_needed_towns(study: Study) -> Section:
    """Places that each township has, and needs by the last year under either ruler."""
    name = "childcare.places_needed_towns"
    if lack := lacking(name, study, INSTITUTIONS, BIRTHS, PEOPLE):
        return lack
    plan, later, found = promised(study, PLACES), redefinition(study), to_come(study)
    if found is None:
        return too_short(name, study, BIRTHS, PEOPLE)
    everyone, under3 = people(study, 0, None), people(study, *UNDER3)
    has = newest(town_rows(study, INSTITUTIONS)).groupby("area")["places"].sum()
    year, rows = study.plan.last_year, []
    for town in study.county.townships:
        ahead = found.loc[(town.code, year)] if (town.code, year) in found.index else None
        if ahead is None or town.code not in everyone.index:
            continue
        row = {"area_name": town.name, "places": int(has.get(town.code, 0)),
               "children": int(under3.loc[town.code].iloc[-1]),
               **{f"children_last{end}": round(ahead[f"children{end}"])
                  for end in ("", "_low", "_high")}}
        if later:
            row |= {f"later{end}": whole(later[1].value / 1000 * ahead[f"children{end}"]).item()
                    for end in ("_low", "_high")}
            row["to_add"] = max(row["later_high"] - row["places"], 0)
        if plan:
            row["by_plan"] = whole(plan.targets[-1].value / 1000
                                   * everyone.loc[town.code].iloc[-1]).item()
        rows.append(row)
    return table(name, study, rows)
