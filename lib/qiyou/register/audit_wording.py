"""audit_wording — a plan and later documents -> what is said around the figures, or left unsaid."""

from qiyou.catalogue import say
from qiyou.register.audit_case import AuditCase, Hit, by_domain, census

# Kinds that are reached step by step, so that a base and a pace mean something.
WALKED = ("at_least", "at_most")
SIGNS = {">=": "≥", "<=": "≤"}


def without_lead(case: AuditCase):
    """Promises for which no department answers."""
    yield from by_domain(case, (p for p in case.promises if p.lead is None))


def redefined(case: AuditCase):
    """A later document measures the promise in another way."""
    for document, change in _changes(case):
        if change.is_redefinition:
            promise = case.plan.promise(change.promise)
            facts = _of_change(case, document, change, promise)
            counts = _in_things(case, change, promise)
            yield Hit((promise.id,), facts | counts, "counted" if counts else "text")


def added_later(case: AuditCase):
    """A later document adds a figure that the plan leaves open."""
    for document, change in _changes(case):
        if not change.is_redefinition:
            promise = case.plan.promise(change.promise)
            facts = _of_change(case, document, change, promise)
            final = promise.targets[-1].value if promise.targets else None
            comparable = final and change.value is not None and change.unit == promise.unit
            if comparable:
                facts |= {"final": final, "share_pct": 100 * change.value / final}
            yield Hit((promise.id,), facts, "share" if comparable else "text")


def without_slack(case: AuditCase):
    """Promises to stay at 100 percent: one case fails them."""
    yield from by_domain(case, (p for p in case.promises if p.kind == "hold" and p.unit == "%"))


def start_unknown(case: AuditCase):
    """Cumulative figures whose first year the plan does not name."""
    counting = [p for p in case.promises if p.kind == "cumulative"]
    yield from by_domain(case, (p for p in counting if p.base is None))
    for promise in counting:
        if promise.base is not None and promise.base.value:
            facts = {"name": promise.name, "clause": promise.clause, "unit": promise.unit,
                     "year": promise.base.year, "base": promise.base.text}
            yield Hit((promise.id,), facts, "based")


def due_early(case: AuditCase):
    """Promises of the prose that fall due before the plan ends."""
    for promise in case.promises:
        due = promise.path[-1].year
        if not promise.is_table and due < case.plan.last_year:
            facts = {"name": promise.name, "clause": promise.clause, "year": due,
                     "printed": promise.path[-1].text}
            yield Hit((promise.id,), facts)


def year_assumed(case: AuditCase):
    """Promises whose clause names no year."""
    yield from by_domain(case, (p for p in case.promises if p.is_year_assumed),
                         year=case.plan.last_year)


def list_missing(case: AuditCase):
    """Promises to cover all, without the list of whom or where."""
    yield from by_domain(case, (p for p in case.promises if p.comparison == "full" and not p.places
                                and p.kind == "coverage"))


def without_path(case: AuditCase):
    """Figures of the prose to be reached step by step that have neither base nor path."""
    walked = [p for p in case.promises if p.kind in WALKED and not p.is_table and p.base is None]
    yield from by_domain(case, (p for p in walked if len(p.targets) == 1
                                and len(case.plan.of_indicator(p.indicator)) == 1),
                         year=case.plan.base_year)


def unmeasurable(case: AuditCase):
    """Passages that promise without a figure."""
    entries = case.plan.not_quantified
    if entries:
        subjects = say("audit.semicolon").join(f"{e.clause} {e.subject}" for e in entries)
        yield Hit((), {"count": len(entries), "subjects": subjects})


def drafted(case: AuditCase):
    """Local indicators whose definition nobody has written yet."""
    blank = say("register.draft.blank")
    names = {i.id for i in case.plan.local_indicators if i.definition == blank}
    yield from by_domain(case, (p for p in case.promises if p.indicator in names))


def _changes(case: AuditCase):
    for document in case.plan.later_documents:
        for change in document.changes:
            yield document, change


def _of_change(case: AuditCase, document, change, promise) -> dict:
    cell = next((c for c in promise.path if c.year == change.year), promise.path[-1])
    base = case.indicators[promise.indicator].denominator
    return {"document": document.title, "date": document.date, "name": promise.name,
            "clause": promise.clause, "printed": cell.text, "printed_year": cell.year,
            "unit": promise.unit, "new_name": change.name, "year": change.year,
            "comparison": SIGNS.get(change.comparison, change.comparison),
            "value": change.value, "new_unit": change.unit,
            "note": change.note, "base": case.denominators.get(base, ""),
            "new_base": case.denominators.get(change.denominator, "")}


def _in_things(case: AuditCase, change, promise) -> dict:
    indicator = case.indicators[promise.indicator]
    old, new = indicator.denominator, change.denominator
    target = promise.target(change.year)
    if indicator.per is None or target is None or change.value is None:
        return {}
    if old not in case.reference or new not in case.reference:
        return {}
    return {"census": census(case),
            "old_persons": case.reference[old], "new_persons": case.reference[new],
            "old_things": target * case.reference[old] / indicator.per,
            "new_things": change.value * case.reference[new] / indicator.per}


WORDING_RULES = {
    "A20": ("check", without_lead),
    "A21": ("check", redefined),
    "A22": ("note", added_later),
    "A23": ("note", without_slack),
    "A24": ("check", start_unknown),
    "A25": ("note", due_early),
    "A26": ("note", year_assumed),
    "A27": ("check", list_missing),
    "A28": ("note", without_path),
    "A29": ("note", unmeasurable),
    "A30": ("check", drafted),
}
