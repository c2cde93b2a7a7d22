"""Normal, chi-squared, binomial and beta probabilities, in the standard library alone.

Tails keep their relative precision far out, because a p-value of 1e-40 is printed by some papers and
turned into z by others. The beta distribution carries everything binomial: its incomplete integral is a
continued fraction, and its quantile a Newton iteration on the logit scale, where the logarithm of the
distribution function is concave and the iteration therefore cannot run away.
"""

from __future__ import annotations

from math import erfc, exp, inf, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_NORMAL = NormalDist()
_TINY = 1e-300
_CLOSE = 1e-15
# Stirling's series: B(2j) / (2j (2j - 1)) for j = 1 to 6.
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)


def normal_quantile(p: float) -> float:
    """Return the standard normal quantile of ``p``, 0 < p < 1.

    Examples
    --------
    >>> round(normal_quantile(0.975), 6)
    1.959964
    """
    return _NORMAL.inv_cdf(p)


def z_of(level: float) -> float:
    """Return the normal quantile that belongs to a two-sided interval at ``level``.

    Examples
    --------
    >>> round(z_of(0.95), 6)
    1.959964
    """
    return _NORMAL.inv_cdf((1.0 + level) / 2.0)


def normal_tail(z: float) -> float:
    """Return P(Z >= z) of a standard normal Z, with full relative precision far out.

    Examples
    --------
    >>> normal_tail(0.0)
    0.5
    >>> f"{normal_tail(20.0):.6e}"
    '2.753624e-89'
    """
    return erfc(z / sqrt(2.0)) / 2.0


