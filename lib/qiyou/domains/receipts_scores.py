"""receipts_scores — what came in -> timeliness and quality of departments and townships."""

import pandas as pd

from qiyou.assess.ledger_scores import FEWEST, completeness
from qiyou.catalogue import say
from qiyou.domains.receipts_open import Receipts, nothing
from qiyou.register.forms import Form
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences

_ROLES = {"label": "department", "x": "value", "low": "low", "high": "high", "note": "note"}


def timeliness(receipts: Receipts) -> Exhibit | Sentences:
    """Share of due returns accepted on time in twelve months, departments with intervals."""
    if receipts.is_empty:
        return nothing("receipts.timeliness", receipts)
    frame = receipts.books.timeliness(receipts.of_year, receipts.level)
    # Departments first; within both in the order of the list, which is no ranking.
    frame = frame.sort_values("area", key=lambda codes: codes.ne(""), kind="stable",
                              ignore_index=True)
    return _dots("receipts.timeliness", frame, ("n_due", "n_on_time"), receipts)


def quality(receipts: Receipts) -> Exhibit | Sentences:
    """Share of files accepted at the first try in twelve months, with intervals."""
    if receipts.is_empty:
        return nothing("receipts.quality", receipts)
    frame = receipts.books.quality(receipts.of_year, receipts.level)
    return _dots("receipts.quality", frame, ("n_first", "n_clean"), receipts, "per_100")


def _dots(name: str, frame: pd.DataFrame, parts: tuple[str, str], receipts: Receipts,
          *more: str) -> Exhibit | Sentences:
    base, top = parts
    facts = receipts.facts | {"fewest": FEWEST, "unit": "%"}
    if frame.empty:
        return Sentences(name, (say("receipts.nothing_scored", **facts),))
    limits = ["value", "low", "high"]
    shown = frame.assign(
        **{part: 100 * frame[part] for part in limits},
        note=["" if is_scored else say("receipts.few", n=n, good=good)
              for is_scored, n, good in zip(frame["is_scored"], frame[base], frame[top],
                                            strict=True)])
    return Exhibit(name, "dot_interval", shown[["department", base, top, *limits, *more, "note"]],
                   _ROLES, facts=facts)


def townships(receipts: Receipts) -> Exhibit | Sentences:
    """How much of what is asked about each township is there, and when its own returns came."""
    if receipts.is_empty:
        return nothing("receipts.townships", receipts)
    accepted = receipts.of_year.loc[receipts.of_year["accepted"].ne(""),
                                    ["form", "period"]].drop_duplicates()
    there = completeness(_filled(receipts, set(accepted["form"])), accepted,
                         receipts.books.forms, receipts.study.county)
    own = receipts.books.timeliness(receipts.of_year, receipts.level)
    own = own[own["area"].ne("")].set_index("area").reindex(there["area"])
    own = own[["n_due", "n_on_time"]].fillna(0)
    shown = pd.DataFrame({
        "area_name": there["name"], "n_expected": there["n_expected"],
        "n_filled": there["n_filled"], "share_pct": 100 * there["share"],
        "n_due": own["n_due"].to_numpy(int), "n_on_time": own["n_on_time"].to_numpy(int)})
    return Exhibit("receipts.townships", "table", shown, facts=receipts.facts)


def _filled(receipts: Receipts, forms: set[str]) -> pd.DataFrame:
    """Figures that stand, counted by form, period, area and column."""
    parts = [_counted(form, receipts.study.snapshot.form(name))
             for name, form in receipts.books.forms.forms.items() if name in forms and form.area]
    names = ["form", "period", "area", "column", "n"]
    return pd.concat(parts, ignore_index=True)[names] if parts else pd.DataFrame(columns=names)


def _counted(form: Form, rows: pd.DataFrame) -> pd.DataFrame:
    columns = [name for name in form.columns if name in rows and name != "area"]
    long = rows.melt(["period", "area"], columns, "column", "value")
    counts = long[long["value"].notna()].groupby(["period", "area", "column"]).size()
    return counts.rename("n").reset_index().assign(form=form.id)
