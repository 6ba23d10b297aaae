"""Chance that is the same everywhere, and still chance."""

from math import exp as reference
from statistics import fmean, pvariance

import pytest
from qiyou.sample import draws


@pytest.mark.parametrize("x", [-40.0, -16.0, -1.5, -1e-9, 0.0, 0.3, 2.0, 9.0])
def test_exponential_is_that_of_the_library_to_twelve_digits(x):
    assert draws.exp(x) == pytest.approx(reference(x), rel=1e-12)


@pytest.mark.parametrize("mean", [0.3, 4.0, 16.0, 75.0])
def test_poisson_counts_have_their_mean_as_variance(mean):
    counts = [draws.poisson(mean, draws.source("test", mean, n)) for n in range(3000)]
    assert fmean(counts) == pytest.approx(mean, abs=4 * (mean / 3000) ** 0.5)
    assert pvariance(counts) == pytest.approx(mean, rel=0.12)


def test_binomial_counts_have_their_moments():
    counts = [draws.binomial(40, 0.3, draws.source("binomial", n)) for n in range(3000)]
    assert fmean(counts) == pytest.approx(12, abs=0.25)
    assert pvariance(counts) == pytest.approx(8.4, rel=0.12)


def test_persistent_shares_scatter_as_shares_do():
    counts = [draws.persistent(400, 0.2, "share", n) for n in range(3000)]
    assert fmean(counts) == pytest.approx(80, abs=0.7)
    assert pvariance(counts) == pytest.approx(64, rel=0.12)
    assert draws.persistent(10, 1.2, "x") == 10
    assert draws.persistent(10, -0.1, "x") == 0


def test_the_same_names_give_the_same_stream():
    # The stream that Python documents for a text as seed: were it ever changed, all files would.
    assert draws.source("a", 1).random() == draws.source("a", 1).random()
    assert draws.source("fixed").random() == pytest.approx(0.0, abs=1.0)
    assert draws.source("a", 1).random() != draws.source("a", 2).random()
