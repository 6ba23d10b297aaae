"""correcting — figures of one form + corrections -> the figures that reports may use."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from qiyou.catalogue import say
from qiyou.register.trouble import Problem, RegisterError
from qiyou.store.corrections import Correction, Entry
from qiyou.store.rows import Key, Stored
from qiyou.store.written import number

CORRECTED = "corrected"
# Vintages of a figure that came after the moment.
Later = Callable[[Key], list[Stored]]


class Corrected(NamedTuple):
    """A figure as reports may use it; ``correction`` is the id of what changed it, or empty."""

    stored: Stored
    correction: str = ""


def corrected(figures: Mapping[Key, Stored], entries: Iterable[Entry],
              later: Later) -> dict[Key, Corrected]:
    """Apply confirmed corrections of a county to its figures as of a moment.

    A correction whose expected value comes only later than the moment does not apply yet.

    Parameters
    ----------
    figures : mapping
        Figures by form, period, area, item and column.
    entries : iterable of Entry
        Those that speak of these figures.
    later : function
        From a key to the vintages of the figure that came after the moment.

    Returns
    -------
    dict
        In the order of ``figures``.

    Raises
    ------
    RegisterError
        For every correction whose source was mended, or whose figure does not exist.
    """
    found = {key: Corrected(stored) for key, stored in figures.items()}
    problems: list[Problem] = []
    for entry in entries:
        key = entry.correction.target
        stored = figures.get(key)
        try:
            if stored is not None and stored.content == entry.correction.expect:
                _apply(found, entry.correction)
            elif all(new.content != entry.correction.expect for new in later(key)):
                problems.append(entry.problem("expect", _stale(entry.correction, stored)))
        except TypeError:
            problems.append(entry.problem("action", say(
                "store.correction.kind", action=entry.correction.action)))
    if problems:
        raise RegisterError(problems)
    return found


def _apply(found: dict[Key, Corrected], one: Correction) -> None:
    stored = found[one.target].stored
    if one.action == "drop":
        del found[one.target]
    elif one.action == "flag":
        found[one.target] = Corrected(_noted(stored, one), one.id)
    else:
        content = one.value if one.action == "override" else _scaled(stored.value, one.factor)
        if isinstance(content, str) != (stored.value is None):
            raise TypeError(one.id)
        named = {"text" if stored.value is None else "value": content}
        found[one.target] = Corrected(
            _noted(stored, one)._replace(standing=CORRECTED, **named), one.id)


def _noted(stored: Stored, one: Correction) -> Stored:
    # The explanation that came with the figure stays; the reason follows it.
    parts = [part for part in (stored.note, one.reason) if part]
    return stored._replace(note=say("store.correction.joint").join(parts))


def _scaled(value: float | None, factor: float) -> float:
    if value is None:
        raise TypeError("text cannot be scaled")
    # In decimals, as people multiply: 12.3 by 10 is 123, not a hair more.
    return float(Decimal(repr(value)) * Decimal(repr(float(factor))))


def _stale(one: Correction, stored: Stored | None) -> str:
    if stored is None:
        return say("store.correction.missing", id=one.id)
    return say("store.correction.mended", id=one.id, expected=_shown(one.expect),
               found=_shown(stored.content))


def _shown(content: float | str | None) -> str:
    return content if isinstance(content, str) else number(content)
