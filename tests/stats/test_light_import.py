"""What importing a statistic brings in, measured in modules, not in seconds."""

import subprocess
import sys
from pathlib import Path

import pytest
import qiyou.stats

HEAVY = {"matplotlib", "seaborn", "plotly", "IPython", "ipykernel", "nbformat", "nbclient",
         "nbconvert", "papermill", "jupyterlab", "sqlite3", "sqlalchemy", "duckdb", "openpyxl"}
ALL = sorted(path.stem for path in Path(qiyou.stats.__file__).parent.glob("[!_]*.py"))
LIGHT = ["bands", "comparisons", "decomposition", "detect", "estimate", "funnel", "intervals",
        "lifetable", "limits", "precision", "premature", "standardise", "steps"]


def loaded(statement):
    """Top-level modules that a fresh interpreter holds after a statement."""
    code = f"{statement}\nimport sys\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_package_alone_brings_in_nothing():
    assert loaded("import qiyou.stats") - loaded("import qiyou") == set()


def test_no_statistic_draws_opens_notebooks_or_databases():
    modules = loaded("; ".join(f"import qiyou.stats.{name}" for name in ALL))
    assert modules & HEAVY == set()
    assert "numpy" in modules


def test_the_common_statistics_do_without_statsmodels():
    modules = loaded("; ".join(f"import qiyou.stats.{name}" for name in LIGHT))
    assert "statsmodels" not in modules


@pytest.mark.parametrize("name", ["intervals", "lifetable", "premature", "detect"])
def test_scipy_stats_stays_out(name):
    code = f"import qiyou.stats.{name}, sys; print('scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
