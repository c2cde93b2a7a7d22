"""Tests of two rates in different patients that papers print more rarely: they explain a p-value only."""

from __future__ import annotations

from fractions import Fraction
from math import log

from psmatrial.errors import InputError, choices
from psmatrial.stats.distributions import chi2_tail
from psmatrial.stats.unpaired import unpaired_p

CAMPBELL, UNPOOLED, LIKELIHOOD = "pearson times (N - 1)/N", "unpooled z", "likelihood ratio"
OTHER_TESTS = (CAMPBELL, UNPOOLED, LIKELIHOOD)


def unpaired_other_p(first: tuple[int, int], second: tuple[int, int], method: str) -> float | None:
    """Return the two-sided p-value of two rates in different patients by one of ``OTHER_TESTS``.

    Parameters
    ----------
    first, second
        Patients found and patients of each arm.
    method
        ``"pearson times (N - 1)/N"``, chi-squared with the variance of a sample; ``"unpooled z"``, the difference
        over its Wald standard error; ``"likelihood ratio"``, chi-squared on 1 df as well.

    Returns
    -------
    float or None
        1 where nobody or everybody was found; None where the standard error is 0 and the rates differ.

    Raises
    ------
    InputError
        If a count is not from 0 to its total, or there is no such method; the message lists them.

    References
    ----------
    Campbell, Stat Med 2007;26:3661. Eberhardt and Fligner, Am Stat 1977;31:151. Wilks, Ann Math Stat 1938;9:60.

    Examples
    --------
    >>> [round(unpaired_other_p((30, 40), (18, 40), test), 4) for test in OTHER_TESTS]
    [0.0065, 0.004, 0.0057]
    """
    if method not in OTHER_TESTS:
        raise InputError(f"method {method!r} is not known.", choices(method, OTHER_TESTS))
    if unpaired_p(first, second) == 1.0:
        return 1.0
    square = {CAMPBELL: _campbell, UNPOOLED: _unpooled, LIKELIHOOD: _likelihood_ratio}[method](first, second)
    return None if square is None else chi2_tail(float(square), 1)


def _campbell(first: tuple[int, int], second: tuple[int, int]) -> Fraction:
    """Return Pearson's chi-squared with one patient less."""
    (x1, n1), (x2, n2) = first, second
    found, n = x1 + x2, n1 + n2
    return Fraction((n - 1) * (x1 * n2 - x2 * n1) ** 2, n1 * n2 * found * (n - found))


def _unpooled(first: tuple[int, int], second: tuple[int, int]) -> Fraction | None:
    """Return the square of the difference over the sum of the variances of both rates."""
    rates = [Fraction(found, patients) for found, patients in (first, second)]
    variance = sum(rate * (1 - rate) / arm[1] for rate, arm in zip(rates, (first, second), strict=True))
    return (rates[0] - rates[1]) ** 2 / variance if variance else None


def _likelihood_ratio(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Return twice the logarithm of how much likelier the counts are with two rates than with one."""
    found, n = first[0] + second[0], first[1] + second[1]
    cells = [(x, patients, found) for x, patients in (first, second)]
    cells += [(patients - x, patients, n - found) for x, patients in (first, second)]
    return 2.0 * sum(count * log(count * n / (patients * alike)) for count, patients, alike in cells if count)
