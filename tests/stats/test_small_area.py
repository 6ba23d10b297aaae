"""Fay–Herriot models against the R packages sae and metafor.

sae stops its iterations at a relative change of 1e-4, ours run on; agreement is therefore asked
to 1e-6, the last digit but one that sae prints.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.small_area import fay_herriot

steady = settings(derandomize=True, deadline=None, max_examples=30)

# Arora and Lahiri (1997), data set `milk` of R sae: expenditure on milk in 43 small areas,
# standard deviation of the estimate, major area.
MILK = np.fromstring("""
1.099 .163 1 1.075 .08 1 1.105 .083 1 .628 .109 1 .753 .119 1 .981 .141 1 1.257 .202 1
1.095 .127 2 1.405 .168 2 1.356 .178 2 .615 .1 2 1.46 .201 2 1.338 .148 2 .854 .143 2
1.176 .149 3 1.111 .145 3 1.257 .135 3 1.43 .172 3 1.278 .137 3 1.292 .163 3 1.002 .125 3
1.183 .247 3 1.044 .14 3 1.267 .171 3 1.193 .106 3 .791 .121 4 .795 .121 4 .759 .259 4
.796 .106 4 .565 .089 4 .886 .225 4 .952 .205 4 .807 .119 4 .582 .067 4 .684 .106 4 .787 .126 4
.44 .092 4 .759 .132 4 .77 .1 4 .8 .113 4 .756 .083 4 .865 .121 4 .64 .129 4
""", sep=" ").reshape(43, 3)
MAJOR = np.column_stack([MILK[:, 2] == area for area in (2, 3, 4)]).astype(float)

# Colditz and others (1994), data set `dat.bcg` of R metafor: tuberculosis with and without
# vaccination (cases, not cases), and latitude. A random-effects meta-analysis is this model.
BCG = np.array([
    [4, 119, 11, 128, 44], [6, 300, 29, 274, 55], [3, 228, 11, 209, 42],
    [62, 13536, 248, 12619, 52], [33, 5036, 47, 5761, 13], [180, 1361, 372, 1079, 44],
    [8, 2537, 10, 619, 19],
    [505, 87886, 499, 87892, 13], [29, 7470, 45, 7232, 27], [17, 1699, 65, 1600, 42],
    [186, 50448, 141, 27197, 18], [5, 2493, 3, 2338, 33], [27, 16886, 29, 17825, 33]], float)
TREATED, CONTROL = BCG[:, 0] + BCG[:, 1], BCG[:, 2] + BCG[:, 3]
LOG_RISK = np.log(BCG[:, 0] / TREATED) - np.log(BCG[:, 2] / CONTROL)
LOG_RISK_VARIANCE = 1 / BCG[:, 0] - 1 / TREATED + 1 / BCG[:, 2] - 1 / CONTROL

# R sae, eblupFH and mseFH: value and MSE of areas 1, 2, 11, 22, 28, 43.
SHOWN = [0, 1, 10, 21, 27, 42]
PUBLISHED = {
    "REML": ([1.0219703, 1.0476018, 0.7852155, 1.1923057, 0.7338443, 0.6810870],
             [0.013460220, 0.005372876, 0.007694262, 0.017243977, 0.016476912, 0.009903626]),
    "ML": ([1.0161733, 1.0436968, 0.8033701, 1.1921598, 0.7315647, 0.6840976],
           [0.013579953, 0.005512868, 0.007911095, 0.017193729, 0.016390149, 0.010037140]),
    "FH": ([1.017975, 1.044963, 0.797568, 1.192212, 0.732288, 0.683160],
           [0.012757016, 0.005314467, 0.007558331, 0.015890240, 0.015041526, 0.009484220]),
}
towns = st.lists(st.tuples(st.floats(0, 10), st.floats(0.05, 4)), min_size=7, max_size=12)


def milk(method="REML"):
    return fay_herriot(MILK[:, 0], MILK[:, 1] ** 2, MAJOR, method)


@pytest.mark.parametrize("method", PUBLISHED)
def test_milk_values(method):
    values = milk(method).areas["value"].to_numpy()[SHOWN]
    assert values == pytest.approx(PUBLISHED[method][0], abs=1.5e-6)


@pytest.mark.parametrize("method", PUBLISHED)
def test_milk_mean_squared_errors(method):
    errors = milk(method).areas["mse"].to_numpy()[SHOWN]
    assert errors == pytest.approx(PUBLISHED[method][1], rel=1e-5)


@pytest.mark.parametrize(("method", "values", "errors"), [
    ("REML", [0.9681890, 0.1327801, 0.2269462, -0.2413011],
     [0.06936208, 0.10300072, 0.09232981, 0.08161707]),
    ("ML", [0.9677986, 0.1278756, 0.2266909, -0.2425804],
     [0.06590747, 0.09840939, 0.08813973, 0.07753875])])
def test_milk_coefficients(method, values, errors):
    table = milk(method).coefficients
    assert table["value"].to_numpy() == pytest.approx(values, abs=5e-7)
    assert table["se"].to_numpy() == pytest.approx(errors, abs=5e-7)


@pytest.mark.parametrize(("covariate", "between", "coefficients"), [
    (None, 0.3132, [[-0.7145, 0.1798]]),
    (BCG[:, 4], 0.0764, [[0.2515, 0.2491], [-0.0291, 0.0072]])])
def test_vaccination_trials_as_in_metafor(covariate, between, coefficients):
    """metafor stops early too: with latitude it prints 0.0764, the equation's root is 0.07635."""
    fitted = fay_herriot(LOG_RISK, LOG_RISK_VARIANCE, covariate)
    assert fitted.between_variance == pytest.approx(between, abs=6e-5)
    assert fitted.coefficients.round(4).to_numpy().tolist() == coefficients