def chi2_tail(x: float, df: int) -> float:
    """Return P(X >= x) of a chi-squared variable with a whole number of degrees of freedom.

    The tail is a finite sum: of Poisson terms when ``df`` is even, of the same terms at half
    integers and a normal tail when it is odd.

    Examples
    --------
    >>> round(chi2_tail(9.782609, 1), 6)
    0.001762
    """
    if df < 1:
        msg = f"degrees of freedom must be 1 or more, not {df}"
        raise ValueError(msg)
    if x <= 0.0:
        return 1.0
    half, odd = x / 2.0, df % 2
    powers = (j + odd / 2.0 for j in range(df // 2))
    terms = sum(exp(s * log(half) - half - lgamma(s + 1.0)) for s in powers)
    return min(1.0, terms + (erfc(sqrt(half)) if odd else 0.0))


def binomial_pmf(k: int, n: int, p: float) -> float:
    """Return P(X = k) of X ~ Bin(n, p); 0 outside 0 to n.

    Examples
    --------
    >>> round(binomial_pmf(2, 4, 0.5), 12)
    0.375
    """
    if not 0 <= k <= n:
        return 0.0
    if p in (0.0, 1.0):
        return float(k == n * p)
    if k in (0, n):
        return exp(n * (log(p) if k else log1p(-p)))
    return exp(_log_kernel(log(p), log1p(-p), k, n - k)) * n / k / (n - k)


def binomial_cdf(k: int, n: int, p: float) -> float:
    """Return P(X <= k) of X ~ Bin(n, p); 0 for k < 0 and 1 for k >= n.

    Examples
    --------
    >>> round(2 * binomial_cdf(4, 23, 0.5), 8)
    0.00259948
    """
    if k < 0:
        return 0.0
    return 1.0 if k >= n else _beta(1.0 - p, p, n - k, k + 1)


def binomial_tail(k: int, n: int, p: float) -> float:
    """Return P(X >= k) of X ~ Bin(n, p); 1 for k <= 0 and 0 for k > n.

    Examples
    --------
    >>> round(2 * binomial_tail(19, 23, 0.5), 8)
    0.00259948
    """
    if k <= 0:
        return 1.0
    return 0.0 if k > n else _beta(p, 1.0 - p, k, n - k + 1)


def beta_cdf(x: float, a: float, b: float) -> float:
    """Return P(X <= x) of X ~ Beta(a, b), the regularised incomplete beta function.

    With ``a`` = 0 all mass is at 0, with ``b`` = 0 at 1.

    Examples
    --------
    >>> round(beta_cdf(0.5, 2, 3), 6)
    0.6875
    """
    if a == 0.0 or b == 0.0:
        return float(x >= (0.0 if a == 0.0 else 1.0))
    return _beta(x, 1.0 - x, a, b)


def beta_quantile(p: float, a: float, b: float) -> float:
    """Return the x with P(X <= x) = p of X ~ Beta(a, b), 0 <= p <= 1.

    With ``a`` = 0 all mass is at 0, with ``b`` = 0 at 1.

    Examples
    --------
    The lower Clopper-Pearson limit of 28 of 50 patients.

    >>> round(beta_quantile(0.025, 28, 23), 6)
    0.412544
    """
    if a == 0.0 or p <= 0.0:
        return 0.0
    if b == 0.0 or p >= 1.0:
        return 1.0
    mean = a / (a + b)
    # Searched from the mean outwards, so that the fraction converges and no tail is a difference.
    if p <= _beta(mean, b / (a + b), a, b):
        return exp(_log_logistic(_beta_logit(log(p), a, b)))
    return exp(_log_logistic(-_beta_logit(log1p(-p), b, a)))


def root(f: Callable[[float], float], low: float, high: float, tolerance: float = _CLOSE) -> float:
    """Return an x between ``low`` and ``high`` at which ``f`` changes its sign.

    Chandrupatla's method: inverse quadratic interpolation where the last three points promise it, else
    halving; it never takes many more steps than halving alone. ``tolerance`` is relative to x.

    Raises
    ------
    ValueError
        If ``f`` has the same sign at both ends.

    References
    ----------
    Chandrupatla, Adv Eng Softw 1997;28:145.

    Examples
    --------
    >>> round(root(lambda x: x * x - 2.0, 0.0, 2.0), 12)
    1.414213562373
    """
    new, new_f, far, far_f = high, f(high), low, f(low)
    if new_f == 0.0 or far_f == 0.0:
        return new if new_f == 0.0 else far
    if (new_f < 0.0) == (far_f < 0.0):
        msg = f"no change of sign between {low!r} and {high!r}"
        raise ValueError(msg)
    smallest, step = 1e-25 * abs(high - low), 0.5
    while True:
        x = new + step * (far - new)
        y = f(x)
        if (y < 0.0) == (new_f < 0.0):
            old, old_f = new, new_f
        else:
            old, old_f, far, far_f = far, far_f, new, new_f
        new, new_f = x, y
        best = new if abs(new_f) < abs(far_f) else far
        least = (tolerance * abs(best) + smallest) / abs(far - new)
        if y == 0.0 or least > 0.5:  # half of the bracket
            return best
        step = min(max(_inverse_quadratic(new, new_f, far, far_f, old, old_f), least), 1.0 - least)


def _inverse_quadratic(new: float, new_f: float, far: float, far_f: float, old: float, old_f: float) -> float:
    """Return the next step as a share of the bracket, one half where interpolation cannot be trusted."""
    xi, phi = (new - far) / (old - far), (new_f - far_f) / (old_f - far_f)
    if not (phi * phi < xi and (1.0 - phi) ** 2 < 1.0 - xi):
        return 0.5
    first = new_f / (far_f - new_f) * old_f / (far_f - old_f)
    return first + (old - new) / (far - new) * new_f / (old_f - new_f) * far_f / (old_f - far_f)


def _beta(x: float, y: float, a: float, b: float) -> float:
    """Return I_x(a, b), ``y`` being 1 - x, from the side on which the fraction converges fast."""
    if x <= 0.0 or y <= 0.0:
        return float(x > 0.0)
    if x * (a + b) <= a:
        return exp(_log_kernel(log(x), log(y), a, b)) / _fraction(x, a, b)
    return 1.0 - exp(_log_kernel(log(y), log(x), b, a)) / _fraction(y, b, a)


def _beta_logit(log_p: float, a: float, b: float) -> float:
    """Return the logit of a beta quantile that is not above the mean.

    The logarithm of the distribution function is concave in the logit: the first step from the mean
    lands left of the root, and all others climb towards it until rounding stops them.
    """
    logit, step = log(a / b), -inf
    while True:
        log_x = _log_logistic(logit)
        slope = _fraction(exp(log_x), a, b)
        error = _log_kernel(log_x, _log_logistic(-logit), a, b) - log(slope) - log_p
        first, step = step == -inf, -error / slope
        logit += step
        if step <= _CLOSE * (1.0 + abs(logit)) and not first:
            return logit


def _log_logistic(logit: float) -> float:
    """Return log(1 / (1 + exp(-logit))) without overflow."""
    return -log1p(exp(-logit)) if logit > 0.0 else logit - log1p(exp(logit))


def _log_kernel(log_x: float, log_y: float, a: float, b: float) -> float:
    """Return log(x^a y^b / B(a, b)).

    Written as the deviance of x from a / (a + b): the differences of large log-gammas, which would
    cost four digits at thousands of patients, cancel on paper.
    """
    n = a + b
    deviance = a * (log(a / n) - log_x) + b * (log(b / n) - log_y)
    return _stirling_error(n) - _stirling_error(a) - _stirling_error(b) + log(a * b / n / (2.0 * pi)) / 2.0 - deviance


def _stirling_error(z: float) -> float:
    """Return what Stirling's formula lacks of log(z!)."""
    if z < 10.0:  # where six terms of the series give all digits
        return lgamma(z + 1.0) - (z + 0.5) * log(z) + z - log(2.0 * pi) / 2.0
    return sum(term / z ** (2 * j + 1) for j, term in enumerate(_STIRLING))


def _fraction(x: float, a: float, b: float) -> float:
    """Return (x^a y^b / B(a, b)) / I_x(a, b), by Lentz's evaluation of the continued fraction (DLMF 8.17.22)."""
    value = upper = 1.0
    lower, m = 0.0, 0
    while True:
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        for term in (odd, even):
            lower = 1.0 / ((1.0 + term * lower) or _TINY)
            upper = (1.0 + term / upper) or _TINY
            value *= upper * lower
        if abs(upper * lower - 1.0) < _CLOSE:
            return a * value
