"""moved — a study -> how figures moved between two years, and how much of it the base did."""

import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in, nothing_came, unit_of, years
from qiyou.domains.study import Study
from qiyou.indicators import RANDOM
from qiyou.indicators import scale as scale_of
from qiyou.report.exhibit import Exhibit
from qiyou.stats.comparisons import difference_interval

# Kinds whose value is a part over a base; of others there is nothing to take apart.
QUOTIENTS = ("share", "rate", "ratio", "coverage")


def moved(study: Study) -> Exhibit:
    """Change of every quotient from its first year to its newest, split into its two terms.

    With value = part ÷ base, the part's share of the change is (part₁ − part₀) × mean of the two
    inverse bases, the base's (1/base₁ − 1/base₀) × mean of the two parts; they add up exactly.
    Called up or down only where chance cannot have done it (95 % interval of the difference);
    what is counted whole moves as it moves.
    """
    rows = [row for indicator, found in years(study).groupby("indicator", sort=True)
            if (row := _row(study, indicator, found))]
    if not rows:
        return nothing_came("house.moved", study)
    return Exhibit("house.moved", "table", pd.DataFrame(rows), source=came_in(study),
                   facts=study.facts)


def split(part: tuple[float, float], base: tuple[float, float], scale: float
          ) -> tuple[float, float]:
    """Effects of part and base on the change of their quotient, in units of ``scale``.

    Examples
    --------
    >>> of_part, of_base = split((10, 10), (100, 80), 100)
    >>> round(of_part, 6), round(of_base, 6)
    (0.0, 2.5)
    """
    (part0, part1), (base0, base1) = part, base
    of_part = (part1 - part0) * (1 / base0 + 1 / base1) / 2
    of_base = (1 / base1 - 1 / base0) * (part0 + part1) / 2
    return of_part * scale, of_base * scale


def _row(study: Study, indicator: str, found: pd.DataFrame) -> dict | None:
    definition = study.indicators[indicator]
    known = found[found["value"].notna() & found["events"].notna() & found["n"].gt(0)
                  & ~found["note"].fillna("").astype(str).str.contains("part_year")]
    if definition.kind not in QUOTIENTS or len(known) < 2:
        return None
    first, last = known.iloc[0], known.iloc[-1]
    scale = scale_of(definition)
    of_part, of_base = split((first["events"], last["events"]), (first["n"], last["n"]), scale)
    return {"name": definition.name, "unit": unit_of(definition),
            "first_year": int(first["period"]), "last_year": int(last["period"]),
            "first": first["value"], "last": last["value"],
            "change": last["value"] - first["value"], "of_part": of_part, "of_base": of_base,
            "words": _words(definition, first, last, scale)}


def _words(definition, first: pd.Series, last: pd.Series, scale: float) -> str:
    change = last["value"] - first["value"]
    if definition.chance in RANDOM:
        kind = "proportion" if definition.kind in ("share", "coverage") else "rate"
        limits = difference_interval((last["events"], last["n"]), (first["events"], first["n"]),
                                     kind=kind, per=scale)
        if limits.low <= 0 <= limits.high:
            return say("house.change.noise")
    key = "same" if change == 0 else "up" if change > 0 else "down"
    return say(f"house.change.{key}")
