"""measured — a study -> what has come in: series against the promised path, townships, remarks."""

import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.remarks import remarks
from qiyou.domains.study import Study
from qiyou.indicators import RANDOM
from qiyou.indicators import scale as scale_of
from qiyou.register import Indicator
from qiyou.register.periods import period_named
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.report.wording import listing
from qiyou.stats.funnel import funnel as funnel_of


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
                   source=came_in(study), facts=study.facts | {"axis": _axis(shown)})


def _axis(shown: pd.DataFrame) -> str:
    """Title of the axis where one promise alone is drawn; several have titles of their own."""
    names = shown[["name", "unit"]].drop_duplicates()
    return say("form.with_unit", **names.iloc[0]) if len(names) == 1 else ""


def recent(study: Study) -> Exhibit:
    """Every indicator in one row: its whole years, its newest figure, the one a year before."""
    own = study.series[study.series["area"].eq(study.county.code) & study.series["value"].notna()]
    if own.empty:
        return nothing_came("house.recent", study)
    whole = own[own["period"].str.len().eq(4) & ~is_open(own)]
    table = whole.pivot(index="indicator", columns="period", values="value")
    # A year that is not over is told by its newest month or quarter.
    told = own[~(own["period"].str.len().eq(4) & is_open(own))]
    newest = told.loc[told.groupby("indicator")["period"].idxmax()].set_index("indicator")
    before = _a_year_before(own, newest)
    frame = pd.DataFrame({"newest": newest["period"], "value": newest["value"],
                          "low": newest["low"], "high": newest["high"], "year_before": before,
                          "note": remarks_of(newest.reset_index(), study)}, index=newest.index)
    shown = table.reindex(newest.index).add_prefix("y").join(frame).reset_index()
    names = [study.indicators[name] for name in shown.pop("indicator")]
    shown.insert(0, "name", [one.name for one in names])
    shown.insert(1, "unit", list(map(unit_of, names)))
    labels = {name: say("house.year", year=name[1:]) for name in table.add_prefix("y").columns}
    return Exhibit("house.recent", "table", shown, source=came_in(study), facts=study.facts,
                   labels=labels)


def _a_year_before(own: pd.DataFrame, newest: pd.DataFrame) -> list[float]:
    known = own.set_index(["indicator", "period"])["value"].to_dict()
    return [known.get((name, period_named(period).year_before.name), float("nan"))
            for name, period in newest["period"].items()]


def townships(study: Study, *indicators: str) -> Exhibit:
    """Newest year of every indicator, one column a township, with the small-number rules said.

    Parameters
    ----------
    study : Study
    *indicators : str
        Ids; all of the study's if none is named.
    """
    rows = newest_townships(study)
    rows = rows[rows["indicator"].isin(indicators)] if indicators else rows
    if rows.empty:
        return nothing_came("house.townships", study)
    towns = {town.code: town.name for town in study.county.townships}
    table = rows.pivot(index="indicator", columns="area", values="value").reindex(
        columns=list(towns)).add_prefix("a")
    whole = years(study).set_index(["indicator", "period"])["value"].to_dict()
    periods = rows.groupby("indicator")["period"].max()
    names = [study.indicators[name] for name in table.index]
    shown = pd.DataFrame({
        "name": [one.name for one in names], "unit": list(map(unit_of, names)),
        "year": [int(periods[name]) for name in table.index],
        "county": [whole.get((name, periods[name]), float("nan")) for name in table.index],
        **{column: table[column].to_numpy() for column in table.columns},
        "note": [_thin(rows[rows["indicator"].eq(name)], study, towns) for name in table.index]})
    labels = {f"a{code}": name for code, name in towns.items()}
    return Exhibit("house.townships", "table", shown, source=came_in(study), facts=study.facts,
                   labels=labels)


def _thin(rows: pd.DataFrame, study: Study, towns: dict[str, str]) -> str:
    """Townships whose figure stands on too few events to be read alone."""
    thin = [towns[area] for area, flag in zip(rows["area"], flags_of(rows, study), strict=True)
            if flag in ("unstable", "suppressed")]
    if not thin:
        return ""
    if len(thin) == len(rows):
        return say("house.thin_all")
    return say("house.thin", names=listing(thin, len(towns)))


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
    per = scale_of(definition)
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


def unit_of(definition: Indicator) -> str:
    """Unit that figures are shown in; a coverage is in per cent whether or not that is said."""
    return definition.unit or ("%" if definition.kind == "coverage" else "")


def is_open(rows: pd.DataFrame) -> pd.Series:
    """Whether estimates are of years that are not over, or lack some of their periods."""
    return rows["note"].fillna("").astype(str).str.contains("part_year")


def flags_of(rows: pd.DataFrame, study: Study) -> list[str]:
    """Flags of estimates, ``unstable`` too where too few events are behind them."""
    few = study.register.methods.small_numbers.unstable_below_events
    return ["unstable" if flag == "ok" and study.indicators[name].chance in RANDOM
            and events < few else flag
            for name, flag, events in zip(rows["indicator"], rows["flag"], rows["events"],
                                          strict=True)]


def remarks_of(rows: pd.DataFrame, study: Study) -> list[str]:
    """Remarks on estimates in words."""
    return [remarks(flag, note) for flag, note in
            zip(flags_of(rows, study), rows["note"], strict=True)]
