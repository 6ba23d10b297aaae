"""What came in, as frames: from the store and from a snapshot's files alike."""

import pandas as pd
import pytest
from qiyou.store import open_store
from qiyou.store.came_in import COLUMNS, history_files
from qiyou.store.history import FRAMES, history, no_history, read_history


@pytest.fixture
def filled(store, made):
    """A store with an accepted file, a held one, a revision and one that nobody could read."""
    store.record(made.submission(made.delivery(made.figure(5), made.figure("甲", column="who"))))
    store.record(made.submission(
        made.delivery(made.figure(9), made.figure(3, column="calls")), data=b"b", day=2,
        result="held", findings=(made.finding(explanation="=新开"), made.finding("错误")),
        facts={"forms": [{"form": made.FORM, "period": made.PERIOD, "new": 1, "revised": 1}]}))
    store.record(made.submission(
        made.delivery(made.figure(6), made.figure("乙", column="who")), data=b"c", day=3,
        reason="复核"))
    store.record(made.submission(data=b"d", day=4, result="refused", county=""))
    return store


def test_columns_are_written_in_one_order():
    assert {name: tuple(frame.names) for name, frame in FRAMES.items()} == COLUMNS


def test_every_submission_has_a_row_also_one_of_unknown_county(filled, made):
    frame = history(filled, made.COUNTY).submissions
    assert list(frame["result"]) == ["accepted", "held", "accepted", "refused"]
    assert list(frame["county"]) == [made.COUNTY] * 3 + [""]
    assert list(frame["is_first_try"]) == [1, 0, 0, 1]
    assert list(frame["day"]) == [f"2025-10-0{n}" for n in range(1, 5)]


def test_held_deliveries_tell_how_many_figures_were_read(filled, made):
    frame = history(filled, made.COUNTY).deliveries
    assert list(frame["n_figures"]) == [2, 2, 2]
    assert list(frame["n_changed"]) == [2, 0, 2]
    assert list(frame["n_revised"]) == [0, 0, 2]
    assert frame["areas"].iloc[0].split() == [made.NORTH, made.SOUTH]


def test_revisions_keep_numbers_and_words_apart(filled, made):
    frame = history(filled, made.COUNTY).revisions.set_index("column")
    assert (frame.loc["beds", "old"], frame.loc["beds", "new"]) == (5, 6)
    assert (frame.loc["who", "old_text"], frame.loc["who", "new_text"]) == ("甲", "乙")
    assert pd.isna(frame.loc["who", "old"])
    assert set(frame["why"]) == {"复核"}


def test_an_earlier_day_sees_less(filled, made):
    seen = history(filled, made.COUNTY, "2025-10-02")
    assert (len(seen.submissions), len(seen.deliveries), len(seen.revisions)) == (2, 2, 0)
    assert history(filled, made.COUNTY, "2025-09-30").is_empty


def test_from_files_it_is_the_same(filled, made):
    files = dict(history_files(filled, made.COUNTY, "2025-10-31"))
    back, direct = read_history(files.__getitem__), history(filled, made.COUNTY, "2025-10-31")
    for name in FRAMES:
        assert getattr(back, name).equals(getattr(direct, name)), name
    assert b"'=" in files["history/findings.csv"]


def test_what_others_send_changes_nothing(store, made, tmp_path):
    own = made.submission(made.delivery(made.figure(5)))
    with open_store(tmp_path / "other", is_writer=True) as other:
        other.record(made.submission(data=b"x", county="elsewhere"))
        for one in (store, other):
            one.record(own)
        assert dict(history_files(store, made.COUNTY, None)) == dict(
            history_files(other, made.COUNTY, None))


def test_no_file_name_is_handed_on(filled, made):
    files = b"".join(dict(history_files(filled, made.COUNTY, None)).values())
    assert "床位.xlsx".encode() not in files


def test_nothing_has_come(store, made):
    assert history(store, made.COUNTY).is_empty
    assert no_history().is_empty
