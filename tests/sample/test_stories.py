"""What was planted can be found in the figures as they came in, and in the truth."""

import csv

import pytest
from qiyou.project import project_root
from qiyou.register import open_forms, open_register
from qiyou.sample.people import FIRST, SEXES, years
from qiyou.sample.returns import returns, stories
from qiyou.sample.truth import MONTHS, OWN, PERIODS, YEARS
from qiyou.stats.intervals import proportion_interval
from qiyou.store import open_snapshot
from qiyou.store.simulated import open_simulated

TOLD = stories()["stories"]
CODE = "339922"


@pytest.fixture(scope="module")
def truth():
    """True values by indicator, area and period."""
    path = project_root() / "data" / "sample" / "truth" / "values.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return {(row["indicator"], row["area"], row["period"]): (float(row["value"]), row["kind"])
            for row in rows}


@pytest.fixture(scope="module")
def current():
    """Newest figures by form and period."""
    def found(form, period):
        with open_simulated("haiyu") as store:
            return {key: one.value for key, one in
                    store.current("haiyu", form, period).items() if one.value is not None}

    return found


def test_truth_knows_every_indicator_of_the_plan(truth):
    known = {indicator for indicator, _, _ in truth}
    assert known == {promise.indicator for promise in open_register().plan("haiyu").promises}


def test_truth_knows_every_period_of_what_has_a_rate(truth):
    fed = {feed.indicator: form for form in open_forms().forms.values() for feed in form.feeds
           if feed.measure in ("numerator", "value")}
    for indicator in fed.keys() - set(OWN):
        frequency = fed[indicator].frequency
        periods = {"month": MONTHS, "quarter": PERIODS, "year": YEARS}[frequency]
        missing = [p for p in periods if (indicator, CODE, p) not in truth]
        # Amounts that begin later have none before.
        assert len(missing) < len(periods) / 2, indicator


def test_one_township_falls_behind(truth):
    town = "339922202"
    for indicator in TOLD["behind"]["indicators"]:
        ours = [truth[indicator, town, p] for p in (*PERIODS, *YEARS)
                if (indicator, town, p) in truth][-1][0]
        all_ = [truth[indicator, CODE, p] for p in (*PERIODS, *YEARS)
                if (indicator, CODE, p) in truth][-1][0]
        assert ours < all_ - 1, indicator


def test_the_gamed_figure_sits_on_its_target_and_the_truth_below(truth, current):
    story = TOLD["gamed"]
    for period in story["periods"]:
        found = current(story["form"], period)
        share = 100 * found[CODE, "", "paid"] / found[CODE, "", "costs"]
        assert share == pytest.approx(story["targets"][period], abs=0.001)
        assert truth[story["indicator"], CODE, period][0] < share - 1.5
    honest = current(story["form"], "2024Q3")
    share = 100 * honest[CODE, "", "paid"] / honest[CODE, "", "costs"]
    assert share == pytest.approx(truth[story["indicator"], CODE, "2024Q3"][0], abs=0.7)


def test_the_definition_changes_once(truth):
    story = TOLD["definition"]
    year = story["year"]
    step = [truth[story["indicator"], CODE, f"{y}Q4"][0] for y in (year - 2, year - 1, year)]
    assert step[2] - step[1] > 3 * (step[1] - step[0])


def test_the_definition_change_is_explained():
    notes = open_snapshot("haiyu", as_of="2024-12-31").notes
    own = notes[notes["form"].eq("lifelong_learning") & notes["period"].eq("2024Q1")]
    assert own["note"].str.contains("口径不同").any()


def test_one_promise_is_broken_within_the_noise(truth, current):
    story = TOLD["inside_noise"]
    found = current("labour_county", story["period"])
    rate, n = found[CODE, "", "unemployment_rate"], found[CODE, "", "sampled"]
    target = open_register().plan("haiyu").promise(story["indicator"]).target(2024)
    limits = proportion_interval(round(rate * n / 100), n, 0.95)
    assert rate > target > 100 * limits.low
    assert truth[story["indicator"], CODE, story["period"]][0] < target


def test_one_promise_is_broken_outside_the_noise(truth):
    story = TOLD["outside_noise"]
    target = open_register().plan("haiyu").promise(story["indicator"]).target(story["year"])
    assert truth[story["indicator"], CODE, f"{story['year']}Q4"][0] < target - 3


def test_some_files_come_late_and_some_are_revised():
    forms, county = open_forms(), open_register().county("haiyu")
    found = returns(forms, county)
    late = [one for one in found if one.day > one.due and one.version in ("plain", "first", "held")
            and not one.suffix.endswith("_b")]
    assert len(late) == len(stories()["late"])
    assert sum(one.version == "revised" for one in found) == len(stories()["revised"])


def test_revisions_are_seen_as_of_their_day():
    before = open_snapshot("haiyu", as_of="2024-03-31").form("population", "2023")
    after = open_snapshot("haiyu", as_of="2024-12-31").form("population", "2023")

    def men(frame):
        return frame[frame["area"].eq("339922100") & frame["age"].eq("age_30_34")]["male"].iloc[0]

    assert men(after) - men(before) == 46
    assert not open_snapshot("haiyu", as_of="2024-12-31").history.revisions.empty


def test_every_form_is_sent_for_every_period():
    forms = open_forms()
    with open_simulated("haiyu") as store:
        for form in forms.forms.values():
            expected = {"month": MONTHS, "quarter": PERIODS, "year": YEARS}[form.frequency]
            assert tuple(store.periods("haiyu", form.id)) == expected, form.id


def test_people_add_up_from_year_to_year():
    known = years()
    for year in range(FIRST, 2026):
        now, before = known[year], known[year - 1]
        for town in range(7):
            there, was = (sum(sum(one.persons[town][sex]) for sex in SEXES)
                          for one in (now, before))
            born = sum(now.births[town, month, sex] for month in range(1, 13) for sex in SEXES)
            died = sum(death.town == town for death in now.deaths)
            assert there == was + born - died + now.moved_in[town] - now.moved_out[town]


def test_deaths_of_months_add_up_to_those_of_the_year(current):
    for year in YEARS:
        months = sum(value for m in range(1, 13)
                     for (area, _, column), value in current("births", f"{year}-{m:02d}").items()
                     if area == CODE and column == "deaths")
        whole = sum(value for (_, _, column), value in current("deaths", year).items()
                    if column == "deaths")
        assert months == whole


def test_the_fictional_county_has_a_census_that_no_real_table_holds():
    real = project_root() / "data" / "reference"
    assert not any(CODE in path.read_text(encoding="utf-8") for path in real.glob("*.csv"))
    own = open_snapshot("haiyu", as_of="2024-12-31").reference("census_2020_age_sex")
    other = open_snapshot("shengsi", as_of="2024-12-31").reference("census_2020_age_sex")
    assert own["area_code"].eq(CODE).any() and not other["area_code"].eq(CODE).any()
    bands = other[other["area_code"].eq("330922")]["age"].tolist()
    assert own[own["area_code"].eq(CODE)]["age"].tolist() == bands
    there = sum(sum(town[sex]) for town in years()[FIRST - 1].persons for sex in SEXES)
    assert own[own["area_code"].eq(CODE)]["persons"].sum() == there
