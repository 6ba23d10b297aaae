"""interpolation — counts by age band -> counts by single year of age, sums conserved."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.interpolate import PchipInterpolator

# Sprague's multipliers: five single ages (rows) from five neighbouring five-year bands (columns),
# for the first band, the second, and any band between; the last two mirror the first two.
# After Shryock and Siegel (1976), appendix C; re-derived in the tests from Sprague's conditions.
SPRAGUE = np.array([
    [[.3616, -.2768, .1488, -.0336, 0], [.2640, -.0960, .0400, -.0080, 0],
     [.1840, .0400, -.0320, .0080, 0], [.1200, .1360, -.0720, .0160, 0],
     [.0704, .1968, -.0848, .0176, 0]],
    [[.0336, .2272, -.0752, .0144, 0], [.0080, .2320, -.0480, .0080, 0],
     [-.0080, .2160, -.0080, 0, 0], [-.0160, .1840, .0400, -.0080, 0],
     [-.0176, .1408, .0912, -.0144, 0]],
    [[-.0128, .0848, .1504, -.0240, .0016], [-.0016, .0144, .2224, -.0416, .0064],
     [.0064, -.0336, .2544, -.0336, .0064], [.0064, -.0416, .2224, .0144, -.0016],
     [.0016, -.0240, .1504, .0848, -.0128]],
])

GROUPS = {"total": (0, None), "under_3": (0, 2), "3_5": (3, 5), "3_6": (3, 6), "0_14": (0, 14),
          "15_59": (15, 59), "60_plus": (60, None), "80_plus": (80, None)}


def band_edges(labels: Sequence[str]) -> list[int]:
    """Lower bounds of age bands written ``0``, ``1-4``, ``5-9`` … ``85+``.

    For checking that a table of ages is complete before anything is computed from it. Not for
    bands in words or in months.

    Parameters
    ----------
    labels : sequence of str
        In rising order, without gap or overlap, from age 0 to an open last band.

    Returns
    -------
    list of int
        Lower bound of each band, in completed years.

    Raises
    ------
    ValueError
        When a label cannot be read, a band is missing or overlaps, or the last band is closed.

    Examples
    --------
    >>> band_edges(["0", "1-4", "5-9", "10+"])
    [0, 1, 5, 10]
    """
    parsed = [re.fullmatch(r"(\d+)(?:-(\d+)|(\+))?", str(label)) for label in labels]
    if not parsed or None in parsed:
        raise ValueError(f"age bands must read like 0, 1-4, 85+; got {list(labels)}")
    if not parsed[-1][3] or any(match[3] for match in parsed[:-1]):
        raise ValueError("the last age band, and only the last, must be open, such as 85+")
    expected = 0
    for match in parsed:
        if int(match[1]) != expected:
            raise ValueError(f"age bands must follow one another from 0: expected one from age "
                             f"{expected}, got {match[0]}")
        expected = int(match[2] or match[1]) + 1
    return [int(match[1]) for match in parsed]


def single_ages(counts: pd.Series, method: str = "pchip") -> pd.Series:
    """Split counts by age band into single years of age; every band keeps its sum.

    For groups that cut across bands (under 3, 3 to 6) and for yearly projection. Not for
    data that have single ages already, nor to detect age heaping: what is smooth here was
    made smooth.

    Parameters
    ----------
    counts : Series
        Persons by band label (``0``, ``1-4`` … ``85+``), see :func:`band_edges`.
    method : {"pchip", "sprague"}
        ``pchip`` interpolates the cumulated counts monotonically, so nothing is negative and
        bands may have any width. ``sprague`` is the demographers' osculatory formula, smoother,
        for five-year bands (a separate age 0 is kept); at least five closed bands.

    Returns
    -------
    Series
        Persons by completed age 0, 1, 2 …; the last index is the open band.

    Raises
    ------
    ValueError
        For incomplete bands, negative or missing counts, an unknown method, bands that Sprague
        cannot take, or when Sprague's formula turns negative (use ``pchip`` then).

    References
    ----------
    Sprague (1880) J. Inst. Actuaries 22:270-285. Shryock and Siegel (1976) The Methods and
    Materials of Demography, appendix C. Fritsch and Carlson (1980) SIAM J. Numer. Anal. 17:238.

    Examples
    --------
    >>> bands = pd.Series([20.0, 72.0, 80.0, 70.0, 5.0], ["0", "1-4", "5-9", "10-14", "15+"])
    >>> ages = single_ages(bands)
    >>> [len(ages), round(float(ages.loc[1:4].sum()), 6), float(ages.loc[15])]
    [16, 72.0, 5.0]
    """
    edges = band_edges(list(counts.index))
    values = counts.to_numpy(dtype=float)
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("counts by age must be known and not negative")
    closed = METHODS[method](edges, values[:-1])
    return pd.Series([*closed, values[-1]], index=range(edges[-1] + 1), name="persons")


def _pchip(edges: list[int], values: np.ndarray) -> np.ndarray:
    """Differences of a monotone curve through the cumulated counts."""
    if len(edges) < 3:
        raise ValueError("at least two closed age bands are needed")
    cumulated = PchipInterpolator(edges, np.concatenate([[0], values.cumsum()]))
    # The curve is monotone; only rounding can leave a difference below zero.
    return np.maximum(np.diff(cumulated(np.arange(edges[-1] + 1))), 0)


def _sprague(edges: list[int], values: np.ndarray) -> np.ndarray:
    """Sprague's multipliers on five-year bands; a separate age 0 is kept as counted."""
    has_infants = edges[1] == 1
    if has_infants:
        edges = [0, *edges[2:]]
        infants, values = values[0], np.concatenate([[values[0] + values[1]], values[2:]])
    bands = len(values)
    if bands < 5 or edges != list(range(0, 5 * bands + 1, 5)):
        raise ValueError("Sprague's formula needs at least five closed five-year bands")
    ages = np.concatenate([_panel(values, band) for band in range(bands)])
    if has_infants and values[0] > 0:
        ages[1:5] *= (values[0] - infants) / ages[1:5].sum()
        ages[0] = infants
    if (ages < 0).any():
        raise ValueError(f"Sprague's formula is negative at age {int(ages.argmin())}; use pchip")
    return ages


