"""catalogue — id of a sentence or label + facts -> words in one language.

Every sentence, label and message that code produces stands in ``<language>/*.yaml`` of this
folder, keyed by an id. A second language is a second folder.
"""

import re
from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
# YAML folds a line end into a space, which Chinese does not set.
_WIDE = r"[\u2014-\u201d\u3000-\u9fff\uff00-\uffef]"
_CHINESE_FOLD = re.compile(rf"(?<={_WIDE}) (?={_WIDE})")


@cache
def catalogue(language: str = "zh") -> dict[str, str]:
    """All texts of one language, flattened to dotted ids.

    Parameters
    ----------
    language : str
        Name of a folder beside this file.

    Returns
    -------
    dict of str to str

    Raises
    ------
    KeyError
        When there is no such language, or two files give the same id.
    """
    files = sorted((_FOLDER / language).glob("*.yaml"))
    if not files:
        raise KeyError(f"no catalogue for language {language!r}")
    texts: dict[str, str] = {}
    for file in files:
        tree = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
        for key, text in _flatten(tree or {}):
            if key in texts:
                raise KeyError(f"{file.name}: {key} is in the catalogue twice")
            texts[key] = text
    return texts


def say(key: str, /, language: str = "zh", **facts) -> str:
    """Text of ``key`` with its ``{fields}`` filled from ``facts`` (``str.format`` rules).

    Raises
    ------
    KeyError
        When the id or a field is missing: a bug in the calling code, never in data.

    Examples
    --------
    >>> say("column.period")
    '时期'
    """
    return catalogue(language)[key].format(**facts)


def has(key: str, language: str = "zh") -> bool:
    """Whether the catalogue knows ``key``."""
    return key in catalogue(language)


def _flatten(tree: dict, prefix: str = ""):
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flatten(value, f"{name}.")
        else:
            yield name, _CHINESE_FOLD.sub("", str(value).strip())
