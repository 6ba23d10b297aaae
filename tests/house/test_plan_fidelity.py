"""The register held against the published plan, read independently of the register's own code."""

import re
from pathlib import Path

import pytest
from qiyou.project import params_folder, project_root
from qiyou.register import open_register, plan_rows
from ruamel.yaml import YAML

PLAN = project_root().parent / "shared" / "plan" / "shengsi-2023-23.txt"
pytestmark = pytest.mark.skipif(not PLAN.is_file(), reason="the plan's text is not at hand")

NUMERALS = "一二三四五六七"
CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]{16,}")


@pytest.fixture(scope="module")
def text() -> str:
    return PLAN.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def register():
    return open_register()


@pytest.fixture(scope="module")
def plan(register):
    return register.plan("shengsi")


@pytest.fixture(scope="module")
def printed_rows(text) -> list[list[str]]:
    rows = [line.split("\t") for line in text.splitlines() if "\t" in line]
    assert rows[0][3:] == [f"{year}年" for year in range(2022, 2028)]
    return rows[1:]


@pytest.fixture(scope="module")
def clauses(text) -> dict[str, str]:
    """Text of 一(二) and of every numbered item of section 二, without spaces and line ends."""
    flat = re.sub(r"\s", "", "".join(line for line in text.splitlines() if "\t" not in line))
    goals = flat[flat.index("（二）发展目标"):flat.index("二、重点任务")]
    tasks = flat[flat.index("二、重点任务"):flat.index("三、保障措施")]
    found = {"一(二)": goals}
    heads = list(re.finditer(r"[（(]([一二三四五六七])[）)]全面推进", tasks))
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        part = tasks[head.start():following.start() if following else None]
        name = f"二({head[1]})"
        items = list(re.finditer(r"(?<![\d.])([1-5])\.(?=[\u4e00-\u9fff])", part))
        found[name] = part[:items[0].start()]
        for item, after in zip(items, [*items[1:], None], strict=True):
            found[f"{name}{item[1]}"] = part[item.end():after.start() if after else None]
    return found


def test_the_clauses_are_all_there(clauses):
    counts = [sum(name.startswith(f"二({n})") for name in clauses) - 1 for n in NUMERALS]
    assert counts == [4, 3, 4, 5, 4, 4, 4]


def test_every_cell_of_the_table_is_as_printed(printed_rows, plan, register):
    ours = plan_rows(plan, register)
    ours = ours[ours["clause"].str.startswith("表")]
    expected = {}
    for _, number, _, *cells in printed_rows:
        filled = [cell for cell in cells if cell]
        if len(filled) == 1:  # one merged cell over all years
            expected[f"表 {number}", 2027] = filled[0]
        else:
            expected |= {(f"表 {number}", 2022 + i): cell for i, cell in enumerate(cells)}
    found = {(row.clause, row.year): row.text for row in ours.itertuples()}
    assert len(expected) == 121
    assert found == expected


def test_numbers_of_the_table_are_the_printed_numbers(printed_rows, plan):
    by_row = {promise.row: promise for promise in plan.promises if promise.is_table}
    compared = 0
    for _, number, _, *cells in printed_rows:
        for year, cell in enumerate(cells, start=2022):
            if re.fullmatch(r"<?[\d.]+", cell):
                ours = next(c for c in by_row[int(number)].cells if c.year == year)
                assert ours.value == float(cell.lstrip("<"))
                compared += 1
    assert compared == 101 + 5


def test_names_and_units_of_the_table_are_the_printed_ones(printed_rows, plan):
    by_row = {promise.row: promise for promise in plan.promises if promise.is_table}
    for _, number, printed, *_ in printed_rows:
        name, unit = re.fullmatch(r"(.+)\((.+?)\)", printed).groups()
        ours = by_row[int(number)]
        assert (ours.name, ours.unit) == (name, unit)


def test_domains_of_the_table_are_the_printed_ones(printed_rows, plan, register):
    by_row = {promise.row: promise for promise in plan.promises if promise.is_table}
    current = ""
    for domain, number, *_ in printed_rows:
        current = domain or current  # printed once for its rows
        assert register.domain_name(by_row[int(number)].domain) == current


def test_every_passage_with_a_year_is_accounted_for(clauses, plan):
    promised = {(p.clause, cell.year) for p in plan.promises for cell in p.path}
    set_aside = {(entry.clause, year) for entry in plan.not_quantified for year in entry.years}
    passages = [(name, int(year)) for name, part in clauses.items()
                for year in re.findall(r"到(20\d\d)年", part)]
    assert len(passages) == 28
    missing = [passage for passage in passages if passage not in promised | set_aside]
    assert missing == []


