"""headings — the heading rows of a sheet -> the columns of a form, or of an export for it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from qiyou.intake.head import Grid
from qiyou.intake.words import heading, intake_words, pattern
from qiyou.register.forms import Form, FormColumn, Forms
from qiyou.register.units import factor_between, is_unit

MAX_DEPTH = 3


@dataclass(frozen=True)
class Heading:
    """A heading that was recognised: column of the form, units of it in one of the heading's.

    ``factor`` None: the heading's ``unit`` does not count what the column counts.
    """

    column: str
    factor: float | None = 1.0
    unit: str = ""


@dataclass(frozen=True)
class Pattern:
    """Headings that one form can have, as its own table or as a system's export."""

    form: Form
    by_name: dict[str, str]
    required: frozenset[str]
    constants: dict[str, str] = field(default_factory=dict)
    system: str = ""
    ignored: frozenset[str] = frozenset()
    title: str = ""


@dataclass(frozen=True)
class Match:
    """How well some rows fit a pattern: headings by column of the sheet, and what is left over."""

    pattern: Pattern
    top: int
    bottom: int
    headings: dict[int, Heading]
    unknown: dict[int, str]
    explanation: int | None

    @property
    def found(self) -> set[str]:
        """Columns of the form that have a heading."""
        return {found.column for found in self.headings.values()}

    @property
    def missing(self) -> list[str]:
        """Required columns of the form that have none, in the form's order."""
        return [name for name in self.pattern.form.columns
                if name in self.pattern.required - self.found]

    @property
    def rank(self) -> tuple:
        """Sorts better matches first: nothing missing, many found, little left over."""
        return (len(self.missing), -len(self.found), len(self.unknown), bool(self.pattern.system),
                self.bottom - self.top, self.top)


@cache
def patterns(forms: Forms) -> tuple[Pattern, ...]:
    """Patterns of all forms and of all exports."""
    own = [_own_pattern(form) for form in forms.forms.values()]
    exports = [_export_pattern(forms.form(name), system.name, export)
               for system in forms.systems.values() for name, export in system.exports.items()]
    return (*own, *exports)


def _own_pattern(form: Form) -> Pattern:
    return Pattern(form, _names(form), _required(form), title=form.title)


def _export_pattern(form: Form, system: str, export) -> Pattern:
    names = {heading(name): column for column, listed in export.columns.items() for name in listed}
    required = _required(form) - set(export.constants)
    ignored = frozenset(heading(name) for name in export.ignored)
    return Pattern(form, names, required, dict(export.constants), system, ignored,
                   export.title or "")


def _required(form: Form) -> frozenset[str]:
    return frozenset(name for name, column in form.columns.items()
                     if column.is_required or name in form.keys)


def _names(form: Form) -> dict[str, str]:
    """Headings by which a column is known; those that two columns share only with their group."""
    loose: dict[str, set[str]] = {}
    grouped: dict[str, str] = {}
    for key, column in form.columns.items():
        for name in (column.name, *column.aliases):
            loose.setdefault(heading(name), set()).add(key)
            if column.group:
                grouped[heading(f"{column.group}{name}")] = key
    return grouped | {name: min(keys) for name, keys in loose.items() if len(keys) == 1}


def matches(grid: Grid, wanted: tuple[Pattern, ...], rows: range) -> Iterator[Match]:
    """Every way to read up to three of these rows as headings of one of these patterns.

    Ways that recognise fewer than two headings are left out, except for patterns of one column.
    """
    for top in rows:
        if top not in grid.rows:
            continue
        for depth in range(1, MAX_DEPTH + 1):
            paths = _paths(grid, top, top + depth - 1)
            for candidate in wanted:
                match = _match(candidate, paths, top, top + depth - 1)
                if len(match.found) >= min(2, len(candidate.form.columns)):
                    yield match


def _paths(grid: Grid, top: int, bottom: int) -> dict[int, tuple[str, ...]]:
    columns = sorted({column for row in range(top, bottom + 1) for column in grid.columns(row)})
    paths = {}
    for column in columns:
        anchors = dict.fromkeys(grid.anchor(row, column) for row in range(top, bottom + 1))
        parts = [heading(grid.text(*anchor)) for anchor in anchors]
        paths[column] = tuple(part for part in parts if part)
    return {column: path for column, path in paths.items() if path}


def _match(candidate: Pattern, paths: dict[int, tuple[str, ...]], top: int, bottom: int) -> Match:
    headings, unknown, explanation = {}, {}, None
    words = {heading(word) for word in intake_words().explanation}
    for column, path in paths.items():
        found = _recognised(candidate, path)
        if found:
            headings[column] = found
        elif path[-1] in words:
            explanation = column
        elif path[-1] not in candidate.ignored and path[-1] not in intake_words().ignored_headings:
            unknown[column] = "".join(path)
    return Match(candidate, top, bottom, headings, unknown, explanation)


def _recognised(candidate: Pattern, path: tuple[str, ...]) -> Heading | None:
    for name in dict.fromkeys(("".join(path), "".join(path[-2:]), path[-1])):
        if name in candidate.by_name:
            return Heading(candidate.by_name[name])
        parts = pattern("unit").fullmatch(name)
        if parts and parts[1] in candidate.by_name:
            column = candidate.by_name[parts[1]]
            found = _in_unit(column, candidate.form.columns[column], parts[2])
            if found:
                return found
        if parts and parts[1] + parts[2] in candidate.by_name:
            # The unit was part of the name, and somebody set it in brackets.
            return Heading(candidate.by_name[parts[1] + parts[2]])
    return None


def _in_unit(name: str, column: FormColumn, unit: str) -> Heading | None:
    """Heading with a unit of its own; None where the brackets hold a remark that may matter."""
    if unit == column.unit.casefold():
        return Heading(name)
    if column.unit and is_unit(unit):
        return Heading(name, factor_between(unit, column.unit), unit)
    return None
