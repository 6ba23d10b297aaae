"""soft_checks — figures + what was known before -> findings that a reason lifts (核实性)."""

from collections.abc import Iterator
from math import comb, erfc, sqrt

from qiyou.intake.findings import finding
from qiyou.intake.past import Past
from qiyou.intake.words import shown
from qiyou.register.definitions import IntakeLimits
from qiyou.register.forms import Form
from qiyou.register.units import is_money, unit_factor
from qiyou.store.records import Delivery, Figure, Finding

# Above this many events the normal tail equals the exact one to three digits.
_MANY = 2000
# No county has so many of anything but money: ten thousands were counted twice.
HUGE = 10_000_000


def check_past(new: Delivery, past: Past, limits: IntakeLimits) -> list[Finding]:
    """Hold a delivery's figures against the periods before.

    Parameters
    ----------
    new : Delivery
        Read from one table, all cells good.
    past : Past
    limits : IntakeLimits
        ``methods.yaml``: what a change must exceed before it is asked about.

    Returns
    -------
    list of Finding
        Each at a cell, so that a reason in its row lifts it.
    """
    figures = [figure for figure in new.figures if figure.value is not None]
    huge = [_on(figure, "V511", past.form, unit=figure.unit) for figure in figures
            if _is_huge(figure, limits)]
    return [*huge, *_against_past(past, figures, limits)]


def _is_huge(figure: Figure, limits: IntakeLimits) -> bool:
    if is_money(figure.unit):
        return figure.value * unit_factor(figure.unit) >= limits.huge_yuan
    return figure.value >= HUGE


def _against_past(past: Past, figures: list[Figure], limits: IntakeLimits) -> list[Finding]:
    same = _same_again(past, figures, limits)
    if same:
        return [*same, *_falling(past, figures)]
    return [*_falling(past, figures), *_swings(past, figures, limits),
            *_shrinking(past, figures, limits)]


def is_beyond_chance(events: float, before: float, level: float) -> bool:
    """Whether two counts of events differ by more than chance explains over equal exposures.

    Given both together, the first is binomial with probability one half if the rates are equal
    (the exact conditional test of two Poisson counts, two-sided by doubling the smaller tail).
    Not for counts of complete registers, where nothing is random.

    Parameters
    ----------
    events, before : float
        Counts ≥ 0.
    level : float
        Confidence, 0 to 1.

    References
    ----------
    Przyborowski J, Wilenski H (1940). Homogeneity of results in testing samples from Poisson
    series. Biometrika 31, 313-323.

    Examples
    --------
    >>> is_beyond_chance(3, 1, 0.95), is_beyond_chance(30, 10, 0.95)
    (False, True)
    """
    total, larger = round(events + before), round(max(events, before))
    if total == 0:
        return False
    if total > _MANY:
        tail = erfc((2 * larger - total - 1) / sqrt(2 * total)) / 2
    else:
        tail = sum(comb(total, k) for k in range(larger, total + 1)) / 2**total
    return min(1.0, 2 * tail) < 1 - level


def _falling(past: Past, figures: list[Figure]) -> Iterator[Finding]:
    """Hard all the same: a cumulative figure cannot be less than it was, or than it will be."""
    for rule in past.form.rules:
        if rule.kind != "not_falling":
            continue
        for code, found, sign in (("H406", past.latest_before(rule.since), 1),
                                  ("H411", past.next_after(rule.since), -1)):
            for figure in figures if found else ():
                other = found[1].get(figure.key)
                if figure.column == rule.column and other and other.value is not None \
                        and sign * (figure.value - other.value) < 0:
                    yield _on(figure, code, past.form, before=shown(other.value),
                              period=found[0].words)


def _swings(past: Past, figures: list[Figure], limits: IntakeLimits) -> Iterator[Finding]:
    growing = {rule.column for rule in past.form.rules
               if rule.kind == "not_falling" and rule.since == "plan"}
    for figure in figures:
        for name, before in past.earlier:
            old = before.get(figure.key)
            if old is None or old.value is None or not _is_asked(past, figure.column, name):
                continue
            rule = _swing_rule(past.form, figure, old.value, limits)
            # What counts up over the years grows by a third early on; a slip is a slip.
            if rule and (rule == "V503" or figure.column not in growing):
                yield _on(figure, rule, past.form, before=shown(old.value),
                          period=past.words(name), change=_change(figure.value, old.value))
                break


