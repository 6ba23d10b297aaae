"""The files that set the project up say the same thing."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENTRIES = re.findall(r"(?ms)^(\S+?)==(\S+)(.*?)(?=^\S|\Z)", LOCK)


def declared() -> list[Requirement]:
    """Every requirement that pyproject.toml names."""
    extras = PYPROJECT["project"]["optional-dependencies"].values()
    return [Requirement(text) for group in [PYPROJECT["project"]["dependencies"], *extras]
            for text in group]


@pytest.mark.parametrize("requirement", declared(), ids=lambda r: r.name)
def test_lock_satisfies_every_declared_requirement(requirement):
    versions = [version for name, version, _ in ENTRIES
                if canonicalize_name(name) == canonicalize_name(requirement.name)]
    assert versions, "run: make lock"
    assert all(requirement.specifier.contains(version) for version in versions)


def test_every_lock_entry_carries_a_hash():
    assert len(ENTRIES) > 100
    assert [name for name, _, rest in ENTRIES if "--hash=sha256:" not in rest] == []


def test_lock_names_no_address():
    assert "://" not in LOCK


def test_environment_file_takes_everything_from_the_lock():
    environment = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, from_pip = environment["dependencies"]
    assert python.replace(" ", "") == "python" + PYPROJECT["project"]["requires-python"]
    assert pip == "pip"
    assert from_pip == {"pip": ["--requirement requirements.lock"]}


def test_make_verbs_are_the_same_in_both_doors():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    offered = set(re.search(r"(?m)^\.PHONY: (.*)$", makefile)[1].split()) - {"help"}
    listed = subprocess.run([sys.executable, ROOT / "make.py", "help"], capture_output=True,
                            text=True, encoding="utf-8", check=True)
    assert set(re.findall(r"(?m)^  (\w+) ", listed.stdout)) == offered
    assert {"refresh", "test", "check", "lab", "notebooks", "docs", "clean"} <= offered


def test_unknown_verb_is_a_usage_error():
    answer = subprocess.run([sys.executable, ROOT / "make.py", "nonsense"], capture_output=True,
                            check=False)
    assert answer.returncode == 2


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_readme_gives_the_two_commands(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert "make refresh" in text
    assert "make test" in text
    assert "py make.py refresh" in text


def test_ci_calls_the_readme_test_command():
    assert "\nmake test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
@pytest.mark.parametrize("place", ["lib/qiyou/x.py", "data/reference/x.csv", "data/sample/x.xlsx",
                                   "params/runs/x.yaml", "notebooks/x.ipynb"])
def test_git_ignores_no_room_of_the_house(place):
    answer = subprocess.run(["git", "check-ignore", "--quiet", place], cwd=ROOT, check=False)
    assert answer.returncode == 1
    folder = place.split("/")[0]
    tracked = subprocess.run(["git", "ls-files", folder], cwd=ROOT, capture_output=True, check=True)
    assert tracked.stdout


def test_ignore_lines_are_anchored():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert [p for p in patterns if not p.startswith("/") and p != "__pycache__/"] == []
