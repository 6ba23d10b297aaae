"""limits — counts and bases -> lower and upper limits as plain arrays, or a clear ValueError.

The one place where the formulas stand that several statistics share. SciPy's special functions
are used directly: statsmodels gives the same Wilson limits but costs seconds to import, and
``scipy.stats`` wraps the same functions.
"""

from collections.abc import Mapping
from decimal import Decimal
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, ndtri

EXACT_BELOW = 10  # events; from here Byar's approximation is right to three figures


def critical(level: float) -> float:
    """Return the two-sided normal quantile of a confidence level.

    Examples
    --------
    >>> round(critical(0.95), 6)
    1.959964
    """
    if not 0 < number("level", level) < 1:
        raise ValueError(f"level {level!r} is not between 0 and 1")
    return float(ndtri(0.5 + level / 2))


def numbers(name: str, values: ArrayLike) -> np.ndarray:
    """Return ``values`` as floats, gaps as NaN; refuse text, dates and lists of unequal length.

    Text is refused even where it could be read as a number: it is a slip of the data, and what
    it means is not for a formula to guess.

    Examples
    --------
    >>> numbers("events", [3, None]).tolist()
    [3.0, nan]
    """
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} holds lists of different lengths") from None
    if array.dtype.kind in "biuf":
        return array.astype(float)
    cells = [_float(name, cell) for cell in array.astype(object).flat]
    return np.array(cells, dtype=float).reshape(array.shape)


def _float(name: str, cell: object) -> float:
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return np.nan
    if not isinstance(cell, Real | Decimal):
        raise ValueError(f"{name} holds {cell!r}, expected a number")
    return float(cell)


def number(name: str, value: float) -> float:
    """Return one number as a float; refuse text and lists.

    Examples
    --------
    >>> number("per", 1000)
    1000.0
    """
    array = numbers(name, value)
    if array.ndim:
        raise ValueError(f"{name} must be one number, not {array.size}")
    return float(array)


def columns_of(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """Return a frame, or a mapping of columns, as a frame that has the columns named.

    Examples
    --------
    >>> columns_of({"events": [1, 2]}, ("events",))["events"].tolist()
    [1, 2]
    """
    if not isinstance(frame, pd.DataFrame | Mapping):
        raise ValueError(f"a table with columns {', '.join(names)} is needed, not {frame!r}")
    frame = pd.DataFrame(frame)
    missing = [name for name in names if name not in frame]
    if missing:
        raise ValueError(f"the frame has no column {', '.join(missing)}")
    return frame


def shared_index(*given: ArrayLike) -> pd.Index | None:
    """Return the index that all Series among the arguments have; None where there is none.

    Examples
    --------
    >>> shared_index(pd.Series([1], ["east"]), 10).tolist()
    ['east']
    """
    indices = [part.index for part in given if isinstance(part, pd.Series)]
    is_shared = indices and all(index.equals(indices[0]) for index in indices)
    return indices[0] if is_shared else None


def nonnegative(name: str, values: ArrayLike) -> np.ndarray:
    """Return ``values`` as floats; refuse what is empty, negative, NaN or infinite.

    Examples
    --------
    >>> nonnegative("events", [3, 0]).tolist()
    [3.0, 0.0]
    """
    array = numbers(name, values)
    if array.size == 0:
        raise ValueError(f"{name} is empty")
    wrong = ~np.isfinite(array) | (array < 0)
    if wrong.any():
        raise ValueError(f"{name} holds {array[wrong].flat[0]}, expected a number of 0 or more")
    return array


def positive(name: str, value: float) -> float:
    """Return one number as a float; refuse 0, negative, NaN and infinite.

    Examples
    --------
    >>> positive("years", 3)
    3.0
    """
    if not 0 < number(name, value) < np.inf:
        raise ValueError(f"{name} {value!r} is not positive")
    return float(value)


def within_base(events: ArrayLike, n: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return events and bases as floats of one shape; refuse more events than base.

    Examples
    --------
    >>> within_base([1, 2], 10)[1].tolist()
    [10.0, 10.0]
    """
    events, n = np.broadcast_arrays(nonnegative("events", events), nonnegative("n", n))
    if (events > n).any():
        at = np.argmax(events > n)
        raise ValueError(f"{events.flat[at]:g} events are more than the base {n.flat[at]:g}")
    return events, n


def with_exposure(events: ArrayLike, exposure: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return events and exposures as floats of one shape; refuse events without exposure.

    Examples
    --------
    >>> with_exposure([1, 2], 10)[1].tolist()
    [10.0, 10.0]
    """
    events, exposure = np.broadcast_arrays(
        nonnegative("events", events), nonnegative("exposure", exposure)
    )
    if ((exposure == 0) & (events > 0)).any():
        raise ValueError("events without exposure")
    return events, exposure


def wilson(events: np.ndarray, n: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return Wilson's score limits of a proportion; NaN where ``n`` is 0.

    Centre (events + z²/2) / (n + z²), half-width z √(events (n − events) / n + z²/4) / (n + z²).

    References
    ----------
    Wilson EB (1927). Probable inference, the law of succession, and statistical inference.
    JASA 22, 209-212.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in wilson(np.array(81.0), np.array(263.0), 0.95)]
    [0.2553, 0.3662]
    """
    z = critical(level)
    n = np.where(n > 0, n, np.nan)
    half = z * np.sqrt(events * (n - events) / n + z**2 / 4)
    centre = events + z**2 / 2
    # At 0 and n the score limit is the bound itself; rounding must not put it a hair inside.
    low = np.where(events == 0, 0 * n, (centre - half) / (n + z**2))
    high = np.where(events == n, 0 * n + 1, (centre + half) / (n + z**2))
    return low, high


def poisson(events: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return limits of a Poisson mean: exact below 10 events, Byar's from 10.

    Exact: half the chi-square quantiles with 2 x events and 2 x events + 2 degrees of freedom.
    Byar: events (1 − 1/(9 events) − z/(3 √events))³, upper limit with events + 1 and + z.

    References
    ----------
    Garwood F (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.
    Breslow NE, Day NE (1987). Statistical methods in cancer research II, p. 69. IARC, Lyon.

    Examples
    --------
    >>> [round(float(limit), 3) for limit in poisson(np.array(4.0), 0.95)]
    [1.09, 10.242]
    """
    z, tail = critical(level), (1 - level) / 2
    exact_low = np.where(events > 0, gammaincinv(np.maximum(events, 1e-300), tail), 0.0)
    exact_high = gammaincinv(events + 1, 1 - tail)
    is_exact = events < EXACT_BELOW
    k = np.maximum(events, EXACT_BELOW)  # keeps the cube defined where it is not used
    byar_low = k * (1 - 1 / (9 * k) - z / (3 * np.sqrt(k))) ** 3
    byar_high = (k + 1) * (1 - 1 / (9 * (k + 1)) + z / (3 * np.sqrt(k + 1))) ** 3
    return np.where(is_exact, exact_low, byar_low), np.where(is_exact, exact_high, byar_high)


def poisson_method(events: np.ndarray) -> np.ndarray:
    """Return the name of the method that :func:`poisson` takes for each count.

    Examples
    --------
    >>> poisson_method(np.array([9.0, 10.0])).tolist()
    ['exact Poisson', 'Byar']
    """
    return np.where(events < EXACT_BELOW, "exact Poisson", "Byar")
