"""version_checks — figures + plan + earlier versions -> findings on targets and on revisions."""

from collections.abc import Iterator
from math import ceil

from qiyou.intake.findings import finding
from qiyou.intake.past import Past
from qiyou.intake.words import intake_words, shown
from qiyou.register.forms import Form
from qiyou.register.plan import Plan
from qiyou.register.units import factor_between
from qiyou.store.items import item_parts
from qiyou.store.records import Delivery, Figure, Finding

# Bases below this reach any target by the least whole number often enough by chance.
_SMALL_BASE = 50


def check_target(new: Delivery, form: Form, plan: Plan | None, county: str) -> list[Finding]:
    """Ask about county figures that sit exactly on their target (V505).

    A value that equals the promised number, or a numerator that is the least whole number with
    which the target is reached. Promises to stay at 100 and to cover everything are left out.
    """
    if plan is None:
        return []
    totals = {figure.column: figure for figure in new.figures
              if figure.area == county and not figure.item and figure.value is not None}
    return [found for feed in form.feeds if feed.column in totals
            for promise in plan.of_indicator(feed.indicator)
            if promise.kind in ("at_least", "at_most", "cumulative")
            for found in _on_target(form, feed, promise, totals, int(new.period[:4]))]


def _on_target(form: Form, feed, promise, totals: dict[str, Figure], year: int):
    target = promise.target(year)
    figure = totals[feed.column]
    if target is None:
        return
    if feed.measure == "value":
        factor = factor_between(figure.unit, promise.unit)
        if factor and abs(figure.value * factor - target) < 1e-9 * max(1.0, abs(target)):
            yield _on(figure, form, promise, year, target)
    elif feed.measure == "numerator":
        base = next((totals[f.column] for f in form.feeds if f.indicator == feed.indicator
                     and f.measure == "denominator" and f.column in totals), None)
        if base and base.value >= _SMALL_BASE and promise.unit == "%" and target < 100 \
                and figure.value == ceil(target * base.value / 100 - 1e-9):
            yield _on(figure, form, promise, year, target)


def _on(figure: Figure, form: Form, promise, year: int, target: float) -> Finding:
    return finding("V505", figure.sheet, figure.cell, shown(figure.value),
                   name=form.columns[figure.column].name, promise=promise.name, year=year,
                   target=f"{shown(target)}{promise.unit}")


def check_revision(new: Delivery, past: Past, reason: str) -> Iterator[Finding]:
    """Figures that stood before and are changed without a reason in their row or for the file."""
    names = past.form.columns
    for figure in new.figures:
        old = past.current.get(figure.key)
        is_changed = old is not None and (old.value, old.text) != (figure.value, figure.text)
        if is_changed and not reason:
            column = names[figure.column].name if figure.column else past.form.title
            yield finding("V507", figure.sheet, figure.cell,
                          shown(figure.text if figure.value is None else figure.value),
                          name=column, before=shown(old.text if old.value is None else old.value))


def check_lost(new: Delivery, past: Past, reason: str, spot: tuple[str, str]) -> list[Finding]:
    """Ask about records that stood before and are not in the new table (V509).

    Parameters
    ----------
    new : Delivery
    past : Past
    reason : str
        Reason that holds for the whole sheet.
    spot : tuple of str
        Sheet and cell to name.
    """
    given = {figure.key[:2] for figure in new.figures}
    lost = sorted({key[:2] for key in past.current if key[0] in new.areas} - given)
    if not lost or reason:
        return []
    names = [" ".join(item_parts(item).values()) or area for area, item in lost[:5]]
    return [finding("V509", *spot, n=len(lost),
                    names=shown(intake_words().list_sign.join(names), 120))]


def is_older(new: Delivery, past: Past) -> bool:
    """Whether a delivery is an older version that came late.

    It is when its day of filling in lies before that of the newest accepted one; or when, without
    a later day, it says exactly what an earlier version said and the newest no longer does.
    """
    if not past.current:
        return False
    newest = past.newest_declared(new.areas)
    if newest and new.declared and new.declared != newest:
        return new.declared < newest
    given = {figure.key: (figure.value, figure.text) for figure in new.figures}
    stands = {key: (old.value, old.text) for key, old in past.current.items()}
    if all(stands.get(key) == value for key, value in given.items()):
        return False
    return all(value in [(old.value, old.text) for old in past.history.get(key, [])]
               for key, value in given.items())
