"""measurability — promises + size of the county -> can the plan's yearly step be seen at all?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import pandas as pd

from qiyou.assess.mortality import (
    PREMATURE_AGES,
    expected_deaths,
    expected_premature_deaths,
)
from qiyou.register import Cell, Indicator, Promise
from qiyou.stats.bands import age_bands
from qiyou.stats.detect import (
    expected_half_width_death_probability,
    expected_half_width_life_expectancy,
    expected_half_width_proportion,
    expected_half_width_rate,
)
from qiyou.stats.premature import bands_between
from qiyou.store import Snapshot

POOLED = (1, 3)  # years put together
# What can be said of a promise, from the strongest doubt down.
MARKS = ("inside", "pooled", "outside", "exact", "judged", "no_base", "no_step")


@dataclass(frozen=True)
class Surroundings:
    """What the size of the noise depends on: people, places, the sample where one is drawn.

    ``bases`` counts each denominator; ``samples`` holds the yearly sample sizes of surveys,
    where those are known or assumed.
    """

    snapshot: Snapshot
    bases: dict[str, float]
    samples: dict[str, float]
    level: float


def measurability(promises: list[Promise], indicators: dict[str, Indicator],
                  county: Surroundings) -> pd.DataFrame:
    """Half-width of each promise's interval at the county's size beside the plan's yearly step.

    For knowing, before any figure comes in, which promises a yearly figure can show to be kept.
    The indicator is taken to stand where the plan starts. A figure counted in full has no
    sampling error; its half-width then says how far chance alone would move it in a place of
    this size, which matters when years or places are compared, **not for whether the promised
    number was reached**.

    Parameters
    ----------
    promises : list of Promise
    indicators : dict of str to Indicator
    county : Surroundings

    Returns
    -------
    DataFrame
        promise, name, unit, start (where the indicator is taken to stand), step (median
        yearly step, without sign), base (size of the denominator), half_one, half_three
        (half-width of the interval of one year and of three years pooled, in ``unit``), chance,
        mark (``MARKS``).
    """
    rows = [_row(promise, indicators[promise.indicator], county) for promise in promises]
    return pd.DataFrame(rows)


def _row(promise: Promise, indicator: Indicator, county: Surroundings) -> dict:
    cells = [cell for cell in promise.cells if cell.value is not None]
    start = cells[0].value if cells else np.nan
    step = step_size(cells)
    half = HALF_WIDTHS.get(indicator.kind)
    one, three = ((half(start, indicator, county, years) if half else np.nan)
                  for years in POOLED)
    return {
        "promise": promise.id, "name": promise.name, "unit": promise.unit, "start": start,
        "step": step, "base": _base_size(indicator, county), "half_one": one, "half_three": three,
        "chance": indicator.chance, "mark": _mark(indicator, step, one, three),
    }


def step_size(cells: Sequence[Cell]) -> float:
    """Typical yearly step, without sign: the median over the years in which the plan moves.

    A first year that brings most of the change would make a mean step look large.
    """
    cells = [cell for cell in cells if cell.value is not None]
    steps = [abs(later.value - earlier.value) / (later.year - earlier.year)
             for earlier, later in pairwise(cells)]
    return float(np.median([step for step in steps if step] or [np.nan]))


def _base_size(indicator: Indicator, county: Surroundings) -> float:
    if indicator.chance == "sample":
        return county.samples.get(indicator.id, np.nan)
    return county.bases.get(indicator.denominator, np.nan)


def _mark(indicator: Indicator, step: float, one: float, three: float) -> str:
    if indicator.chance in ("exact", "judged"):
        return indicator.chance
    if not np.isfinite(one):
        return "no_base"
    if not step > 0:
        return "no_step"
    if step > one:
        return "outside"
    return "pooled" if step > three else "inside"


def _share_half(start: float, indicator: Indicator, county: Surroundings, years: int) -> float:
    n = _base_size(indicator, county)
    if not (np.isfinite(start) and n > 0):
        return np.nan
    share = min(start / indicator.per, 1.0)
    return expected_half_width_proportion(share, n, years, county.level) * indicator.per


def _rate_half(start: float, indicator: Indicator, county: Surroundings, years: int) -> float:
    n = _base_size(indicator, county)
    if not (np.isfinite(start) and n > 0):
        return np.nan
    return expected_half_width_rate(start, n, years, county.level, indicator.per)


def _life_half(start: float, indicator: Indicator, county: Surroundings, years: int) -> float:
    if not np.isfinite(start):
        return np.nan
    deaths = expected_deaths(county.snapshot, start)
    return expected_half_width_life_expectancy(
        deaths["deaths"] / deaths["persons"], deaths["persons"], deaths["age"], years,
        county.level)


def _premature_half(start: float, indicator: Indicator, county: Surroundings, years: int) -> float:
    if not np.isfinite(start):
        return np.nan
    deaths = expected_premature_deaths(county.snapshot, start)
    bands = bands_between(
        age_bands(deaths["deaths"], deaths["persons"], deaths["age"]), *PREMATURE_AGES)
    return expected_half_width_death_probability(bands, years, county.level) * indicator.per


# Counts of things, amounts of money, places and judgements have no such width.
HALF_WIDTHS: MappingProxyType[str, Callable] = MappingProxyType({
    "share": _share_half,
    "rate": _rate_half,
    "ratio": _rate_half,
    "life_expectancy": _life_half,
    "premature_mortality": _premature_half,
})
