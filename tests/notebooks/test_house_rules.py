"""Every committed notebook keeps the house's rules, and each rule bites.

A notebook is prose with one-line calls; it holds no figure that depends on data outside of
outputs, and it is the reference run as one command wrote it.
"""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from qiyou.refresh.tidy import NOTEBOOK_METADATA, reference, text_of

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
DOMAINS = ("childcare", "education", "employment", "health", "eldercare", "housing", "assistance")
# Head and tail of every domain notebook, in order.
HOUSE = ("parameters", "open", "how-to-read", "scorecard", "intake", "known-paths", "recent",
         "moved", "townships", "promises", "equity", "outlook", "scenario", "footnotes",
         "follow-up", "colophon")
PARAMETERS = ["county", "period", "as_of", "audience"]

FORBIDDEN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While,
             ast.Try, ast.With, ast.If, ast.IfExp, ast.ListComp, ast.SetComp, ast.DictComp,
             ast.GeneratorExp, ast.Delete, ast.Global)
LIBRARIES = {"pd", "plt", "np", "sns", "os", "sys", "open", "exec", "eval", "display", "print"}

# Numbers that prose may hold: they name or define, and no refresh changes them.
NAMING_NUMBERS = [
    r"\]\([^)]*\)",                                    # targets of links
    r"`[^`]*`",                                        # names in code type
    r"(?m)^\s*\d+\.\s",                                # numbered lists
    r"(?<![\d.])(19|20)\d\d(?![\d.]|\s*(人|户|张|个|名|元|万|%))",   # years
    r"(?<![\d.])(95|99\.8|99|90|80|50)\s?%",           # levels of confidence
    r"第\s*\d+\s*(行|条|款|项|节|列|章|步|号|位)",       # places in the plan and in lists
    r"(\d+\s*([–—~～-]|至)\s*)?\d+\s*多?周?岁",          # ages define a group
    r"\d+\s*([–—~～-]|至)\s*\d+\s*(日|天|个月|月)龄",     # ages in months
    r"每\s*1[0,]*\s*(人|名|户|位|个|张)",               # the base of a rate
    r"(?<![\d.])[1-5]\s*年(合并|滚动|平均|期)",          # windows of pooling
    r"[A-Z][A-Za-z]*[-/ ]?[A-Z]?\d+([.–-][A-Z]?\d+)*",  # standards and codes: ICD-10, I00–I99
    r"\d+(?=q\d+|\s*[×x]\s*24)|q\d+",                  # 40q30
]
ABSOLUTE = re.compile(r"(?<![\w.:/])/(home|root|tmp|usr|var|opt|mnt|work|Users|private)/"
                      r"|\b[A-Za-z]:\\|file://|site-packages")
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
CELL_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def is_parameters(cell):
    return "parameters" in cell.metadata.get("tags", [])


