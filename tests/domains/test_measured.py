"""What has come in: re-derived from the forms' rows; nothing is made up where nothing came."""

import numpy as np
import pytest
from qiyou.domains import house, measured
from qiyou.domains.gaps import expected_gap, gaps
from qiyou.domains.moved import moved, split
from qiyou.domains.remarks import remarks
from qiyou.domains.study import open_study
from qiyou.register import open_register
from qiyou.report.exhibit import Exhibit

DOMAINS = tuple(open_register().domains)
INSURED = "health.supplementary_insurance"


@pytest.fixture(scope="module")
def studies():
    return {name: open_study(name, "haiyu", "2025", "2025-12-31", "internal")
            for name in DOMAINS}


@pytest.fixture(scope="module")
def health(studies):
    return studies["health"]


def test_a_share_is_that_of_the_forms_rows(health):
    rows = health.snapshot.form("medical_insured", "2024Q4")
    towns = rows[rows["area"].ne(health.county.code)]
    wanted = 100 * towns["supplementary"].sum() / towns["insured"].sum()
    known = measured.known_paths(health).data
    name = health.indicators[INSURED].name
    found = known[known["name"].eq(name) & known["year"].eq(2024)]["value"]
    assert found.item() == pytest.approx(wanted)


def test_every_known_year_stands_beside_its_promise(health):
    data = measured.known_paths(health).data
    assert data["value"].notna().sum() >= 9
    year = data[data["year"].eq(2024) & data["value"].notna()]
    assert year["target"].notna().all() and year["text"].ne("").all()


def test_parts_of_a_change_add_up(studies):
    for study in studies.values():
        found = moved(study)
        if found.form == "table":
            data = found.data
            assert np.allclose(data["change"], data["of_part"] + data["of_base"])


def test_a_shrinking_base_alone_is_told_from_work():
    of_part, of_base = split((50, 50), (1000, 800), 1000)
    assert of_part == 0 and of_base == pytest.approx(12.5)


def test_changes_inside_the_noise_are_not_called_up_or_down(studies):
    data = moved(studies["childcare"]).data.set_index("name")
    defects = studies["childcare"].indicators["childcare.severe_birth_defects"].name
    assert data.loc[defects, "words"] == "在波动之内"


def test_townships_with_few_events_say_so(studies):
    data = measured.townships(studies["childcare"], "childcare.severe_birth_defects").data
    assert [name for name in data.columns if name.startswith("a339922")] and len(data) == 1
    assert data["note"].item() == "各乡镇例数都太少，单年的数不稳"


def test_one_row_an_indicator_with_its_years_and_newest_figure(health):
    found = measured.recent(health)
    data = found.data.set_index("name")
    row = data.loc[health.indicators["health.life_expectancy"].name]
    assert row["newest"] == "2024" and row["low"] < row["value"] == row["y2024"] < row["high"]
    assert data.index.is_unique and found.label("y2024") == "2024年"
    share = data.loc[health.indicators[INSURED].name]
    assert share["newest"] == "2025Q3" and share["year_before"] < share["value"]


def test_the_funnel_names_the_township_that_falls_behind(studies):
    study = studies["health"]
    found = measured.funnel(study, "health.premature_mortality")
    assert isinstance(found, Exhibit) and len(found.data) == 7
    assert (found.data["low"] <= found.data["centre"]).all()


@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_chance_makes_wider_gaps_where_bases_are_smaller(kind):
    small, large = (expected_gap(np.full(7, base), 0.2, kind) for base in (50, 5000))
    assert 0 < large < small


def test_the_expected_gap_is_exceeded_as_often_as_it_says():
    base, generator = np.array([40, 60, 80, 100, 200, 400, 900]), np.random.default_rng(7)
    limit = expected_gap(base, 0.3, "proportion")
    rates = generator.binomial(base, 0.3, (4000, 7)) / base
    assert np.mean(rates.max(1) - rates.min(1) > limit) == pytest.approx(0.05, abs=0.015)


def test_gaps_hold_the_extremes_of_the_rows(studies):
    study = studies["assistance"]
    data = gaps(study).data.set_index("name")
    name = study.indicators["assistance.household_visits"].name
    rows = study.snapshot.form("assisted_households", "2024Q4")
    towns = rows[rows["area"].ne(study.county.code)]
    shares = 100 * towns["visited"].astype(float) / towns["households"].astype(float)
    assert data.loc[name, "gap"] == pytest.approx(shares.max() - shares.min())
    assert data.loc[name, "lowest"] == "远汐乡"  # the township that was made to fall behind


def test_reasons_follow_their_figures(studies):
    notes = measured.footnotes(studies["assistance"]).data
    assert len(notes) > 5 and notes["note"].str.len().gt(4).all()


@pytest.mark.parametrize("section", [measured.known_paths, measured.recent, measured.townships,
                                     measured.footnotes, moved])
def test_where_nothing_came_it_is_said(section):
    found = section(open_study("health", "shengsi", "2025", "2025-12-31", "internal"))
    assert found.form == "message" and "嵊泗县" in str(found) and found.metadata()["title"]


def test_equity_shows_gaps_once_there_are_figures(health):
    assert house.equity(health).id == "house.gaps"
    empty = open_study("health", "shengsi", "2025", "2025-12-31", "internal")
    assert house.equity(empty).id == "house.equity"


def test_every_remark_that_statistics_make_has_words():
    from qiyou.stats.estimate import NOTES

    for name in NOTES:
        assert remarks("ok", name)
