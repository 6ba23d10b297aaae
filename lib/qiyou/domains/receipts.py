"""receipts — a study -> what came in, what is owed, what is due next."""

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from qiyou.assess.due import form_order
from qiyou.assess.ledger import STATES, is_settled
from qiyou.assess.reminders import period_words
from qiyou.catalogue import say
from qiyou.domains.receipts_kept import explanations, held, revisions
from qiyou.domains.receipts_known import colophon, rules, systems
from qiyou.domains.receipts_open import (
    Receipts,
    named,
    nothing,
    of_townships,
    open_books,
    short_day,
)
from qiyou.domains.receipts_scores import quality, timeliness, townships
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import listing

__all__ = ["DOMAIN", "by_department", "by_form", "calendar", "colophon", "explanations", "held",
           "ledger_table", "open_books", "opening", "quality", "revisions", "rules", "systems",
           "timeliness", "townships", "unsettled"]

# Intake serves all domains: the study is that of the whole plan.
DOMAIN = "overview"
AHEAD_DAYS = 60
LEDGER = ["form_title", "department", "period", "due", "state", "accepted", "course"]
_COUNTS = ("n_versions", "n_held", "n_open", "n_explained", "n_revised")


def opening(receipts: Receipts) -> Sentences:
    """How much came in, how much was in time, what is owed, in a few sentences."""
    facts = receipts.facts
    if receipts.is_empty:
        lines = (say("receipts.nothing", **facts), say("receipts.nothing_means", **facts))
        return Sentences("receipts.opening", lines)
    return Sentences("receipts.opening", (
        say("receipts.opening.returns", n=len(receipts.of_period),
            states=_state_words(receipts.of_period), **facts),
        *_file_words(receipts), _owed_words(receipts)))


def _state_words(frame: pd.DataFrame) -> str:
    counts = frame["state"].value_counts()
    return say("word.comma").join(
        say("receipts.state", state=say(f"ledger.state.{state}"), n=counts[state])
        for state in STATES if state in counts)


def _file_words(receipts: Receipts) -> list[str]:
    files = receipts.books.history.submissions
    recent = files[files["day"].gt(receipts.since)]
    if recent.empty:
        return [say("receipts.opening.no_files", **receipts.facts)]
    counts = recent["result"].value_counts()
    results = say("word.comma").join(say(f"receipts.result.{result}", n=n)
                                     for result, n in counts.items())
    lines = [say("receipts.opening.files", n=len(recent), results=results, **receipts.facts)]
    n_unknown = int(recent["county"].eq("").sum())
    return lines + ([say("receipts.opening.unknown", n=n_unknown)] if n_unknown else [])


def _owed_words(receipts: Receipts) -> str:
    waiting = receipts.of_year[~is_settled(receipts.of_year)]
    if waiting.empty:
        return say("receipts.nothing_owed", **receipts.facts)
    names = list(of_townships(waiting).value_counts().index)
    return say("receipts.opening.owed", n=len(waiting), names=listing(names), **receipts.facts)


def by_department(receipts: Receipts) -> Exhibit | Sentences:
    """How many returns of the period are in which state, by department."""
    if receipts.is_empty:
        return nothing("receipts.by_department", receipts)
    frame = receipts.of_period.assign(department=of_townships(receipts.of_period))
    table = pd.crosstab(frame["department"], frame["state"]).reindex(
        dict.fromkeys(frame["department"]))
    table = table[[state for state in STATES if state in table]]
    table.columns = [say(f"ledger.state.{state}") for state in table.columns]
    long = table.rename_axis(columns="state").stack().rename("n").reset_index()
    view = {"label": "department", "x": "state", "value": "n"}
    return Exhibit("receipts.by_department", "strip", long, view,
                   facts=receipts.facts | {"n": len(frame)})


def by_form(receipts: Receipts) -> Exhibit | Sentences:
    """What became of the period's returns of each form, and the newest that is there."""
    if receipts.is_empty:
        return nothing("receipts.by_form", receipts)
    frame = receipts.of_period
    forms = receipts.books.forms.forms
    order = sorted(set(frame["form"]), key=lambda name: form_order(forms[name]))
    counts = frame.assign(
        n_due=1, n_on_time=frame["state"].eq("on_time"), n_late=frame["state"].eq("late"),
        n_back=frame["state"].isin(["held", "refused", "stale"]),
        n_overdue=frame["state"].eq("overdue"), n_coming=frame["state"].eq("not_due"))
    names = ["n_due", "n_on_time", "n_late", "n_back", "n_overdue", "n_coming"]
    summed = counts.groupby("form")[names].sum().reindex(order).astype(int)
    newest = frame[frame["accepted"].ne("")].groupby("form")["period"].last()
    shown = pd.DataFrame({
        "form_number": [forms[name].number for name in order],
        "form_title": [forms[name].title for name in order],
        "newest": [period_words([newest[name]]) if name in newest else "" for name in order]})
    return Exhibit("receipts.by_form", "table", pd.concat(
        [shown, summed.reset_index(drop=True)], axis=1), facts=receipts.facts)


