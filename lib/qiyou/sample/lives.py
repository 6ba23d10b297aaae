"""lives — true death rates + who was there -> true life expectancy and premature mortality.

The hazards are constant within a band, so the survivors are exponentials and nothing is
approximated.
"""

from qiyou.sample.draws import exp
from qiyou.sample.people import BANDS, SEXES, cause_shares, mortality, rates, years

_FOUR = ("circulatory", "cancer", "diabetes", "respiratory")


def life_expectancy(town: int | None, span: tuple[int, int]) -> float:
    """Years at birth of both sexes together, over the years from first to last."""
    alive, total = 1.0, 0.0
    for number, first in enumerate(BANDS[:-1]):
        hazard = _hazard(town, span, number)
        left = alive * exp(-(BANDS[number + 1] - first) * hazard)
        total += (alive - left) / hazard
        alive = left
    return total + alive / _hazard(town, span, len(BANDS) - 1)


def premature_mortality(town: int | None, span: tuple[int, int]) -> float:
    """Chance of dying between 30 and 70 of the four diseases, as WHO defines it from five-year
    rates: q = 5 m / (1 + 2.5 m)."""
    survival = 1.0
    for number, first in enumerate(BANDS):
        if 30 <= first < 70:
            shares = dict(zip(rates()["causes"], cause_shares(first), strict=True))
            rate = _hazard(town, span, number) * sum(shares[name] for name in _FOUR)
            survival *= 1 - 5 * rate / (1 + 2.5 * rate)
    return 1 - survival


def _hazard(town: int | None, span: tuple[int, int], band: int) -> float:
    """Deaths that the true rates mean per person-year lived in a band."""
    towns = range(len(rates()["towns"])) if town is None else (town,)
    last = BANDS[band + 1] if band + 1 < len(BANDS) else 101
    deaths = lived = 0.0
    for year in range(span[0], span[1] + 1):
        for number in towns:
            for sex in SEXES:
                there = (sum(years()[year - 1].persons[number][sex][BANDS[band]:last])
                         + sum(years()[year].persons[number][sex][BANDS[band]:last])) / 2
                lived += there
                deaths += there * mortality(number, sex, BANDS[band], year)
    return deaths / lived
