"""On which side of a share Blaker's lower limit lies, without computing the limit.

His p-value at a share is T + G: T = P(X >= b) of b + c patients and G = P(X <= i), i below b being the largest with G
not above T. The limit L is the smallest share with a p-value above 2e, e being the error. At s, the limit of Clopper
and Pearson, T is e; let k be the largest with P(X <= k) not above e there. As the share grows T rises and each
P(X <= k) falls, so i never falls: it is k up to a step, where it becomes k + 1. In between the p-value first falls and
then rises, at s it is not above 2e, and at the step both tails are equal and above e (see ``psmatrial.stats.blaker``).
At a share x therefore:

- Where T is below e, x is below s and so below L.
- Where T + G is above 2e, x is accepted, and L is not above it.
- Else G is not above e. If P(X <= i) is above e at s then i is above k, and the step, with L, lies before x. If it is
  below e at s then i is k, for P(X <= k) at x is not above e nor T: from s to x, both ends of which are rejected, the
  p-value falls and then rises, and L lies behind x.
"""

from __future__ import annotations

from math import exp, log, sqrt

from psmatrial.stats.distributions import beta_quantile, binomial_cdf
from psmatrial.stats.recovery.rates.binomial_intervals import IN, OPEN, OUT, Window
from psmatrial.stats.recovery.rates.walks import LEAST_ERROR, SLACK, Walk

# No exponent that decides anything is larger.
_MOST = 50.0


def largest_error(x: float, error: float, fewest: int) -> float:
    """Return an error at which Clopper and Pearson's lower limit is not below a share where that of Blaker is not.

    The limit at the error itself is never above Blaker's, and that at its double never below. With many patients the
    latter goes for an error that is hardly larger. For where T is above e and below one half, j = i + 1 has P(X <= j)
    above T, so that j is above nx - sqrt(n log(1/e)/2) (Hoeffding). From there down P(X = t - 1)/P(X = t) = t (1 -
    x)/((n - t + 1) x) is, for q steps, not below some r, which grows with n; then P(X = j) is at most h = (1 - r)/(1 -
    r^(q + 1)) of P(X <= j), and G = P(X <= j) - P(X = j) above (1 - h) T. So T + G is above 2e where T is 2e/(2 - h).

    Parameters
    ----------
    x
        The share.
    error
        The error of the limit, below one quarter.
    fewest
        The limits are those of so many patients or more.

    Examples
    --------
    >>> [round(largest_error(0.4, 0.025, n), 4) for n in (8, 64, 1024, 10**6)]
    [0.05, 0.0386, 0.0282, 0.0251]
    """
    steps = int(sqrt(fewest) / 2.0)
    away = sqrt(fewest * log(1.0 / error) / 2.0) + steps
    if not away < fewest * x < fewest:
        return 2.0 * error
    least = (1.0 - away / (fewest * x)) / (1.0 + (away + 1.0) / (fewest * (1.0 - x)))
    part = (1.0 - least) / (1.0 - least ** (steps + 1))
    return 2.0 * error / (2.0 - part)


