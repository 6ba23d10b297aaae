"""employment_reported — reported training, jobs, skills, cases -> pace within year and plan."""

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.moved import split
from qiyou.domains.needs import Section, promised
from qiyou.domains.records import last_day, not_sent, part_of_year, whole_county, withheld
from qiyou.domains.study import Study
from qiyou.indicators import unit_factor
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number, period
from qiyou.stats.intervals import proportion_interval
from qiyou.stats.path import expected_path, required_pace, time_to_target, year_end

TRAINING, JOBS = "employment.training_cumulative", "employment.new_urban_jobs"
ARBITRATION = "employment.arbitration_closure"
MONTHS = 12
FLOWS = {"trained_month": TRAINING, "jobs_month": JOBS}
STOCKS = {"skilled": "employment.skilled_workers",
          "high_skilled": "employment.high_skilled_workers"}
SHARES = {"employment.skilled_share": ("skilled", "employed"),
          "employment.high_skilled_share": ("high_skilled", "skilled")}


def training_season(study: Study) -> Section:
    """Training done by each month of this year beside the path that past years had."""
    return _season("employment.training_season", study, "trained_month")


def jobs_season(study: Study) -> Section:
    """New urban jobs by each month of this year beside the path that past years had."""
    return _season("employment.jobs_season", study, "jobs_month")


def _season(name: str, study: Study, column: str) -> Section:
    if lack := not_sent(name, study, "training_jobs"):
        return lack
    past, this = _years(study, column)
    if not len(past) or not len(this):
        return _no_season(name, study)
    path = expected_path(past, study.register.methods.levels.interval)
    done = this.cumsum()
    usual = path.set_index("period")[["value", "low", "high"]] * float(past.sum(axis=1).mean())
    # Drawn as distances: two sums that run up together lie on top of each other.
    band = pd.DataFrame({"line": say("season.usual"), "month": usual.index, "value": 0.0,
                         "low": usual["low"] - usual["value"],
                         "high": usual["high"] - usual["value"], "done": usual["value"]})
    own = pd.DataFrame({"line": say("season.this", year=this.name), "month": done.index,
                        "value": done - usual["value"].reindex(done.index), "done": done})
    shown = pd.concat([band, own], ignore_index=True)
    view = {"x": "month", "y": "value", "label": "line", "low": "low", "high": "high"}
    facts = study.facts | {"this": this.name, "n_years": len(past)}
    return Exhibit(name, "lines", shown, view, came_in(study), facts)


def year_end_outlook(study: Study) -> Section:
    """Where training and new jobs are heading this year, and what the promise asks of it."""
    name = "employment.year_end_outlook"
    if lack := not_sent(name, study, "training_jobs"):
        return lack
    rows = []
    for column, indicator in FLOWS.items():
        past, this = _years(study, column)
        if not len(past) or not len(this):
            return _no_season(name, study)
        done, elapsed = float(this.sum()), int(this.index.max())
        heading = year_end(done, elapsed, past, study.register.methods.levels.interval)
        needed = _needed(study, indicator, this.name)
        pace = required_pace(max(needed, 0), done, elapsed) if np.isfinite(needed) else None
        rows.append({
            "name": study.indicators[indicator].name, "done": done, "months": elapsed,
            "value": heading.value, "low": heading.low, "high": heading.high, "needed": needed,
            "required_a_month": pace.required if pace else np.nan, "so_far": done / elapsed,
            "last_year": float(past.iloc[-1].sum())})
    return Exhibit(name, "table", pd.DataFrame(rows), source=came_in(study), facts=study.facts)


