"""measured — a study -> what has come in: series against the promised path, townships, remarks."""

import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.remarks import remarks
from qiyou.domains.study import Study
from qiyou.indicators import RANDOM
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.stats.funnel import funnel as funnel_of

# Newest months, quarters and years of each indicator that a table shows.
RECENT = {4: 4, 6: 8, 7: 12}


def known_paths(study: Study) -> Exhibit:
    """Every row of the five-year table that has a path, with the yearly figures that came in."""
    rows = study.rows[study.rows["promise"].isin(study.table_promises)]
    rows = rows[rows["value"].notna()]
    rows = rows[rows.groupby("promise")["year"].transform("size") > 1]
    known = years(study)
    known = known[known["indicator"].isin(rows["indicator"]) & known["value"].notna()]
    if known.empty:
        return nothing_came("house.known_paths", study)
    promised = rows[rows["indicator"].isin(known["indicator"])].assign(
        is_base=lambda frame: frame["comparison"].eq("none"))
    names = promised.drop_duplicates("indicator").set_index("indicator")[["name", "unit"]]
    found = known.join(names, on="indicator").rename(columns={"period": "year"}).assign(
        year=lambda frame: frame["year"].astype(int))
    # One promise on an indicator is enough to hold its figures against.
    promised = promised.drop_duplicates(["indicator", "year"]).rename(columns={"value": "target"})
    keys = ["indicator", "name", "unit", "year"]
    columns = [*keys, "target", "text", "is_base"]
    shown = promised[columns].merge(found[[*keys, "value", "low", "high"]], on=keys, how="outer")
    shown = shown.sort_values(["indicator", "year"], kind="stable").drop(columns="indicator")
    view = {"x": "year", "y": "target", "label": "name", "text": "text", "base": "is_base",
            "unit": "unit", "value": "value", "low": "low", "high": "high"}
    shown = shown.assign(is_base=shown["is_base"].eq(True), text=shown["text"].fillna(""))
    return Exhibit("house.known_paths", "path", shown.reset_index(drop=True), view,
                   source=came_in(study), facts=study.facts)


def recent(study: Study) -> Exhibit:
    """Newest periods of every indicator: value, interval, base, events, remarks."""
    own = study.series[study.series["area"].eq(study.county.code)]
    if own.empty:
        return nothing_came("house.recent", study)
    size = own["period"].str.len()
    # A year that only repeats its newest quarter is told by that quarter.
    is_open = own["note"].fillna("").str.contains("part_year")
    rank = own[~is_open].groupby(["indicator", size[~is_open]])["period"].rank(ascending=False)
    kept = own.loc[rank[rank <= size.map(RECENT).reindex(rank.index)].index]
    return Exhibit("house.recent", "table", _told(kept, study), source=came_in(study),
                   facts=study.facts)


def townships(study: Study, *indicators: str) -> Exhibit:
    """Newest year of every indicator in every township, with the small-number rules said.

    Parameters
    ----------
    study : Study
    *indicators : str
        Ids; all of the study's if none is named.
    """
    shown = newest_townships(study)
    shown = shown[shown["indicator"].isin(indicators)] if indicators else shown
    if shown.empty:
        return nothing_came("house.townships", study)
    order = {town.code: town.name for town in study.county.townships}
    table = _told(shown, study)
    table.insert(1, "area_name", shown["area"].map(order).to_numpy())
    return Exhibit("house.townships", "table", table, source=came_in(study), facts=study.facts)


