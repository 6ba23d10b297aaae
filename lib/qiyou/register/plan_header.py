"""plan_header — the rows of a sheet -> which column holds what, and which year is the base."""

import re
from dataclasses import dataclass

from qiyou.register.plan_sheets import Printed
from qiyou.register.reading_words import ReadingWords, alike, one_dash, year_of

# Fewer year columns than this is a sentence that happens to name years.
MIN_YEARS = 2


@dataclass(frozen=True)
class Header:
    """Columns of one table: ``roles`` by name, ``years`` by column; indices count from 0.

    ``base_year`` is None where every year is a target. ``is_base_guessed`` where nothing in the
    file says which year is the base. ``county`` is the name in a title above the table.
    """

    row: int
    roles: dict[str, int]
    years: dict[int, int]
    base_year: int | None
    is_base_guessed: bool
    first_year: int
    last_year: int
    repeated: tuple[int, ...]
    county: str

    @property
    def known_columns(self) -> set[int]:
        """Columns that have a meaning."""
        return {*self.roles.values(), *self.years}


def years_in(row: tuple[Printed, ...]) -> dict[int, int]:
    """Year of each cell of a row that names exactly one; merged cells count once."""
    seen, found = set(), {}
    for column, cell in enumerate(row):
        year = year_of(cell.text)
        if year and cell.anchor not in seen:
            seen.add(cell.anchor)
            found[column] = year
    return found


def is_header(row: tuple[Printed, ...]) -> bool:
    """Whether a row can head a table: it names two years or more."""
    return len(set(years_in(row).values())) >= MIN_YEARS


def headers_in(rows) -> list[int]:
    """Rows that head a table: the first that can, and those that repeat its years.

    Figures such as 2010 and 2050 look like years, so a later row must name the same ones.
    """
    able = [number for number, row in enumerate(rows) if is_header(row)]
    years = [set(years_in(rows[number]).values()) for number in able]
    return [number for number, found in zip(able, years, strict=True) if found == years[0]]


def read_header(rows, number: int, words: ReadingWords) -> Header:
    """Read the header at row ``number`` with what stands above it.

    Parameters
    ----------
    rows : sequence of tuple of Printed
        The whole sheet; title rows above the header may name the plan's period, and a heading
        may stand one row higher than the years.
    number : int
        Index of the row that :func:`is_header` found.
    words : ReadingWords
    """
    found = years_in(rows[number])
    years, repeated = {}, []
    for column, year in found.items():
        if year in years.values():
            repeated.append(column)
        else:
            years[column] = year
    roles = _roles(rows[max(0, number - 2):number + 1], set(found), words)
    if "indicator" not in roles:
        roles["indicator"] = _wordiest(rows[number + 1:], min(found), set(roles.values()))
    base, is_guessed = _base(rows, number, years, words)
    targets = sorted(year for year in years.values() if base is None or year > base)
    return Header(number, roles, years, base, is_guessed, targets[0], targets[-1],
                  tuple(repeated), _county(rows[:number], words))


def _roles(rows, taken: set[int], words: ReadingWords) -> dict[str, int]:
    roles: dict[str, int] = {}
    for is_exact in (True, False):
        for row in reversed(rows):
            for column, cell in enumerate(row):
                role = _role(cell.text, is_exact, words)
                if role and role not in roles and column not in {*taken, *roles.values()}:
                    roles[role] = column
    return roles


def _role(text: str, is_exact: bool, words: ReadingWords) -> str | None:
    plain = re.sub(words.patterns.heading_noise, "", alike(text)).lower()
    if is_exact:
        return next((role for role, known in words.headings.items() if plain in known), None)
    if len(plain) > 10:
        return None
    return next((role for role, parts in words.heading_parts.items()
                 if any(part in plain for part in parts)), None)


def _county(rows, words: ReadingWords) -> str:
    for row in rows:
        for cell in row:
            match = re.search(words.patterns.county, alike(cell.text))
            if match:
                return match[1]
    return ""


def _wordiest(rows, before: int, taken: set[int]) -> int:
    lengths = {column: sum(len(row[column].text) for row in rows)
               for column in range(before) if column not in taken}
    return max(lengths, key=lengths.get, default=0)


def _base(rows, number: int, years: dict[int, int], words: ReadingWords):
    marked = [year for column, year in years.items()
              if any(word in rows[number][column].text.lower() for word in words.base_words)]
    if marked and max(marked) < max(years.values()):
        return max(marked), False
    above = one_dash("".join(alike(cell.text) for row in rows[:number] for cell in row))
    period = re.search(words.patterns.period, above)
    ordered = sorted(years.values())
    if period:
        earlier = [year for year in ordered if year < int(period[1])]
        if len(earlier) < len(ordered):
            return (earlier[-1] if earlier else None), False
    # Plans of five years print five targets; one column more is the year before.
    if len(ordered) == 5 and ordered[-1] - ordered[0] == 4:
        return None, True
    return ordered[0], True
