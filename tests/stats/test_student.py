"""Student's t against scipy and against mpmath."""

from __future__ import annotations

from math import inf

import mpmath
import pytest
from scipy.stats import t as judged

from psmatrial.stats.student import t_of, t_tails

DEGREES = [1, 2, 3, 7, 49, 300, 5000]


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("level", [0.05, 0.5, 0.8, 0.95, 0.99, 0.9999])
def test_quantiles_agree_with_scipy(level, df) -> None:
    assert t_of(level, df) == pytest.approx(judged.ppf((1 + level) / 2, df), rel=1e-9)


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("t", [0.0, 0.001, 0.7, 1.0, 2.5, 20.0])
def test_tails_agree_with_fifty_digits(t, df) -> None:
    with mpmath.workdps(50):
        inside = mpmath.mpf(df) / (df + mpmath.mpf(t) ** 2)
        expected = mpmath.betainc(mpmath.mpf(df) / 2, mpmath.mpf(1) / 2, 0, inside, regularized=True)
    assert t_tails(t, df) == t_tails(-t, df) == pytest.approx(float(expected), rel=1e-10)


def test_a_quantile_gives_its_level_back_and_without_a_degree_of_freedom_there_is_none() -> None:
    assert t_tails(t_of(0.95, 12), 12) == pytest.approx(0.05, rel=1e-12)
    assert t_of(0.95, 0) == inf
