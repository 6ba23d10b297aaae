"""layout — one sheet -> the form that it holds, where its table stands, for which period."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qiyou.intake.cells import Sheet, place
from qiyou.intake.findings import finding
from qiyou.intake.head import HEAD_ROWS, Grid, every_label, is_label, labelled
from qiyou.intake.headings import Heading, Match, matches, patterns
from qiyou.intake.period_words import period_in, period_of_cell
from qiyou.intake.words import heading, intake_words, shown, squeezed
from qiyou.register.forms import Form, Forms
from qiyou.register.periods import Period
from qiyou.register.units import factor_between, is_unit
from qiyou.store.records import Finding

# A sheet without a form's number is taken for a form when this share of its columns is there.
LIKENESS = 0.6


@dataclass(frozen=True)
class Table:
    """A form found on a sheet. ``labels`` are the head's entries; ``period`` None if unknown."""

    form: Form
    grid: Grid
    match: Match
    labels: dict[str, tuple[str, int, int]]
    period: Period | None

    @property
    def sheet(self) -> str:
        """Name of the sheet."""
        return self.grid.sheet.name

    def spot(self, row: int) -> str:
        """Address of a row's first cell under a heading."""
        return place(row, min(self.match.headings))


def find_table(sheet: Sheet, forms: Forms, file: str) -> tuple[Table | None, list[Finding]]:
    """Form on a sheet, with what is wrong with its head.

    The form's number decides if it stands in the head or begins the sheet's name; else the
    headings, and of forms with the same headings the title. No number and no headings: None and
    no finding, for a workbook may hold other sheets.

    Returns
    -------
    Table or None, list of Finding
    """
    grid = Grid(sheet)
    numbered = _numbered(grid, forms)
    wanted = tuple(p for p in patterns(forms) if numbered is None or p.form is numbered)
    found = sorted(matches(grid, wanted, range(1, HEAD_ROWS + 1)), key=lambda match: match.rank)
    if not found:
        if numbered is None:
            return None, []
        return None, [finding("S222", sheet.name, number=numbered.number, title=numbered.title)]
    best, rivals = found[0], _rivals(found, numbered)
    if numbered is None and not _is_like(best):
        return None, []
    if rivals:
        best = _titled(grid, rivals, file)
        if best is None:
            names = intake_words().list_sign.join(m.pattern.form.title for m in rivals)
            return None, [finding("S211", sheet.name, names=names)]
    return _table(grid, best, file)


def _numbered(grid: Grid, forms: Forms) -> Form | None:
    numbers = {squeezed(form.number): form for form in forms.forms.values()}
    head = labelled(grid, range(1, HEAD_ROWS + 1))
    stated = squeezed(head["number"][0]) if "number" in head else ""
    if stated in numbers:
        return numbers[stated]
    for row in range(1, 11):
        for column in grid.rows.get(row, []):
            if squeezed(grid.text(row, column)) in numbers:
                return numbers[squeezed(grid.text(row, column))]
    name = squeezed(grid.sheet.name)
    fitting = [number for number in numbers if name.startswith(number)
               and not name[len(number):len(number) + 1].isdigit()]
    return numbers[max(fitting, key=len)] if fitting else None


def _is_like(match: Match) -> bool:
    needed = len(match.pattern.required)
    return not match.missing or (len(match.found) >= 3
                                 and needed - len(match.missing) >= LIKENESS * needed)


def _rivals(found: list[Match], numbered: Form | None) -> list[Match]:
    """Best matches of several forms that nothing but a title tells apart; empty if one is best."""
    best = found[0]
    equal = [match for match in found if match.rank[:3] == best.rank[:3]]
    by_form = {match.pattern.form.id: match for match in reversed(equal)}
    return list(by_form.values()) if numbered is None and len(by_form) > 1 else []


def _titled(grid: Grid, rivals: list[Match], file: str) -> Match | None:
    texts = [heading(grid.text(row, column)) for row in range(1, rivals[0].top)
             for column in grid.rows.get(row, [])]
    texts += [heading(grid.sheet.name), heading(file)]
    named = [match for match in rivals for title in _titles(match)
             if any(heading(title) in text for text in texts)]
    forms = {match.pattern.form.id: match for match in named}
    return next(iter(forms.values())) if len(forms) == 1 else None


