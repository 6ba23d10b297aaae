"""audit_cells — the cells of each promise -> what stands in them and should not, or is missing."""

from qiyou.register.audit_case import AuditCase, Hit, by_domain, comma, decimals


def without_target(case: AuditCase):
    """A row of the table that sets no target in any year."""
    for promise in case.promises:
        if promise.kind == "monitor":
            yield Hit((promise.id,), {"name": promise.name, "clause": promise.clause})


def assigned_elsewhere(case: AuditCase):
    """No number here: it is set by a higher office, and no document is on record."""
    for promise in case.promises:
        if promise.kind == "assigned" and promise.document is None:
            facts = {"name": promise.name, "clause": promise.clause,
                     "printed": promise.path[-1].text}
            yield Hit((promise.id,), facts)


def unit_without_number(case: AuditCase):
    """A unit of counting beside a target that is a word."""
    for promise in case.promises:
        words = [c for c in promise.path if promise.comparison_of(c) == "full" and c.value is None]
        if promise.unit and words:
            facts = {"name": promise.name, "clause": promise.clause, "unit": promise.unit,
                     "year": words[-1].year, "printed": words[-1].text}
            yield Hit((promise.id,), facts)


def without_base(case: AuditCase):
    """Row with targets, no figure for the base year."""
    for promise in case.table:
        if promise.targets and (promise.base is None or promise.base.value is None):
            facts = {"name": promise.name, "clause": promise.clause, "year": case.plan.base_year,
                     "printed": promise.base.text if promise.base else "",
                     "first_year": promise.targets[0].year, "first": promise.targets[0].text}
            yield Hit((promise.id,), facts)


def years_missing(case: AuditCase):
    """Row that sets targets for some years of the plan and none for the others."""
    years = range(case.plan.first_year, case.plan.last_year + 1)
    for promise in case.table:
        set_years = {c.year for c in promise.path if promise.comparison_of(c) != "none"}
        gaps = [str(year) for year in years if year not in set_years]
        if set_years and gaps and promise.kind != "assigned":
            facts = {"name": promise.name, "clause": promise.clause, "years": comma().join(gaps)}
            yield Hit((promise.id,), facts)


def over_hundred(case: AuditCase):
    """A share above 100 percent; gross ratios may be."""
    for promise in case.promises:
        cells = [cell for cell in promise.cells if cell.value is not None and cell.value > 100]
        is_share = case.indicators[promise.indicator].kind in ("share", "coverage", "status")
        if promise.unit == "%" and is_share and cells:
            facts = {"name": promise.name, "clause": promise.clause, "year": cells[0].year,
                     "printed": cells[0].text}
            yield Hit((promise.id,), facts)


def unreachable_shares(case: AuditCase):
    """A share of a handful of places that no whole number of places gives."""
    count = len(case.county.townships) if case.county else 0
    for promise in case.promises:
        base = case.indicators[promise.indicator].denominator
        if base != "townships" or promise.unit != "%" or not count:
            continue
        for cell in promise.cells:
            reachable = [round(100 * k / count, decimals(cell)) for k in range(count + 1)]
            if cell.value is not None and cell.value not in reachable:
                below = max(share for share in reachable if share < cell.value)
                above = min((s for s in reachable if s > cell.value), default=100.0)
                facts = {"name": promise.name, "clause": promise.clause, "year": cell.year,
                         "printed": cell.text, "count": count, "below": below, "above": above,
                         "base": case.denominators[base]}
                yield Hit((promise.id,), facts)


def all_or_nothing(case: AuditCase):
    """A percentage that can only be 0 or 100 for one county."""
    yield from by_domain(case, (
        promise for promise in case.promises if promise.unit == "%"
        and case.indicators[promise.indicator].kind == "status"))


CELL_RULES = {
    "A06": ("check", without_target),
    "A07": ("check", assigned_elsewhere),
    "A08": ("check", unit_without_number),
    "A09": ("check", without_base),
    "A10": ("check", years_missing),
    "A11": ("error", over_hundred),
    "A12": ("check", unreachable_shares),
    "A13": ("note", all_or_nothing),
}
