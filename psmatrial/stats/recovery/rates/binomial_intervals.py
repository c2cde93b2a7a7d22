"""Which interval methods give the printed limits of x of n, decided without computing limits that cannot fit.

A lower limit lies between two numbers exactly when the tail that defines it does not exceed its error at the one and
reaches it at the other. So most methods are ruled out by a tail or two, and most counts by bounds of the tail:
P(X <= k) lies between the normal probabilities of the signed roots of the deviance of k and of k + 1.

References
----------
Zubkov and Serov, Theory Probab Appl 2013;57:539 (the bounds).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from math import exp, inf, log, sqrt
from typing import NamedTuple

from psmatrial.stats.binomial_limits import lower_limit
from psmatrial.stats.distributions import beta_cdf, binomial_cdf, binomial_pmf, binomial_tail, normal_quantile

BLAKER = "blaker"
EXACT = ("clopper-pearson", "mid-p", "jeffreys", BLAKER)
CLOSED = ("wilson", "wilson-corrected", "agresti-coull", "wald")
OUT, OPEN, IN = 0, 1, 2
# A tail nearer than this to its error, relatively, decides nothing: windows are a trifle wide.
_SLACK = 1e-5
# A root nearer than this to a quantile decides nothing: more than the slack of a tail.
_ROOT_SLACK = 1e-4


class Window(NamedTuple):
    """Two numbers between which a limit must lie."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Return whether a limit lies inside."""
        return self.low <= value <= self.high


ANYWHERE = Window(-inf, inf)
# The windows of the lower limit of a table and of that with the tests exchanged, which is the upper one mirrored.
Edges = tuple[Window, Window]


class LowerLimit:
    """The lower limit of x of n against a window.

    Parameters
    ----------
    x, n
        Patients found and patients, n above 0.
    window
        Shares between which the limit must lie.
    error
        Probability of error of the limit.
    """

    def __init__(self, x: int, n: int, window: Window, error: float) -> None:
        """Keep what is asked; nothing is computed yet."""
        self.x, self.n, self.window, self.error = x, n, window, error

    def place(self, method: str) -> int:
        """Return ``OUT`` or ``IN`` where it is certain whether the limit lies in the window, else ``OPEN``."""
        if self.window == ANYWHERE:
            return IN
        if self.x == 0:
            return OPEN if self.window.holds(0.0) else OUT
        if self.window.high <= 0.0 or self.window.low >= 1.0:
            # No limit of some patients found is 0 but Wald's, which is clipped to it.
            return OPEN if self.window.high >= 0.0 and method in CLOSED else OUT
        if method in CLOSED:
            return OPEN if self.window.holds(lower_limit(self.x, self.n, method, self.error)) else OUT
        return self._exact_place(method) if self._near else OUT

    def _exact_place(self, method: str) -> int:
        """Return the same for a method that is defined by a tail."""
        above_low, above_high, above_twice = self._sides
        if above_high is False or (above_low is True and method != BLAKER):
            return OUT
        if above_low is False and (above_twice if method == BLAKER else above_high) is True:
            return IN
        return _EXACT_TESTS[method](self)

    @cached_property
    def _sides(self) -> tuple[bool | None, bool | None, bool | None]:
        """Whether the tails are above the error at both ends of the window, and above its double at the upper one."""
        (low, high), x, n, error = self.window, self.x, self.n, self.error
        return tails_reach(x, n, low, error), tails_reach(x, n, high, error), tails_reach(x, n, high, 2.0 * error)

    @cached_property
    def _near(self) -> bool:
        """Return whether the tails at the window are neither far too small nor far too large, for Blaker's at twice."""
        (low, high), error = self.window, self.error
        if tails_reach(self.x, self.n, low, 2.0 * error) is True:
            return False
        return tails_reach(self.x, self.n, high, error) is not False

    @cached_property
    def tails(self) -> tuple[float, float]:
        """P(X >= x) at the two ends of the window."""
        low, high = self.window
        at_low = 0.0 if low <= 0.0 else binomial_tail(self.x, self.n, min(low, 1.0))
        return at_low, 1.0 if high >= 1.0 else binomial_tail(self.x, self.n, high)

    def between(self, tail: Callable[[float], float]) -> int:
        """Return whether a rising tail passes the error inside the window."""
        low, high = max(self.window.low, 0.0), min(self.window.high, 1.0)
        return self.passed(tail(low) if low > 0.0 else 0.0, tail(high) if high < 1.0 else 1.0)

    def passed(self, at_low: float, at_high: float, factor: float = 1.0) -> int:
        """Return whether the error lies between the tails at the two ends, the first being compared to a multiple."""
        error = self.error
        if at_low > factor * error * (1.0 + _SLACK) or at_high < error * (1.0 - _SLACK):
            return OUT
        return IN if at_low < factor * error * (1.0 - _SLACK) and at_high > error * (1.0 + _SLACK) else OPEN


def tails_reach(x: int, n: int, p: float, bound: float) -> bool | None:
    """Return whether P(X > x), P(X >= x) and all between them are above a bound, or all below it; None if not known.

    The tails of mid-p and of Jeffreys lie between the two.

    Examples
    --------
    >>> [tails_reach(28, 50, share, 0.025) for share in (0.35, 0.42, 0.5)]
    [False, None, True]
    """
    if not (1 < x < n - 1 and 0.0 < p < 1.0 and 0.0 < bound < 1.0):
        return None
    z = _z(bound)
    if _signed_root(x - 1, n, p) > z + _ROOT_SLACK:
        return False
    return True if _signed_root(x + 1, n, p) < z - _ROOT_SLACK else None


