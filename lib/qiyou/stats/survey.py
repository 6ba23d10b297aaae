"""survey — a survey design and a column -> estimates with design-based standard errors."""

from dataclasses import asdict
from math import isfinite, nan

import numpy as np
import pandas as pd

from qiyou.stats.calibration import Raked, RakeReport, rake
from qiyou.stats.small_area import FayHerriot, fay_herriot
from qiyou.stats.survey_design import SurveyDesign, linearised_variance, weights_of
from qiyou.stats.survey_estimate import Linear, SurveyEstimate, conclude, simple_variance

__all__ = [
    "FayHerriot", "RakeReport", "Raked", "SurveyDesign", "SurveyEstimate", "fay_herriot", "rake",
    "survey_domains", "survey_mean", "survey_proportion", "survey_ratio", "survey_total",
]

VAGUE_BASE = 0.2  # CV of a ratio's denominator; above it linearisation fails (Cochran 1977, 6.8)


def survey_mean(
    design: SurveyDesign, column: str, level: float = 0.95, where: pd.Series | None = None
) -> SurveyEstimate:
    """Weighted mean with linearised standard error and Student's t interval.

    Not for attributes (``survey_proportion`` keeps its limits within 0 and 1), nor for a few
    very skewed amounts: look at the median there.

    Parameters
    ----------
    design : SurveyDesign
    column : str
        Numbers; no gaps within the domain.
    level : float
        Two-sided confidence, 0 to 1.
    where : boolean array, shape (respondents,), optional
        The domain. Respondents outside stay in the design, as they must.

    Returns
    -------
    SurveyEstimate
        Flagged ``missing`` without respondents, ``suppressed`` when the domain lies in fewer than
        two PSUs of every stratum, ``unstable`` below 10 respondents.

    Raises
    ------
    ValueError
        Unknown column, gaps, text, a mask of the wrong length.

    References
    ----------
    Särndal CE, Swensson B, Wretman J (1992). Model Assisted Survey Sampling. Springer.
    Lumley T (2010). Complex Surveys. Wiley.

    Examples
    --------
    >>> town = pd.DataFrame({"w": 5.0, "beds": [10.0, 12.0, 17.0, 21.0], "N": 20})
    >>> answer = survey_mean(SurveyDesign(town, "w", fpc="N"), "beds")
    >>> answer.estimate.value, round(answer.se, 4)
    (15.0, 2.2211)
    """
    y, inside = _values(design, column, where), _domain(design, where)
    mean, scores = _ratio_scores(design, y, inside.astype(float))
    linear = Linear(mean, scores, simple_variance(design, y, inside))
    return conclude(design, linear, inside, level)


def survey_total(
    design: SurveyDesign, column: str, level: float = 0.95, where: pd.Series | None = None
) -> SurveyEstimate:
    """Weighted total of the population or of a domain.

    Not for weights that were scaled to the sample size: they give a total of the sample.
    Parameters, flags, errors and references as in :func:`survey_mean`.

    Examples
    --------
    >>> town = pd.DataFrame({"w": 5.0, "beds": [10.0, 12.0, 17.0, 21.0], "N": 20})
    >>> survey_total(SurveyDesign(town, "w", fpc="N"), "beds").estimate.value
    300.0
    """
    y, weights = _values(design, column, where), weights_of(design)
    simple = simple_variance(design, y, np.ones(len(y), bool)) * weights.sum() ** 2
    linear = Linear(float(np.sum(weights * y)), y, simple)
    return conclude(design, linear, _domain(design, where), level)


def survey_proportion(
    design: SurveyDesign, column: str, level: float = 0.95, where: pd.Series | None = None
) -> SurveyEstimate:
    """Weighted share with an attribute, with a logit interval that stays within 0 and 1.

    The interval is Student's t on the log-odds. With no events, or nothing but events, the
    limit is Wilson's for as many independent observations as there are PSUs (cautious).
    Not for shares given as percentages per respondent: take :func:`survey_mean`.
    Parameters, errors and references as in :func:`survey_mean`; ``column`` holds 0/1 or
    booleans. Flagged ``unstable`` also when fewer than 10 have, or lack, the attribute.

    Examples
    --------
    >>> asked = pd.DataFrame({"w": 1.0, "idle": [1] * 12 + [0] * 28})
    >>> share = survey_proportion(SurveyDesign(asked, "w"), "idle").estimate
    >>> round(share.low, 3), round(share.value, 3), round(share.high, 3)
    (0.174, 0.3, 0.465)
    """
    y, inside = _values(design, column, where), _domain(design, where)
    if not np.isin(y[inside], (0.0, 1.0)).all():
        raise ValueError(f"{column!r} must hold only 0 and 1")
    share, scores = _ratio_scores(design, y, inside.astype(float))
    simple = simple_variance(design, y, inside)
    return conclude(design, Linear(share, scores, simple, int(y.sum())), inside, level)


