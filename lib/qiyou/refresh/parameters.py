"""parameters — keys and values that a run file hands to notebooks -> what is wrong with them.

Papermill writes ``key = value`` into a cell and runs it, so a key is code. This is the wall: a
key passes only if it is a plain name that the notebook itself declares, a value only if it is a
plain scalar or a list of them.
"""

import keyword
import math
from collections.abc import Iterable, Mapping

from qiyou.catalogue import say
from qiyou.refresh.notebooks import UNKNOWN, Notebook
from qiyou.register.strict_yaml import nearest

# Given once, at the head of the run file; each notebook gets them as parameters.
HEAD = ("county", "period", "as_of", "audience")
# Every value is pasted into a cell of the executed notebook: enough for a list of areas.
MAX_TEXT = 2_000
MAX_ITEMS = 500


def key_trouble(key: str, notebooks: Iterable[Notebook]) -> str | None:
    """Say why ``key`` must not reach these notebooks, or None if it may.

    Parameters
    ----------
    key : str
        As it stands in the run file.
    notebooks : iterable of Notebook
        Those that would be given it.
    """
    if not is_plain_name(key):
        return say("refresh.run.key", key=shortened(key))
    if key in HEAD:
        return say("refresh.run.key_in_head", key=key)
    lacking = [notebook for notebook in notebooks if key not in notebook.declared]
    if not lacking:
        return None
    known = set.intersection(*(set(n.declared) for n in lacking)) - set(HEAD)
    names = say("refresh.separator").join(notebook.name for notebook in lacking)
    return say("refresh.run.undeclared", key=key, notebooks=names) + nearest(key, sorted(known))


def is_plain_name(key: object) -> bool:
    """Whether ``key`` is a lower-case ASCII identifier that means nothing to Python.

    ASCII because Python folds look-alikes: a full-width letter in a name is the plain letter.

    Examples
    --------
    >>> is_plain_name("years"), is_plain_name("x = 1; y"), is_plain_name("__import__")
    (True, False, False)
    """
    return (isinstance(key, str) and key.isascii() and key.isidentifier() and key == key.lower()
            and not key.startswith("_") and not keyword.iskeyword(key) and len(key) <= 60)


def value_trouble(value: object, default: object = UNKNOWN) -> str | None:
    """Say why ``value`` cannot be handed over in place of ``default``, or None if it can."""
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | bool | int | float) for item in items):
        return say("refresh.run.not_plain")
    if len(items) > MAX_ITEMS or any(_length(item) > MAX_TEXT for item in items):
        return say("refresh.run.too_long", characters=MAX_TEXT, items=MAX_ITEMS)
    if any(isinstance(item, float) and not math.isfinite(item) for item in items):
        return say("refresh.run.not_finite")
    if any(isinstance(item, str) and _has_half_characters(item) for item in items):
        return say("refresh.run.half_character")
    if not _is_alike(value, default):
        return say("refresh.run.other_type", value=shortened(repr(value)), default=repr(default))
    return None


def missing_head(notebook: Notebook) -> list[str]:
    """Parameters that every notebook must declare and this one does not."""
    return [name for name in HEAD if name not in notebook.declared]


def merged(head: Mapping, common: Mapping, own: Mapping) -> dict:
    """Parameters of one notebook: its own win over the common ones."""
    return {**head, **common, **own}


def shortened(text: str) -> str:
    """Text that fits into a message, on one line."""
    plain = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    return plain if len(plain) <= 40 else plain[:40] + "…"


def _length(item: object) -> int:
    return len(item) if isinstance(item, str) else 0


def _has_half_characters(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _is_alike(value: object, default: object) -> bool:
    if default is UNKNOWN or default is None:
        return True
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(default, list | tuple):
        return isinstance(value, list)
    return type(value) is type(default)
