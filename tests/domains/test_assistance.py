"""Standards and hundred-percent promises."""

import pytest
from qiyou.domains import assistance, house


@pytest.fixture(scope="module")
def study():
    return house.open_study(assistance.DOMAIN, "shengsi", "2025", "2025-12-31", "internal")


def test_standard_adds_up_to_the_promised_end(study):
    data = assistance.standard(study).data
    assert data["value"].iloc[0] + data["added"].sum() == 15000
    assert data["a_month"].iloc[-1] == 1250


def test_three_percent_inflation_leaves_four_percent(study):
    data = assistance.real_standard(study).data.set_index("inflation_pct")
    assert data.loc[3, "real_growth_pct"] == pytest.approx((15000 / 1.03**5 / 12420 - 1) * 100)
    assert data.loc[0, "real_growth_pct"] == pytest.approx((15000 / 12420 - 1) * 100)


def test_own_costs_are_halved(study):
    assert assistance.own_costs(study).data["of_base_pct"].iloc[-1] == pytest.approx(50)


def test_none_found_in_ten_leaves_a_quarter_possible(study):
    # Rule of three, exactly: 1 - 0.05 ** (1 / n).
    data = assistance.zero_failures(study).data.set_index("n")
    for n in (10, 300):
        assert data.loc[n, "upper_pct"] == pytest.approx((1 - 0.05 ** (1 / n)) * 100)


def test_every_hundred_percent_promise_is_listed(study):
    names = {promise.name for promise in study.promises
             if promise.unit == "%" and promise.path[-1].value == 100}
    assert set(assistance.hundred_percent(study).data["name"]) == names