def test_every_figure_of_the_prose_is_accounted_for(clauses, plan):
    missing = []
    for name, part in clauses.items():
        figures = re.findall(r"\d+(?:\.\d+)?", re.sub(r"到20\d\d年", "", part))
        recorded = " ".join(
            [f"{cell.text} {p.name}" for p in plan.promises if p.clause == name for cell in p.path]
            + [p.id for p in plan.promises if p.clause == name]
            + [f for entry in plan.not_quantified if entry.clause == name for f in entry.figures])
        numbers = re.findall(r"\d+(?:\.\d+)?", recorded)
        missing += [(name, figure) for figure in figures if figure not in numbers]
    # Who may choose the extra tests (from 60 years of age) is a condition, not a commitment.
    assert missing == [("二(四)4", "60")]


def test_every_full_coverage_is_a_promise(clauses, plan):
    for name, part in clauses.items():
        printed = len(re.findall(r"(?<!健)全覆盖", part))
        ours = [p for p in plan.promises if p.clause == name
                and any("全覆盖" in cell.text for cell in p.path)]
        assert len(ours) == printed, name


def test_every_hundred_percent_is_a_promise(clauses, plan):
    # One 100% stands for several things in three sentences of the plan.
    several = {"二(四)4": 2, "二(七)2": 6, "二(七)4": 4}
    for name, part in clauses.items():
        ours = sum(p.clause == name and p.path[-1].text == "100%" for p in plan.promises)
        assert ours == several.get(name, part.count("100%")), name


def test_every_prose_figure_stands_in_its_clause(clauses, plan):
    for promise in plan.promises:
        if not promise.is_table:
            for cell in promise.path:
                assert cell.text in clauses[promise.clause], promise.id


def test_values_of_the_prose_are_the_numbers_in_their_text(plan):
    numerals = {"一": 1, "三": 3, "零": 0}
    for promise in plan.promises:
        for cell in promise.path if not promise.is_table else ():
            digits = re.search(r"[\d.]+", cell.text)
            words = [number for sign, number in numerals.items() if sign in cell.text]
            expected = float(digits[0]) if digits else words[0] if words else None
            assert cell.value == (0 if cell.text == "动态清零" else expected), promise.id


def test_years_of_the_prose_are_the_printed_ones(clauses, plan):
    for promise in plan.promises:
        if promise.is_table or promise.kind == "assigned" or promise.is_year_assumed:
            continue
        assert f"到{promise.path[-1].year}年" in clauses[promise.clause], promise.id


def test_comparisons_follow_the_words_around_the_figure(clauses, plan):
    for promise in plan.promises:
        if promise.is_table or promise.path[-1].value is None:
            continue
        part, text = clauses[promise.clause], promise.path[-1].text
        at = part.index(text)
        around = part[max(0, at - 4):at] + text + part[at + len(text):at + len(text) + 2]
        if "以上" in text or "不少于" in text:
            assert promise.comparison == ">="
        if "以下" in text or "控制在" in around:
            assert promise.comparison == "<="
        if "超过" in text:
            assert promise.comparison == ">"


def test_leads_are_the_printed_ones(clauses, register):
    county = register.county("shengsi")
    for domain, numeral in zip(register.domains, NUMERALS, strict=True):
        head = clauses[f"二({numeral})"]
        assert re.search(r"牵头单位：(.+?)）", head)[1] == county.leads[domain]


def test_no_sentence_of_the_plan_is_copied(text):
    prose = "".join(line for line in text.splitlines() if "\t" not in line)
    prose = re.sub(r"[^\u4e00-\u9fff]", "|", re.sub(r"\s", "", prose))
    copied = []
    for path in sorted(params_folder().rglob("*.yaml")):
        for value in _texts(YAML(typ="safe").load(path.read_text(encoding="utf-8"))):
            for run in CHINESE_RUN.findall(value):
                grams = {run[i:i + 16] for i in range(len(run) - 15)}
                copied += [(Path(path).name, gram) for gram in grams if gram in prose]
    assert copied == []


def _texts(tree, key=""):
    """Texts of a YAML tree except the names of indicators and documents."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _texts(value, name)
    elif isinstance(tree, list):
        for value in tree:
            yield from _texts(value, key)
    elif isinstance(tree, str) and key not in ("name", "aliases", "title"):
        yield tree
