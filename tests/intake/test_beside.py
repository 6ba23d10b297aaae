"""Persons' numbers outside the cells: refused, and no digit of them is kept anywhere."""

import zipfile

import openpyxl
import pytest
from carriers import CARRIERS, OLD, added
from made import forms
from qiyou.intake.pipeline import Office, take_in
from qiyou.register import open_register
from qiyou.store import open_store
from sloppy import Book

# Made up: area code 999999 is nobody's.
IDENTITY, MOBILE = "999999199001011234", "13900001111"


@pytest.fixture
def office(tmp_path):
    (tmp_path / "data" / "inbox").mkdir(parents=True)
    return Office(open_register(), forms(), tmp_path / "data",
                  received="2025-10-08T12:00:00+08:00")


def assert_nowhere(folder, *numbers):
    """No number stands in any file of a folder, its database's log included, packed or not."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        contents = {str(path): path.read_bytes(), "name": str(path.relative_to(folder)).encode()}
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as container:
                contents |= {f"{path}!{name}": container.read(name)
                             for name in container.namelist()}
        for place, data in contents.items():
            for number in numbers:
                for encoding in ("utf-8", "utf-16-le"):
                    assert number.encode(encoding) not in data, place


def refused(outcome):
    """Whether a file was refused for a person's number."""
    rules = {found.rule for found in outcome.submission.findings}
    return outcome.submission.result == "refused" and "C390" in rules


@pytest.mark.parametrize("number", [IDENTITY, MOBILE], ids=["identity", "mobile"])
@pytest.mark.parametrize("name", CARRIERS)
def test_a_number_beside_the_cells_is_refused_and_kept_nowhere(name, number, office, tmp_path):
    outcome = take_in(CARRIERS[name](tmp_path / "就业.xlsx", number), office)
    assert refused(outcome), outcome.submission.findings
    assert not outcome.submission.is_archived
    assert_nowhere(office.data, number)


@pytest.mark.parametrize("name", OLD)
def test_a_number_in_an_old_workbook_is_refused_and_kept_nowhere(name, office, tmp_path):
    outcome = take_in(OLD[name](tmp_path / "就业.xls", MOBILE), office)
    assert refused(outcome), outcome.submission.findings
    assert "S201" in {found.rule for found in outcome.submission.findings}  # its cells were read
    assert_nowhere(office.data, MOBILE)


def test_the_finding_says_where_and_how_in_words(office, tmp_path):
    outcome = take_in(CARRIERS["comment"](tmp_path / "就业.xlsx", MOBILE), office)
    (found,) = [one for one in outcome.submission.findings if one.rule == "C390"]
    assert (found.sheet, found.cell) == ("就业月报", "")
    assert "批注" in found.sentence and "审阅" in found.remedy
    told = (outcome.answer / "回复.txt").read_text(encoding="utf-8")
    assert "批注" in told


def test_what_else_is_wrong_is_told_with_it(office, tmp_path):
    path = CARRIERS["comment"](tmp_path / "就业.xlsx", MOBILE)
    book = openpyxl.load_workbook(path)
    book.active["C7"] = "无"
    book.save(path)
    rules = {found.rule for found in take_in(path, office).submission.findings}
    assert rules >= {"C390", "C304"}


@pytest.mark.parametrize(("places", "is_kept"), [
    ({"H6": "9999999199001011234"}, False), ({"H6": "9999991990010112345"}, False),
    ({"B6": 9999991990010112345}, False), ({"H6": "199999919900101123X"}, False),
    ({"H6": f"{IDENTITY}、{IDENTITY[:-1]}5"}, False), ({"H6": IDENTITY * 2}, False),
    ({"H6": f"{IDENTITY[:17]}X{IDENTITY}"}, False),
    ({"J6": IDENTITY[:6], "K6": IDENTITY[6:]}, False),
    ({"J6": IDENTITY[:9], "K6": IDENTITY[9:]}, False),
    ({"J6": "999999、1990、01011234"}, False),
    ({"J6": 999999, "K6": 199001011234}, False),
    ({"J6": "999999", "K6": "19900101", "L6": "123X"}, False),
    ({"A13": f"填报人：甲某{IDENTITY}"}, False), ({"B13": IDENTITY}, False),
    ({"C13": f"联系电话：{IDENTITY}"}, False), ({"C13": f"联系电话：{MOBILE}"}, True),
    ({"A13": f"填报人：甲某 {MOBILE}"}, True),
    ({"H6": f"问 {MOBILE}"}, False), ({"H6": "信用代码 91330900MA28K01234"}, True),
    ({"H6": "6222021001116245702"}, True), ({"H6": "12330922471234567X"}, True),
    ({"J6": "330922200", "K6": 101012345}, True),
])
def test_numbers_in_cells_however_they_are_cut(places, is_kept, office, tmp_path):
    book = Book()
    for place, value in places.items():
        book.set(place, value)
    outcome = take_in(book.save(tmp_path / "就业.xlsx"), office)
    assert refused(outcome) is not is_kept, outcome.submission.findings
    if not is_kept:
        long = [str(value) for value in places.values() if len(str(value)) > 5]
        assert_nowhere(office.data, IDENTITY, *long)


