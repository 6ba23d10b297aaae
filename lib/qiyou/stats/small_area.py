"""small_area — direct estimates of areas and what is known of them -> Fay–Herriot estimates."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from qiyou.stats import limits

METHODS = ("REML", "ML", "FH")
FEW = 10  # areas above the number of coefficients; below it the MSE is a rough guide
_GRID = 400  # points at which the likelihood is searched before it is refined


@dataclass(frozen=True, eq=False)
class FayHerriot:
    """A fitted area model.

    Attributes
    ----------
    areas : pandas.DataFrame
        One row per area: the fields of an Estimate, then ``mse``, ``direct``, ``direct_se`` and
        ``share_direct`` (weight of the area's own figure, 0 to 1).
    between_variance : float
        Variance between areas that the covariates leave unexplained.
    coefficients : pandas.DataFrame
        Columns ``value, se``; the first row is the intercept.
    """

    areas: pd.DataFrame
    between_variance: float
    coefficients: pd.DataFrame


class _Fit(NamedTuple):
    """Weighted least squares at one value of the between-area variance."""

    precision: np.ndarray  # (areas,) 1 / total variance
    covariance: np.ndarray  # (coefficients, coefficients)
    beta: np.ndarray  # (coefficients,)
    residual: np.ndarray  # (areas,)


def fay_herriot(
    direct: ArrayLike, variance: ArrayLike, covariates: ArrayLike | None = None,
    method: str = "REML", level: float = 0.95,
) -> FayHerriot:
    """Steady small areas' survey estimates by drawing on all areas (Fay–Herriot).

    Each area's own estimate is drawn towards what its covariates predict, the more the less it
    rests on. Not where an area's own figure is precise enough (coefficient of variation below
    10 to 15 %), not with variances guessed from a handful of respondents without smoothing them
    first, and not for ranking areas: drawn-in estimates are too close together.

    Parameters
    ----------
    direct : array or Series, shape (areas,)
        Direct (design-based) estimates; a Series' index names the areas.
    variance : array, shape (areas,)
        Their sampling variances, taken as known; above 0.
    covariates : array or DataFrame, shape (areas, covariates), optional
        Known for every area, free of sampling error. An intercept is added. Without them areas
        are drawn towards their common mean.
    method : {"REML", "ML", "FH"}
        How the variance between areas is estimated; FH is Fay and Herriot's moment equation.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    FayHerriot
        Limits are value ± z √MSE, with the second-order MSE of the method chosen. When the
        variance between areas comes out as 0, every value is the prediction alone: flagged
        ``unstable``. Fewer than 10 areas above the number of coefficients: noted, because the
        MSE is then a rough guide (seven towns are such a case).

    Raises
    ------
    ValueError
        Fewer areas than coefficients plus three; gaps; variances not above 0; lengths that
        differ; covariates that repeat each other.

    References
    ----------
    Fay RE, Herriot RA (1979). JASA 74, 269-277. Prasad NGN, Rao JNK (1990). The estimation of
    the mean squared error of small-area estimators. JASA 85, 163-171. Datta GS, Rao JNK, Smith DD
    (2005). Biometrika 92, 183-196. Rao JNK, Molina I (2015). Small Area Estimation. Wiley.

    Examples
    --------
    >>> towns = fay_herriot([3.1, 5.2, 4.0, 6.3, 2.2], [0.4, 0.9, 0.3, 1.2, 0.5])
    >>> round(towns.between_variance, 3), towns.areas["value"].round(2).tolist()
    (1.662, [3.27, 4.78, 4.0, 5.34, 2.62])
    """
    y, spread = _read_direct(direct, variance)
    x = _design_matrix(covariates, y.size)
    if method not in METHODS:
        raise ValueError(f"method {method!r} is none of {', '.join(METHODS)}")
    between = _between_variance(y, spread, x, method)
    fit = _fit(y, spread, x, between)
    shrinkage = spread * fit.precision
    value = y - shrinkage * fit.residual
    mse = _mse(spread, x, fit, between, method)
    half = limits.critical(level) * np.sqrt(mse)
    notes = [note for note, applies in (
        ("no_variance_between_areas", between == 0), ("few_areas", y.size - x.shape[1] < FEW),
    ) if applies]
    areas = pd.DataFrame({
        "value": value, "low": value - half, "high": value + half, "level": level,
        "method": f"Fay-Herriot, {method}", "n": np.nan, "events": np.nan,
        "flag": "unstable" if between == 0 else "ok", "note": ";".join(notes),
        "mse": mse, "direct": y, "direct_se": np.sqrt(spread), "share_direct": 1 - shrinkage,
    }, index=direct.index if isinstance(direct, pd.Series) else None)
    coefficients = pd.DataFrame(
        {"value": fit.beta, "se": np.sqrt(np.diag(fit.covariance))}, index=_names(covariates, x)
    )
    return FayHerriot(areas, between, coefficients)


def _fit(y: np.ndarray, spread: np.ndarray, x: np.ndarray, between: float) -> _Fit:
    precision = 1 / (spread + between)
    covariance = np.linalg.inv(x.T @ (precision[:, None] * x))
    beta = covariance @ (x.T @ (precision * y))
    return _Fit(precision, covariance, beta, y - x @ beta)


def _between_variance(y: np.ndarray, spread: np.ndarray, x: np.ndarray, method: str) -> float:
    """Root of the estimating equation, or 0 when the data show no variance between areas."""

    def equation(between: float) -> float:
        fit = _fit(y, spread, x, between)
        weighted = fit.precision * fit.residual
        if method == "FH":
            return float(weighted @ fit.residual) - (y.size - x.shape[1])
        trace = fit.precision.sum()
        if method == "REML":
            trace -= np.trace(fit.covariance @ (x.T @ (fit.precision[:, None] ** 2 * x)))
        return float(weighted @ weighted - trace)

    top = 10 * (y.var() + spread.max())
    # The likelihood may have several peaks: look at all crossings from + to − and keep the
    # highest peak, not the one next to a starting value.
    grid = np.concatenate([[0.0], np.geomspace(spread.min() * 1e-6, top, _GRID)])
    signs = np.sign([equation(between) for between in grid])
    peaks = [
        brentq(equation, grid[at], grid[at + 1], xtol=1e-14, rtol=1e-13)
        for at in np.flatnonzero((signs[:-1] > 0) & (signs[1:] <= 0))
    ]
    candidates = ([0.0] if signs[0] <= 0 else []) + peaks
    if method == "FH" or len(candidates) == 1:
        return float(candidates[-1])
    return float(max(candidates, key=lambda a: _log_likelihood(y, spread, x, a, method)))


def _log_likelihood(
    y: np.ndarray, spread: np.ndarray, x: np.ndarray, between: float, method: str
) -> float:
    fit = _fit(y, spread, x, between)
    value = np.log(fit.precision).sum() - fit.precision @ fit.residual**2
    return float(value + (np.linalg.slogdet(fit.covariance)[1] if method == "REML" else 0.0))


def _mse(
    spread: np.ndarray, x: np.ndarray, fit: _Fit, between: float, method: str
) -> np.ndarray:
    """Mean squared error to second order: g1 + g2 + 2 g3, less the bias of ML and FH."""
    precision, areas = fit.precision, spread.size
    shrinkage = spread * precision
    squares = (precision**2).sum()
    known = between * shrinkage
    coefficients = shrinkage**2 * np.einsum("ij,jk,ik->i", x, fit.covariance, x)
    if method == "FH":
        total = precision.sum()
        doubt = 2 * areas / total**2
        bias = 2 * (areas * squares - total**2) / total**3
    else:
        doubt = 2 / squares
        curve = fit.covariance @ (x.T @ (precision[:, None] ** 2 * x))
        bias = -np.trace(curve) / squares if method == "ML" else 0.0
    return known + coefficients + 2 * shrinkage**2 * precision * doubt - bias * shrinkage**2


def _read_direct(direct: ArrayLike, variance: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    y, spread = np.asarray(direct, float), np.asarray(variance, float)
    if y.ndim != 1 or y.shape != spread.shape:
        raise ValueError("direct and variance must be lists of one length")
    if not np.isfinite(y).all():
        raise ValueError("direct estimates hold gaps or infinite values")
    if not (np.isfinite(spread) & (spread > 0)).all():
        raise ValueError("sampling variances must be finite and above 0")
    return y, spread


def _design_matrix(covariates: ArrayLike | None, areas: int) -> np.ndarray:
    known = np.empty((areas, 0)) if covariates is None else np.asarray(covariates, float)
    known = known[:, None] if known.ndim == 1 else known
    if known.shape[0] != areas or not np.isfinite(known).all():
        raise ValueError("covariates must have one row of finite numbers per area")
    x = np.column_stack([np.ones(areas), known])
    if areas < x.shape[1] + 3:
        raise ValueError(f"{areas} areas are too few for {x.shape[1]} coefficients: 3 more needed")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError("a covariate is constant or repeats others")
    return x


def _names(covariates: ArrayLike | None, x: np.ndarray) -> list[str]:
    if isinstance(covariates, pd.DataFrame):
        return ["intercept", *map(str, covariates.columns)]
    return ["intercept", *(f"x{at}" for at in range(1, x.shape[1]))]
