"""escape — text from data -> text that cannot reorder, hide or mark up anything."""

import unicodedata
from html import escape

# Control, format (among them the marks that turn the reading direction), surrogate, private use
# and unassigned characters; a name typed into a workbook may carry any of them.
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))


def visible(text: str) -> str:
    """Text without the characters that reorder, hide or control others; line ends stay.

    Examples
    --------
    >>> visible("a\\u202eb\\x00c\\n")
    'abc\\n'
    """
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _HIDDEN)


def safe(text: object) -> str:
    """HTML text: visible characters only, no markup.

    Examples
    --------
    >>> safe("<b>\\u202e&")
    '&lt;b&gt;&amp;'
    """
    return escape(visible(str(text)), quote=True)
