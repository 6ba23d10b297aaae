"""needs — a study + what a section rests on -> promises and moving bases, or what is missing."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from qiyou.assess.denominators import is_in_census
from qiyou.assess.people import CENTRAL
from qiyou.assess.projected import CHECK, projected
from qiyou.catalogue import say
from qiyou.domains.study import Study
from qiyou.register import Promise
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.report.sentences import Sentences

Ages = tuple[int, int | None]
# What a cell of a notebook shows: a section that does not apply says so in a sentence.
Section = Exhibit | Sentences


def promised(study: Study, indicator: str) -> Promise | None:
    """First promise of the plan on an indicator that gives a number; None where it has none."""
    return next((promise for promise in study.plan.of_indicator(indicator) if promise.targets),
                None)


def missing(name: str, study: Study, *indicators: str, **facts) -> Section | None:
    """What is said where a section cannot stand; None where nothing is lacking.

    A county outside the censuses lacks data: the section is unavailable. A plan without such a
    promise lacks nothing: the section does not apply.

    Parameters
    ----------
    name : str
        Id of the exhibit that would have stood here.
    study : Study
        Its county must be in both censuses.
    *indicators : str
        Ids of indicators on which the plan must promise a number.
    **facts
        What the exhibit's texts are filled with beside the study's own facts.
    """
    if not is_in_census(study.snapshot):
        return unavailable(name, "population.unlisted", **study.facts, **facts)
    absent = [study.register.indicator(indicator).name for indicator in indicators
              if promised(study, indicator) is None]
    return no_promise(name, study, *absent) if absent else None


def no_promise(name: str, study: Study, *promises: str) -> Sentences:
    """Sentence that the plan gives no number for the promises that a section is about."""
    names = say("word.comma").join(promises)
    return Sentences(name, (say("needs.no_promise", county=study.county.name, name=names),))


def ages(study: Study, *denominators: str) -> dict[str, Ages]:
    """First and last completed year of age of denominators, as the definitions give them."""
    known = study.register.methods.denominators
    return {name: known[name].ages for name in denominators}


def scenarios(study: Study, groups: Mapping[str, Ages]) -> pd.DataFrame:
    """Persons of age groups by migration scenario and year, from the census to the last year.

    Returns
    -------
    DataFrame
        scenario (in words), year, and a column of persons for each group; without the check
        that needs no rates.
    """
    frame = projected(study.snapshot, groups, study.plan.last_year)
    frame = frame[frame["scenario"].ne(CHECK)]
    wide = frame.pivot_table(index=["scenario", "year"], columns="group", values="persons",
                             sort=False).reset_index()
    names = [say(f"population.scenario.{scenario}") for scenario in wide["scenario"]]
    return wide.assign(scenario=names).rename_axis(columns=None)


def spans(study: Study, groups: Mapping[str, Ages]) -> pd.DataFrame:
    """Persons of age groups: central scenario, lowest and highest, from the census on.

    Returns
    -------
    DataFrame
        Indexed by group and year: base, base_low, base_high (persons). The range of scenarios
        is not a confidence interval.
    """
    frame = projected(study.snapshot, groups, study.plan.last_year)
    frame = frame[frame["scenario"].ne(CHECK)]
    found = frame.groupby(["group", "year"], sort=False)["persons"]
    central = frame[frame["scenario"].eq(CENTRAL)].set_index(["group", "year"])["persons"]
    return pd.DataFrame({"base": central, "base_low": found.min(), "base_high": found.max()})


def whole(values: ArrayLike) -> np.ndarray:
    """Whole persons or things that reach a figure: rounded up, rounding errors forgiven.

    Examples
    --------
    >>> whole([4.2, 3.0000000001]).tolist()
    [5, 3]
    """
    return np.ceil(np.round(np.asarray(values, dtype=float), 6)).astype(int)
