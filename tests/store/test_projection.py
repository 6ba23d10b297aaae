"""Figures that departments sent become observations of the indicators that they feed."""

import pytest
from qiyou.register import RegisterError, open_forms, open_register
from qiyou.schema import OBSERVATIONS
from qiyou.store import open_snapshot, open_store
from qiyou.store.records import Delivery, Figure

COUNTY, CODE = "shengsi", "330922"
TOWNS = tuple(f"330922{n}" for n in (100, 101, 102, 200, 201, 202, 203))


def figures(form, column, by_place):
    """Figures of one column, keyed by (area, item)."""
    units = {"beds": "张", "nurses": "人", "use": "%", "male": "人", "female": "人", "amount": "元"}
    for (area, item), content in by_place.items():
        is_text = isinstance(content, str)
        yield Figure(area, item, column, None if is_text else content,
                     content if is_text else None, units.get(column, ""), form, "B3")


@pytest.fixture
def observed(data, made):
    """Record columns of a form and give the observations of one indicator."""
    with open_store(data, is_writer=True) as store:
        def record(form, columns, areas=(*TOWNS, CODE), period="2025Q3", standing="正式"):
            found = [f for name, places in columns.items() for f in figures(form, name, places)]
            store.record(made.submission(
                Delivery(form, period, areas, tuple(found), standing), county=COUNTY,
                data=repr(columns).encode()))

        def observe(indicator, measure="numerator"):
            frame = open_snapshot(COUNTY, as_of="2025-12-31").observations
            return frame[frame.indicator.eq(indicator) & frame.measure.eq(measure)]

        observe.record = record
        yield observe


def by_area(frame):
    return dict(zip(frame.area, frame.value, strict=True))


def every(value):
    return {(town, ""): value for town in TOWNS}


def test_townships_add_up_to_the_county_where_they_may(observed):
    observed.record("beds", {"beds": every(2)})
    frame = observed("eldercare.beds")
    assert by_area(frame) == dict.fromkeys(TOWNS, 2) | {CODE: 14}
    row = frame.set_index("area").loc[CODE]
    assert (row.unit, row.source, row.standing) == ("张", "试1《床位》（各乡镇合计）", "正式")
    assert (row.received, row.vintage, row.period) == ("2025-10-01", 1, "2025Q3")
    assert len(row.submission) == 12
    assert frame.set_index("area").loc[TOWNS[0]].source == "试1《床位》"


def test_the_countys_own_row_is_not_added_to(observed):
    observed.record("beds", {"beds": every(2) | {(CODE, ""): 15}})
    assert by_area(observed("eldercare.beds"))[CODE] == 15


def test_a_township_that_is_missing_leaves_the_county_without_a_figure(observed):
    observed.record("beds", {"beds": dict.fromkeys(list(every(2))[1:], 2)})
    assert by_area(observed("eldercare.beds")) == dict.fromkeys(TOWNS[1:], 2)


def test_a_column_that_does_not_add_up_has_no_county_figure(observed):
    observed.record("beds", {"nurses": every(3), "use": every(50)})
    assert by_area(observed("eldercare.nurses")) == dict.fromkeys(TOWNS, 3)
    assert by_area(observed("eldercare.use", "value")) == dict.fromkeys(TOWNS, 50)


def test_rows_of_a_grid_are_counted_and_no_is_nought(observed):
    lifts = every("no") | {(TOWNS[0], ""): "yes", (TOWNS[1], ""): "yes"}
    observed.record("beds", {"has_lift": lifts, "beds": every(1) | {(CODE, ""): 7}})
    assert by_area(observed("eldercare.lifts")) == {
        **dict.fromkeys(TOWNS, 0), TOWNS[0]: 1, TOWNS[1]: 1, CODE: 2}
    assert by_area(observed("eldercare.lifts", "denominator"))[CODE] == 7


def test_strata_are_code_keys_in_order_of_their_names(observed):
    ages = {(town, f"age={age}"): 3 for town in TOWNS for age in ("young", "old")}
    observed.record("people", {"male": ages, "female": ages}, period="2025")
    frame = observed("overall.people", "denominator")
    assert set(frame.stratum) == {f"age={a};sex={s}" for a in ("young", "old")
                                  for s in ("male", "female")}
    assert frame[frame.area.eq(CODE)].value.tolist() == [21.0] * 4
    young = observed("overall.young", "denominator")
    assert set(young.stratum) == {"age=young"}


