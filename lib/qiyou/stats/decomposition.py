"""decomposition — two life tables -> years that each age and cause adds to their difference."""

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


def contribution_by_cause(first: pd.DataFrame, second: pd.DataFrame, causes_first: pd.DataFrame,
                          causes_second: pd.DataFrame) -> pd.DataFrame:
    """Years that each cause adds to e₀(second) − e₀(first) in each age band, after Arriaga.

    Within a band a cause takes the part of the band's contribution that its death rate has of
    the change of the whole rate, so that causes add up to bands and bands to the difference. The
    standard error holds chance in both counts of deaths (Poisson), at the years per unit of rate
    that the two tables give; a band whose rate did not move has no such slope and adds nothing.
    Not for causes whose coding changed between the two.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Life tables with the same ages, from :func:`qiyou.stats.lifetable.life_table`: columns
        ``age``, ``l``, ``T``, ``m``, ``population``.
    causes_first, causes_second : pandas.DataFrame
        Deaths, a row per band in the order of the tables, a column per cause; all causes, so
        that the rows add up to the deaths of the tables.

    Returns
    -------
    pandas.DataFrame
        ``age``, ``cause``, ``total`` and ``se`` in years; a row per band and cause.

    Raises
    ------
    ValueError
        As :func:`contribution_by_age`; causes or bands differ between the four.

    References
    ----------
    Arriaga EE (1989). Changing trends in mortality decline during the last decades. In Ruzicka,
    Wunsch, Kane (eds), Differential mortality, 105-129. Clarendon Press, Oxford.

    Examples
    --------
    >>> ages = {"age": [0, 65], "population": [1000.0, 100.0]}
    >>> before = pd.DataFrame(ages | {"l": [1.0, 0.8], "T": [70.0, 10.0], "m": [0.004, 0.08]})
    >>> after = pd.DataFrame(ages | {"l": [1.0, 0.9], "T": [76.0, 13.5], "m": [0.002, 0.07]})
    >>> one = pd.DataFrame({"a": [1, 4], "b": [3, 4]})
    >>> two = pd.DataFrame({"a": [1, 4], "b": [1, 3]})
    >>> contribution_by_cause(before, after, one, two)["total"].abs().round(6).tolist()
    [0.0, 4.0, 0.0, 2.0]
    """
    by_age = contribution_by_age(first, second)
    names = list(causes_first.columns)
    if names != list(causes_second.columns) or {len(causes_first), len(causes_second)} != {
            len(by_age)}:
        raise ValueError("causes and bands must be the same on both sides")
    people = [table["population"].to_numpy(float)[:, None] for table in (first, second)]
    events = [frame.to_numpy(dtype=float) for frame in (causes_first, causes_second)]
    rates = [count / base for count, base in zip(events, people, strict=True)]
    change = (second["m"].to_numpy(float) - first["m"].to_numpy(float))[:, None]
    total = by_age["total"].to_numpy()[:, None]
    slope = np.divide(total, change, out=np.zeros_like(total), where=change != 0)
    spread = np.sqrt(sum(count / base**2 for count, base in zip(events, people, strict=True)))
    return pd.DataFrame({
        "age": np.repeat(by_age["age"].to_numpy(), len(names)), "cause": names * len(by_age),
        "total": (slope * (rates[1] - rates[0])).ravel(),
        "se": (np.abs(slope) * spread).ravel()})


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
