"""truth — true rates -> true values of indicators by area and period, and the rates themselves.

Worked out from the model by its own few lines of arithmetic, not by the rooms that are to be
tested with it. ``kind`` is ``rate`` where the true value stands behind a figure that was drawn
by chance, ``counted`` where a register is complete and its figure is the truth.
"""

import csv
import io
from collections.abc import Iterator

import yaml

from qiyou.register.definitions import County, Indicator
from qiyou.register.forms import Feed, Form, Forms
from qiyou.register.periods import period_named
from qiyou.register.units import unit_factor
from qiyou.sample.grids import model
from qiyou.sample.lives import life_expectancy, premature_mortality
from qiyou.sample.people import FIRST, rates
from qiyou.sample.returns import stories
from qiyou.sample.tables import true_rows

PERIODS = tuple(f"{year}Q{n}" for year in range(FIRST, 2026) for n in range(1, 5))[:15]
YEARS = ("2022", "2023", "2024")
MONTHS = tuple(f"{year}-{n:02d}" for year in range(FIRST, 2026) for n in range(1, 13))[:45]
_BY_FREQUENCY = {"month": MONTHS, "quarter": PERIODS, "year": YEARS}
# Not the quotient of what was counted: given by the model's own rates.
OWN = ("health.life_expectancy", "health.premature_mortality", "employment.survey_unemployment",
       "childcare.severe_birth_defects")
_COUNTED = {"base", "timeline", "since", "word"}
Sums = dict[tuple[str, int | None, str], float]


def truth_files(forms: Forms, county: County,
                indicators: dict[str, Indicator]) -> Iterator[tuple[str, bytes]]:
    """Files of the folder ``truth``: values, parameters, stories."""
    rows = sorted([*_quotients(forms, county, indicators), *_own(county)])
    yield "truth/values.csv", _csv(("indicator", "area", "period", "value", "kind"),
                                   [(*row[:3], f"{row[3]:.6g}", row[4]) for row in rows])
    known = {"people": rates(), "grids": model()}
    yield "truth/parameters.csv", _csv(("parameter", "value"), _flat(known))
    text = yaml.safe_dump(stories(), allow_unicode=True, sort_keys=True, width=100)
    yield "truth/stories.yaml", text.encode("utf-8")


def _quotients(forms: Forms, county: County, indicators: dict[str, Indicator]):
    sums = {measure: _sums(forms, measure) for measure in ("numerator", "denominator", "value")}
    for (indicator, town, period), value in sorted(
            {**sums["numerator"], **sums["value"]}.items(), key=str):
        base = _base(sums["denominator"], (indicator, town, period))
        found = _value(indicators[indicator], value, base)
        if found is not None:
            area = county.code if town is None else county.townships[town].code
            yield indicator, area, period, found, _kind(forms, indicator)


def _sums(forms: Forms, measure: str) -> Sums:
    """What feeds say of a measure, by indicator, township and period, in plain units."""
    found: Sums = {}
    for form in forms.forms.values():
        feeds = [feed for feed in form.feeds
                 if feed.measure == measure and feed.indicator not in OWN]
        for period in _BY_FREQUENCY[form.frequency] if feeds else ():
            rows = true_rows(form, period_named(period), forms)
            for feed in feeds:
                _add(found, (form, feed), rows, period)
    return found


def _add(found: Sums, what: tuple[Form, Feed], rows: list[dict], period: str) -> None:
    form, feed = what
    unit = form.columns[feed.column].unit if feed.column else ""
    towns = range(7) if form.area else (None,)
    found.update({(feed.indicator, town, period): found.get((feed.indicator, town, period), 0.0)
                  for town in {*towns, None}})
    for row in rows:
        if all(row.get(name) in codes for name, codes in feed.where.items()):
            amount = row.get(feed.column, 0) * unit_factor(unit) if feed.column else 1
            for town in {row["town"], None}:
                found[feed.indicator, town, period] += amount


def _base(bases: Sums, key: tuple) -> float | None:
    """Denominator of the period, else of its year, else of the year before."""
    indicator, town, period = key
    year = int(period[:4])
    for name in (period, str(year), str(year - 1)):
        if (indicator, town, name) in bases:
            return bases[indicator, town, name]
    return None


def _value(definition: Indicator, part: float, base: float | None) -> float | None:
    if definition.kind in ("share", "coverage", "rate", "ratio"):
        if not base:
            return None
        if definition.kind in ("share", "coverage"):
            # A coverage may be without a unit; it is told in per cent all the same.
            return part / base * 100 / unit_factor(definition.unit)
        return part / base * (definition.per or 1.0)
    return part / unit_factor(definition.unit)


def _kind(forms: Forms, indicator: str) -> str:
    """``rate`` where a share or an amount was drawn; a timeline or a base is counted."""
    drawn = any(feed.indicator == indicator and feed.measure == "numerator"
                and not _COUNTED & model().get(form.id, {}).get(feed.column, {"base": 1}).keys()
                for form in forms.forms.values() for feed in form.feeds)
    return "rate" if drawn else "counted"


def _own(county: County):
    unemployment = model()["labour"]["unemployment"]
    for period in PERIODS:
        yield OWN[2], county.code, period, 100 * unemployment, "rate"
    for period in MONTHS:
        yield OWN[3], county.code, period, 1000 * rates()["severe_defects"], "rate"
    spans = {year: (int(year), int(year)) for year in YEARS} | {"2022-2024": (2022, 2024)}
    for town in (None, *range(len(county.townships))):
        area = county.code if town is None else county.townships[town].code
        for name, span in spans.items():
            yield OWN[0], area, name, life_expectancy(town, span), "rate"
            yield OWN[1], area, name, 100 * premature_mortality(town, span), "rate"


def _flat(tree, prefix: str = "") -> list[tuple[str, object]]:
    if isinstance(tree, dict | list):
        items = tree.items() if isinstance(tree, dict) else enumerate(tree)
        return [pair for key, value in items
                for pair in _flat(value, f"{prefix}.{key}" if prefix else str(key))]
    return [(prefix, tree)]


def _csv(columns: tuple[str, ...], rows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
