"""returns — forms that are due -> the files that offices send, in order of the moment they come."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from qiyou.assess.due import due_list
from qiyou.register.definitions import County
from qiyou.register.forms import Forms
from qiyou.register.forms_load import TOWNSHIP
from qiyou.register.periods import Period, period_named
from qiyou.sample.draws import source

FIRST, LAST = "2022-01", "2025-09"
# Forms of one office and period whose due days lie so close are sent in one workbook.
_TOGETHER = 15


@dataclass(frozen=True)
class Return:
    """One file: who sends it, which forms for which period, when.

    ``suffix`` sets later versions apart in the file's name; ``version`` is ``plain``, ``first``
    (with the error that is mended later), ``held``, ``revised`` or ``stale``.
    """

    reporter: str
    name: str
    period: Period
    forms: tuple[str, ...]
    due: str
    received: str
    declared: str
    town: int | None = None
    version: str = "plain"
    suffix: str = ""
    story: dict = field(default_factory=dict, hash=False, compare=False)

    @property
    def stem(self) -> str:
        """Name of the file without its ending."""
        return f"{self.period.name}_{self.name}{self.suffix}"

    @property
    def day(self) -> str:
        """Day that it comes."""
        return self.received[:10]


@cache
def stories() -> dict:
    """What is planted, and how offices behave."""
    return yaml.safe_load(Path(__file__).with_name("stories.yaml").read_text(encoding="utf-8"))


def returns(forms: Forms, county: County) -> list[Return]:
    """Every file of the fictional county in order of the moment that it comes."""
    due = due_list(forms, county, FIRST, LAST)
    numbers = {town.code: n for n, town in enumerate(county.townships)}
    groups: dict[tuple, list] = {}
    for row in due.itertuples():
        who = row.area or row.reporter
        before = groups.get((who, row.period), [[]])
        groups[who, row.period] = before
        if before[-1] and _days(before[-1][0].due, row.due) > _TOGETHER:
            before.append([])
        before[-1].append(row)
    found = []
    for (who, period), parts in groups.items():
        for number, rows in enumerate(parts):
            plain = _return(who, period_named(period), rows, numbers)
            found += _versions(replace(plain, suffix=f"-{number + 1}" if number else ""))
    return sorted(found, key=lambda one: (one.received, one.stem))


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _return(who: str, period: Period, rows: list, numbers: dict[str, int]) -> Return:
    due = rows[0].due
    stream = source("received", who, period.name, due)
    early = 1 + int(stream.random() * 5)
    late = next((entry["days"] for entry in stories()["late"]
                 if (entry["reporter"], str(entry["period"])) == (who, period.name)), None)
    day = date.fromisoformat(due) + timedelta(-early if late is None else late)
    day = max(day, period.last_day + timedelta(1))
    is_town = rows[0].reporter == TOWNSHIP
    return Return(who, rows[0].department, period, tuple(row.form for row in rows), due,
                  _moment(day, stream), day.isoformat(), numbers[who] if is_town else None)


def _moment(day: date, stream) -> str:
    minute = 8 * 60 + 30 + int(stream.random() * 8 * 60)
    return f"{day.isoformat()}T{minute // 60:02d}:{minute % 60:02d}:00+08:00"


def _versions(plain: Return) -> list[Return]:
    """A file as it is sent, and as it is sent again."""
    found = plain
    after: list[Return] = []
    for kind in ("revised", "held", "stale"):
        for story in stories()[kind]:
            if story["form"] in plain.forms and str(story["period"]) == plain.period.name:
                after.append(_later(plain, kind, story))
                if kind != "stale":
                    version = {"revised": "first", "held": "held"}[kind]
                    found = replace(found, version=version, story=story)
    return [found, *after]


def _later(plain: Return, kind: str, story: dict) -> Return:
    day = date.fromisoformat(plain.day) + timedelta(story["days"])
    moment = _moment(day, source("later", kind, plain.stem))
    declared = day.isoformat()
    if kind == "stale":
        first = date.fromisoformat(plain.declared)
        declared = (first + timedelta(story["declared_days"])).isoformat()
    # A mended file is the whole workbook again; a revision only the form that it is about.
    chosen = plain.forms if kind == "held" else (story["form"],)
    version = {"held": "plain"}.get(kind, kind)
    return replace(plain, forms=chosen, received=moment, declared=declared, version=version,
                   suffix=plain.suffix + {"held": "_b", "revised": "_r", "stale": "_a"}[kind],
                   story=story)