def test_eight_schools_show_no_variance_between_them():
    """Rubin (1981), in metafor: mean 7.69, standard error 4.07, variance between schools 0."""
    fitted = fay_herriot([28, 8, -3, 7, -1, 1, 18, 12], np.square([15, 10, 16, 11, 9, 11, 10, 18]))
    assert fitted.between_variance == 0
    assert fitted.coefficients.round(2).to_numpy().tolist() == [[7.69, 4.07]]
    assert set(fitted.areas["flag"]) == {"unstable"}
    assert fitted.areas["note"].iloc[0] == "no_variance_between_areas;few_areas"
    assert fitted.areas["value"].round(2).unique().tolist() == [7.69]


def test_reml_is_the_top_of_the_restricted_likelihood():
    """Independent: likelihood written out with determinants, searched on a fine grid."""
    x = np.column_stack([np.ones(13), BCG[:, 4]])

    def likelihood(between):
        inverse = np.diag(1 / (LOG_RISK_VARIANCE + between))
        inner = x.T @ inverse @ x
        project = inverse - inverse @ x @ np.linalg.inv(inner) @ x.T @ inverse
        return (np.linalg.slogdet(inverse)[1] - np.linalg.slogdet(inner)[1]
                - LOG_RISK @ project @ LOG_RISK)

    grid = np.arange(0, 0.3, 0.0005)
    best = grid[np.argmax([likelihood(between) for between in grid])]
    fitted = fay_herriot(LOG_RISK, LOG_RISK_VARIANCE, BCG[:, 4]).between_variance
    assert fitted == pytest.approx(best, abs=0.0005)


def test_seven_towns_keep_their_names_and_are_noted():
    names = [f"town {at}" for at in range(7)]
    direct = pd.Series([3.1, 5.2, 4.0, 6.3, 2.2, 8.0, 5.5], names)
    areas = fay_herriot(direct, [0.4, 0.9, 0.3, 1.2, 0.5, 0.7, 1.0]).areas
    assert areas.index.tolist() == names
    assert set(areas["note"]) == {"few_areas"}
    assert set(areas["flag"]) == {"ok"}


def test_covariates_keep_their_names():
    frame = pd.DataFrame({"beds": MILK[:, 1], "major": MILK[:, 2]})
    fitted = fay_herriot(MILK[:, 0], MILK[:, 1] ** 2, frame)
    assert fitted.coefficients.index.tolist() == ["intercept", "beds", "major"]


@steady
@given(towns)
def test_values_lie_between_the_direct_figure_and_the_prediction(areas):
    direct, variance = zip(*areas, strict=True)
    fitted = fay_herriot(direct, variance)
    mean = fitted.coefficients["value"].iloc[0]
    low, high = np.minimum(direct, mean), np.maximum(direct, mean)
    assert (fitted.areas["value"] >= low - 1e-9).all()
    assert (fitted.areas["value"] <= high + 1e-9).all()


@steady
@given(towns, st.floats(0.1, 50), st.floats(-20, 20))
def test_units_of_measurement_do_not_matter(areas, factor, shift):
    direct, variance = (np.array(column) for column in zip(*areas, strict=True))
    one = fay_herriot(direct, variance)
    other = fay_herriot(factor * direct + shift, factor**2 * variance)
    assert other.areas["value"].to_numpy() == pytest.approx(
        factor * one.areas["value"].to_numpy() + shift, rel=1e-5, abs=1e-5)


@steady
@given(towns)
def test_less_error_means_less_drawing_in(areas):
    direct, variance = (np.array(column) for column in zip(*areas, strict=True))
    fitted = fay_herriot(direct, variance)
    order = np.argsort(variance)
    assert (np.diff(fitted.areas["share_direct"].to_numpy()[order]) <= 1e-12).all()
    assert (fitted.areas["mse"] > 0).all()


@pytest.mark.parametrize(("direct", "variance", "covariates", "message"), [
    ([1, 2, 3], [1, 1, 1], None, "3 areas are too few for 1 coefficients"),
    ([1, 2, 3, 4, 5], [1] * 5, [[1, 2], [2, 1], [3, 4], [4, 3], [5, 5]], "too few for 3"),
    ([1, 2, 3, 4], [1, 1, 1], None, "one length"), ([1, 2, 3, np.nan], [1] * 4, None, "gaps"),
    ([1, 2, 3, 4], [1, 1, 0, 1], None, "above 0"), ([1, 2, 3, 4], [1, 1, -1, 1], None, "above 0"),
    ([1, 2, 3, 4, 5], [1] * 5, [1, 1, 1, 1, 1], "constant or repeats"),
    ([1, 2, 3, 4, 5], [1] * 5, [1, 2, 3, 4, np.inf], "finite"),
    ([1, 2, 3, 4, 5], [1] * 5, [1, 2, 3], "one row"), ([], [], None, "too few")])
def test_wrong_areas_are_refused(direct, variance, covariates, message):
    with pytest.raises(ValueError, match=message):
        fay_herriot(direct, variance, covariates)


def test_unknown_method_is_refused():
    with pytest.raises(ValueError, match="'EB' is none of REML, ML, FH"):
        fay_herriot([1, 2, 3, 4], [1, 1, 1, 1], method="EB")
