"""Large trials: what is computed another way there, against forty digits."""

from __future__ import annotations

import mpmath
import pytest

from psmatrial.model import PairedTable
from psmatrial.stats import enumeration, fay_lumbard
from psmatrial.stats._incomplete_beta import _area_below, _fraction
from psmatrial.stats.any_stratum import global_test
from psmatrial.stats.distributions import beta_cdf, beta_quantile
from psmatrial.stats.fay_lumbard import fay_lumbard_limits
from psmatrial.stats.homogeneity import homogeneity_difference, homogeneity_odds_ratio
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.trend import trend_over_strata

SHARES = (0.4, 0.25, 0.2, 0.1, 0.05)


def p_of(b, c, method):
    """Return the two-sided p-value of a split."""
    return mcnemar(PairedTable(0, b, c, 0), method).p_value


def strata(n):
    """Return five strata of n patients in all."""
    sizes = [int(n * share) for share in SHARES]
    return [PairedTable(n // 3, n // 5, n // 6, n - n // 3 - n // 5 - n // 6) for n in sizes]


@pytest.mark.parametrize(("b", "c"), [(81_000, 85_667), (83_000, 83_667), (40_000, 41_200), (3_000, 2_900)])
def test_many_discordant_patients_keep_ten_digits(b: int, c: int) -> None:
    m, smaller = b + c, min(b, c)
    with mpmath.workdps(40):
        term = total = mpmath.binomial(m, smaller) / mpmath.mpf(2) ** m
        for i in range(smaller, 0, -1):
            term = term * i / (m - i + 1)
            total += term
            if term < total * mpmath.mpf(10) ** -30:
                break
        split = mpmath.binomial(m, smaller) / mpmath.mpf(2) ** m
        exact, mid = float(2 * total), float(2 * total - split)
    assert p_of(b, c, "exact") == pytest.approx(exact, rel=1e-11)
    assert p_of(b, c, "mid-p") == pytest.approx(mid, rel=1e-11)


@pytest.mark.parametrize(("a", "b"), [(150, 150), (150, 90_000), (60_000, 106_667), (5_000, 152)])
def test_the_area_and_the_fraction_are_two_ways_to_one_number(a, b) -> None:
    mean, deviation = a / (a + b), (a * b / (a + b) ** 3) ** 0.5
    for below in (0.0, 0.5, 2.0, 6.0, 11.0):
        x = mean - below * deviation
        if x > 0.0:
            assert 1.0 / _area_below(x, a, b) == pytest.approx(_fraction(x, a, b), rel=1e-12)


@pytest.mark.parametrize("p", [1e-200, 1e-9, 0.025, 0.4, 0.5, 0.6, 0.975])
def test_a_quantile_of_a_large_trial_has_its_probability(p) -> None:
    for a, b in ((150, 150), (150, 90_000), (90_000, 151), (60_000, 106_667)):
        assert beta_cdf(beta_quantile(p, a, b), a, b) == pytest.approx(p, rel=1e-10)


@pytest.mark.parametrize("n", [20_000, 166_667])
def test_no_enumeration_is_begun_that_cannot_be_ended(n, monkeypatch) -> None:
    steps = []
    extended = enumeration._extended
    monkeypatch.setattr(
        enumeration, "_extended", lambda half, *rest: steps.append(len(rest[0])) or extended(half, *rest)
    )
    tables = strata(n)
    for test, method in (
        (homogeneity_difference, "permutation"),
        (homogeneity_odds_ratio, "exact"),
        (global_test, "exact"),
    ):
        found = test(tables, method)
        assert found.p_value is None
        assert found.note.endswith(enumeration.MORE_THAN)
    assert steps == []
    for quantity in ("trend-index-rate", "trend-comparator-rate", "trend-split"):
        assert trend_over_strata(tables, quantity).p_value is not None


@pytest.mark.parametrize(
    "cells", [(380, 400, 350, 870), (6_000, 2_500, 2_400, 9_100), (60_000, 45_000, 44_000, 17_667)]
)
def test_few_points_of_a_beta_variable_stand_for_all_of_it(cells, monkeypatch) -> None:
    few = fay_lumbard_limits(PairedTable(*cells), 0.95)
    monkeypatch.setattr(fay_lumbard, "_few", lambda *_: None)
    fay_lumbard._low.cache_clear()
    whole = fay_lumbard_limits(PairedTable(*cells), 0.95)
    fay_lumbard._low.cache_clear()
    assert (few.low, few.high) == pytest.approx((whole.low, whole.high), rel=1e-10)
