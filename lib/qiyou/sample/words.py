"""words — id of a text -> the text as the fictional county's departments write it."""

from functools import cache
from pathlib import Path

import yaml


@cache
def _tree() -> dict:
    return yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))


def words(key: str, /, **facts) -> str:
    """Text of a dotted id with its fields filled."""
    found = _tree()
    for part in key.split("."):
        found = found[part]
    return found.format(**facts) if isinstance(found, str) else found
