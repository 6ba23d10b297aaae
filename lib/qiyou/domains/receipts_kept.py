"""receipts_kept — what came in -> what is held and why, what was revised, what was explained."""

import re

import pandas as pd

from qiyou.assess.ledger import QUESTIONS
from qiyou.assess.reminders import period_words
from qiyou.assess.revisions import revision_sizes
from qiyou.catalogue import has, say
from qiyou.domains.receipts_open import Receipts, nothing
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number
from qiyou.stats.limits import critical
from qiyou.store import item_parts

# Findings are masked where they are made; a long number in a sentence is left out all the same.
_LONG_NUMBER = re.compile(r"\d{11}")
_MOST = 50


def held(receipts: Receipts) -> Exhibit | Sentences:
    """Questions and faults of files that wait to be mended, by form and rule."""
    if receipts.is_empty:
        return nothing("receipts.held", receipts)
    found = _waiting(receipts)
    if found.empty:
        return Sentences("receipts.held", (say("receipts.nothing_held", **receipts.facts),))
    grouped = found.groupby(["form", "rule"], sort=False).agg(
        severity=("severity", "first"), n=("rule", "size"), example=("sentence", "first"),
        remedy=("remedy", "first")).reset_index()
    grouped = grouped.sort_values("n", ascending=False, kind="stable", ignore_index=True)
    shown = pd.DataFrame({
        "form_title": [_title(receipts, name) for name in grouped["form"]],
        "rule": [_rule(name) for name in grouped["rule"]], "severity": grouped["severity"],
        "n": grouped["n"], "example": grouped["example"].map(_harmless),
        "remedy": grouped["remedy"].map(_harmless)})
    return Exhibit("receipts.held", "table", shown, facts=receipts.facts | {
        "n": len(found), "n_files": found["submission"].nunique()})


def _waiting(receipts: Receipts) -> pd.DataFrame:
    """Open findings of files that were sent back and that no later file has settled."""
    given, found = receipts.books.came
    newest = given.drop_duplicates(["form", "period", "areas"], keep="last")
    is_back = newest["result"].isin(["held", "refused"])
    # A file in which no form could be made out has no later version that could be told.
    placed, files = set(given["submission"]), receipts.books.history.submissions
    loose = files.loc[files["result"].isin(["held", "refused"])
                      & ~files["submission"].isin(list(placed))
                      & files["day"].gt(receipts.since), "submission"]
    waiting = {*newest.loc[is_back, "submission"], *loose}
    return found[found["submission"].isin(list(waiting)) & found["severity"].isin(QUESTIONS)
                 & found["explanation"].eq("")]


def revisions(receipts: Receipts) -> Exhibit | Sentences:
    """Figures that were changed since the report before, the largest first."""
    if receipts.is_empty:
        return nothing("receipts.revisions", receipts)
    sizes = _sizes(receipts)
    if sizes.empty:
        return Sentences("receipts.revisions", (say("receipts.no_revisions", **receipts.facts),))
    drawn = sizes.head(_MOST)
    shown = pd.DataFrame({
        "form_title": [_title(receipts, name) for name in drawn["form"]],
        "period": drawn["period"],
        "name": [_figure(receipts, *row) for row in zip(
            drawn["form"], drawn["area"], drawn["item"], drawn["column"], strict=True)],
        "change": [say("receipts.change", old=old, new=new, unit=unit) for old, new, unit in zip(
            _shown(drawn, "old"), _shown(drawn, "new"), drawn["unit"], strict=True)],
        "change_pct": drawn["change_pct"].round(1),
        "noise": [_noise(*row) for row in zip(drawn["is_inside"], drawn["in_roots"],
                                              strict=True)],
        "why": drawn["why"].map(_harmless)})
    return Exhibit("receipts.revisions", "table", shown, facts=receipts.facts | {
        "n": len(sizes), "n_shown": len(shown), "summary": _summary(sizes, receipts),
        "half": number(critical(receipts.level), "", 2)})


