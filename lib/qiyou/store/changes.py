"""changes — figures that stand + figures that came -> what is new, revised, removed."""

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import NamedTuple

from qiyou.store.records import Figure
from qiyou.store.rows import Stored

NEW, REVISED, UNCHANGED, NOTED, REMOVED = "new", "revised", "unchanged", "noted", "removed"
# What senders may say of a figure; the first three rise.
SENT = ("快报", "初步", "正式", "修订")
_RISING = SENT[:3]


class Change(NamedTuple):
    """What becomes of one figure; ``vintage`` is the one it has afterwards.

    ``figure`` is None for a removal; ``standing`` and ``note`` are those that hold afterwards.
    """

    kind: str
    key: tuple[str, str, str]
    vintage: int
    figure: Figure | None
    unit: str
    standing: str
    note: str


def changes(before: Mapping[tuple, Stored], figures: Iterable[Figure], standing: str,
            is_scope: bool) -> Iterator[Change]:
    """Compare what came for an area with what stands.

    Parameters
    ----------
    before : mapping
        Newest vintage of each figure by (area, item, column), removals included.
    figures : iterable of Figure
        Those that came.
    standing : str
        One of ``SENT``, of the delivery.
    is_scope : bool
        Whether figures that did not come are gone.

    Yields
    ------
    Change
        For every figure that came or is gone.

    Raises
    ------
    ValueError
        For a figure that came twice, is not finite, or has not exactly one of value and text.
    """
    seen = set()
    for figure in figures:
        key = figure.key
        if key in seen or not _is_sound(figure):
            raise ValueError(f"not a figure that can be kept: {key}")
        seen.add(key)
        yield _change(before.get(key), figure, standing)
    for key, old in before.items() if is_scope else ():
        if key not in seen and not old.is_removed:
            yield Change(REMOVED, key, old.vintage + 1, None, old.unit, standing, "")


def _change(old: Stored | None, figure: Figure, standing: str) -> Change:
    if old is None:
        return Change(NEW, figure.key, 1, figure, figure.unit, standing, figure.note)
    if old.is_removed or (old.value, old.text, old.unit) != (
            figure.value, figure.text, figure.unit):
        return Change(REVISED, figure.key, old.vintage + 1, figure, figure.unit, standing,
                      figure.note)
    after = (_raised(old.standing, standing), figure.note or old.note)
    kind = UNCHANGED if after == (old.standing, old.note) else NOTED
    return Change(kind, figure.key, old.vintage, figure, figure.unit, *after)


def _raised(old: str, new: str) -> str:
    # Sent again without a change, a preliminary figure may become final, a final one never
    # preliminary; and nothing is revised that did not change.
    if old in _RISING and new in _RISING:
        return max(old, new, key=_RISING.index)
    return old


def _is_sound(figure: Figure) -> bool:
    if figure.value is None:
        return figure.text is not None
    return figure.text is None and isfinite(figure.value)
