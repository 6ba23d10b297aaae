"""unemployment — a promise on a surveyed rate -> the ceiling, and the sample that could see it."""

import pandas as pd

from qiyou.assess.bases import known_bases
from qiyou.catalogue import say
from qiyou.domains.asked import PROJECTED
from qiyou.domains.needs import Section, ages, missing, promised, spans, whole
from qiyou.domains.study import Study, reference_source
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number
from qiyou.stats.detect import expected_half_width_proportion, years_needed_proportion
from qiyou.stats.intervals import proportion_interval
from qiyou.stats.limits import critical

UNEMPLOYMENT, WORKING = "employment.survey_unemployment", "age_16_59"
# How much clustering in households and villages inflates the variance: an assumption.
DESIGN_EFFECTS = (1.0, 1.5, 2.0)
INTERVIEWED = (200, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 4000, 5000, 7500, 10_000, 15_000,
               20_000)
SAMPLES = (200, 500, 1000, 2000, 5000, 10_000, 20_000)
POINT = 0.01


def ceiling(study: Study) -> Section:
    """The promised ceiling beside the base that it is looser than."""
    name = "employment.ceiling"
    if lack := _lack(name, study):
        return lack
    promise = promised(study, UNEMPLOYMENT)
    shown = pd.DataFrame([
        {"name": promise.name, "unit": promise.unit, "year": cell.year, "value": cell.value,
         "text": cell.text, "is_base": cell is promise.base} for cell in promise.cells])
    view = {"x": "year", "y": "value", "label": "name", "text": "text", "base": "is_base",
            "unit": "unit"}
    return Exhibit(name, "path", shown, view, study.plan_source, study.facts)


def survey_precision(study: Study, design_effects: tuple[float, ...] = DESIGN_EFFECTS) -> Section:
    """Half-width of the rate's interval by people interviewed, a line per design effect."""
    name = "employment.survey_precision"
    if lack := _lack(name, study):
        return lack
    rate, _ = _rates(study)
    level = study.register.methods.levels.interval
    shown = pd.DataFrame([
        {"design": say("employment.design", effect=f"{effect:g}"), "interviewed": n,
         "half_points": expected_half_width_proportion(rate, n / effect, level=level) * 100}
        for effect in design_effects for n in INTERVIEWED])
    view = {"x": "interviewed", "y": "half_points", "label": "design"}
    return Exhibit(name, "lines", shown, view, study.plan_source, study.facts)


def survey_intervals(study: Study) -> Section:
    """The base rate with the interval that a simple random sample of each size gives it."""
    name = "employment.survey_intervals"
    if lack := _lack(name, study):
        return lack
    rate, limit = _rates(study)
    level = study.register.methods.levels.interval
    shown = pd.DataFrame([
        {"sample": say("employment.sample", n=number(n, decimals=0)), "value": rate * 100,
         "low": found.low * 100, "high": found.high * 100, "target": limit * 100}
        for n in SAMPLES
        for found in [proportion_interval(rate * n, n, level)]])
    view = {"label": "sample", "x": "value", "low": "low", "high": "high", "target": "target"}
    return Exhibit(name, "dot_interval", shown, view, study.plan_source,
                   study.facts | {"unit": promised(study, UNEMPLOYMENT).unit})


def interviews_needed(
    study: Study, design_effects: tuple[float, ...] = DESIGN_EFFECTS
) -> Section:
    """People and households to interview before the rate's ceiling or its moves could be seen."""
    name = "employment.interviews_needed"
    if lack := _lack(name, study):
        return lack
    shown = pd.DataFrame([
        {"question": question, "design_effect": effect, "interviewed": whole(n * effect).item()}
        for question, n in _questions(study).items() for effect in design_effects])
    people = _working(study)
    # Cochran (1977), Sampling techniques, ch. 4: n = n0 / (1 + n0 / N).
    corrected = shown["interviewed"] / (1 + shown["interviewed"] / people)
    shown["corrected"] = whole(corrected)
    shown["households"] = whole(corrected / _members(study))
    shown["share_pct"] = (corrected / people * 100).round(1)
    return Exhibit(name, "table", shown,
                   source=reference_source(study, *PROJECTED, "census_2020_profile"),
                   facts=study.facts)


