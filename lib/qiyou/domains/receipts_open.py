"""receipts_open — a study -> what came in, and the ledgers that its sections read from.

A return that fell due before anything had ever come in, and never came, is not called overdue:
nobody had been asked for it yet.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from qiyou.assess.books import Books
from qiyou.assess.reminders import day_words, period_words
from qiyou.catalogue import say
from qiyou.domains.study import Study
from qiyou.register import open_forms
from qiyou.register.periods import Period, period_named
from qiyou.report.sentences import Sentences

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Receipts:
    """What the sections of one page read from."""

    study: Study
    books: Books

    @property
    def is_empty(self) -> bool:
        """Whether nothing has ever come in."""
        return self.books.history.is_empty

    @property
    def first_day(self) -> str:
        """Day on which anything first came in; "" if nothing has."""
        return "" if self.is_empty else self.books.history.submissions["day"].min()

    @property
    def period(self) -> Period:
        """Period of the study; of a day, the year that it lies in."""
        text = self.study.period
        return period_named(text if len(text) < len("2025-06-30") else text[:4])

    @property
    def since(self) -> str:
        """Day of the report before this one, if one is made each period."""
        return months_before(self.study.as_of, _MONTHS[self.period.frequency])

    @property
    def year_start(self) -> str:
        """First of the twelve months that end with the study's day."""
        day = date.fromisoformat(months_before(self.study.as_of, 12))
        return (day + timedelta(1)).isoformat()

    @cached_property
    def of_period(self) -> pd.DataFrame:
        """Ledger of the returns for the study's period and the shorter ones within it."""
        return self._asked(self.books.ledger(self.period.name, self.period.name))

    @cached_property
    def of_year(self) -> pd.DataFrame:
        """Ledger of the returns that fell due in the twelve months up to the study's day."""
        return self._asked(self.books.ledger(self.year_start, self.study.as_of))

    @property
    def level(self) -> float:
        """Confidence of intervals."""
        return self.study.register.methods.levels.interval

    @property
    def facts(self) -> dict:
        """What texts are filled with."""
        return self.study.facts | {
            "day": day_words(self.study.as_of), "since": day_words(self.since),
            "year_start": day_words(max(self.year_start, self.first_day)),
            "period": self.period.words, "level": round(100 * self.level)}

    def _asked(self, frame: pd.DataFrame) -> pd.DataFrame:
        is_early = frame["state"].eq("overdue") & frame["due"].lt(self.first_day)
        return frame[~is_early].reset_index(drop=True)


def open_books(study: Study) -> Receipts:
    """Open what came in, as the study's snapshot has it.

    Raises
    ------
    qiyou.register.RegisterError
        When a form does not hold.
    """
    return Receipts(study, Books(open_forms(), study.county, study.snapshot.history, study.as_of))


def months_before(day: str, months: int) -> str:
    """The same day some months earlier, or that month's last.

    Examples
    --------
    >>> months_before("2025-10-31", 3), months_before("2025-05-31", 3)
    ('2025-07-31', '2025-02-28')
    """
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 - months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).isoformat()


def short_day(day: str) -> str:
    """Day without its year, for tables of many columns; "" stays.

    Examples
    --------
    >>> short_day("2025-10-08")
    '10月8日'
    """
    when = date.fromisoformat(day) if day else None
    return say("receipts.short_day", month=when.month, day=when.day) if when else ""


def named(frame: pd.DataFrame) -> pd.DataFrame:
    """Ledger rows with period and state in words, and columns as tables label them."""
    return frame.rename(columns={"number": "form_number", "title": "form_title"}).assign(
        period=[period_words([name]) for name in frame["period"]],
        state=[say(f"ledger.state.{state}") for state in frame["state"]]).reset_index(drop=True)


def of_townships(frame: pd.DataFrame) -> pd.Series:
    """Departments of a ledger, townships under one name."""
    return frame["department"].where(frame["area"].eq(""), say("ledger.township"))


def nothing(name: str, receipts: Receipts) -> Sentences:
    """Say that nothing has come in yet."""
    return Sentences(name, (say("receipts.nothing", **receipts.facts),))
