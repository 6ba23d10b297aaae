"""decomposition — two life tables -> the years that each age adds to their difference."""

import numpy as np
import pandas as pd


def contribution_by_age(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Years that each age band contributes to e₀(second) − e₀(first), after Arriaga.

    Direct: years lived more or less within the band. Indirect: years that the additional
    survivors live later (Arriaga's interaction included). The sum is the whole difference. Not
    symmetrical: swapping the tables does not merely turn the signs. It shows where, not why.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Life tables with the same ages: columns ``age``, ``l`` (survivors), ``T`` (years still to
        live by them), as from :func:`qiyou.stats.lifetable.life_table`.

    Returns
    -------
    pandas.DataFrame
        ``age``, ``direct``, ``indirect``, ``total``, in years; one row per band.

    Raises
    ------
    ValueError
        Ages differ (merge the same bands in both); a column is missing; nobody survives to a
        band.

    References
    ----------
    Arriaga EE (1984). Measuring and explaining the change in life expectancies. Demography 21,
    83-96. Preston SH, Heuveline P, Guillot M (2001). Demography, p. 64. Blackwell, Oxford.

    Examples
    --------
    >>> before = pd.DataFrame({"age": [0, 65], "l": [1.0, 0.8], "T": [70.0, 10.0]})
    >>> after = pd.DataFrame({"age": [0, 65], "l": [1.0, 0.9], "T": [76.0, 13.5]})
    >>> contribution_by_age(before, after)["total"].round(6).tolist()
    [4.0, 2.0]
    """
    ages = _same_ages(first, second)
    (l1, T1), (l2, T2) = (_survival(table) for table in (first, second))
    next_l1, next_T1, next_l2, next_T2 = (np.append(x[1:], 0.0) for x in (l1, T1, l2, T2))
    direct = l1 * ((T2 - next_T2) / l2 - (T1 - next_T1) / l1)
    # Beyond the open band nobody is left, so its whole effect is direct.
    ratio = np.append(next_l1[:-1] / next_l2[:-1], 0.0)
    indirect = next_T2 * (l1 / l2 - ratio)
    return pd.DataFrame({"age": ages, "direct": direct / l1[0], "indirect": indirect / l1[0],
                         "total": (direct + indirect) / l1[0]})


def _same_ages(first: pd.DataFrame, second: pd.DataFrame) -> np.ndarray:
    for table in (first, second):
        missing = {"age", "l", "T"} - set(table.columns)
        if missing:
            raise ValueError(f"a life table has no column {', '.join(sorted(missing))}")
    if len(first) == 0 or list(first["age"]) != list(second["age"]):
        raise ValueError("the two life tables must have the same age bands")
    return first["age"].to_numpy()


def _survival(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    survivors, years = (table[name].to_numpy(dtype=float) for name in ("l", "T"))
    if not (survivors > 0).all() or not np.isfinite(years).all():
        raise ValueError("a life table has a band that nobody survives to")
    return survivors / survivors[0], years / survivors[0]
