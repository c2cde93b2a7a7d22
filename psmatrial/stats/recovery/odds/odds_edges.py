"""At which counts a tail reaches its error, along the tables with the same difference of discordant counts.

With d = b - c fixed, d not below 0, and c = k running up, the upper limit of the share b/(b + c) falls, and the
lower limit falls first and may rise later. For a fixed share x this is what the tails do that define the limits:

- P(X >= b) of b + c patients changes from k to k + 1 by a positive multiple of x b/(c + 1) - (1 - x), which is positive
  while (k + 1)/(2k + d + 1) < x; the left side rises towards 1/2. So the tail rises while k is small and falls later,
  and for x not below 1/2 it only rises.
- The mid-p tail is the mean of two such tails: positive while x^2 - y^2 + x y (b/(c + 1) - c/(b + 1)) is, y = 1 - x,
  which falls as k rises.
- Beta(b + 1/2, c + 1/2), the posterior of Jeffreys: positive while (k + 1/2)/(2k + d + 1) < x.
- Wilson's (b - m x)/sqrt(m x y), m = b + c: its fall turns into a rise where k (1 - 2x) = d x.

The counts whose lower limit is below x are therefore neighbours. For the upper limit b and c change places: of
P(X >= c) at x below 1/2 only the fall is left, and from 1/2 on the tail is above any error below one half.

With k fixed and d running up b rises alone, and both limits rise: of one patient more it is less probable that b + 1
are found than it was of b, and more probable that c are not. Of Wilson's scores, in b, (c x - b y)/sqrt(m) falls and
(m x - c)/sqrt(m) rises. So a limit that is too high is too high for all larger differences too.

The ends of such neighbours move little from one difference to the next, and are sought where they moved to last time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from math import inf, sqrt

from psmatrial.stats.distributions import normal_quantile
from psmatrial.stats.recovery.nested import first_count
from psmatrial.stats.recovery.rates.binomial_intervals import Window
from psmatrial.stats.recovery.rates.walks import LEAST_ERROR, SLACK, Walk

Counted = Callable[[int, int], float]
HALF = 0.5
# So far from a known end the next one is not foretold from it.
_FAR = 8


def _score(x: float, b: float, c: float) -> float:
    """Return Wilson's score of b of b + c at the share x, with the sign of a tail."""
    m = b + c
    return (m * x - b) / sqrt(m * x * (1.0 - x))


def _tail(name: str, x: float, error: float) -> Counted:
    """Return what passes the bound at the lower limit of b of b + c by a method."""
    if name == "wilson":
        return partial(_score, x)
    walk = Walk(x, HALF if name == "jeffreys" else 0.0, walks=error >= LEAST_ERROR)
    return walk.middle if name == "mid-p" else walk.at


# By method: whether its tail rises from k to k + 1 at b, c and a share.
_RISES: dict[str, Callable[[int, int, float], bool]] = {
    "clopper-pearson": lambda b, c, x: x * (b + c + 1) > c + 1,
    "mid-p": lambda b, c, x: 2.0 * x - 1.0 + x * (1.0 - x) * (b / (c + 1) - c / (b + 1)) > 0.0,
    "jeffreys": lambda b, c, x: x * (b + c + 1) > c + HALF,
    "wilson": lambda b, c, x: (b - c) * x > c * (1.0 - 2.0 * x),
}
TAILS = tuple(_RISES)


class Edge:
    """Where a tail passes a bound, along the tables with one difference of discordant counts after another.

    Parameters
    ----------
    tail
        The tail of two counts.
    bound
        What it passes.
    guess
        Whether the tail of two counts is probably not below the bound.
    rises
        Whether it is below the bound first, or above it.
    """

    def __init__(self, tail: Counted, bound: float, guess: Callable[[int, int], bool], *, rises: bool) -> None:
        """Keep what is asked; no edge is known."""
        slack = SLACK * abs(bound)
        self._tail, self._guess, self._rises = tail, guess, rises
        self._bounds = (bound - slack, bound + slack) if rises else (bound + slack, bound - slack)
        self._known: tuple[int, int, float] | None = None

    def passed(self, more: int, other: int, counts: range) -> tuple[int, int]:
        """Return the first count at which the bound may be passed, and the first from which on it is for certain.

        Parameters
        ----------
        more, other
            By how many the two counts of the tail are larger than the smaller discordant count; one is 0.
        counts
            Smaller discordant counts over which the tail rises, or falls.
        """
        tail, rises, (may, must) = self._tail, self._rises, self._bounds
        seen: dict[int, float] = {}

        def passed(k: int) -> bool:
            seen[k] = found = tail(k + more, k + other)
            return (found >= may) == rises

        first = first_count(counts.start, counts.stop, passed, self._near(more, other, counts))
        self._learn(more + other, first)
        if first == counts.stop or (seen[first] >= must) == rises:
            return first, first
        return first, first_count(first, counts.stop, lambda k: (tail(k + more, k + other) >= must) == rises, first)

    def _near(self, more: int, other: int, counts: range) -> float:
        """Return about which count it will be."""
        if self._known and abs(gap := more + other - self._known[0]) <= _FAR:
            return self._known[1] + self._known[2] * gap
        guess, rises = self._guess, self._rises
        return counts.start + bisect_left(counts, 1, key=lambda k: guess(k + more, k + other) == rises)

    def _learn(self, excess: int, count: int) -> None:
        """Keep the edge and by how much it moved."""
        slope = 0.0
        if self._known and 0 < abs(gap := excess - self._known[0]) <= _FAR:
            slope = (count - self._known[1]) / gap
        self._known = (excess, count, slope)