def _summary(sizes: pd.DataFrame, receipts: Receipts) -> str:
    """How many figures were changed, and how many of the changes are inside the noise."""
    counted = sizes["is_inside"].dropna()
    key = "receipts.revised" if len(counted) else "receipts.revised_exact"
    return say(key, n=len(sizes), n_events=len(counted), n_inside=int(counted.sum()),
               n_forms=sizes["form"].nunique(), **receipts.facts)


def _sizes(receipts: Receipts) -> pd.DataFrame:
    found = receipts.books.history.revisions
    recent = found[found["day"].gt(receipts.since)]
    return revision_sizes(recent.reset_index(drop=True), receipts.books.forms, receipts.level)


def explanations(receipts: Receipts) -> Exhibit | Sentences:
    """Written reasons that go with figures of the period, one line for each row of a form."""
    if receipts.is_empty:
        return nothing("receipts.explanations", receipts)
    notes, own = receipts.study.snapshot.notes, receipts.of_period[["form", "period"]]
    notes = notes.merge(own.drop_duplicates())
    if notes.empty:
        return Sentences("receipts.explanations", (say("receipts.no_notes", **receipts.facts),))
    rows = notes.groupby(["form", "period", "area", "item", "note"], sort=False).size()
    rows = rows.rename("n").reset_index()
    shown = pd.DataFrame({
        "form_title": [_title(receipts, name) for name in rows["form"]],
        "period": [period_words([name]) for name in rows["period"]],
        "area_name": [_area(receipts, code) for code in rows["area"]],
        "item": [_item(receipts, *row) for row in zip(rows["form"], rows["item"], strict=True)],
        "n": rows["n"], "reason": rows["note"].map(_harmless)})
    return Exhibit("receipts.explanations", "table", shown,
                   facts=receipts.facts | {"n": len(shown)})


def _harmless(text: str) -> str:
    return say("receipts.left_out") if _LONG_NUMBER.search(text) else text


def _noise(is_inside, in_roots: float) -> str:
    """Whether a change is inside the noise, and its size in roots of the count."""
    if pd.isna(is_inside):
        return ""
    return say(f"receipts.noise.{'inside' if is_inside else 'outside'}",
               times=number(in_roots, "", 1))


def _shown(frame: pd.DataFrame, part: str) -> list[str]:
    return [text or number(value) for value, text in zip(frame[part], frame[f"{part}_text"],
                                                         strict=True)]


def _rule(rule: str) -> str:
    key = f"intake.rule.{rule}.title"
    return say("house.rule", rule=rule, title=say(key)) if has(key) else rule


def _title(receipts: Receipts, name: str) -> str:
    form = receipts.books.forms.forms.get(name)
    return form.title if form else say("receipts.no_form")


def _area(receipts: Receipts, code: str) -> str:
    names = {town.code: town.name for town in receipts.study.county.townships}
    return {receipts.study.county.code: receipts.study.county.name, **names}.get(code, code)


def _figure(receipts: Receipts, form: str, area: str, *place: str) -> str:
    """Area, keys and column of a figure in words."""
    item, column = place
    known = receipts.books.forms.forms.get(form)
    found = known.columns.get(column) if known else None
    names = [found.group, found.name] if found else [say("receipts.record")]
    words = [_area(receipts, area), _item(receipts, form, item), *names]
    return say("receipts.dot").join(word for word in words if word)


def _item(receipts: Receipts, form: str, item: str) -> str:
    """Keys of a row in words."""
    known, codes = receipts.books.forms.forms.get(form), receipts.books.forms.codes
    words = []
    for key, value in item_parts(item).items():
        column = known.columns.get(key) if known else None
        entry = codes.get(column.codes, {}).get(value) if column and column.codes else None
        words.append(entry.name if entry else _harmless(value))
    return say("receipts.dot").join(words)
