"""rows — a plan -> one row per promise and year."""

import pandas as pd

from qiyou.register.plan import Plan
from qiyou.schema import PLAN_ROWS


def plan_rows(plan: Plan, register) -> pd.DataFrame:
    """Lay out a plan as a table, one row per promise and year.

    For showing and exporting a plan. To judge figures use the promises themselves: a row has
    lost which promise conflicts with which. Base-year cells are rows too, with comparison
    ``none``, since nothing is promised for that year.

    Parameters
    ----------
    plan : Plan
    register : Register
        For the names of domains.

    Returns
    -------
    pandas.DataFrame
        Columns of ``schema.PLAN_ROWS``; ``value`` is empty where the cell holds no number.
    """
    rows = [
        (promise.id, promise.indicator, promise.name, register.domain_name(promise.domain),
         promise.clause, promise.kind, promise.comparison_of(cell), promise.unit, cell.year,
         cell.value, cell.text, promise.lead)
        for promise in plan.promises for cell in promise.cells
    ]
    frame = pd.DataFrame(rows, columns=PLAN_ROWS.names)
    return PLAN_ROWS.check(frame.astype({"year": "Int64", "value": "float64"}))