def every_code_cell_ran_in_order(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    return [] if counts == list(range(1, len(counts) + 1)) else [f"counted {counts}"]


def code_is_one_to_three_lines(notebook):
    return [cell.id for cell in code_cells(notebook)
            if not 1 <= len(cell.source.splitlines()) <= 3 and not is_parameters(cell)]


def code_only_calls(notebook):
    found = []
    for cell in code_cells(notebook):
        try:
            nodes = list(ast.walk(ast.parse(cell.source)))
        except SyntaxError:
            found.append(f"{cell.id}: not plain Python")
            continue
        found += [f"{cell.id}: {type(n).__name__}" for n in nodes if isinstance(n, FORBIDDEN)]
        found += [f"{cell.id}: {n.id}" for n in nodes
                  if isinstance(n, ast.Name) and n.id in LIBRARIES]
        found += [f"{cell.id}: ;" for _ in [0] if ";" in cell.source]
    return found


def code_imports_only_the_house(notebook):
    imports = [(cell.id, node) for cell in code_cells(notebook)
               for node in ast.walk(ast.parse(cell.source))
               if isinstance(node, ast.Import | ast.ImportFrom)]
    return [name for name, node in imports
            if isinstance(node, ast.Import) or not f"{node.module}.".startswith("qiyou.")]


def code_names_no_path(notebook):
    return [f"{cell.id}: {node.value}" for cell in code_cells(notebook)
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and re.search(r"[/\\~]|\.(csv|xlsx|yaml|parquet|json)$", node.value)]


def cells_have_names(notebook):
    return [cell.id for cell in notebook.cells
            if not CELL_NAME.fullmatch(cell.id) or re.fullmatch(r"[0-9a-f]{8}", cell.id)]


def one_cell_holds_the_four_parameters(notebook):
    cells = [cell for cell in code_cells(notebook) if is_parameters(cell)]
    names = [[target.id for node in ast.parse(cell.source).body for target in node.targets]
             for cell in cells]
    return [] if [n[:4] for n in names] == [PARAMETERS] else [f"declares {names}"]


def prose_holds_no_figure(notebook):
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            rest = cell.source
            for pattern in NAMING_NUMBERS:
                rest = re.sub(pattern, " ", rest)
            found += [f"{cell.id}: …{rest[max(0, m.start() - 12):m.end() + 6]}…"
                      for m in re.finditer(r"\d[\d.,]*", rest)]
    return found


def outputs(notebook):
    return [(cell.id, output) for cell in code_cells(notebook) for output in cell.outputs]


def nothing_went_wrong(notebook):
    return [f"{name}: {o.get('ename', 'stderr')}" for name, o in outputs(notebook)
            if o.output_type == "error" or o.get("name") == "stderr"]


def outputs_are_text(notebook):
    return [f"{name}: {kind}" for name, o in outputs(notebook) for kind in o.get("data", {})
            if kind not in ("text/plain", "text/html")]


def outputs_are_alike_everywhere(notebook):
    texts = [(name, text) for name, o in outputs(notebook)
             for text in (o.get("text", ""), *o.get("data", {}).values())]
    return [f"{name}: {match[0]}" for name, text in texts for pattern in (ABSOLUTE, ADDRESS)
            for match in [pattern.search(str(text))] if match]


def nothing_but_tags_is_noted(notebook):
    found = [] if notebook.metadata == NOTEBOOK_METADATA else ["metadata of the notebook"]
    found += [cell.id for cell in notebook.cells if set(cell.metadata) - {"tags"}]
    return found + [name for name, o in outputs(notebook) if o.get("metadata")]


def begins_with_its_title(notebook):
    headings = [line for cell in notebook.cells if cell.cell_type == "markdown"
                for line in cell.source.splitlines() if line.startswith("# ")]
    is_first = notebook.cells[0].source.startswith("# ")
    return [] if is_first and len(headings) == 1 else [f"titles {headings}"]


RULES = [every_code_cell_ran_in_order, code_is_one_to_three_lines, code_only_calls,
         code_imports_only_the_house, code_names_no_path, cells_have_names,
         one_cell_holds_the_four_parameters, prose_holds_no_figure, nothing_went_wrong,
         outputs_are_text, outputs_are_alike_everywhere, nothing_but_tags_is_noted,
         begins_with_its_title]


def read(path):
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_notebook_keeps_the_rule(path, rule):
    assert rule(read(path)) == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_notebook_is_as_the_command_writes_it(path):
    assert path.read_text(encoding="utf-8") == text_of(reference(read(path)))


def test_there_is_an_overview_one_notebook_for_each_domain_and_one_on_intake():
    names = [path.stem for path in PATHS]
    assert names == ["00_overview", *(f"{n:02}_{d}" for n, d in enumerate(DOMAINS, start=1)),
                     "90_intake"]


def of_all_seven():
    return {d: {cell.id: cell.source for cell in read(FOLDER / f"{n:02}_{d}.ipynb").cells}
            for n, d in enumerate(DOMAINS, start=1)}


@pytest.mark.parametrize("name", HOUSE)
def test_a_house_cell_is_identical_in_the_seven(name):
    assert len({cells.get(name) for cells in of_all_seven().values()}) == 1


def test_head_and_tail_of_the_house_stand_in_the_same_order_everywhere():
    orders = {tuple(name for name in cells if name in HOUSE) for cells in of_all_seven().values()}
    assert orders == {HOUSE}


def test_cells_of_one_name_call_the_same_thing():
    # Own cells may be shared by a few domains; then they are the same call.
    calls: dict[str, set] = {}
    for cells in of_all_seven().values():
        for name, source in cells.items():
            if source.startswith(("house.", "peers.", "population.")):
                calls.setdefault(name, set()).add(source.split("(")[0])
    assert {name: sources for name, sources in calls.items() if len(sources) > 1} == {}


def test_each_domain_has_sections_of_its_own():
    own = {d: [n for n, source in cells.items() if source.startswith("domain.")]
           for d, cells in of_all_seven().items()}
    assert [d for d, names in own.items() if len(names) < 2] == []


def test_parameters_have_the_same_defaults_everywhere():
    cells = {cell.source for path in PATHS for cell in code_cells(read(path))
             if is_parameters(cell)}
    assert len(cells) == 1


# Each rule, shown to bite: a good notebook and what is planted into it.

def good():
    notebook = new_notebook(metadata=NOTEBOOK_METADATA, cells=[
        new_markdown_cell("# 健康", id="title"),
        new_code_cell("\n".join(f'{name} = "x"' for name in PARAMETERS), id="parameters",
                      metadata={"tags": ["parameters"]}),
        new_markdown_cell("2023–2027 年，95 % 区间，第 14 行，60 岁以上，每 1,000 人", id="words"),
        new_code_cell("house.scorecard(study)", id="scorecard", outputs=[
            new_output("execute_result", {"text/plain": "a,b\n1,2", "text/html": "<p>"})]),
    ])
    return reference(notebook)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_good_notebook_passes(rule):
    assert rule(good()) == []


PLANTED_CODE = [
    (code_is_one_to_three_lines, "a()\nb()\nc()\nd()"), (code_is_one_to_three_lines, ""),
    (code_only_calls, "def f(): pass"), (code_only_calls, "[x for x in y]"),
    (code_only_calls, "for x in y: f(x)"), (code_only_calls, "try: f()\nexcept: g()"),
    (code_only_calls, "pd.read_csv(x)"), (code_only_calls, "plt.show()"),
    (code_only_calls, "house.scorecard(study);"), (code_only_calls, "%matplotlib inline"),
    (code_only_calls, "!ls"), (code_only_calls, "while True: f()"),
    (code_imports_only_the_house, "import pandas"),
    (code_imports_only_the_house, "from os import path"),
    (code_imports_only_the_house, "from qiyounot import x"),
    (code_names_no_path, 'f("/etc/passwd")'), (code_names_no_path, 'f("a\\\\b")'),
    (code_names_no_path, 'f("figures.csv")'),
]


@pytest.mark.parametrize(("rule", "source"), PLANTED_CODE)
def test_planted_code_is_found(rule, source):
    notebook = good()
    notebook.cells[3].source = source
    assert rule(notebook) != []


@pytest.mark.parametrize("words", [
    "预期寿命 81.5 岁以内的 5.5 个", "提高了12.3%", "共有 66,903 人", "2025 人", "还差 3 个托位",
    "第1次为 8.50", "约30%", "99.5 %", "２０",
])
def test_planted_figures_in_prose_are_found(words):
    notebook = good()
    notebook.cells[2].source = words
    assert prose_holds_no_figure(notebook) != []


@pytest.mark.parametrize("words", [
    "1. 第一步\n2. 第二步", "见[说明](#a1)与`n = 3`", "ICD-10 的 I00–I99、E10-E14", "3 岁以下",
    "15—59岁人口", "3 年合并", "99.8% 控制限", "2023—2027年", "第12号", "0–36 个月龄",
])
def test_numbers_that_name_or_define_pass(words):
    notebook = good()
    notebook.cells[2].source = words
    assert prose_holds_no_figure(notebook) == []


@pytest.mark.parametrize(("rule", "output"), [
    (nothing_went_wrong, new_output("error", ename="E", evalue="", traceback=[])),
    (nothing_went_wrong, new_output("stream", name="stderr", text="warning")),
    (outputs_are_text, new_output("display_data", {"image/png": "AA=="})),
    (outputs_are_alike_everywhere, new_output("stream", name="stdout", text="in /home/x/a.py")),
    (outputs_are_alike_everywhere, new_output("display_data", {"text/html": "C:\\Users\\x"})),
    (outputs_are_alike_everywhere,
     new_output("display_data", {"text/plain": "<Styler at 0x7f3da560ff60>"})),
    (nothing_but_tags_is_noted,
     new_output("display_data", {"text/plain": "x"}, metadata={"qiyou": {}})),
])
def test_planted_outputs_are_found(rule, output):
    notebook = good()
    notebook.cells[3].outputs = [output]
    assert rule(notebook) != []


def set_count(notebook):
    notebook.cells[3].execution_count = None


def set_random_id(notebook):
    notebook.cells[3].id = "deadbeef"


def set_capital_id(notebook):
    notebook.cells[3].id = "Score_Card"


def drop_parameters_tag(notebook):
    notebook.cells[1].metadata = {}


def rename_a_parameter(notebook):
    notebook.cells[1].source = notebook.cells[1].source.replace("as_of", "asof")


def note_a_time(notebook):
    notebook.cells[3].metadata.execution = {"start": "2026"}


def note_a_version(notebook):
    notebook.metadata.language_info.version = "3.12"


def give_a_second_title(notebook):
    notebook.cells[2].source = "# 又一个"


@pytest.mark.parametrize(("rule", "spoil"), [
    (every_code_cell_ran_in_order, set_count), (cells_have_names, set_random_id),
    (cells_have_names, set_capital_id), (one_cell_holds_the_four_parameters, drop_parameters_tag),
    (one_cell_holds_the_four_parameters, rename_a_parameter),
    (nothing_but_tags_is_noted, note_a_time), (nothing_but_tags_is_noted, note_a_version),
    (begins_with_its_title, give_a_second_title),
])
def test_other_planted_faults_are_found(rule, spoil):
    notebook = good()
    spoil(notebook)
    assert rule(notebook) != []


def test_every_rule_is_shown_to_bite():
    shown = {rule for rule, _ in PLANTED_CODE} | {
        prose_holds_no_figure, nothing_went_wrong, outputs_are_text, outputs_are_alike_everywhere,
        every_code_cell_ran_in_order, cells_have_names, one_cell_holds_the_four_parameters,
        nothing_but_tags_is_noted, begins_with_its_title}
    assert set(RULES) == shown
