"""Records of a form as one typed table, and the notes that follow figures."""

import pandas as pd
import pytest
from qiyou.store import item_of, item_parts, open_snapshot, open_store
from qiyou.store.records import Delivery, Figure

COUNTY, CODE, TOWN = "shengsi", "330922", "330922100"


def cell(column, content, item="", area=TOWN, note=""):
    is_text = isinstance(content, str)
    return Figure(area, item, column, None if is_text else content, content if is_text else None,
                  "", "表", "B3", note)


@pytest.fixture
def sent(data, made):
    """Record figures of a form and period."""
    with open_store(data, is_writer=True) as store:
        def send(form, *figures, period="2025Q3", day=1):
            store.record(made.submission(
                Delivery(form, period, (TOWN, CODE), figures, "正式"), county=COUNTY, day=day,
                data=f"{form}{period}{day}".encode()))

        yield send


def snapshot():
    return open_snapshot(COUNTY, as_of="2025-12-31")


def test_columns_are_typed_and_what_was_not_filled_is_missing(sent):
    sent("beds", cell("beds", 5), cell("use", 87.5), cell("has_lift", "yes"),
         cell("opened", "2020-05-01"), cell("since", "2020"), cell("beds", 9, area=CODE))
    frame = snapshot().form("beds")
    assert list(frame) == ["period", "area", "beds", "nurses", "use", "has_lift", "opened",
                           "since", "submission", "received"]
    assert frame.dtypes[["beds", "use", "has_lift", "since"]].astype(str).tolist() == [
        "Int64", "float64", "boolean", "Int64"]
    county, town = frame.itertuples(index=False)
    assert (town.area, town.beds, town.use, town.has_lift, town.opened, town.since) == (
        TOWN, 5, 87.5, True, "2020-05-01", 2020)
    assert (county.area, county.beds) == (CODE, 9)
    assert pd.isna(county.has_lift)
    assert pd.isna(county.opened)
    assert frame.nurses.isna().all()
    assert set(frame.received) == {"2025-10-01"}


def test_keys_stand_in_their_columns_whatever_signs_they_hold(sent):
    name = "一;二=50%\n“三”"
    item = item_of({"case": name})
    assert item_parts(item) == {"case": name}
    sent("cases", cell("state", "closed", item), cell("amount", 3.5, item))
    [row] = snapshot().form("cases").itertuples(index=False)
    assert (row.area, row.case, row.state, row.amount) == (TOWN, name, "closed", 3.5)


def test_a_record_of_keys_only_is_a_row(sent):
    sent("works", cell("", "1", "work=road", CODE))
    [row] = snapshot().form("works").itertuples(index=False)
    assert (row.work, pd.isna(row.state)) == ("road", True)


def test_periods_stand_one_below_the_other(sent):
    sent("beds", cell("beds", 5), period="2025Q3")
    sent("beds", cell("beds", 6), period="2025Q2")
    assert snapshot().form("beds")[["period", "beds"]].to_numpy().tolist() == [
        ["2025Q2", 6], ["2025Q3", 5]]
    assert snapshot().form("beds", "2025Q3").beds.tolist() == [5]


def test_a_form_that_nobody_sent_has_its_columns_and_no_rows(data, sent):
    assert len(snapshot().form("people")) == 0
    assert "male" in snapshot().form("people")


def test_without_a_store_forms_are_empty_too(data):
    assert len(snapshot().form("beds")) == 0
    assert len(snapshot().notes) == 0
    assert "store" not in snapshot().hashes


def test_an_unknown_form_is_an_error(data):
    with pytest.raises(KeyError, match="nothing"):
        snapshot().form("nothing")


def test_texts_that_look_like_formulas_come_back_as_they_were(sent):
    for text in ("=1+1", "'=1", "-", "\tx", "@a", "+8"):
        sent("works", cell("state", text, "work=road", CODE, note=text))
        assert snapshot().form("works").state.tolist() == [text]
        assert snapshot().notes.note.tolist() == [text]


def test_notes_follow_their_figures(sent):
    sent("beds", cell("beds", 5, note="新开一家"), cell("use", 50))
    assert snapshot().notes.to_dict("records") == [
        {"form": "beds", "period": "2025Q3", "area": TOWN, "item": "", "column": "beds",
         "note": "新开一家"}]


def test_tables_are_copies(sent):
    sent("beds", cell("beds", 5, note="a"))
    opened = snapshot()
    form, notes = opened.form("beds"), opened.notes
    form["beds"] = 0
    notes["note"] = "x"
    assert opened.form("beds").beds.tolist() == [5]
    assert opened.notes.note.tolist() == ["a"]
