"""The command line: Chinese help, late loading, exit codes."""

import subprocess
import sys

import pytest
from click.testing import CliRunner
from qiyou import __version__
from qiyou.cli import COMMANDS, main


def answer(*words):
    return CliRunner().invoke(main, words)


def test_help_names_every_command_in_chinese():
    result = answer("--help")
    assert result.exit_code == 0
    for name in COMMANDS:
        assert f"  {name} " in result.output
    assert "生成报告网页" in result.output


def test_version_is_the_packages():
    assert __version__ in answer("--version").output


@pytest.mark.parametrize("words", ["--help", "--version"])
def test_help_waits_for_no_heavy_package(words):
    code = ("import sys; from qiyou.cli import main\n"
            f"try: main([{words!r}])\nexcept SystemExit: pass\n"
            "heavy = {'pandas', 'numpy', 'papermill', 'nbformat', 'pydantic', 'matplotlib'}\n"
            "print(sorted(heavy & set(sys.modules)), file=sys.stderr)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          encoding="utf-8", check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name):
    result = answer(name, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: main {name}")


def test_an_unknown_command_is_a_usage_error():
    assert answer("refesh").exit_code == 2


def test_a_sign_outside_a_pipes_code_page_does_not_end_the_program():
    done = subprocess.run([sys.executable, "-m", "qiyou", "--help"], capture_output=True,
                          check=False, env={"PYTHONIOENCODING": "ascii", "PATH": ""})
    assert done.returncode == 0
    assert b"refresh" in done.stdout
