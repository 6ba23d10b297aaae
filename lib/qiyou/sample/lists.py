"""lists — named things + a period -> rows of the forms that list them."""

from calendar import monthrange
from functools import cache
from pathlib import Path

import yaml

from qiyou.register.forms import Form
from qiyou.register.periods import Period, period_named
from qiyou.sample.draws import persistent
from qiyou.sample.grids import Cell


@cache
def listed() -> dict:
    """Records of ``lists.yaml`` by form."""
    return yaml.safe_load(Path(__file__).with_name("lists.yaml").read_text(encoding="utf-8"))


def list_rows(form: Form, period: Period, *, is_true: bool = False) -> list[dict]:
    """Rows of a form for a period, in the order of the list."""
    return [_row(form.id, number, period.name, is_true)
            for number, record in enumerate(listed()[form.id]["records"])
            if _has_begun(record, period)]


def record_days(form: str, columns: tuple[str, ...]) -> list[dict]:
    """Records with only some of their columns, as the file has them."""
    return [{name: record.get(name) for name in columns} for record in listed()[form]["records"]]


def _has_begun(record: dict, period: Period) -> bool:
    start = record.get("from")
    return start is None or period_named(str(start)).first_day <= period.last_day


@cache
def _row(form: str, number: int, period: str, is_true: bool) -> dict:
    known = listed()[form]
    record = {**known["records"][number], **_unless_own(known, number)}
    row = {"town": record["town"]}
    for name, entry in record.items():
        if name not in ("town", "from"):
            value = _value((form, name, number), entry, row, (period, is_true))
            if value is not None:
                row[name] = value
    return row


def _unless_own(known: dict, number: int) -> dict:
    own = known["records"][number]
    return {name: entry for name, entry in known.get("columns", {}).items() if name not in own}


def _value(where: tuple, entry, row: dict, when: tuple):
    form, name, number = where
    period, is_true = period_named(when[0]), when[1]
    if not isinstance(entry, dict) and name in DAYS:
        return entry if entry is not None and entry <= period.last_day.isoformat() else None
    if entry == "dates":
        return _progress(row, period, (form, number))
    if not isinstance(entry, dict):
        return entry
    own = next((kind for kind in OWN if kind in entry), None)
    if own:
        return OWN[own](entry, row, period, (form, number))
    cell = ListCell(form, name, period, (row["town"], str(number)), is_true)
    return cell.value(entry, row)


class ListCell(Cell):
    """A cell of a record, whose earlier values are looked up by its number."""

    @staticmethod
    def row_of(form: str, period: str, _town, key: str, is_true: bool) -> dict:
        """Row of the same record in another period."""
        return _row(form, int(key), period, is_true)


# Days that have not come are not shown; the day that something is due stands from the start.
DAYS = ("since", "signed", "start_day", "done_day", "resolved_day", "found_day", "listed_day",
        "opened", "closed", "end_day")


def _all(where: tuple) -> dict:
    form, number = where
    return listed()[form]["records"][number]


def _progress(_row_so_far: dict, period: Period, where: tuple) -> str:
    record, today = _all(where), period.last_day.isoformat()
    if (record.get("done_day") or "9") <= today:
        return "done"
    return "under_way" if (record.get("start_day") or "9") <= today else "not_started"


def _since_one(entry: dict, _row: dict, period: Period, _where: tuple) -> str:
    start = entry["since_one"]
    is_so = start is not None and period_named(str(start)).first_day <= period.last_day
    return "yes" if is_so else "no"


def _after(entry: dict, _row: dict, period: Period, _where: tuple) -> str:
    day = entry["after"]
    return "yes" if day is not None and day <= period.last_day.isoformat() else "no"


def _relief(entry: dict, row: dict, _period: Period, _where: tuple) -> str:
    return entry["relief"] if "resolved_day" in row else "standing"


def _subsidised(entry: dict, row: dict, _period: Period, _where: tuple) -> str:
    return "yes" if entry["subsidised"] and "resolved_day" in row else "no"


def _when_done(entry: dict, row: dict, _period: Period, _where: tuple):
    found = entry.get("when_done", entry.get("when_done_text"))
    return found if "done_day" in row else None


def _milestone(entry: dict, row: dict, period: Period, _where: tuple) -> str:
    if "done_day" in row or row["done"] >= row["required"]:
        return "done"
    return "under_way" if row["done"] or period.year >= entry["milestone"] else "not_started"


def _meals(entry: dict, row: dict, period: Period, where: tuple):
    if row["has_meals"] == "no":
        return None
    average, yearly = entry["meals"]
    mean = average + yearly * (period.year - 2022)
    return persistent(4 * mean, 0.25, *where, "meals")


def _sailings(entry: dict, _row: dict, period: Period, _where: tuple) -> int:
    """Days of a quarter on which a boat sails."""
    months = range(3 * period.part - 2, 3 * period.part + 1)
    days = sum(monthrange(period.year, month)[1] for month in months)
    return days if entry["sailings"] == "daily" else days // 7


OWN = {"since_one": _since_one, "after": _after, "relief": _relief, "subsidised": _subsidised,
       "when_done": _when_done, "when_done_text": _when_done, "milestone": _milestone,
       "meals": _meals, "sailings": _sailings}
