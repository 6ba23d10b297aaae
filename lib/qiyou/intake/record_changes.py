"""record_changes — records + those of the period before -> what may not go, reopen or change.

A ledger of cases carries each of them through the year. One that is left out, or is open again
after it was closed, changes the rates of both periods, so its sender must say why.
"""

from collections.abc import Iterator

from qiyou.intake.findings import finding
from qiyou.intake.past import Past
from qiyou.intake.words import intake_words, shown
from qiyou.register.forms import Form, Forms, Rule
from qiyou.store.items import item_parts
from qiyou.store.records import Delivery, Finding

_SHOWN = 8


def check_records(new: Delivery, past: Past, forms: Forms, spot: tuple[str, str]
                  ) -> Iterator[Finding]:
    """Hold a form's records against the newest earlier period, of the same year or of the plan.

    Parameters
    ----------
    new : Delivery
    past : Past
    forms : Forms
        For the names of codes.
    spot : (str, str)
        Sheet and cell for what is said of records that are not there.

    Yields
    ------
    Finding
        V512 to V514; nothing where the form has no rule that asks for it.
    """
    rules = [rule for rule in past.form.rules if rule.kind in ("stays", "ends", "constant")]
    for rule in rules:
        before = past.latest_before(rule.since or "year")
        if before is None:
            continue
        period, figures = before
        if rule.kind == "stays":
            yield from _gone(new, figures, period.words, spot)
        else:
            yield from _changed(new, figures, (rule, past.form, forms, period.words))


def _gone(new: Delivery, figures: dict, words: str, spot: tuple[str, str]) -> Iterator[Finding]:
    items = {figure.item for figure in new.figures}
    lost = sorted({item for area, item, _ in figures if area in new.areas} - items)
    if lost:
        names = [" ".join(item_parts(item).values()) for item in lost[:_SHOWN]]
        yield finding("V512", *spot, n=len(lost), period=words,
                      names=intake_words().list_sign.join(map(shown, names)))


def _changed(new: Delivery, figures: dict, told: tuple[Rule, Form, Forms, str]
             ) -> Iterator[Finding]:
    rule, form, forms, words = told
    # A case may move to another township and is the same case all the same.
    old = {(item, column): stored for (_, item, column), stored in figures.items()} \
        if form.rows == "open" else {}
    column = form.columns[rule.column]
    for figure in new.figures:
        if figure.column != rule.column:
            continue
        stored = old.get((figure.item, figure.column), figures.get(figure.key))
        if stored is None:
            continue
        if rule.kind == "ends" and stored.text == rule.is_code != figure.text:
            codes = forms.codes[column.codes]
            yield finding("V513", figure.sheet, figure.cell, codes[figure.text].name,
                          key=shown(" ".join(item_parts(figure.item).values())), period=words,
                          before=codes[stored.text].name)
        if rule.kind == "constant" and stored.value != figure.value:
            yield finding("V514", figure.sheet, figure.cell, shown(figure.value),
                          name=column.name, period=words, before=shown(stored.value))
