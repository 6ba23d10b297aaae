"""Survey estimates against R survey and SAS SURVEYMEANS, to the digits they print.

Small samples are typed in, so that they run everywhere. The Californian school samples (`api`,
R survey package) are read from beside the project and skipped where they are absent.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.project import project_root
from qiyou.stats.survey import (
    SurveyDesign,
    survey_domains,
    survey_mean,
    survey_proportion,
    survey_ratio,
    survey_total,
)

ORACLES = project_root().parent / "shared" / "oracles"
needs_api = pytest.mark.skipif(not ORACLES.exists(), reason="school samples are not here")
steady = settings(derandomize=True, deadline=None, max_examples=25)
amounts = st.lists(st.floats(1, 1000), min_size=10, max_size=30)

# R survey package, data set `fpc` (Korn and Graubard): stratum, PSU, weight, N, x.
FPC = pd.DataFrame(
    [(1, 1, 3.0, 15, 2.8), (1, 2, 3.0, 15, 4.1), (1, 3, 3.0, 15, 6.8), (1, 4, 3.0, 15, 6.8),
     (1, 5, 3.0, 15, 9.2), (2, 1, 4.0, 12, 3.7), (2, 2, 4.0, 12, 6.6), (2, 3, 4.0, 12, 4.2)],
    columns=["stratum", "psu", "w", "N", "x"],
)
# R survey package, tests/deff.R (after T. Tsuchiya): sales of ten firms.
SALES = pd.DataFrame({
    "sales": [15.0, 143, 21, 51, 337, 50, 274, 145, 15, 86], "srs": 100.0,
    "pps": [20.0, 200, 11, 25, 550, 30, 250, 100, 10, 55],
})
# SAS/STAT, SURVEYMEANS: weekly spending on ice cream by 40 pupils; (grade, dollars).
PUPILS = pd.DataFrame(np.reshape([
    7, 7, 7, 7, 8, 12, 9, 10, 7, 1, 7, 10, 7, 3, 8, 20, 8, 19, 7, 2, 7, 2, 9, 15, 8, 16, 7, 6, 7,
    6, 7, 6, 9, 15, 8, 17, 8, 14, 9, 8, 9, 8, 9, 7, 7, 3, 7, 12, 7, 4, 9, 14, 8, 18, 9, 9, 7, 2,
    7, 1, 7, 4, 7, 11, 9, 8, 8, 10, 8, 13, 7, 2, 9, 6, 9, 11, 7, 2, 7, 9,
], (40, 2)), columns=["grade", "spending"])
# SAS/STAT, SURVEYMEANS example 1: the same pupils by study group; (grade, group, dollars).
GROUPS = pd.DataFrame(np.reshape([
    7, 34, 7, 7, 34, 7, 7, 412, 4, 9, 27, 14, 7, 34, 2, 9, 230, 15, 9, 27, 15, 7, 501, 2,
    9, 230, 8, 9, 230, 7, 7, 501, 3, 8, 59, 20, 7, 403, 4, 7, 403, 11, 8, 59, 13, 8, 59, 17,
    8, 143, 12, 8, 143, 16, 8, 59, 18, 9, 235, 9, 8, 143, 10, 9, 312, 8, 9, 235, 6, 9, 235, 11,
    9, 312, 10, 7, 321, 6, 8, 156, 19, 8, 156, 14, 7, 321, 3, 7, 321, 12, 7, 489, 2, 7, 489, 9,
    7, 78, 1, 7, 78, 10, 7, 489, 2, 7, 156, 1, 7, 78, 6, 7, 412, 6, 7, 156, 2, 9, 301, 8,
], (40, 3)), columns=["grade", "study", "spending"])


def api(name):
    """A school sample, with a 0/1 column for each school type."""
    frame = pd.read_csv(ORACLES / f"survey_{name}.csv")
    return frame.assign(**{kind: (frame["stype"] == kind).astype(int) for kind in "EHM"})


def fpc_design(fpc=None):
    return SurveyDesign(FPC, "w", "stratum", "psu", fpc)


def pupils(design):
    """SAS's three designs: one simple sample, stratified, stratified with study groups."""
    if design == "simple":
        return SurveyDesign(PUPILS.assign(N=4000, w=100.0), "w", fpc="N")
    if design == "stratified":
        size = PUPILS["grade"].map({7: 1824, 8: 1025, 9: 1151})
        share = PUPILS.groupby("grade")["grade"].transform("size")
        return SurveyDesign(PUPILS.assign(N=size, w=size / share), "w", "grade", fpc="N")
    size, drawn = (GROUPS["grade"].map(by) for by in ({7: 608, 8: 252, 9: 403}, {7: 8, 8: 3, 9: 5}))
    return SurveyDesign(GROUPS.assign(N=size, w=size / drawn), "w", "grade", "study", "N")


