"""ledger_scores — ledger, submissions, figures -> timeliness and quality, each with its interval.

The two are never added up: a return that is late and right and one that is in time and wrong call
for different things.
"""

from math import prod

import pandas as pd

from qiyou.assess.ledger import QUESTIONS, CameIn
from qiyou.register.definitions import County
from qiyou.register.forms import Form, Forms
from qiyou.register.forms_load import TOWNSHIP
from qiyou.stats.intervals import proportion_interval

# Below this many returns or files one more or less moves the share by over twenty points.
FEWEST = 5


def timeliness(frame: pd.DataFrame, as_of: str, level: float) -> pd.DataFrame:
    """Share of due returns that were accepted on time, by department and township.

    The returns themselves are all there: nothing was sampled. The interval says how far so few
    returns can speak for how a department works in general. **Not for ranking** departments whose
    intervals overlap, and below `FEWEST` due returns there is no share at all.

    Parameters
    ----------
    frame : DataFrame
        As `qiyou.assess.ledger.ledger` gives it.
    as_of : str
        ISO day; returns due after it, or on it, do not count yet.
    level : float
        Confidence, 0 to 1.

    Returns
    -------
    DataFrame
        department, area ("" for a department), n_due, n_on_time, n_late, n_open, value, low,
        high (shares from 0 to 1, missing below `FEWEST`), is_scored.
    """
    fallen = frame[frame["due"].lt(as_of)]
    counts = fallen.assign(
        n_due=1, n_on_time=fallen["state"].eq("on_time"), n_late=fallen["state"].eq("late"),
        n_open=~fallen["state"].isin(["on_time", "late"]))
    names = ["n_due", "n_on_time", "n_late", "n_open"]
    found = counts.groupby(["department", "area"], sort=False)[names].sum().reset_index()
    return _with_share(found.astype(dict.fromkeys(names, int)), ("n_on_time", "n_due"), level)


def quality(came: CameIn, submissions: pd.DataFrame, owners: dict[str, str],
            level: float) -> pd.DataFrame:
    """Share of files accepted at the first try, and findings per hundred figures, by department.

    A first try is a file before which nothing had come for any of its returns; mended and revised
    versions do not count, nor do files in which no form could be made out. Findings come in
    clusters (one wrong column, twenty wrong cells), so their rate has no interval.

    Parameters
    ----------
    came : CameIn
        With forms, see `qiyou.assess.ledger.with_forms`.
    submissions : DataFrame
        ``qiyou.store.history.SUBMISSIONS``.
    owners : dict of str to str
        Department by form id; forms that are left out do not count.
    level : float
        Confidence, 0 to 1.

    Returns
    -------
    DataFrame
        department, n_first, n_clean, n_figures, n_findings, per_100 (findings per 100 figures of
        first tries), value, low, high (missing below `FEWEST`), is_scored.
    """
    first = submissions.loc[submissions["is_first_try"].eq(1), "submission"]
    given = came.deliveries[came.deliveries["submission"].isin(first)
                            & came.deliveries["form"].isin(list(owners))
                            & came.deliveries["result"].ne("stale")]
    given = given.assign(department=given["form"].map(owners))
    files = given.groupby(["department", "submission"], sort=False).agg(
        result=("result", "first"), n_figures=("n_figures", "sum")).reset_index()
    faults = came.findings[came.findings["severity"].isin(QUESTIONS)]
    faults = faults.assign(department=faults["form"].map(owners))
    found = files.merge(faults.groupby(["department", "submission"]).size().rename("n_findings")
                        .reset_index(), on=["department", "submission"], how="left")
    shares = found.assign(n_first=1, n_clean=found["result"].eq("accepted"),
                          n_findings=found["n_findings"].fillna(0))
    names = ["n_first", "n_clean", "n_figures", "n_findings"]
    summed = shares.groupby("department", sort=False)[names].sum().astype("int64").reset_index()
    summed["per_100"] = 100 * summed["n_findings"] / summed["n_figures"].where(
        summed["n_figures"].gt(0))
    return _with_share(summed, ("n_clean", "n_first"), level)


def completeness(filled: pd.DataFrame, accepted: pd.DataFrame, forms: Forms,
                 county: County) -> pd.DataFrame:
    """How many of the figures that are asked about a township are there, of accepted returns.

    Only forms on which every township has its rows (grids) can tell; a list without records of a
    township may be right. Counted whole: nothing is left to chance, so there is no interval. It
    speaks of the figures on a township, most of which departments send, **not of its office**.

    Parameters
    ----------
    filled : DataFrame
        form, period, area, column, n: figures that stand.
    accepted : DataFrame
        form, period of returns that were accepted, each once.
    forms : Forms
    county : County

    Returns
    -------
    DataFrame
        area, name, n_expected, n_filled, share (0 to 1, missing where nothing is expected).
    """
    asked = {name: _asked(form, forms) for name, form in forms.forms.items()
             if form.rows == "grid" and form.area}
    own = accepted[accepted["form"].isin(list(asked))]
    expected = sum(n * len(columns) for n, columns in (asked[form] for form in own["form"]))
    pairs = pd.DataFrame([(form, column) for form, (_, columns) in asked.items()
                          for column in columns], columns=["form", "column"])
    there = filled.merge(pairs).merge(own).groupby("area")["n"].sum()
    rows = [(t.code, t.name, expected, int(there.get(t.code, 0))) for t in county.townships]
    frame = pd.DataFrame(rows, columns=["area", "name", "n_expected", "n_filled"])
    return frame.assign(share=frame["n_filled"] / frame["n_expected"].where(
        frame["n_expected"].gt(0)))


def owners_of(forms: Forms, names: dict[str, str]) -> dict[str, str]:
    """Department by form id, without the forms that townships send.

    Parameters
    ----------
    forms : Forms
    names : dict of str to str
        Department's name by its id.
    """
    return {name: names[form.reporter] for name, form in forms.forms.items()
            if form.reporter != TOWNSHIP}


def _asked(form: Form, forms: Forms) -> tuple[int, list[str]]:
    """Rows that a township has on a grid, and the columns that must be filled in each."""
    keys = [form.columns[key] for key in form.keys if form.columns[key].type == "code"]
    columns = [name for name, column in form.columns.items()
               if column.is_required and name not in form.keys and column.type != "area"]
    return prod(len(forms.codes[key.codes]) for key in keys), columns


def _with_share(frame: pd.DataFrame, parts: tuple[str, str], level: float) -> pd.DataFrame:
    top, base = parts
    is_scored = frame[base].ge(FEWEST)
    limits = ["value", "low", "high"]
    if frame.empty:
        return frame.assign(**dict.fromkeys(limits, pd.Series(dtype=float)), is_scored=is_scored)
    share = proportion_interval(frame[top].to_numpy(), frame[base].to_numpy(), level)
    shown = share[limits].set_index(frame.index).where(is_scored)
    return pd.concat([frame, shown], axis=1).assign(is_scored=is_scored)
