"""labour — household surveys and case files -> unemployment, and how soon arrears are settled."""

import warnings
from dataclasses import replace
from math import nan

import numpy as np
import pandas as pd

from qiyou.stats import limits
from qiyou.stats.estimate import Estimate
from qiyou.stats.intervals import proportion_interval
from qiyou.stats.survey import survey_proportion
from qiyou.stats.survey_design import SurveyDesign
from qiyou.stats.survey_estimate import SurveyEstimate

STATUSES = ("employed", "unemployed", "outside")
WIDEST_CV = 0.3  # above a third of the value an unemployment rate says little
FEW = 10  # cases; below it a curve is marked unstable


def unemployment_rate(
    design: SurveyDesign, status: str, month: str | None = None, level: float = 0.95
) -> SurveyEstimate:
    """Share of the labour force that is unemployed, from a household survey.

    Unemployed / (employed + unemployed), the labour force itself being estimated. Several
    months are pooled: a rate for their average, with visits to the same household in different
    months kept together. Not for registered unemployment, which is a count, and not for one
    month of one county unless the sample is large: look at ``cv``.

    Parameters
    ----------
    design : SurveyDesign
        One row per person (and month). Pooling needs ``cluster``: the household or the sampled
        area, under one name in every month.
    status : str
        Column of ``employed``, ``unemployed``, ``outside`` (the labour force).
    month : str, optional
        Column of the month, when the rows are of several.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    SurveyEstimate
        A share between 0 and 1 with logit limits; ``n`` the labour force asked, ``events`` the
        unemployed among them; ``cv`` its coefficient of variation. Flagged ``pooled`` for
        several months; ``unstable`` below 10 unemployed or when ``cv`` is above 0.3.

    Raises
    ------
    ValueError
        Another status or a gap; months without ``cluster``.

    References
    ----------
    ILO (2013). Resolution concerning statistics of work, employment and labour
    underutilization, 19th ICLS, paragraphs 47-51. Lumley T (2010). Complex Surveys. Wiley.

    Examples
    --------
    >>> asked = pd.DataFrame({"w": 1.0, "s": ["unemployed"] * 10 + ["employed"] * 90})
    >>> answer = unemployment_rate(SurveyDesign(asked, "w"), "s")
    >>> answer.estimate.value, round(answer.cv, 3)
    (0.1, 0.302)
    """
    frame = design.frame
    for column in filter(None, (status, month)):
        if column not in frame.columns or frame[column].isna().any():
            raise ValueError(f"the frame has no column {column!r}, or it has gaps")
    wrong = sorted(set(frame[status]) - set(STATUSES))
    if wrong:
        raise ValueError(f"{status!r} holds {wrong}; expected {', '.join(STATUSES)}")
    is_pooled = month is not None and frame[month].nunique() > 1
    if is_pooled and design.cluster is None:
        raise ValueError("pooling months needs the household as cluster: it is asked repeatedly")
    marked = replace(design, frame=frame.assign(**{_UNEMPLOYED: frame[status] == "unemployed"}))
    answer = survey_proportion(marked, _UNEMPLOYED, level, frame[status] != "outside")
    return _stand(answer, is_pooled)


_UNEMPLOYED = "is_unemployed"


def settled_share(
    opened: pd.Series, settled: pd.Series, on: pd.Timestamp, level: float = 0.95
) -> Estimate:
    """Share of the cases opened by a date that were settled by that date.

    For a promise like "98 % settled at year's end". It depends on how recent the cases are:
    compare places or years with :func:`settled_within`, which does not.

    Parameters
    ----------
    opened, settled : Series of dates, shape (cases,)
        ``settled`` is empty (NaT) for open cases.
    on : date
        Cases opened later are left out; cases settled later count as open.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate
        A share with Wilson's limits (chance in how such cases go; the count itself is exact).
        No cases: flagged ``missing``; below 10: ``unstable``.

    Raises
    ------
    ValueError
        Missing opening dates; cases settled before they were opened.

    References
    ----------
    Wilson EB (1927). JASA 22, 209-212.

    Examples
    --------
    >>> opened = pd.Series(pd.to_datetime(["2024-01-05", "2024-02-01", "2024-03-01", "2025-01-02"]))
    >>> settled = pd.Series(pd.to_datetime(["2024-01-20", None, "2024-12-31", None]))
    >>> round(settled_share(opened, settled, pd.Timestamp("2024-12-31")).value, 4)
    0.6667
    """
    _, is_settled = _durations(opened, settled, on)
    share = proportion_interval(int(is_settled.sum()), is_settled.size, level)
    return share if share.flag == "missing" else _few(share, is_settled.size)


def settlement_curve(
    opened: pd.Series, settled: pd.Series, on: pd.Timestamp, level: float = 0.95
) -> pd.DataFrame:
    """Chance that a case is settled within so many days (Kaplan–Meier).

    Open cases count for as long as they have been watched, instead of being dropped (which
    would leave only the quick ones) or counted as never settled. Not when cases leave the file
    for a reason that has to do with their prospects.

    Parameters
    ----------
    opened, settled, on, level
        As in :func:`settled_share`.

    Returns
    -------
    pandas.DataFrame
        One row for every day at which a case was settled or last seen: ``days, value, low, high,
        watched`` (cases still open and watched just before), ``settled``. Limits are log-log
        (Greenwood); NaN where they are not defined. Empty without cases.

    Raises
    ------
    ValueError
        As in :func:`settled_share`.

    References
    ----------
    Kaplan EL, Meier P (1958). JASA 53, 457-481. Kalbfleisch JD, Prentice RL (2002). The
    Statistical Analysis of Failure Time Data, section 1.4. Wiley.

    Examples
    --------
    >>> opened = pd.Series(pd.to_datetime(["2024-03-01"] * 4))
    >>> settled = pd.Series(pd.to_datetime(["2024-03-03", "2024-03-06", None, None]))
    >>> settlement_curve(opened, settled, pd.Timestamp("2024-03-11"))["value"].tolist()
    [0.25, 0.5, 0.5]
    """
    days, is_settled = _durations(opened, settled, on)
    limits.critical(level)
    if days.size == 0:
        return pd.DataFrame(columns=["days", "value", "low", "high", "watched", "settled"])
    # Loaded here because it costs half a second, which the other statistics need not pay.
    from scipy.stats import CensoredData, ecdf  # noqa: PLC0415

    sample = CensoredData.right_censored(days, ~is_settled)
    waiting = ecdf(sample).sf
    with warnings.catch_warnings():
        # SciPy warns where Greenwood's variance is not defined; there NaN says it.
        warnings.simplefilter("ignore", RuntimeWarning)
        bounds = waiting.confidence_interval(level, method="log-log")
    at = waiting.quantiles
    return pd.DataFrame({
        "days": at, "value": 1 - waiting.probabilities,
        "low": 1 - bounds.high.probabilities, "high": 1 - bounds.low.probabilities,
        "watched": [int(np.sum(days >= day)) for day in at],
        "settled": [int(np.sum(is_settled & (days == day))) for day in at],
    })