def simple(values, weight=1.0):
    return SurveyDesign(pd.DataFrame({"x": values, "w": weight}), "w")


# --- means and totals

@pytest.mark.parametrize(("fpc", "se"), [(None, 0.7413), ("N", 0.616)])
def test_mean_of_the_fpc_example(fpc, se):
    answer = survey_mean(fpc_design(fpc), "x")
    assert round(answer.estimate.value, 4) == 5.4481
    assert answer.se == pytest.approx(se, abs=5e-5)


@pytest.mark.parametrize(("design", "value", "se", "low", "high"), [
    ("simple", 8.75, 0.845139, 7.04054539, 10.4594546),
    ("stratified", 9.141298, 0.531799, 8.06377052, 10.2188254),
    ("clustered", 8.923860, 0.650859, 7.51776370, 10.3299565)])
def test_mean_of_the_sas_examples(design, value, se, low, high):
    answer = survey_mean(pupils(design), "spending")
    assert answer.estimate.value == pytest.approx(value, abs=5e-7)
    assert answer.se == pytest.approx(se, abs=5e-7)
    assert answer.estimate.low == pytest.approx(low, abs=5e-8)
    assert answer.estimate.high == pytest.approx(high, abs=5e-8)


@pytest.mark.parametrize(("weight", "mean", "mean_se", "total", "total_se"), [
    ("srs", 113.7, 35.626, 113700, 35626), ("pps", 243.914, 48.752, 305136, 184965)])
def test_sales_of_ten_firms(weight, mean, mean_se, total, total_se):
    design = SurveyDesign(SALES, weight)
    one, all_ = survey_mean(design, "sales"), survey_total(design, "sales")
    assert one.estimate.value == pytest.approx(mean, abs=5e-4)
    assert one.se == pytest.approx(mean_se, abs=5e-4)
    assert (round(all_.estimate.value), round(all_.se)) == (total, total_se)


@needs_api
def test_stratified_schools():
    design = SurveyDesign(api("apistrat"), "pw", "stype", fpc="fpc")
    mean, total = survey_mean(design, "api00"), survey_total(design, "enroll")
    assert (round(mean.estimate.value, 2), round(mean.se, 4)) == (662.29, 9.4089)
    assert (round(total.estimate.value), round(total.se)) == (3687178, 114642)


@needs_api
@pytest.mark.parametrize(("column", "value", "se"), [
    ("api00", 644.169399, 23.5422), ("api99", 606.978142, 24.2250)])
def test_clustered_schools_mean(column, value, se):
    answer = survey_mean(SurveyDesign(api("apiclus1"), "pw", cluster="dnum", fpc="fpc"), column)
    assert (round(answer.estimate.value, 6), round(answer.se, 4)) == (value, se)


@needs_api
@pytest.mark.parametrize(("column", "value", "se"), [
    ("enroll", 3404940.13, 932235.03), ("E", 4873.97, 1333.32), ("H", 473.86, 158.70)])