def _questions(study: Study) -> dict[str, float]:
    """People to interview in a simple random sample, by what is to be told apart."""
    rate, limit = _rates(study)
    level = study.register.methods.levels.interval
    moved = {"ceiling": limit, "point": rate + POINT}
    found = {say(f"employment.question.{key}", rate=_percent(rate), after=_percent(after)):
             float(years_needed_proportion(rate, after, 1, level=level))
             for key, after in moved.items() if after != rate}
    if rate < limit:
        # Where Wilson's upper limit meets the ceiling: z² c (1 − c) / (c − p)².
        below = (critical(level) / (limit - rate)) ** 2 * limit * (1 - limit)
        found = {say("employment.question.below", rate=_percent(rate), after=_percent(limit)):
                 below, **found}
    return found


def survey_findings(study: Study) -> Section:
    """What a survey of the size that can be had says of the promise, in sentences."""
    name = "employment.survey_findings"
    if lack := _lack(name, study):
        return lack
    rate, limit = _rates(study)
    shown, table = survey_precision(study).data, interviews_needed(study).data
    cautious = shown[shown["design"].eq(shown["design"].iloc[-1])].set_index("interviewed")
    first = table.iloc[0]
    facts = study.facts | {
        "rate": _percent(rate), "limit": _percent(limit), "room": number((limit - rate) * 100),
        "per_10000": number((limit - rate) * 10_000, decimals=0),
        "question": first["question"], "needed": number(first["interviewed"]),
        "corrected": number(first["corrected"]),
        "share": number(first["share_pct"], "%", 0),
        "half_most": number(cautious["half_points"].iloc[-1], decimals=2),
        "most": number(cautious.index[-1]), "effect": f"{DESIGN_EFFECTS[-1]:g}"}
    lines = (say("employment.said.room" if rate < limit else "employment.said.no_room", **facts),
             *_sample_words(study, facts),
             *(say(f"employment.said.{key}", **facts) for key in ("needed", "most")))
    return Sentences(name, lines, study.plan_source, is_list=True)


def _sample_words(study: Study, facts: dict) -> list[str]:
    """What the assumed sample shows; nothing where no size is assumed."""
    sample = study.register.methods.assumed_samples.get(UNEMPLOYMENT)
    if sample is None:
        return []
    rate, limit = _rates(study)
    level = study.register.methods.levels.interval
    half = expected_half_width_proportion(rate, sample, level=level)
    key = "sample_wider" if half > limit - rate else "sample_narrower"
    return [say(f"employment.said.{key}", **facts, sample=number(sample),
                half=number(half * 100, decimals=1))]


def _rates(study: Study) -> tuple[float, float]:
    """Base and ceiling as proportions."""
    promise, per = promised(study, UNEMPLOYMENT), study.register.indicator(UNEMPLOYMENT).per
    return promise.base.value / per, promise.targets[-1].value / per


def _percent(share: float) -> str:
    return number(share * 100, "%")


def _members(study: Study) -> float:
    """People of working age per household, at the census."""
    known = known_bases(study.register, study.snapshot)
    return known[WORKING] / known["households"]


def _working(study: Study) -> float:
    year = min(study.year, study.plan.last_year)
    return float(spans(study, ages(study, WORKING))["base"].loc[(WORKING, year)])


def _lack(name: str, study: Study) -> Section | None:
    if lack := missing(name, study, UNEMPLOYMENT):
        return lack
    base = promised(study, UNEMPLOYMENT).base
    if base is None or base.value is None:
        return Sentences(name, (say("house.no_base", name=promised(study, UNEMPLOYMENT).name),))
    return None
