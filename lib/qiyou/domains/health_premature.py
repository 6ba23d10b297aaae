"""health_premature — reported deaths of 30 to 69 -> premature mortality, deaths to avert."""

import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.deaths import (
    FORMS,
    FOUR,
    PREMATURE,
    by_age,
    death_years,
    deaths,
    observed_expected,
    person_years,
    ratio_funnel,
)
from qiyou.domains.sent import area_names, lacking, source, withheld
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.wording import number, years
from qiyou.stats.bands import age_bands
from qiyou.stats.precision import expected_count_range
from qiyou.stats.premature import bands_between, death_probability
from qiyou.stats.premature import deaths_to_avert as deaths_spared

INDICATOR = "health.premature_mortality"


def premature_by_year(study: Study) -> Exhibit:
    """Chance of a premature death each year and pooled, beside both versions of the promise."""
    name = "health.premature_reported"
    if lack := lacking(name, study, *FORMS):
        return lack
    told = death_years(study)
    spans = [(year,) for year in told] + ([tuple(told)] if len(told) > 1 else [])
    promises = study.plan.of_indicator(INDICATOR)
    shown = pd.DataFrame([_chance(study, span) for span in spans])
    last = shown.iloc[len(told) - 1]
    compared = say("word.separator").join(
        say("health.compared", clause=promise.clause, text=number(cell.value, promise.unit),
            year=cell.year,
            words=_against(last, cell.value))
        for promise in promises for cell in [_cell(promise, told[-1])])
    ends = [promise.path[-1].value for promise in promises]
    view = {"label": "period", "x": "value", "low": "low", "high": "high"}
    return Exhibit(name, "dot_interval", shown, view, source(study, *FORMS),
                   study.facts | {
                       "last": told[-1], "compared": compared,
                       "apart": number(max(ends) - min(ends), decimals=2),
                       "width": number(last["high"] - last["low"], decimals=1)})


def _cell(promise, year: int):
    """The year's own promise; where a version names only a later year, that year's."""
    return next((cell for cell in promise.path if cell.year >= year), promise.path[-1])


def _against(row: pd.Series, target: float) -> str:
    key = "above" if row["low"] > target else "below" if row["high"] < target else "around"
    return say(f"sent.{key}")


def _chance(study: Study, told: tuple[int, ...]) -> dict:
    bands = _bands(study, told, FOUR)
    found = death_probability(bands["deaths"], bands["persons"], bands["age"], *PREMATURE,
                              level=study.register.methods.levels.interval)
    label = say("sent.year" if len(told) == 1 else "sent.pooled", years=years(told))
    return {"period": label, "value": found.value * 100, "low": found.low * 100,
            "high": found.high * 100, "events": int(found.events)}


def _bands(study: Study, told, causes) -> pd.DataFrame:
    events, people = deaths(study), person_years(study)
    return by_age(events[events["year"].isin(told) & events["cause"].isin(list(causes))],
                  people[people["year"].isin(told)])


def premature_by_cause(study: Study) -> Exhibit:
    """Chance of dying between 30 and 70 of each of the four causes, all years together."""
    name = "health.premature_causes"
    if lack := lacking(name, study, *FORMS):
        return lack
    told, codes, rows = death_years(study), study.forms.codes["causes"], []
    for cause in FOUR:
        bands = _bands(study, told, [cause])
        found = death_probability(bands["deaths"], bands["persons"], bands["age"], *PREMATURE)
        rows.append({"name": codes[cause].name, "value": found.value * 100,
                     "low": found.low * 100, "high": found.high * 100,
                     "events": int(found.events)})
    view = {"label": "name", "x": "value", "low": "low", "high": "high"}
    return Exhibit(name, "bars", pd.DataFrame(rows), view, source(study, *FORMS),
                   study.facts | {"years": years(told), "unit": "%"})


