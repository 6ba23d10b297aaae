"""indicators — observations + definitions -> estimates with intervals."""

from collections.abc import Callable, Mapping
from math import isnan, nan
from types import MappingProxyType

import pandas as pd

from qiyou.indicators.cells import KEY, Cell, cells_of
from qiyou.indicators.mortality import life_expectancy, premature_mortality
from qiyou.register import Indicator
from qiyou.register.units import factor_between, unit_factor
from qiyou.schema import ESTIMATES
from qiyou.stats.estimate import Estimate, estimates_frame
from qiyou.stats.intervals import poisson_interval, proportion_interval, rate_interval

# Method of a figure that was counted whole: there is nothing random to put limits around.
COMPLETE = "complete enumeration"
# Method of a figure taken over as printed, without the counts behind it.
PUBLISHED = "as published"
RANDOM = ("events", "sample")


def estimate(
    observations: pd.DataFrame, definitions: Mapping[str, Indicator], level: float = 0.95,
) -> pd.DataFrame:
    """Estimate each indicator for each area and period that something was observed for.

    For one indicator at a time in one area. **Not for adding up areas**: give the sum's own
    observations. An indicator without any observation gets no row: what is owed and has not
    come in is a matter of follow-up, not of estimation.

    Parameters
    ----------
    observations : DataFrame
        ``schema.OBSERVATIONS``; of several vintages the latest counts. Figures of indicators
        that are not in ``definitions`` are passed over.
    definitions : mapping of str to Indicator
        By indicator id.
    level : float
        Confidence of the intervals, 0 to 1.

    Returns
    -------
    DataFrame
        ``schema.ESTIMATES``, by indicator, area and period. ``note`` holds ids of remarks,
        joined by ``;``. A figure that cannot be computed has the flag ``missing`` and says why
        in its note; one taken over as printed has no interval and, where counts belong behind
        it, the note ``base_not_printed``.
    """
    known = observations[observations["indicator"].isin(list(definitions))]
    cells = cells_of(known)
    if not cells:
        return ESTIMATES.empty()
    rows = [KINDS[definitions[key[0]].kind](cell, definitions[key[0]], level)
            for key, cell in cells.items()]
    keys = pd.DataFrame(list(cells), columns=list(KEY))
    return ESTIMATES.check(pd.concat([keys, estimates_frame(rows)], axis=1)[ESTIMATES.names])


def scale(definition: Indicator) -> float:
    """Value of an indicator that is 1 where its part equals its base."""
    if definition.kind in ("share", "coverage"):
        return 100 / unit_factor(definition.unit)
    return definition.per or 1.0


def share(cell: Cell, definition: Indicator, level: float = 0.95) -> Estimate:
    """Part of a whole, in % or ‰ as the indicator says: Wilson limits if chance is in it."""
    part, whole = cell.numerator, cell.denominator
    reason = _trouble(part, whole)
    if reason == "no_figure":
        return as_published(cell, definition, level)
    if not reason and part > whole:
        reason = "part_exceeds_whole"
    if reason:
        return _missing(reason, part, whole)
    if definition.chance not in RANDOM:
        return _complete(part / whole * 100 / unit_factor(definition.unit), part, whole)
    return _scaled(proportion_interval(part, whole, level), 100 / unit_factor(definition.unit))


def rate(cell: Cell, definition: Indicator, level: float = 0.95) -> Estimate:
    """Events or things per ``definition.per`` of a base: Poisson limits if chance is in it."""
    part, base = cell.numerator, cell.denominator
    reason = _trouble(part, base)
    if reason == "no_figure":
        return as_published(cell, definition, level)
    if reason:
        return _missing(reason, part, base)
    per = definition.per or 1.0
    if definition.chance not in RANDOM:
        return _complete(part / base * per, part, base)
    return rate_interval(part, base, per, level)


def ratio(cell: Cell, definition: Indicator, level: float = 0.95) -> Estimate:
    """Quotient of two totals. No limits: what its terms have in common is not known here."""
    part, base = cell.numerator, cell.denominator
    reason = _trouble(part, base)
    if reason == "no_figure":
        return as_published(cell, definition, level)
    if reason:
        return _missing(reason, part, base)
    return _complete(part / base * (definition.per or 1.0), part, base)


def count(cell: Cell, definition: Indicator, level: float = 0.95) -> Estimate:
    """Number of events or things, in the indicator's unit: Poisson limits for events."""
    events = cell.numerator
    if isnan(events):
        return as_published(cell, definition, level)
    if events < 0:
        return _missing("negative", events, nan)
    factor = unit_factor(definition.unit)
    if definition.chance != "events":
        return Estimate(events / factor, nan, nan, nan, COMPLETE, events=events)
    return _scaled(poisson_interval(events, level), 1 / factor)


def as_published(cell: Cell, definition: Indicator, level: float = 0.95) -> Estimate:
    """Value as printed, brought to the indicator's unit; without limits, for none were printed.

    ``level`` is taken like the other kinds' and has no use here.
    """
    if len(cell.printed) != 1:
        return _missing("several_values" if cell.printed else "no_figure", nan, nan)
    value = _converted(*cell.printed[0], definition.unit)
    if isnan(value):
        return _missing("unit_differs", nan, nan)
    note = "base_not_printed" if definition.chance in RANDOM else ""
    return Estimate(value, nan, nan, nan, PUBLISHED, note=note)


def by_ages(kind: "Kind") -> "Kind":
    """Kind that needs deaths by age, or the value as printed where only that was sent."""
    def computed(cell: Cell, definition: Indicator, level: float = 0.95) -> Estimate:
        if isnan(cell.numerator):
            return as_published(cell, definition, level)
        return kind(cell.rows(), definition, level)
    return computed


Kind = Callable[[pd.DataFrame, Indicator, float], Estimate]
# A kind that needs a judgement is taken over as the owner printed it.
KINDS: Mapping[str, Kind] = MappingProxyType({
    "share": share,
    "rate": rate,
    "ratio": ratio,
    "count": count,
    "amount": as_published,
    "mean": as_published,
    "coverage": share,
    "status": as_published,
    "life_expectancy": by_ages(life_expectancy),
    "premature_mortality": by_ages(premature_mortality),
})


def _trouble(part: float, base: float) -> str:
    if isnan(part) and isnan(base):
        return "no_figure"
    if isnan(part) or isnan(base):
        return "no_numerator" if isnan(part) else "no_denominator"
    if part < 0 or base < 0:
        return "negative"
    return "" if base else "no_base"


def _missing(reason: str, part: float, base: float) -> Estimate:
    return Estimate(nan, nan, nan, nan, "none", n=base, events=part, flag="missing", note=reason)


def _complete(value: float, part: float, base: float) -> Estimate:
    return Estimate(value, nan, nan, nan, COMPLETE, n=base, events=part)


def _scaled(found: Estimate, by: float) -> Estimate:
    limits = (found.value * by, found.low * by, found.high * by)
    return Estimate(*limits, found.level, found.method, found.n, found.events, found.flag,
                    found.note)


def _converted(value: float, unit: str, wanted: str) -> float:
    factor = factor_between(unit, wanted)
    return nan if factor is None else float(value * factor)
