"""What a moving denominator does to a ratio by itself."""

import pytest
from qiyou.assess.drift import denominator_drift


@pytest.fixture(scope="module")
def frame(study):
    found = denominator_drift(study.plan, study.indicators, study.register, study.snapshot)
    return found.set_index("promise")


def test_unaided_ratio_is_base_over_growth(frame):
    row = frame.loc["eldercare.certified_carers_per_10000"]
    assert row["unaided_value"] == pytest.approx(28 / (1 + row["drift_pct"] / 100))
    assert row["unaided_value"] < 28


def test_needed_fall_alone_would_bring_the_target(frame):
    row = frame.loc["childcare.places_per_1000"]
    assert 3.0 / (1 + row["needed_change_pct"] / 100) == pytest.approx(5.5)


def test_shares_of_the_base_itself_are_left_out(frame):
    assert "childcare.screening_share" not in frame.index
