"""Documents say what the code and the definitions say."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from qiyou.cli import COMMANDS, main
from qiyou.commands_docs import pages

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", sorted(pages()))
def test_reference_page_is_up_to_date(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name], "run: make docs"


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_readme_names_only_commands_and_places_that_exist(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    commands = set(re.findall(r"bin/qiyou (\w+)", text))
    assert commands and commands <= set(COMMANDS)
    for place in re.findall(r"`((?:params|data|lib|notebooks)/[^`<*]*)`", text):
        assert (ROOT / place).exists(), place
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", text):
        assert (ROOT / picture).is_file(), picture


def test_every_command_explains_itself():
    for name in COMMANDS:
        answer = CliRunner().invoke(main, [name, "--help"])
        assert answer.exit_code == 0
        assert re.search(r"[\u4e00-\u9fff]", answer.output)


def test_changelog_keeps_the_section_on_published_numbers():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "### Published numbers that change" in text
