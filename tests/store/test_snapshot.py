"""The one door to data: what it shows, what it hides, what it refuses."""

import hashlib
import shutil

import pandas as pd
import pytest
from qiyou.project import data_folder
from qiyou.register import RegisterError, open_register
from qiyou.schema import OBSERVATIONS
from qiyou.store import open_snapshot, published_observations

AS_OF = "2025-06-30"


@pytest.fixture(scope="module")
def snapshot():
    return open_snapshot("shengsi", as_of=AS_OF)


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the reference data that a test may spoil."""
    shutil.copytree(data_folder() / "reference", tmp_path / "reference")
    monkeypatch.setenv("QIYOU_DATA", str(tmp_path))
    return tmp_path / "reference"


def published(**changes) -> pd.DataFrame:
    row = {
        "area_code": "100001", "indicator": "population.resident", "measure": "population",
        "name": "常住人口", "period": "2022", "value": 6.6, "unit": "万人",
        "population_basis": "常住", "nature": "actual", "published": "2023-03-01",
        "is_published_exact": "yes", "source": "某公报", "note": None,
    }
    return pd.DataFrame([row | changes])


def test_codes_stay_text(snapshot):
    for name in snapshot.references:
        frame = snapshot.reference(name)
        codes = [c for c in frame if "code" in c or c == "parent"]
        assert all(pd.api.types.is_string_dtype(frame[c]) for c in codes)


def test_counts_are_numbers(snapshot):
    assert snapshot.reference("census_2020_age_sex")["persons"].dtype == "int64"


def test_every_reference_names_its_source(snapshot):
    assert all(snapshot.source(name).publisher for name in snapshot.references)


def test_readers_cannot_change_what_others_see(snapshot):
    areas, observations = snapshot.reference("areas"), snapshot.observations
    areas["area_name"] = "x"
    observations["value"] = 0.0
    assert "x" not in set(snapshot.reference("areas")["area_name"])
    assert (snapshot.observations["value"] > 0).all()


def test_snapshot_cannot_be_changed(snapshot):
    with pytest.raises(AttributeError):
        snapshot.as_of = "2030-01-01"
    with pytest.raises(TypeError):
        snapshot.hashes["reference/areas.csv"] = ""


def test_unknown_reference_names_the_known(snapshot):
    with pytest.raises(KeyError, match="census_2020_profile"):
        snapshot.reference("census_2030")
    with pytest.raises(KeyError, match="areas"):
        snapshot.source("nothing")


def test_hashes_are_of_the_files_read(snapshot):
    file = data_folder() / "reference" / "areas.csv"
    assert snapshot.hashes["reference/areas.csv"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert len(snapshot.hashes) == len(snapshot.references)


def test_any_new_table_with_a_source_is_found(copied):
    (copied / "new_table.csv").write_text("area_code,value\n000012,1\n", encoding="utf-8")
    shutil.copy(copied / "areas.source.yaml", copied / "new_table.source.yaml")
    frame = open_snapshot("shengsi", as_of=AS_OF).reference("new_table")
    assert frame["area_code"].tolist() == ["000012"]


def test_table_without_a_good_source_is_refused_with_all_problems(copied):
    (copied / "orphan.csv").write_text("a\n1\n", encoding="utf-8")
    spoilt = copied / "areas.source.yaml"
    spoilt.write_text(spoilt.read_text(encoding="utf-8") + "editor: x\n", encoding="utf-8")
    with pytest.raises(RegisterError) as refusal:
        open_snapshot("shengsi", as_of=AS_OF)
    assert "orphan.source.yaml" in str(refusal.value)
    assert "editor" in str(refusal.value)


@pytest.mark.parametrize("as_of", ["20250630", "2025-6-30", "2025-02-30", "yesterday", "", None])
def test_malformed_date_is_refused(as_of):
    with pytest.raises(ValueError, match="截至日期"):
        open_snapshot("shengsi", as_of=as_of)


def test_public_run_is_refused_until_there_is_a_protected_mart():
    with pytest.raises(ValueError, match="公开版"):
        open_snapshot("shengsi", as_of=AS_OF, audience="public")


def test_unknown_audience_is_refused():
    with pytest.raises(ValueError, match="internal"):
        open_snapshot("shengsi", as_of=AS_OF, audience="friends")


def test_unknown_county_is_refused():
    with pytest.raises(KeyError):
        open_snapshot("atlantis", as_of=AS_OF)


def test_figure_published_later_is_not_visible():
    early = open_snapshot("shengsi", as_of="2023-12-30")
    late = open_snapshot("shengsi", as_of="2023-12-31")
    added = set(late.observations["period"]) - set(early.observations["period"])
    assert added == {"2022"}
    assert len(early.reference("published")) < len(late.reference("published"))


def test_observations_keep_their_frame_and_county(snapshot):
    frame = OBSERVATIONS.check(snapshot.observations)
    code = open_register().county("shengsi").code
    assert set(frame["county"]) == {"shengsi"}
    assert frame["area"].str.startswith(code).all()
    assert (frame["received"] <= AS_OF).all()


def test_plans_are_no_observations(snapshot):
    plans = snapshot.reference("published").query("nature == 'plan'")
    assert len(plans)
    assert not set(plans["period"]) & set(snapshot.observations["period"])


def test_published_row_becomes_an_observation():
    row = published_observations(published(), "somewhere", "100001").iloc[0]
    assert (row["area"], row["measure"], row["value"], row["unit"]) == (
        "100001", "value", 6.6, "万人")
    assert (row["received"], row["vintage"], row["standing"]) == ("2023-03-01", 1, "正式")


@pytest.mark.parametrize("change", [
    {"area_code": "100002"}, {"nature": "plan"}, {"indicator": None}])
def test_other_rows_are_left_out(change):
    assert published_observations(published(**change), "somewhere", "100001").empty


def test_figure_published_again_is_a_later_vintage():
    rows = pd.concat([published(published="2024-03-01", value=6.5), published()])
    frame = published_observations(rows, "somewhere", "100001")
    assert frame[["vintage", "value"]].to_numpy().tolist() == [[1, 6.6], [2, 6.5]]
