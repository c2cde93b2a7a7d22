"""Probabilities of the standard library against mpmath, scipy and whole numbers."""

from __future__ import annotations

from fractions import Fraction
from math import comb, inf, isclose, log, pi, sin
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from psmatrial.stats.distributions import (
    beta_cdf,
    beta_quantile,
    binomial_cdf,
    binomial_pmf,
    binomial_tail,
    chi2_tail,
    normal_quantile,
    normal_tail,
    root,
    z_of,
)

SHAPES = (0.5, 1.5, 4, 28.5, 450, 2500)
LEVELS = (1e-12, 1e-6, 0.005, 0.025, 0.3, 0.5, 0.8, 0.975, 0.995, 1 - 1e-6)


def near(ours: float, theirs: Any, tolerance: float) -> bool:
    """Tell whether the relative difference is within the tolerance."""
    return isclose(ours, float(theirs), rel_tol=tolerance, abs_tol=0.0)


@pytest.fixture(autouse=True)
def _digits() -> None:
    """Let mpmath work with 30 digits."""
    mpmath.mp.dps = 30


@pytest.mark.parametrize("p", [1e-300, 1e-12, 0.0005, 0.025, 0.5, 0.975, 0.9999])
def test_normal_quantile_is_that_of_scipy(p: float) -> None:
    assert isclose(normal_quantile(p), special.ndtri(p), rel_tol=1e-13)


def test_z_of_a_level_leaves_out_half_of_its_error_on_each_side() -> None:
    assert z_of(0.95) == normal_quantile(0.975)
    assert round(z_of(0.99), 6) == 2.575829


@pytest.mark.parametrize("z", [-8.0, -1.0, 0.0, 1.0, 5.0, 20.0, 37.0])
def test_normal_tail_keeps_its_digits_far_out(z: float) -> None:
    assert near(normal_tail(z), mpmath.erfc(mpmath.mpf(z) / mpmath.sqrt(2)) / 2, 1e-12)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 7, 10, 101, 300])
@pytest.mark.parametrize("x", [1e-6, 0.5, 9.782609, 40.0, 600.0, 1300.0])
def test_chi2_tail_keeps_its_digits_far_out(x: float, df: int) -> None:
    expected = mpmath.gammainc(mpmath.mpf(df) / 2, mpmath.mpf(x) / 2, mpmath.inf, regularized=True)
    assert near(chi2_tail(x, df), expected, 1e-11)


def test_chi2_tail_of_nothing_is_1() -> None:
    assert chi2_tail(0.0, 1) == chi2_tail(-1.0, 4) == 1.0


def test_chi2_tail_never_exceeds_1() -> None:
    assert all(chi2_tail(x / 10, df) <= 1.0 for x in range(60) for df in range(1, 60))


def test_chi2_tail_without_degrees_of_freedom_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more, not 0"):
        chi2_tail(1.0, 0)


@pytest.mark.parametrize("p", [Fraction(1, 2), Fraction(1, 8), Fraction(63, 64)])
@pytest.mark.parametrize("n", [1, 2, 7, 20])
def test_binomial_probabilities_are_those_of_fractions(n: int, p: Fraction) -> None:
    exact = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    for k in range(n + 1):
        assert near(binomial_pmf(k, n, float(p)), exact[k], 1e-13)
        assert near(binomial_cdf(k, n, float(p)), sum(exact[: k + 1]), 1e-13)
        assert near(binomial_tail(k, n, float(p)), sum(exact[k:]), 1e-13)