@lru_cache(maxsize=16)
def _z(bound: float) -> float:
    """Return the number that a standard normal one exceeds with a probability."""
    return -normal_quantile(bound)


def _signed_root(k: int, n: int, p: float) -> float:
    """Return the root of the deviance of k of n, strictly between 0 and n, from a share p; below 0 where k is."""
    share = k / n
    root = sqrt(max(0.0, 2.0 * (k * log(share / p) + (n - k) * log((1.0 - share) / (1.0 - p)))))
    return root if share > p else -root


def _clopper_pearson(limit: LowerLimit) -> int:
    """Compare P(X >= x) with the error."""
    return limit.passed(*limit.tails)


def _mid_p(limit: LowerLimit) -> int:
    """Compare P(X > x) + P(X = x)/2 with the error."""
    x, n = limit.x, limit.n
    if limit.passed(*limit.tails, factor=2.0) == OUT:
        return OUT
    if x == n:
        return OPEN
    return limit.between(lambda p: binomial_tail(x + 1, n, p) + binomial_pmf(x, n, p) / 2.0)


def _jeffreys(limit: LowerLimit) -> int:
    """Compare the posterior distribution with the error."""
    return limit.between(lambda p: beta_cdf(p, limit.x + 0.5, limit.n - limit.x + 0.5))


def _blaker(limit: LowerLimit) -> int:
    """Use that Blaker's limit is not below Clopper and Pearson's, nor above a share his test accepts; else compute.

    His test accepts where P(X >= x) with the largest part of the other tail that is not more probable exceeds twice
    the error, and so where P(X >= x) alone does.
    """
    if limit.passed(*limit.tails, factor=2.0) == OUT:
        return OUT
    (at_low, at_high), (low, high), error = limit.tails, limit.window, limit.error
    above = at_low < error * (1.0 - _SLACK)
    if not above and _both_tails(limit.x, limit.n, low, at_low) > 2.0 * error * (1.0 + _SLACK):
        return OUT
    if above and _both_tails(limit.x, limit.n, high, at_high) > 2.0 * error * (1.0 + _SLACK):
        return IN
    found = lower_limit(limit.x, limit.n, "blaker", error)
    margin = 1e-6 * (min(high, 1.0) - max(low, 0.0))
    return IN if low + margin < found < high - margin else OPEN if low <= found <= high else OUT


def _both_tails(x: int, n: int, p: float, tail: float) -> float:
    """Return P(X >= x), which is given, with the largest P(X <= k), k below x, that is not larger."""
    if not 0.0 < p < 1.0:
        return tail
    k = min(max(round(2.0 * n * p) - x, -1), x - 1)
    other = binomial_cdf(k, n, p)
    # Room for rounding, so that no part is taken that is a trifle more probable.
    most = tail * (1.0 - _SLACK)
    while k >= 0 and other > most:
        k -= 1
        other = binomial_cdf(k, n, p)
    while k + 1 < x and (more := binomial_cdf(k + 1, n, p)) <= most:
        k, other = k + 1, more
    return tail + other


_EXACT_TESTS: dict[str, Callable[[LowerLimit], int]] = {
    "clopper-pearson": _clopper_pearson,
    "mid-p": _mid_p,
    "jeffreys": _jeffreys,
    BLAKER: _blaker,
}


def places(x: int, n: int, windows: tuple[Window, Window], error: float) -> dict[str, int]:
    """Return the methods whose limits of x of n may lie in two windows; no method that fits is missing.

    Parameters
    ----------
    x, n
        Patients found and patients, n above 0.
    windows
        Shares between which the lower and the upper limit must lie.
    error
        Probability of error on each side.

    Returns
    -------
    dict
        ``IN`` where both limits are certain to lie inside, ``OPEN`` where they may.

    Examples
    --------
    >>> places(28, 50, (Window(0.405, 0.415), Window(0.695, 0.705)), 0.025)
    {'clopper-pearson': 2, 'wilson-corrected': 1}
    """
    low, high = windows
    first = LowerLimit(x, n, low, error)
    second = LowerLimit(n - x, n, Window(1.0 - high.high, 1.0 - high.low), error)
    found = {}
    for name in (*EXACT, *CLOSED):
        if (place := first.place(name)) and (other := second.place(name)):
            found[name] = min(place, other)
    return found


def odds_windows(low: Window, high: Window) -> tuple[Window, Window]:
    """Return windows of odds as windows of shares."""
    return _shares(low), _shares(high)


def _shares(window: Window) -> Window:
    """Return the shares whose odds lie in a window."""
    return Window(*(-inf if odds < 0.0 else (1.0 if odds == inf else odds / (1.0 + odds)) for odds in window))


def wald_odds(b: int, c: int, z: float) -> tuple[float, float]:
    """Return Wald's limits of the odds ratio b/c."""
    if b * c == 0:
        return 0.0, inf
    half = z * sqrt(1.0 / b + 1.0 / c)
    return b / c * exp(-half), b / c * exp(half)
