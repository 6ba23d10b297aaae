"""periods — a period's name -> its frequency, words, neighbours and last day."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from qiyou.catalogue import say

_NAME = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4]))?")


@dataclass(frozen=True)
class Period:
    """A month, quarter or year; ``part`` is the month or quarter, 1 for a year."""

    frequency: str
    year: int
    part: int = 1

    @property
    def name(self) -> str:
        """Name as figures carry it: 2025-09, 2025Q3 or 2025."""
        return {"month": f"{self.year}-{self.part:02d}", "quarter": f"{self.year}Q{self.part}",
                "year": str(self.year)}[self.frequency]

    @property
    def words(self) -> str:
        """Name as people write it."""
        part = say(f"templates.quarter.{self.part}") if self.frequency == "quarter" else self.part
        return say(f"templates.period.{self.frequency}", year=self.year, part=part)

    @property
    def first_day(self) -> date:
        """First day of the period."""
        month = {"month": self.part, "quarter": 3 * self.part - 2, "year": 1}[self.frequency]
        return date(self.year, month, 1)

    @property
    def last_day(self) -> date:
        """Last day of the period."""
        month = {"month": self.part, "quarter": 3 * self.part, "year": 12}[self.frequency]
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def previous(self) -> "Period":
        """The period before."""
        if self.part > 1:
            return Period(self.frequency, self.year, self.part - 1)
        last = {"month": 12, "quarter": 4, "year": 1}[self.frequency]
        return Period(self.frequency, self.year - 1, last)

    @property
    def following(self) -> "Period":
        """The period after."""
        return period_of(self.frequency, self.last_day + timedelta(1))

    @property
    def year_before(self) -> "Period":
        """The same period of the year before."""
        return Period(self.frequency, self.year - 1, self.part)

    def due(self, days: int) -> date:
        """Day on which a form is due that many days after the period's end."""
        return self.last_day + timedelta(days)


def period_named(name: str) -> Period:
    """Period of a name.

    Parameters
    ----------
    name : str
        ``2025-09``, ``2025Q3`` or ``2025``.

    Returns
    -------
    Period

    Raises
    ------
    ValueError
        When it is no such name, in words.

    Examples
    --------
    >>> period_named("2025Q3").due(15).isoformat()
    '2025-10-15'
    >>> period_named("2026-01").previous.name
    '2025-12'
    """
    found = _NAME.fullmatch(name)
    if not found:
        raise ValueError(say("templates.no_period", name=name))
    frequency = next((part for part in ("month", "quarter") if found[part]), "year")
    part = 1 if frequency == "year" else int(found[frequency])
    return Period(frequency, int(found["year"]), part)


def period_of(frequency: str, day: date) -> Period:
    """Month, quarter or year that a day lies in.

    Examples
    --------
    >>> period_of("quarter", date(2025, 8, 31)).name
    '2025Q3'
    """
    part = {"month": day.month, "quarter": (day.month + 2) // 3, "year": 1}[frequency]
    return Period(frequency, day.year, part)