def _titles(match: Match) -> list[str]:
    form = match.pattern.form
    return [title for title in (form.title, *form.aliases, match.pattern.title) if title]


def _table(grid: Grid, match: Match, file: str) -> tuple[Table, list[Finding]]:
    labels = labelled(grid, range(1, match.top))
    match, found = _with_unit(match, labels, grid.sheet.name)
    found += _heading_findings(grid, match)
    period, trouble = _period(grid, match, file)
    return Table(match.pattern.form, grid, match, labels, period), [*found, *trouble]


def _with_unit(match: Match, labels: dict, sheet: str) -> tuple[Match, list[Finding]]:
    """Headings with the unit that the head states for all that have none of their own."""
    if "unit" not in labels:
        return match, []
    text, row, column = labels["unit"]
    unit, figures = text.casefold(), match.pattern.form.figures
    factors = {name: factor_between(unit, entry.unit) for name, entry in figures.items()}
    if not any(factors.values()):
        is_scaled = is_unit(unit) or set(unit) & set(intake_words().scale_signs)
        is_known = any(unit == entry.unit for entry in figures.values())
        trouble = finding("S212", sheet, place(row, column), shown(text), heading=text)
        return match, [trouble] if is_scaled and not is_known else []
    headings = {at: Heading(found.column, factors[found.column], unit)
                if not found.unit and factors.get(found.column) else found
                for at, found in match.headings.items()}
    return replace(match, headings=headings), []


def _heading_findings(grid: Grid, match: Match) -> list[Finding]:
    form, name = match.pattern.form, grid.sheet.name
    found = [finding("S203", name, heading=form.columns[column].name, form=form.title)
             for column in match.missing]
    seen: dict[str, int] = {}
    for at, entry in match.headings.items():
        spot = place(match.bottom, at)
        if entry.factor is None:
            found.append(finding("S212", name, spot, shown(entry.unit), heading=entry.unit))
        if entry.column in seen:
            found.append(finding("S205", name, spot, heading=form.columns[entry.column].name,
                                 other=place(match.bottom, seen[entry.column])))
        seen.setdefault(entry.column, at)
    found += [finding("S204", name, place(match.bottom, at), shown(text), heading=shown(text))
              for at, text in match.unknown.items() if _has_content(grid, match, at)]
    if match.pattern.system:
        found.append(finding("S216", name, system=match.pattern.system, form=form.title))
    return found


def _has_content(grid: Grid, match: Match, column: int) -> bool:
    return any((row, column) in grid.sheet.cells
               for row in range(match.bottom + 1, grid.last_row + 1))


def _period(grid: Grid, match: Match, file: str):
    form, name = match.pattern.form, grid.sheet.name
    stated, unread = _stated(grid, match)
    others = [period for period in _other_periods(grid, match, file)
              if period.frequency == form.frequency]
    facts = {"form": form.title, "example": _example(form)}
    if unread:
        text, row, column = unread
        return None, [finding("S207", name, place(row, column), shown(text), **facts)]
    periods = [period for _, period in stated]
    period = next(iter([*periods, *others]), None)
    if period is None:
        return None, [finding("S206", name, **facts)]
    differing = next((one for one in periods if one != period), None)
    if periods and (differing or (others and others[0] != period)):
        return period, [finding("S219", name, stated[0][0], period.words,
                                other=(differing or others[0]).words)]
    return period, []


def _stated(grid: Grid, match: Match) -> tuple[list[tuple[str, Period]], tuple | None]:
    """Periods of the head's labels with their cells; the first entry that names none for it."""
    found, form = [], match.pattern.form
    for kind, entry in every_label(grid, range(1, match.top)):
        if kind != "period" or not entry[0]:
            continue
        period = period_of_cell(grid.cell(*entry[1:]), entry[0], form.frequency)
        if period is None or period.frequency != form.frequency:
            return found, entry
        found.append((place(*entry[1:]), period))
    return found, None


def _other_periods(grid: Grid, match: Match, file: str) -> Iterator[Period]:
    texts = [grid.text(row, column) for row in range(1, match.top)
             for column in grid.rows.get(row, []) if not is_label(grid.text(row, column))]
    for text in (*texts, grid.sheet.name, file):
        period = period_in(text)
        if period:
            yield period


def _example(form: Form) -> str:
    return Period(form.frequency, 2025, {"month": 9, "quarter": 3, "year": 1}[form.frequency]).name
