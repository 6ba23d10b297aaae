"""calibration — a survey design and known margins -> a raked design and a convergence report."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from qiyou.stats.survey_design import Calibration, SurveyDesign, weights_of

RAKED = "raked_weight"
_TOTALS_AGREE = 1e-6  # margins come from one population: their sums differ by rounding only


@dataclass(frozen=True, eq=False)
class RakeReport:
    """How raking went.

    Attributes
    ----------
    is_converged : bool
        Whether every margin is met within the tolerance.
    iterations : int
        Rounds over all margins.
    largest_gap : float
        Largest relative difference between a margin and its target.
    smallest_factor, largest_factor : float
        Range of raked weight / design weight; a wide range means that few respondents carry much.
    weighting_effect : float
        Kish's 1 + CV² of the raked weights: how much the unequal weights cost.
    margins : pandas.DataFrame
        Columns ``margin, category, target, before, after, respondents``.
    """

    is_converged: bool
    iterations: int
    largest_gap: float
    smallest_factor: float
    largest_factor: float
    weighting_effect: float
    margins: pd.DataFrame


class Raked(NamedTuple):
    """A raked design and how it was reached."""

    design: SurveyDesign
    report: RakeReport


def rake(
    design: SurveyDesign,
    margins: Mapping[str, Mapping],
    tolerance: float = 1e-10,
    max_iterations: int = 500,
) -> Raked:
    """Scale weights until the sample agrees with known margins of the population.

    For bringing a sample in line with census counts by sex, age, town. Not for margins with
    categories of a handful of respondents (merge them first), not twice in a row (give all
    margins at once), and no cure for people that could not be reached at all.

    Parameters
    ----------
    design : SurveyDesign
        With its design weights.
    margins : mapping of column to mapping of category to total
        Population totals; each margin must have every category of the sample and no other.
    tolerance : float
        Relative gap at which to stop.
    max_iterations : int
        Rounds after which to give up.

    Returns
    -------
    Raked
        ``design`` carries the weights in column ``raked_weight`` and remembers the margins, so
        that standard errors use residuals on them. When the rounds run out the report says so
        and every estimate from the design is flagged ``unstable``.

    Raises
    ------
    ValueError
        A design raked before; unknown or empty categories; totals that are not positive, or
        whose sums differ between margins.

    References
    ----------
    Deming WE, Stephan FF (1940). Annals of Mathematical Statistics 11, 427-444.
    Deville JC, Särndal CE, Sautory O (1993). Generalized raking procedures in survey sampling.
    JASA 88, 1013-1020. Kish L (1992). Weighting for unequal Pi. JOS 8, 183-200.

    Examples
    --------
    >>> frame = pd.DataFrame({"w": 10.0, "sex": list("mmff"), "old": [0, 1, 0, 0]})
    >>> raked = rake(SurveyDesign(frame, "w"), {"sex": {"m": 18, "f": 22}, "old": {0: 32, 1: 8}})
    >>> raked.report.is_converged, raked.design.frame["raked_weight"].round(6).tolist()
    (True, [10.0, 8.0, 11.0, 11.0])
    """
    if design.calibration is not None:
        raise ValueError("the design is raked already: give all margins at once")
    codes, targets = _read_margins(design.frame, margins)
    base = weights_of(design)
    weights, gap, iterations = base, np.inf, 0
    while gap > tolerance and iterations < max_iterations:
        weights = _one_round(weights, codes, targets)
        gap, iterations = _largest_gap(weights, codes, targets), iterations + 1
    indicators = np.column_stack([
        code[:, None] == np.arange(target.size) for code, target in zip(codes, targets, strict=True)
    ]).astype(float)
    raked = replace(
        design, frame=design.frame.assign(**{RAKED: weights}), weight=RAKED,
        calibration=Calibration(base, indicators, gap <= tolerance),
    )
    factors = weights / base
    report = RakeReport(
        gap <= tolerance, iterations, gap, float(factors.min()), float(factors.max()),
        float(1 + weights.var() / weights.mean() ** 2), _compare(margins, codes, base, weights),
    )
    return Raked(raked, report)


def _one_round(
    weights: np.ndarray, codes: list[np.ndarray], targets: list[np.ndarray]
) -> np.ndarray:
    for code, target in zip(codes, targets, strict=True):
        weights = weights * (target / np.bincount(code, weights))[code]
    return weights


def _largest_gap(
    weights: np.ndarray, codes: list[np.ndarray], targets: list[np.ndarray]
) -> float:
    gaps = [
        np.abs(np.bincount(code, weights) / target - 1).max()
        for code, target in zip(codes, targets, strict=True)
    ]
    return float(max(gaps))


def _read_margins(
    frame: pd.DataFrame, margins: Mapping[str, Mapping]
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    if not margins:
        raise ValueError("no margins to rake to")
    codes, targets = [], []
    for column, wanted in margins.items():
        if column not in frame.columns:
            raise ValueError(f"the frame has no column {column!r}")
        target = np.array(list(wanted.values()), float)
        if not (np.isfinite(target) & (target > 0)).all():
            raise ValueError(f"totals of {column!r} must be finite and above 0")
        code = pd.Index(wanted).get_indexer(frame[column])
        if (code < 0).any():
            unknown = frame[column][code < 0].unique().tolist()
            raise ValueError(f"{column!r} holds {unknown}, for which no total is given")
        empty = [name for at, name in enumerate(wanted) if at not in code]
        if empty:
            raise ValueError(f"nobody in the sample has {column!r} = {empty}: merge categories")
        codes.append(code)
        targets.append(target)
    sums = np.array([target.sum() for target in targets])
    if np.ptp(sums) > _TOTALS_AGREE * sums.max():
        raise ValueError(f"margins add up to different totals: {sums.tolist()}")
    return codes, targets


def _compare(
    margins: Mapping[str, Mapping], codes: list[np.ndarray], base: np.ndarray, weights: np.ndarray
) -> pd.DataFrame:
    parts = [
        pd.DataFrame({
            "margin": column, "category": list(wanted), "target": list(wanted.values()),
            "before": np.bincount(code, base), "after": np.bincount(code, weights),
            "respondents": np.bincount(code),
        })
        for (column, wanted), code in zip(margins.items(), codes, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)
