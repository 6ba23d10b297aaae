"""peers — a study -> where the county stands among the counties of its province."""

import pandas as pd

from qiyou.assess.denominators import is_in_census
from qiyou.assess.peers import (
    FEATURES,
    LIKENESS,
    SAMPLED,
    nearest_neighbours,
    peer_funnel,
    peer_table,
    remoteness,
)
from qiyou.catalogue import say
from qiyou.domains.study import Study, reference_source
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.report.wording import MISSING, number

__all__ = ["funnel", "neighbours", "profile", "standing"]

SOURCES = ("census_2020_profile", "census_2020_age_sex")
CHANGE_SOURCES = ("census_2020_age_sex", "census_2010_age_sex", "area_changes")
NEIGHBOURS = 8
# Facts that the texts of these exhibits name; blank where nothing could be computed.
_COMPUTED = ("counties", "outside", "k", "n_features", "own_distance", "usual_distance")


def standing(study: Study, feature: str) -> Exhibit:
    """Rank of one feature among all counties of the province, the most similar ones named.

    Parameters
    ----------
    study : Study
    feature : str
        One of ``qiyou.assess.peers.FEATURES``.
    """
    name = f"peers.{feature}"
    if not is_in_census(study.snapshot):
        return _unlisted(name, study)
    table = peer_table(study.snapshot, feature)
    near = nearest_neighbours(study.snapshot, NEIGHBOURS)["area_code"]
    table["is_neighbour"] = table["area_code"].isin(near) & ~table["is_county"]
    limits = ["low", "high"] if feature in SAMPLED else []
    shown = table[["area_name", "value", *limits, "rank", "is_county", "is_neighbour"]]
    view = {"x": "value", "label": "area_name", "highlight": "is_county",
            "neighbour": "is_neighbour", **{limit: limit for limit in limits}}
    sources = CHANGE_SOURCES if feature == "population_change_pct" else SOURCES
    facts = _facts(study) | {"unit": say(f"peers.unit.{feature}"), "counties": len(table)}
    return Exhibit(name, "ranked_dots", shown, view, source=reference_source(study, *sources),
                   facts=facts)


def profile(study: Study) -> Exhibit:
    """All features of the county in one table: value, limits, rank, median and extremes."""
    if not is_in_census(study.snapshot):
        return _unlisted("peers.profile", study)
    rows = []
    for feature in FEATURES:
        table = peer_table(study.snapshot, feature)
        own, values = table[table["is_county"]], table["value"]
        if own.empty:  # the county's borders changed between the censuses
            continue
        row = own.iloc[0]
        way = "sampled" if feature in SAMPLED else "complete"
        rows.append((say(f"peers.name.{feature}"), say(f"peers.unit.{feature}"), row["value"],
                     row["low"], row["high"], row["rank"], row["counties"], values.min(),
                     values.median(), values.max(), say(f"peers.method.{way}")))
    columns = ["name", "unit", "value", "low", "high", "rank", "counties", "least", "median",
               "most", "method"]
    return Exhibit("peers.profile", "table", pd.DataFrame(rows, columns=columns),
                   source=reference_source(study, *SOURCES, *CHANGE_SOURCES[1:]),
                   facts=_facts(study))


def neighbours(study: Study) -> Exhibit:
    """The counties of the province most like this one, and how far from it they are."""
    if not is_in_census(study.snapshot):
        return _unlisted("peers.neighbours", study)
    frame = nearest_neighbours(study.snapshot, NEIGHBOURS)
    shown = frame[["area_name", "distance", "kept", *LIKENESS]]
    far = remoteness(study.snapshot).set_index("area_code")["distance"]
    facts = _facts(study) | {
        "k": NEIGHBOURS, "n_features": len(LIKENESS),
        "own_distance": number(far[study.county.code], decimals=1),
        "usual_distance": number(far.median(), decimals=1),
    }
    return Exhibit("peers.neighbours", "table", shown, source=reference_source(study, *SOURCES),
                   facts=facts)


def funnel(study: Study, feature: str = "renting_pct") -> Exhibit:
    """A sampled share against the size of its sample, with limits around the province's share."""
    name = f"peers.{feature}_funnel"
    if not is_in_census(study.snapshot):
        return _unlisted(name, study)
    frame = peer_funnel(study.snapshot, feature).sort_values(
        ["base", "area_code"], ignore_index=True)
    near = nearest_neighbours(study.snapshot, NEIGHBOURS)["area_code"]
    frame["is_neighbour"] = frame["area_code"].isin(near) & ~frame["is_county"]
    shown = frame[["area_name", "base", "events", "value", "target", "low_95", "high_95",
                   "low_998", "high_998", "is_county", "is_neighbour"]]
    view = {"x": "base", "y": "value", "low": "low_95", "high": "high_95", "low_outer": "low_998",
            "high_outer": "high_998", "centre": "target", "label": "area_name",
            "highlight": "is_county", "neighbour": "is_neighbour"}
    facts = _facts(study) | {"unit": say(f"peers.unit.{feature}"), "counties": len(frame),
                             "outside": int(frame["signal"].isin(["low_998", "high_998"]).sum())}
    return Exhibit(name, "funnel", shown, view, source=reference_source(study, *SOURCES),
                   facts=facts)


def _facts(study: Study) -> dict:
    return {"county": study.county.name, "province": study.county.province}


def _unlisted(name: str, study: Study) -> Exhibit:
    return unavailable(name, "population.unlisted", **_facts(study),
                       **dict.fromkeys(_COMPUTED, MISSING))
