"""catalogue — id of a sentence or label + facts -> words in one language.

Every sentence, label and message that code produces stands in ``<language>/*.yaml`` of this
folder, keyed by an id. A second language is a second folder.
"""

import re
from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent
_SafeLoader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
# YAML folds a line end into a space, which Chinese does not set.
_WIDE = r"[\u2014-\u201d\u3000-\u9fff\uff00-\uffef]"
_CHINESE_FOLD = re.compile(rf"(?<={_WIDE}) (?={_WIDE})")


class CatalogueError(KeyError):
    """Files of texts that cannot be used; its text names the file, line and key of each trouble."""

    def __str__(self) -> str:
        """The text as it is: a `KeyError` would put it into quotes."""
        return str(self.args[0])


class _Loader(_SafeLoader):
    """Loader that does not let the last of two equal keys win."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"twice {key.value}", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


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
        When there is no such language.
    CatalogueError
        When files are no YAML, or an id is given twice, in one file or in two.
    """
    files = sorted((_FOLDER / language).glob("*.yaml"))
    if not files:
        raise KeyError(f"no catalogue for language {language!r}")
    texts: dict[str, str] = {}
    places: dict[str, str] = {}
    troubles = []
    for file in files:
        try:
            tree = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)
            entries = list(_flatten(tree or {}))
        except (yaml.YAMLError, UnicodeDecodeError, AttributeError) as error:
            troubles.append((file.name, *_trouble_of(error)))
            continue
        for key, text in entries:
            if key in texts:
                troubles.append((file.name, 0, "twice_in", {"key": key, "other": places[key]}))
            texts.setdefault(key, text)
            places.setdefault(key, file.name)
    if troubles:
        raise CatalogueError("\n".join(_told(texts, *trouble) for trouble in troubles))
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


def _trouble_of(error: Exception) -> tuple[int, str, dict]:
    """Line (0: unknown), kind and facts of what is wrong with a file."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 0
    sign, _, key = (getattr(error, "problem", "") or "").partition(" ")
    if sign == "twice" and isinstance(error, yaml.constructor.ConstructorError):
        return line, "twice", {"key": key}
    return line, "broken", {}


def _told(texts: dict[str, str], file: str, line: int, kind: str, facts: dict) -> str:
    """Trouble in words of the catalogue; in plain facts where those are lost with their file."""
    words = texts.get(f"catalogue.{kind}")
    if words is None:
        return f"{file}:{line}: {kind} {facts.get('key', '')} {facts.get('other', '')}".rstrip()
    return words.format(file=file, line=line, **facts)


def _flatten(tree: dict, prefix: str = ""):
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flatten(value, f"{name}.")
        else:
            yield name, _CHINESE_FOLD.sub("", str(value).strip())
