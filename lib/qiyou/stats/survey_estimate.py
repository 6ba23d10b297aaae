"""survey_estimate — linearised values of a statistic -> a survey estimate with flag and notes."""

from dataclasses import dataclass
from math import inf, nan, sqrt
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit, stdtrit

from qiyou.stats import limits
from qiyou.stats.estimate import Estimate
from qiyou.stats.survey_design import (
    SurveyDesign,
    degrees_of_freedom,
    layout_of,
    linearised_variance,
    weights_of,
)

FEW = 10  # respondents or events; below it an estimate is marked unstable


@dataclass(frozen=True)
class SurveyEstimate:
    """An estimate with what else a survey report prints.

    Attributes
    ----------
    estimate : Estimate
        ``n`` is the number of respondents, ``events`` (proportions) those with the attribute.
    se : float
        Standard error, in the unit of the value.
    degrees : int
        Design degrees of freedom: PSUs minus strata.
    deff : float
        Design effect: variance against a simple random sample (without replacement) of the same
        size; NaN where not defined (ratios, full counts).
    """

    estimate: Estimate
    se: float
    degrees: int
    deff: float = nan

    @property
    def cv(self) -> float:
        """Coefficient of variation, se / |value|; infinite at a value of 0."""
        value = abs(self.estimate.value)
        return self.se / value if value > 0 else (inf if value == 0 else nan)


class Linear(NamedTuple):
    """A statistic, its linearised values, and what a simple random sample would vary by."""

    value: float
    scores: np.ndarray
    simple_variance: float = nan
    events: int | None = None  # of the respondents, for shares
    notes: tuple[str, ...] = ()


def simple_variance(design: SurveyDesign, y: np.ndarray, inside: np.ndarray) -> float:
    """Variance that the mean of a simple random sample of this size would have.

    Examples
    --------
    >>> import pandas as pd
    >>> design = SurveyDesign(pd.DataFrame({"w": [2.0, 2.0, 2.0]}), "w")
    >>> simple_variance(design, np.array([1.0, 2.0, 3.0]), np.ones(3, bool)) * 6  # (1 - 3/6) / 3
    1.0
    """
    weights, values = weights_of(design)[inside], y[inside]
    n, base = values.size, weights.sum()
    if n < 2 or base <= n:
        return nan
    centre = np.sum(weights * values) / base
    spread = np.sum(weights * (values - centre) ** 2) / base * n / (n - 1)
    return float((1 - n / base) * spread / n)


def conclude(
    design: SurveyDesign, linear: Linear, inside: np.ndarray, level: float
) -> SurveyEstimate:
    """Give a linearised statistic its limits, flag and notes.

    Parameters
    ----------
    design : SurveyDesign
    linear : Linear
    inside : array of bool, shape (respondents,)
        The domain.
    level : float

    Returns
    -------
    SurveyEstimate
        Logit limits for shares, Student's t for the rest.

    Examples
    --------
    >>> import pandas as pd
    >>> design = SurveyDesign(pd.DataFrame({"w": [2.0, 2.0]}), "w")
    >>> conclude(design, Linear(3.0, np.array([1.0, -1.0])), np.ones(2, bool), 0.95).se
    4.0
    """
    limits.critical(level)  # refuses a level outside 0 to 1
    n, degrees = int(inside.sum()), degrees_of_freedom(design, inside)
    is_share = linear.events is not None
    events = linear.events if is_share else nan
    method = f"Taylor linearisation, {'logit' if is_share else 'Student t'}"
    if n == 0 or degrees < 1:
        flag, note = ("suppressed", "under_2_psus") if n else ("missing", "no_base")
        return SurveyEstimate(
            Estimate(nan, nan, nan, nan, method, n, events, flag, note), nan, degrees
        )
    variance = linearised_variance(design, linear.scores)
    t = float(stdtrit(degrees, 0.5 + level / 2))
    if is_share:
        low, high = _share_limits(linear.value, sqrt(variance), t, _units(design, inside))
    else:
        low, high = linear.value - t * sqrt(variance), linear.value + t * sqrt(variance)
    notes = [*linear.notes, *_notes(design, n, linear.events)]
    is_shaky = bool(set(notes) - {"no_events", "only_events"})
    answer = Estimate(
        linear.value, low, high, level, method, n, events,
        "unstable" if is_shaky else "ok", ";".join(notes),
    )
    deff = variance / linear.simple_variance if linear.simple_variance > 0 else nan
    return SurveyEstimate(answer, sqrt(variance), degrees, deff)


def _share_limits(share: float, se: float, t: float, units: int) -> tuple[float, float]:
    if share in (0.0, 1.0):
        beyond = t**2 / (units + t**2)
        return (0.0, beyond) if share == 0 else (1 - beyond, 1.0)
    step = t * se / (share * (1 - share))
    return float(expit(logit(share) - step)), float(expit(logit(share) + step))


def _units(design: SurveyDesign, inside: np.ndarray) -> int:
    return int(np.unique(layout_of(design).psu[inside]).size)


def _notes(design: SurveyDesign, n: int, events: int | None) -> list[str]:
    is_raked_badly = design.calibration is not None and not design.calibration.is_converged
    found = {"raking_not_converged": is_raked_badly, "under_10_respondents": n < FEW}
    if events is not None:
        found |= {
            "no_events": events == 0, "under_10_events": events < FEW,
            "only_events": events == n, "under_10_without": n - events < FEW,
        }
    return [note for note, applies in found.items() if applies]
