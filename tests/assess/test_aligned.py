"""Parts that come at different times share their periods, and years say how far they go."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.assess.aligned import aligned, pooled, yearly
from qiyou.assess.series import flow_indicators, pooled_series, series
from qiyou.register import Indicator, open_forms
from qiyou.schema import ESTIMATES, OBSERVATIONS

SCREENED, DEFECTS, LIFE = "childcare.screened", "childcare.defects", "health.life"


def indicator(name, **changes):
    facts = {"name": "例", "unit": "%", "kind": "share", "direction": "higher", "basis": "年",
             "definition": "例", "why": "例", "owner": "某局", "chance": "exact"} | changes
    return Indicator(**facts).model_copy(update={"id": name})


DEFINITIONS = {one.id: one for one in (
    indicator(SCREENED), indicator(DEFECTS, kind="rate", unit="‰", per=1000, chance="events"),
    indicator(LIFE, kind="life_expectancy", unit="岁", chance="events"))}


def rows(name, measure, values, stratum=None, area="100001"):
    return [{"county": "somewhere", "area": area, "period": period, "indicator": name,
             "measure": measure, "stratum": stratum, "value": float(value), "unit": "人",
             "source": "某表", "submission": None, "received": "2025-01-10", "vintage": 1,
             "standing": "正式"} for period, value in values.items()]


def frame(*parts):
    types = OBSERVATIONS.empty().dtypes
    listed = [row for part in parts for row in part]
    return OBSERVATIONS.check(pd.DataFrame(listed, columns=OBSERVATIONS.names).astype(types))


def screened(numerators, denominators):
    return frame(rows(SCREENED, "numerator", numerators),
                 rows(SCREENED, "denominator", denominators))


def base_of(found, period):
    at = found["period"].eq(period) & found["measure"].eq("denominator")
    return found.loc[at, "value"].tolist()


def test_a_quarter_has_the_newest_base_at_its_end():
    found, bases = aligned(screened({"2024Q3": 1, "2024Q4": 2, "2025Q1": 3},
                                    {"2022": 100, "2023": 90, "2024": 80}), DEFINITIONS)
    assert [base_of(found, period) for period in ("2024Q3", "2024Q4", "2025Q1")] == \
        [[90], [80], [80]]
    assert bases.to_dict() == {(SCREENED, "100001", "2024Q3"): "2023",
                               (SCREENED, "100001", "2024Q4"): "2024",
                               (SCREENED, "100001", "2025Q1"): "2024"}


def test_where_no_base_is_earlier_the_same_years_counts_and_no_later_one():
    found, _ = aligned(screened({"2021Q1": 1, "2022Q1": 1}, {"2022": 100}), DEFINITIONS)
    assert base_of(found, "2022Q1") == [100] and base_of(found, "2021Q1") == []


def test_periods_with_nothing_but_a_base_are_left_out():
    found, _ = aligned(screened({"2024": 1}, {"2023": 90, "2024": 80}), DEFINITIONS)
    assert found["period"].unique().tolist() == ["2024"]


def test_a_year_is_its_newest_quarter_or_the_sum_of_its_months():
    stock, _ = aligned(screened({"2024Q3": 60, "2024Q4": 72}, {"2024Q3": 90, "2024Q4": 80}),
                       DEFINITIONS)
    whole, parts = yearly(stock, ())
    assert whole["value"].tolist() == [72, 80] and parts.empty
    months = {f"2024-{month:02d}": 1 for month in range(1, 13)}
    flow = frame(rows(DEFECTS, "numerator", months),
                 rows(DEFECTS, "denominator", dict.fromkeys(months, 20)))
    whole, parts = yearly(flow, {DEFECTS})
    assert sorted(whole["value"]) == [12, 240] and parts.empty


def test_an_open_year_and_a_year_with_a_gap_say_so():
    _, parts = yearly(screened({"2025Q1": 1, "2025Q3": 3}, {}), ())
    assert parts.tolist() == ["2025Q3"]
    months = {f"2024-{month:02d}": 1 for month in range(1, 13) if month != 5}
    _, parts = yearly(frame(rows(DEFECTS, "numerator", months)), {DEFECTS})
    assert parts.tolist() == ["2024-12"]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 500), min_size=3, max_size=6))
def test_pooled_years_add_up(values):
    years = {str(2018 + at): value for at, value in enumerate(values)}
    found = pooled(frame(rows(DEFECTS, "numerator", years)), 3)
    assert found.set_index("period")["value"].to_dict() == {
        str(2018 + at): sum(values[at - 2:at + 1]) for at in range(2, len(values))}


def test_a_missing_year_breaks_a_pool():
    years = dict.fromkeys(("2018", "2019", "2021", "2022", "2023"), 4)
    assert pooled(frame(rows(DEFECTS, "numerator", years)), 3)["period"].tolist() == ["2023"]


def test_life_tables_have_the_mean_of_two_years_ends_for_a_base():
    ages = [f"sex={sex};age=age_{age}" for sex in ("male", "female") for age in ("0", "1_4")]
    people = [rows(LIFE, "denominator", {"2023": 100, "2024": 140}, stratum) for stratum in ages]
    deaths = rows(LIFE, "numerator", {"2023": 1, "2024": 2}, ages[0])
    found, _ = aligned(frame(*people, deaths), DEFINITIONS)
    assert base_of(found, "2023") == [100] * 4 and base_of(found, "2024") == [120] * 4


def test_series_has_all_periods_and_says_where_bases_and_years_stand():
    found = series(screened({"2024Q4": 40, "2025Q1": 20}, {"2024": 80}), DEFINITIONS)
    assert list(found.columns) == ESTIMATES.names
    told = found.set_index("period")[["value", "note"]].to_dict("index")
    assert told["2024"] == {"value": 50.0, "note": ""}
    assert told["2024Q4"] == {"value": 50.0, "note": "base_of:2024"}
    assert told["2025Q1"] == {"value": 25.0, "note": "base_of:2024"}
    assert told["2025"] == {"value": 25.0, "note": "base_of:2024;part_year:2025Q1"}


def test_pooled_series_leaves_open_years_out_and_is_narrower():
    months = {f"{year}-{month:02d}": 1 for year in (2022, 2023, 2024) for month in range(1, 13)}
    months |= {"2025-01": 9}
    told = frame(rows(DEFECTS, "numerator", months),
                 rows(DEFECTS, "denominator", dict.fromkeys(months, 30)))
    found = pooled_series(told, DEFINITIONS, 3, {DEFECTS})
    assert found["period"].tolist() == ["2024"] and found["flag"].tolist() == ["pooled"]
    assert (found["events"].item(), found["n"].item()) == (36, 1080)
    single = series(told, DEFINITIONS, {DEFECTS}).set_index("period").loc["2024"]
    assert found["high"].item() - found["low"].item() < single["high"] - single["low"]


def test_forms_say_what_adds_up():
    assert flow_indicators(open_forms()) == {"childcare.severe_birth_defects",
                                             "health.care_within_county"}


def test_nothing_known_gives_an_empty_frame():
    assert series(OBSERVATIONS.empty(), DEFINITIONS).empty
    assert pooled_series(OBSERVATIONS.empty(), DEFINITIONS, 3).empty


@pytest.mark.parametrize("vintages", [(1, 2), (2, 1)])
def test_of_several_vintages_the_newest_counts(vintages):
    told = screened({"2024Q4": 40}, {"2024": 80})
    again = told[told["measure"].eq("numerator")].assign(value=44.0)
    both = pd.concat([told.assign(vintage=vintages[0]), again.assign(vintage=vintages[1])])
    both = both.assign(vintage=both["vintage"].astype("Int64"))
    found, _ = aligned(OBSERVATIONS.check(both), DEFINITIONS)
    expected = 44 if vintages[1] > vintages[0] else 40
    assert found.loc[found["measure"].eq("numerator"), "value"].tolist() == [expected]
