"""Contributions of ages to a difference in life expectancy."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats import lifetable
from qiyou.stats.decomposition import contribution_by_age
from qiyou.stats.lifetable import life_table

steady = settings(derandomize=True, deadline=None, max_examples=40)
AGES = [0, 1, *range(5, 90, 5)]

# US women 1935 and 1995: survivors and life expectancy, Preston et al (2001), box 4.3, as tabled
# in Ponnapalli KM (2005), Demographic Research 12, 141-172
SURVIVORS_1935 = [1, .95458, .93887, .93174, .92613, .91681, .90341, .88746, .86997, .84847, .82368,
                  .79012, .74539, .68688, .60779, .50757, .38276, .23930, .12281]
YEARS_1935 = [63.32, 65.32, 62.39, 57.85, 53.19, 48.70, 44.38, 40.14, 35.89, 31.74, 27.61, 23.67,
              19.94, 16.41, 13.21, 10.31, 7.82, 6.03, 4.49]
SURVIVORS_1995 = [1, .99321, .99179, .99096, .98999, .98772, .98524, .98206, .97769, .97152, .96298,
                  .95048, .93085, .90071, .85504, .78775, .69655, .57275, .41424]
YEARS_1995 = [79.00, 78.54, 74.65, 69.71, 64.78, 59.92, 55.06, 50.23, 45.45, 40.72, 36.06, 31.49,
              27.10, 22.92, 19.00, 15.40, 12.07, 9.12, 6.62]


def table_of(survivors, years):
    """Life table from its published survivors and expectancies."""
    survivors = np.array(survivors)
    return pd.DataFrame({"age": AGES, "l": survivors, "T": survivors * years})


# Direct and total effect by age of the same women, mean of both directions: documentation of the
# R package decompositionLE (method arriaga3)
DIRECT = [.02645220, .03890153, .01835259, .01264484, .01658115, .02818036, .04102099, .02330090,
          .04856497, .03666408, .06641661, .07906885, .08717324, .12886018, .15499332, .20366438,
          .28108338, .24621067, .57195825]
TOTAL = [2.8051081, 1.0399461, 0.4333348, 0.2976956, 0.4195021, 0.5990223, 0.6536626, 0.5999136,
         0.6600597, 0.6231166, 0.7428925, 0.8048068, 0.8333338, 0.9327126, 0.9383034, 1.0030556,
         1.0389165, 0.6826590, 0.5719583]

WOMEN_1935 = table_of(SURVIVORS_1935, YEARS_1935)
WOMEN_1995 = table_of(SURVIVORS_1995, YEARS_1995)


def test_published_difference_is_shared_out_whole():
    parts = contribution_by_age(WOMEN_1935, WOMEN_1995)
    assert parts["total"].sum() == pytest.approx(79.00 - 63.32)


@pytest.mark.parametrize("row", range(len(AGES)), ids=[f"at {age}" for age in AGES])
def test_published_contributions(row):
    there = contribution_by_age(WOMEN_1935, WOMEN_1995).iloc[row]
    back = contribution_by_age(WOMEN_1995, WOMEN_1935).iloc[row]
    assert (there["direct"] - back["direct"]) / 2 == pytest.approx(DIRECT[row], abs=5.1e-9)
    assert (there["total"] - back["total"]) / 2 == pytest.approx(TOTAL[row], abs=5.1e-8)


def test_contributions_equal_andreevs_formula():
    """Second computation: l₁(e₂ − e₁) at a band's start less the same at its end."""
    survivors = np.append(SURVIVORS_1935, 0)
    gap = np.append(np.array(YEARS_1995) - YEARS_1935, 0)
    andreev = survivors[:-1] * gap[:-1] - survivors[1:] * gap[1:]
    assert contribution_by_age(WOMEN_1935, WOMEN_1995)["total"].to_numpy() == pytest.approx(andreev)


def test_contributions_equal_stepwise_replacement():
    """Third computation: put the second table's rates in, age by age, from the oldest down."""
    people = np.full(len(AGES), 1e6)
    first, second = (np.array(x) * people for x in (
        np.linspace(0.001, 0.2, len(AGES)), np.linspace(0.0005, 0.15, len(AGES))))
    steps, mixed, before = [], first.copy(), life_table(first, people, AGES)["e"].iloc[0]
    for band in range(len(AGES) - 1, -1, -1):
        mixed[band] = second[band]
        after = life_table(mixed, people, AGES)["e"].iloc[0]
        steps.append(after - before)
        before = after
    parts = contribution_by_age(*(life_table(d, people, AGES) for d in (first, second)))
    assert parts["total"].to_numpy() == pytest.approx(np.array(steps[::-1]), abs=1e-9)


def test_equal_tables_have_nothing_to_share_out():
    parts = contribution_by_age(WOMEN_1935, WOMEN_1935)
    assert parts[["direct", "indirect", "total"]].abs().to_numpy().max() < 1e-12


def test_only_the_changed_age_and_its_survivors_contribute():
    people = np.full(len(AGES), 1e6)
    deaths = np.linspace(1e3, 2e5, len(AGES))
    changed = np.where(np.array(AGES) == 40, deaths / 2, deaths)
    parts = contribution_by_age(*(life_table(d, people, AGES) for d in (deaths, changed)))
    others = parts.loc[parts["age"] != 40, "total"]
    assert others.abs().max() < 1e-9
    assert parts["total"].sum() > 0.1


@pytest.mark.parametrize(("first", "second"), [
    (WOMEN_1935, WOMEN_1995.iloc[:-1]), (WOMEN_1935.drop(columns="T"), WOMEN_1995),
    (WOMEN_1935, WOMEN_1995.assign(l=0.0)), (WOMEN_1935.iloc[:0], WOMEN_1995.iloc[:0]),
    (WOMEN_1935, WOMEN_1995.assign(T=np.nan)),
])
def test_degenerate_tables_are_refused(first, second):
    with pytest.raises(ValueError, match=r".+"):
        contribution_by_age(first, second)


def test_it_can_be_called_from_lifetable():
    assert lifetable.contribution_by_age is contribution_by_age


rates = st.lists(st.floats(1e-4, 0.3), min_size=len(AGES), max_size=len(AGES)).map(np.array)


@steady
@given(rates, rates)
def test_contributions_add_up_to_the_difference(one, other):
    people = np.full(len(AGES), 1e6)
    first, second = (life_table(m * people, people, AGES) for m in (one, other))
    parts = contribution_by_age(first, second)
    assert parts["total"].sum() == pytest.approx(second["e"].iloc[0] - first["e"].iloc[0], abs=1e-9)
    assert (parts["direct"] + parts["indirect"]).tolist() == pytest.approx(parts["total"].tolist())
