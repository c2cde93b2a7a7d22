"""Blaker's exact limit of a proportion, at the outermost crossing."""

from __future__ import annotations

from psmatrial.stats.distributions import beta_quantile, binomial_cdf, binomial_tail, root

_ROUNDING = 1e-12


def blaker_lower(count: int, n: int, error: float) -> float:
    """Return the smallest proportion that Blaker's test does not reject at the level 2 x ``error``.

    The p-value at a proportion p is P(X >= count) and, of the other tail, the largest part P(X <= k) that
    is not more probable. As p grows k steps up, and the p-value jumps; between two steps it falls and then
    rises. The outermost proportion with a p-value above the level therefore lies either at the first step
    beyond the Clopper-Pearson limit, or where the p-value rises through the level before that step: nowhere
    below the Clopper-Pearson limit is it possible, and at the step the two tails are equal and enough.

    Parameters
    ----------
    count, n
        Patients found, at least 1, and patients.
    error
        Half of the level of the test, above 0 and below 1; from one half on nothing but the median is left.

    Returns
    -------
    float
        The limit, a proportion; the upper limit of ``count`` is 1 less the lower one of ``n - count``.

    References
    ----------
    Blaker, Can J Stat 2000;28:783.
    Klaschka and Reiczigel, Comput Stat 2021;36:1775 (outermost crossings).

    Examples
    --------
    >>> round(blaker_lower(28, 50, 0.025), 6)
    0.418626
    """
    start = beta_quantile(min(error, 0.5), count, n - count + 1)
    if error >= 0.5:  # both tails are one half: the p-value is 1
        return start
    k = _last_below(error, start, count, n)
    step = root(lambda p: binomial_cdf(k + 1, n, p) - binomial_tail(count, n, p), start, 1.0)

    def excess(p: float) -> float:
        """Return how far the p-value, with k fixed, lies above the level."""
        return binomial_tail(count, n, p) + binomial_cdf(k, n, p) - 2.0 * error

    # Where a step coincides with the start the p-value may touch the level there and only come back much later.
    if excess(start) >= -_ROUNDING * error:
        return start
    return root(excess, start, step) if excess(step) > 0.0 else step


def _last_below(error: float, p: float, count: int, n: int) -> int:
    """Return the largest k below ``count`` with P(X <= k) at most ``error``, by halving; -1 if there is none."""
    low, high = -1, count - 1
    while low < high:
        middle = (low + high + 1) // 2
        if binomial_cdf(middle, n, p) <= error:
            low = middle
        else:
            high = middle - 1
    return low
