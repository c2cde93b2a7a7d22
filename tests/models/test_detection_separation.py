"""Separated results: found out by what it means, and answered by a penalised estimate, never by one of 30."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.models.detection.conditional import FIRTH, LOGISTIC, NO_DISCORDANT, SEPARATED, conditional_model
from psmatrial.models.detection.logistic import expit, firth, full_rank, maximum_likelihood
from psmatrial.models.detection.marginal_model import PENALISED, marginal_model
from psmatrial.models.detection.pairs import pairs_of
from psmatrial.models.detection_curve import detection_curve
from tests.models.paired import CALAIS, LOGS, PATIENTS, counted

Z = 1.959963984540054


def parted(rows, found) -> bool:
    """Tell by linear programming whether some combination of the columns parts the found from the missed."""
    from scipy.optimize import linprog

    signed = rows * np.where(found > 0, 1.0, -1.0)[:, None]
    bounds = [(-1, 1)] * rows.shape[1]
    best = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(rows)), bounds=bounds)
    return -best.fun > 1e-7


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_separation_is_what_linear_programming_says(data):
    count = data.draw(st.integers(3, 14))
    values = data.draw(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 1)), min_size=count, max_size=count))
    found = np.array(data.draw(st.lists(st.integers(0, 1), min_size=count, max_size=count)), dtype=float)
    rows = np.column_stack([np.ones(count), np.array(values, dtype=float)])
    if full_rank(rows):
        assert (maximum_likelihood(rows, found) is None) == parted(rows, found)


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
def test_neither_the_scale_of_a_covariate_nor_nearness_deceives(scale):
    x = np.array([-2.0, -1.0, 0.0, 0.001, 1.0, 2.0]) * scale
    rows = np.column_stack([np.ones(6), x])
    assert maximum_likelihood(rows, np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])) is None
    fit = maximum_likelihood(rows, np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0]))
    assert fit is not None
    np.testing.assert_allclose(rows.T @ (np.array([0, 0, 1, 0, 1, 1]) - expit(rows @ fit.coefficients)), 0, atol=1e-6)


def test_firth_without_covariates_adds_a_half_to_both_counts():
    fit = firth(np.ones((8, 1)), np.ones(8))
    assert math.exp(fit.coefficients[0]) == pytest.approx(8.5 / 0.5, rel=1e-9)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 1), st.integers(0, 1)), min_size=5, max_size=20))
def test_the_penalised_height_is_a_maximum(cells):
    rows = np.array([(1.0, x, z) for x, z, _ in cells])
    found = np.array([float(y) for *_, y in cells])
    if full_rank(rows):
        fit = firth(rows, found)
        for place in range(3):
            step = np.zeros(3)
            step[place] = 1e-3
            for moved in (fit.coefficients + step, fit.coefficients - step):
                assert firth(rows, found, place, moved).height <= fit.height + 1e-10


def test_firth_agrees_with_the_curve_of_one_test():
    counts = [(-1.0, 0, 2), (0.0, 0, 3), (0.5, 2, 2), (2.0, 1, 1)]
    rows = np.array([(1.0, x) for x, _, n in counts for _ in range(n)])
    found = np.array([float(k < positive) for _, positive, n in counts for k in range(n)])
    curve, fit = detection_curve(counts), firth(rows, found)
    assert curve.method == "firth"
    np.testing.assert_allclose(fit.coefficients, [curve.intercept, curve.slope], rtol=1e-7)


@pytest.mark.parametrize(
    ("found", "log_psa"),
    [
        (counted(0, 8, 0, 42), None),
        (counted(5, 5, 0, 0), None),
        ([(float(x > 0), float(x > 0.5)) for x in LOGS], LOGS),
    ],
    ids=["comparator finds nobody", "index finds everybody", "psa parts both"],
)
def test_separated_results_get_a_finite_estimate_under_its_own_name(found, log_psa):
    fit = marginal_model(pairs_of(found, log_psa=log_psa, interaction=log_psa is not None))
    assert fit.method == PENALISED
    assert "penalised" in fit.note
    assert np.abs(fit.coefficients).max() < 12
    assert np.isfinite(fit.covariance).all()


def test_the_penalised_estimate_adds_a_half_to_each_count_of_each_test():
    fit = marginal_model(pairs_of(counted(0, 8, 0, 42)))
    value, error = fit.combined(fit.weights({"tracer": 1.0}))
    assert math.exp(value) == pytest.approx((8.5 / 42.5) / (0.5 / 50.5), rel=1e-8)
    # The sandwich alone would say 0.4, for eight patients against none.
    index, comparator = (50 * rate * (1 - rate) for rate in (8.5 / 51, 0.5 / 51))
    assert error >= math.sqrt(1 / index + 1 / comparator) * (1 - 1e-9)


@pytest.mark.parametrize("cells", [(0, 8, 0, 42), (0, 0, 5, 9), (20, 3, 0, 0)])
def test_no_combination_is_narrower_than_under_the_sandwich(cells):
    pairs = pairs_of(counted(*cells), {"x": [float(k % 5) for k in range(sum(cells))]})
    fit = marginal_model(pairs)
    assert fit.method == PENALISED
    left = pairs.found - expit(pairs.rows @ fit.coefficients)
    scores = np.einsum("kip,ki->kp", pairs.rows, left)
    rows = pairs.rows.reshape(-1, 3)
    inverse = firth(rows, pairs.found.ravel()).covariance
    sandwich = inverse @ (scores.T @ scores) @ inverse
    assert np.linalg.eigvalsh(fit.covariance - sandwich).min() > -1e-9 * np.abs(fit.covariance).max()


def test_conditional_logistic_is_index_only_over_comparator_only():
    found = conditional_model(pairs_of(CALAIS), Z, LOGISTIC)
    value, low, high = map(math.exp, found.limits["tracer"])
    assert (round(value, 10), round(low, 6), round(high, 6)) == (4.75, 1.615961, 13.962278)
    assert found.discordant == 23


def test_firth_conditional_logistic_has_the_limits_of_its_likelihood_ratio():
    found = conditional_model(pairs_of(CALAIS), Z, FIRTH)
    value, *limits = found.limits["tracer"]
    assert math.exp(value) == pytest.approx(19.5 / 4.5, rel=1e-9)

    def height(at):
        return 19.5 * at - 24 * math.log1p(math.exp(at))

    for limit in limits:
        assert 2 * (height(value) - height(limit)) == pytest.approx(Z**2, rel=1e-8)


def test_all_discordant_patients_on_one_side_have_a_penalised_answer_only():
    pairs = pairs_of(counted(0, 8, 0, 42))
    assert conditional_model(pairs, Z, LOGISTIC) == SEPARATED
    value, low, high = conditional_model(pairs, Z, FIRTH).limits["tracer"]
    assert math.exp(value) == pytest.approx(17.0, rel=1e-9)
    assert math.exp(low) > 1
    assert math.isfinite(high)


def test_without_discordant_patients_there_is_no_conditional_odds_ratio():
    for method in (LOGISTIC, FIRTH):
        assert conditional_model(pairs_of(counted(3, 0, 0, 4)), Z, method) == NO_DISCORDANT


def test_the_interaction_agrees_with_conditional_likelihood_by_statsmodels():
    from statsmodels.discrete.conditional_models import ConditionalLogit

    pairs = pairs_of(PATIENTS, log_psa=LOGS, interaction=True)
    rows = pairs.rows[:, :, [1, 3]].reshape(-1, 2)
    discordant = np.repeat([index != comparator for index, comparator in PATIENTS], 2)
    groups = np.repeat(np.arange(len(PATIENTS)), 2)[discordant]
    model = ConditionalLogit(pairs.found.ravel()[discordant], rows[discordant], groups=groups)
    fit = model.fit(method="newton", tol=1e-12, disp=False)
    found = conditional_model(pairs, Z, LOGISTIC)
    ours = [found.limits[term][0] for term in ("tracer", "tracer:psa")]
    np.testing.assert_allclose(ours, fit.params, rtol=1e-6)
    reach = [found.limits[term][2] - found.limits[term][0] for term in ("tracer", "tracer:psa")]
    np.testing.assert_allclose(np.array(reach) / Z, fit.bse, rtol=1e-6)


def test_swapping_the_tests_mirrors_the_conditional_odds_ratio():
    pairs = pairs_of(PATIENTS, log_psa=LOGS, interaction=True)
    swapped = pairs_of([(c, i) for i, c in PATIENTS], log_psa=LOGS, interaction=True)
    for method in (LOGISTIC, FIRTH):
        ours, theirs = (conditional_model(one, Z, method).limits for one in (pairs, swapped))
        for term, (value, low, high) in ours.items():
            assert (value, low, high) == pytest.approx(tuple(-theirs[term][k] for k in (0, 2, 1)), abs=1e-7)
