"""A fictional county is read from its journal where the store has nothing of it."""

import pytest
from qiyou.register import open_register
from qiyou.store import open_snapshot, open_store
from qiyou.store.frozen import open_contents, pin, read_frozen
from qiyou.store.layout import layout
from qiyou.store.records import Delivery, Figure, Submission
from qiyou.store.simulated import is_simulated, journals, open_simulated

AS_OF = "2022-06-30"


def sent(county):
    figure = Figure("339922", "", "members", 5.0, None, "", "S", "A1")
    return Submission("0" * 64, 1, "x.xlsx", "", county, "2022-04-01T12:00:00+08:00", "accepted",
                      (Delivery("provident_fund", "2022Q1", ("339922",), (figure,), "正式"),))


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


def test_only_a_fictional_county_has_a_journal():
    counties = open_register().counties
    assert {key for key in counties if journals(key)} == {
        key for key, county in counties.items() if county.is_fictional}


def test_contents_are_those_of_the_played_store(empty):
    found = open_contents("haiyu", AS_OF, empty)
    again = open_contents("haiyu", AS_OF, empty)
    assert found.name == again.name
    assert "births" in found.forms
    for name in found.manifest["files"]:
        assert found.read(name) == again.read(name)


def test_contents_are_kept_below_the_store_and_found_again(empty):
    found = open_contents("haiyu", AS_OF, empty)
    kept = list(layout(empty).simulated.glob(f"*-{AS_OF}/{found.name}"))
    assert len(kept) == 1
    assert read_frozen(kept[0]).manifest == found.manifest


def test_what_was_kept_and_damaged_is_made_again(empty):
    found = open_contents("haiyu", AS_OF, empty)
    kept = next(layout(empty).simulated.glob(f"*-{AS_OF}/{found.name}"))
    (kept / "deliveries.csv").write_text("x", encoding="utf-8")
    again = open_contents("haiyu", AS_OF, empty)
    assert again.read("deliveries.csv") != b"x"
    assert again.name == found.name


def test_a_store_with_the_county_in_it_comes_first(tmp_path):
    with open_store(tmp_path, is_writer=True) as store:
        store.record(sent("haiyu"))
    assert not is_simulated("haiyu", layout(tmp_path))
    assert open_contents("haiyu", AS_OF, tmp_path).forms == ["provident_fund"]


def test_a_store_with_another_county_in_it_does_not(tmp_path):
    with open_store(tmp_path, is_writer=True) as store:
        store.record(sent("elsewhere"))
    assert is_simulated("haiyu", layout(tmp_path))
    assert not is_simulated("elsewhere", layout(tmp_path))


def test_a_refresh_pins_what_was_kept(empty):
    found = pin([("haiyu", AS_OF)], empty)
    assert found["haiyu", AS_OF].name == open_contents("haiyu", AS_OF, empty).name
    assert found["haiyu", AS_OF].path.is_dir()


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path):
    blocked = tmp_path / "data"
    blocked.mkdir()
    (blocked / "store").write_text("in the way", encoding="utf-8")
    found = open_contents("haiyu", AS_OF, blocked)
    assert "births" in found.forms


def test_later_figures_are_not_seen_earlier():
    early = open_snapshot("haiyu", as_of="2022-03-31").observations
    late = open_snapshot("haiyu", as_of=AS_OF).observations
    assert early["received"].max() <= "2022-03-31"
    assert len(early) < len(late)


def test_every_vintage_is_there():
    with open_simulated("haiyu") as store:
        vintages = store.vintages("haiyu", "population", "2023")
    assert max(map(len, vintages.values())) == 2


def test_no_source_line_gives_a_real_publisher_for_invented_figures():
    made_up, real = (open_snapshot(county, as_of="2025-12-31") for county in ("haiyu", "shengsi"))
    name = "census_2020_age_sex"
    assert made_up.source(name).title.startswith("海屿县的数是虚构的（模拟数据）")
    assert "虚构" not in real.source(name).title
    assert made_up.source("life_table_china").title == real.source("life_table_china").title