def funnel(study: Study, indicator: str) -> Exhibit:
    """Townships within the limits that chance alone would keep them in, newest year.

    For shares and rates of events and samples; what is counted whole has no chance to be in.
    """
    name = "house.funnel"
    definition = study.indicators[indicator]
    rows = newest_townships(study)
    rows = rows[rows["indicator"].eq(indicator) & rows["n"].gt(0) & rows["events"].notna()]
    facts = study.facts | {"name": definition.name, "unit": definition.unit}
    if len(rows) < 3:
        return unavailable(name, "house.too_few_areas", **facts)
    kind = "proportion" if definition.kind in ("share", "coverage") else "rate"
    per = {"%": 100.0, "‰": 1000.0}.get(definition.unit, definition.per or 1.0)
    frame = funnel_of(pd.DataFrame({"events": rows["events"], "base": rows["n"]}), kind, per=per)
    towns = {town.code: town.name for town in study.county.townships}
    shown = pd.DataFrame({
        "name": rows["area"].map(towns), "n": rows["n"], "events": rows["events"],
        "value": frame["value"], "centre": frame["target"],
        "low": frame["low_95"], "high": frame["high_95"], "low_outer": frame["low_998"],
        "high_outer": frame["high_998"], "is_outside": frame["signal"].ne("within")})
    view = {"x": "n", "y": "value", "low": "low", "high": "high", "low_outer": "low_outer",
            "high_outer": "high_outer", "centre": "centre", "label": "name",
            "highlight": "is_outside", "neighbour": "is_named"}
    shown = shown.assign(is_named=True).reset_index(drop=True)
    outside = shown.loc[shown["is_outside"], "name"]
    facts |= {"year": rows["period"].max(), "n_outside": len(outside)}
    return Exhibit(name, "funnel", shown, view, source=came_in(study), facts=facts)


def footnotes(study: Study) -> Exhibit:
    """What departments wrote beside the figures that this domain's indicators are made from."""
    own = {name: form for name, form in study.forms.forms.items()
           if any(feed.indicator in study.indicators for feed in form.feeds)}
    notes = study.snapshot.notes_of(*own)
    if notes.empty:
        reason = "house.no_notes" if len(study.series) else "house.nothing_came"
        return unavailable("house.footnotes", reason, **study.facts, n=0)
    towns = {town.code: town.name for town in study.county.townships}
    rows = notes.groupby(["form", "period", "area", "item", "note"], sort=True, as_index=False)
    merged = rows["column"].agg(list)
    shown = pd.DataFrame({
        "form": [own[name].title for name in merged["form"]], "period": merged["period"],
        "area_name": [towns.get(code, study.county.name) for code in merged["area"]],
        "note": merged["note"]}).drop_duplicates(ignore_index=True)
    return Exhibit("house.footnotes", "table", shown, source=came_in(study),
                   facts=study.facts | {"n": len(shown)})


def years(study: Study) -> pd.DataFrame:
    """Yearly estimates of the county as a whole."""
    own = study.series
    return own[own["area"].eq(study.county.code) & own["period"].str.len().eq(4)]


def newest_townships(study: Study) -> pd.DataFrame:
    """Estimates of the townships in the newest year that each indicator has of them."""
    towns = [town.code for town in study.county.townships]
    own = study.series[study.series["area"].isin(towns) & study.series["period"].str.len().eq(4)]
    newest = own.groupby("indicator")["period"].transform("max")
    order = {code: at for at, code in enumerate(towns)}
    return own[own["period"].eq(newest)].sort_values(
        "area", key=lambda codes: codes.map(order), kind="stable").sort_values(
        "indicator", kind="stable", ignore_index=True)


def came_in(study: Study) -> str:
    """Source line of figures that departments sent."""
    return say("house.came_in_source", **study.facts)


def nothing_came(name: str, study: Study) -> Exhibit:
    """Say that no figure of this domain has come in yet, where an exhibit would stand."""
    return unavailable(name, "house.nothing_came", **study.facts)


def _told(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    definitions, few = study.indicators, study.register.methods.small_numbers
    is_thin = [definitions[name].chance in RANDOM and events < few.unstable_below_events
               for name, events in zip(rows["indicator"], rows["events"], strict=True)]
    flags = ["unstable" if thin and flag == "ok" else flag
             for thin, flag in zip(is_thin, rows["flag"], strict=True)]
    return pd.DataFrame({
        "name": [definitions[name].name for name in rows["indicator"]],
        "period": rows["period"].to_numpy(),
        "value": rows["value"].to_numpy(), "low": rows["low"].to_numpy(),
        "high": rows["high"].to_numpy(),
        "unit": [definitions[name].unit for name in rows["indicator"]],
        "events": rows["events"].to_numpy(), "n": rows["n"].to_numpy(),
        "note": [remarks(flag, note) for flag, note in zip(flags, rows["note"], strict=True)]})
