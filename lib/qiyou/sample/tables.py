"""tables — a form + a period -> its rows, with the county's own row where townships add up."""

from dataclasses import dataclass

from qiyou.register.forms import Form, Forms
from qiyou.register.periods import Period
from qiyou.sample import events, flows, surveys
from qiyou.sample.grids import grid_rows, model
from qiyou.sample.lists import list_rows, listed

OWN = {"arrears": flows.arrears_rows, "births": events.births_rows, "deaths": events.deaths_rows,
       "enrolment": events.enrolment_rows, "labour_county": events.labour_county_rows,
       "labour_survey": surveys.labour_survey_rows, "population": events.population_rows,
       "projects": flows.projects_rows,
       "satisfaction_survey": surveys.satisfaction_survey_rows,
       "training_jobs": flows.training_jobs_rows}


@dataclass
class Table:
    """A form for a period as it is going to be written.

    ``rows`` hold column ids, the township's number under ``town`` (None for the county) and
    ``is_total``; ``explanation`` where something had to be explained. ``head``: entries besides
    the ordinary ones (standing, reason, declared).
    """

    form: Form
    period: Period
    rows: list[dict]
    head: dict[str, str]


def table(form: Form, period: Period, forms: Forms) -> Table:
    """Rows of a form for a period."""
    return Table(form, period, add_totals(form, [dict(r) for r in _rows(form, period, forms)]), {})


def add_totals(form: Form, rows: list[dict]) -> list[dict]:
    """Rows followed by the county's own, where townships add up."""
    return rows + _totals(form, rows)


def _rows(form: Form, period: Period, forms: Forms) -> list[dict]:
    if form.id in OWN:
        return OWN[form.id](form, period, forms)
    if form.id in listed():
        return list_rows(form, period)
    return grid_rows(form, period, forms)


def true_rows(form: Form, period: Period, forms: Forms) -> list[dict]:
    """Rows as the true rates mean them, without chance; of lists, which are known, as they are."""
    if form.id in model():
        return grid_rows(form, period, forms, is_true=True)
    if form.id in listed() and form.id not in OWN:
        return list_rows(form, period, is_true=True)
    return _rows(form, period, forms)


def _totals(form: Form, rows: list[dict]) -> list[dict]:
    """The county's rows: sums over townships, one for each combination of the other keys."""
    names = [key for key, column in form.columns.items() if column.adds_up]
    if form.rows != "grid" or not form.area or not names or form.reporter == "township":
        return []
    keys = [key for key in form.keys if key != form.area]
    found: dict[tuple, dict] = {}
    for row in rows:
        chosen = tuple(row[key] for key in keys)
        total = found.setdefault(chosen, {"town": None, "is_total": True,
                                          **dict(zip(keys, chosen, strict=True))})
        for name in names:
            if name in row:
                # Money to the cent: sums of binary fractions are rounded as people write them.
                total[name] = round(total.get(name, 0) + row[name], 2)
    return list(found.values())
