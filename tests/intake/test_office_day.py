"""A day at the office (docs/a-day-at-the-office.md): every command of that page, on real files."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from qiyou.cli import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "a-day-at-the-office.md"
FIRST_ROW = 8  # of the townships on the sheet of 劳得3
TRAINED = [60, 21, 33, 14, 12, 25, 9]
JOBS = [30, 8, 12, 6, 4, 9, 2]


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Call `qiyou …` on a data folder of its own; gives exit code and what was printed."""
    monkeypatch.setenv("QIYOU_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def call(line, expected):
        done = CliRunner().invoke(main, line.split())
        assert done.exit_code == expected, done.output
        assert "Traceback" not in done.output
        return done.output

    return call


def fill(path, cells):
    """Type values into a workbook as a person would: by sheet and address."""
    book = load_workbook(path)
    for (sheet, address), value in cells.items():
        page = next(page for page in book if page.title.startswith(sheet))
        page[address] = value
    book.save(path)


def training():
    """Good figures for every township and the county."""
    cells = {("劳得3", "B4"): "正式"}
    for at, (trained, jobs) in enumerate(zip([*TRAINED, sum(TRAINED)], [*JOBS, sum(JOBS)],
                                             strict=True)):
        row = FIRST_ROW + at
        figures = {"B": trained, "C": trained * 9, "D": trained * 30, "E": jobs, "F": jobs * 9,
                   "G": jobs * 30}
        cells |= {("劳得3", f"{column}{row}"): value for column, value in figures.items()}
    return cells


def arrears():
    """Two cases of wage arrears."""
    cells = {}
    for row, (case, area, opened, closed, state) in enumerate([
            ("QX-001", "菜园镇", "2025-09-02", "2025-09-20", "已化解"),
            ("QX-002", "枸杞乡", "2025-09-11", "/", "在办")], 9):
        values = dict(zip("ABCDEFGH", [case, area, opened, closed, state, 12000, 3, "建筑业"],
                          strict=True))
        cells |= {("劳得2", f"{column}{row}"): value for column, value in values.items()}
    return cells


def answers(tmp_path):
    return sorted((tmp_path / "data" / "outbox").rglob("问题清单.json"))


def dump(office, *more):
    return [line.split("\t") for line in office(" ".join(["store", "dump", *more]), 0).splitlines()]


def test_a_day_at_the_office(office, tmp_path):
    # Morning: templates go out.
    office("forms make --period 2025-09 --out templates", 0)
    template = tmp_path / "templates" / "2025-09_县人社局.xlsx"
    inbox = tmp_path / "data" / "inbox"
    inbox.mkdir(parents=True)

    # The department fills one in, badly: an approximate figure, a dash, a sum that is off.
    sheet = load_workbook(template)
    assert [page.title[:3] for page in sheet if page.title.startswith("劳得")] == ["劳得2", "劳得3"]
    sent = inbox / "九月.xlsx"
    sent.write_bytes(template.read_bytes())
    labels = label_cells(sent)
    bad = {("劳得3", "C9"): "约190", ("劳得3", "E11"): "—", ("劳得3", "B15"): 999}
    fill(sent, training() | arrears() | labels("2025-10-08") | bad)
    said = office("intake --received 2025-10-08", 1)
    assert "退回" in said and "C314" in said
    assert dump(office) == [], "nothing is half-applied"

    # The marked workbook comes back; every bad cell is in it.
    (listed,) = answers(tmp_path)
    found = json.loads(listed.read_text(encoding="utf-8"))["findings"]
    assert {(one["rule"], one["cell"]) for one in found if one["severity"] == "错误"} == {
        ("C314", "C9"), ("C302", "E11"), ("H403", "B15")}
    (marked,) = listed.parent.glob("*_已标注.xlsx")
    book = load_workbook(marked)
    assert book.sheetnames[0] == "问题清单"
    page = next(page for page in book if page.title.startswith("劳得3"))
    assert page["C9"].comment is not None and page["C9"].value == "约190"

    # It is mended in the marked workbook itself and sent again.
    mended = inbox / "九月改.xlsx"
    mended.write_bytes(marked.read_bytes())
    fill(mended, {("劳得3", "C9"): TRAINED[1] * 9, ("劳得3", "E11"): JOBS[3],
                  ("劳得3", "B15"): sum(TRAINED)})
    assert "收讫" in office("intake --received 2025-10-09", 0)
    lines = dump(office)
    # 8 rows of 6 figures; two cases of 6 entries, one without a day of resolution.
    assert len(lines) == 8 * 6 + 2 * 6 - 1
    assert not list(inbox.iterdir())

    # A week later one figure is revised: without a reason it is held, with one it is taken.
    revised = inbox / "九月修订.xlsx"
    revised.write_bytes(mended_bytes(tmp_path))
    change = labels("2025-10-16") | {("劳得3", "B8"): 63, ("劳得3", "B15"): sum(TRAINED) + 3}
    fill(revised, change)
    assert "V507" in office("intake --received 2025-10-16", 1)
    revised.write_bytes(mended_bytes(tmp_path))
    reason = "补报一期渔家民宿培训班"
    fill(revised, change | {("劳得3", "I8"): reason, ("劳得3", "I15"): reason})
    office("intake --received 2025-10-17", 0)

    # Both versions are there; any day can be asked for.
    trained = [line for line in dump(office) if "trained_month" in line and "330922100" in line]
    now = [line for line in dump(office, "--current")
           if "trained_month" in line and "330922100" in line]
    assert (len(trained), len(now)) == (2, 1)
    then = office("store as-of 2025-10-12", 0)
    assert value_of(then) == "60" and value_of(office("store as-of 2025-10-18", 0)) == "63"

    # Sent again by mistake, the same file changes nothing; the store is sound.
    revised.write_bytes(mended_bytes(tmp_path, "九月修订"))
    before = dump(office)
    assert "收过" in office("intake", 0)
    assert dump(office) == before
    office("store verify", 0)
    assert "劳得3" in office("ledger --period 2025-09 --as-of 2025-10-20", 0)


def label_cells(path):
    """Where the day of filling in stands, found by its label as a person would."""
    places = {}
    for page in load_workbook(path):
        for row in page.iter_rows():
            for cell in row:
                if cell.value == "填报日期":
                    places[page.title[:3], page.cell(cell.row, cell.column + 1).coordinate] = None
    return lambda day: dict.fromkeys(places, day)


def mended_bytes(tmp_path, name="九月改"):
    """Bytes of an accepted file, from the archive by its receipt."""
    (receipt,) = [path for path in (tmp_path / "data" / "outbox").rglob("回执.txt")
                  if name in path.parent.name and "已收讫" in path.read_text(encoding="utf-8")]
    digest = re.search(r"[0-9a-f]{64}", receipt.read_text(encoding="utf-8"))[0]
    return (tmp_path / "data" / "store" / "archive" / digest[:2] / digest).read_bytes()


def value_of(text):
    """Value of the first township's monthly training in a dump."""
    line = next(line for line in text.splitlines()
                if "trained_month" in line and "330922100" in line)
    return next(part for part in line.split("\t") if re.fullmatch(r"6[03](\.0)?", part))[:2]


def test_the_page_shows_only_commands_that_exist():
    from qiyou.cli import COMMANDS

    words = set(re.findall(r"(?m)^\$ qiyou (\w+)", PAGE.read_text(encoding="utf-8")))
    assert {"forms", "intake", "store", "ledger"} <= words <= set(COMMANDS)
