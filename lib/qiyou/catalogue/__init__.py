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


class _Texts:
    """Texts of one language. A file is parsed when something that it may hold is asked for.

    Parsing them all takes longer than many a command needs for its work.
    """

    def __init__(self, folder: Path, language: str):
        files = sorted((folder / language).glob("*.yaml"))
        if not files:
            raise KeyError(f"no catalogue for language {language!r}")
        self.known: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._waiting = {file: file.read_text(encoding="utf-8", errors="replace")
                         for file in files}

    def find(self, key: str) -> str | None:
        """Text of an id, None if there is none."""
        if key not in self.known and self._waiting:
            start = re.compile(rf"^[\"']?{re.escape(key.partition('.')[0])}\b", re.MULTILINE)
            self.read([file for file, text in self._waiting.items() if start.search(text)])
        return self.known.get(key)

    def read(self, files: list[Path] | None = None) -> dict[str, str]:
        """Parse some files, or all that are left; all texts that are known then."""
        troubles = []
        for file in list(self._waiting) if files is None else files:
            try:
                tree = yaml.load(self._waiting.pop(file), Loader=_Loader) or {}
                entries = list(_flatten(tree))
            except (yaml.YAMLError, AttributeError) as error:
                troubles.append((file.name, *_trouble_of(error)))
                continue
            for key, text in entries:
                if key in self.known:
                    other = self._places[key]
                    troubles.append((file.name, 0, "twice_in", {"key": key, "other": other}))
                self.known.setdefault(key, text)
                self._places.setdefault(key, file.name)
        if troubles:
            raise CatalogueError("\n".join(_told(self, *trouble) for trouble in troubles))
        return self.known


@cache
def _texts(folder: Path, language: str) -> _Texts:
    return _Texts(folder, language)


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
    return _texts(_FOLDER, language).read()


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
    return template(key, language).format(**facts)


def template(key: str, language: str = "zh") -> str:
    """Text of ``key`` with its fields unfilled, for whoever fills it many times over.

    Raises
    ------
    KeyError
        When there is no such id: a bug.
    """
    text = _texts(_FOLDER, language).find(key)
    if text is None:
        raise KeyError(key)
    return text


def has(key: str, language: str = "zh") -> bool:
    """Whether the catalogue knows ``key``."""
    return _texts(_FOLDER, language).find(key) is not None


def _trouble_of(error: Exception) -> tuple[int, str, dict]:
    """Line (0: unknown), kind and facts of what is wrong with a file."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 0
    sign, _, key = (getattr(error, "problem", "") or "").partition(" ")
    if sign == "twice" and isinstance(error, yaml.constructor.ConstructorError):
        return line, "twice", {"key": key}
    return line, "broken", {}


def _told(texts: _Texts, file: str, line: int, kind: str, facts: dict) -> str:
    """Trouble in words of the catalogue; in plain facts where those are lost with their file."""
    try:
        words = texts.find(f"catalogue.{kind}")
    except CatalogueError:
        words = None
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
