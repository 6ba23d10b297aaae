"""audit_pairs — promises on the same thing -> where they disagree, agree, or must fit together."""

from itertools import combinations

from qiyou.register.audit_case import AuditCase, Hit, census, change_unit, decimals


def differing(case: AuditCase):
    """Same indicator, same year, different numbers."""
    for first, second, one, other in _same_year(case):
        if one.value != other.value:
            facts = _both(first, second, one, other) | {"gap": abs(one.value - other.value)}
            yield Hit((first.id, second.id), facts)


def agreeing(case: AuditCase):
    """Same indicator, same year, same number."""
    for first, second, one, other in _same_year(case):
        if one.value == other.value:
            yield Hit((first.id, second.id), _both(first, second, one, other))


def doubled(case: AuditCase):
    """Same indicator promised twice without a number on either side."""
    for first, second in _same_indicator(case):
        wordless = not first.targets and not second.targets
        one, other = first.path[-1], second.path[-1]
        if wordless and one.year == other.year:
            yield Hit((first.id, second.id), _both(first, second, one, other))


def shares_of_counts(case: AuditCase):
    """Hold a promised share against part / whole where both are promised."""
    for identity in case.identities:
        found = [_final(case, name) for name in (identity.share, identity.part, identity.whole)]
        if identity.whole and all(found):
            (share, s), (part, p), (whole, w) = found
            computed = 100 * p.value / w.value
            agrees = round(computed, decimals(s)) == round(s.value, decimals(s))
            facts = {"share": share.name, "part": part.name, "whole": whole.name,
                     "share_pct": s.value, "part_value": p.value, "whole_value": w.value,
                     "computed_pct": computed, "year": s.year}
            wording, severity = ("agrees", "note") if agrees else ("differs", "error")
            yield Hit((share.id, part.id, whole.id), facts, wording, severity)


def implied_bases(case: AuditCase):
    """Size of the base that a share and its part imply, beside all who could be in it."""
    for identity in case.identities:
        found = [_final(case, name) for name in (identity.share, identity.part)]
        if not identity.implied or not all(found):
            continue
        (share, s), (part, p) = found
        base = 100 * p.value / s.value
        facts = {"share": share.name, "part": part.name, "share_pct": s.value,
                 "part_value": p.value, "year": s.year, "implied": base,
                 "base": case.denominators[identity.implied]}
        yield Hit((share.id, part.id), *_beside(case, identity.within, base, facts))


def _beside(case: AuditCase, within: str | None, base: float, facts: dict):
    if within not in case.reference:
        return facts, "alone", "note"
    everyone = case.reference[within]
    ratio = base / everyone
    facts |= {"within": case.denominators[within], "within_persons": everyone,
              "ratio_pct": 100 * ratio, "census": census(case)}
    if ratio > 1:
        return facts, "impossible", "check"
    is_high = ratio >= case.thresholds.implied_base_share
    return facts, *(("high", "check") if is_high else ("plausible", "note"))


def _final(case: AuditCase, indicator: str | None):
    for promise in case.plan.of_indicator(indicator or ""):
        if promise.targets:
            return promise, promise.targets[-1]
    return None


def _same_indicator(case: AuditCase):
    for first, second in combinations(case.promises, 2):
        if first.indicator == second.indicator:
            yield first, second


def _same_year(case: AuditCase):
    for first, second in _same_indicator(case):
        if first.unit != second.unit:
            continue
        years = {cell.year: cell for cell in second.targets}
        for cell in first.targets:
            if cell.year in years:
                yield first, second, cell, years[cell.year]


def _both(first, second, one, other) -> dict:
    return {"name": first.name, "unit": change_unit(first.unit), "year": one.year,
            "clause": first.clause, "printed": one.text,
            "other_clause": second.clause, "other_printed": other.text}


PAIR_RULES = {
    "A01": ("error", differing),
    "A02": ("note", agreeing),
    "A03": ("note", doubled),
    "A04": ("check", shares_of_counts),
    "A05": ("check", implied_bases),
}
