"""deaths — reported deaths and residents -> deaths, person-years by age, expected deaths."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from qiyou.domains.sent import first_age, source, town_codes, withheld
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.stats.funnel import funnel
from qiyou.stats.lifetable import life_table

FORMS = ("deaths", "population")
FOUR = ("circulatory", "cancer", "diabetes", "respiratory")
# Above 85 a small township has bands that nobody lives in, so the open band begins there.
STARTS = (0, 1, *range(5, 90, 5))
PREMATURE = (30, 70)
FEWEST_AREAS = 3


def deaths(study: Study) -> pd.DataFrame:
    """Deaths reported: year, area, sex, age (start of its band), cause, deaths."""
    frame = study.snapshot.form("deaths")
    return pd.DataFrame({
        "year": frame["period"].astype(int), "area": frame["area"], "sex": frame["sex"],
        "age": _band(first_age(frame["age"])), "cause": frame["cause"],
        "deaths": frame["deaths"].astype(float)})


def person_years(study: Study) -> pd.DataFrame:
    """Person-years of the townships: year, area, sex, age (start of its band), persons.

    The mean of the residents at the year's end and at the one before; the end alone in the first
    year reported, which has none before it.
    """
    frame = study.snapshot.form("population")
    frame = frame[frame["area"].isin(town_codes(study))]
    long = frame.assign(year=frame["period"].astype(int), age=_band(first_age(frame["age"]))).melt(
        ["year", "area", "age"], ["male", "female"], "sex", "persons")
    ends = long.groupby(["area", "sex", "age", "year"])["persons"].sum().astype(float)
    before = ends.groupby(level=["area", "sex", "age"]).shift()
    return ((ends + before.fillna(ends)) / 2).rename("persons").reset_index()


def death_years(study: Study) -> list[int]:
    """Years that both deaths and residents were reported for."""
    return sorted(set(deaths(study)["year"]) & set(person_years(study)["year"]))


def by_age(events: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Deaths and person-years by the start of the age band, whatever else the rows tell apart.

    Returns
    -------
    DataFrame
        age, deaths, persons; a row for every band, rising.
    """
    return pd.DataFrame({
        "age": STARTS,
        "deaths": events.groupby("age")["deaths"].sum().reindex(STARTS, fill_value=0.0).to_numpy(),
        "persons": people.groupby("age")["persons"].sum().reindex(
            STARTS, fill_value=0.0).to_numpy()})


def of_years(study: Study, *years: int) -> pd.DataFrame:
    """Deaths and person-years of the county by age over some years together."""
    events, people = deaths(study), person_years(study)
    return by_age(events[events["year"].isin(years)], people[people["year"].isin(years)])


def table_of(bands: pd.DataFrame) -> pd.DataFrame:
    """Life table of bands as `by_age` gives them."""
    return life_table(bands["deaths"], bands["persons"], bands["age"])


def is_countable(bands: pd.DataFrame) -> bool:
    """Whether a life table can stand: someone lives in every band, and more live than die."""
    return bool((bands["persons"] > 0).all() and (bands["deaths"] <= bands["persons"]).all())


def observed_expected(study: Study, causes: Collection[str] | None,
                      ages: tuple[int, int | None] = (0, None)) -> pd.DataFrame:
    """Deaths of each township beside those at the county's own rates by age and sex.

    All years reported together, so that the expected deaths of the townships add up to those
    that happened.

    Parameters
    ----------
    study : Study
    causes : collection of str, optional
        Codes of causes; all if None.
    ages : (int, int or None)
        First age of the span, and its end.

    Returns
    -------
    DataFrame
        Indexed by area, in their order: events, base (expected).
    """
    years, (first, end) = death_years(study), ages
    events, people = (frame[frame["year"].isin(years) & frame["age"].ge(first)
                            & frame["age"].lt(np.inf if end is None else end)]
                      for frame in (deaths(study), person_years(study)))
    events = events if causes is None else events[events["cause"].isin(list(causes))]
    keys = ["sex", "age"]
    lived = people.groupby(keys)["persons"].sum()
    rates = events.groupby(keys)["deaths"].sum().reindex(lived.index, fill_value=0.0) / lived
    expected = people.assign(
        base=people["persons"] * rates.loc[pd.MultiIndex.from_frame(people[keys])].to_numpy())
    order = town_codes(study)
    return pd.DataFrame({
        "events": events.groupby("area")["deaths"].sum().reindex(order, fill_value=0.0),
        "base": expected.groupby("area")["base"].sum().reindex(order)})


def ratio_funnel(name: str, study: Study, frame: pd.DataFrame, facts: dict) -> Exhibit:
    """Funnel of observed over expected; the centre is 1.

    Parameters
    ----------
    name : str
        Id of the exhibit.
    study : Study
    frame : DataFrame
        name, events, base (expected).
    facts : dict
        What its texts are filled with.
    """
    known = frame[frame["base"].gt(0)].reset_index(drop=True)
    if len(known) < FEWEST_AREAS:
        return withheld(name, study, "sent.too_few")
    found = funnel(known[["events", "base"]], "ratio", target=1.0)
    shown = pd.DataFrame({
        "name": known["name"], "n": known["base"], "events": known["events"].astype(int),
        "value": found["value"], "centre": found["target"], "low": found["low_95"],
        "high": found["high_95"], "low_outer": found["low_998"],
        "high_outer": found["high_998"], "is_outside": found["signal"].ne("within"),
        "is_named": True})
    view = {"x": "n", "y": "value", "low": "low", "high": "high", "low_outer": "low_outer",
            "high_outer": "high_outer", "centre": "centre", "label": "name",
            "highlight": "is_outside", "neighbour": "is_named"}
    return Exhibit(name, "funnel", shown, view, source(study, *FORMS),
                   facts | {"n_outside": int(shown["is_outside"].sum())})


def _band(ages: pd.Series) -> np.ndarray:
    return np.array(STARTS)[np.searchsorted(STARTS, ages, side="right") - 1]
