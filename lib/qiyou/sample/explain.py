"""explain — a table + what was sent before -> the table with reasons where intake would ask.

Departments know that intake asks about large changes, and write a reason into the row. The
generator asks the same checks of the same figures, so that the files hold reasons exactly there.
"""

from qiyou.intake.past import Past
from qiyou.intake.soft_checks import check_past
from qiyou.intake.version_checks import check_target
from qiyou.register.definitions import County, IntakeLimits
from qiyou.register.forms import FIGURES
from qiyou.register.plan import Plan
from qiyou.sample.grids import model
from qiyou.sample.returns import stories
from qiyou.sample.tables import Table
from qiyou.sample.words import words
from qiyou.store.items import item_of
from qiyou.store.records import Delivery, Figure

_ORDINARY = ("V501", "V502", "V503")


class Sent:
    """Figures of the accepted files so far, with the few questions that checks ask of a store."""

    def __init__(self, county: County, plan: Plan, limits: IntakeLimits):
        self.county, self.plan, self.limits = county, plan, limits
        self._figures: dict[tuple[str, str], dict] = {}

    def current(self, _county: str, form: str, period: str) -> dict:
        """Figures of a form and period by (area, item, column)."""
        return self._figures.get((form, period), {})

    def periods(self, _county: str, form: str) -> list[str]:
        """Periods of a form that something was sent for."""
        return sorted(period for name, period in self._figures if name == form)

    def explained(self, table: Table) -> list[str]:
        """Write reasons into a table's rows; returns the rules that they answer."""
        new = self._delivery(table)
        past = Past(self, self.county.id, table.form, table.period)
        found = [*check_past(new, past, self.limits),
                 *check_target(new, table.form, self.plan, self.county.code)]
        by_place = {figure.cell: figure for figure in new.figures}
        for one in found:
            figure = by_place[one.cell]
            row = table.rows[int(one.cell.split(".")[0])]
            row.setdefault("explanation", self._reason(one.rule, table, figure.column))
        return [one.rule for one in found]

    def take(self, table: Table) -> None:
        """Keep a table's figures as sent and accepted; of a township's own only its rows."""
        new = self._delivery(table)
        known = self._figures.setdefault((table.form.id, table.period.name), {})
        for key in [key for key in known if key[0] in new.areas]:
            del known[key]
        known.update({figure.key: figure for figure in new.figures})

    def _reason(self, rule: str, table: Table, column: str) -> str:
        definition = stories()["stories"]["definition"]
        if (table.form.id, table.period.year) == (definition["form"], definition["year"]):
            return words("explanations.definition")
        entry = model().get(table.form.id, {}).get(column, {})
        is_new_year = table.period.frequency == "quarter" and table.period.part == 1
        restarts = column in _COUNTS_FROM_JANUARY or "ramp" in entry
        if rule in _ORDINARY and is_new_year and restarts:
            return words("explanations.restart")
        counts_up = {one.column for one in table.form.rules if one.kind == "not_falling"}
        if rule in _ORDINARY and column in counts_up:
            return words("explanations.counts_up")
        return words(f"explanations.{rule}")

    def _delivery(self, table: Table) -> Delivery:
        form = table.form
        keys = [key for key in form.keys if key != form.area]
        figures = []
        for number, row in enumerate(table.rows):
            area = self.area(row["town"])
            item = item_of({key: row[key] for key in keys})
            for name, column in form.columns.items():
                if name in row and name not in form.keys and column.type in FIGURES:
                    figures.append(Figure(area, item, name, float(row[name]), None, column.unit,
                                          "", f"{number}.{name}"))
        areas = {self.area(row["town"]) for row in table.rows}
        return Delivery(form.id, table.period.name, tuple(sorted(areas)), tuple(figures), "")

    def area(self, town: int | None) -> str:
        """Code of a township by its number, the county's own for None."""
        return self.county.code if town is None else self.county.townships[town].code


# Parts of figures that count from January: no rule of the form says so, only their headings.
_COUNTS_FROM_JANUARY = ("basic_paid", "serious_paid", "aid_paid", "other_paid", "paid", "aided",
                        "entitled", "approved", "mediated", "children_referred",
                        "elders_online")
