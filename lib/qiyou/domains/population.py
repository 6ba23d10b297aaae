"""population — a study -> who lives in the county, and who will: pyramids, bases, projection."""

import numpy as np
import pandas as pd

from qiyou.assess.denominators import (
    CENSUSES,
    census_people,
    dependency,
    group_table,
    is_in_census,
)
from qiyou.assess.projected import BASE, CHECK, SCENARIOS, constants, projected
from qiyou.catalogue import say
from qiyou.domains.study import Study, reference_source
from qiyou.indicators import unit_factor
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.report.sentences import Sentences
from qiyou.report.wording import MISSING, count, number

__all__ = ["age_bands", "dependency_ratios", "findings", "projection", "projection_check",
           "projection_table", "pyramid"]

# Groups that the plan's "per thousand" promises are divided by, drawn one at a time.
GROUPS = ("population", "age_0_2", "age_3_5", "age_15_59", "age_60_plus", "age_80_plus")
SOURCES = ("census_2010_age_sex", "census_2020_age_sex", "life_table_china", "fertility_china")
_HELD = ("total_fertility", "infants", "infants_noise_pct", "net_migration")


def pyramid(study: Study) -> Exhibit:
    """People by five-year age band and sex at both censuses."""
    if not is_in_census(study.snapshot):
        return _unlisted("population.pyramid", study)
    parts = [_five_year(census_people(study.snapshot, year, study.county.code))
             .assign(period=str(year)) for year in CENSUSES]
    view = {"x": "persons", "label": "age", "sex": "sex", "period": "period"}
    return Exhibit("population.pyramid", "pyramid", pd.concat(parts, ignore_index=True), view,
                   source=reference_source(study, *CENSUSES.values()),
                   facts=_facts(study) | {"unit": say("unit.persons")})


def dependency_ratios(study: Study) -> Exhibit:
    """Dependency ratios at both censuses: the county, its prefecture, its province."""
    if not is_in_census(study.snapshot):
        return _unlisted("population.dependency", study)
    county = study.county
    codes = {county.name: county.code, county.prefecture: county.prefecture_code,
             county.province: county.province_code}
    return Exhibit("population.dependency", "table", dependency(study.snapshot, codes),
                   source=reference_source(study, *CENSUSES.values()), facts=_facts(study))


def age_bands(study: Study) -> Exhibit:
    """Age groups that promises are divided by, at both censuses."""
    if not is_in_census(study.snapshot):
        return _unlisted("population.bands", study)
    groups = _age_groups(study)
    before, after = (group_table(study.snapshot, groups, year) for year in CENSUSES)
    printed = _printed_edges(study)
    shown = pd.DataFrame({
        "name": [_group_name(study, group) for group in groups],
        "persons_2010": before.round().astype(int), "persons_2020": after.round().astype(int),
        "change_pct": (after / before - 1) * 100,
        "share_2020_pct": after / after["population"] * 100,
        "method": [_method(ages, printed) for ages in groups.values()],
    }).reset_index(drop=True)
    return Exhibit("population.bands", "table", shown,
                   source=reference_source(study, *CENSUSES.values()), facts=_facts(study))


def projection(study: Study, group: str) -> Exhibit:
    """One age group to the plan's last year, a line per migration scenario.

    Parameters
    ----------
    study : Study
    group : str
        One of ``GROUPS``; for ``population`` the published totals are drawn as well.
    """
    name = f"population.projected_{group}"
    if not is_in_census(study.snapshot):
        return _unlisted(name, study)
    frame = _projected(study, {group: _age_groups(study)[group]}).drop(columns="group")
    if group == "population":
        frame = pd.concat([frame, _published_line(study)], ignore_index=True)
    view = {"x": "year", "y": "persons", "label": "scenario"}
    sources = (*SOURCES, "published") if group == "population" else SOURCES
    return Exhibit(name, "lines", frame, view, source=reference_source(study, *sources),
                   facts=_facts(study) | _held(study) | {"unit": say("unit.persons")})


def projection_table(study: Study) -> Exhibit:
    """All groups and scenarios: the census, the plan's years, and the change to the last."""
    if not is_in_census(study.snapshot):
        return _unlisted("population.projection", study)
    frame = _projected(study, {group: _age_groups(study)[group] for group in GROUPS})
    table = frame.pivot_table(index=["group", "scenario"], columns="year", values="persons",
                              sort=False)
    last = study.plan.last_year
    years = [BASE, *range(study.plan.base_year, last + 1)]
    shown = table[years].round().astype(int).rename(columns=lambda year: f"y{year}")
    shown["change_pct"] = (table[last] / table[BASE] - 1) * 100
    shown = shown.reset_index().rename(columns={"group": "name"})
    shown["name"] = [_group_name(study, group) for group in shown["name"]]
    return Exhibit("population.projection", "table", shown,
                   source=reference_source(study, *SOURCES), facts=_facts(study) | _held(study))


def projection_check(study: Study) -> Exhibit:
    """Published totals since the census beside what the projection gives for the same days."""
    if not is_in_census(study.snapshot):
        return _unlisted("population.check", study)
    printed = _published_totals(study)
    frame = _projected(study, {"population": (0, None)})
    joined = printed.merge(frame, on="year", suffixes=("_published", "_projected"))
    shown = pd.DataFrame({
        "year": joined["year"], "scenario": joined["scenario"],
        "persons_projected": joined["persons_projected"].round().astype(int),
        "persons_published": joined["persons_published"].round().astype(int),
        "gap_pct": (joined["persons_projected"] / joined["persons_published"] - 1) * 100,
    })
    return Exhibit("population.check", "table", shown,
                   source=reference_source(study, *SOURCES, "published"), facts=_facts(study))


