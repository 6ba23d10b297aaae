"""revisions — figures before and after -> size of each change, inside the noise or not."""

import numpy as np
import pandas as pd

from qiyou.register.forms import Forms
from qiyou.stats.limits import critical


def revision_sizes(revisions: pd.DataFrame, forms: Forms, level: float) -> pd.DataFrame:
    """Size of every change of a figure, the largest first.

    A count of events would come out otherwise in another year by about its square root, whoever
    counts. A correction smaller than that is right to make and changes no judgement. Not for
    columns that hold complete registers: there only the share of the change is given.

    Parameters
    ----------
    revisions : DataFrame
        ``qiyou.store.history.REVISIONS``.
    forms : Forms
    level : float
        Confidence of the interval that a change must leave, 0 to 1.

    Returns
    -------
    DataFrame
        ``revisions`` with change (new minus old; a figure taken back counts as nought),
        change_pct (of the old figure; missing where that was nought), in_roots (change in square
        roots of the larger count, counts of events only), is_inside (within the interval of the
        larger count; missing for others). Ordered by the change as a share of the larger figure,
        so that what rose from nought counts as whole; texts last.
    """
    old, new = revisions["old"].fillna(0), revisions["new"].fillna(0)
    change = (new - old).where(revisions["old"].notna() | revisions["new"].notna())
    counts = np.maximum(old, new).where(_is_events(revisions, forms))
    roots = change / np.sqrt(counts.where(counts.gt(0)))
    found = revisions.assign(
        change=change, change_pct=100 * change / old.abs().where(old.ne(0)), in_roots=roots,
        is_inside=roots.abs().lt(critical(level)).astype("boolean").where(roots.notna()))
    largest = np.maximum(old.abs(), new.abs())
    rank = change.abs() / largest.where(largest.gt(0))
    order = rank.sort_values(ascending=False, kind="stable", na_position="last").index
    return found.loc[order].reset_index(drop=True)


def _is_events(revisions: pd.DataFrame, forms: Forms) -> pd.Series:
    pairs = zip(revisions["form"], revisions["column"], strict=True)
    known = [form in forms.forms and column in forms.forms[form].columns
             and forms.forms[form].columns[column].chance == "events" for form, column in pairs]
    return pd.Series(known, index=revisions.index, dtype=bool)
