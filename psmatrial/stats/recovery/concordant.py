"""Which numbers of patients found by both tests, or by neither, go with given discordant counts.

Printed rates leave a few. Without them whatever else depends on the whole table bounds the number found by both:
a ratio of the rates x1/x2 = 1 + d/x2 bounds x2, d being the difference of the discordant counts; and kappa is
2 (u - bc) / (2 u + (b + c) s + b^2 + c^2) with u = a (s - a) and s the concordant patients, which rises with u. At its
largest, with u = s^2/4, it is 1 - 2 n (b + c) / (n^2 + d^2). Bounds are a trifle wide: what they leave is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil, floor, inf, sqrt
from operator import itemgetter
from typing import NamedTuple

from psmatrial.stats.recovery.contrast.closed import Line
from psmatrial.stats.recovery.margins import Margins, Matches
from psmatrial.stats.recovery.rates.binomial_intervals import ANYWHERE, Window
from psmatrial.stats.recovery.splits import Splits

_ROUNDING = 1e-6


class Bounds(NamedTuple):
    """What is printed of the whole table: numbers between which it must lie.

    Parameters
    ----------
    kappa, ratio
        Kappa, and the ratio of the rates.
    both, neither
        Patients found by both tests, and by none.
    """

    kappa: Window = ANYWHERE
    ratio: Window = ANYWHERE
    both: Window = ANYWHERE
    neither: Window = ANYWHERE

    @property
    def impossible(self) -> bool:
        """Whether a share is printed that no count gives."""
        return self.both.low > self.both.high or self.neither.low > self.neither.high


NOTHING_ELSE = Bounds()


class Concordant(NamedTuple):
    """The tables of n patients with one difference of the discordant counts.

    Parameters
    ----------
    n
        Patients.
    excess
        Difference of the two discordant counts.
    pairs
        The counts of both rates that are possible, rising; None where no rate is printed.
    bounds
        What else is printed.
    """

    n: int
    excess: int
    pairs: list[tuple[int, int]] | None
    bounds: Bounds

    def both(self, k: int) -> Iterable[int]:
        """Return the numbers found by both tests that are possible with a smaller discordant count.

        Examples
        --------
        >>> list(Concordant(50, 15, None, Bounds(kappa=Window(0.125, 0.135))).both(4))
        [9, 18]
        """
        concordant, c = self.n - abs(self.excess) - 2 * k, k + max(0, -self.excess)
        if self.pairs is not None:
            return [x2 - c for _, x2 in reversed(self.pairs) if c <= x2 <= concordant + c]
        kappa, ratio, both, neither = self.bounds
        every = range(concordant + 1)
        if not ratio == both == neither == ANYWHERE:
            first, last = comparators(self.excess, ratio)
            low = max(0.0, first - c, both.low, concordant - neither.high)
            high = min(concordant, last - c, both.high, concordant - neither.low)
            if low > high + 1.0:
                return ()
            every = range(ceil(low - _ROUNDING), floor(high + _ROUNDING) + 1)
        return every if kappa == ANYWHERE else self._by_kappa(k, concordant, every)

    def smaller(self) -> range:
        """Return smaller discordant counts beside which there is no table, by the rates and what else is printed.

        With x2 = x1 - d the patients found by both tests less the discordant ones rise with x1, those found by neither
        fall, and e of ``counts`` is largest at x1 = (n + d)/2.

        Examples
        --------
        >>> Concordant(50, 15, [(28, 13), (29, 14)], Bounds(kappa=Window(0.125, 0.135))).smaller()
        range(4, 5)
        """
        n, excess, (kappa, _, both, neither) = self.n, self.excess, self.bounds
        top = (n - abs(excess)) // 2
        if self.pairs is None:
            return self._between((), (top, self._at_kappa(kappa.low, (n * n + excess * excess) / 2.0)))
        if not self.pairs:
            return range(0)
        # The patients found by both tests and by neither are not fewer than none.
        (least, fewest), (most, largest) = self.pairs[0], self.pairs[-1]
        top = min(top, most, largest, n - least, n - fewest)
        if self.bounds == NOTHING_ELSE:
            return range(top + 1)
        middle = min(max((n + excess) / 2.0, least), most)
        unlike = [x * (n - x + excess) + (x - excess) * (n - x) for x in (least, middle, most)]
        firsts = (min(least, fewest) - both.high, n - max(most, largest) - neither.high)
        lasts = (top, min(most, largest) - both.low, n - max(least, fewest) - neither.low)
        ends = self._at_kappa(kappa.high, min(unlike)), self._at_kappa(kappa.low, unlike[1])
        return self._between((*firsts, ends[0]), (*lasts, ends[1]))

    def counts(self, index: int, comparator: int) -> range:
        """Return the smaller discordant counts that are possible with two rates: what is printed leaves neighbours.

        With m discordant patients kappa is 1 - m n/e, where e = x1 (n - x2) + x2 (n - x1).

        Examples
        --------
        >>> Concordant(50, 15, [(28, 13)], Bounds(kappa=Window(0.125, 0.135))).counts(28, 13)
        range(4, 5)
        """
        n, (kappa, _, both, neither) = self.n, self.bounds
        agreed, missed = min(index, comparator), n - max(index, comparator)
        unlike = index * (n - comparator) + comparator * (n - index)
        ends = self._at_kappa(kappa.high, unlike), self._at_kappa(kappa.low, unlike)
        firsts = (agreed - both.high, missed - neither.high, ends[0])
        return self._between(firsts, (agreed, missed, agreed - both.low, missed - neither.low, ends[1]))

    def _at_kappa(self, kappa: float, unlike: float) -> float:
        """Return the smaller discordant count at which kappa is a number; none where all patients are alike."""
        return (((1.0 - kappa) * unlike / self.n if unlike else 0.0) - abs(self.excess)) / 2.0

    def _between(self, firsts: Iterable[float], lasts: Iterable[float]) -> range:
        """Return the counts from the largest of some numbers to the smallest of others, a trifle wide."""
        slack = _ROUNDING * (1.0 + self.n)
        first, last = max((0.0, *firsts)), min(lasts)
        return range(ceil(min(first, self.n + 1.0) - slack), floor(max(last, -1.0) + slack) + 1)

    def _by_kappa(self, k: int, concordant: int, every: range) -> Iterable[int]:
        """Return those of some numbers that kappa allows: near the middle, or as far from it on either side."""
        b, c, (low, high) = k + abs(self.excess), k, self.bounds.kappa
        if b == 0 or not every:
            return every
        rest, product, square = (b + c) * concordant + b * b + c * c, 2.0 * b * c, concordant * concordant / 4.0
        # The squared distance from the middle at which kappa is a number; it is never below -1.
        low = max(low, -2.0)
        farthest = min(square - (low * rest + product) / (2.0 - 2.0 * low), square) if low < 1.0 else -inf
        if farthest < -_ROUNDING * (1.0 + square):
            return ()
        high = max(high, -2.0)
        nearest = square - (high * rest + product) / (2.0 - 2.0 * high) if high < 1.0 else -inf
        middle, most = concordant / 2.0, sqrt(max(farthest, 0.0)) + _ROUNDING * (1.0 + concordant)
        least = sqrt(nearest) - _ROUNDING * (1.0 + concordant) if nearest > 0.0 else 0.0
        start, stop = max(every.start, ceil(middle - most)), min(every.stop, floor(middle + most) + 1)
        left, right = floor(middle - least) + 1, ceil(middle + least)
        if left >= right:
            return range(start, stop)
        return [*range(start, min(every.stop, left)), *range(max(every.start, right), stop)]

    def lines(self) -> Iterator[Line]:
        """Return the lines of all tables, the number found by the comparator rising."""
        if self.pairs is not None:
            yield from (Line(self.n, self.excess, x1) for x1, _ in self.pairs)
            return
        first, last = comparators(self.excess, self.bounds.ratio)
        start, stop = max(0, -self.excess), self.n - max(0, self.excess)
        for x2 in range(max(start, ceil(max(first, 0.0))), floor(min(last, stop)) + 1):
            yield Line(self.n, self.excess, x2 + self.excess)


def with_ratio(pairs: list[tuple[int, int]] | None, ratio: Window) -> list[tuple[int, int]] | None:
    """Return those of some pairs of counts, all with the same difference, whose ratio can lie in a window.

    Examples
    --------
    >>> with_ratio([(27, 12), (28, 13), (29, 14)], Window(2.145, 2.155))
    [(28, 13)]
    """
    if not pairs or ratio == ANYWHERE:
        return pairs
    first, last = comparators(pairs[0][0] - pairs[0][1], ratio)
    return [pair for pair in pairs if first <= pair[1] <= last]


def comparators(excess: int, ratio: Window) -> tuple[float, float]:
    """Return between which numbers the comparator finds, where the ratio of the rates is to lie in a window.

    Where nobody is found the ratio is not defined, and not left out.

    Examples
    --------
    >>> [round(end) for end in comparators(15, Window(2.145, 2.155))]
    [13, 13]
    """
    low, high = ratio
    if low == -inf and high == inf:
        return 0.0, inf
    if excess == 0:
        return (0.0, inf) if low <= 1.0 <= high else (0.0, 0.0)
    # The ratio less 1, away from it on the side of the difference.
    near, far = (low - 1.0, high - 1.0) if excess > 0 else (1.0 - high, 1.0 - low)
    if far <= 0.0:
        return 2.0, 0.0
    first = abs(excess) / far if far < inf else 0.0
    last = abs(excess) / near if near > 0.0 else inf
    slack = 1.0 + _ROUNDING
    return first / slack - _ROUNDING, last * slack + _ROUNDING


def differences(n: int, ratio: Window) -> range:
    """Return the differences of the discordant counts of n patients that a ratio of the rates in a window allows.

    The index test finds n patients at most, and the comparator finds d fewer: 1 - d/n is not below the inverse of the
    ratio. Where d is below 0 the comparator finds n at most, and 1 + d/n is not below the ratio. A difference of 0 is
    never left out.

    Examples
    --------
    >>> differences(50, Window(1.02, 1.12))
    range(0, 6)
    """
    low, high = ratio
    first, last = n * min(0.0, max(low, 0.0) - 1.0), n * (1.0 - 1.0 / high if high > 1.0 else 0.0)
    slack = _ROUNDING * (1.0 + n)
    return range(max(-n, ceil(first - slack)), min(n, floor(last + slack)) + 1)


def agreeing(n: int, kappa: Window) -> range:
    """Return the differences of the discordant counts of n patients that a kappa in a window allows.

    At a difference d kappa is largest where no patient is lost on the other side: 1 - 2 n |d| / (n^2 + d^2), which
    falls with |d|.

    Examples
    --------
    >>> agreeing(50, Window(0.675, 0.685)), agreeing(50, Window(-0.1, 0.1))
    (range(-8, 9), range(-50, 51))
    """
    part = 1.0 - kappa.low
    # The smaller root of part d^2 - 2 n d + part n^2, with no difference of numbers that are nearly alike.
    most = part * n / (1.0 + sqrt(1.0 - part * part)) if 0.0 <= part < 1.0 else n if part >= 0.0 else -1.0
    reach = floor(most + _ROUNDING * (1.0 + n))
    return range(-reach, reach + 1)


def disagreeing(n: int, kappa: Window, excess: int) -> int:
    """Return how many patients can be discordant at most with a kappa, the difference of the two counts being as large.

    Examples
    --------
    >>> disagreeing(50, Window(0.675, 0.685), 8)
    8
    """
    most = (1.0 - kappa.low) * (n * n + excess * excess) / (2.0 * n)
    return n if most >= n else floor(most + _ROUNDING * (1.0 + n))


# Smaller discordant count and patients found by both tests, and the methods that fit.
Split = tuple[tuple[int, int], Matches]
# Tables with one difference of the discordant counts, and the smaller counts that are to be tried with their matches.
Group = tuple[Concordant, Splits]
# Rates, and what is possible with them.
Searched = tuple[Margins, Iterable[Group]]


def any_both(tables: Concordant, splits: Splits) -> Iterator[Split]:
    """Return every number of patients found by both tests that the rates and what else is printed allow."""
    if tables.pairs is not None and tables.bounds != NOTHING_ELSE:
        tried = splits.span
        places = []
        for index, comparator in reversed(tables.pairs):
            possible = tables.counts(index, comparator)
            inside = range(max(tried.start, possible.start), min(tried.stop, possible.stop))
            places += [(k, min(index, comparator) - k) for k in inside if k in splits]
        yield from ((place, splits[place[0]]) for place in sorted(places, key=itemgetter(0)))
        return
    for counts, matches in splits.stretches:
        for k in counts:
            for both in tables.both(k):
                yield (k, both), matches
