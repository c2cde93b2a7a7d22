"""A covariate far from 0, as years and days are: by its laws, and by statsmodels on values near 0."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from psmatrial.models.detection.gee import paired_gee
from psmatrial.models.detection.logistic import maximum_likelihood
from psmatrial.models.detection.marginal_model import PENALISED, Fit, marginal_model
from psmatrial.models.detection.pairs import pairs_of
from psmatrial.models.detection.rates import model_rates
from psmatrial.models.detection.small_sample import VARIANCES, covariance
from tests.models.paired import LOGS, PATIENTS

# Years, days as a spreadsheet counts them, months and days written as one number.
ZEROS = [2018.0, 20180.0, 45000.0, 202301.0, 20230101.0]
SHIFTING = sorted(set(VARIANCES) - {"fay-graubard"})
YEARS = [3.0, 0.0, 1.0, 5.0, 2.0, 2.0, 4.0, 0.0, 1.0, 3.0, 5.0, 2.0]


def drawn(seed: int, zero: float = 0.0):
    """Return a design with an intercept, a year counted from some zero and another covariate, and who was found."""
    random = np.random.default_rng(seed)
    count = int(random.choice([20, 40, 80]))
    rows = np.column_stack([np.ones(count), random.integers(0, 4, count) + zero, random.normal(size=count)])
    return rows, (random.random(count) < 0.4).astype(float)


@pytest.mark.parametrize("zero", ZEROS)
def test_moving_a_covariate_moves_the_intercept_alone(zero):
    for seed in range(300):
        near, far = (maximum_likelihood(*drawn(seed, at)) for at in (0.0, zero))
        assert near is not None
        assert far is not None
        errors, others = (np.sqrt(np.diag(fit.covariance)) for fit in (near, far))
        assert_allclose(far.coefficients[1:], near.coefficients[1:], rtol=1e-8)
        assert_allclose(others[1:], errors[1:], rtol=1e-8)
        assert far.height == pytest.approx(near.height, rel=1e-12)
        assert far.coefficients[0] == pytest.approx(near.coefficients[0] - zero * near.coefficients[1], rel=1e-8)
        # The variance of intercept - zero * slope.
        (own, mixed, _), (_, slope, _), _ = near.covariance.tolist()
        assert far.covariance[0, 0] == pytest.approx(own - 2 * zero * mixed + zero**2 * slope, rel=1e-8)


@pytest.mark.parametrize("zero", ZEROS)
def test_the_estimate_is_that_of_statsmodels_on_values_near_0(zero):
    import statsmodels.api as sm

    rows, found = drawn(7)
    judge = sm.Logit(found, rows - rows.mean(axis=0) * [0.0, 1.0, 1.0]).fit(disp=False, tol=1e-14)
    fit = maximum_likelihood(*drawn(7, zero))
    assert_allclose(fit.coefficients[1:], judge.params[1:], rtol=1e-8)
    assert_allclose(np.sqrt(np.diag(fit.covariance))[1:], judge.bse[1:], rtol=1e-8)
    assert fit.height == pytest.approx(judge.llf, rel=1e-12)


def fitted(zero: float, variance: str = "mancl-derouen", correlation: str = "exchangeable") -> Fit:
    """Fit both tests to PSA and a year counted from some zero."""
    years = {"year": [year + zero for year in YEARS]}
    fit = marginal_model(pairs_of(PATIENTS, years, log_psa=LOGS, interaction=True), correlation, variance)
    assert isinstance(fit, Fit)
    return fit


@pytest.mark.parametrize("zero", ZEROS)
@pytest.mark.parametrize("variance", SHIFTING)
def test_the_zero_of_a_covariate_changes_no_model_of_both_tests(variance, zero):
    near, far = fitted(0.0, variance), fitted(zero, variance)
    assert_allclose(far.coefficients[1:], near.coefficients[1:], rtol=1e-8)
    assert_allclose(far.covariance[1:, 1:], near.covariance[1:, 1:], rtol=1e-8)
    assert far.coefficients[0] == pytest.approx(near.coefficients[0] - zero * near.coefficients[4], rel=1e-8)
    for log_psa in (None, 0.5):
        ours, theirs = model_rates(far, 2.2, log_psa), model_rates(near, 2.2, log_psa)
        for name in ("index", "comparator", "difference"):
            assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=1e-8)


def test_both_tests_agree_with_statsmodels_on_values_near_0():
    import statsmodels.api as sm

    fit, near = fitted(20230101.0, "robust", "independence"), fitted(0.0, "robust", "independence").pairs
    groups = np.repeat(np.arange(near.patients), 2)
    rows = near.rows.reshape(-1, len(near.terms))
    judge = sm.GEE(near.found.ravel(), rows, groups, family=sm.families.Binomial()).fit(maxiter=500, ctol=1e-13)
    assert_allclose(fit.coefficients[1:], judge.params[1:], rtol=1e-7)
    assert_allclose(np.sqrt(np.diag(fit.covariance))[1:], judge.bse[1:], rtol=1e-7)


@pytest.mark.parametrize("zero", ZEROS)
def test_fay_and_graubard_keep_the_zero_that_they_are_given(zero):
    near, far = fitted(0.0, "fay-graubard"), fitted(zero, "fay-graubard")
    assert_allclose(far.coefficients[1:], near.coefficients[1:], rtol=1e-8)
    assert far.covariance[4, 4] > 100 * near.covariance[4, 4]
    rate, low, high = model_rates(far, 2.2).index
    assert 0 <= low < rate < high <= 1


@pytest.mark.parametrize("zero", [0.0, 10.0, 65.0])
def test_fay_and_graubard_have_the_leverages_of_the_columns_as_given(zero):
    fit = fitted(zero, "fay-graubard")
    assert_allclose(fit.covariance, covariance(paired_gee(fit.pairs), "fay-graubard"), rtol=1e-6)


@pytest.mark.parametrize("zero", ZEROS)
def test_separation_far_from_0_is_told_and_answered_as_near_0(zero):
    found = [(int(year > 2), int(year > 3)) for year in YEARS]
    near, far = (marginal_model(pairs_of(found, {"year": [year + at for year in YEARS]})) for at in (0.0, zero))
    assert near.method == far.method == PENALISED
    assert_allclose(far.coefficients[1:], near.coefficients[1:], rtol=1e-8)
    assert_allclose(far.covariance[1:, 1:], near.covariance[1:, 1:], rtol=1e-8)
    assert model_rates(far, 1.96).index == pytest.approx(model_rates(near, 1.96).index, rel=1e-8)


@pytest.mark.parametrize("value", [300.0, 3e8])
@pytest.mark.parametrize("zero", ZEROS)
def test_one_value_far_from_all_others_that_are_far_from_0(zero, value):
    volumes = [float(k) for k in range(2, 14)]
    patients = [*PATIENTS, (1, 1)]
    near = marginal_model(pairs_of(patients, {"volume": [*volumes, 300.0]}))
    far = marginal_model(pairs_of(patients, {"volume": [volume + zero for volume in (*volumes, value)]}))
    assert_allclose(far.coefficients[1:], near.coefficients[1:], rtol=1e-7)
    assert_allclose(far.covariance[1:, 1:], near.covariance[1:, 1:], rtol=1e-6)