def causes_funnel(study: Study) -> Exhibit:
    """Newest year's deaths from 30 to 69 by cause against those at the rates of all years."""
    name = "health.causes_funnel"
    if lack := lacking(name, study, *FORMS):
        return lack
    told, codes = death_years(study), study.forms.codes["causes"]
    if len(told) < 2:
        return withheld(name, study, "sent.one_year")
    rows = []
    for cause, code in codes.items():
        before, now = _bands(study, told, [cause]), _bands(study, told[-1:], [cause])
        is_in = before["age"].ge(PREMATURE[0]) & before["age"].lt(PREMATURE[1])
        rates = before["deaths"][is_in] / before["persons"][is_in]
        rows.append({"name": code.name, "events": now["deaths"][is_in].sum(),
                     "base": float((rates * now["persons"][is_in]).sum())})
    return ratio_funnel(name, study, pd.DataFrame(rows),
                        study.facts | {"last": told[-1], "years": years(told)})


def townships_premature(study: Study) -> Exhibit:
    """Premature deaths of the four causes in each township against the county's own rates."""
    return _townships("health.premature_townships", study, FOUR, PREMATURE)


def townships_deaths(study: Study) -> Exhibit:
    """Deaths of all causes in each township against the county's own rates by age and sex."""
    return _townships("health.deaths_townships", study, None, (0, None))


def _townships(name: str, study: Study, causes, ages: tuple[int, int | None]) -> Exhibit:
    if lack := lacking(name, study, *FORMS):
        return lack
    frame = observed_expected(study, causes, ages)
    names = area_names(study)
    return ratio_funnel(name, study, frame.assign(name=[names[code] for code in frame.index]),
                        study.facts | {"years": years(death_years(study))})


def deaths_to_avert_reported(study: Study) -> Exhibit:
    """Deaths a year that each version of the promise asks to avert, from the deaths reported."""
    name = "health.avert_reported"
    if lack := lacking(name, study, *FORMS):
        return lack
    told = death_years(study)
    frame = _bands(study, told, FOUR)
    bands = bands_between(age_bands(frame["deaths"], frame["persons"], frame["age"]), *PREMATURE)
    rows = [_version(promise, bands, len(told)) for promise in study.plan.of_indicator(INDICATOR)]
    shown = pd.DataFrame(rows)
    mean = float(bands["deaths"].sum()) / len(told)
    level = study.register.methods.levels.interval
    chance = expected_count_range(mean, level).iloc[0]
    apart = shown["fewer"].max() - shown["fewer"].min()
    facts = study.facts | {
        "years": years(told), "deaths": number(mean, decimals=0),
        "low": number(chance["low"]), "high": number(chance["high"]),
        "apart": number(apart, decimals=1)}
    return Exhibit(name, "table", shown, source=source(study, *FORMS), facts=facts)


def _version(promise, bands: pd.DataFrame, n_years: int) -> dict:
    target = promise.path[-1]
    found = deaths_spared(bands, target.value / 100)
    key = "reached" if found.high < 0 else "open" if found.low <= 0 else "asked"
    return {"clause": promise.clause, "year": target.year, "text": target.text,
            "deaths": float(bands["deaths"].sum()) / n_years,
            "fewer": found.value / n_years, "fewer_low": found.low / n_years,
            "fewer_high": found.high / n_years, "words": say(f"health.avert.{key}")}


def sensitive_single_year(study: Study) -> Exhibit:
    """How far premature mortality moves when one year has a few deaths more or fewer."""
    name = "health.premature_steps"
    if lack := lacking(name, study, *FORMS):
        return lack
    told = death_years(study)
    frame = _bands(study, told[-1:], FOUR)
    is_in = frame["age"].ge(PREMATURE[0]) & frame["age"].lt(PREMATURE[1])
    total, rows = frame["deaths"][is_in].sum(), []
    if total < -STEPS[0]:
        return withheld(name, study, "sent.too_few")
    for more in STEPS:
        factor = (total + more) / total
        found = death_probability(frame["deaths"] * factor, frame["persons"], frame["age"],
                                  *PREMATURE)
        rows.append({"deaths_more": more, "deaths": int(total + more),
                     "value": found.value * 100})
    return Exhibit(name, "table", pd.DataFrame(rows), source=source(study, *FORMS),
                   facts=study.facts | {"last": told[-1]})


STEPS = (-10, -5, -1, 0, 1, 5, 10)