def test_clustered_schools_total(column, value, se):
    answer = survey_total(SurveyDesign(api("apiclus1"), "pw", cluster="dnum", fpc="fpc"), column)
    assert (round(answer.estimate.value, 2), round(answer.se, 2)) == (value, se)


# --- proportions

@pytest.mark.parametrize(("design", "value", "se"), [
    ("simple", 0.425, 0.078761), ("stratified", 0.455445, 0.058424),
    ("clustered", 0.438563, 0.056368)])
def test_proportion_of_the_sas_examples(design, value, se):
    plan = pupils(design)
    frame = plan.frame.assign(more=(plan.frame["spending"] >= 10).astype(int))
    answer = survey_proportion(
        SurveyDesign(frame, plan.weight, plan.strata, plan.cluster, plan.fpc), "more")
    assert (round(answer.estimate.value, 6), round(answer.se, 6)) == (value, se)


@needs_api
@pytest.mark.parametrize(("kind", "value", "se"), [
    ("E", 0.786885, 0.0463), ("H", 0.076503, 0.0268), ("M", 0.136612, 0.0296)])
def test_proportion_of_school_types(kind, value, se):
    answer = survey_proportion(SurveyDesign(api("apiclus1"), "pw", cluster="dnum", fpc="fpc"), kind)
    assert (round(answer.estimate.value, 6), round(answer.se, 4)) == (value, se)


def test_logit_limits_recomputed():
    """No published limits: the same logit interval by hand from share and standard error."""
    asked = pd.DataFrame({"x": [1] * 12 + [0] * 28, "w": 1.0})
    answer = survey_proportion(SurveyDesign(asked, "w"), "x")
    se = np.sqrt(0.3 * 0.7 / 39)
    assert answer.se == pytest.approx(se)
    logit, step = np.log(0.3 / 0.7), 2.0226909 * se / (0.3 * 0.7)  # t, 39 degrees of freedom
    limits = [1 / (1 + np.exp(-(logit + sign * step))) for sign in (-1, 1)]
    assert [answer.estimate.low, answer.estimate.high] == pytest.approx(limits, rel=1e-6)


def test_no_events_still_have_an_upper_limit():
    answer = survey_proportion(simple([0.0] * 40), "x").estimate
    assert (answer.value, answer.low) == (0, 0)
    assert answer.high == pytest.approx(2.0226909**2 / (40 + 2.0226909**2), rel=1e-6)
    assert answer.note == "no_events;under_10_events"


def test_only_events_mirror_no_events():
    none, all_ = (survey_proportion(simple([value] * 40), "x").estimate for value in (0.0, 1.0))
    assert all_.low == pytest.approx(1 - none.high)
    assert all_.note == "only_events;under_10_without"


# --- ratios and domains

def test_ratio_by_cochran_recomputed():
    """No further published ratio at hand: simple random sample, Cochran (1977) formula 6.13."""
    frame = pd.DataFrame({
        "y": [3.0, 8, 5, 9, 12, 4], "x": [2.0, 5, 4, 6, 7, 3], "w": 10.0, "N": 60})
    answer = survey_ratio(SurveyDesign(frame, "w", fpc="N"), "y", "x")
    ratio = frame["y"].sum() / frame["x"].sum()
    spread = np.sum((frame["y"] - ratio * frame["x"]) ** 2) / 5
    by_hand = np.sqrt((1 - 6 / 60) / 6 * spread) / frame["x"].mean()
    assert (answer.estimate.value, answer.se) == (pytest.approx(ratio), pytest.approx(by_hand))


@needs_api
def test_ratio_to_weights_of_one_is_the_mean():
    frame = api("apiclus1").assign(one=1.0)
    design = SurveyDesign(frame, "pw", cluster="dnum", fpc="fpc")
    assert survey_ratio(design, "api00", "one").se == pytest.approx(23.542240693781, rel=1e-12)


