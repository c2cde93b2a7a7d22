"""Pooled studies against R's metafor: effects, averages by every estimator, heterogeneity, prediction."""

from __future__ import annotations

from math import log

import pytest

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import chi2_tail
from psmatrial.stats.pooling.average import average
from psmatrial.stats.pooling.effects import effects
from psmatrial.stats.pooling.heterogeneity import Studies, i_squared, q_profile, restricted_log_likelihood, tau_squared
from psmatrial.stats.pooling.measures import RATE_SCALES, freeman_tukey_rate
from psmatrial.stats.pooling.small_studies import rank_test, regression_test
from tests.oracle import agrees, records, without

MEASURES = {
    "MPRD": "rate-difference",
    "MPRR": "rate-ratio",
    "MPORC": "odds-ratio",
    "MPOR": "marginal-odds-ratio",
    "MPPETO": "peto-odds-ratio",
    "PLO": "index-rate",
    "PR": RATE_SCALES["plain"],
    "PAS": RATE_SCALES["arcsine"],
    "PFT": RATE_SCALES["double-arcsine"],
}
# metafor 3.8 finds the root of Paule and Mandel to 1e-4 only; below it is shown that ours is the root.
LOOSE = "metafor stops uniroot at a tolerance of 1.2e-4"
PAULE_MANDEL = dict.fromkeys(["met-0046", "met-0047", "met-0150", "met-0151", "met-0160", "met-0161"], LOOSE)
# metafor stops scoring when tau squared moves by less than 1e-5, 5e-12 (MPRR) or 2e-10 (MPRD) away from where it is
# largest; I squared, in percent, shows it.
EARLY = dict.fromkeys(["met-0177", "met-0178", "met-0183", "met-0184"], "metafor stops scoring early")
# metafor looks for the upper limit of tau squared up to 100.
CAPPED = {"met-0169": "metafor's upper limit is its bound of the search, 100"}


def tables_of(inputs):
    if "tables" in inputs:
        return [PairedTable(*cells) for cells in inputs["tables"]]
    return [PairedTable(x, 0, 0, n - x) for x, n in zip(inputs["events"], inputs["n"], strict=True)]


def effects_of(inputs):
    return effects(tables_of(inputs), MEASURES[inputs["measure"]], 0.5)


def studies_of(inputs):
    found = effects_of(inputs)
    return Studies(tuple(found.values), tuple(found.variances))


def cases():
    """Return every record of an average, with our name of its method."""
    every = []
    for estimator in ("EE", "REML", "DL", "PM", "ML", "EB", "HE", "HS", "SJ"):
        for tail in ("", ", test='knha'"):
            try:
                found = records("meta_analysis", f"method='{estimator}'{tail})")
            except LookupError:
                continue
            method = "fixed" if estimator == "EE" else estimator.lower() + ("-knapp-hartung" if tail else "")
            every += [pytest.param(*param.values, method, id=param.id) for param in found]
    return every


def ours(found, method):
    averaged = average(found.values, found.variances, method)
    low, high = averaged.prediction or (None, None)
    return {
        "estimate": averaged.value,
        "se": averaged.se,
        "lower": averaged.low,
        "upper": averaged.high,
        "stat": averaged.statistic,
        "p": averaged.p_value,
        "tau2": averaged.tau2.value,
        "se_tau2": averaged.tau2.se if method != "fixed" else None,
        "I2": 100 * averaged.i2,
        "H2": averaged.h2,
        "Q": averaged.q,
        "Q_p": averaged.q_p,
        "pi_lower": low,
        "pi_upper": high,
    }


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("meta_analysis", "metafor::escalc("))
def test_effects_and_variances_are_those_of_metafor(inputs, outputs, rtol, atol):
    found = effects_of(inputs)
    for name, values in (("yi", found.values), ("vi", found.variances)):
        assert len(values) == len(outputs[name])
        assert all(agrees(value, expected, rtol, atol) for value, expected in zip(values, outputs[name], strict=True))


def test_every_record_of_an_average_is_among_the_cases():
    # 146 records: 22 effect sizes, 3 intervals of tau squared and 4 tests of small studies have their own tests; 3
    # one-stage logistic models of single rates have no counterpart here.
    assert len(cases()) == 146 - 22 - 3 - 3 - 4


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol", "method"), without(cases(), PAULE_MANDEL | EARLY))
def test_averages_are_those_of_metafor(inputs, outputs, rtol, atol, method):
    found = effects_of(inputs)
    mine = ours(found, method)
    for name, expected in outputs.items():
        if not name.endswith("_back"):
            assert agrees(mine[name], expected, rtol, atol), name
            continue
        value = mine[name.removesuffix("_back")]
        back = freeman_tukey_rate(value, inputs["n"]) if inputs["measure"] == "PFT" else found.measure.shown(value)
        assert agrees(back, expected, rtol, atol), name


