"""corrections — data/corrections/*.yaml -> known errors in figures, or every problem in them.

A correction is kept until the source is mended; it names the value that stands there, so that it
fails loudly when the source has changed. The figure in the store stays as it was sent.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from qiyou.catalogue import say
from qiyou.register.definitions import AreaCode, Date, Identifier, Text
from qiyou.register.strict_yaml import Definition, dotted, line_of, read_model
from qiyou.register.trouble import Problem, RegisterError, shown_path
from qiyou.store.items import item_of, item_parts
from qiyou.store.rows import Key

ACTIONS = ("drop", "override", "scale", "flag")
STATUSES = ("proposed", "confirmed", "retired")
# What an action must be told.
_NEEDS = {"drop": [], "override": ["value"], "scale": ["factor"], "flag": []}


class Correction(Definition):
    """One known error.

    ``action``: ``drop`` leaves the figure out, ``override`` puts ``value`` in its place,
    ``scale`` multiplies by ``factor``, ``flag`` only adds the reason. ``expect`` is the value or
    text that stands in the source. ``by`` is a department or office, not a person. Only
    ``confirmed`` ones apply.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    county: Identifier
    form: Identifier
    period: Annotated[str, Field(min_length=4, max_length=20)]
    area: AreaCode
    item: Annotated[str, Field(max_length=400)] = ""
    column: Identifier
    action: Literal[ACTIONS]
    value: float | str | None = None
    factor: float | None = None
    expect: float | str
    reason: Text
    status: Literal[STATUSES]
    by: Text
    date: Date

    @property
    def target(self) -> Key:
        """Figure that it speaks of, within its county; keys of the row may stand in any order."""
        item = item_of(item_parts(self.item))
        return (self.form, self.period, self.area, item, self.column)

    @model_validator(mode="after")
    def _check(self):
        given = [name for name in ("value", "factor") if getattr(self, name) is not None]
        if given != _NEEDS[self.action]:
            raise ValueError(say("store.correction.fields", action=self.action))
        return self


class CorrectionsFile(Definition):
    """One file of the register."""

    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class Entry:
    """A correction with the file and position that it stands at."""

    correction: Correction
    path: Path
    position: int

    def problem(self, name: str, text: str) -> Problem:
        """Trouble with one field of it."""
        steps = ("corrections", self.position, name)
        return Problem(shown_path(self.path), line_of(self.path, steps), dotted(steps), text)


def read_corrections(folder: Path) -> list[Entry]:
    """Read a folder of corrections.

    Parameters
    ----------
    folder : pathlib.Path
        ``data/corrections``; one that does not exist holds none.

    Returns
    -------
    list of Entry
        In order of files and positions, whatever their status.

    Raises
    ------
    RegisterError
        With all problems of all files: what cannot be read, ids used twice, two entries that
        are not retired for one figure.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found = read_model(path, CorrectionsFile).corrections
            entries += [Entry(one, path, position) for position, one in enumerate(found)]
        except RegisterError as error:
            problems += error.problems
    problems += _repeated(entries)
    if problems:
        raise RegisterError(problems)
    return entries


def live(entries: list[Entry], county: str) -> list[Entry]:
    """Confirmed corrections of a county."""
    return [entry for entry in entries
            if entry.correction.status == "confirmed" and entry.correction.county == county]


def corrections_hash(entries: list[Entry]) -> str:
    """SHA-256 of what corrections say, wherever they stand."""
    said = sorted((entry.correction.model_dump(mode="json") for entry in entries),
                  key=lambda one: one["id"])
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _repeated(entries: list[Entry]):
    ids: dict[str, Entry] = {}
    targets: dict[tuple, Entry] = {}
    for entry in entries:
        one = entry.correction
        first = ids.setdefault(one.id, entry)
        if first is not entry:
            yield entry.problem("id", say("store.correction.id_twice", id=one.id,
                                          file=shown_path(first.path)))
        if one.status == "retired":
            continue
        first = targets.setdefault((one.county, *one.target), entry)
        if first is not entry:
            yield entry.problem("column", say("store.correction.target_twice",
                                              id=first.correction.id,
                                              file=shown_path(first.path)))