def test_vague_denominators_are_flagged():
    frame = pd.DataFrame({"y": [1.0] * 12, "x": [0.0] * 10 + [5.0, 9.0], "w": 1.0})
    answer = survey_ratio(SurveyDesign(frame, "w"), "y", "x").estimate
    assert (answer.flag, answer.note) == ("unstable", "denominator_uncertain")


@pytest.mark.parametrize(("where", "value", "se"), [
    (FPC["x"] > 4, 6.195, 0.7555129), (FPC["x"] <= 4, 3.314286, 0.3117042)])
def test_domain_means_of_the_fpc_example(where, value, se):
    """R survey, tests/domain.R; as ratios, because the second domain alone is not given."""
    frame = FPC.assign(over=FPC["x"] * where, under=where.astype(float))
    ratio = survey_ratio(SurveyDesign(frame, "w", "stratum", "psu"), "over", "under")
    assert ratio.estimate.value == pytest.approx(value, abs=5e-7)
    assert ratio.se == pytest.approx(se, abs=5e-8)


def test_a_domain_mean_is_that_ratio():
    answer = survey_mean(fpc_design(), "x", where=FPC["x"] > 4)
    assert answer.estimate.value == pytest.approx(6.195)
    assert answer.se == pytest.approx(0.7555129, abs=5e-8)


@needs_api
def test_domain_means_of_schools():
    """R survey, example of svyby: api99 by school type."""
    design = SurveyDesign(api("apiclus1"), "pw", cluster="dnum", fpc="fpc")
    table = survey_domains(design, "api99", "stype")
    assert table["value"].round(4).tolist() == [607.7917, 595.7143, 608.6]
    assert table["se"].round(5).tolist() == [22.8166, 41.764, 32.56064]


def test_domain_in_one_psu_is_not_given():
    answer = survey_mean(fpc_design(), "x", where=FPC["x"] <= 4)
    assert (answer.estimate.flag, answer.estimate.note) == ("suppressed", "under_2_psus")
    assert np.isnan(answer.estimate.value)


def test_domain_without_respondents_is_missing():
    answer = survey_total(fpc_design(), "x", where=FPC["x"] > 100)
    assert (answer.estimate.flag, answer.estimate.n) == ("missing", 0)


def test_domain_totals_add_up():
    table = survey_domains(pupils("stratified"), "spending", "grade", "total")
    assert table["value"].sum() == pytest.approx(
        survey_total(pupils("stratified"), "spending").estimate.value)


def test_gaps_outside_the_domain_do_not_matter():
    frame = pd.DataFrame({"x": [1.0, 2.0, 4.0, np.nan], "w": 1.0, "in": [1, 1, 1, 0]})
    answer = survey_mean(SurveyDesign(frame, "w"), "x", where=frame["in"] == 1)
    assert answer.estimate.value == pytest.approx(7 / 3)


# --- design effect

@pytest.mark.parametrize("statistic", [survey_mean, survey_total])
def test_design_effect_of_a_simple_sample(statistic):
    assert statistic(SurveyDesign(SALES, "srs"), "sales").deff == pytest.approx(1.010101, abs=5e-7)


@pytest.mark.parametrize(("statistic", "published"), [(survey_mean, 1.974067),
                                                      (survey_total, 18.15669)])
def test_design_effect_of_unequal_weights(statistic, published):
    """R prints it against sampling with replacement; ours is against sampling without."""
    deff = statistic(SurveyDesign(SALES, "pps"), "sales").deff
    assert deff * (1 - 10 / 1251) == pytest.approx(published, rel=1e-6)


@needs_api
def test_design_effect_of_clusters_recomputed():
    """Variance over (1 - n/N) s² / n, computed apart: clusters cost a factor of 9."""
    frame = api("apiclus1")
    deff = survey_mean(SurveyDesign(frame, "pw", cluster="dnum", fpc="fpc"), "api00").deff
    plain = (1 - 183 / frame["pw"].sum()) * frame["api00"].var() / 183
    assert deff == pytest.approx(23.542240693781**2 / plain, rel=1e-9)
    assert 9 < deff < 10


