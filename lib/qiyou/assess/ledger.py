"""ledger — returns due + what came in -> state of each return, how late it is, its versions."""

from datetime import date
from typing import NamedTuple

import pandas as pd

# In the order in which tables show them; each has its words in the catalogue.
STATES = ("on_time", "late", "held", "refused", "stale", "overdue", "not_due")
# Something is still to come from the department.
OPEN = ("held", "refused", "stale", "overdue")
QUESTIONS = ("核实", "错误", "拒收")
COLUMNS = ["state", "received", "accepted", "last", "days_late", "n_versions", "n_held",
           "n_explained", "n_open", "n_revised"]


class CameIn(NamedTuple):
    """Frames of what came in, as `qiyou.store.history` names their columns.

    ``deliveries`` and ``findings``; a finding counts for the form named in its column ``form``
    (see `with_forms`).
    """

    deliveries: pd.DataFrame
    findings: pd.DataFrame


def ledger(due: pd.DataFrame, came: CameIn, as_of: str) -> pd.DataFrame:
    """State of every return at the end of a day.

    A return is in time when it was first **accepted** on or before its due day; one that was held
    is in time only if it was mended by then. Later revisions change nothing in that.

    Parameters
    ----------
    due : DataFrame
        As `qiyou.assess.due.due_list` gives it.
    came : CameIn
        Up to ``as_of``.
    as_of : str
        ISO day. A return due on that very day is not overdue yet.

    Returns
    -------
    DataFrame
        ``due`` with state (see `STATES`), received (ISO day on which anything first came, "" if
        nothing did), accepted (first), last (newest accepted), days_late (calendar days, of an
        open return up to ``as_of``; missing before the due day), n_versions (accepted deliveries
        that changed something), n_held (held or refused), n_explained (questions answered in
        writing), n_open (questions and faults of the newest delivery, if it was sent back),
        n_revised (figures changed or taken back after they stood).
    """
    given = dict(list(came.deliveries.groupby(["form", "period"], sort=False)))
    found = dict(list(came.findings.groupby(["submission", "form"], sort=False)))
    rows = [_standing(row, _of_reporter(given.get((row.form, row.period)), row.area), found, as_of)
            for row in due.itertuples()]
    frame = pd.DataFrame(rows, columns=COLUMNS, index=due.index)
    return pd.concat([due, frame.astype({"days_late": "Int64"})], axis=1)


def with_forms(came: CameIn, numbers: dict[str, str]) -> CameIn:
    """Give each finding the form that it concerns, in a column ``form``; "" where unknown.

    A submission of one form leaves no doubt. In a workbook with several the sheet tells: its name
    begins with the form's number, as in the workbooks that are handed out.

    Parameters
    ----------
    came : CameIn
    numbers : dict of str to str
        Number by form id.
    """
    given = {number: list(part) for number, part in
             came.deliveries.groupby("submission", sort=False)["form"].unique().items()}
    forms = [_form_of(sheet, given.get(submission, []), numbers) for submission, sheet in
             zip(came.findings["submission"], came.findings["sheet"], strict=True)]
    return CameIn(came.deliveries, came.findings.assign(form=pd.Series(
        forms, index=came.findings.index, dtype="str")))


def is_settled(frame: pd.DataFrame) -> pd.Series:
    """Returns of a ledger for which nothing more is to come at present."""
    return ~frame["state"].isin(OPEN) & frame["n_open"].eq(0)


def _form_of(sheet: str, forms: list[str], numbers: dict[str, str]) -> str:
    if len(forms) == 1:
        return forms[0]
    plain = "".join(sheet.split())
    fitting = [form for form in forms if _begins(plain, numbers.get(form, ""))]
    return fitting[0] if fitting else ""


def _begins(sheet: str, number: str) -> bool:
    # The tenth form of a domain begins like its first.
    return bool(number) and sheet.startswith(number) and not sheet[len(number):][:1].isdigit()


def _of_reporter(given: pd.DataFrame | None, area: str) -> pd.DataFrame | None:
    if given is None or not area:
        return given
    return given[[area in areas.split() for areas in given["areas"]]]


def _standing(row, given: pd.DataFrame | None, found: dict, as_of: str) -> tuple:
    is_due = row.due < as_of
    if given is None or given.empty:
        late = _days(row.due, as_of) if is_due else None
        return ("overdue" if is_due else "not_due", "", "", "", late, 0, 0, 0, 0, 0)
    taken, newest = given[given["result"].eq("accepted")], given.iloc[-1]
    own = {number: found.get((number, row.form)) for number in given["submission"]}
    first = taken["day"].min() if len(taken) else ""
    is_back = newest["result"] in ("held", "refused")
    return (_state(first, row.due, newest["result"]), given["day"].min(), first,
            taken["day"].max() if len(taken) else "",
            _late(row.due, first, as_of),
            int(taken["n_changed"].gt(0).sum()) or int(len(taken) > 0),
            int(given["result"].isin(["held", "refused"]).sum()),
            sum(_explained(part) for part in own.values()),
            _open(own[newest["submission"]]) if is_back else 0,
            int(taken["n_revised"].sum()))


def _state(first: str, due: str, newest: str) -> str:
    if first:
        return "on_time" if first <= due else "late"
    return newest


def _late(due: str, first: str, as_of: str) -> int | None:
    if first:
        return max(0, _days(due, first))
    return _days(due, as_of) if due < as_of else None


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _explained(findings: pd.DataFrame | None) -> int:
    return 0 if findings is None else int(findings["explanation"].ne("").sum())


def _open(findings: pd.DataFrame | None) -> int:
    if findings is None:
        return 0
    return int((findings["severity"].isin(QUESTIONS) & findings["explanation"].eq("")).sum())
