"""runs — params/runs/*.yaml -> checked runs, or every problem in them before a kernel starts."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from qiyou.catalogue import say
from qiyou.refresh.notebooks import Notebook
from qiyou.refresh.parameters import (
    HEAD,
    key_trouble,
    merged,
    missing_head,
    shortened,
    value_trouble,
)
from qiyou.register import County
from qiyou.register.strict_yaml import Definition, dotted, nearest, read_model
from qiyou.register.trouble import Problem, RegisterError, shown_path
from qiyou.register.yaml_tree import Steps, Tree, read_tree

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
PERIOD = r"^(19|20)[0-9]{2}(Q[1-4]|-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
# Windows keeps these names for devices, whatever follows the dot: no folder can be called so.
DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}


class RunFile(Definition):
    """What stands in a run file."""

    title: Annotated[str, Field(min_length=1, max_length=80)]
    county: str
    period: Annotated[str, Field(pattern=PERIOD)]
    as_of: str
    audience: Literal["internal", "public"]
    notebooks: tuple[str, ...] | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    notebook_parameters: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @field_validator("as_of")
    @classmethod
    def _is_date(cls, text: str) -> str:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) or not _is_day(text):
            raise ValueError(say("refresh.run.date", value=shortened(text)))
        return text


@dataclass(frozen=True)
class Run:
    """One refresh that can be started: file, name and resolved notebooks."""

    name: str
    path: Path
    definition: RunFile
    county: County
    notebooks: tuple[Notebook, ...]

    def parameters(self, notebook: str) -> dict:
        """Parameters that one of its notebooks is executed with."""
        head = {key: getattr(self.definition, key) for key in HEAD}
        own = self.definition.notebook_parameters.get(notebook, {})
        return merged(head, self.definition.parameters, own)


@dataclass(frozen=True)
class Surroundings:
    """What a run file may name."""

    counties: Mapping[str, County]
    notebooks: Mapping[str, Notebook]


def find_runs(folder: Path) -> dict[str, Path]:
    """Run files of a folder by name of the run, in order."""
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def read_runs(paths: Mapping[str, Path], around: Surroundings) -> dict[str, Run]:
    """Read run files; nothing is started and no data is opened.

    Parameters
    ----------
    paths : mapping of str to pathlib.Path
        Run name to file.
    around : Surroundings
        Counties and notebooks that exist.

    Returns
    -------
    dict of str to Run

    Raises
    ------
    qiyou.register.trouble.RegisterError
        With every problem of every file: file, line, key, nearest known name.
    """
    runs, problems = {}, []
    for name, path in paths.items():
        found = [*_name_problems(name, path), *_file_problems(path, around)]
        problems += found
        if not found:
            runs[name] = _run(name, path, around)
    if problems:
        raise RegisterError(problems)
    return runs


def _run(name: str, path: Path, around: Surroundings) -> Run:
    definition = read_model(path, RunFile)
    chosen = around.notebooks if definition.notebooks is None else definition.notebooks
    county = around.counties[definition.county]
    return Run(name, path, definition, county, tuple(around.notebooks[n] for n in chosen))


def _name_problems(name: str, path: Path) -> list[Problem]:
    if NAME.fullmatch(name) and name not in DEVICES:
        return []
    return [Problem(shown_path(path), 0, "", say("refresh.run.name", name=shortened(name)))]


def _file_problems(path: Path, around: Surroundings) -> list[Problem]:
    # Both passes always run, so that one reading of the messages mends the whole file.
    try:
        read_model(path, RunFile)
        shape = []
    except RegisterError as error:
        shape = list(error.problems)
    tree = _tree(path)
    if not isinstance(tree.value, dict):
        return shape
    meaning = [Problem(shown_path(path), _line(tree, steps), dotted(steps), text)
               for steps, text in _meaning(tree.value, around)]
    return sorted([*shape, *meaning], key=lambda problem: problem.line)


def _tree(path: Path) -> Tree:
    try:
        return read_tree(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):  # read_model has already said so
        return Tree()


def _line(tree: Tree, steps: Steps) -> int:
    return next(tree.lines[steps[:end]] for end in range(len(steps), -1, -1)
                if steps[:end] in tree.lines)


def _meaning(content: dict, around: Surroundings) -> Iterator[tuple[Steps, str]]:
    county = content.get("county")
    if isinstance(county, str) and county not in around.counties:
        yield ("county",), _unknown("county", county, around.counties)
    chosen = content.get("notebooks")
    names = chosen if isinstance(chosen, list) else list(around.notebooks)
    yield from _notebook_list(chosen, around)
    known = [around.notebooks[n] for n in names if isinstance(n, str) and n in around.notebooks]
    for notebook in known:
        lacking = missing_head(notebook)
        if lacking:
            yield ("notebooks",), say("refresh.run.no_head", notebook=notebook.name,
                                      names=say("refresh.separator").join(lacking))
    yield from _parameters(("parameters",), content.get("parameters"), known)
    own = content.get("notebook_parameters")
    for name, given in own.items() if isinstance(own, dict) else ():
        its = [notebook for notebook in known if notebook.name == name]
        if not its:
            yield ("notebook_parameters", shortened(name)), _unknown("notebook", name,
                                                          [n.name for n in known])
        else:
            yield from _parameters(("notebook_parameters", name), given, its)


def _notebook_list(chosen: object, around: Surroundings) -> Iterator[tuple[Steps, str]]:
    if not isinstance(chosen, list):
        return
    if not chosen:
        yield ("notebooks",), say("refresh.run.no_notebook")
    for position, name in enumerate(chosen):
        if isinstance(name, str) and name not in around.notebooks:
            yield ("notebooks", position), _unknown("notebook", name, around.notebooks)
        elif name in chosen[:position]:
            yield ("notebooks", position), say("refresh.run.notebook_twice", name=name)


def _parameters(place: Steps, given: object, notebooks) -> Iterator[tuple[Steps, str]]:
    for key, value in given.items() if isinstance(given, dict) else ():
        troubles = [key_trouble(key, notebooks)]
        if troubles == [None]:
            troubles = [value_trouble(value, n.declared[key]) for n in notebooks]
        yield from (((*place, shortened(key)), text) for text in dict.fromkeys(troubles) if text)


def _unknown(kind: str, name: str, known: Collection[str]) -> str:
    is_path = any(mark in name for mark in "/\\:.")
    reason = "path" if is_path else f"unknown_{kind}"
    return say(f"refresh.run.{reason}", name=shortened(name)) + nearest(name, known)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
