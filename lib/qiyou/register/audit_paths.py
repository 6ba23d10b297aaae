"""audit_paths — a promise's figures by year -> steps that are odd."""

from itertools import groupby, pairwise

from qiyou.register.audit_case import BARS, AuditCase, Hit, change_unit, comma, half_unit, is_looser


def looser_than_base(case: AuditCase):
    """A target that the base year already beats."""
    for promise in case.promises:
        if promise.base is None or promise.base.value is None:
            continue
        easy = [cell for cell in promise.targets
                if is_looser(cell.value, promise.base.value, promise.comparison)]
        if easy:
            facts = _of(promise) | {"years": comma().join(str(cell.year) for cell in easy),
                                    "target": easy[0].text}
            yield Hit((promise.id,), facts)


def reached_at_base(case: AuditCase):
    """A final target that equals the base: nothing is left to do."""
    for promise in _paths(case):
        if promise.base and promise.base.value == promise.targets[-1].value:
            yield Hit((promise.id,), _of(promise) | {"target": promise.targets[-1].text})


def front_loaded(case: AuditCase):
    """Most of the whole change is planned for the first year."""
    for promise in _paths(case):
        first, last = promise.targets[0], promise.targets[-1]
        base = promise.base.value if promise.base else None
        if base is None or first is last or last.value == base \
                or is_looser(last.value, base, promise.comparison):
            continue
        share = (first.value - base) / (last.value - base)
        if case.thresholds.first_year_share <= share <= 1:
            facts = _of(promise) | {
                "share_pct": 100 * share, "first_year": first.year, "first": first.text,
                "last_year": last.year, "last": last.text,
                "first_step": first.value - base, "whole_step": last.value - base}
            yield Hit((promise.id,), facts)


def plateaus(case: AuditCase):
    """The same target for some promised years in a row, below the ceiling of 100 percent."""
    for promise in _paths(case):
        for bar, run in groupby(promise.targets, key=lambda c: (c.value, promise.comparison_of(c))):
            cells = list(run)
            at_ceiling = promise.unit == "%" and bar[0] == 100
            is_whole = len(cells) == len(promise.targets)
            if len(cells) >= case.thresholds.plateau_years and not at_ceiling and not is_whole:
                facts = _of(promise) | {"first_year": cells[0].year, "last_year": cells[-1].year,
                                        "target": cells[0].text}
                yield Hit((promise.id,), facts)


def steps_back(case: AuditCase):
    """A target easier than an earlier year's."""
    for promise in case.promises:
        for earlier, later in pairwise(promise.targets):
            if is_looser(later.value, earlier.value, promise.comparison):
                facts = _of(promise) | {"earlier_year": earlier.year, "earlier": earlier.text,
                                        "later_year": later.year, "later": later.text}
                yield Hit((promise.id,), facts)


def steps_within_rounding(case: AuditCase):
    """Steps no larger than the rounding of the figures they lie between."""
    for promise in _paths(case):
        small = [(a, b) for a, b in pairwise(promise.cells) if _is_within_rounding(a, b)]
        if small:
            a, b = small[0]
            facts = _of(promise) | {
                "years": comma().join(f"{one.year}—{other.year}" for one, other in small),
                "from_text": a.text, "to_text": b.text, "step": abs(b.value - a.value),
                "rounding": max(half_unit(a), half_unit(b))}
            yield Hit((promise.id,), facts)


def _is_within_rounding(a, b) -> bool:
    if a.value is None or b.value is None or a.value == b.value:
        return False
    # 1e-9: 82.45 - 82.4 is 0.0499999… in binary and must count as 0.05.
    return abs(b.value - a.value) <= max(half_unit(a), half_unit(b)) + 1e-9


def _paths(case: AuditCase):
    return [promise for promise in case.promises if promise.targets and promise.kind not in BARS]


def _of(promise) -> dict:
    base = promise.base
    return {"name": promise.name, "clause": promise.clause, "unit": change_unit(promise.unit),
            "base_year": base.year if base else None, "base": base.text if base else None}


PATH_RULES = {
    "A14": ("check", looser_than_base),
    "A15": ("check", reached_at_base),
    "A16": ("check", front_loaded),
    "A17": ("note", plateaus),
    "A18": ("check", steps_back),
    "A19": ("note", steps_within_rounding),
}
