"""The marginal model of both tests: by hand, its laws, and statsmodels as a judge."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.models.detection.gee import Gee, paired_gee
from psmatrial.models.detection.marginal_model import FEW, REPEATED, Fit, marginal_model
from psmatrial.models.detection.pairs import pairs_of
from psmatrial.models.detection.rates import model_rates
from psmatrial.models.detection.small_sample import ALONE, VARIANCES, covariance
from psmatrial.stats.clustered import single_units
from psmatrial.stats.clustered_rates import marginal_odds_ratio
from tests.models.paired import CALAIS, LOGS, PATIENTS, counted

Z = 1.959963984540054
CORRELATIONS = ["exchangeable", "independence"]


def psa_pairs(**named):
    return pairs_of(PATIENTS, log_psa=LOGS, **{"interaction": True, **named})


@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_without_covariates_the_marginal_odds_ratio_is_that_of_the_counts(correlation):
    fit = marginal_model(pairs_of(CALAIS), correlation, "robust")
    value, error = fit.combined(fit.weights({"tracer": 1.0}))
    assert math.exp(value) == pytest.approx(28 * 37 / (22 * 13), rel=1e-12)
    assert error == pytest.approx(0.395087, abs=5e-7)
    limits = [round(math.exp(value + side * Z * error), 5) for side in (-1, 1)]
    assert limits == [1.66992, 7.85765]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 30), min_size=4, max_size=4), st.sampled_from(CORRELATIONS))
def test_it_agrees_with_the_closed_form_for_any_table(cells, correlation):
    fit = marginal_model(pairs_of(counted(*cells)), correlation, "robust")
    closed = marginal_odds_ratio(single_units(PairedTable(*cells)))
    value, error = fit.combined(fit.weights({"tracer": 1.0}))
    assert math.exp(value) == pytest.approx(closed.value, rel=1e-9)
    assert math.exp(value + Z * error) == pytest.approx(closed.high, rel=1e-8)


def test_small_sample_variances_without_covariates_are_factors_of_the_plain_one():
    """Every patient has leverage 1/n: n/(n - 1) for the root, its square for the whole."""
    fit = paired_gee(pairs_of(CALAIS))
    plain = covariance(fit, "robust")
    n = len(CALAIS)
    for method, factor in (
        ("mancl-derouen", (n / (n - 1)) ** 2),
        ("kauermann-carroll", n / (n - 1)),
        ("fay-graubard", n / (n - 1)),
        ("mackinnon", n / (n - 2)),
    ):
        np.testing.assert_allclose(covariance(fit, method), plain * factor, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("variance", sorted(set(VARIANCES) - {"fay-graubard"}))
@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_swapping_the_tests_mirrors(correlation, variance):
    fit = marginal_model(psa_pairs(), correlation, variance)
    swapped = marginal_model(
        pairs_of([(c, i) for i, c in PATIENTS], log_psa=LOGS, interaction=True), correlation, variance
    )
    for term in ("tracer", "tracer:psa"):
        value, error = fit.combined(fit.weights({term: 1.0}))
        other, same = swapped.combined(swapped.weights({term: 1.0}))
        assert value == pytest.approx(-other, abs=1e-8)
        assert error == pytest.approx(same, rel=1e-7)
    ours, theirs = model_rates(fit, 2.0, 0.3), model_rates(swapped, 2.0, 0.3)
    assert ours.index == pytest.approx(theirs.comparator, rel=1e-7)
    assert ours.difference[1] == pytest.approx(-theirs.difference[2], abs=1e-8)


def test_fay_and_graubard_depend_on_which_test_is_coded_1():
    """Theirs takes the leverage of each coefficient by itself, so it follows the coding; the estimate does not."""
    fit, other = (paired_gee(pairs_of(one, log_psa=LOGS)) for one in (PATIENTS, [(c, i) for i, c in PATIENTS]))
    ours, theirs = (float(covariance(one, "fay-graubard")[1, 1]) ** 0.5 for one in (fit, other))
    assert ours != pytest.approx(theirs, rel=1e-6)
    assert ours == pytest.approx(theirs, rel=0.05)


@pytest.mark.parametrize("variance", VARIANCES)
def test_the_zero_of_a_covariate_moves_no_variance_but_that_of_fay_and_graubard(variance):
    ages = [58.0, 71.0, 66.0, 49.0, 73.0, 62.0, 80.0, 55.0, 69.0, 64.0, 77.0, 60.0]
    mean = sum(ages) / len(ages)
    fits = [
        marginal_model(pairs_of(PATIENTS, {"age": [age - zero for age in ages]}), variance=variance)
        for zero in (0.0, mean)
    ]
    (value, error), (same, other) = (fit.combined(fit.weights({"tracer": 1.0})) for fit in fits)
    assert value == pytest.approx(same, rel=1e-8)
    assert error / other == pytest.approx(1.1287 if variance == "fay-graubard" else 1.0, rel=1e-4)


@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_the_unit_of_psa_changes_no_rate(correlation):
    fit = marginal_model(psa_pairs(), correlation)
    shifted = marginal_model(
        pairs_of(PATIENTS, log_psa=[x + math.log(1000) for x in LOGS], interaction=True), correlation
    )
    for at in (-1.0, 0.5):
        ours, theirs = model_rates(fit, 2.2, at), model_rates(shifted, 2.2, at + math.log(1000))
        assert ours.index == pytest.approx(theirs.index, rel=1e-6)
        assert ours.difference == pytest.approx(theirs.difference, abs=1e-7)


def test_the_order_of_patients_changes_nothing():
    turned = list(zip(PATIENTS, LOGS, strict=True))[::-1]
    fit = marginal_model(psa_pairs())
    again = marginal_model(pairs_of([a for a, _ in turned], log_psa=[b for _, b in turned], interaction=True))
    np.testing.assert_allclose(fit.covariance, again.covariance, rtol=1e-8)


def test_every_small_sample_variance_is_wider_than_the_plain_one():
    fit = paired_gee(psa_pairs())
    plain = np.diag(covariance(fit, "robust"))
    for method in set(VARIANCES) - {"robust"}:
        assert (np.diag(covariance(fit, method)) > plain).all(), method


def judged(correlation, bias_reduced):
    """Return coefficients and errors by statsmodels, on long rows of the same patients."""
    import statsmodels.api as sm

    pairs = psa_pairs()
    rows = pairs.rows.reshape(-1, 4)
    groups = np.repeat(np.arange(len(PATIENTS)), 2)
    structure = {"exchangeable": sm.cov_struct.Exchangeable, "independence": sm.cov_struct.Independence}[correlation]()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = sm.GEE(pairs.found.ravel(), rows, groups, family=sm.families.Binomial(), cov_struct=structure)
        fit = model.fit(maxiter=500, ctol=1e-12, cov_type="bias_reduced" if bias_reduced else "robust")
    return fit.params, fit.bse


@pytest.mark.parametrize("bias_reduced", [False, True], ids=["robust", "mancl-derouen"])
@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_statsmodels_agrees(correlation, bias_reduced):
    """statsmodels estimates an exchangeable correlation with other divisors, so there only nearly."""
    coefficients, errors = judged(correlation, bias_reduced)
    fit = marginal_model(psa_pairs(), correlation, "mancl-derouen" if bias_reduced else "robust")
    near = 1e-6 if correlation == "independence" else 0.02
    np.testing.assert_allclose(fit.coefficients, coefficients, rtol=near, atol=near)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance)), errors, rtol=near)


def test_few_patients_and_repeated_covariates_are_said_and_not_fitted():
    assert marginal_model(pairs_of([(1, 0), (0, 1)])) == FEW
    assert marginal_model(pairs_of(PATIENTS, {"same": [1.0] * 12})) == REPEATED
    assert marginal_model(pairs_of(PATIENTS, {"a": LOGS}, log_psa=LOGS)) == REPEATED


def test_a_patient_who_alone_decides_a_coefficient_has_no_corrected_variance():
    alone = [1.0] + [0.0] * 11
    pairs = pairs_of([(1, 0), *PATIENTS[1:]], {"alone": alone})
    assert marginal_model(pairs, "independence") == ALONE
    assert isinstance(marginal_model(pairs, "independence", "robust"), Fit)


def test_results_that_never_differ_have_no_working_correlation():
    pairs = pairs_of(counted(6, 0, 0, 6))
    assert "is not one: plan independence" in marginal_model(pairs)
    assert isinstance(marginal_model(pairs, "independence"), Fit)


@pytest.mark.parametrize(("named", "word"), [({"correlation": "ar1"}, "ar1"), ({"link": "probit"}, "probit")])
def test_unknown_names_are_refused_with_the_choices(named, word):
    with pytest.raises(InputError, match=word):
        paired_gee(pairs_of(CALAIS), **named)


def test_an_unknown_variance_is_refused_with_the_choices():
    fit = paired_gee(pairs_of(CALAIS))
    assert isinstance(fit, Gee)
    with pytest.raises(InputError, match="mancl-derouen"):
        covariance(fit, "mancl")


def test_the_difference_over_the_patients_is_the_paired_wald_difference():
    """28/50 - 13/50 with the variance (m - (b - c)²/n)/n²."""
    rates = model_rates(marginal_model(pairs_of(CALAIS), variance="robust"), Z)
    reach = Z * math.sqrt(23 - 15**2 / 50) / 50
    assert rates.difference == pytest.approx((0.3, 0.3 - reach, 0.3 + reach), rel=1e-9)
    assert rates.index[0] == pytest.approx(0.56, rel=1e-12)


def test_a_rate_at_one_psa_is_the_mean_over_the_other_covariates():
    other = [0.0, 1.0] * 6
    fit = marginal_model(pairs_of(PATIENTS, {"other": other}, log_psa=LOGS), "independence")
    start, tracer, slope, extra = fit.coefficients
    at = 0.4 - fit.pairs.centre
    both = [1 / (1 + math.exp(-(start + tracer + slope * at + extra * value))) for value in (0.0, 1.0)]
    assert model_rates(fit, Z, 0.4).index[0] == pytest.approx(sum(both) / 2, rel=1e-12)
