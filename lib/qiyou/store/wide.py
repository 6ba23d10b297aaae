"""wide — rows of a form -> one table with a column for each of the form's, typed."""

import pandas as pd

from qiyou.register.forms import FIGURES, Form
from qiyou.store.tables import Row

_TYPES = {"whole": "Int64", "year": "Int64", "number": "float64", "percent": "float64",
          "yes_no": "boolean"}
_YES = {"yes": True, "no": False}


def wide(form: Form, rows: list[Row], period: str | None = None) -> pd.DataFrame:
    """Table of a form's newest rows.

    Parameters
    ----------
    form : Form
    rows : list of Row
    period : str, optional
        Only this one; otherwise all periods, one below the other.

    Returns
    -------
    DataFrame
        ``period``, ``area`` (code; the county's for its own rows), the form's columns, then
        ``submission`` and ``received`` of what came last in the row. Figures are numbers, whole
        ones ``Int64``; yes and no ``boolean``; days, codes and words text; what was not filled
        is missing. The form's own column of areas is ``area``, whatever it is called there.
    """
    chosen = [row for row in rows if period is None or row.period == period]
    columns = {name: column.type for name, column in form.columns.items() if name != form.area}
    data: dict[str, pd.Series] = {
        "period": _series([row.period for row in chosen], "text"),
        "area": _series([row.area for row in chosen], "text")}
    for name, kind in columns.items():
        data[name] = _series([_content(row, name, kind) for row in chosen], kind)
    for name in ("submission", "received"):
        data[name] = _series([getattr(row.newest, name) for row in chosen], "text")
    return pd.DataFrame(data)


def _content(row: Row, name: str, kind: str):
    cell = row.cells.get(name)
    if kind in FIGURES:
        return None if cell is None else cell.value
    text = row.code(name)
    if text is None or text == "":
        # A year may have been kept as a number.
        return cell.value if cell is not None else None
    if kind == "yes_no":
        return _YES.get(text)
    return int(text) if kind == "year" else text


def _series(values: list, kind: str) -> pd.Series:
    return pd.Series(values, dtype=_TYPES.get(kind, "str"))