def _panel(values: np.ndarray, band: int) -> np.ndarray:
    """Five single ages of one band from the five bands around it."""
    last = len(values) - 1
    start = min(max(band - 2, 0), last - 4)
    if band > last - 2:
        return SPRAGUE[last - band][::-1, ::-1] @ values[start:]
    return SPRAGUE[min(band, 2)] @ values[start:start + 5]


METHODS = {"pchip": _pchip, "sprague": _sprague}


def by_age_and_sex(frame: pd.DataFrame, method: str = "pchip") -> pd.DataFrame:
    """Lay a census table out by single age (rows) and sex (columns).

    The form in which the projections take a population. Not for a table of several areas:
    choose one first.

    Parameters
    ----------
    frame : DataFrame
        Columns ``sex``, ``age`` (band labels in rising order) and ``persons``, one row each.
    method : {"pchip", "sprague"}
        As in :func:`single_ages`.

    Returns
    -------
    DataFrame
        Persons, index age 0 … open age, one column per sex.

    Raises
    ------
    ValueError
        For repeated rows, or as :func:`single_ages`.

    Examples
    --------
    >>> census = pd.DataFrame({"sex": ["f"] * 3 + ["m"] * 3, "age": ["0-4", "5-9", "10+"] * 2,
    ...                        "persons": [50, 60, 300, 55, 60, 290]})
    >>> by_age_and_sex(census).sum().tolist()
    [410.0, 405.0]
    """
    if frame.duplicated(["sex", "age"]).any():
        raise ValueError("a row for the same sex and age is repeated; choose one area and year")
    return pd.DataFrame({sex: single_ages(part.set_index("age")["persons"], method)
                         for sex, part in frame.groupby("sex")})


def age_groups(population: pd.DataFrame, groups: Mapping[str, tuple] = GROUPS) -> pd.DataFrame:
    """Sum single ages into named groups such as the under-3s and the over-60s.

    For the denominators of "per thousand" promises. Groups overlap and must not be added up.

    Parameters
    ----------
    population : DataFrame
        Persons; index single age, the last one open.
    groups : mapping of name to (first age, last age)
        Both ages included; ``None`` for no upper end. The kindergarten years are ``3_5``
        (three completed years of age); ``3_6`` counts four.

    Returns
    -------
    DataFrame
        One row per group, the columns of ``population``.

    Raises
    ------
    ValueError
        When a group begins or ends above the open age, where single ages are not known.

    Examples
    --------
    >>> ages = pd.DataFrame({"f": [1.0] * 86})
    >>> age_groups(ages).loc[["under_3", "3_6", "15_59", "60_plus", "80_plus"], "f"].tolist()
    [3.0, 4.0, 45.0, 26.0, 6.0]
    """
    open_age = population.index[-1]
    for name, (first, last) in groups.items():
        if first > open_age or (last is not None and last >= open_age):
            raise ValueError(f"group {name} cuts the open ages {open_age} and over")
    sums = {name: population.loc[first:open_age if last is None else last].sum()
            for name, (first, last) in groups.items()}
    return pd.DataFrame(sums).T
