"""units — units as departments write them -> what they count, and factors between them."""

from functools import cache
from pathlib import Path

import yaml


@cache
def _units() -> dict[str, tuple[str, float]]:
    file = Path(__file__).parents[1] / "units.yaml"
    tree = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {unit: (counted, float(factor)) for counted, units in tree.items()
            for unit, factor in units.items()}


def unit_factor(unit: str) -> float:
    """How many of the plain unit one of ``unit`` is; 1 for a unit that is not listed.

    Examples
    --------
    >>> unit_factor("万人"), unit_factor("幢")
    (10000.0, 1.0)
    """
    return _units().get(unit, ("", 1.0))[1]


def is_unit(text: str) -> bool:
    """Whether a text is a unit of the list."""
    return text in _units()


def is_money(unit: str) -> bool:
    """Whether a unit counts money."""
    return _units().get(unit, ("", 1.0))[0] == "money"


def factor_between(unit: str, wanted: str) -> float | None:
    """How many of ``wanted`` one of ``unit`` is; None where they do not count the same.

    Examples
    --------
    >>> factor_between("万人", "人"), factor_between("万人", "元"), factor_between("幢", "幢")
    (10000.0, None, 1.0)
    """
    if unit == wanted:
        return 1.0
    known = _units()
    if unit not in known or wanted not in known or known[unit][0] != known[wanted][0]:
        return None
    return known[unit][1] / known[wanted][1]
