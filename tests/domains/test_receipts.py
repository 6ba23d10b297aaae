"""The intake notebook's sections, on an empty store and on one with a month's files."""

from shutil import copytree

import pytest
from made import forms
from qiyou.domains import receipts
from qiyou.domains.study import open_study
from qiyou.intake.pipeline import Office, take_in
from qiyou.project import data_folder
from qiyou.register import open_register
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from sloppy import Book

SECTIONS = ("opening", "by_department", "by_form", "ledger_table", "unsettled", "held",
            "revisions", "explanations", "timeliness", "quality",
            "townships", "calendar", "systems", "rules", "colophon")
AS_OF = "2025-10-31"


def books():
    return receipts.open_books(open_study(receipts.DOMAIN, "shengsi", "2025-09", AS_OF, "internal"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A data folder with one held file, one good file, one revised with a reason."""
    data = tmp_path_factory.mktemp("data")
    copytree(data_folder() / "reference", data / "reference")
    (data / "inbox").mkdir()

    def send(book, day, name):
        office = Office(open_register(), forms(), data, received=f"{day}T12:00:00+08:00")
        return take_in(book.save(data / "inbox" / name), office).submission.result

    revised = Book().rewrite("B", [12, 11, 12, 13, 14, 15, 16]).period("2025年9月", "2025-10-20")
    revised.set("H5", "漏统计一期培训班").set("H12", "漏统计一期培训班")
    assert send(Book().set("C7", "无").set("B6", "约11"), "2025-10-07", "a.xlsx") == "held"
    assert send(Book(), "2025-10-08", "b.xlsx") == "accepted"
    assert send(revised, "2025-10-21", "c.xlsx") == "accepted"
    return data


@pytest.fixture
def full(filled, monkeypatch):
    monkeypatch.setenv("QIYOU_DATA", str(filled))
    return books()


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_speaks_before_anything_has_come_in(section):
    shown = getattr(receipts, section)(books())
    assert isinstance(shown, Exhibit | Sentences) and str(shown).strip()


@pytest.mark.parametrize("section", ["opening", "by_department", "by_form", "ledger_table",
                                     "timeliness"])
def test_nobody_is_called_late_before_anything_was_asked(section):
    assert "逾期未报" not in str(getattr(receipts, section)(books()))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_speaks_of_what_came(section, full):
    shown = getattr(receipts, section)(full)
    assert str(shown).strip()
    if isinstance(shown, Exhibit):
        assert shown.metadata()["title"]


def test_the_ledger_tells_what_became_of_the_return(full):
    frame = receipts.ledger_table(full).data
    row = frame[frame["form_title"].str.contains("技能培训")].iloc[0]
    assert (row["state"], row["period"]) == ("按时", "2025-09")


def test_revisions_are_told_with_both_figures_and_the_reason(full):
    text = str(receipts.revisions(full))
    assert "漏统计一期培训班" in text and "菜园镇" in text


def test_explanations_follow_their_figures(full):
    assert "漏统计一期培训班" in str(receipts.explanations(full))


def test_every_rule_is_listed(full):
    assert {"F137", "C306", "H403", "V501"} <= set(receipts.rules(full).data["rule"].str[:4])
