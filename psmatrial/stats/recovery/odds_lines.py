"""Which methods of the odds ratio give printed limits, along the tables with the same difference of discordant counts.

With d = b - c fixed, d not below 0, and c = k running up, the upper limit of the share b/(b + c) falls, and the
lower limit falls first and may rise later. For a fixed share x this is what the tails do that define the limits:

- P(X >= b) of b + c patients changes from k to k + 1 by a positive multiple of x b/(c + 1) - (1 - x), which is positive
  while (k + 1)/(2k + d + 1) < x; the left side rises towards 1/2. So the tail rises while k is small and falls later,
  and for x not below 1/2 it only rises.
- The mid-p tail is the mean of two such tails: positive while x^2 - y^2 + x y (b/(c + 1) - c/(b + 1)) is, y = 1 - x,
  which falls as k rises.
- Beta(b + 1/2, c + 1/2), the posterior of Jeffreys: positive while (k + 1/2)/(2k + d + 1) < x.
- Wilson's (b - m x)/sqrt(m x y), m = b + c: its fall turns into a rise where k (1 - 2x) = d x.

The counts whose lower limit is below x are therefore neighbours, and both of their ends are found by halving. Blaker's
limits jump. They lie between those of Clopper and Pearson at the error and at its double, and only counts that these
leave open are tried one by one. Wald's are in closed form and all tried.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import partial
from math import inf, log, sqrt
from typing import NamedTuple

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import beta_cdf, binomial_pmf, binomial_tail
from psmatrial.stats.recovery.binomial_intervals import (
    IN,
    LowerLimit,
    Window,
    odds_windows,
    places,
    tails_reach,
    wald_odds,
)
from psmatrial.stats.recovery.intervals import FittingIntervals
from psmatrial.stats.recovery.nested import trimmed

Methods = dict[int, tuple[str, ...]]
Tail = Callable[[int, int, float], float]
WALD, BLAKER = "wald", "blaker"
HALF = 0.5
# With a larger error a limit could lie on the other side of the estimate, and every count is tried.
_MOST_ERROR = 0.2
_ROUNDING = 1e-6


def _wilson(b: int, c: int, x: float) -> float:
    """Return the score of b of b + c at the share x, with the sign of a tail."""
    m = b + c
    return (m * x - b) / sqrt(m * x * (1.0 - x))


# By method: what passes the bound at the lower limit, and whether it rises from k to k + 1 at b, c and a share.
_TAILS: dict[str, tuple[Tail, Callable[[int, int, float], bool]]] = {
    "clopper-pearson": (lambda b, c, x: binomial_tail(b, b + c, x), lambda b, c, x: x * (b + c + 1) > c + 1),
    "mid-p": (
        lambda b, c, x: binomial_tail(b + 1, b + c, x) + binomial_pmf(b, b + c, x) / 2.0,
        lambda b, c, x: 2.0 * x - 1.0 + x * (1.0 - x) * (b / (c + 1) - c / (b + 1)) > 0.0,
    ),
    "jeffreys": (lambda b, c, x: beta_cdf(x, b + 0.5, c + 0.5), lambda b, c, x: x * (b + c + 1) > c + 0.5),
    "wilson": (_wilson, lambda b, c, x: (b - c) * x > c * (1.0 - 2.0 * x)),
}


class OddsLines:
    """The methods that give one printed interval of the odds ratio.

    Parameters
    ----------
    asked
        The printed interval.
    names
        Methods that count.
    most
        The largest number of discordant patients.
    """

    def __init__(self, asked: FittingIntervals, names: tuple[str, ...], most: int) -> None:
        """Keep what is asked."""
        self._asked, self._names, self._most = asked, names, most
        low, high = odds_windows(*asked.windows)
        self._shares = (low, high)
        self._mirrored = (_mirrored(high), _mirrored(low))
        self._known: dict[int, Methods] = {}

    def fitting(self, excess: int) -> Methods:
        """Return the methods that fit, by the smaller discordant count, for a difference of the discordant counts."""
        if excess not in self._known:
            found: Methods = {}
            for name, counts in self._by_name(excess):
                for k in counts:
                    found[k] = (*found.get(k, ()), name)
            self._known[excess] = found
        return self._known[excess]

    def _by_name(self, excess: int) -> list[tuple[str, list[int]]]:
        """Return the counts that fit each method, in the catalogue's order."""
        counts = range(1, (self._most - abs(excess)) // 2 + 1)
        none = self._at_none(excess)
        shares = self._shares if excess >= 0 else self._mirrored
        found = []
        for name in self._names:
            if name == WALD:
                inside = [k for k in self._as_wide(abs(excess), counts) if self._is_wald(excess, k)]
            else:
                inside = [
                    k
                    for run in self._neighbours(name, abs(excess), counts, shares)
                    for k in self._among(name, excess, run)
                ]
            found.append((name, [0, *inside] if name in none else inside))
        return found

    def _at_none(self, excess: int) -> tuple[str, ...]:
        """Return the methods that fit where one of the tests found no patient alone."""
        if abs(excess) > self._most:
            return ()
        table = _table(excess, 0)
        if excess:
            possible = places(table.index_only, table.discordant, self._shares, self._asked.error)
            names: tuple[str, ...] = tuple(name for name in self._names if name in possible or name == WALD)
        else:
            names = self._names
        return tuple(name for name in names if self._asked.fits(name, table))

    def _as_wide(self, excess: int, counts: range) -> range:
        """Return the counts at which Wald's limits are as far apart as printed, which is less the larger they are."""
        low, high = self._asked.windows
        if low.low <= 0.0 or high.high == inf:
            return counts

        def apart(k: int) -> float:
            return 2.0 * self._asked.z * sqrt(1.0 / (k + excess) + 1.0 / k)

        most, least = log(high.high / low.low), log(max(high.low, low.low) / low.high)
        start = bisect_left(counts, 1, key=lambda k: apart(k) <= most + _ROUNDING)
        return counts[start : bisect_left(counts, 1, lo=start, key=lambda k: apart(k) < least - _ROUNDING)]

    def _is_wald(self, excess: int, k: int) -> bool:
        """Return whether Wald's limits fit."""
        low, high = wald_odds(k + max(0, excess), k + max(0, -excess), self._asked.z)
        first, second = self._asked.windows
        return first.holds(low) and second.holds(high) and self._fits(WALD, excess, k)

    def _fits(self, name: str, excess: int, k: int) -> bool:
        """Return whether computed limits are printed like this."""
        return self._asked.fits(name, _table(excess, k))

    def _among(self, name: str, excess: int, run: range) -> Iterable[int]:
        """Return the counts of a run that are printed exactly like this."""
        fits = partial(self._fits, name, excess)
        if name != BLAKER and self._asked.error <= _MOST_ERROR:
            return trimmed(run, fits, lambda k: self._place(name, excess, k) == IN)
        return [k for k in run if (place := self._place(name, excess, k)) == IN or (place and fits(k))]

    def _place(self, name: str, excess: int, k: int) -> int:
        """Return whether both limits are certain to lie in their windows, or not to."""
        b, c = k + max(0, excess), k + max(0, -excess)
        low, high = self._shares
        first = LowerLimit(b, b + c, low, self._asked.error).place(name)
        return first and min(first, LowerLimit(c, b + c, _mirrored(high), self._asked.error).place(name))

    def _neighbours(self, name: str, excess: int, counts: range, shares: tuple[Window, Window]) -> list[range]:
        """Return the runs of counts whose limits may lie in the windows, the index test not being behind."""
        low, high = shares[0], _mirrored(shares[1])
        if self._asked.error > _MOST_ERROR:
            return [counts]
        least = most = -self._asked.z if name == "wilson" else self._asked.error
        most *= 2.0 if name == BLAKER else 1.0
        tail, rises = _TAILS["clopper-pearson" if name == BLAKER else name]
        if high.low >= HALF:
            return []
        if high.high < HALF:
            stop = bisect_left(counts, 1, key=lambda k: not _reaches(tail, k, k + excess, high.high, least))
            counts = counts[:stop]
        counts = counts[bisect_left(counts, 1, key=lambda k: not _reaches(tail, k, k + excess, high.low, most)) :]
        line = _Line(tail, rises, excess)
        wide = line.reaching(low.high, least, counts)
        narrow = line.reaching(low.low, most, wide)
        if not narrow:
            return [wide]
        return [range(wide.start, narrow.start), range(narrow.stop, wide.stop)]


class _Line(NamedTuple):
    """A tail along the tables with one difference of the discordant counts, the index test not being behind."""

    tail: Tail
    rises: Callable[[int, int, float], bool]
    excess: int

    def reaching(self, x: float, bound: float, counts: range) -> range:
        """Return the counts at which the tail at a share is not below a bound; they are neighbours."""
        if x <= 0.0 or not counts:
            return range(counts.start, counts.start)
        if x >= 1.0 or (x > HALF and self.excess == 0):
            return counts
        start = counts.start

        def below(k: int) -> bool:
            return not _reaches(self.tail, k + self.excess, k, x, bound)

        peak = start + bisect_left(counts[:-1], 1, key=lambda k: not self.rises(k + self.excess, k, x))
        if below(peak):
            return range(start, start)
        first = start + bisect_left(range(start, peak), 1, key=lambda k: not below(k))
        return range(first, peak + bisect_left(range(peak, counts.stop), 1, key=below))


def _reaches(tail: Tail, b: int, c: int, x: float, bound: float) -> bool:
    """Return whether a tail of b of b + c at a share is not below a bound; there is none at 0 and all at 1."""
    if not 0.0 < x < 1.0:
        return x >= 1.0
    sure = None if tail is _wilson else tails_reach(b, b + c, x, bound)
    return tail(b, c, x) >= bound if sure is None else sure


def _mirrored(window: Window) -> Window:
    """Return a window of shares of the other test."""
    return Window(1.0 - window.high, 1.0 - window.low)


def _table(excess: int, smaller: int) -> PairedTable:
    """Return a table with these discordant counts; the odds ratio does not see the others."""
    return PairedTable(0, smaller + max(0, excess), smaller + max(0, -excess), 1)
