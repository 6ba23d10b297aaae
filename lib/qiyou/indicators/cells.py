"""cells — observations -> what was sent of one indicator in one area and period, added up."""

from collections.abc import Callable
from math import nan
from typing import NamedTuple

import pandas as pd

from qiyou.register.units import unit_factor

KEY = ("indicator", "area", "period")
_MEASURE = [*KEY, "measure"]


class Cell(NamedTuple):
    """Parts of one indicator in one area and period.

    ``numerator`` and ``denominator`` in plain units, NaN where nothing was sent or a stratum is
    empty; ``printed`` the values sent as such with their units; ``rows`` gives the observations
    for kinds that need their strata.
    """

    numerator: float
    denominator: float
    printed: tuple[tuple[float, str], ...]
    rows: Callable[[], pd.DataFrame]


def cells_of(observations: pd.DataFrame) -> dict[tuple[str, str, str], Cell]:
    """Cells by indicator, area and period, in order.

    Of several vintages the latest counts. Of a measure the total counts if it was sent, otherwise
    the sum of its strata.

    Parameters
    ----------
    observations : DataFrame
        ``schema.OBSERVATIONS``.
    """
    known = latest(observations)
    kept = known[known["stratum"].isna() | ~_has_total(known)]
    factors = {unit: unit_factor(unit) for unit in kept["unit"].unique()}
    counted = kept[kept["measure"].ne("value")]
    plain = counted.assign(value=counted["value"] * counted["unit"].map(factors))
    groups = plain.groupby(_MEASURE)["value"]
    # A sum with a gap in it is not known.
    added = dict(groups.sum().where(groups.count().eq(groups.size())).items())
    printed: dict[tuple, list] = {}
    told = kept[kept["measure"].eq("value")]
    for *key, value, unit in told[[*KEY, "value", "unit"]].itertuples(index=False, name=None):
        printed.setdefault(tuple(key), []).append((value, unit))
    places = known.groupby(list(KEY)).indices
    return {key: Cell(added.get((*key, "numerator"), nan), added.get((*key, "denominator"), nan),
                      tuple(printed.get(key, ())),
                      lambda at=at: known.iloc[at]) for key, at in sorted(places.items())}


def latest(observations: pd.DataFrame) -> pd.DataFrame:
    """Newest vintage of each figure."""
    keys = [*_MEASURE, "stratum"]
    rows = observations.sort_values([*keys, "vintage"], kind="stable")
    return rows.drop_duplicates(keys, keep="last")


def _has_total(known: pd.DataFrame) -> pd.Series:
    """Whether a row's measure was sent as a total too."""
    totals = known[known["stratum"].isna()]
    keys = pd.MultiIndex.from_frame(known[_MEASURE])
    return pd.Series(keys.isin(pd.MultiIndex.from_frame(totals[_MEASURE])), index=known.index)