class Reach:
    """The counts at which a tail at a share is not below a bound.

    Parameters
    ----------
    name
        Of ``TAILS``.
    x
        The share.
    bound
        A probability below one half.
    larger
        Whether the tail is that of the larger discordant count, else of the smaller one.
    """

    def __init__(self, name: str, x: float, bound: float, *, larger: bool) -> None:
        """Prepare for both ends."""
        self._x, self._larger, self._rises = x, larger, _RISES[name]
        z = -normal_quantile(bound)
        # The score at counts moved by what the tail is discrete and skew.
        moved = (HALF if name == "clopper-pearson" else 0.0) + (z * z - 1.0) * (1.0 - 2.0 * x) / 6.0
        self._rise, self._fall = (
            Edge(
                _tail(name, x, bound),
                -z if name == "wilson" else bound,
                lambda b, c: _score(x, b - moved, c + moved) >= -z,
                rises=rises,
            )
            for rises in (True, False)
        )

    def within(self, excess: int, counts: range) -> tuple[range, range]:
        """Return the counts at which the tail may reach the bound, and those at which it does for certain.

        Parameters
        ----------
        excess
            The larger discordant count less the smaller one.
        counts
            Smaller discordant counts, above 0.

        Examples
        --------
        P(X >= k) of 2k + 9 patients at a share of 0.3: 25 of 59 is the last with 0.025 or more.

        >>> Reach("clopper-pearson", 0.3, 0.025, larger=False).within(9, range(1, 40))
        (range(1, 26), range(1, 26))
        """
        x, none = self._x, range(counts.start, counts.start)
        if x <= 0.0 or not counts:
            return none, none
        if x >= 1.0 or (x >= HALF and (excess == 0 or not self._larger)):
            return counts, counts
        more, other = (excess, 0) if self._larger else (0, excess)
        peak = self._peak(excess, counts)
        first = last = counts.start
        if peak > first:
            first, last = self._rise.passed(more, other, range(first, peak + 1))
            if first > peak:
                return none, none
            if peak == counts[-1]:
                return range(first, counts.stop), range(last, counts.stop)
        end, stop = self._fall.passed(more, other, range(peak, counts.stop))
        return range(first, stop), range(last, end)

    def _peak(self, excess: int, counts: range) -> int:
        """Return the count at which the tail is largest."""
        if not self._larger:
            return counts.start
        if self._x >= HALF:
            return counts[-1]
        rises, x = self._rises, self._x
        return counts.start + bisect_left(counts[:-1], 1, key=lambda k: not rises(k + excess, k, x))


class Between:
    """The counts at which both limits by one method lie in their windows.

    Parameters
    ----------
    name
        Of ``TAILS``.
    windows
        Shares between which the limits must lie.
    errors
        Two errors, the first not above the second: no limit is lower than that with the first one, nor higher than
        that with the second one. They are the same for all methods that are defined by one tail.
    """

    def __init__(self, name: str, windows: tuple[Window, Window], errors: tuple[float, float]) -> None:
        """Prepare the four tails."""
        (low, high), (least, most) = windows, errors
        self._last = Reach(name, 1.0 - high.low, least, larger=False)
        self._first = Reach(name, 1.0 - high.high, most, larger=False)
        self._high = Reach(name, low.high, least, larger=True)
        self._low = Reach(name, low.low, most, larger=True)
        # From this difference on there are none; the upper limit of the test ahead is above 1/2.
        self._none_from = 0 if high.high <= HALF else inf

    def runs(self, excess: int, counts: range) -> list[tuple[range, range]]:
        """Return runs of counts that may fit, each with those among them that do for certain, if both errors are one.

        Parameters
        ----------
        excess
            The larger discordant count less the smaller one, with the index test ahead.
        counts
            Smaller discordant counts from 1 on; those for a larger difference are among those for a smaller one.
        """
        if excess >= self._none_from or not counts:
            return []
        may, must = self._last.within(excess, counts)
        below, surely = self._first.within(excess, may)
        may = range(surely.stop, may.stop)
        wide, sure = self._high.within(excess, may)
        if not wide:
            if may.stop == counts.stop:  # one of the limits of each count is too high
                self._none_from = excess
            return []
        must = _common(sure, range(below.stop, must.stop))
        narrow, sure = self._low.within(excess, wide)
        if not narrow:
            return [(wide, must)]
        if not sure:
            sure = range(narrow.stop, narrow.stop)
        return [
            (range(wide.start, sure.start), _common(must, range(wide.start, narrow.start))),
            (range(sure.stop, wide.stop), _common(must, range(narrow.stop, wide.stop))),
        ]


def _common(one: range, other: range) -> range:
    """Return the counts in both of two runs."""
    return range(max(one.start, other.start), min(one.stop, other.stop))
