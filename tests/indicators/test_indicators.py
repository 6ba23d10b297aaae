"""Estimates of small, worked cases; limits re-derived from their formulas."""

from math import isnan, sqrt

import pandas as pd
import pytest
from qiyou.indicators import COMPLETE, KINDS, PUBLISHED, estimate
from qiyou.register import Indicator
from qiyou.register.definitions import INDICATOR_KINDS
from qiyou.schema import ESTIMATES, OBSERVATIONS
from scipy.stats import chi2


def indicator(**changes) -> Indicator:
    facts = {
        "name": "例", "unit": "%", "kind": "share", "direction": "higher",
        "basis": "年", "definition": "例", "why": "例", "owner": "某局", "chance": "events",
    }
    return Indicator(**(facts | changes)).model_copy(update={"id": "health.example"})


def observation(measure: str, value: float, **changes) -> dict:
    facts = {
        "county": "somewhere", "area": "100001", "period": "2024", "indicator": "health.example",
        "measure": measure, "stratum": None, "value": float(value), "unit": "人",
        "source": "某表", "submission": None, "received": "2025-01-10", "vintage": 1,
        "standing": "正式",
    }
    return facts | changes


def frame(*rows: dict) -> pd.DataFrame:
    types = OBSERVATIONS.empty().dtypes
    return OBSERVATIONS.check(pd.DataFrame(list(rows), columns=OBSERVATIONS.names).astype(types))


def only(observations: pd.DataFrame, **changes) -> pd.Series:
    definition = indicator(**changes)
    found = estimate(observations, {definition.id: definition})
    assert len(found) == 1
    return found.iloc[0]


def counts(part: float, whole: float, **changes) -> pd.DataFrame:
    return frame(observation("numerator", part, **changes),
                 observation("denominator", whole, **changes))


def test_every_kind_of_the_register_has_its_function():
    assert set(KINDS) == set(INDICATOR_KINDS)


def test_share_of_events_has_wilson_limits():
    row = only(counts(15, 60))
    p, n, z = 0.25, 60, 1.959963984540054
    centre, half = p + z**2 / (2 * n), z * sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert row["value"] == pytest.approx(25)
    assert row["low"] == pytest.approx(100 * (centre - half) / (1 + z**2 / n))
    assert row["high"] == pytest.approx(100 * (centre + half) / (1 + z**2 / n))
    assert (row["method"], row["n"], row["events"], row["flag"]) == ("Wilson", 60, 15, "ok")


def test_share_counted_whole_has_no_limits():
    row = only(counts(15, 60), chance="exact")
    assert row["value"] == pytest.approx(25)
    assert isnan(row["low"]) and isnan(row["high"])
    assert row["method"] == COMPLETE


def test_share_in_per_mille():
    assert only(counts(3, 2000), unit="‰")["value"] == pytest.approx(1.5)


def test_rate_of_few_events_has_exact_poisson_limits():
    row = only(counts(4, 8000), kind="rate", unit="‰", per=1000)
    assert row["value"] == pytest.approx(0.5)
    assert row["low"] == pytest.approx(chi2.ppf(0.025, 8) / 2 / 8)
    assert row["high"] == pytest.approx(chi2.ppf(0.975, 10) / 2 / 8)


def test_rate_of_things_counted_whole_has_no_limits():
    row = only(counts(280, 70_000), kind="rate", unit="个", per=1000, chance="exact")
    assert row["value"] == pytest.approx(4)
    assert isnan(row["low"])


def test_base_in_ten_thousands_counts_in_persons():
    rows = frame(observation("numerator", 280, unit="个"),
                 observation("denominator", 7, unit="万人"))
    row = only(rows, kind="ratio", unit="个", per=1000, chance="exact")
    assert row["value"] == pytest.approx(4)
    assert row["n"] == 70_000


def test_count_comes_in_the_unit_of_its_indicator():
    row = only(frame(observation("numerator", 61_500)), kind="count", unit="万人", chance="exact")
    assert row["value"] == pytest.approx(6.15)


def test_count_of_events_has_poisson_limits():
    row = only(frame(observation("numerator", 3)), kind="count", unit="人")
    assert row["low"] == pytest.approx(chi2.ppf(0.025, 6) / 2)
    assert row["high"] == pytest.approx(chi2.ppf(0.975, 8) / 2)


def test_amount_is_taken_over_in_the_unit_of_its_indicator():
    row = only(frame(observation("value", 0.6, unit="亿元")), kind="amount", unit="万元",
               chance="exact")
    assert row["value"] == pytest.approx(6000)
    assert (row["method"], row["note"]) == (PUBLISHED, "")


def test_printed_share_without_its_counts_says_so():
    row = only(frame(observation("value", 66.58, unit="%")), chance="sample")
    assert row["value"] == pytest.approx(66.58)
    assert isnan(row["low"])
    assert (row["method"], row["flag"], row["note"]) == (PUBLISHED, "ok", "base_not_printed")


@pytest.mark.parametrize(("rows", "reason"), [
    ([observation("numerator", 5)], "no_denominator"),
    ([observation("denominator", 5)], "no_numerator"),
    ([observation("numerator", 0), observation("denominator", 0)], "no_base"),
    ([observation("numerator", 6), observation("denominator", 5)], "part_exceeds_whole"),
    ([observation("numerator", -1), observation("denominator", 5)], "negative"),
    ([observation("value", 5.0, unit="元")], "unit_differs"),
    ([observation("value", 5.0, unit="%", stratum="m"),
      observation("value", 6.0, unit="%", stratum="f")], "several_values"),
])
def test_what_cannot_be_computed_is_a_flagged_row(rows, reason):
    row = only(frame(*rows))
    assert isnan(row["value"])
    assert (row["flag"], row["note"]) == ("missing", reason)


def test_latest_vintage_counts():
    rows = frame(observation("numerator", 10), observation("numerator", 20, vintage=2),
                 observation("denominator", 100))
    assert only(rows)["value"] == pytest.approx(20)


def test_strata_add_up_where_no_total_was_sent():
    rows = frame(observation("numerator", 10, stratum="m"),
                 observation("numerator", 5, stratum="f"), observation("denominator", 60))
    assert only(rows)["value"] == pytest.approx(25)


def test_total_is_not_added_to_its_strata():
    rows = frame(observation("numerator", 15), observation("numerator", 10, stratum="m"),
                 observation("numerator", 5, stratum="f"), observation("denominator", 60))
    assert only(rows)["value"] == pytest.approx(25)


def test_areas_and_periods_are_estimated_apart():
    rows = pd.concat([counts(1, 10), counts(2, 10, period="2025"), counts(3, 10, area="100002")])
    definition = indicator()
    found = estimate(rows, {definition.id: definition})
    assert found[["area", "period"]].to_numpy().tolist() == [
        ["100001", "2024"], ["100001", "2025"], ["100002", "2024"]]
    assert found["value"].tolist() == pytest.approx([10, 20, 30])


def test_nothing_observed_gives_an_empty_frame():
    found = estimate(OBSERVATIONS.empty(), {"health.example": indicator()})
    assert found.empty
    assert list(found.columns) == ESTIMATES.names


def test_undefined_indicators_are_passed_over():
    assert estimate(counts(1, 10), {}).empty


def test_observations_are_left_as_they_were():
    rows = counts(1, 10)
    before = rows.copy()
    definition = indicator()
    estimate(rows, {definition.id: definition})
    pd.testing.assert_frame_equal(rows, before)
