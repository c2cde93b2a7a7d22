"""Normal, chi-squared, binomial and beta probabilities, in the standard library alone.

Tails keep their relative precision far out, because a p-value of 1e-40 is printed by some papers and
turned into z by others. The beta distribution carries everything binomial: its incomplete integral is a
continued fraction or an integral, and its quantile a Newton iteration on the logit scale, where the logarithm of the
distribution function is concave and the iteration therefore cannot run away.
"""

from __future__ import annotations

from math import erfc, exp, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from psmatrial.stats._incomplete_beta import beta_logit, incomplete_beta, log_density, log_logistic

if TYPE_CHECKING:
    from collections.abc import Callable

_NORMAL = NormalDist()
_CLOSE = 1e-15
_SIDE = 0.36


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
    return exp(log_density(p, 1.0 - p, k, n - k)) * n / k / (n - k)


def binomial_cdf(k: int, n: int, p: float) -> float:
    """Return P(X <= k) of X ~ Bin(n, p); 0 for k < 0 and 1 for k >= n.

    Examples
    --------
    >>> round(2 * binomial_cdf(4, 23, 0.5), 8)
    0.00259948
    """
    if k < 0:
        return 0.0
    return 1.0 if k >= n else incomplete_beta(1.0 - p, p, n - k, k + 1)


def binomial_tail(k: int, n: int, p: float) -> float:
    """Return P(X >= k) of X ~ Bin(n, p); 1 for k <= 0 and 0 for k > n.

    Examples
    --------
    >>> round(2 * binomial_tail(19, 23, 0.5), 8)
    0.00259948
    """
    if k <= 0:
        return 1.0
    return 0.0 if k > n else incomplete_beta(p, 1.0 - p, k, n - k + 1)


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
    return incomplete_beta(x, 1.0 - x, a, b)


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
    # Searched from the mean outwards, so that the fraction converges and no tail is a difference. Where the logarithm
    # of the density is concave, at least 1/e lies on either side of the mean (Grünbaum).
    sure = min(a, b) >= 1.0 and min(p, 1.0 - p) < _SIDE
    if p < _SIDE if sure else p <= incomplete_beta(mean, b / (a + b), a, b):
        return exp(log_logistic(beta_logit(log(p), a, b)))
    return exp(log_logistic(-beta_logit(log1p(-p), b, a)))


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
