"""Ranks of studies: what is equal on fractions of the counts ties, whatever its floats say."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from scipy.stats import kendalltau

from psmatrial.model import PairedTable
from psmatrial.stats.pooling.effects import effects
from psmatrial.stats.pooling.measures import MEASURES, RATE_SCALES
from psmatrial.stats.pooling.small_studies import FEW, rank_test, regression_test
from psmatrial.stats.pooling.ties import effect_ranks, exact_variances, variance_ranks

# The variances of the first two are 1/4 + 1/24 and 1/6 + 1/8, both 7/24; as floats they differ.
BEGG = [(10, 4, 24, 20), (12, 6, 8, 25), (15, 11, 7, 30), (9, 9, 2, 13), (19, 7, 10, 18)]
BEGG += [(3, 8, 1, 17), (7, 2, 12, 10), (17, 23, 9, 26), (16, 18, 4, 25), (19, 15, 4, 21)]


def of(tables, quantity, correction=0.0):
    return effects([PairedTable(*cells) for cells in tables], quantity, correction)


def by_hand(a, b, c, d):
    """Return value and variance of each quantity, the first by 60 digits and the second as a fraction."""
    n, log = a + b + c + d, mpmath.log
    first, second = (a + b, c + d), (a + c, b + d)
    odds = [Fraction(one, rest) for one, rest in (first, second)]
    marginal = sum(Fraction(1, x) for x in (*first, *second)) - Fraction(2 * n * (a * d - b * c)) / (
        first[0] * first[1] * second[0] * second[1]
    )

    def logarithm(ratio):
        return log(mpmath.mpf(ratio.numerator) / ratio.denominator)

    return {
        "rate-difference": (mpmath.mpf(b - c) / n, Fraction(b + c, n**2) - Fraction((b - c) ** 2, n**3)),
        "rate-ratio": (logarithm(Fraction(a + b, a + c)), Fraction(b + c, (a + b) * (a + c))),
        "odds-ratio": (logarithm(Fraction(b, c)), Fraction(1, b) + Fraction(1, c)),
        "marginal-odds-ratio": (logarithm(odds[0] / odds[1]), marginal),
        "peto-odds-ratio": (mpmath.mpf(2 * (b - c)) / (b + c), Fraction(4, b + c)),
        "index-rate": (logarithm(odds[0]), Fraction(1, a + b) + Fraction(1, c + d)),
        "comparator-rate": (logarithm(odds[1]), Fraction(1, a + c) + Fraction(1, b + d)),
    }


def exact_ranks(numbers):
    """Return ranks of numbers of 60 digits, of which equal ones agree in 40."""
    rounded = [mpmath.nint(one * mpmath.mpf(10) ** 40) for one in numbers]
    places = {one: place for place, one in enumerate(sorted(set(rounded)))}
    return [places[one] for one in rounded]


def test_equal_variances_tie_though_their_floats_differ():
    found = of(BEGG, "odds-ratio")
    assert exact_variances(found)[:2] == [Fraction(7, 24)] * 2
    assert found.variances[0] != found.variances[1]
    test = rank_test(found)
    # scipy 1.17 kendalltau with the ranks 3, 3, 1, 7, ... of the variances; without the tie 0.0222 and 1.
    assert (test.statistic, test.p_value) == (
        pytest.approx(0.04494665749755, rel=1e-9),
        pytest.approx(0.857462441959, rel=1e-9),
    )


def test_studies_that_are_equally_precise_but_for_rounding_have_no_test():
    found = of([(10, 4, 24, 20), (12, 6, 8, 25), (12, 8, 6, 25), (9, 24, 4, 2)], "odds-ratio")
    assert len(set(found.variances)) == 2
    for test in (regression_test(found), rank_test(found)):
        assert (test.p_value, test.note) == (None, FEW)


@pytest.mark.parametrize("quantity", MEASURES)
def test_variances_are_the_fractions_of_the_formulas_and_ranks_are_those_of_60_digits(quantity):
    rng = np.random.default_rng(7)
    tied = 0
    with mpmath.workdps(60):
        for _ in range(150):
            most = int(rng.choice([2, 3, 5, 30]))
            tables = rng.integers(1, most + 1, (int(rng.integers(4, 13)), 4)).tolist()
            values, variances = zip(*(by_hand(*cells)[quantity] for cells in tables), strict=True)
            found = of(tables, quantity)
            assert exact_variances(found) == list(variances)
            if len(set(variances)) < 2:
                continue
            exact = [mpmath.mpf(one.numerator) / one.denominator for one in variances]
            total = sum(1 / one for one in exact)
            mean = sum(y / v for y, v in zip(values, exact, strict=True)) / total
            freed = [(y - mean) / mpmath.sqrt(v - 1 / total) for y, v in zip(values, exact, strict=True)]
            ranks = exact_ranks(freed), exact_ranks(exact)
            assert variance_ranks(found) == ranks[1]
            assert effect_ranks(found, [float(one) for one in freed]) == ranks[0]
            ties = any(len(set(one)) < len(one) for one in ranks)
            expected = kendalltau(*ranks, method="asymptotic" if ties else "exact")
            test = rank_test(found)
            if len(set(ranks[0])) > 1:
                assert (test.statistic, test.p_value) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)
            tied += ties
    assert 20 <= tied <= 149


def test_effects_on_their_average_tie_whatever_their_precision():
    # Odds ratios 2 and 1/2 with equal weights, and three of 1: the average is 1 and all three are 0 away from it.
    tables = [(9, 8, 4, 9), (9, 4, 8, 9), (9, 5, 5, 9), (9, 7, 7, 9), (9, 3, 3, 9)]
    for noise in ((0.0, 0.0, 0.0), (1e-16, -2e-16, 3e-17)):
        assert effect_ranks(of(tables, "odds-ratio"), [1.5, -1.5, *noise]) == [2, 0, 1, 1, 1]
    # One patient more is no tie, however near the floats are said to be.
    tables[3] = (9, 7, 8, 9)
    assert len(set(effect_ranks(of(tables, "odds-ratio"), [1.5, -1.5, 0.0, 0.0, 0.0]))) == 5


def test_a_correction_counts_as_it_is_written():
    found = of([(3, 0, 4, 9), (3, 4, 0, 9), (9, 19, 4, 18)], "odds-ratio", 0.1)
    assert exact_variances(found) == [10 + Fraction(10, 41), 10 + Fraction(10, 41), Fraction(23, 76)]
    assert variance_ranks(found) == [1, 1, 0]


def test_widened_variances_are_ranked_and_the_observed_differences():
    # With 1/2 more on each side: (1 - 0)/12^2 of both concordant studies; the others have the same fractions mirrored.
    found = of([(5, 0, 0, 5), (2, 0, 0, 8), (9, 19, 4, 18), (9, 4, 19, 18)], "rate-difference")
    first, other = Fraction(1, 144), (24 - Fraction(225, 52)) / 52**2
    assert exact_variances(found) == [first, first, other, other]
    assert effect_ranks(found, [0.0, 0.0, 3.0, -3.0]) == [1, 1, 2, 0]


@pytest.mark.parametrize("scale", RATE_SCALES)
def test_variances_of_every_scale_of_a_rate_are_fractions(scale):
    found = of([(3, 4, 6, 2), (5, 2, 1, 7), (4, 9, 12, 5), (3, 4, 6, 2)], RATE_SCALES[scale])
    n = Fraction(15)
    expected = {"plain": 7 * 8 / n**3, "arcsine": 1 / (4 * n), "double-arcsine": 1 / (4 * n + 2)}
    assert exact_variances(found)[:2] == [expected[scale]] * 2
    ranks = effect_ranks(found, [0.1, 0.1, 0.5, 0.1])
    assert ranks[0] == ranks[1] == ranks[3] != ranks[2]