def findings(study: Study) -> Sentences:
    """What the censuses and the projection say of the county's people, in sentences."""
    if not is_in_census(study.snapshot):
        return Sentences("population.findings", (say("population.unlisted", **_facts(study)),))
    groups = _age_groups(study)
    before, after = (group_table(study.snapshot, groups, year) for year in CENSUSES)
    frame = _projected(study, {group: groups[group] for group in GROUPS})
    last = frame[frame["year"].eq(study.plan.last_year)].groupby("group")["persons"]
    spans = {group: say("population.span", low=count(low), high=count(high))
             for group, low, high in zip(GROUPS, last.min()[[*GROUPS]], last.max()[[*GROUPS]],
                                         strict=True)}
    facts = _facts(study) | {"last_year": study.plan.last_year}
    ratio = after["population"] / before["population"] - 1
    lines = [say("population.said.total", before=count(before["population"]),
                 after=count(after["population"]), span=spans["population"],
                 change=say(f"population.{'grew' if ratio > 0 else 'shrank'}",
                            share=number(abs(ratio) * 100, "%", 1)), **facts)]
    lines += [say("population.said.group", name=_group_name(study, group),
                  before=count(before[group]), after=count(after[group]), span=spans[group],
                  **facts) for group in GROUPS[1:]]
    return Sentences("population.findings", (*lines, *_check_words(study)), is_list=True,
                     source=reference_source(study, *SOURCES, "published"))


def _check_words(study: Study) -> tuple[str, ...]:
    shown = projection_check(study).data
    if shown.empty:
        return ()
    latest = shown[shown["year"].eq(shown["year"].max())]
    nearest = latest.loc[latest["gap_pct"].abs().idxmin()]
    return (say("population.said.check", year=nearest["year"], nearest=nearest["scenario"],
                published=count(nearest["persons_published"]),
                gap=number(abs(nearest["gap_pct"]), "%", 1),
                n_below=int(latest["gap_pct"].lt(0).sum()), n=len(latest)),)


def _projected(study: Study, groups: dict) -> pd.DataFrame:
    frame = projected(study.snapshot, groups, study.plan.last_year)
    names = {key: say(f"population.scenario.{key}") for key in (*SCENARIOS, CHECK)}
    return frame.assign(scenario=frame["scenario"].map(names))


def _published_totals(study: Study) -> pd.DataFrame:
    """Published year-end populations of the county after the census, in persons."""
    rows = study.snapshot.reference("published")
    rows = rows[rows["area_code"].eq(study.county.code) & rows["measure"].eq("population")
                & rows["nature"].eq("actual") & rows["period"].str.fullmatch(r"\d{4}")]
    rows = rows.sort_values("published").drop_duplicates("period", keep="last")
    frame = pd.DataFrame({"year": rows["period"].astype(int),
                          "persons": rows["value"] * rows["unit"].map(unit_factor)})
    return frame[frame["year"].gt(BASE)].sort_values("year", ignore_index=True)


def _published_line(study: Study) -> pd.DataFrame:
    # The line begins at the census itself, where the scenarios begin too.
    census = census_people(study.snapshot, BASE, study.county.code)["persons"].sum()
    start = pd.DataFrame({"year": [BASE], "persons": [float(census)]})
    return pd.concat([start, _published_totals(study)]).assign(
        scenario=say("population.scenario.published"))[["scenario", "year", "persons"]]


def _five_year(people: pd.DataFrame) -> pd.DataFrame:
    """Infants and the one- to four-year-olds as one band, so that all bands are equally wide."""
    age = people["age"].replace({"0": "0-4", "1-4": "0-4"})
    return people.assign(age=age).groupby(["sex", "age"], sort=False, as_index=False)[
        "persons"].sum()[["age", "sex", "persons"]]


def _age_groups(study: Study) -> dict[str, tuple[int, int | None]]:
    known = study.register.methods.denominators
    return {name: found.ages for name, found in known.items() if found.ages is not None}


def _group_name(study: Study, group: str) -> str:
    return study.register.methods.denominators[group].name


def _printed_edges(study: Study) -> set[int]:
    labels = census_people(study.snapshot, BASE, study.county.code)["age"].unique()
    return {int(label.rstrip("+").split("-")[0]) for label in labels}


def _method(ages: tuple[int, int | None], printed: set[int]) -> str:
    is_printed = ages[0] in printed and (ages[1] is None or ages[1] + 1 in printed)
    return say("population.printed" if is_printed else "population.interpolated")


def _held(study: Study) -> dict[str, str]:
    found = constants(study.snapshot)
    # Births are taken as Poisson: 1.96 standard deviations, as a share of their number.
    noise = 196 / np.sqrt(found["infants"])
    moved = found["net_migration"]
    way = "out" if moved < 0 else "in"
    return {"total_fertility": number(found["total_fertility"], decimals=2),
            "infants": number(found["infants"]), "infants_noise_pct": number(noise, decimals=0),
            "net_migration": say(f"population.moved_{way}", persons=count(abs(moved)))}


def _facts(study: Study) -> dict:
    return {"county": study.county.name, "prefecture": study.county.prefecture,
            "province": study.county.province, "last_year": study.plan.last_year}


def _unlisted(name: str, study: Study) -> Exhibit:
    return unavailable(name, "population.unlisted", **_facts(study),
                       **dict.fromkeys(_HELD, MISSING))