class BlakerSide:
    """Whether Blaker's lower limit lies above a share or below, for many counts, one near the other.

    Parameters
    ----------
    x
        The share.
    error
        The error of the limit, below one quarter.
    """

    def __init__(self, x: float, error: float) -> None:
        """Prepare both tails."""
        self._x, self._error = x, error
        walks = error >= LEAST_ERROR
        self._upper, self._lower = Walk(x, walks=walks), Walk(1.0 - x, walks=walks)
        self._off = 0

    def below(self, b: int, c: int) -> bool | None:
        """Return whether the limit of b of b + c is below the share; None where it is too near to tell.

        Parameters
        ----------
        b, c
            Counts above 0.

        Examples
        --------
        The limit of 28 of 50 patients is 0.418626.

        >>> [BlakerSide(share, 0.025).below(28, 22) for share in (0.41, 0.4186, 0.4187, 0.42)]
        [False, False, True, True]
        """
        error, (much, more) = self._error, (1.0 - SLACK, 1.0 + SLACK)
        if not 0.0 < self._x < 1.0:
            return self._x >= 1.0
        tail = self._upper.at(b, c)
        if tail < error * more or tail > 2.0 * error * more:
            return None if error * much <= tail <= error * more else tail > error
        i, other, after = self._part(b, c, tail * much)
        if tail + other > 2.0 * error * more:
            return True
        least, most = self.at_limit(b, c, i)
        if least <= error * more and most >= error * much:
            least = most = binomial_cdf(i, b + c, beta_quantile(error, b, c + 1))
        if least > error * more:
            return True
        sure = most < error * much and tail + other < 2.0 * error * much and after > tail * more
        return False if sure else None

    def at_limit(self, b: int, c: int, i: int) -> tuple[float, float]:
        """Return bounds of P(X <= i) of b + c patients at the limit s of Clopper and Pearson, below the share x.

        Logarithms of beta distribution functions are concave, as are those of what they leave of 1. So x - s is not
        above log(T/e) T/T', and towards s log P(X <= i) rises nowhere faster than at x. Where T grows ever faster up
        to x, x - s is not below (T - e)/T'; and where P(X <= i) falls ever slower it lies above its tangent.

        Examples
        --------
        Of 28 of 50 patients s is 0.412544, and there P(X <= 13) is 0.018388.

        >>> [round(bound, 4) for bound in BlakerSide(0.418, 0.025).at_limit(28, 22, 13)]
        [0.0179, 0.0185]
        """
        x, n, error = self._x, b + c, self._error
        tail, rise = self._upper.at(b, c), self._upper.density
        other, fall = self._cdf(i, n), self._lower.density
        if i < 0:
            return 0.0, 0.0
        if rise <= 0.0 or other <= 0.0:
            return 0.0, 1.0
        farthest = log(tail / error) * tail / rise
        most = other * exp(min(farthest * fall / other, _MOST))
        if x * (n - 1) > b - 1 or (x - farthest) * (n - 1) < i:
            return 0.0, most
        return other + (tail - error) / rise * fall, most

    def _part(self, b: int, c: int, most: float) -> tuple[int, float, float]:
        """Return the largest i below b with P(X <= i) not above a number, this probability and the next one."""
        n = b + c
        i = min(max(round(2.0 * n * self._x) - b + self._off, -1), b - 1)
        here, after = self._cdf(i, n), 0.0
        while i >= 0 and here > most:
            i, here, after = i - 1, self._cdf(i - 1, n), here
        if not after:
            while i + 1 < b and (after := self._cdf(i + 1, n)) <= most:
                i, here = i + 1, after
        self._off = i + b - round(2.0 * n * self._x)
        return i, here, after

    def _cdf(self, i: int, n: int) -> float:
        """Return P(X <= i)."""
        return self._lower.at(n - i, i) if i >= 0 else 0.0


class BlakerPlaces:
    """Whether both of Blaker's limits lie in their windows.

    Parameters
    ----------
    windows
        Shares between which the lower and the upper limit must lie.
    error
        The error of each, below one quarter.
    """

    def __init__(self, windows: tuple[Window, Window], error: float) -> None:
        """Prepare both ends of both windows; upper limits are lower ones of the other test."""
        (low, high), (begin, end) = windows
        self._lower, self._upper = (
            (BlakerSide(first, error), BlakerSide(last, error))
            for first, last in ((low, high), (1.0 - end, 1.0 - begin))
        )

    def place(self, b: int, c: int) -> int:
        """Return ``OUT`` or ``IN`` where it is certain whether the limits of b of b + c lie inside, else ``OPEN``.

        Examples
        --------
        The limits of 28 of 50 patients are 0.418626 and 0.693158.

        >>> BlakerPlaces((Window(0.415, 0.425), Window(0.685, 0.695)), 0.025).place(28, 22) == IN
        True
        """
        found = _place(self._lower, b, c)
        return found and min(found, _place(self._upper, c, b))


def _place(sides: tuple[BlakerSide, BlakerSide], b: int, c: int) -> int:
    """Return whether the lower limit of b of b + c lies between two shares."""
    last = sides[1].below(b, c)
    first = None if last is False else sides[0].below(b, c)
    if last is False or first is True:
        return OUT
    return IN if last and first is False else OPEN
