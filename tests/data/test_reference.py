"""The reference tables say what their sources print."""

import re
from pathlib import Path

import pandas as pd
import pytest
from qiyou.project import data_folder, project_root
from ruamel.yaml import YAML

FOLDER = data_folder() / "reference"
FILES = sorted(FOLDER.glob("*.csv"))
AGES = ["0", "1-4", *(f"{age}-{age + 4}" for age in range(5, 85, 5)), "85+"]
LEVELS = {"province": 2, "prefecture": 4, "county": 6, "township": 9, "village": 12}
CENSUSES = ("census_2010_age_sex", "census_2020_age_sex")
# The one prefecture whose listed counties do not add up to it in 2020, as its notes say.
INCOMPLETE_2020 = "330300"


def read(name: str) -> pd.DataFrame:
    codes = ("area_code", "area_code_2010", "parent", "age", "period")
    return pd.read_csv(FOLDER / f"{name}.csv", dtype=dict.fromkeys(codes, "str"),
                       keep_default_na=False)


def by_parent(frame: pd.DataFrame, child: str, digits: int, column: str) -> pd.Series:
    """Sums of the children of each parent, per sex and age where the frame has them."""
    rows = frame[frame["level"].eq(child)]
    parents = rows["area_code"].str[:digits].str.ljust(6, "0").rename("area_code")
    keys = [parents] + [rows[name] for name in ("sex", "age") if name in rows]
    return rows.groupby(keys)[column].sum()


def own(frame: pd.DataFrame, level: str, column: str) -> pd.Series:
    keys = ["area_code"] + [name for name in ("sex", "age") if name in frame]
    series = frame[frame["level"].eq(level)].set_index(keys)[column]
    return series.sort_index()


