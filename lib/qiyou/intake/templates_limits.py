"""templates_limits — a column -> what its cells refuse when typed, its heading's note."""

from datetime import date, time

from qiyou.catalogue import say
from qiyou.intake.cells import place
from qiyou.intake.templates_known import Target
from qiyou.intake.templates_layout import Heading
from qiyou.register.forms import FIGURES

# Nothing here is older or later. Years and days typed as one number (2025, 20250930) fall outside
# when they are taken for days.
FIRST_DAY, LAST_DAY = date(1920, 1, 1), date(2099, 12, 31)
FIRST_YEAR, LAST_YEAR = 1900, 2100
_DAY_NOUGHT = date(1899, 12, 30)
_NATIVE = {"whole": "integer", "year": "integer", "number": "decimal", "date": "date",
           "clock": "time"}
# What spreadsheets allow for the text of a refusal.
MOST_WORDS = 225


def validation_of(heading: Heading, row: int, column: int, source: str | None) -> dict | None:
    """Data validation of a column's cells.

    Parameters
    ----------
    heading : Heading
    row, column : int
        The first cell that it holds for, counted from 0.
    source : str or None
        Range or words of the drop-down, for areas and codes.

    Returns
    -------
    dict or None
        As XlsxWriter takes it; None where any text may stand. Where the sign for "does not
        apply" or a per cent sign may stand beside figures, a formula checks them.
    """
    kind = heading.kind
    if kind in ("text", "key"):
        return None
    said = {"error_type": "stop", "ignore_blank": True,
            "error_title": say("templates.refused.title"), "error_message": _refusal(heading)}
    if kind in ("area", "code"):
        return {"validate": "list", "source": source, **said}
    if kind == "yes_no":
        words = [say("templates.yes"), say("templates.no"), *([] if heading.is_needed else ["/"])]
        return {"validate": "list", "source": words, **said}
    if kind == "percent" or not heading.is_needed:
        return {"validate": "custom", "value": _test(heading, place(row + 1, column + 1)), **said}
    return {"validate": _NATIVE[kind], **_between(*_limits(heading)), **said}


def _refusal(heading: Heading) -> str:
    bounds = say("templates.within", bounds=bounds_of(heading)) if bounds_of(heading) else ""
    text = say(f"templates.refused.{heading.kind}", name=heading.text, bounds=bounds)
    return (text if heading.is_needed else text + say("templates.refused.slash"))[:MOST_WORDS]


def _limits(heading: Heading) -> tuple:
    """Lowest and highest value, None where there is none."""
    column = heading.column
    if heading.kind == "year":
        return int(column.min or FIRST_YEAR), int(column.max or LAST_YEAR)
    if heading.kind in FIGURES:
        return _unpointed(column.min), _unpointed(column.max)
    return {"date": (FIRST_DAY, LAST_DAY), "clock": (time(0, 0), time(23, 59, 59))}[heading.kind]


def _unpointed(limit: float | None) -> float | int | None:
    return int(limit) if limit is not None and limit.is_integer() else limit


def _between(low, high) -> dict:
    if low is None and high is None:
        low, high = -1e15, 1e15
    if low is not None and high is not None:
        return {"criteria": "between", "minimum": low, "maximum": high}
    return {"criteria": ">=", "value": low} if high is None else {"criteria": "<=", "value": high}


def _test(heading: Heading, cell: str) -> str:
    low, high = (_as_number(limit) for limit in _limits(heading))
    parts = [f"ISNUMBER({cell})"]
    parts += [f"{cell}=INT({cell})"] if heading.kind in ("whole", "year") else []
    parts += [f"{cell}>={low:.12g}"] if low is not None else []
    parts += [f"{cell}<={high:.12g}"] if high is not None else []
    ways = [f"AND({','.join(parts)})"]
    if heading.kind == "percent":
        # Less than one per cent must be written with its sign, as text, to be told from a share.
        ways.append(f'AND(ISTEXT({cell}),RIGHT({cell},1)="{heading.column.unit}")')
    if not heading.is_needed:
        ways.append(f'{cell}="/"')
    return f"=OR({','.join(ways)})"


def _as_number(limit) -> float | None:
    """A limit as spreadsheets count it: days since the end of 1899, parts of a day."""
    if isinstance(limit, date):
        return (limit - _DAY_NOUGHT).days
    if isinstance(limit, time):
        return (limit.hour * 3600 + limit.minute * 60 + limit.second) / 86400
    return limit


def bounds_of(heading: Heading) -> str:
    """Bounds of a figure in words; "" where it has none."""
    column = heading.column
    if heading.kind not in FIGURES:
        return ""
    given = {"low": column.min, "high": column.max}
    kind = "_".join(name for name, value in given.items() if value is not None)
    figures = {name: f"{value:.12g}" for name, value in given.items() if value is not None}
    return say(f"templates.bounds.{kind}", **figures) if kind else ""


def heading_note(heading: Heading, targets: tuple[Target, ...], year: int) -> str:
    """Note on a heading: what to fill, unit, bounds, definition, the year's targets.

    Parameters
    ----------
    heading : Heading
    targets : tuple of Target
        What the plan promises for the figures of this column in ``year``.
    year : int

    Returns
    -------
    str
        Lines of text.
    """
    column = heading.column
    if column is None:
        return say("templates.note.explanation")
    need = say("templates.note.required" if heading.is_needed else "templates.note.optional")
    lines = [say("templates.note.kind", kind=say(f"templates.kind.{column.type}"), need=need),
             *([say("templates.note.unit", unit=column.unit)] if column.unit else []),
             *([say("templates.note.bounds", bounds=bounds_of(heading))]
               if bounds_of(heading) else []),
             *([say("templates.note.adds_up")] if column.adds_up else []),
             *([say("templates.note.definition", text=column.note)] if column.note else []),
             *(say("templates.note.target", year=year, target=target_line(target))
               for target in targets)]
    return "\n".join(lines)


def target_line(target: Target) -> str:
    """A target in one line: indicator, figure with unit, clause."""
    # A unit belongs to a number; some targets are words, such as that a list is covered whole.
    unit = target.unit if target.text[-1:].isdigit() else ""
    return say("templates.target", name=target.name, text=target.text, unit=unit,
               clause=target.clause)
