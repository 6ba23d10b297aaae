"""What comes against what stands: new, revised, unchanged, noted, removed."""

import math
from dataclasses import replace

import pytest
from qiyou.store.changes import changes
from qiyou.store.rows import Stored


def stored(value=5.0, text=None, **more):
    known = {"vintage": 1, "submission": 1, "received": "", "standing": "正式", "declared": None,
             "note": "", "sheet": "", "cell": "", "is_removed": False, "sha256": ""}
    return Stored(value, text, "张" if text is None else "", **{**known, **more})


def kinds(before, figures, standing="正式", is_scope=True):
    found = changes(before, figures, standing, is_scope)
    return [(change.kind, change.vintage) for change in found]


@pytest.fixture
def figure(made):
    return made.figure()


def test_a_figure_that_was_not_there_is_new(figure):
    assert kinds({}, [figure]) == [("new", 1)]


def test_an_equal_one_changes_nothing(figure):
    assert kinds({figure.key: stored()}, [figure]) == [("unchanged", 1)]


@pytest.mark.parametrize("old", [stored(6.0), stored(None, "5"), stored()._replace(unit="个")])
def test_another_value_text_or_unit_is_a_revision(figure, old):
    assert kinds({figure.key: old}, [figure]) == [("revised", 2)]


def test_one_that_comes_back_is_a_revision(figure):
    old = stored(None, is_removed=True, vintage=2)
    assert kinds({figure.key: old}, [figure]) == [("revised", 3)]


def test_one_that_is_gone_is_removed_once(made, figure):
    other = made.figure(column="places")
    assert kinds({figure.key: stored()}, [other]) == [("new", 1), ("removed", 2)]
    assert kinds({figure.key: stored(None, is_removed=True)}, []) == []


def test_outside_the_scope_nothing_is_removed(figure):
    assert kinds({figure.key: stored()}, [], is_scope=False) == []


def test_zero_has_no_sign(made):
    figure = made.figure(-0.0)
    assert kinds({figure.key: stored(0.0)}, [figure]) == [("unchanged", 1)]


def test_a_new_note_is_noted_and_an_empty_one_takes_nothing_away(made):
    figure = made.figure(note="新开一家")
    assert kinds({figure.key: stored()}, [figure]) == [("noted", 1)]
    old = stored(note="新开一家")
    assert kinds({figure.key: old}, [made.figure()]) == [("unchanged", 1)]


@pytest.mark.parametrize(("old", "new", "after"), [
    ("快报", "正式", "正式"), ("初步", "正式", "正式"), ("快报", "初步", "初步"),
    ("正式", "快报", "正式"), ("正式", "修订", "正式"), ("修订", "正式", "修订")])
def test_an_unchanged_figure_may_become_firmer_never_weaker_or_revised(figure, old, new, after):
    [change] = changes({figure.key: stored(standing=old)}, [figure], new, True)
    assert change.standing == after
    assert change.kind == ("unchanged" if after == old else "noted")


@pytest.mark.parametrize("bad", [
    {"value": math.nan}, {"value": math.inf}, {"value": None}, {"text": "x"}])
def test_what_is_no_figure_is_a_bug(figure, bad):
    with pytest.raises(ValueError, match="not a figure"):
        kinds({}, [replace(figure, **bad)])


def test_the_same_figure_twice_is_a_bug(figure):
    with pytest.raises(ValueError, match="not a figure"):
        kinds({}, [figure, figure])