def test_a_cell_that_is_missing_in_a_grid_is_not_nought(observed):
    ages = {(town, f"age={age}"): 3 for town in TOWNS for age in ("young", "old")}
    del ages[TOWNS[0], "age=young"]
    observed.record("people", {"male": ages}, period="2025")
    young = observed("overall.young", "denominator")
    assert set(young.area) == set(TOWNS[1:])


CASES = {(TOWNS[0], "case=1"): "closed", (TOWNS[0], "case=2"): "open",
         (TOWNS[1], "case=3"): "closed"}


def test_records_are_counted_and_a_township_without_any_has_nought(observed):
    observed.record("cases", {"state": CASES})
    assert by_area(observed("employment.closed")) == {
        **dict.fromkeys(TOWNS, 0), TOWNS[0]: 1, TOWNS[1]: 1, CODE: 2}
    assert by_area(observed("employment.closed", "denominator"))[CODE] == 3
    assert set(observed("employment.closed").unit) == {"条"}


def test_a_township_that_has_not_reported_has_no_nought_and_the_county_no_figure(observed):
    observed.record("cases", {"state": CASES}, areas=TOWNS[:2])
    assert by_area(observed("employment.closed")) == {TOWNS[0]: 1, TOWNS[1]: 1}


def test_a_form_without_any_record_says_nought_for_all(observed):
    observed.record("cases", {})
    assert by_area(observed("employment.closed")) == dict.fromkeys((*TOWNS, CODE), 0)


def test_records_that_belong_to_no_township_are_part_of_the_county(observed):
    observed.record("cases", {"state": CASES | {(CODE, "case=4"): "closed"}})
    assert by_area(observed("employment.closed"))[CODE] == 3


def test_a_record_without_its_amount_leaves_the_sum_unknown(observed):
    amounts = {(TOWNS[0], "case=1"): 100.5, (TOWNS[1], "case=3"): 1}
    observed.record("cases", {"state": CASES, "amount": amounts})
    assert by_area(observed("employment.owed", "value")) == {
        **dict.fromkeys(TOWNS[1:], 0), TOWNS[1]: 1}


def test_a_form_on_the_whole_county_speaks_of_the_county(observed):
    state = {(CODE, "work=bridge"): "closed", (CODE, "work=road"): "open"}
    observed.record("works", {"state": state})
    [row] = observed("overall.life_circle", "value").itertuples()
    assert (row.area, row.value, row.stratum) == (CODE, 1.0, "work=bridge")
    assert row.unit == open_register().indicator("overall.life_circle").unit


def test_a_sum_is_no_firmer_than_its_weakest_part(observed):
    observed.record("beds", {"beds": dict.fromkeys(list(every(2))[1:], 2)}, TOWNS[1:])
    observed.record("beds", {"beds": {(TOWNS[0], ""): 2}}, TOWNS[:1], standing="快报")
    frame = observed("eldercare.beds").set_index("area")
    assert (frame.standing[CODE], frame.standing[TOWNS[1]]) == ("快报", "正式")


def test_only_the_newest_vintage_is_shown_with_its_number(observed):
    observed.record("beds", {"beds": every(2)})
    observed.record("beds", {"beds": every(2) | {(TOWNS[0], ""): 5}}, standing="修订")
    frame = OBSERVATIONS.check(observed("eldercare.beds")).set_index("area")
    assert (frame.value[TOWNS[0]], frame.vintage[TOWNS[0]], frame.standing[TOWNS[0]]) == (
        5, 2, "修订")
    assert (frame.value[CODE], frame.vintage[CODE], frame.standing[CODE]) == (17, 2, "修订")


def test_published_figures_stay_as_they_are(observed):
    before = open_snapshot(COUNTY, as_of="2025-12-31").observations
    observed.record("beds", {"beds": every(2)})
    after = open_snapshot(COUNTY, as_of="2025-12-31").observations
    assert after.iloc[:len(before)].equals(before)
    assert OBSERVATIONS.check(after).dtypes.equals(OBSERVATIONS.empty().dtypes)


def test_a_form_that_is_not_defined_any_more_is_passed_over(observed):
    observed.record("forgotten", {"beds": every(2)})
    assert len(observed("eldercare.beds")) == 0


def test_two_feeds_for_one_figure_are_refused_with_both_forms(observed, monkeypatch):
    forms = open_forms()
    double = forms.form("beds").model_copy(update={"number": "试9"})
    monkeypatch.setitem(forms.forms, "double", double)
    observed.record("beds", {"beds": every(2)})
    observed.record("double", {"beds": every(3)})
    with pytest.raises(RegisterError, match=r"eldercare\.beds.*试1、试9"):
        observed("eldercare.beds")
