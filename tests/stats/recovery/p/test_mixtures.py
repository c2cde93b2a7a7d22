"""Tails of McNemar's statistic, how patients mix them, and that what bounds the means bounds the p-value."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.model import PairedTable
from psmatrial.stats._supremum import COARSE, glance, supremum
from psmatrial.stats.distributions import binomial_pmf, binomial_tail
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed_text import printed_p
from psmatrial.stats.recovery.p._mixtures import both_tails, mixed, positions, reached, reaching
from psmatrial.stats.recovery.p.split_squares import all_disagree
from psmatrial.stats.recovery.p.unconditional_p import UnconditionalP

modest = settings(max_examples=60, deadline=None)
squares = st.fractions(min_value=Fraction(1, 50), max_value=40, max_denominator=60)


@pytest.mark.parametrize("n", [*range(1, 9), 31, 32, 33, 64])
@given(square=squares)
@modest
def test_tails_are_those_of_fair_coins(n, square):
    expected = [
        sum((comb(m, b) for b in range(m + 1) if (2 * b - m) ** 2 >= square * m and m), Fraction(0)) / 2**m
        for m in range(n + 1)
    ]
    assert both_tails(n, square) == pytest.approx([float(tail) for tail in expected], rel=1e-11, abs=1e-15)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 30, 31, 90, 151])
def test_means_are_those_of_the_binomial_distribution_at_every_position(n):
    numbers = np.random.default_rng(n).random(n + 1)
    m = np.arange(n + 1)
    ways = np.array([float(comb(n, k)) for k in m])
    s = positions(n)[:, None]
    expected = (ways * s**m * (1.0 - s) ** (n - m)) @ numbers
    assert mixed(n, numbers) == pytest.approx(expected, rel=1e-12)
    assert len(mixed(n, numbers)) == len(positions(n))


@given(n=st.integers(1, 1200), square=squares, part=st.floats(-0.1, 1.1))
@modest
def test_a_few_positions_reach_no_more_than_all_and_as_much_where_they_reach_most(n, square, part):
    tails = both_tails(n, square)
    values = mixed(n, tails)
    most, m = reached(n, tails, part * n)
    at = int(np.abs(positions(n) - m / n).argmin())
    assert most == pytest.approx(values[at], rel=1e-11, abs=1e-300)
    best = positions(n)[values.argmax()] * n
    assert reached(n, tails, best)[0] == pytest.approx(values.max(), rel=1e-11, abs=1e-300)


@given(n=st.integers(1, 300), data=st.data())
@modest
def test_the_largest_tail_is_ceiling_enough_for_coarse_bounds(n, data):
    b = data.draw(st.integers(1, n))
    c = data.draw(st.integers(0, min(b - 1, n - b)))
    tails = both_tails(n, Fraction((b - c) ** 2, b + c))
    found = supremum(lambda _: mixed(n, tails), n, COARSE, ceiling=float(tails.max()) * (1.0 + 1e-8))
    p = mcnemar(PairedTable(0, b, c, n - b - c), "exact-unconditional").p_value
    assert found.low * (1.0 - 1e-9) <= p <= found.high * (1.0 + 1e-9) or p == 1.0 <= found.high + 1e-9
    assert found.high - found.low <= 3e-5 * p


@pytest.mark.parametrize(("k", "n"), [(1, 3), (7, 30), (30, 200), (97, 1000)])
def test_a_glance_holds_the_largest_binomial_probability_and_is_near_it(k, n):
    # Bin(k; n, s) is largest at s = k/n.
    coefficients = np.arange(n + 1) == k
    found = glance(mixed(n, coefficients.astype(float)), n, 1.0)
    assert found.low <= binomial_pmf(k, n, k / n) <= found.high <= 1.005 * found.low
    assert found.at == pytest.approx(k / n, abs=0.01)


@given(n=st.integers(1, 90), seed=st.integers(0, 10**6))
@modest
def test_a_glance_holds_what_is_computed_with_care(n, seed):
    rng = np.random.default_rng(seed)
    coefficients = rng.random(n + 1) ** rng.integers(1, 30)
    ways = np.array([float(comb(n, m)) for m in range(n + 1)])
    s = np.linspace(0.0, 1.0, 4001)[:, None]
    m = np.arange(n + 1)
    most = float(((ways * s**m * (1.0 - s) ** (n - m)) @ coefficients).max())
    found = glance(mixed(n, coefficients), n, float(coefficients.max()))
    assert most <= found.high * (1.0 + 1e-12)
    assert found.low <= most * (1.0 + 1e-4)


@pytest.mark.parametrize("text", ["0.0026", "0.041", "<0.001", ">0.05", "0.2"])
def test_p_values_are_found_alike_by_one_who_comes_from_fewer_patients_and_one_who_does_not(text):
    printed = printed_p(text)
    before = UnconditionalP(printed, 139)
    for n in range(140, 160):
        here = UnconditionalP(printed, n)
        here.follow(before)
        for excess in (9, 30, 17, 24, 38):
            counts = range((n - excess) // 2 + 1)
            found = here.fitting(excess, counts)
            for c in {found.start - 1, found.start, found.stop - 1, found.stop} & set(counts):
                p = mcnemar(PairedTable(0, c + excess, c, n - excess - 2 * c), "exact-unconditional").p_value
                assert (c in found) == printed.fits(p), (n, excess, c)
            assert UnconditionalP(printed, n).fitting(excess, counts) == found
        before = here


@modest
@given(n=st.integers(2, 40), data=st.data())
def test_up_to_the_square_that_is_found_and_no_further_a_probability_is_reached(n, data):
    # Each z^2 of up to n patients, as a float and exactly.
    every = {d * d / m: Fraction(d * d, m) for m in range(1, n + 1) for d in range(m, 0, -2)}
    square, *ends = (data.draw(st.sampled_from(sorted(every))) for _ in range(3))
    low, high = min(square, *ends), max(square, *ends)
    m, p = data.draw(st.floats(0.0, n)), data.draw(st.floats(0.01, 0.9))
    found = reaching(n, every[square], (m,), p, (low, high))

    def chance(least):
        tails = both_tails(n, every[least])
        return sum(binomial_pmf(j, n, m / n) * tail for j, tail in enumerate(tails))

    inside = [one for one in sorted(every) if low <= one <= high and chance(one) >= p - 1e-9]
    assert found == max(inside, default=low) or abs(chance(max(inside)) - p) < 2e-9


@pytest.mark.parametrize("p", [0.9, 0.5, 0.05, 0.00255, 0.00265, 1e-6])
def test_the_square_up_to_which_a_p_value_is_reached_when_all_disagree(p):
    found = [all_disagree(p, n) for n in range(2001)]
    for n in (*range(1, 130), 1000, 2000):
        # What is as far from the middle as 2k - n, on both sides.
        tails = {0: 1.0} | {2 * k - n: 2.0 * binomial_tail(k, n, 0.5) for k in range(n // 2 + 1, n + 1)}
        reaching = [away for away, tail in tails.items() if tail >= p]
        if found[n] is not None:
            assert found[n] == max(reaching) ** 2 / n
        else:
            assert max(reaching) == 0 or any(abs(tail - p) < 3e-8 * p for tail in tails.values())
