"""The table of published answers names functions that exist and are tested."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs" / "published-vectors.md").read_text(encoding="utf-8")
ROWS = re.findall(r"(?m)^\| `(\w+)\.(\w+)` \| (\d+) \| (.+) \|$", TABLE)
TESTS = "\n".join(path.read_text(encoding="utf-8")
                  for path in (ROOT / "tests" / "stats").glob("test_*.py"))


@pytest.mark.parametrize(("module", "name", "count", "source"), ROWS)
def test_row_names_a_function_that_is_tested(module, name, count, source):
    assert callable(getattr(import_module(f"qiyou.stats.{module}"), name))
    assert f"{name}(" in TESTS
    assert source if int(count) else "second computation" in source or "by hand" in source


def test_every_module_of_the_statistics_is_in_the_table():
    assert {module for module, *_ in ROWS} == {
        "intervals", "standardise", "lifetable", "premature", "funnel", "detect", "survey",
        "ranking", "inequality", "education", "labour", "projection", "access", "path"}
