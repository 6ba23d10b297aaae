"""figures — one printed figure -> the number in it."""

import re

_PRINTED = re.compile(r"[<>≤≥]?\s*([0-9]{1,15}(?:\.[0-9]{1,15})?)\s*[%‰]?")


def number_in(text: str) -> float | None:
    """Give the number of a cell as plans print it: ``82.70``, ``90%``, ``<5``, ``/``.

    For cells of our own register, where a text with words (``28幢``) carries its number beside
    it. Not for other counties' tables: those go through ``plan_cells``.

    Examples
    --------
    >>> number_in("82.70"), number_in("<5"), number_in("/")
    (82.7, 5.0, None)
    """
    match = _PRINTED.fullmatch(text.strip())
    return float(match[1]) if match else None
