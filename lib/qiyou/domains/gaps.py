"""gaps — a study -> how far the townships are apart, and whether the gap narrows."""

from dataclasses import replace
from math import isnan, nan, sqrt

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in, unit_of
from qiyou.domains.study import Study
from qiyou.indicators import RANDOM
from qiyou.indicators import scale as scale_of
from qiyou.report.exhibit import Exhibit
from qiyou.stats.gradients import slope_index
from qiyou.stats.inequality import theil
from qiyou.stats.intervals import poisson_interval, proportion_interval
from qiyou.stats.limits import critical
from qiyou.stats.school_balance import weighted_cv

# Below this many townships with a figure there is no gap worth a number.
FEWEST = 4
# Only values per person, place or case can be held against each other.
QUOTIENTS = ("share", "rate", "ratio", "coverage")


def gaps(study: Study) -> Exhibit | None:
    """Gap, ratio, coefficient of variation, Theil index and slope between the townships.

    Of the newest whole year; weighted by each township's base. The slope orders the townships by
    the size of that base, the smallest first: small islands are the natural order here. None
    where too few townships have a figure.

    Returns
    -------
    Exhibit or None
        Table; chance in the figures makes a gap of its own, and the column ``noise`` says how
        large a gap it would make with no true difference at all.
    """
    rows = [row for indicator, found in _by_indicator(study)
            if (row := _row(study, indicator, found))]
    if not rows:
        return None
    return Exhibit("house.gaps", "table", pd.DataFrame(rows), source=came_in(study),
                   facts=study.facts)


def expected_gap(base: np.ndarray, value: float, kind: str, level: float = 0.95,
                 seed: int = 20_250_101) -> float:
    """Gap between the extremes that chance alone stays below, if all areas had one true value.

    Parameters
    ----------
    base : array, shape (areas,)
        People or person-years.
    value : float
        Common true value per unit of base.
    kind : {"proportion", "rate"}
    level : float
        Share of 4,000 simulated years whose gap is smaller.

    Returns
    -------
    float
        Per unit of base.
    """
    generator, size = np.random.default_rng(seed), (4000, len(base))
    whole = np.round(base).astype(int)
    drawn = generator.binomial(whole, min(value, 1.0), size) if kind == "proportion" \
        else generator.poisson(base * value, size)
    rates = drawn / base
    return float(np.quantile(rates.max(axis=1) - rates.min(axis=1), level))


def _by_indicator(study: Study):
    towns = [town.code for town in study.county.townships]
    own = study.series[study.series["area"].isin(towns) & study.series["period"].str.len().eq(4)
                       & study.series["value"].notna() & study.series["n"].gt(0)
                       & study.series["events"].notna()]
    whole = own[~own["note"].fillna("").astype(str).str.contains("part_year")]
    return whole.groupby("indicator", sort=True)


def _row(study: Study, indicator: str, found: pd.DataFrame) -> dict | None:
    definition = study.indicators[indicator]
    counts = found["period"].value_counts()
    told = sorted(period for period, n in counts.items() if n >= FEWEST)
    if definition.kind not in QUOTIENTS or not told:
        return None
    first, last = (found[found["period"].eq(period)] for period in (told[0], told[-1]))
    values, base = last["value"].to_numpy(float), last["n"].to_numpy(float)
    names = {town.code: town.name for town in study.county.townships}
    low, high = values.min(), values.max()
    scale = scale_of(definition)
    noise = nan
    if definition.chance in RANDOM:
        kind = "proportion" if definition.kind in ("share", "coverage") else "rate"
        common = last["events"].sum() / base.sum()
        noise = expected_gap(base, common, kind) * scale
    order = np.argsort(base, kind="stable")
    errors = _errors(last, definition, scale)
    slope = slope_index(values[order], base[order], None if errors is None else errors[order])
    if errors is None:
        slope = replace(slope, low=nan, high=nan)  # no chance in what was counted whole
    return {
        "name": definition.name, "unit": unit_of(definition), "year": int(told[-1]),
        "lowest": names[last["area"].iloc[int(values.argmin())]], "low_value": low,
        "highest": names[last["area"].iloc[int(values.argmax())]], "high_value": high,
        "gap": high - low, "noise": noise, "ratio": high / low if low > 0 else nan,
        "cv": weighted_cv(values * base, base).value,
        "theil": theil(values, base).value if values.sum() > 0 else nan,
        "slope": slope.value, "slope_low": slope.low, "slope_high": slope.high,
        "words": _trend(first, last, noise)}


def _errors(rows: pd.DataFrame, definition, scale: float) -> np.ndarray | None:
    """Standard errors of the values; none where everything was counted."""
    if definition.chance not in RANDOM:
        return None
    is_share = definition.kind in ("share", "coverage")
    limits = [(proportion_interval if is_share else poisson_interval)(
        *((events, n) if is_share else (events,))) for events, n in
        zip(rows["events"], rows["n"], strict=True)]
    widths = np.array([one.high - one.low for one in limits])
    per = 1.0 if is_share else 1 / rows["n"].to_numpy(float)
    return widths * per * scale / (2 * critical(0.95))


def _trend(first: pd.DataFrame, last: pd.DataFrame, noise: float) -> str:
    """Whether the gap narrowed since the first year, unless chance could have done it."""
    spans = [rows["value"].max() - rows["value"].min() for rows in (first, last)]
    if first["period"].iloc[0] == last["period"].iloc[0]:
        return say("house.gap.single")
    if not isnan(noise) and (spans[1] <= noise or abs(spans[1] - spans[0]) < noise / sqrt(2)):
        return say("house.gap.noise")
    key = "same" if spans[1] == spans[0] else "wider" if spans[1] > spans[0] else "narrower"
    return say(f"house.gap.{key}", years=f"{first['period'].iloc[0]}")