def ledger_table(receipts: Receipts) -> Exhibit | Sentences:
    """Returns of the period that did not simply come in time, once, at the first try."""
    if receipts.is_empty:
        return nothing("receipts.ledger", receipts)
    came = receipts.of_period[receipts.of_period["received"].ne("")]
    is_plain = came["state"].eq("on_time") & came["n_held"].eq(0) & came["n_versions"].le(1)
    rows = came[~is_plain].reset_index(drop=True)
    facts = receipts.facts | {"n": len(rows), "n_plain": int(is_plain.sum())}
    if rows.empty:
        return Sentences("receipts.ledger", (say("receipts.all_plain", **facts),))
    shown = named(rows).assign(
        period=rows["period"], state=_late_words(rows), course=_course_words(rows),
        **{name: rows[name].map(short_day) for name in ("due", "accepted")})
    return Exhibit("receipts.ledger", "table", shown[LEDGER], facts=facts)


def _late_words(rows: pd.DataFrame) -> list[str]:
    """State of each return, with the days that an accepted one was late."""
    return [say("receipts.late", state=say(f"ledger.state.{state}"), days=days)
            if state == "late" else say(f"ledger.state.{state}")
            for state, days in zip(rows["state"], rows["days_late"], strict=True)]


def _course_words(rows: pd.DataFrame) -> list[str]:
    """How each return went: first came, overdue, versions, sent back, explained, revised."""
    return [say("word.comma").join(_course(row)) for row in rows.itertuples()]


def _course(row) -> Iterator[str]:
    if row.received != row.accepted:
        yield say("receipts.course.received", day=short_day(row.received))
    if not row.accepted and not pd.isna(row.days_late):
        yield say("receipts.course.overdue", n=row.days_late)
    for name in _COUNTS:
        # A single version is what is expected.
        if getattr(row, name) > (name == "n_versions"):
            yield say(f"receipts.course.{name}", n=getattr(row, name))


def unsettled(receipts: Receipts) -> Exhibit | Sentences:
    """What is still owed of the last twelve months, by department, form and state."""
    if receipts.is_empty:
        return nothing("receipts.unsettled", receipts)
    frame = receipts.of_year
    waiting = frame[~is_settled(frame)].assign(department=of_townships(frame))
    if waiting.empty:
        return Sentences("receipts.unsettled", (say("receipts.nothing_owed", **receipts.facts),))
    most = {name: place for place, name in enumerate(waiting["department"].value_counts().index)}
    waiting = waiting.sort_values("department", key=lambda names: names.map(most), kind="stable")
    shown = waiting.groupby(["department", "form", "state"], sort=False).agg(
        form_title=("title", "first"),
        period=("period", lambda names: period_words(list(dict.fromkeys(names)))),
        n=("period", "size"), days_late=("days_late", "max"), n_open=("n_open", "sum"))
    shown = shown.reset_index()
    shown["state"] = [_open_words(*row) for row in zip(shown["state"], shown["n_open"],
                                                       strict=True)]
    columns = ["department", "form_title", "period", "n", "state", "days_late"]
    return Exhibit("receipts.unsettled", "table", shown[columns],
                   facts=receipts.facts | {"n": len(waiting)})


def _open_words(state: str, n_open: int) -> str:
    word = say(f"ledger.state.{state}")
    return say("receipts.to_mend", state=word, n=n_open) if n_open else word


def calendar(receipts: Receipts) -> Exhibit:
    """What falls due in the days after the study's day and has not come in."""
    first, last = ((date.fromisoformat(receipts.study.as_of) + timedelta(days)).isoformat()
                   for days in (1, AHEAD_DAYS))
    frame = receipts.books.ledger(first, last)
    frame = frame[frame["accepted"].eq("")]
    shown = named(frame.assign(department=of_townships(frame)))
    columns = ["due", "department", "form_number", "form_title", "period", "state"]
    return Exhibit("receipts.calendar", "table", shown[columns].drop_duplicates(
        ignore_index=True), facts=receipts.facts | {"n": len(frame), "days": AHEAD_DAYS})
