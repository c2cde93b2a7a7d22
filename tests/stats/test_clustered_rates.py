"""Rates and the marginal odds ratio over units within patients: by hand, against R and statsmodels, and their edges."""

from __future__ import annotations

from fractions import Fraction
from math import inf, log, sqrt

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings

from psmatrial.model import PairedTable
from psmatrial.stats.clustered import Clusters, clusters, difference_error, difference_of, single_units
from psmatrial.stats.clustered_rates import clustered_rate, log_odds_ratio_error, marginal_odds_ratio, rate_error
from psmatrial.stats.student import t_of
from tests.oracle import agrees, records
from tests.stats.units import HAND, SEEN, of, swapped

quick = settings(deadline=None, max_examples=60)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("clustered_paired", "binomial(logit)"))
def test_the_marginal_odds_ratio_agrees_with_gee_of_r(inputs, outputs, rtol, atol) -> None:
    seen = of(inputs)
    rate = clustered_rate(seen, "comparator").value
    assert agrees(log(marginal_odds_ratio(seen).value), outputs["coef"][1], rtol, atol)
    assert agrees(log_odds_ratio_error(seen), outputs["robust_se"][1], rtol, atol)
    assert agrees(log(rate / (1 - rate)), outputs["coef"][0], rtol, atol)
    assert agrees(rate_error(seen, "comparator") / rate / (1 - rate), outputs["robust_se"][0], rtol, atol)


@pytest.mark.parametrize(("test", "number"), [("index", 1), ("comparator", 2)])
def test_a_rate_of_r_that_weighs_patients_otherwise_is_near(test, number) -> None:
    # ratesci::clusterpci is a score interval with a correction for skewness, of an estimate that is not found/units.
    for inputs, outputs, *_ in (tuple(p.values) for p in records("clustered_paired", "clusterpci")):
        if inputs["test"] == number:
            found = clustered_rate(of(inputs), test)
            assert found.value == pytest.approx(outputs["estimate"], abs=0.01)
            assert (found.low, found.high) == pytest.approx((outputs["lower"], outputs["upper"]), abs=0.06)


def test_statsmodels_fits_the_same_gee() -> None:
    rows = [
        (patient, test, int(unit in found))
        for patient, cells_ in enumerate([(2, 1, 0, 1), (1, 2, 0, 0), (0, 1, 1, 2), (1, 0, 1, 0), (0, 3, 0, 1)])
        for test, found in ((1, {0, 1}), (0, {0, 2}))
        for unit, count in enumerate(cells_)
        for _ in range(count)
    ]
    seen = clusters([PairedTable(*c) for c in [(2, 1, 0, 1), (1, 2, 0, 0), (0, 1, 1, 2), (1, 0, 1, 0), (0, 3, 0, 1)]])
    frame = pd.DataFrame(rows, columns=["patient", "test", "found"])
    design, by = sm.add_constant(frame[["test"]]), frame["patient"]
    linear = sm.GEE(frame["found"], design, groups=by).fit()
    assert linear.params["test"] == pytest.approx(difference_of(seen))
    assert linear.bse["test"] == pytest.approx(difference_error(seen, robust=False))
    assert linear.bse["const"] == pytest.approx(rate_error(seen, "comparator"))
    logit = sm.GEE(frame["found"], design, groups=by, family=sm.families.Binomial()).fit()
    assert np.exp(logit.params["test"]) == pytest.approx(marginal_odds_ratio(seen).value)
    assert logit.bse["test"] == pytest.approx(log_odds_ratio_error(seen), rel=1e-6)
    low, high = np.exp(logit.conf_int().loc["test"])
    found = marginal_odds_ratio(seen)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6)


