"""draws — names and true rates -> counts by chance, the same on every machine.

Only ``random.Random`` seeded by a string (its stream is documented as stable) and the four basic
operations with square roots, which IEEE 754 fixes to the last bit. Logarithms and exponentials of
the C library may differ in the last digit from one machine to another, so none are used.
"""

from collections.abc import Sequence
from math import sqrt
from random import Random

SEED = "haiyu-1"
# A Poisson mean above this is drawn in parts, so that the start of the recurrence stays exact.
_PART = 16.0


def exp(x: float) -> float:
    """Exponential by halving and its series.

    Examples
    --------
    >>> round(exp(1.0), 12), round(exp(-3.0), 12)
    (2.718281828459, 0.049787068368)
    """
    halvings = 0
    while abs(x) > 0.125:
        x, halvings = x / 2, halvings + 1
    total = term = 1.0
    for n in range(1, 12):
        term *= x / n
        total += term
    for _ in range(halvings):
        total *= total
    return total


def source(*names) -> Random:
    """Stream of chance of one thing; the same names give the same stream."""
    return Random("/".join((SEED, *map(str, names))))


def normal(*names) -> float:
    """Standard normal deviate of one thing: twelve uniform ones less six (Irwin-Hall)."""
    stream = source(*names)
    return sum(stream.random() for _ in range(12)) - 6.0


def poisson(mean: float, stream: Random) -> int:
    """Count of events with a mean, by inversion."""
    total = 0
    while mean > _PART:
        total += _small_poisson(_PART, stream)
        mean -= _PART
    return total + _small_poisson(mean, stream)


def _small_poisson(mean: float, stream: Random) -> int:
    left, chance, count = stream.random(), exp(-mean), 0
    while left > chance and count < 200:
        left -= chance
        count += 1
        chance *= mean / count
    return count


def binomial(n: int, p: float, stream: Random) -> int:
    """Number of ``n`` independent trials that succeed."""
    return sum(stream.random() < p for _ in range(n))


def persistent(n: float, p: float, *names) -> int:
    """How many of ``n`` hold something, each with chance ``p``: the same people year after year.

    One normal deviate per thing stands for who happens to live there, so that a stock drifts with
    its true share and its base instead of being drawn afresh every quarter.
    """
    p = min(max(p, 0.0), 1.0)
    count = n * p + normal(*names) * sqrt(n * p * (1 - p))
    return int(min(max(count + 0.5, 0), n))


def pick(weights: Sequence[float], stream: Random) -> int:
    """Index drawn with chances in proportion to weights."""
    left = stream.random() * sum(weights)
    for index, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return index
    return len(weights) - 1