def test_every_table_has_a_source_and_every_source_a_table():
    sources = {path.name.removesuffix(".source.yaml") for path in FOLDER.glob("*.source.yaml")}
    assert sources == {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_source_says_all_six_things(path):
    source = YAML(typ="safe").load(path.with_suffix(".source.yaml").read_text(encoding="utf-8"))
    assert sorted(source) == ["date", "licence", "notes", "obtained", "publisher", "title"]
    assert all(str(text).strip() for text in source.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_table_is_plain_utf8_with_unix_line_ends(path):
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8").endswith("\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rows_are_distinct(path):
    assert not pd.read_csv(path, dtype="str").duplicated().any()


@pytest.mark.parametrize("name", CENSUSES)
def test_census_has_every_cell_once_and_in_order(name):
    frame = read(name)
    codes = sorted(frame["area_code"].unique())
    assert len(codes) == 102
    cells = list(zip(frame["area_code"], frame["sex"], frame["age"], strict=True))
    assert cells == [(code, sex, age) for code in codes for sex in "mf" for age in AGES]
    assert (frame["persons"] >= 0).all()


@pytest.mark.parametrize(("name", "county", "province"), [
    ("census_2010_age_sex", 76_108, 54_426_891), ("census_2020_age_sex", 66_903, 64_567_588)])
def test_census_totals_are_the_printed_ones(name, county, province):
    totals = read(name).groupby("area_code")["persons"].sum()
    assert totals["330922"] == county
    assert totals["330000"] == province


def test_age_cells_add_up_to_the_printed_total_in_all_102_areas():
    cells = read("census_2020_age_sex").groupby("area_code")["persons"].sum()
    printed = read("census_2020_profile").set_index("area_code")["population"]
    pd.testing.assert_series_equal(cells, printed, check_names=False)


def test_counties_add_up_to_prefectures_in_2010():
    frame = read("census_2010_age_sex")
    pd.testing.assert_series_equal(by_parent(frame, "county", 4, "persons"),
                                   own(frame, "prefecture", "persons"))


def test_counties_add_up_to_prefectures_in_2020_but_for_one():
    frame = read("census_2020_age_sex")
    gap = own(frame, "prefecture", "persons") - by_parent(frame, "county", 4, "persons")
    assert set(gap[gap.ne(0)].index.get_level_values("area_code")) == {INCOMPLETE_2020}
    assert gap.loc[INCOMPLETE_2020].sum() == 249_343
    assert (gap.loc[INCOMPLETE_2020] >= 0).all()


@pytest.mark.parametrize("name", CENSUSES)
def test_prefectures_add_up_to_the_province(name):
    frame = read(name)
    pd.testing.assert_series_equal(by_parent(frame, "prefecture", 2, "persons"),
                                   own(frame, "province", "persons"))


@pytest.mark.parametrize("column", ["population", "urban", "rural", "households",
                                    "households_renting_longform", "households_longform"])
def test_profile_counts_add_up(column):
    frame = read("census_2020_profile")
    gap = own(frame, "prefecture", column) - by_parent(frame, "county", 4, column)
    assert set(gap[gap.ne(0)].index) == {INCOMPLETE_2020}
    assert own(frame, "prefecture", column).sum() == own(frame, "province", column).sum()


def test_urban_and_rural_make_the_population():
    frame = read("census_2020_profile")
    assert (frame["urban"] + frame["rural"] == frame["population"]).all()


def test_long_form_is_about_a_tenth_of_the_households():
    frame = read("census_2020_profile")
    share = frame["households_longform"] / frame["households"]
    assert share.between(0.05, 0.11).all()
    assert (frame["households_renting_longform"] < frame["households_longform"]).all()


def test_area_codes_are_unique_and_fit_their_level():
    frame = read("areas")
    assert frame["area_code"].is_unique
    assert (frame["area_code"].str.len() == frame["level"].map(LEVELS).clip(lower=6)).all()
    assert frame["area_code"].str.fullmatch(r"\d+").all()
    assert frame["level"].value_counts()[["province", "prefecture", "county"]].tolist() == [
        1, 11, 90]


def test_every_parent_is_an_area_one_level_up_with_the_same_leading_digits():
    frame = read("areas")
    level = frame.set_index("area_code")["level"]
    order = list(LEVELS)
    for row in frame[frame["level"].ne("province")].itertuples():
        assert order.index(level[row.parent]) == order.index(row.level) - 1
        assert row.area_code.startswith(row.parent[: LEVELS[level[row.parent]]])


def test_areas_are_those_of_the_2020_census():
    areas = read("areas").query("level in ('province', 'prefecture', 'county')")
    census = read("census_2020_profile")
    assert set(zip(areas["area_code"], areas["area_name"], strict=True)) == set(
        zip(census["area_code"], census["area_name"], strict=True))


def test_recorded_changes_explain_every_difference_between_the_two_lists():
    lists = [read(name)[["area_code", "area_name"]].drop_duplicates() for name in CENSUSES]
    old, new = (dict(zip(f["area_code"], f["area_name"], strict=True)) for f in lists)
    changes = read("area_changes")
    assert set(old) - set(new) <= set(changes["area_code_2010"])
    assert set(new) - set(old) <= set(changes["area_code"])
    for row in changes.itertuples():
        assert old[row.area_code_2010] == row.area_name_2010
        assert new[row.area_code] == row.area_name
    common = [code for code in new if code in old and code not in set(changes["area_code"])]
    assert all(old[code] == new[code] for code in common)


def test_comparable_changes_pair_one_area_with_one():
    changes = read("area_changes").query("is_comparable == 'yes'")
    assert changes["area_code"].is_unique
    assert changes["area_code_2010"].is_unique


def test_published_figures_agree_with_the_census():
    published = read("published").query("period == '2020-11-01'").set_index("measure")["value"]
    census = read("census_2020_age_sex").query("area_code == '330922'")
    lower = census["age"].str.extract(r"^(\d+)")[0].astype(int)
    persons = census["persons"]
    assert published["population"] == persons.sum()
    assert published["age_0_14"] == persons[lower < 15].sum()
    assert published["age_15_59"] == persons[lower.between(15, 59)].sum()
    assert published["age_60_plus"] == persons[lower >= 60].sum()
    assert published["age_65_plus"] == persons[lower >= 65].sum()
    parts = published["household_population"] + published["collective_population"]
    assert parts == published["population"]


def test_published_rows_name_their_source_and_day():
    frame = read("published")
    assert frame["source"].str.len().gt(3).all()
    assert frame["published"].str.fullmatch(r"\d{4}-\d{2}-\d{2}").all()
    assert set(frame["nature"]) <= {"actual", "plan"}
    assert set(frame["is_published_exact"]) <= {"yes", "no"}
    assert not frame.duplicated(["area_code", "measure", "period", "published"]).any()


def test_targets_are_no_observations():
    frame = read("published")
    assert (frame.loc[frame["nature"].eq("plan"), "indicator"] == "").all()


SHARED = project_root().parent / "shared" / "data"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the tables as received are not at hand")
@pytest.mark.parametrize("name", [*CENSUSES, "census_2020_profile"])
def test_no_figure_was_changed_in_re_laying(name):
    received = pd.read_csv(SHARED / f"{name}.csv", dtype={"area_code": "str", "age": "str"})
    keys = [key for key in ("area_code", "sex", "age") if key in received]
    ours = read(name).sort_values(keys).reset_index(drop=True)
    theirs = received.sort_values(keys).reset_index(drop=True)
    # One printed name ends in a look-alike character; the source's notes say so.
    pd.testing.assert_frame_equal(ours.drop(columns="area_name"), theirs.drop(columns="area_name"),
                                  check_dtype=False)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the tables as received are not at hand")
def test_all_published_figures_were_taken_over():
    received = pd.read_csv(SHARED / "published_shengsi.csv", dtype="str")
    ours = pd.read_csv(FOLDER / "published.csv", dtype="str")
    cells = set(zip(ours["name"], ours["period"], ours["value"], strict=True))
    assert set(zip(received["measure"], received["period"], received["value"],
                   strict=True)) <= cells


def test_folder_holds_nothing_else():
    names = {path.name for path in Path(FOLDER).iterdir()}
    assert all(re.fullmatch(r"[a-z0-9_]+(\.csv|\.source\.yaml)", name) for name in names)
