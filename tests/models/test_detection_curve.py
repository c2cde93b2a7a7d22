"""The logistic curve against hand calculations, against statsmodels, and against brute maximisation."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from psmatrial.errors import InputError
from psmatrial.models.detection_curve import (
    FIRTH,
    MAXIMUM_LIKELIHOOD,
    detection_curve,
    separated,
    why_not_drawn,
)


def drawn(seed, n=50, slope=1.0):
    """Return values and results of a simulated test."""
    source = np.random.default_rng(seed)
    values = [math.log(round(psa, 2) + 0.01) for psa in source.lognormal(-0.5, 0.8, n).tolist()]
    return [(x, int(source.random() < 1 / (1 + math.exp(-0.3 - slope * x))), 1) for x in values]


def test_two_values_by_hand():
    # Two groups fill the model: odds 1 of 1 and 6 of 2, so the slope is ln 3 and its variance 1/1 + 1/1 + 1/6 + 1/2.
    fit = detection_curve([(0.0, 1, 2), (1.0, 6, 8)])
    assert fit.intercept == pytest.approx(0.0, abs=1e-12)
    assert fit.slope == pytest.approx(math.log(3), rel=1e-12)
    assert fit.covariance == pytest.approx((2.0, -2.0, 1 + 1 + 1 / 6 + 1 / 2), rel=1e-10)
    assert (fit.method, fit.n) == (MAXIMUM_LIKELIHOOD, 10)


def test_the_band_by_hand():
    fit = detection_curve([(0.0, 1, 2), (1.0, 6, 8)])
    reach = 1.959963984540054 * math.sqrt(1 / 6 + 1 / 2)
    low, high = (1 / (1 + math.exp(-(math.log(3) + sign * reach))) for sign in (-1, 1))
    assert fit.rate(1.0) == pytest.approx((0.75, low, high), rel=1e-10)


@pytest.mark.parametrize("seed", range(12))
def test_statsmodels_agrees(seed):
    counts = drawn(seed, n=20 + 10 * seed, slope=seed / 4 - 1)
    fit = detection_curve(counts)
    x, y = [value for value, _, _ in counts], [found for _, found, _ in counts]
    other = sm.Logit(y, sm.add_constant(x)).fit(disp=0, method="newton", maxiter=200, tol=1e-14)
    assert fit.method == MAXIMUM_LIKELIHOOD
    assert (fit.intercept, fit.slope) == pytest.approx(tuple(other.params), rel=1e-8, abs=1e-8)
    cov = other.cov_params()
    assert fit.covariance == pytest.approx((cov[0, 0], cov[0, 1], cov[1, 1]), rel=1e-8, abs=1e-8)


def test_counts_at_a_value_are_the_same_as_patients_one_by_one():
    one_by_one = [(0.0, 1, 1), (0.0, 0, 1), (1.0, 1, 1), (1.0, 0, 1), (2.0, 1, 1), (2.0, 1, 1), (2.0, 0, 1)]
    first, second = detection_curve(one_by_one), detection_curve([(0.0, 1, 2), (1.0, 1, 2), (2.0, 2, 3), (5.0, 0, 0)])
    assert (first.intercept, first.slope) == pytest.approx((second.intercept, second.slope), abs=1e-10)
    assert first.n == second.n == 7


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([(1.0, 0, 3), (2.0, 3, 3)], True),
        ([(1.0, 3, 3), (2.0, 0, 3)], True),
        ([(1.0, 0, 3), (2.0, 1, 3)], True),
        ([(1.0, 0, 3), (2.0, 0, 3)], True),
        ([(1.0, 3, 3), (2.0, 3, 3)], True),
        ([(1.0, 1, 3), (2.0, 1, 3)], False),
        ([(1.0, 0, 1), (2.0, 1, 1), (3.0, 0, 1)], False),
        ([(1.0, 0, 1), (2.0, 1, 2), (3.0, 1, 1)], True),
    ],
)
def test_separation_by_hand(counts, expected):
    assert separated(counts) is expected


@pytest.mark.parametrize("found", [0, 1, 2])
def test_the_penalty_adds_half_a_patient_to_each_cell_of_two_groups(found):
    # With as many coefficients as groups, Firth's penalty is Jeffreys' prior: (x + 1/2) / (n + 1) in each group.
    fit = detection_curve([(-1.0, 0, 3), (1.0, found, 2)])
    assert fit.method == FIRTH
    assert fit.rate(-1.0)[0] == pytest.approx(0.5 / 4, abs=1e-9)
    assert fit.rate(1.0)[0] == pytest.approx((found + 0.5) / 3, abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_a_penalised_fit_is_the_brute_maximum(seed):
    x = sorted(np.random.default_rng(seed).uniform(-2, 2, 10 + seed).tolist())
    y = [int(value > x[seed + 2]) for value in x]
    fit = detection_curve(list(zip(x, y, [1] * len(x), strict=True)))
    design, found = np.column_stack([np.ones(len(x)), x]), np.array(y)

    def lower(at):
        eta = design @ at
        rate = 1 / (1 + np.exp(-eta))
        information = design.T @ (design * (rate * (1 - rate))[:, None])
        return -(found @ eta - np.logaddexp(0, eta).sum() + np.linalg.slogdet(information)[1] / 2)

    brute = minimize(lower, [0.0, 1.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-14, "maxiter": 4000})
    assert fit.method == FIRTH
    assert (fit.intercept, fit.slope) == pytest.approx(tuple(brute.x), abs=2e-6)
    assert lower([fit.intercept, fit.slope]) <= brute.fun + 1e-11


def test_why_a_curve_is_not_drawn():
    assert why_not_drawn([]) == "fewer than 5 patients"
    assert why_not_drawn([(0.1, 1, 2), (0.2, 1, 2)]) == "fewer than 5 patients"
    assert why_not_drawn([(0.1, 1, 20), (0.2, 0, 0)]) == "all patients have the same value"
    assert why_not_drawn([(0.1, 1, 2), (0.2, 1, 3)]) == ""
    with pytest.raises(InputError, match="two values or more"):
        detection_curve([(0.1, 1, 20), (0.2, 0, 0)])


cells = st.tuples(st.integers(-40, 40), st.integers(0, 3), st.integers(0, 3)).map(
    lambda c: (c[0] / 10, min(c[1:]), max(c[1:]))
)


@hypothesis_settings(max_examples=80)
@given(st.lists(cells, min_size=2, max_size=12).filter(lambda counts: not why_not_drawn(counts)))
def test_every_table_has_finite_limits_that_hold_the_rate(counts):
    fit = detection_curve(counts)
    assert fit.method == (FIRTH if separated(counts) else MAXIMUM_LIKELIHOOD)
    for x, _, _ in counts:
        rate, low, high = fit.rate(x)
        assert 0 <= low <= rate <= high <= 1
    # The other answer mirrors the curve.
    other = detection_curve([(x, n - found, n) for x, found, n in counts])
    assert (other.intercept, other.slope) == pytest.approx((-fit.intercept, -fit.slope), rel=1e-6, abs=1e-6)


@hypothesis_settings(max_examples=60)
@given(
    st.lists(cells, min_size=2, max_size=12).filter(lambda counts: not why_not_drawn(counts) and not separated(counts))
)
def test_the_fitted_rates_add_up_to_the_found(counts):
    fit = detection_curve(counts)
    total = sum(n * fit.rate(x)[0] for x, _, n in counts)
    assert total == pytest.approx(sum(found for _, found, _ in counts), abs=1e-6)


def test_a_value_far_from_all_others_does_not_stop_the_fit():
    counts = [(-5.0, 0, 1), (-0.3, 0, 1), (-0.07, 0, 1), (-0.014, 1, 1), (-0.007, 0, 1), (-0.003, 1, 1), (225.6, 1, 1)]
    fit = detection_curve(counts)
    assert sum(fit.rate(x)[0] for x, _, _ in counts) == pytest.approx(3, abs=1e-6)
