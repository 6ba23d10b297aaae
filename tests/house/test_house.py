"""The rules of the house that a reader of the tree relies on."""

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lib" / "qiyou"
MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = [path.relative_to(PACKAGE).as_posix() for path in MODULES]
# Codes that travel in the frames, as the design names them.
CODES = {"快报", "初步", "正式", "修订", "提示", "核实", "错误", "拒收"}
# Set numbers and years as Chinese does; everything else takes its words from the catalogue.
CODE = [p for p in MODULES if p != PACKAGE / "report" / "wording.py"]
CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")

# A room may call what stands in its own list, and the leaves; nothing reaches back.
LEAVES = {"catalogue", "project", "schema"}
MAY_CALL = {
    "catalogue": set(), "project": set(), "schema": set(), "stats": set(),
    "register": LEAVES,
    "store": LEAVES | {"register"},
    "intake": LEAVES | {"register", "store", "stats"},
    "indicators": LEAVES | {"register", "store", "stats"},
    "assess": LEAVES | {"register", "store", "stats", "indicators"},
    "report": LEAVES | {"register", "store", "indicators", "assess"},
    "domains": LEAVES | {"register", "store", "stats", "indicators", "assess", "report"},
    "refresh": LEAVES | {"register", "store", "report"},
    "sample": LEAVES | {"register", "store", "intake", "assess"},
}


def room(path: Path) -> str:
    """First part of a module's path below the package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """Rooms of the house that a module imports, at its head or inside a function."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        rooms |= {name.split(".")[1] for name in names
                  if name.startswith("qiyou.") and name.count(".")}
    return rooms


@pytest.mark.parametrize("path", [p for p in MODULES if room(p) in MAY_CALL],
                         ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_room_calls_only_the_rooms_before_it(path):
    own = room(path)
    assert imported_rooms(path) - MAY_CALL[own] - {own} - {"__version__"} == set()


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_first_docstring_line_is_the_signature(path):
    first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
    name = path.parent.name if path.stem == "__init__" else path.stem
    assert re.fullmatch(rf"{re.escape(name)} — .+ -> .+", first), first


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_module_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


def test_function_bodies_are_short():
    lengths = [node.end_lineno - node.body[0].lineno + 1 - docstring_lines(node)
               for path in MODULES
               for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
               if isinstance(node, ast.FunctionDef)]
    assert statistics.median(lengths) <= 10
    assert statistics.quantiles(lengths, n=10)[-1] <= 35


def docstring_lines(node) -> int:
    """Lines that a function's docstring takes of its body."""
    if ast.get_docstring(node) is None:
        return 0
    return node.body[0].end_lineno - node.body[0].lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_functions_take_at_most_five_parameters(path):
    # Keyword-only parameters with defaults are settings, not inputs; published signatures
    # (population, deaths, ages, start, end, …) need them.
    wide = [node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef)
            and len([a for a in node.args.args if a.arg not in ("self", "cls")]) > 5]
    assert wide == []


@pytest.mark.parametrize("path", CODE, ids=[p.relative_to(PACKAGE).as_posix() for p in CODE])
def test_code_holds_no_chinese(path):
    # Doctests may show Chinese answers; code, messages and labels come from the catalogue.
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.body[0].value) for node in ast.walk(tree)
                  if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
                  and ast.get_docstring(node) is not None}
    texts = [node.value for node in ast.walk(tree)
             if isinstance(node, ast.Constant) and isinstance(node.value, str)
             and id(node) not in docstrings]
    assert [t for t in texts if CHINESE.search(t) and t not in CODES] == []


def test_one_domain_has_one_name_in_four_places():
    names = sorted(p.stem for p in (ROOT / "params" / "domains").glob("*.yaml"))
    assert len(names) == 7
    for name in names:
        assert (PACKAGE / "domains" / f"{name}.py").is_file()
        assert (ROOT / "tests" / "domains" / f"test_{name}.py").is_file()
        assert len(list((ROOT / "notebooks").glob(f"0?_{name}.ipynb"))) == 1


def test_nothing_in_lib_knows_the_first_county():
    county = re.compile(r"shengsi|嵊泗|330922", re.IGNORECASE)
    files = [p for p in PACKAGE.rglob("*") if p.suffix in (".yaml", ".j2", ".css")]
    texts = {p: p.read_text(encoding="utf-8") for p in files}
    texts |= {p: without_docstrings(p) for p in MODULES}
    assert [p.name for p, text in texts.items() if county.search(text)] == []


def without_docstrings(path: Path) -> str:
    """Code of a module without its docstrings, whose examples may run on a real county."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        is_block = isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        if is_block and ast.get_docstring(node):
            node.body[0].value.value = ""
    return ast.unparse(tree)
