"""grids — true rates + a period -> rows of the forms that are filled once per township or county.

Each column is worked out from those before it; what is drawn by chance is drawn here, and with
``is_true`` nothing is: then the same columns give the figures that the rates mean.
"""

from functools import cache
from itertools import product
from math import sqrt
from pathlib import Path

import yaml

from qiyou.register.forms import Form, Forms
from qiyou.register.periods import Period, period_named
from qiyou.sample.bases import base, elapsed, quarter_of
from qiyou.sample.draws import normal, persistent, poisson, source
from qiyou.sample.people import FIRST
from qiyou.sample.words import words

WHOLE = None  # stands for the county where a township's number is asked for


@cache
def model() -> dict:
    """True rates of ``grids.yaml``."""
    return yaml.safe_load(Path(__file__).with_name("grids.yaml").read_text(encoding="utf-8"))


def grid_rows(form: Form, period: Period, forms: Forms, *, is_true: bool = False) -> list[dict]:
    """Rows of a form for a period: ``town`` (number, None for the county), keys and columns."""
    lists = [list(forms.codes[form.columns[key].codes]) for key in form.keys if key != form.area]
    names = [key for key in form.keys if key != form.area]
    towns = range(7) if form.area else [WHOLE]
    return [{"town": town, **dict(zip(names, chosen, strict=True)),
             **figures(form.id, period.name, town, chosen[0] if chosen else "", is_true)}
            for town in towns for chosen in product(*lists)]


@cache
def _figures(form: str, period: str, town: int | None, key: str, is_true: bool) -> dict:
    row: dict = {}
    for name, entry in model()[form].items():
        value = Cell(form, name, period_named(period), (town, key), is_true).value(entry, row)
        if value is not None:
            row[name] = value
    return row


def figures(form: str, period: str, town: int | None, key: str, is_true: bool) -> dict:
    """Columns of one row, the ones that nothing is known of left out."""
    return dict(_figures(form, period, town, key, is_true))


class Cell:
    """One column of one row, with what its value hangs on."""

    # Where earlier periods of the same row are looked up.
    row_of = staticmethod(figures)

    def __init__(self, form: str, name: str, period: Period, row: tuple, is_true: bool):
        self.form, self.name, self.period, self.is_true = form, name, period, is_true
        self.town, self.key = row
        self.chance = (form, name, self.town, self.key)

    def value(self, entry: dict, row: dict):
        """Value by the first kind that the entry names, never less than before if so said."""
        kind = next(kind for kind in KINDS if kind in entry)
        value = KINDS[kind](self, entry, row)
        if "decimals" in entry and not self.is_true:
            value = round(value, entry["decimals"])
        since = entry.get("never_falls")
        if since and not self.is_true:
            value = max(value, self._before(since))
        return value

    def _before(self, since: str) -> float:
        earlier = self.period.previous
        if earlier.year < FIRST or (since == "year" and earlier.year < self.period.year):
            return 0
        before = self.row_of(self.form, earlier.name, self.town, self.key, False)
        return before.get(self.name, 0)

    def whole(self, entry: dict, row: dict) -> float:
        """What a share is of: a column before it, the base of the row's code, or a base."""
        name = entry["of"]
        if name in row:
            return row[name]
        return base(self.key if name == "key" else name, self.town, self.period)

    def level(self, entry: dict, kind: str) -> float:
        """True share or mean at the period's end."""
        start, yearly = entry.get("by_key", {}).get(self.key, entry[kind])
        years = elapsed(self.period)
        yearly += entry.get("drift", {}).get(self.town, 0)
        found = start + yearly * years
        found += sum(x for year, x in entry.get("jump", {}).items() if self.period.year >= year)
        if self.town is not WHOLE:
            found *= entry.get("towns", [1] * 7)[self.town]
        found = max(0.0, min(found, entry.get("cap", found)))
        return found * (model()["ramp"][quarter_of(self.period) - 1] if entry.get("ramp") else 1)


def _base(cell: Cell, entry: dict, _row: dict):
    return base(cell.key if entry["base"] == "key" else entry["base"], cell.town, cell.period)


def _share(cell: Cell, entry: dict, row: dict):
    whole, share = cell.whole(entry, row), cell.level(entry, "share")
    return whole * share if cell.is_true else persistent(whole, share, *cell.chance)


def _events(cell: Cell, entry: dict, row: dict):
    mean = cell.whole(entry, row) * cell.level(entry, "events")
    return mean if cell.is_true else poisson(mean, source(*cell.chance, cell.period.name))


def _mean(cell: Cell, entry: dict, row: dict):
    whole = cell.whole(entry, row)
    amount = whole * cell.level(entry, "mean") * entry.get("scale", 1)
    if cell.is_true:
        return amount
    # Half of the noise stays with the township, half is new each period.
    part = (normal(*cell.chance) + normal(*cell.chance, cell.period.name)) / sqrt(2)
    amount *= 1 + entry["noise"] * part / sqrt(max(1.0, whole / 100))
    return amount if "decimals" in entry else round(amount)


def _timeline(cell: Cell, entry: dict, _row: dict):
    known = {period_named(str(name)): value for name, value in entry["timeline"].items()}
    begun = [when for when in known if when.first_day <= cell.period.last_day]
    if not begun:
        return None
    value = known[max(begun, key=lambda when: when.first_day)]
    return value[cell.town] if isinstance(value, list) else value


def _since(cell: Cell, entry: dict, _row: dict):
    start = entry["since"][cell.town]
    is_so = start is not None and period_named(str(start)).first_day <= cell.period.last_day
    return "yes" if is_so else "no"


def _sum(cell: Cell, entry: dict, row: dict):
    return sum(row[name] for name in entry["sum"])


def _rest(cell: Cell, entry: dict, row: dict):
    whole, *parts = entry["rest"]
    return row[whole] - sum(row[name] for name in parts)


def _times(cell: Cell, entry: dict, row: dict):
    name, factor = entry["times"]
    return row[name] * factor if cell.is_true else round(row[name] * factor)


def _of_form(cell: Cell, entry: dict, _row: dict):
    form, name = entry["of_form"]
    return figures(form, cell.period.name, cell.town, cell.key, cell.is_true)[name]


def _word(_cell: Cell, entry: dict, _row: dict):
    return words(entry["word"])


KINDS = {"base": _base, "share": _share, "events": _events, "mean": _mean, "timeline": _timeline,
         "since": _since, "sum": _sum, "rest": _rest, "times": _times, "of_form": _of_form,
         "word": _word}
