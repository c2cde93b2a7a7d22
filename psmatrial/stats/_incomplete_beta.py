"""The regularised incomplete beta function and its inverse, in the standard library alone.

A continued fraction where counts are small, an integral over a nearly normal curve where they are large; both keep the
relative precision of a tail.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, expm1, fsum, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

from psmatrial.stats.quadrature import rule

_NORMAL = NormalDist()
_TINY = 1e-300
_CLOSE = 1e-15
# From here on an integral of fixed cost is faster than a fraction whose length grows with the square root.
_LARGE = 150
# What is left out of that integral is below exp(-37), less than rounding leaves out.
_NEGLIGIBLE = 37.0
_POINTS = 24
# The size of a step, its bend and its spread below which its second order counts.
_NEAR = 0.05
# Stirling's series: B(2j) / (2j (2j - 1)) for j = 1 to 6.
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)


def incomplete_beta(x: float, y: float, a: float, b: float) -> float:
    """Return I_x(a, b), ``y`` being 1 - x, from the side on which the fraction converges fast."""
    if x <= 0.0 or y <= 0.0:
        return float(x > 0.0)
    if x * (a + b) <= a:
        return exp(log_density(x, y, a, b)) / _slope(x, a, b)
    return 1.0 - exp(log_density(y, x, b, a)) / _slope(y, b, a)


def beta_logit(log_p: float, a: float, b: float) -> float:
    """Return the logit of a beta quantile that is not above the mean.

    The logarithm of the distribution function is concave in the logit: Newton's first step lands left of the root,
    and all others climb towards it. Near the root the second derivative, which is in closed form, is taken into the
    step, so that each has three times the digits of the one before, and the last needs no other to confirm it.
    """
    logit = first_logit(log_p, a, b)
    while True:
        log_x, log_y = log_logistic(logit), log_logistic(-logit)
        x = exp(log_x)
        slope = _slope(x, a, b)
        step = -(_log_kernel(log_x, log_y, a, b) - log(slope) - log_p) / slope
        bend, spread = step * (a - (a + b) * x - slope) / 2.0, step * step * (a + b) * x * exp(log_y)
        near = max(abs(step), abs(bend), spread) < _NEAR
        logit += step / (1.0 + bend) if near else step
        if near and (bend * bend + spread) * abs(step) <= _CLOSE:
            return logit


def first_logit(log_p: float, a: float, b: float) -> float:
    """Return where to begin: the mean, or the quantile by Cornish and Fisher's expansion where that is lower."""
    if min(a, b) < 1.0 or log_p < -600.0:
        return log(a / b)
    z, skew = _NORMAL.inv_cdf(exp(log_p)), 1.0 / b - 1.0 / a
    return log(a / b) + min(0.0, z * sqrt(1.0 / a + 1.0 / b) + skew * (z * z + 2.0) / 6.0)


def log_logistic(logit: float) -> float:
    """Return log(1 / (1 + exp(-logit))) without overflow."""
    return -log1p(exp(-logit)) if logit > 0.0 else logit - log1p(exp(logit))


def log_density(x: float, y: float, a: float, b: float) -> float:
    """Return log(x^a y^b / B(a, b)), x + y = 1, with all digits also at a million patients.

    The deviance of x from a / (a + b) is a sum of two terms that nearly cancel. Both are written with the same
    distance a y - b x, so that its rounding error cancels too.
    """
    n = a + b
    distance = a * y - b * x
    first, second = distance / (n * x), -distance / (n * y)
    if not max(abs(first), abs(second)) < 0.5:  # far out nothing cancels
        return _log_kernel(log(x), log(y), a, b)
    return _log_height(a, b) - a * log1p(first) - b * log1p(second)


def _log_kernel(log_x: float, log_y: float, a: float, b: float) -> float:
    """Return log(x^a y^b / B(a, b)).

    Written as the deviance of x from a / (a + b): the differences of large log-gammas, which would
    cost four digits at thousands of patients, cancel on paper.
    """
    n = a + b
    deviance = a * (log(a / n) - log_x) + b * (log(b / n) - log_y)
    return _log_height(a, b) - deviance


@lru_cache(maxsize=4096)
def _log_height(a: float, b: float) -> float:
    """Return the logarithm of x^a y^b / B(a, b) where it is largest, at x = a / (a + b)."""
    n = a + b
    return _stirling_error(n) - _stirling_error(a) - _stirling_error(b) + log(a * b / n / (2.0 * pi)) / 2.0


def _stirling_error(z: float) -> float:
    """Return what Stirling's formula lacks of log(z!)."""
    if z < 10.0:  # where six terms of the series give all digits
        return lgamma(z + 1.0) - (z + 0.5) * log(z) + z - log(2.0 * pi) / 2.0
    return sum(term / z ** (2 * j + 1) for j, term in enumerate(_STIRLING))


def _slope(x: float, a: float, b: float) -> float:
    """Return (x^a y^b / B(a, b)) / I_x(a, b), the slope of log I_x in the logit of x, x not above the mean."""
    return 1.0 / _area_below(x, a, b) if min(a, b) >= _LARGE else _fraction(x, a, b)


def _area_below(x: float, a: float, b: float) -> float:
    """Return I_x(a, b) over its slope in the logit of x: the area under the density below x, its height at x being 1.

    At a distance s below, on the logit scale, the logarithm of the density has fallen by as + n log(1 - x + x exp(-s)).
    That is nearly a normal curve when a and b are large, and few points of Gauss and Legendre give all digits.
    """
    n = a + b
    steep = a - n * x
    reach = 2.0 * _NEGLIGIBLE / (steep + sqrt(steep * steep + 2.0 * _NEGLIGIBLE * n * x * (1.0 - x)))
    while a * reach + n * log1p(x * expm1(-reach)) < _NEGLIGIBLE:
        reach *= 1.15
    half = reach / 2.0
    return half * fsum(
        [weight * exp(-a * (s := half + half * node) - n * log1p(x * expm1(-s))) for node, weight in rule(_POINTS)]
    )


def _fraction(x: float, a: float, b: float) -> float:
    """Return (x^a y^b / B(a, b)) / I_x(a, b), by Lentz's evaluation of the continued fraction (DLMF 8.17.22)."""
    value = upper = 1.0
    lower, m, n = 0.0, 0, a + b
    while True:
        at = a + 2 * m
        term = -(a + m) * (n + m) * x / (at * (at + 1.0))
        lower = 1.0 / ((1.0 + term * lower) or _TINY)
        upper = (1.0 + term / upper) or _TINY
        value *= upper * lower
        m += 1
        term = m * (b - m) * x / ((at + 1.0) * (at + 2.0))
        lower = 1.0 / ((1.0 + term * lower) or _TINY)
        upper = (1.0 + term / upper) or _TINY
        value *= upper * lower
        if abs(upper * lower - 1.0) < _CLOSE:
            return a * value
