"""receipts_known — definitions -> the platforms whose exports fill forms, the rules of intake."""

import pandas as pd

from qiyou.assess.due import department_name
from qiyou.assess.reminders import day_words
from qiyou.catalogue import catalogue, say
from qiyou.domains.receipts_open import Receipts
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences

_PREFIX, _SUFFIX = "intake.rule.", ".title"
# From the file down to the correction of a single figure.
_KINDS = "FSCHVK"
_SHORT = 12


def systems(receipts: Receipts) -> Exhibit:
    """Platforms that hold what is reported, and the forms that their exports can fill."""
    forms, county = receipts.books.forms, receipts.study.county
    shown = pd.DataFrame([{
        "system": system.name, "department": department_name(system.owner, forms, county),
        "holds": system.what,
        "fills": say("receipts.pause").join(
            say("receipts.form", number=forms.form(name).number, title=forms.form(name).title)
            for name in system.exports),
        "note": system.note or ""} for system in forms.systems.values()])
    n_forms = len({name for system in forms.systems.values() for name in system.exports})
    return Exhibit("receipts.systems", "table", shown, facts=receipts.facts | {
        "n": len(shown), "n_forms": n_forms, "n_all": len(forms.forms)})


def rules(receipts: Receipts) -> Exhibit:
    """Every rule that a file is held against."""
    names = rule_names()
    shown = pd.DataFrame({
        "rule": names, "severity": [say(f"{_PREFIX}{name}.severity") for name in names],
        "title": [say(f"{_PREFIX}{name}{_SUFFIX}") for name in names]})
    return Exhibit("receipts.rules", "table", shown, facts=receipts.facts | {"n": len(shown)})


def rule_names() -> list[str]:
    """Ids of all rules, those on files first."""
    names = [key.removeprefix(_PREFIX).removesuffix(_SUFFIX) for key in catalogue()
             if key.startswith(_PREFIX) and key.endswith(_SUFFIX)]
    return sorted(names, key=lambda name: (_KINDS.find(name[0]), name))


def colophon(receipts: Receipts) -> Sentences:
    """What this page was computed from."""
    files = receipts.books.history.submissions
    facts = receipts.facts | {"n_forms": len(receipts.books.forms.forms),
                              "n_rules": len(rule_names()), "n_files": len(files)}
    lines = [say("receipts.colophon.definitions", **facts)]
    if receipts.is_empty:
        return Sentences("receipts.colophon", (say("receipts.colophon.nothing", **facts), *lines))
    facts |= {"first": day_words(files["day"].min()), "last": day_words(files["day"].max()),
              "name": receipts.study.snapshot.hashes.get("store", "")[:_SHORT]}
    return Sentences("receipts.colophon", (say("receipts.colophon.store", **facts), *lines))