@pytest.mark.parametrize(
    ("inputs", "outputs", "rtol", "atol", "method"), [param for param in cases() if param.id in PAULE_MANDEL]
)
def test_paule_mandel_is_the_root_that_metafor_comes_near(inputs, outputs, rtol, atol, method):
    del atol, method
    studies = studies_of(inputs)
    mine = tau_squared(studies, "pm").value
    assert studies.at(mine).q == pytest.approx(studies.k - 1, rel=1e-12)
    assert abs(studies.at(outputs["tau2"]).q - (studies.k - 1)) > 1e-6
    assert mine == pytest.approx(outputs["tau2"], rel=400 * rtol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol", "method"), [p for p in cases() if p.id in EARLY])
def test_reml_is_more_likely_than_where_metafor_stops(inputs, outputs, rtol, atol, method):
    studies = studies_of(inputs)
    mine = ours(effects_of(inputs), method)
    theirs = outputs["tau2"]
    assert restricted_log_likelihood(studies, mine["tau2"]) >= restricted_log_likelihood(studies, theirs)
    assert all(agrees(mine[name], outputs[name], rtol, atol) for name in outputs if name not in ("I2", "H2"))
    assert mine["I2"] == pytest.approx(outputs["I2"], rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(
    ("inputs", "outputs", "rtol", "atol"), without(records("meta_analysis", "metafor::confint("), CAPPED)
)
def test_the_q_profile_interval_is_that_of_metafor(inputs, outputs, rtol, atol):
    studies = studies_of(inputs)
    ends = (tau_squared(studies).value, *q_profile(studies, 0.95))
    for name, tau2 in zip(("estimate", "ci.lb", "ci.ub"), ends, strict=True):
        assert agrees(tau2, outputs["tau2"][name], rtol, atol)
        assert agrees(100 * i_squared(studies, tau2), outputs["I2"][name], rtol, atol)


def test_the_upper_limit_that_metafor_cuts_off_is_where_q_is_too_small():
    case = next(param for param in records("meta_analysis", "metafor::confint(") if param.id in CAPPED)
    inputs, outputs, rtol, atol = case.values
    studies = studies_of(inputs)
    low, high = q_profile(studies, 0.95)
    assert (low, outputs["tau2"]["ci.ub"]) == (0.0, 100)
    assert agrees(tau_squared(studies).value, outputs["tau2"]["estimate"], rtol, atol)
    # Two studies: Q = (y1 - y2)^2/(v1 + v2 + 2 tau2), and 1 df exceeds 0.000982069117 with probability 0.975.
    gap = (log(3 / 12) - log(8 / 12)) ** 2
    assert high == pytest.approx((gap / 0.000982069117175 - (1 / 3 + 1 / 12 + 1 / 8 + 1 / 12)) / 2, rel=1e-9)
    assert chi2_tail(studies.at(100.0).q, 1) < 0.975


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("meta_analysis", "metafor::regtest("))
def test_the_regression_test_is_that_of_metafor(inputs, outputs, rtol, atol):
    test = regression_test(effects_of(inputs))
    assert agrees(test.statistic, outputs["z"], rtol, atol)
    assert agrees(test.p_value, outputs["p"], rtol, atol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("meta_analysis", "metafor::ranktest("))
def test_the_rank_test_is_that_of_metafor(inputs, outputs, rtol, atol):
    test = rank_test(effects_of(inputs))
    assert agrees(test.statistic, outputs["tau"], rtol, atol)
    assert agrees(test.p_value, outputs["p"], rtol, atol)


def test_the_rank_test_with_ties_and_with_many_studies_is_that_of_scipy():
    from scipy.stats import kendalltau

    for count in (8, 80):
        tables = [PairedTable(i % 9 + 1, i * 7 % 13 + 1, i * 5 % 11 + 1, i % 17 + 1) for i in range(count)]
        found = effects([*tables, tables[0]], "odds-ratio")
        studies = Studies(tuple(found.values), tuple(found.variances))
        at = studies.at(0.0)
        freed = [(y - at.mean) / (v - 1 / at.total) ** 0.5 for y, v in zip(found.values, found.variances, strict=True)]
        expected = kendalltau(freed, found.variances, method="asymptotic")
        test = rank_test(found)
        assert (test.statistic, test.p_value) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)


def test_two_studies_or_equal_ones_have_no_test_of_asymmetry():
    for tables in ([PairedTable(9, 19, 4, 18)] * 5, [PairedTable(9, 19, 4, 18), PairedTable(5, 8, 2, 10)], []):
        for test in (rank_test, regression_test):
            assert test(effects(tables, "odds-ratio")).p_value is None


def test_effects_that_are_all_equal_show_no_asymmetry():
    equal = effects([PairedTable(9, size, size, 9) for size in (3, 5, 9, 20)], "odds-ratio")
    assert (rank_test(equal).statistic, rank_test(equal).p_value) == (0.0, 1.0)
    assert regression_test(equal).p_value == 1.0
