"""dump — a store -> its figures as canonical text, one line each, without times or places.

The fields are county, form, period, area, item, column, vintage, content, unit and the start of
the submission's hash, set apart by tabs. Texts stand in quotes; a figure that was taken back is
``-``. Two stores that hold the same give the same text.
"""

from collections.abc import Iterable, Iterator

from qiyou.store.opened import Store
from qiyou.store.rows import Key, Stored
from qiyou.store.written import number, quoted, visible

REMOVED = "-"


def dump(store: Store, counties: Iterable[str], as_of: str | None = None, *,
         is_current: bool = False) -> Iterator[str]:
    """Lines of a dump in the order of their keys.

    Parameters
    ----------
    store : Store
    counties : iterable of str
    as_of : str, optional
        Day or instant.
    is_current : bool
        Only the newest value of each figure that stands; otherwise all vintages.

    Yields
    ------
    str
        Without the line's end.
    """
    for county in sorted(set(counties)):
        for key, stored in store.walk(county, as_of, is_current=is_current):
            yield line(county, key, stored)


def line(county: str, key: Key, stored: Stored) -> str:
    """One figure as text."""
    fields = (county, *map(visible, key), str(stored.vintage), _content(stored),
              visible(stored.unit), stored.short)
    return "\t".join(fields)


def _content(stored: Stored) -> str:
    if stored.is_removed:
        return REMOVED
    return number(stored.value) if stored.text is None else quoted(stored.text)
