"""Separation told from a value far away: by exact geometry, by statsmodels, and by moving the value further."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.models.detection import logistic
from psmatrial.models.detection.conditional import LOGISTIC, conditional_model
from psmatrial.models.detection.conditional import NO_END as NO_MAXIMUM
from psmatrial.models.detection.gee import NO_END
from psmatrial.models.detection.logistic import expit, full_rank, maximum_likelihood
from psmatrial.models.detection.marginal_model import PENALISED, marginal_model
from psmatrial.models.detection.pairs import pairs_of
from psmatrial.models.detection.rates import model_rates
from psmatrial.models.detection.separation import separated
from psmatrial.models.detection.small_sample import VARIANCES
from tests.models.paired import LOGS, PATIENTS

CORRELATIONS = ["exchangeable", "independence"]
FAR = 300.0
BIOPSIES = [float(k) for k in range(2, 14)]


def parted(cells) -> bool:
    """Tell in whole numbers whether a plane parts the found from the missed.

    Planes that do so form a cone, and each of its edges is a plane through two of the points.
    """
    signed = [[sign, sign * x, sign * z] for x, z, y in set(cells) for sign in (1 if y else -1,)]
    for (a, b, c), (d, e, f) in combinations(signed, 2):
        plane = (b * f - c * e, c * d - a * f, a * e - b * d)
        sides = [sum(p * q for p, q in zip(plane, row, strict=True)) for row in signed]
        if any(plane) and (min(sides) >= 0 or max(sides) <= 0):
            return True
    return False


VALUES = st.one_of(st.integers(-4, 4), st.integers(2010, 2024), st.sampled_from([10**3, 10**4, 10**5]))
CELLS = st.lists(st.tuples(VALUES, st.integers(-2, 2), st.integers(0, 1)), min_size=4, max_size=16)


@settings(deadline=None, max_examples=200)
@given(CELLS, st.integers(-8, 8), st.integers(-8, 8))
def test_separation_is_what_exact_geometry_says_at_any_scale(cells, first, second):
    rows = np.array([(1.0, x * 10.0**first, z * 10.0**second) for x, z, _ in cells])
    found = np.array([float(y) for *_, y in cells])
    if full_rank(rows):
        assert separated(rows, found) is parted(cells)
        fit = maximum_likelihood(rows, found)
        if parted(cells):
            assert fit is None
        elif fit is not None:
            left = found - expit(rows @ fit.coefficients)
            np.testing.assert_allclose((rows / np.abs(rows).max(axis=0)).T @ left, 0, atol=1e-6)


def test_separation_is_what_exact_geometry_says_in_drawn_designs():
    random = np.random.default_rng(20)
    seen = []
    while len(seen) < 600:
        n = int(random.choice([6, 10, 16]))
        x = np.round(10 * random.lognormal(1, 1.2, n)).astype(int)
        z, slope = random.integers(0, 2, n), random.choice([0.03, 0.1, 0.3, 1.0])
        y = random.random(n) < expit(slope * (x - np.median(x)))
        cells = list(zip(x.tolist(), z.tolist(), y.astype(int).tolist(), strict=True))
        rows = np.column_stack([np.ones(n), x / 10, z])
        if full_rank(rows):
            fit = maximum_likelihood(rows, y.astype(float))
            assert (fit is None) is parted(cells)
            seen.append(fit and np.abs(rows @ fit.coefficients).max() > logistic.FARTHEST)
    # All three kinds of outcome were among them.
    assert set(seen) == {None, True, False}


@pytest.mark.parametrize("seed", [4, 15])
def test_many_patients_with_one_category_found_throughout_are_separated(seed):
    random, count = np.random.default_rng(seed), 20_000
    x, tracer = np.round(random.lognormal(2, 1.2, count), 1), np.tile([1.0, 0.0], count // 2)
    group = random.integers(0, 5, count)
    x[0] = 1e5
    rows = np.column_stack([np.ones(count), tracer, x, tracer * x, *(group == k for k in range(1, 5))])
    found = random.random(count) < expit(x - 8.0)
    assert not separated(rows, found.astype(float))
    assert separated(rows, (found | (group == 3)).astype(float))


def one_far(value: float):
    """Twelve patients whose results overlap, and one far away with both tests positive."""
    return pairs_of([*PATIENTS, (1, 1)], {"volume": [*BIOPSIES, value]})


@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_a_value_far_away_is_no_separation_and_the_estimate_is_that_of_statsmodels(correlation):
    import statsmodels.api as sm

    pairs = one_far(FAR)
    fit = marginal_model(pairs, correlation, "robust")
    assert (fit.method, fit.note) == (f"gee-{correlation}", "")
    assert np.abs(pairs.rows @ fit.coefficients).max() > logistic.FARTHEST
    working = {"exchangeable": sm.cov_struct.Exchangeable, "independence": sm.cov_struct.Independence}[correlation]()
    rows, groups = pairs.rows.reshape(-1, 3), np.repeat(np.arange(pairs.patients), 2)
    model = sm.GEE(pairs.found.ravel(), rows, groups=groups, family=sm.families.Binomial(), cov_struct=working)
    judge = model.fit(maxiter=500, ctol=1e-12)
    np.testing.assert_allclose(fit.coefficients, judge.params, rtol=1e-6)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance)), judge.bse, rtol=1e-6)


@pytest.mark.parametrize("variance", VARIANCES)
@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_how_far_away_a_value_is_changes_nothing(variance, correlation):
    near, *others = (marginal_model(one_far(value), correlation, variance) for value in (FAR, 2 * FAR, 1e4 * FAR))
    for other in others:
        assert other.method == near.method == f"gee-{correlation}"
        np.testing.assert_allclose(other.coefficients, near.coefficients, rtol=1e-7)
        np.testing.assert_allclose(other.covariance, near.covariance, rtol=1e-6)
        ours, theirs = (model_rates(fit, 1.96) for fit in (near, other))
        np.testing.assert_allclose(theirs.difference, ours.difference, rtol=1e-6)


def test_a_value_far_away_on_the_right_side_alone_is_still_separated():
    pairs = pairs_of([(int(x > 6), int(x > 8)) for x in BIOPSIES] + [(1, 1)], {"volume": [*BIOPSIES, FAR]})
    assert marginal_model(pairs).method == PENALISED


def test_a_maximum_that_is_not_found_is_not_called_separation(monkeypatch):
    monkeypatch.setattr(logistic, "STEPS", 1)
    pairs = pairs_of(PATIENTS, log_psa=LOGS, interaction=True)
    assert marginal_model(pairs) == NO_END
    assert conditional_model(pairs, 1.96, LOGISTIC) == NO_MAXIMUM