def cumulative_origins(study: Study) -> Section:
    """Cumulated training and jobs by the year that counting begins, against the last target."""
    name = "employment.cumulative_origins"
    if lack := not_sent(name, study, "training_jobs"):
        return lack
    totals = whole_county(study, "training_jobs")
    by_year = totals.groupby(totals["period"].str[:4].astype(int))[list(FLOWS)].sum()
    today = last_day(totals["period"].max())
    left = (pd.Timestamp(f"{study.plan.last_year}-12-31") - today).days / 365.25
    rows = []
    for column, indicator in FLOWS.items():
        target = promised(study, indicator)
        if target is None:
            continue
        goal = target.targets[-1].value * unit_factor(target.unit)
        for origin in (study.plan.base_year, study.plan.base_year + 1):
            done = float(by_year.loc[by_year.index >= origin, column].sum())
            years = (today - pd.Timestamp(f"{origin}-01-01")).days / 365.25
            rows.append({"name": target.name, "origin": origin, "done": done, "goal": goal,
                         "reached_pct": done / goal * 100, "left": max(goal - done, 0),
                         "needed_a_year": max(goal - done, 0) / left if left > 0 else np.nan,
                         "so_far_a_year": done / years})
    return Exhibit(name, "table", pd.DataFrame(rows), source=came_in(study),
                   facts=study.facts | {"last": period(totals["period"].max())})


def skill_stocks(study: Study) -> Section:
    """Skilled and highly skilled people by quarter, as a multiple of the first quarter."""
    name = "employment.skill_stocks"
    if lack := not_sent(name, study, "skilled_workers"):
        return lack
    rows = whole_county(study, "skilled_workers")
    at = [int(one[:4]) + part_of_year(one) / 4 for one in rows["period"]]
    shown = pd.concat([pd.DataFrame({
        "group": say(f"skills.{column}"), "at": at, "persons": rows[column].astype(float),
        "value": rows[column].astype(float) / float(rows[column].iloc[0]) * 100})
        for column in ("employed", "skilled", "high_skilled")], ignore_index=True)
    view = {"x": "at", "y": "value", "label": "group"}
    return Exhibit(name, "lines", shown.dropna(), view, came_in(study),
                   study.facts | {"first": period(rows["period"].iloc[0])})


def skill_ratios(study: Study) -> Section:
    """The two promised ratios: how much of the rise the numerator did, how much the base."""
    name = "employment.skill_ratios"
    if lack := not_sent(name, study, "skilled_workers"):
        return lack
    rows = whole_county(study, "skilled_workers").dropna(subset=["employed"])
    if len(rows) < 2:
        return _no_season(name, study)
    first, last = rows.iloc[0], rows.iloc[-1]
    shown = pd.DataFrame([_ratio(study, indicator, first[[part, base]].astype(float).to_list(),
                                 last[[part, base]].astype(float).to_list())
                          for indicator, (part, base) in SHARES.items()])
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts | {
        "first": period(first["period"]), "last": period(last["period"])})


def _ratio(study: Study, indicator: str, first: list[float], last: list[float]) -> dict:
    of_part, of_base = split((first[0], last[0]), (first[1], last[1]), 100)
    promise = promised(study, indicator)
    before, after = first[0] / first[1] * 100, last[0] / last[1] * 100
    return {"name": study.indicators[indicator].name, "first": before, "last": after,
            "change": after - before,
            "of_part": of_part, "of_base": of_base, "fixed_base": last[0] / first[1] * 100,
            "target": promise.targets[-1].value if promise else np.nan}


def skill_arrival(study: Study) -> Section:
    """When stocks and ratios of skills get where the plan wants them, at the pace so far."""
    name = "employment.skill_arrival"
    if lack := not_sent(name, study, "skilled_workers"):
        return lack
    rows = whole_county(study, "skilled_workers")
    elapsed = (last_day(rows["period"].iloc[-1]) - last_day(rows["period"].iloc[0])).days / 365.25
    found = {indicator: rows[column].astype(float) for column, indicator in STOCKS.items()}
    found |= {indicator: rows[part].astype(float) / rows[base].astype(float) * 100
              for indicator, (part, base) in SHARES.items()}
    end = int(rows["period"].iloc[-1][:4]) + part_of_year(rows["period"].iloc[-1]) / 4
    shown = pd.DataFrame([
        _arrival(study, indicator, values, elapsed, end) for indicator, values in found.items()
        if promised(study, indicator) is not None and elapsed > 0
        and values.iloc[[0, -1]].notna().all()])
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts)


