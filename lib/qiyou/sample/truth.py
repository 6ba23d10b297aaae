"""truth — true rates -> true values of indicators by area and period, and the rates themselves."""

from collections.abc import Iterator

from qiyou.register.definitions import County
from qiyou.register.forms import Forms


def truth_files(forms: Forms, county: County) -> Iterator[tuple[str, bytes]]:
    """Files of the folder ``truth``."""
    yield from ()
