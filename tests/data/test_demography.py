"""Death rates, fertility and standard populations against what is printed about them."""

import numpy as np
import pandas as pd
import pytest
from qiyou.project import data_folder
from qiyou.stats.vital_rates import survival_ratios

FOLDER = data_folder() / "reference"
FIVES = [f"{age}-{age + 4}" for age in range(5, 85, 5)]
# Printed rates of the four oldest groups: 85-89, 90-94, 95-99, 100 and over.
OLDEST = {"m": [.17373756, .29637256, .51431041, .79801111],
          "f": [.12199021, .21867215, .37047233, .55387104]}
# Life expectancy at birth, China, 2020-2025, from the same release as the rates.
EXPECTANCY = {"m": 75.4418, "f": 81.0967}


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", dtype={"age": "str"})


@pytest.fixture(scope="module")
def deaths():
    return {sex: part.set_index("age")["mx"]
            for sex, part in read("life_table_china").groupby("sex")}


@pytest.mark.parametrize("sex", ["m", "f"])
def test_death_rates_cover_the_census_bands(deaths, sex):
    assert list(deaths[sex].index) == ["0", "1-4", *FIVES, "85+"]
    adult = deaths[sex].loc["10-14":]
    assert (adult.diff().dropna() > 0).sum() >= len(adult) - 2


def test_men_die_earlier_at_every_age_but_early_childhood(deaths):
    assert (deaths["m"].loc["5-9":] > deaths["f"].loc["5-9":]).all()


@pytest.mark.parametrize("sex", ["m", "f"])
def test_open_band_closes_the_printed_rates(deaths, sex):
    """85+ is what a life table makes of the four groups, integrated here in small steps."""
    step = 1e-3
    age = np.arange(0, 150, step) + step / 2
    hazard = np.select([age < 5, age < 10, age < 15], OLDEST[sex][:3], OLDEST[sex][3])
    lived = np.exp(-hazard.cumsum() * step).sum() * step
    assert deaths[sex]["85+"] == pytest.approx(1 / lived, rel=1e-3)


@pytest.mark.parametrize("sex", ["m", "f"])
def test_death_rates_give_the_printed_life_expectancy(deaths, sex):
    ratios = survival_ratios(deaths[sex]).to_numpy()
    lived = ratios[:86].cumprod()
    assert lived[:85].sum() + lived[85] / (1 - ratios[86]) == pytest.approx(EXPECTANCY[sex],
                                                                             abs=0.25)


def test_fertility_adds_up_to_the_printed_total():
    table = read("fertility_china")
    assert table["share_pct"].sum() == pytest.approx(100, abs=1e-6)
    assert 5 * table["births_per_woman"].sum() == pytest.approx(1.0604, abs=1e-6)
    np.testing.assert_allclose(table["births_per_woman"], table["share_pct"] * 1.0604 / 500,
                               atol=1e-8)


# WHO's column is printed in per cent and rounded: it adds up to 100.035, not to 100.
@pytest.mark.parametrize(("standard", "total", "first"), [
    ("who_2000_2025", 100.035, "0-4"),
    ("segi_1960", 100_000, "0-4"),
    ("european_2013", 100_000, "0-4"),
    ("china_2010", 1_332_810_869, "0-4"),
    ("china_2020", 1_409_778_724, "0-9"),
])
def test_standard_populations_add_up_to_the_printed_totals(standard, total, first):
    part = read("standard_populations").query("standard == @standard")
    assert part["weight"].sum() == pytest.approx(total, abs=1e-9)
    assert list(part["age"]) == [first, *FIVES[0 if first == "0-4" else 1:], "85+"]


def test_chinese_standards_agree_with_the_census_bulletins():
    # Bulletins of 2011 and 2021: shares aged 65 and over 8.87 and 13.50 %; persons aged 0-14 in
    # 2020. Bulletins count servicemen, who are adults; hence the shares to one decimal.
    table = read("standard_populations").set_index(["standard", "age"])["weight"]
    old = ["65-69", "70-74", "75-79", "80-84", "85+"]
    for year, share in ((2010, 8.87), (2020, 13.50)):
        part = table[f"china_{year}"]
        assert 100 * part[old].sum() / part.sum() == pytest.approx(share, abs=0.1)
    assert table["china_2020"][["0-9", "10-14"]].sum() == 253_383_938
    assert table["china_2020"][old].sum() == 190_635_280