@pytest.mark.parametrize(("suffix", "make"), [
    ("pdf", lambda n: f"%PDF-1.7\n1 0 obj (tel {n}) endobj".encode()),
    ("xls", lambda n: f"<html><table><tr><td>甲</td><td>{n}</td></tr></table>".encode("gb18030")),
    ("xls", lambda n: f"<html><table><tr><td>{n}</td></tr></table>".encode("utf-16")),
    ("xls", lambda n: f"<html>{n}{MOBILE}".encode()),
    ("doc", lambda n: b"{\\rtf1 " + n.encode() + b"}"),
    ("csv", lambda n: b"a,b\n\xff\xff" + f"甲,{n}".encode()),
    ("png", lambda n: b"\x89PNG\r\n\x1a\n" + n.encode("utf-16-le")),
], ids=["pdf", "page", "page in UTF-16", "page without gaps", "letter", "broken text", "image"])
def test_of_a_refused_file_with_a_number_nothing_is_kept(suffix, make, office, tmp_path):
    path = tmp_path / f"表.{suffix}"
    path.write_bytes(make(IDENTITY))
    outcome = take_in(path, office)
    assert refused(outcome) and not outcome.submission.is_archived
    assert outcome.submission.sha256 and outcome.submission.size == path.stat().st_size
    assert_nowhere(office.data, IDENTITY)


def test_of_a_refused_workbook_with_a_number_inside_nothing_is_kept(office, tmp_path):
    Book().set("H6", IDENTITY).save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as container:
        container.writestr("xl/vbaProject.bin", b"x")
    outcome = take_in(tmp_path / "a.xlsx", office)
    assert {one.rule for one in outcome.submission.findings} == {"F121", "C390"}
    assert not outcome.submission.is_archived
    assert_nowhere(office.data, IDENTITY)


def test_of_a_workbook_that_is_cut_short_nothing_is_kept_if_a_number_shows(office, tmp_path):
    data = Book().set("H6", IDENTITY).save(tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").write_bytes(data[:-200])
    outcome = take_in(tmp_path / "a.xlsx", office)
    assert {one.rule for one in outcome.submission.findings} == {"F125", "C390"}
    assert not outcome.submission.is_archived


def test_a_refused_file_without_a_number_is_kept(office, tmp_path):
    data = b"%PDF-1.7\n/W [ 1390 600 5000 500 278 556 1110 ]\n0000013900 00000 n\n%%EOF"
    (tmp_path / "a.pdf").write_bytes(data)
    outcome = take_in(tmp_path / "a.pdf", office)
    with open_store(office.data) as store:
        assert store.read_archive(outcome.submission.sha256) == data


def test_a_number_in_the_file_s_own_name_or_its_sender_is_masked(office, tmp_path):
    named = Office(office.register, office.forms, office.data, sender=f"甲某{MOBILE}",
                   received=office.received)
    for content in (Book(), Book().set("C7", "无")):
        take_in(content.save(tmp_path / f"甲{IDENTITY}_{MOBILE}.xlsx"), named)
    assert_nowhere(office.data, IDENTITY, MOBILE)


HARMLESS = {
    "keys of programs": added("customXml/item1.xml", lambda _: (
        '<a id="{13900001-1111-1990-0101-123413900001}" v="0x0101009AB13900001111CC1234567890AB">'
        "5D1A0E6D13900001111DBA6B2D4C9D0E_13</a>"), "customXml"),
    "coordinates": added("xl/drawings/drawing1.xml", lambda _: (
        '<a><off x="13900001111" y="13900001112"/><ext cx="139000011112222"/>'
        '<path v="m13900 00111 1"/></a>'), "drawing"),
    "results": added("xl/charts/chart1.xml", lambda _: (
        "<c><v>0.139000011112222</v><v>95.4545454545455</v><v>1.3900001111E10</v></c>"), "chart"),
    "moments": added("docProps/x.xml", lambda _: (
        '<a t="2025-10-08T13:39:00.0000111Z">2025-10-08T13:39:00Z</a>')),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_numbers_of_programs_are_no_persons(name, office, tmp_path):
    outcome = take_in(HARMLESS[name](tmp_path / "就业.xlsx", ""), office)
    assert outcome.submission.result == "accepted", outcome.submission.findings