def _is_asked(past: Past, column: str, name: str) -> bool:
    """Whether a column is held against ``last`` or ``year_before``.

    Counts through a year begin anew in January; those through the plan are always larger than a
    year ago.
    """
    swings = past.form.columns[column].swings
    since = {rule.since for rule in past.form.rules
             if rule.kind == "not_falling" and rule.column == column}
    if "plan" in since:
        return name == "last"
    if past.period.frequency == "year":
        return swings != "none"  # there the last period is the year before
    return swings != "none" and not (name == "last" and (since or swings == "year"))


def _swing_rule(form: Form, figure: Figure, old: float, limits: IntakeLimits) -> str:
    """Rule that a change breaks: a slip of the pen where it looks like one, else the swing."""
    new, column = figure.value, form.columns[figure.column]
    if new == old:
        return ""
    is_slip = looks_like_slip(new, old)
    if column.chance == "events":
        if not is_beyond_chance(new, old, limits.swing_level):
            return ""
        return "V503" if is_slip else "V501"
    share = abs(new - old) / max(abs(old), abs(new))
    floor = limits.swing_floor if column.type == "whole" else 0
    is_swing = share > limits.swing_share and abs(new - old) > floor
    return ("V503" if is_slip else "V502") if is_swing or (is_slip and share > 0.09) else ""


def looks_like_slip(new: float, old: float) -> bool:
    """Whether one figure is the other with two digits swapped, or ten or a hundred times it.

    Two-digit figures are left out: there a swap is as likely by chance.

    Examples
    --------
    >>> looks_like_slip(1243, 1234), looks_like_slip(1200, 120), looks_like_slip(21, 12)
    (True, True, False)
    """
    if new and old and any(abs(new - old * by) < 1e-9 * abs(new) for by in (10, 100, 0.1, 0.01)):
        return abs(max(new, old)) >= 100
    first, second = f"{new:.12g}", f"{old:.12g}"
    if len(first) != len(second) or len(first) < 3:
        return False
    differ = [at for at in range(len(first)) if first[at] != second[at]]
    return (len(differ) == 2 and differ[1] == differ[0] + 1
            and first[differ[0]] == second[differ[1]] and first[differ[1]] == second[differ[0]])


def _same_again(past: Past, figures: list[Figure], limits: IntakeLimits) -> list[Finding]:
    """All figures as in an earlier period: the old table under a new title."""
    if past.form.rows != "grid":
        return []
    telling = [figure for figure in figures if figure.value]
    if len(telling) < limits.same_figures or len({figure.value for figure in telling}) < 3:
        return []
    for name, before in past.earlier:
        shared = [figure for figure in figures if figure.key in before]
        if len(shared) == len(figures) and all(before[f.key].value == f.value for f in shared):
            return [_on(telling[0], "V504", past.form, period=past.words(name), n=len(figures))]
    return []


def _shrinking(past: Past, figures: list[Figure], limits: IntakeLimits) -> Iterator[Finding]:
    """A share that rose only because its base shrank."""
    by_key = {figure.key: figure for figure in figures}
    for part, whole in _fractions(past.form):
        # Counts through a year can be held against the last period of the same year.
        is_same_year = past.period.previous.year == past.period.year
        compared = [entry for entry in past.earlier if (entry[0] == "last" and is_same_year)
                    or all(_is_asked(past, column, entry[0]) for column in (part, whole))]
        for figure in (f for f in figures if f.column == whole):
            top = by_key.get((figure.area, figure.item, part))
            for name, before in compared[:1]:
                old_base = before.get(figure.key)
                old_top = before.get((figure.area, figure.item, part))
                if None in (top, old_base, old_top) or not old_base.value or not figure.value:
                    continue
                fall = 1 - figure.value / old_base.value
                rose = top.value / figure.value > (old_top.value or 0) / old_base.value
                if rose and top.value <= old_top.value and fall >= limits.shrink_share:
                    yield _on(figure, "V506", past.form, before=shown(old_base.value),
                              part=past.form.columns[part].name, period=past.words(name),
                              change=_change(figure.value, old_base.value))


def _fractions(form: Form) -> set[tuple[str, str]]:
    """Pairs of columns that are numerator and denominator of the same indicator."""
    feeds = [feed for feed in form.feeds if feed.column]
    return {(top.column, base.column) for top in feeds for base in feeds
            if top.indicator == base.indicator
            and (top.measure, base.measure) == ("numerator", "denominator")}


def _change(new: float, old: float) -> str:
    return f"{(new - old) / abs(old):+.1%}" if old else f"{new - old:+.6g}"


def _on(figure: Figure, rule: str, form: Form, **facts) -> Finding:
    return finding(rule, figure.sheet, figure.cell, shown(figure.value),
                   name=form.columns[figure.column].name, **facts)