def survey_ratio(
    design: SurveyDesign, numerator: str, denominator: str, level: float = 0.95,
    where: pd.Series | None = None,
) -> SurveyEstimate:
    """Ratio of two weighted totals (spending per bed, books per pupil).

    Not the mean of the respondents' own ratios, and not where the denominator's own total is
    uncertain (coefficient of variation above 0.2: flagged ``unstable``), for linearisation
    breaks down there. Parameters, other flags and references as in :func:`survey_mean`.

    Raises
    ------
    ValueError
        Also when the denominator's total is 0.

    Examples
    --------
    >>> schools = pd.DataFrame({"w": 2.0, "books": [30.0, 50.0, 80.0], "pupils": [4, 4, 8]})
    >>> survey_ratio(SurveyDesign(schools, "w"), "books", "pupils").estimate.value
    10.0
    """
    inside = _domain(design, where)
    over, under = (_values(design, name, where) for name in (numerator, denominator))
    ratio, scores = _ratio_scores(design, over, under)
    if inside.any() and not isfinite(ratio):
        raise ValueError(f"the total of {denominator!r} is 0")
    spread = np.sqrt(linearised_variance(design, under))
    is_vague = spread > VAGUE_BASE * abs(np.sum(weights_of(design) * under))
    notes = ("denominator_uncertain",) if is_vague else ()
    return conclude(design, Linear(ratio, scores, notes=notes), inside, level)


_STATISTICS = {"mean": survey_mean, "total": survey_total, "proportion": survey_proportion}


def survey_domains(
    design: SurveyDesign, column: str, by: str, statistic: str = "mean", level: float = 0.95
) -> pd.DataFrame:
    """Estimate a statistic for every category of a column.

    Standard errors treat domain sizes as random, as they are. Not for comparing two domains by
    looking whether intervals overlap: the estimates are correlated within clusters.

    Parameters
    ----------
    design : SurveyDesign
    column : str
        What is estimated.
    by : str
        Column of domains (towns, age groups); gaps are refused.
    statistic : {"mean", "total", "proportion"}
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        One row per domain in sorted order: column ``by``, the fields of an Estimate, then
        ``se, cv, degrees, deff``.

    Raises
    ------
    ValueError
        Unknown statistic or column, gaps.

    Examples
    --------
    >>> asked = pd.DataFrame({"w": 1.0, "town": list("aabb"), "age": [30, 40, 50, 70]})
    >>> survey_domains(SurveyDesign(asked, "w"), "age", "town")[["town", "value"]].values.tolist()
    [['a', 35.0], ['b', 60.0]]
    """
    if statistic not in _STATISTICS:
        raise ValueError(f"statistic {statistic!r} is none of {', '.join(_STATISTICS)}")
    if by not in design.frame.columns or design.frame[by].isna().any():
        raise ValueError(f"the frame has no column {by!r}, or it has gaps")
    rows = []
    for domain in sorted(design.frame[by].unique()):
        answer = _STATISTICS[statistic](design, column, level, design.frame[by] == domain)
        rows.append({
            by: domain, **asdict(answer.estimate), "se": answer.se, "cv": answer.cv,
            "degrees": answer.degrees, "deff": answer.deff,
        })
    return pd.DataFrame(rows)


def _domain(design: SurveyDesign, where: pd.Series | None) -> np.ndarray:
    inside = np.ones(len(design.frame)) if where is None else np.asarray(where)
    if inside.shape != (len(design.frame),) or not np.isin(inside, (0, 1)).all():
        raise ValueError("where must hold one True or False per respondent")
    return inside.astype(bool)


def _values(design: SurveyDesign, column: str, where: pd.Series | None) -> np.ndarray:
    if column not in design.frame.columns:
        raise ValueError(f"the frame has no column {column!r}")
    values = pd.to_numeric(design.frame[column]).to_numpy(float)
    inside = _domain(design, where)
    gaps = int((~np.isfinite(values[inside])).sum())
    if gaps:
        raise ValueError(f"{column!r} has {gaps} missing or infinite values: drop or impute them")
    return np.where(inside, values, 0.0)


def _ratio_scores(
    design: SurveyDesign, over: np.ndarray, under: np.ndarray
) -> tuple[float, np.ndarray]:
    weights = weights_of(design)
    base = float(np.sum(weights * under))
    ratio = float(np.sum(weights * over)) / base if base else nan
    return ratio, (over - ratio * under) / base if base else np.zeros(len(over))