def _arrival(study: Study, indicator: str, values: pd.Series, elapsed: float, end: float) -> dict:
    promise = promised(study, indicator)
    target, start, now = promise.targets[-1].value, values.iloc[0], values.iloc[-1]
    wait = time_to_target(start, now, target, elapsed)
    left = study.plan.last_year + 1 - end
    return {"name": promise.name, "unit": promise.unit, "last": now, "target": target,
            "pace_a_year": (now - start) / elapsed,
            "needed_a_year": max(target - now, 0) / left if left > 0 else np.nan,
            "forecast": now + (now - start) / elapsed * left,
            "arrival": np.floor(end + wait) if np.isfinite(wait) else np.nan}


def arbitration_quarters(study: Study) -> Section:
    """Arbitration closed by the same quarter of every year, with intervals and the promise."""
    name, form = "employment.arbitration_quarters", "labour_county"
    if lack := not_sent(name, study, form):
        return lack
    rows = whole_county(study, form)
    newest = part_of_year(rows["period"].iloc[-1])
    rows = rows[rows["period"].map(part_of_year).isin([newest, 4])]
    found = proportion_interval(rows["closed"].astype(int), rows["due"].astype(int),
                                study.register.methods.levels.interval)
    promise = promised(study, ARBITRATION)
    shown = pd.DataFrame({
        "period_name": [period(one) for one in rows["period"]],
        "events": rows["closed"].astype(int).to_numpy(), "n": rows["due"].astype(int).to_numpy(),
        **{column: found[column].to_numpy() * 100 for column in ("value", "low", "high")},
        "target": promise.targets[-1].value if promise else np.nan,
        "is_year_end": rows["period"].str.endswith("4").to_numpy()})
    shown = shown.assign(mediated_pct=(rows["mediated"].astype(float)
                                       / rows["closed"].astype(float) * 100).to_numpy())
    view = {"label": "period_name", "x": "value", "low": "low", "high": "high",
            "target": "target", "highlight": "is_year_end"}
    return Exhibit(name, "dot_interval", shown, view, came_in(study), study.facts | {"unit": "%"})


def _years(study: Study, column: str) -> tuple[pd.DataFrame, pd.Series]:
    """Whole past years by month, and the newest year so far."""
    rows = whole_county(study, "training_jobs")
    wide = rows.assign(year=rows["period"].str[:4].astype(int),
                       month=rows["period"].map(part_of_year)).pivot(
        index="year", columns="month", values=column).astype(float)
    whole = wide.reindex(columns=range(1, MONTHS + 1)).dropna()
    this = wide.loc[wide.index.max()].dropna()
    return whole[whole.index < this.name], this


def _needed(study: Study, indicator: str, year: int) -> float:
    """What the year must add by the promised path; NaN where the path has no such year."""
    promise = promised(study, indicator)
    known = {} if promise is None else {cell.year: cell.value for cell in promise.cells}
    if year not in known or year - 1 not in known:
        return np.nan
    return (known[year] - known[year - 1]) * unit_factor(promise.unit)


def _no_season(name: str, study: Study) -> Exhibit:
    return withheld(name, study, "records.too_few", reason=say("season.no_past"))


def year_end_words(study: Study) -> Section:
    """What the outlook says, and what it does not, in sentences."""
    name = "employment.year_end_words"
    table = year_end_outlook(study)
    if table.form == "message":
        return withheld(name, study, "season.see_above")
    lines = [say(f"season.said.{_standing(row)}", name=row["name"], value=number(row["value"]),
                 low=number(row["low"]), high=number(row["high"]), needed=number(row["needed"]))
             for _, row in table.data.iterrows()]
    return Sentences(name, tuple(lines), came_in(study), is_list=True)


def _standing(row: pd.Series) -> str:
    if not np.isfinite(row["needed"]):
        return "no_path"
    if row["low"] >= row["needed"]:
        return "enough"
    return "short" if row["high"] < row["needed"] else "open"