def test_a_rate_by_hand() -> None:
    # Found by the index test: 3 of 3, 2 of 2, 1 of 2, 0 of 2, 0 of 1; x - 6n/10: 12, 8, -2, -12, -6 tenths.
    error = sqrt(Fraction(5, 4) * Fraction(144 + 64 + 4 + 144 + 36, 100)) / 10
    linear, logit = clustered_rate(HAND, method="linear", level=0.9), clustered_rate(HAND)
    assert (linear.value, linear.low, linear.high) == (0.6, pytest.approx(0.6 - t_of(0.9, 4) * error), 1.0)
    scaled = t_of(0.95, 4) * error / 0.24
    assert log(logit.low / (1 - logit.low)) == pytest.approx(log(1.5) - scaled)
    assert log(logit.high / (1 - logit.high)) == pytest.approx(log(1.5) + scaled)
    assert (logit.n, logit.quantity, logit.method) == (10, "clustered-index-rate", "logit")
    assert logit.note == "few clusters: fewer than 10 patients"


def test_the_marginal_odds_ratio_of_the_trial() -> None:
    found = marginal_odds_ratio(single_units(PairedTable(9, 19, 4, 18)))
    assert (round(found.value, 5), round(found.low, 5), round(found.high, 5)) == (3.62238, 1.66992, 7.85765)
    assert round(log_odds_ratio_error(single_units(PairedTable(9, 19, 4, 18))), 6) == 0.395087
    assert (found.note, found.n, found.method) == ("", 50, "gee")


def test_rates_of_nobody_and_of_everybody() -> None:
    seen = Clusters({(0, 0, 1, 2): 6, (0, 0, 0, 1): 6})
    logit, linear = clustered_rate(seen), clustered_rate(seen, method="linear")
    words = "no variance on the logit scale where a test found no unit, or every one"
    assert (logit.value, logit.low, logit.high, logit.note) == (0.0, 0.0, 1.0, words)
    assert (linear.low, linear.high, linear.note) == (0.0, 0.0, "zero width, not an interval")
    full = clustered_rate(Clusters({(3, 0, 0, 0): 12}))
    assert (full.value, full.low, full.high) == (1.0, 0.0, 1.0)
    alike = clustered_rate(Clusters({(1, 0, 0, 1): 12}))
    assert (alike.low, alike.high, alike.note) == (0.5, 0.5, "zero width, not an interval")


def test_odds_ratios_without_a_limit() -> None:
    words = "no variance on the log scale where a test found no unit, or every one"
    for seen, value in (
        (Clusters({(0, 1, 0, 1): 3}), inf),
        (Clusters({(0, 0, 1, 1): 3}), 0.0),
        (Clusters({(0, 0, 0, 2): 3}), None),
    ):
        found = marginal_odds_ratio(seen)
        assert (found.value, found.low, found.high, found.note) == (value, 0.0, inf, words)
    same = marginal_odds_ratio(Clusters({(1, 0, 0, 1): 3, (2, 0, 0, 1): 2}))
    assert (same.value, same.low, same.high, same.note) == (1.0, 1.0, 1.0, "zero width, not an interval")


def test_wide_limits_on_the_logit_scale_do_not_overflow() -> None:
    found = clustered_rate(Clusters({(1, 0, 0, 999): 1, (0, 0, 0, 1): 1}), level=0.99999)
    assert (found.low, found.high) == pytest.approx((0.0, 1.0))


@quick
@given(SEEN)
def test_exchanging_the_tests_exchanges_rates_and_inverts_the_odds_ratio(seen) -> None:
    other = swapped(seen)
    for method in ("logit", "linear"):
        one, two = clustered_rate(seen, "index", method), clustered_rate(other, "comparator", method)
        assert (one.value, one.low, one.high) == (two.value, two.low, two.high)
        assert 0.0 <= one.low <= one.value + 1e-15
        assert one.value - 1e-15 <= one.high <= 1.0
    one, two = marginal_odds_ratio(seen), marginal_odds_ratio(other)
    assert (two.value is None) is (one.value is None)
    if one.value not in {None, 0.0, inf}:
        assert (two.value, two.low, two.high) == pytest.approx((1 / one.value, 1 / one.high, 1 / one.low))
