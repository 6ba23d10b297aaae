"""items — keys of one row -> the text that tells the rows of one area apart, and back."""

from collections.abc import Mapping

# What the text itself is made with; names of schools and cases may hold it.
_MARKS = (("%", "%25"), (";", "%3B"), ("=", "%3D"))


def item_of(keys: Mapping[str, str]) -> str:
    """Text for the keys of a row, in the order of their ids.

    Parameters
    ----------
    keys : mapping of str to str
        Key column id to its code or name, without the area.

    Examples
    --------
    >>> item_of({"sex": "male", "age": "0_4"})
    'age=0_4;sex=male'
    >>> item_of({})
    ''
    """
    return ";".join(f"{key}={_masked(str(keys[key]))}" for key in sorted(keys))


def item_parts(item: str) -> dict[str, str]:
    """Keys of a row; inverse of `item_of`, whatever order they stand in.

    Examples
    --------
    >>> item_parts(item_of({"name": "a;b=50%", "sex": "male"}))
    {'name': 'a;b=50%', 'sex': 'male'}
    """
    pairs = (part.partition("=") for part in item.split(";") if part)
    return {key: _unmasked(value) for key, _, value in pairs}


def _masked(text: str) -> str:
    for sign, mask in _MARKS:
        text = text.replace(sign, mask)
    return text


def _unmasked(text: str) -> str:
    for sign, mask in reversed(_MARKS):
        text = text.replace(mask, sign)
    return text
