"""bands — deaths, population and starts of age bands -> one checked frame, years pooled."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from qiyou.stats import limits

_EARLY = 5  # childhood may be cut finer (0, 1-4) than the bands after it


def pooled(deaths: ArrayLike, population: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Deaths and person-years of several years together.

    For places too small for one year. Not for years between which mortality changed much: the
    result speaks for their middle.

    Parameters
    ----------
    deaths, population : array, years × bands
        Deaths and mid-year population of each year; one dimension is taken as one year.

    Returns
    -------
    tuple of numpy.ndarray
        Deaths and person-years by band.

    Raises
    ------
    ValueError
        Shapes differ; negative, NaN or infinite figures.

    Examples
    --------
    >>> deaths, years = pooled([[1, 2], [3, 4]], [[100, 50], [110, 60]])
    >>> deaths.tolist(), years.tolist()
    ([4.0, 6.0], [210.0, 110.0])
    """
    deaths = np.atleast_2d(limits.nonnegative("deaths", deaths))
    population = np.atleast_2d(limits.nonnegative("population", population))
    if deaths.shape != population.shape or deaths.ndim > 2:
        raise ValueError(f"deaths {deaths.shape} and population {population.shape} do not match")
    return deaths.sum(axis=0), population.sum(axis=0)


def age_bands(deaths: ArrayLike, population: ArrayLike, ages: ArrayLike) -> pd.DataFrame:
    """Lay out age bands and refuse a table with a gap or a misprint.

    Parameters
    ----------
    deaths, population : 1-D array, or years × bands
        Deaths and person-years; several years are pooled.
    ages : 1-D array
        First age of each band, rising; the last band is open.

    Returns
    -------
    pandas.DataFrame
        ``age``, ``width`` (infinite for the last), ``deaths``, ``population``.

    Raises
    ------
    ValueError
        Lengths differ; ages do not rise; a band is missing (from age 5 all widths must be equal,
        and a band must end at 5 where childhood is cut finer); more deaths than population.

    Examples
    --------
    >>> age_bands([2, 1, 0, 9], [100, 400, 500, 90], [0, 1, 5, 10])["width"].tolist()
    [1.0, 4.0, 5.0, inf]
    """
    deaths, population = pooled(deaths, population)
    limits.within_base(deaths, population)
    ages = limits.nonnegative("ages", ages)
    if ages.shape != deaths.shape or len(ages) < 2:
        raise ValueError(f"{ages.size} ages for {deaths.size} bands; at least two are needed")
    widths = np.diff(ages)
    if (widths <= 0).any():
        raise ValueError(f"ages do not rise after {ages[np.argmax(widths <= 0)]:g}")
    _refuse_gap(ages, widths)
    return pd.DataFrame({
        "age": ages, "width": np.append(widths, np.inf), "deaths": deaths,
        "population": population,
    })


def _refuse_gap(ages: np.ndarray, widths: np.ndarray) -> None:
    if len(set(widths)) == 1:
        return
    later = widths[ages[:-1] >= _EARLY]
    usual = later.min() if len(later) else np.inf
    is_odd = np.where(ages[:-1] < _EARLY, ages[1:] > _EARLY, widths != usual)
    if is_odd.any():
        raise ValueError(f"an age band is missing after {ages[np.argmax(is_odd)]:g}")
