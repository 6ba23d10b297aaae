"""Intervals of the fictional county cover its true values about as often as they say."""

import csv
from pathlib import Path

import pytest
from qiyou.domains.study import open_study
from qiyou.indicators import RANDOM

TRUTH = Path(__file__).resolve().parents[2] / "data" / "sample" / "truth" / "values.csv"


@pytest.fixture(scope="module")
def study():
    return open_study("overview", "haiyu", "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def judged(study):
    """Estimates with an interval beside the true rate that their counts were drawn from."""
    with TRUTH.open(encoding="utf-8", newline="") as file:
        truth = {(row["indicator"], row["area"], row["period"]): float(row["value"])
                 for row in csv.DictReader(file) if row["kind"] == "rate"}
    rows = study.series[study.series["low"].notna()]
    keys = list(zip(rows["indicator"], rows["area"], rows["period"], strict=True))
    is_known = [key in truth for key in keys]
    true = [truth[key] for key in keys if key in truth]
    return rows[is_known].assign(true=true)


def test_intervals_cover_the_truth_as_often_as_they_say(judged):
    covered = judged["low"].le(judged["true"]) & judged["true"].le(judged["high"])
    # 84 intervals at 95 %: fewer than 74 would come about once in five hundred counties.
    assert len(judged) >= 80
    assert 0.88 <= covered.mean() < 1


def test_life_tables_and_rates_of_rare_events_are_among_them(judged):
    assert {"health.life_expectancy", "health.premature_mortality",
            "childcare.severe_birth_defects"} <= set(judged["indicator"])


def test_what_is_counted_whole_has_no_interval(study):
    exact = [name for name, one in study.indicators.items() if one.chance not in RANDOM]
    rows = study.series[study.series["indicator"].isin(exact)]
    assert len(rows) > 1000 and rows["low"].isna().all()


def test_pooled_years_are_narrower_than_one(study):
    one = study.series.set_index(["indicator", "area", "period"])
    wide = study.pooled.set_index(["indicator", "area", "period"])
    both = one.join(wide.add_suffix("_pooled"), how="inner").dropna(subset=["low", "low_pooled"])
    # A share of none or all of very few cases may be wider for being nearer the middle.
    usual = both[both["events"].ge(3)]
    assert len(usual) >= 20
    narrower = (usual["high_pooled"] - usual["low_pooled"]) < (usual["high"] - usual["low"])
    assert narrower.mean() > 0.9