def test_weights_of_the_sample_have_no_design_effect():
    assert np.isnan(survey_mean(simple([1.0, 2.0, 3.0]), "x").deff)


# --- properties

@steady
@given(amounts)
def test_weights_of_one_give_the_textbook_mean(values):
    answer = survey_mean(simple(values), "x")
    assert answer.estimate.value == pytest.approx(np.mean(values))
    assert answer.se == pytest.approx(np.std(values, ddof=1) / np.sqrt(len(values)))


@steady
@given(amounts, st.floats(0.01, 1000))
def test_scaling_all_weights_moves_no_mean(values, factor):
    one, other = (survey_mean(simple(values, weight), "x") for weight in (1.0, factor))
    assert other.estimate.value == pytest.approx(one.estimate.value)
    assert other.se == pytest.approx(one.se, abs=1e-9)


@steady
@given(amounts, st.floats(0.1, 100))
def test_scaling_values_scales_everything(values, factor):
    one, other = survey_mean(simple(values), "x"), survey_mean(
        simple([value * factor for value in values]), "x")
    for name in ("value", "low", "high"):
        assert other.estimate[name] == pytest.approx(factor * one.estimate[name], abs=1e-7)


@steady
@given(st.randoms(use_true_random=False))
def test_order_of_respondents_does_not_matter(random):
    rows = list(range(40))
    random.shuffle(rows)
    shuffled = pupils("clustered").frame.iloc[rows].reset_index(drop=True)
    answer = survey_mean(SurveyDesign(shuffled, "w", "grade", "study", "N"), "spending")
    assert answer.se == pytest.approx(0.6508594775663539)


@steady
@given(amounts)
def test_more_respondents_are_narrower(values):
    once, twice = survey_mean(simple(values), "x"), survey_mean(simple(values * 2), "x")
    assert twice.se <= once.se


@steady
@given(amounts, st.floats(0.5, 0.99))
def test_interval_contains_the_value(values, level):
    answer = survey_mean(simple(values), "x", level).estimate
    assert answer.low <= answer.value <= answer.high


@steady
@given(st.lists(st.booleans(), min_size=10, max_size=40))
def test_share_stays_between_its_limits_and_0_and_1(events):
    answer = survey_proportion(simple([float(event) for event in events]), "x").estimate
    assert 0 <= answer.low <= answer.value <= answer.high <= 1


def test_one_respondent_per_cluster_is_no_clustering():
    frame = FPC.assign(own=range(8))
    assert survey_mean(SurveyDesign(frame, "w", cluster="own"), "x") == survey_mean(
        SurveyDesign(frame, "w"), "x")


# --- refusals

def test_few_respondents_are_flagged():
    assert survey_mean(fpc_design(), "x").estimate.note == "under_10_respondents"
    assert survey_mean(pupils("simple"), "spending").estimate.flag == "ok"


@pytest.mark.parametrize(("statistic", "message"), [
    (lambda d: survey_mean(d, "y"), "no column 'y'"),
    (lambda d: survey_mean(d, "gap"), "1 missing or infinite"),
    (lambda d: survey_mean(d, "word"), "Unable to parse"),
    (lambda d: survey_mean(d, "x", level=1.0), "level"),
    (lambda d: survey_mean(d, "x", where=[True]), "one True or False per respondent"),
    (lambda d: survey_proportion(d, "x"), "only 0 and 1"),
    (lambda d: survey_ratio(d, "x", "nothing"), "total of 'nothing' is 0"),
    (lambda d: survey_domains(d, "x", "gap"), "no column 'gap', or it has gaps"),
    (lambda d: survey_domains(d, "x", "stratum", "median"), "'median' is none of")])
def test_wrong_questions_are_refused(statistic, message):
    frame = FPC.assign(gap=[np.nan, *range(7)], word="a", nothing=0.0)
    with pytest.raises(ValueError, match=message):
        statistic(SurveyDesign(frame, "w", "stratum", "psu"))
