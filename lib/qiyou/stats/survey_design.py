"""survey_design — respondents with weights, strata and clusters -> variances by linearisation."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

LONELY = ("refuse", "certainty", "centre")


class Calibration(NamedTuple):
    """What calibrated weights were fitted from; variances need it."""

    base_weight: np.ndarray  # (respondents,) weights before calibration
    indicators: np.ndarray  # (respondents, categories) membership in every margin's categories
    is_converged: bool


class Layout(NamedTuple):
    """Where the primary sampling units (PSUs) lie."""

    psu: np.ndarray  # (respondents,) number of the PSU
    stratum: np.ndarray  # (PSUs,) number of the stratum
    sampled: np.ndarray  # (strata,) PSUs in the sample
    fraction: np.ndarray  # (strata,) their share of the stratum's PSUs; 0 without fpc


@dataclass(frozen=True, eq=False)
class SurveyDesign:
    """A sample with the design that it was drawn by.

    One stage counts for the variance: PSUs drawn within strata; what was subsampled inside a PSU
    adds nothing (the usual "ultimate cluster" rule). Not for quota or volunteer samples, which
    have no known probabilities, and not for systematic samples from an ordered list without
    saying so: their variance is overstated.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per respondent.
    weight : str
        Column of design weights: how many of the population a respondent stands for.
    strata, cluster : str, optional
        Columns of the stratum and the PSU (household, village). PSU names need only be unique
        within their stratum. Without ``cluster`` each respondent is a PSU.
    fpc : str, optional
        Column with the number of PSUs that the stratum has in the population, for the finite
        population correction. Without it PSUs count as drawn with replacement.
    lonely : {"refuse", "certainty", "centre"}
        Strata with one sampled PSU of several: refuse; add no variance (right only if the PSU
        was certain to be drawn); or centre at the mean of all PSUs (cautious).
    calibration : Calibration, optional
        Filled by :func:`qiyou.stats.calibration.rake`.

    Raises
    ------
    ValueError
        Missing column; weights not positive; gaps in strata or clusters; fpc that changes within
        a stratum or is below the sample; fewer than two PSUs; lonely PSUs when refused.

    References
    ----------
    Lumley T (2010). Complex Surveys: a guide to analysis using R. Wiley. Binder DA (1983).
    On the variances of asymptotically normal estimators from complex surveys. ISR 51, 279-292.

    Examples
    --------
    >>> frame = pd.DataFrame({"w": [3.0, 3.0, 4.0, 4.0], "town": list("aabb")})
    >>> degrees_of_freedom(SurveyDesign(frame, "w", strata="town"))
    2
    """

    frame: pd.DataFrame
    weight: str
    strata: str | None = None
    cluster: str | None = None
    fpc: str | None = None
    lonely: str = "refuse"
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        if self.lonely not in LONELY:
            raise ValueError(f"lonely {self.lonely!r} is none of {', '.join(LONELY)}")
        for column in (self.weight, self.strata, self.cluster, self.fpc):
            _check_column(self.frame, column)
        weights = weights_of(self)
        if not (np.isfinite(weights) & (weights > 0)).all():
            raise ValueError(f"weights in {self.weight!r} must be finite and above 0")
        _check_layout(self, layout_of(self))


def weights_of(design: SurveyDesign) -> np.ndarray:
    """Return the weights that estimates use, as floats.

    Examples
    --------
    >>> weights_of(SurveyDesign(pd.DataFrame({"w": [1, 2]}), "w")).tolist()
    [1.0, 2.0]
    """
    return design.frame[design.weight].to_numpy(float)


def layout_of(design: SurveyDesign) -> Layout:
    """Return which PSU and stratum each respondent is in, and the sampling fractions.

    Examples
    --------
    >>> frame = pd.DataFrame({"w": 1.0, "home": [7, 7, 8], "homes": 4})
    >>> layout_of(SurveyDesign(frame, "w", cluster="home", fpc="homes")).fraction.tolist()
    [0.5]
    """
    frame, rows = design.frame, np.arange(len(design.frame))
    of_row = pd.factorize(frame[design.strata])[0] if design.strata else np.zeros_like(rows)
    inner = pd.factorize(frame[design.cluster])[0] if design.cluster else rows
    pairs, first, psu = np.unique(
        np.column_stack([of_row, inner]), axis=0, return_index=True, return_inverse=True
    )
    stratum = pairs[:, 0]
    sampled = np.bincount(stratum)
    if design.fpc is None:
        return Layout(psu, stratum, sampled, np.zeros(sampled.size))
    population = frame[design.fpc].to_numpy(float)
    size = np.zeros(sampled.size)
    size[of_row[first]] = population[first]
    if not np.array_equal(population, size[of_row]):
        raise ValueError(f"{design.fpc!r} must be one number in each stratum")
    if (size < sampled).any():
        raise ValueError(f"{design.fpc!r} is below the number of sampled PSUs in a stratum")
    return Layout(psu, stratum, sampled, sampled / size)


def linearised_variance(design: SurveyDesign, scores: np.ndarray) -> float:
    """Variance of a statistic from its linearised values.

    Weighted scores are summed by PSU; the variance of the PSU sums within strata, times
    (1 − sampling fraction), is added over strata. After calibration the scores are first
    replaced by their residuals on the calibration margins, which is where raking gains.

    Parameters
    ----------
    design : SurveyDesign
    scores : array, shape (respondents,)
        Influence of each respondent on the statistic, before weighting; 0 outside a domain.

    Returns
    -------
    float
        In the square of the statistic's unit.

    References
    ----------
    Deville JC, Särndal CE (1992). Calibration estimators in survey sampling. JASA 87, 376-382.

    Examples
    --------
    >>> design = SurveyDesign(pd.DataFrame({"w": [1.0, 1.0, 1.0]}), "w")
    >>> linearised_variance(design, np.array([-1.0, 0.0, 1.0]) / 3) * 3  # s² / n, n = 3
    1.0
    """
    if design.calibration is not None:
        scores = _residuals(scores, design.calibration)
    layout = layout_of(design)
    totals = np.bincount(layout.psu, weights_of(design) * scores, layout.stratum.size)
    means = np.bincount(layout.stratum, totals) / layout.sampled
    is_lonely = layout.sampled == 1
    if design.lonely == "centre":
        means = np.where(is_lonely, totals.mean(), means)
    spread = np.bincount(layout.stratum, (totals - means[layout.stratum]) ** 2)
    correction = np.where(is_lonely, 1.0, layout.sampled / np.maximum(layout.sampled - 1, 1))
    return float(np.sum((1 - layout.fraction) * correction * spread))


def degrees_of_freedom(design: SurveyDesign, inside: np.ndarray | None = None) -> int:
    """Return PSUs minus strata, counting only those with respondents ``inside`` a domain.

    Examples
    --------
    >>> design = SurveyDesign(pd.DataFrame({"w": [1.0, 1.0, 1.0]}), "w")
    >>> degrees_of_freedom(design, np.array([True, True, False]))
    1
    """
    layout = layout_of(design)
    psus = np.unique(layout.psu if inside is None else layout.psu[inside])
    return int(psus.size - np.unique(layout.stratum[psus]).size)


def _residuals(scores: np.ndarray, calibration: Calibration) -> np.ndarray:
    root = np.sqrt(calibration.base_weight)
    fit = np.linalg.lstsq(calibration.indicators * root[:, None], scores * root, rcond=None)[0]
    return scores - calibration.indicators @ fit


def _check_column(frame: pd.DataFrame, column: str | None) -> None:
    if column is None:
        return
    if column not in frame.columns:
        raise ValueError(f"the frame has no column {column!r}")
    gaps = int(frame[column].isna().sum())
    if gaps:
        raise ValueError(f"{column!r} has {gaps} missing values")


def _check_layout(design: SurveyDesign, layout: Layout) -> None:
    if not (layout.sampled >= 2).any():
        raise ValueError("no stratum has two PSUs: the sample cannot show its own variance")
    is_lonely = (layout.sampled == 1) & (layout.fraction < 1)
    if is_lonely.any() and design.lonely == "refuse":
        names = pd.factorize(design.frame[design.strata])[1][is_lonely].tolist()
        raise ValueError(
            f"one PSU only in strata {names}: merge strata, or choose lonely='centre' or, "
            "if it was certain to be drawn, 'certainty'"
        )
