"""simulate — the intervals of qiyou.stats -> docs/coverage.md, their true coverage.

Run from anywhere: ``python benchmarks/coverage/simulate.py`` (about three minutes). What can be
summed over all outcomes is summed, the rest is simulated with a fixed seed.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from qiyou.stats.intervals import (
    difference_interval,
    poisson_interval,
    proportion_interval,
    ratio_interval,
)
from qiyou.stats.lifetable import life_expectancy, life_table
from qiyou.stats.premature import death_probability
from qiyou.stats.standardise import directly_standardised_rate
from scipy import stats

PAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"
EXPECTED = (1, 3, 10, 30)
SIZES = (6_000, 20_000, 60_000, 200_000)
REPS, SEED = 4_000, 20_231_127

# Age pattern of the simulations: PHEindicatormethods, test data of phe_life_expectancy.
AGES = [0, 1, *range(5, 95, 5)]
PEOPLE = np.array([7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601, 50209,
                   56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936], dtype=float)
RATES = np.array([17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605,
                  1936, 1937]) / PEOPLE
STANDARD = [1000, 4000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000,
            5500, 5000, 4000, 2500, 1500, 1000]  # European Standard Population 2013


def of_outcomes(weights: np.ndarray, found: pd.DataFrame, truth: float) -> tuple[float, float]:
    """Share of outcomes with an interval, and of those the share whose interval holds the truth."""
    is_given = found["low"].notna().to_numpy()
    covers = (found["low"] <= truth).to_numpy() & (truth <= found["high"]).to_numpy()
    given = weights[is_given].sum()
    covered = weights[is_given & covers].sum() / given if given else np.nan
    return float(given / weights.sum()), float(covered)


def count(mean: float) -> tuple[float, float]:
    """Poisson count."""
    events = np.arange(stats.poisson.isf(1e-13, mean) + 1)
    return of_outcomes(stats.poisson.pmf(events, mean), poisson_interval(events), mean)


def proportion(n: int) -> Callable:
    """Proportion of n."""
    def coverage(mean: float) -> tuple[float, float]:
        events = np.arange(n + 1)
        weights = stats.binom.pmf(events, n, mean / n)
        return of_outcomes(weights, proportion_interval(events, n), mean / n)
    return coverage


def two_groups(compare: Callable, kind: str, base: int, truth: float) -> Callable:
    """Difference or ratio of two groups that are alike, ``base`` people or person-years each."""
    def coverage(mean: float) -> tuple[float, float]:
        events = np.arange(stats.poisson.isf(1e-9, mean) + 1)
        pmf = stats.poisson(mean) if kind == "rate" else stats.binom(base, mean / base)
        first, second = (grid.ravel() for grid in np.meshgrid(events, events))
        found = compare((first, base), (second, base), kind=kind)
        return of_outcomes(pmf.pmf(first) * pmf.pmf(second), found, truth)
    return coverage


def simulated(bands: slice, estimate: Callable) -> Callable:
    """Figure from Poisson deaths in age bands whose rates are scaled to the mean asked for."""
    def coverage(mean: float) -> tuple[float, float]:
        people, deaths = PEOPLE[bands], RATES[bands] * PEOPLE[bands]
        expected = deaths * mean / deaths.sum()
        truth = estimate(expected * 1e4, people * 1e4).value
        draws = np.random.default_rng(SEED).poisson(expected, (REPS, len(expected)))
        found = [estimate(draw, people) for draw in draws]
        limits = pd.DataFrame([(e.low, e.high) for e in found], columns=["low", "high"])
        return of_outcomes(np.ones(REPS), limits, truth)
    return coverage


def direct_rate(deaths: np.ndarray, people: np.ndarray):
    """Directly standardised rate of the simulated deaths."""
    return directly_standardised_rate(pd.DataFrame({
        "events": deaths, "population": people, "standard": STANDARD}))


def premature(deaths: np.ndarray, people: np.ndarray):
    """Probability of dying from 30 to 70 of the simulated deaths."""
    return death_probability([*deaths, 0], [*people, 1], AGES[7:16])


def life(size: float) -> tuple[float, float]:
    """Life expectancy at birth in a place of so many person-years."""
    people = PEOPLE * size / PEOPLE.sum()
    truth = life_table(RATES * 1e9, np.full(20, 1e9), AGES)["e"].iloc[0]
    random = np.random.default_rng(SEED)
    draws = np.minimum(random.poisson(RATES * people, (REPS // 2, 20)), people)
    found = pd.DataFrame([life_expectancy(deaths, people, AGES).iloc[0] for deaths in draws])
    return of_outcomes(np.ones(len(found)), found, truth)


SUMMED = {
    "计数：精确法（<10）与 Byar 法": count,
    "比例：Wilson，n = 100": proportion(100),
    "比例：Wilson，n = 1000": proportion(1000),
    "两比例之差：Newcombe，各 n = 1000": two_groups(difference_interval, "proportion", 1000, 0.0),
    "两率之差：MOVER": two_groups(difference_interval, "rate", 1000, 0.0),
    "两比例之比：Koopman，各 n = 1000": two_groups(ratio_interval, "proportion", 1000, 1.0),
    "两率之比：得分法": two_groups(ratio_interval, "rate", 1000, 1.0),
}
SIMULATED = {
    "直接标化率：Dobson": simulated(slice(0, 20), direct_rate),
    "30–70 岁死亡概率：delta 法": simulated(slice(7, 15), premature),
}


def cell(given: float, covered: float) -> str:
    """Coverage in per cent, with the share given where it is not (almost) all."""
    if given < 0.05:
        return "不给出"
    return f"{covered:.1%}" + (f"（给出 {given:.0%}）" if given < 0.995 else "")


def row(name: str, coverage: Callable, sizes: tuple[int, ...]) -> str:
    """One line of a table."""
    return "| " + " | ".join([name, *(cell(*coverage(size)) for size in sizes)]) + " |"


def page() -> str:
    """The whole page."""
    by_events = "| 区间与方法 | " + " | ".join(f"期望 {n} 例" for n in EXPECTED) + " |"
    by_size = "| 区间与方法 | " + " | ".join(f"{n:,} 人年" for n in SIZES) + " |"
    rule = "|---|" + "--:|" * 4
    return "\n".join([
        "# 名义 95 % 区间的实际覆盖率", "",
        "由 `python benchmarks/coverage/simulate.py` 生成，请勿手改；"
        "`tests/stats/test_coverage.py` 重算前一张表，不一致即失败。", "",
        "覆盖率是区间包含真值的概率。高于 95 % 为保守，低于 95 % 为偏窄。"
        "因事件太少而不给出的结果不计入，并注明给出的比例。", "",
        "## 按全部可能结果加总（精确）", "", by_events, rule,
        *(row(name, coverage, EXPECTED) for name, coverage in SUMMED.items()), "",
        "两组比较时两组相同，期望例数是每组的。两组都没有事件时不给出比值。", "",
        f"## 模拟（{REPS:,} 次，种子 {SEED}）", "", by_events, rule,
        *(row(name, coverage, EXPECTED) for name, coverage in SIMULATED.items()), "",
        "各年龄死亡率的形状取自 PHEindicatormethods 的寿命表检验数据，按期望例数整体缩放。"
        f"模拟误差（标准误）约 {np.sqrt(0.95 * 0.05 / REPS):.1%}。", "",
        f"## 出生时预期寿命（{REPS // 2:,} 次）", "", by_size, rule,
        row("Chiang II，末组方差按 Silcocks", life, SIZES), "",
        "同一死亡率；不足 5,000 人年不给出。末组无死亡时并入前一组。", "",
        "## 怎样读", "",
        "- 计数与率的区间偏保守，期望例数越少越保守；单个比例的 Wilson 区间在期望 1 例时略偏窄。",
        "- 两组比较在期望 3 例以上接近名义值；1 例时偏保守。",
        "- 直接标化率在 10 例以下不给出；期望恰为 10 例时，给出与否本身由偶然决定。",
        "- 预期寿命的区间在 6,000 人年时仍接近名义值，但很宽；合并三年相当于人年乘三。", "",
    ])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