@pytest.mark.parametrize(("b", "m"), [(2200, 5000), (1200, 5000), (2501, 5000), (440, 1000)])
def test_binomial_tails_of_large_trials_are_those_of_whole_numbers(b: int, m: int) -> None:
    ways = [1]
    for k in range(b):
        ways.append(ways[-1] * (m - k) // (k + 1))
    below = sum(ways)
    assert near(binomial_cdf(b, m, 0.5), Fraction(below, 2**m), 1e-11)
    assert near(binomial_tail(m - b, m, 0.5), Fraction(below, 2**m), 1e-11)
    assert near(binomial_pmf(b, m, 0.5), Fraction(ways[-1], 2**m), 1e-11)


def test_binomial_probabilities_outside_the_range_are_0_or_1() -> None:
    assert [binomial_pmf(k, 5, 0.3) for k in (-1, 6)] == [0.0, 0.0]
    assert [binomial_cdf(k, 5, 0.3) for k in (-1, 5, 6)] == [0.0, 1.0, 1.0]
    assert [binomial_tail(k, 5, 0.3) for k in (-1, 0, 6)] == [1.0, 1.0, 0.0]
    assert binomial_pmf(0, 0, 0.3) == 1.0


def test_a_sure_thing_happens_every_time() -> None:
    assert [binomial_pmf(k, 2, 0.0) for k in range(3)] == [1.0, 0.0, 0.0]
    assert [binomial_pmf(k, 2, 1.0) for k in range(3)] == [0.0, 0.0, 1.0]
    assert [binomial_cdf(k, 2, 0.0) for k in range(2)] == [1.0, 1.0]
    assert [binomial_tail(k, 2, 1.0) for k in range(1, 3)] == [1.0, 1.0]
    assert [binomial_cdf(1, 2, 1.0), binomial_tail(1, 2, 0.0)] == [0.0, 0.0]


@pytest.mark.parametrize("b", SHAPES)
@pytest.mark.parametrize("a", SHAPES)
def test_beta_probabilities_are_those_of_mpmath(a: float, b: float) -> None:
    mean = a / (a + b)
    spread = (mean * (1 - mean) / (a + b + 1)) ** 0.5
    for shift in (-3.0, -1.0, 0.0, 0.5, 3.0):
        x = mean + shift * spread
        if 0.0 < x < 1.0:
            expected = mpmath.betainc(a, b, 0, mpmath.mpf(x), regularized=True)
            assert near(beta_cdf(x, a, b), expected, 3e-12)


@pytest.mark.parametrize(("x", "a", "b"), [(1e-9, 4, 23), (0.01, 23, 4), (0.1, 450, 450), (0.4, 2500, 2500)])
def test_beta_probabilities_keep_their_digits_far_out(x: float, a: float, b: float) -> None:
    assert near(beta_cdf(x, a, b), mpmath.betainc(a, b, 0, mpmath.mpf(x), regularized=True), 3e-12)


@pytest.mark.parametrize("b", SHAPES)
@pytest.mark.parametrize("a", SHAPES)
def test_beta_quantiles_come_back_to_their_probability(a: float, b: float) -> None:
    for p in LEVELS:
        x = beta_quantile(p, a, b)
        if x == 1.0:  # nearer to 1 than the spacing of floats, as the mirrored quantile shows
            assert beta_quantile(1.0 - p, b, a) < 2e-16
            continue
        density = mpmath.mpf(x) ** a * (1 - mpmath.mpf(x)) ** (b - 1) / mpmath.beta(a, b)
        error = (mpmath.betainc(a, b, 0, mpmath.mpf(x), regularized=True) - mpmath.mpf(p)) / density
        assert abs(error) < 1e-12, (p, float(error))


@pytest.mark.parametrize("p", [1e-300, 1e-20, 1e-4, 0.25, 0.5, 0.9])
def test_quantiles_of_the_arcsine_distribution_are_squared_sines(p: float) -> None:
    assert near(beta_quantile(p, 0.5, 0.5), sin(pi * p / 2) ** 2, 1e-13) or p == 1e-300
    assert beta_quantile(1e-300, 0.5, 0.5) == 0.0


def test_beta_of_nothing_is_a_point_mass() -> None:
    assert [beta_quantile(p, 0, 3) for p in (0.01, 0.99)] == [0.0, 0.0]
    assert [beta_quantile(p, 3, 0) for p in (0.01, 0.99)] == [1.0, 1.0]
    assert [beta_cdf(x, 0, 3) for x in (0.0, 0.5)] == [1.0, 1.0]
    assert [beta_cdf(x, 3, 0) for x in (0.5, 1.0)] == [0.0, 1.0]


def test_beta_ends_at_0_and_1() -> None:
    assert (beta_quantile(0.0, 2, 3), beta_quantile(1.0, 2, 3)) == (0.0, 1.0)
    assert (beta_cdf(0.0, 2, 3), beta_cdf(1.0, 2, 3)) == (0.0, 1.0)


@settings(deadline=None, max_examples=60)
@given(st.floats(1e-6, 1 - 1e-6), st.integers(1, 200), st.integers(1, 200))
def test_the_mirrored_beta_has_the_mirrored_distribution(x: float, a: int, b: int) -> None:
    assert isclose(beta_cdf(x, a, b) + beta_cdf(1.0 - x, b, a), 1.0, abs_tol=1e-11)


def test_roots_are_found_to_the_last_digits() -> None:
    assert isclose(root(lambda x: x**3 - 2.0, 0.0, 2.0), 2 ** (1 / 3), rel_tol=4e-16)
    assert isclose(root(lambda x: 1e-9 - x, 0.0, 1.0), 1e-9, rel_tol=1e-14)
    assert isclose(root(lambda x: log(x) if x else -inf, 0.0, 5.0), 1.0, rel_tol=4e-16)


def test_a_root_may_lie_at_an_end_of_the_bracket() -> None:
    assert root(lambda x: x - 1.0, 0.0, 1.0) == 1.0
    assert root(lambda x: x, 0.0, 1.0) == 0.0


def test_a_jump_through_zero_is_found_by_halving() -> None:
    assert isclose(root(lambda x: 1.0 if x > 0.3 else -1.0, 0.0, 1.0), 0.3, rel_tol=1e-14)


def test_a_wider_tolerance_stops_earlier() -> None:
    calls: list[float] = []

    def cubed_less_two(x: float) -> float:
        calls.append(x)
        return x**3 - 2.0

    found = root(cubed_less_two, 0.0, 2.0, tolerance=1e-3)
    assert isclose(found, 2 ** (1 / 3), rel_tol=3e-3)
    assert len(calls) < 12


def test_a_bracket_without_a_root_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no change of sign between 1\.0 and 2\.0"):
        root(lambda x: x, 1.0, 2.0)
