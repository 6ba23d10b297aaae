"""trouble — what is wrong with a definition, where -> one error that holds all of it."""

from dataclasses import dataclass
from pathlib import Path

from qiyou.catalogue import say
from qiyou.project import project_root


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one file: line counts from 1 (0: the whole file), key is dotted."""

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        """One line for a person: file, line, key, what is wrong."""
        where = say("register.at.line", file=self.file, line=self.line) if self.line else self.file
        return say("register.at.key" if self.key else "register.at.file",
                   where=where, key=self.key, text=self.text)


class RegisterError(Exception):
    """Definitions that cannot be used; ``problems`` holds every one that was found.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    """

    def __init__(self, problems):
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def shown_path(path: Path) -> str:
    """Path as a reader of messages knows it: from the project's folder if it lies inside."""
    resolved = Path(path).resolve()
    try:
        return resolved.relative_to(project_root()).as_posix()
    except (ValueError, FileNotFoundError):
        return str(path)
