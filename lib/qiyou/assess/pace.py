"""pace — plan rows -> what was promised by when, and the yearly step each promise needs."""

import numpy as np
import pandas as pd

# A promise without a base or without numbers has no pace; it is listed with empty figures.
PROMISED = (">=", "<=", "<", ">", "=")


def pace(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Base, this year's and the final promise, and the change a year that leads there.

    For reading how steep a promise is. **Not for judging** whether it is being kept: no actual
    figure enters.

    Parameters
    ----------
    rows : DataFrame
        Plan rows (``schema.PLAN_ROWS``) of any number of promises.
    year : int
        The year looked at; a promise given only for its final year has no figure of the year.

    Returns
    -------
    DataFrame
        One row per promise in the order of ``rows``: promise, name, clause, kind, unit, lead,
        base_year, base, base_text, year_target, year_text, final_year, final, final_text,
        change, change_a_year (in ``unit``), growth_a_year_pct (for positive values),
        first_year_share_pct: share of the whole change that the first year is to bring.

    Examples
    --------
    >>> from qiyou.register import open_register, plan_rows
    >>> register = open_register()
    >>> frame = pace(plan_rows(register.plan("shengsi"), register), 2025)
    >>> frame.set_index("promise").loc["health.life_expectancy", "change_a_year"].round(2)
    np.float64(0.32)
    """
    return pd.DataFrame([_pace(group, year) for _, group in rows.groupby("promise", sort=False)])


def _pace(rows: pd.DataFrame, year: int) -> dict:
    first = rows.iloc[0]
    base = _cell(rows[rows["comparison"].eq("none") & rows["year"].eq(rows["year"].min())
                      & rows["year"].lt(_first_promised_year(rows))])
    promised = rows[rows["comparison"].ne("none")]
    now, final = _cell(promised[promised["year"].eq(year)]), _cell(promised.tail(1))
    # A ceiling for every period promises no change: what stands below it may stay where it is.
    is_path = first["kind"] != "below"
    change = final["value"] - base["value"] if is_path else np.nan
    years = final["year"] - base["year"]
    return {
        **{name: first[name] for name in ("promise", "name", "clause", "kind", "unit", "lead")},
        "base_year": base["year"], "base": base["value"], "base_text": base["text"],
        "year_target": now["value"], "year_text": now["text"],
        "final_year": final["year"], "final": final["value"], "final_text": final["text"],
        "change": change, "change_a_year": change / years,
        "growth_a_year_pct": _growth_pct(base["value"], base["value"] + change, years),
        "first_year_share_pct": _first_year_share_pct(base["value"], promised, change),
    }


def _first_promised_year(rows: pd.DataFrame) -> float:
    promised = rows.loc[rows["comparison"].ne("none"), "year"]
    return promised.min() if len(promised) else np.inf


def _cell(rows: pd.DataFrame) -> dict:
    if rows.empty:
        return {"year": np.nan, "value": np.nan, "text": ""}
    row = rows.iloc[-1]
    return {"year": int(row["year"]), "value": row["value"], "text": row["text"]}


def _growth_pct(base: float, final: float, years: float) -> float:
    if not (base > 0 and final > 0 and years > 0):
        return np.nan
    return ((final / base) ** (1 / years) - 1) * 100


def _first_year_share_pct(base: float, promised: pd.DataFrame, change: float) -> float:
    if len(promised) < 2 or not abs(change) > 0:
        return np.nan
    return (promised["value"].iloc[0] - base) / change * 100
