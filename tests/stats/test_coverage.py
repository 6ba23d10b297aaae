"""The page on coverage says what the intervals do."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")


def script():
    """The benchmark's own script, loaded from its file."""
    path = ROOT / "benchmarks" / "coverage" / "simulate.py"
    spec = importlib.util.spec_from_file_location("coverage_benchmark", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SIMULATE = script()


@pytest.mark.parametrize("name", SIMULATE.SUMMED)
def test_summed_rows_of_the_page_are_what_the_code_gives(name):
    assert SIMULATE.row(name, SIMULATE.SUMMED[name], SIMULATE.EXPECTED) in PAGE.splitlines()


def test_the_page_holds_every_row_and_the_seed():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    assert len(rows) == 3 + len(SIMULATE.SUMMED) + len(SIMULATE.SIMULATED) + 1
    assert str(SIMULATE.SEED) in PAGE


def test_a_simulated_row_is_what_the_code_gives_for_its_first_cell():
    name = "直接标化率：Dobson"
    published = next(line for line in PAGE.splitlines() if line.startswith(f"| {name} |"))
    assert published.split(" | ")[1] == SIMULATE.cell(*SIMULATE.SIMULATED[name](1))


def test_no_interval_falls_below_90_per_cent_from_three_events():
    cells = [SIMULATE.SUMMED[name](mean)[1] for name in SIMULATE.SUMMED for mean in (3, 10)]
    assert min(cells) > 0.90
