"""How large a change is, and whether chance would have hidden it."""

import pandas as pd
import pytest
from qiyou.assess.revisions import revision_sizes
from qiyou.store.history import REVISIONS

NAMES = REVISIONS.names


def sizes(office, *changes, column="calls", level=0.95):
    """Sizes of changes from one figure to another, in the order that is shown."""
    rows = [dict.fromkeys(NAMES, "") | {"form": "beds", "period": "2025Q3", "column": column,
            "old": old, "new": new, "submission": n} for n, (old, new) in enumerate(changes, 1)]
    frame = pd.DataFrame(rows, columns=NAMES).astype({"old": float, "new": float})
    return revision_sizes(frame, office.forms, level)


def test_change_in_percent_and_in_roots_of_the_larger_count(office):
    row = sizes(office, (100, 81)).iloc[0]
    assert (row["change"], row["change_pct"], row["in_roots"]) == (-19, -19, -1.9)


@pytest.mark.parametrize(("old", "new", "is_inside"), [
    (100, 81, True), (100, 80, False), (81, 100, True), (0, 3, True), (0, 4, False)])
def test_inside_the_noise_below_the_quantile_of_the_level(office, old, new, is_inside):
    # 1.96 roots: of 100 19.6, of 3 3.39, of 4 3.92.
    assert bool(sizes(office, (old, new))["is_inside"].iloc[0]) is is_inside


def test_complete_registers_have_no_noise(office):
    row = sizes(office, (100, 99), column="beds").iloc[0]
    assert row["change_pct"] == -1
    assert pd.isna(row["in_roots"])
    assert pd.isna(row["is_inside"])


def test_the_largest_come_first_and_texts_last(office):
    frame = sizes(office, (100, 90), (None, None), (0, 5), (10, None), (100, 150))
    # A half of 150 is a third; from nought, and taken back, is the whole.
    assert list(frame["submission"]) == [3, 4, 5, 1, 2]


def test_a_figure_taken_back_counts_as_nought(office):
    row = sizes(office, (16, None)).iloc[0]
    assert (row["change"], row["change_pct"], row["in_roots"]) == (-16, -100, -4)


def test_a_form_that_is_no_longer_known_is_passed_over(office):
    frame = sizes(office, (4, 5)).assign(form="gone")[NAMES]
    assert revision_sizes(frame, office.forms, 0.95)["in_roots"].isna().all()


def test_no_revisions_are_no_trouble(office):
    assert revision_sizes(REVISIONS.empty(), office.forms, 0.95).empty
