"""reminders — a ledger -> a short text for each department that still owes something."""

from datetime import date
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from qiyou.assess.ledger import is_settled
from qiyou.catalogue import say
from qiyou.register.periods import period_named

# What a chat shows without folding it up.
LIMIT = 500
# A department's or a form's name of any length must leave room for the rest.
_LONGEST = 60
_LISTED = 3


class Reminder(NamedTuple):
    """Text to paste into a chat: ``n_items`` matters, of which ``n_rest`` are counted only."""

    department: str
    text: str
    n_items: int
    n_rest: int


def reminders(frame: pd.DataFrame, as_of: str) -> list[Reminder]:
    """Text for each department and township that owes a return or has one to mend.

    To be read over and pasted by a person. The program sends nothing itself.

    Parameters
    ----------
    frame : DataFrame
        As `qiyou.assess.ledger.ledger` gives it.
    as_of : str
        ISO day that the ledger speaks of.

    Returns
    -------
    list of Reminder
        In the order of the ledger's departments; periods of one form and state are one matter,
        the longest overdue first. Each text has at most `LIMIT` characters.
    """
    waiting = frame[~is_settled(frame)]
    return [_reminder(name, part, as_of)
            for name, part in waiting.groupby("department", sort=False)]


def _reminder(department: str, part: pd.DataFrame, as_of: str) -> Reminder:
    matters = [_matter(group) for _, group in part.assign(kind=_kinds(part)).groupby(
        ["form", "kind"], sort=False)]
    # What was sent back is half done, and the sooner mended.
    matters.sort(key=lambda matter: (not matter["is_back"], -matter["days"]))
    head = say("reminder.head", department=_short(department), day=day_words(as_of),
               n=len(matters))
    lines = [say("reminder.item", n=n, words=matter["words"]) for n, matter in
             enumerate(matters, 1)]
    shown = _as_many_as_fit(head, lines)
    n_rest = len(lines) - len(shown)
    text = "\n".join([head, *shown, *_tail(n_rest)])
    return Reminder(department, text[:LIMIT], len(lines), n_rest)


def _kinds(part: pd.DataFrame) -> pd.Series:
    # A revision that was sent back is to be mended, though the return itself stands.
    is_revision = part["n_open"].gt(0) & part["accepted"].ne("")
    return part["state"].where(~is_revision, "revision")


def _matter(group: pd.DataFrame) -> dict:
    group = group.sort_values("due", kind="stable")
    first, kind = group.iloc[0], group["kind"].iloc[0]
    days = int(group["days_late"].fillna(0).max())
    late = say("reminder.late", days=days) if days and kind != "revision" else ""
    words = say(f"reminder.{kind}", form=_short(first["title"]), number=first["number"],
                periods=period_words(list(group["period"])), late=late,
                due=say("reminder.first_due" if len(group) > 1 else "reminder.due",
                        day=day_words(first["due"])),
                findings=_findings(int(group["n_open"].sum())))
    return {"words": words, "days": days, "is_back": kind != "overdue"}


def _findings(count: int) -> str:
    return say("reminder.findings", n=count) if count else say("reminder.see_receipt")


def _as_many_as_fit(head: str, lines: list[str]) -> list[str]:
    for n in range(len(lines), -1, -1):
        text = "\n".join([head, *lines[:n], *_tail(len(lines) - n)])
        if len(text) <= LIMIT:
            return lines[:n]
    return []


def _tail(n_rest: int) -> list[str]:
    rest = [say("reminder.rest", n=n_rest)] if n_rest else []
    return [*rest, say("reminder.tail")]


def period_words(names: list[str]) -> str:
    """Periods of one frequency, in order, as one phrase: a run, or a list cut after a few.

    Examples
    --------
    >>> period_words(["2025-07", "2025-08", "2025-09"])
    '2025年7月至2025年9月（共3期）'
    >>> period_words(["2025-02", "2025-05"])
    '2025年2月、2025年5月'
    """
    periods = [period_named(name) for name in names]
    words = [period.words for period in periods]
    is_run = all(one.following == other for one, other in pairwise(periods))
    if len(words) > 1 and is_run:
        return say("reminder.periods", first=words[0], last=words[-1], n=len(words))
    listed = say("reminder.pause").join(words[:_LISTED])
    return listed if len(words) <= _LISTED else say("reminder.others", periods=listed,
                                                    n=len(words))


def day_words(day: str) -> str:
    """Day as people write it.

    Examples
    --------
    >>> day_words("2025-10-08")
    '2025年10月8日'
    """
    when = date.fromisoformat(day)
    return say("reminder.day", year=when.year, month=when.month, day=when.day)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST - 1]}…"
