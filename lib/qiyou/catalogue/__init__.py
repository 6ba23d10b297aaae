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


class _Texts:
    """Texts of one language. A file is parsed when something that it may hold is asked for.

    Parsing them all takes longer than many a command needs for its work.
    """

    def __init__(self, folder: Path, language: str):
        files = sorted((folder / language).glob("*.yaml"))
        if not files:
            raise KeyError(f"no catalogue for language {language!r}")
        self.known: dict[str, str] = {}
        self._waiting = {file: file.read_text(encoding="utf-8") for file in files}

    def find(self, key: str) -> str | None:
        """Text of an id, None if there is none."""
        if key not in self.known and self._waiting:
            start = re.compile(rf"^[\"']?{re.escape(key.partition('.')[0])}\b", re.MULTILINE)
            self.read([file for file, text in self._waiting.items() if start.search(text)])
        return self.known.get(key)

    def read(self, files: list[Path] | None = None) -> dict[str, str]:
        """Parse some files, or all that are left; all texts that are known then."""
        for file in list(self._waiting) if files is None else files:
            for key, text in _flatten(yaml.load(self._waiting[file], Loader=_LOADER) or {}):
                if key in self.known:
                    raise KeyError(f"{file.name}: {key} is in the catalogue twice")
                self.known[key] = text
            del self._waiting[file]
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
        When there is no such language, or two files give the same id.
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


def _flatten(tree: dict, prefix: str = ""):
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flatten(value, f"{name}.")
        else:
            yield name, _CHINESE_FOLD.sub("", str(value).strip())
