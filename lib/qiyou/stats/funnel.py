"""funnel — events and bases of many areas -> control limits around a target, and signals."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import gammainc

from qiyou.stats import limits

KINDS = ("proportion", "rate", "ratio")
LEVELS = {"95": 0.95, "998": 0.998}
SIGNALS = ("within", "low_95", "high_95", "low_998", "high_998")
WINSORISED = 0.1  # share of z-scores drawn in at each end (Spiegelhalter 2005)
_STEPS = 64  # halvings of the search for a count; beyond double precision


def funnel(
    frame: pd.DataFrame, kind: str, target: float | None = None, per: float = 1.0,
    is_adjusted: bool = False,
) -> pd.DataFrame:
    """Areas against the limits that chance alone would keep them in.

    An area outside the 95 % limits is one whose own 95 % interval leaves out the target. Not for
    ranking, and not for areas whose populations differ in what drives the figure, unless the
    figure is standardised (a ratio of observed to expected) or the limits are adjusted.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``events`` and ``base`` per area: people for a proportion, person-years for a rate,
        expected events for a ratio. Other columns are kept.
    kind : {"proportion", "rate", "ratio"}
        What events over base is.
    target : float, optional
        Value to compare with, per unit of base; by default all events over all bases.
    per : float
        Unit of the values and limits given back: 100 for per cent.
    is_adjusted : bool
        Widen the limits for overdispersion: differences that chance does not explain and that
        all areas share.

    Returns
    -------
    pandas.DataFrame
        ``frame`` with ``value, target, low_95, high_95, low_998, high_998`` (per ``per``), ``z``,
        ``dispersion`` (factor φ that the limits were widened by, 1 if not) and ``signal``:
        ``within``, ``low_95`` …, ``high_998``.

    Raises
    ------
    ValueError
        Missing column; negative, NaN or infinite figures; an area without base; one area alone
        without target or with adjustment; a target out of range.

    References
    ----------
    Spiegelhalter DJ (2005). Funnel plots for comparing institutional performance. Statistics in
    Medicine 24, 1185-1202. Public Health England, Fingertips technical guidance (limits).

    Examples
    --------
    >>> areas = pd.DataFrame({"events": [20, 45, 30], "base": [100, 100, 100]})
    >>> funnel(areas, "proportion", target=0.3)["signal"].tolist()
    ['low_95', 'high_998', 'within']
    """
    events, base = _areas(frame, kind)
    if target is None:
        target = _pooled_value(events, base)
    value, spread = events / base, _spread(base, target, kind)
    z = (value - target) / spread
    factor = max(1.0, dispersion(z)) if is_adjusted else 1.0
    edges = funnel_limits(base, target, kind, factor)
    return frame.assign(
        value=value * per, target=target * per,
        **{name: edges[name].to_numpy() * per for name in edges}, z=z, dispersion=factor,
        signal=_signals(value, edges),
    )


def funnel_limits(
    base: ArrayLike, target: float, kind: str, factor: float = 1.0
) -> pd.DataFrame:
    """Control limits at given bases: the lines of the funnel.

    Proportions: target ± z √(target (1 − target) / base), where Wilson's interval just touches
    the target. Rates and ratios: the count whose exact Poisson interval just touches the count
    expected, over the base. With ``factor`` φ the distances from the target grow by √φ.

    Parameters
    ----------
    base : 1-D array
        People, person-years or expected events, above 0.
    target : float
        Centre, per unit of base.
    kind : {"proportion", "rate", "ratio"}
        As in :func:`funnel`.
    factor : float
        Dispersion φ, 1 or more.

    Returns
    -------
    pandas.DataFrame
        ``low_95, high_95, low_998, high_998`` per unit of base, cut at 0 and, for proportions, 1.

    Raises
    ------
    ValueError
        Unknown kind, base not positive, target or factor out of range.

    References
    ----------
    Spiegelhalter DJ (2005). Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> funnel_limits([100, 400], 0.3, "proportion").loc[0].round(3).tolist()
    [0.21, 0.39, 0.158, 0.442]
    """
    base = limits.nonnegative("base", base)
    if (base == 0).any():
        raise ValueError("base holds 0")
    if not factor >= 1:
        raise ValueError(f"factor {factor!r} is below 1")
    spread = _spread(base, target, kind)
    columns = {}
    for name, level in LEVELS.items():
        if kind == "proportion":
            down = up = limits.critical(level) * spread
        else:
            low, high = _poisson_edges(base * target, level)
            down, up = target - low / base, high / base - target
        columns[f"low_{name}"] = np.maximum(target - np.sqrt(factor) * down, 0)
        columns[f"high_{name}"] = target + np.sqrt(factor) * up
    edges = pd.DataFrame(columns)
    return edges.clip(upper=1) if kind == "proportion" else edges


def dispersion(z: ArrayLike, share: float = WINSORISED) -> float:
    """Mean squared z-score after drawing in the extreme ones: 1 when chance explains it all.

    Not for a handful of areas: with seven its own chance spread is about ± 0.5.

    Parameters
    ----------
    z : 1-D array
        Standardised distances from the target.
    share : float
        Share at each end that is set to the quantile there, 0 to below one half.

    Returns
    -------
    float
        φ; :func:`funnel` widens the limits only where it is above 1.

    Raises
    ------
    ValueError
        Fewer than two areas; z not finite; ``share`` out of range.

    References
    ----------
    Spiegelhalter DJ (2005). Handling over-dispersion of performance indicators. Quality and
    Safety in Health Care 14, 347-351.

    Examples
    --------
    >>> dispersion([-1.0, 1.0, -1.0, 1.0], share=0)
    1.0
    """
    z = np.asarray(z, dtype=float)
    if z.size < 2 or not np.isfinite(z).all():
        raise ValueError("overdispersion needs at least two areas with a finite distance")
    if not 0 <= share < 0.5:
        raise ValueError(f"share {share!r} is not between 0 and one half")
    low, high = np.quantile(z, [share, 1 - share])
    return float(np.mean(np.clip(z, low, high) ** 2))


def _areas(frame: pd.DataFrame, kind: str) -> tuple[np.ndarray, np.ndarray]:
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    missing = [name for name in ("events", "base") if name not in frame]
    if missing:
        raise ValueError(f"the frame has no column {', '.join(missing)}")
    check = limits.within_base if kind == "proportion" else limits.with_exposure
    events, base = check(frame["events"], frame["base"])
    if (base == 0).any():
        raise ValueError(f"row {frame.index[int(np.argmax(base == 0))]}: base is 0")
    return events, base


def _pooled_value(events: np.ndarray, base: np.ndarray) -> float:
    if len(events) < 2:
        raise ValueError("one area alone has nothing to be compared with; give a target")
    return float(events.sum() / base.sum())


def _spread(base: np.ndarray, target: float, kind: str) -> np.ndarray:
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    if not 0 < target < (1 if kind == "proportion" else np.inf):
        raise ValueError(f"target {target!r} is out of range for a {kind}")
    return np.sqrt(target * (1 - target if kind == "proportion" else 1) / base)


def _poisson_edges(expected: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    # The exact interval of a count c ends at the gamma quantiles of shape c (below) and c + 1
    # (above), so the count that touches `expected` is found from that shape.
    tail = (1 - level) / 2
    return _shape(expected, 1 - tail) - 1, _shape(expected, tail)


def _shape(expected: np.ndarray, probability: float) -> np.ndarray:
    low, high = np.zeros_like(expected), expected + 20 * np.sqrt(expected) + 50
    for _ in range(_STEPS):
        middle = (low + high) / 2
        is_too_small = gammainc(middle, expected) > probability
        low, high = np.where(is_too_small, middle, low), np.where(is_too_small, high, middle)
    return (low + high) / 2


def _signals(value: np.ndarray, edges: pd.DataFrame) -> np.ndarray:
    sides = [value < edges["low_998"], value > edges["high_998"], value < edges["low_95"],
             value > edges["high_95"]]
    return np.select(sides, ["low_998", "high_998", "low_95", "high_95"], "within")
