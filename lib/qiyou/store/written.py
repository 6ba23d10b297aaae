"""written — numbers and texts of figures -> the one way in which files of the store write them."""

import json

# A spreadsheet that opens the file would take a text that begins so for a formula; the mark
# itself is doubled, so that reading gives back what was written.
_FORMULA = tuple("=+-@\t\r'")
_MARK = "'"


def number(value: float | None) -> str:
    """Number in the fewest digits that give it back; empty for none.

    Examples
    --------
    >>> number(12.0), number(0.1), number(-3.5), number(None)
    ('12', '0.1', '-3.5', '')
    """
    if value is None:
        return ""
    is_whole = float(value).is_integer() and abs(value) < 1e15
    return str(int(value)) if is_whole else repr(float(value))


def guarded(text: str | None) -> str:
    """Text that no spreadsheet runs; `unguarded` gives it back.

    Examples
    --------
    >>> guarded("=1+1"), guarded("plain"), unguarded(guarded("'a"))
    ("'=1+1", 'plain', "'a")
    """
    text = text or ""
    return f"{_MARK}{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Inverse of `guarded`."""
    return text.removeprefix(_MARK)


def visible(text: str) -> str:
    """Text on one line, with every sign that cannot be seen written out.

    Examples
    --------
    >>> visible("a" + chr(9) + "b")
    'a\\\\tb'
    """
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(sign if sign == '"' or (sign.isprintable() and sign != "\\")
                   else json.dumps(sign)[1:-1] for sign in text)


def quoted(text: str) -> str:
    """Visible text in quotes, which tells it from a number."""
    return '"' + visible(text).replace('"', '\\"') + '"'
