"""Which splits of discordant patients give a printed unconditional p-value.

The unconditional p-value of n patients depends on a table through z^2 = (b - c)^2/(b + c) alone, and falls as it
rises. Where it lies at one z^2 therefore decides all beyond, and only the few tables between two decided ones are
bounded where they stand: first to about 1e-6, and only where that leaves a doubt about the last printed digit, by the
test itself. A z^2 is a float: two of up to a million patients that differ do so by more than it rounds.

From n - 1 to n patients the p-value at a z^2 does not rise above the larger of what it was and t, the probability of so
large a z^2 when all n patients are discordant. For let f(s) be its probability when each patient is with probability s,
and g(s) the same of one patient fewer: g(s) = f(s) - s f'(s)/n. Where f is largest between 0 and 1 its slope is 0, so
that g is as large there; at 0 it is 0, and at 1 it is t.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, inf, sqrt
from typing import TYPE_CHECKING

from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed import Printed
from psmatrial.stats.recovery.p.split_squares import all_disagree, hoeffding, normal, strictly_between

if TYPE_CHECKING:
    from collections.abc import Iterable

BELOW, FITS, ABOVE = -1, 0, 1
# The ends of the window of a printed p-value.
LOW, HIGH = 0, 1
_DOUBT = 1e-8
# How often it is looked where the p-value passes an end of its window.
_LOOKS = 12
# Of about so many tables it is looked where; of very many patients the first ones tell of the others.
_ROOM = 100_000
# What lies beyond a z^2 is larger by more than this factor.
_BEYOND = 1.0 + 1e-12


class UnconditionalP:
    """The unconditional p-values of n patients against one printed p-value.

    Parameters
    ----------
    printed
        The p-value as printed.
    n
        Patients.
    truncation
        Whether a p-value that was cut off counts too.
    """

    def __init__(self, printed: Printed, n: int, *, truncation: bool = False) -> None:
        """Keep what is asked; nothing is computed yet."""
        self.printed = printed
        self.n = n
        self.truncation = truncation
        self.low, self.high = printed.window(truncation=truncation)
        # By edge of the window: from which z^2 on the p-value is smaller than the edge, and up to which it is not.
        self._less = [hoeffding(edge) + _DOUBT for edge in (self.low, self.high)]
        # The z^2 up to which the p-value reaches each end of its window when all patients disagree.
        self._all = [all_disagree(edge, n) for edge in (self.low, self.high)]
        self._more = [0.0 if self.low > 0.0 else inf, 0.0]
        self._more = [max(more, reached or 0.0) for more, reached in zip(self._more, self._all, strict=True)]
        self._exact: dict[float, int] = {}
        # Where the p-value probably passes each end of its window.
        self._aims = [normal(edge) ** 2 for edge in (self.low, self.high)]
        # By z^2: how many are discordant on average where its probability was found to be largest, and perhaps is.
        self._peaks: dict[float, tuple[float, ...]] = {}
        # Where was looked last, and where its probability was found to be largest; and the same of the last look that
        # reached an end of the window.
        self._last: tuple[Fraction, tuple[float, ...]] | None = None
        self._reached: tuple[Fraction, tuple[float, ...]] | None = None
        # By edge, and whether the p-value is smaller there: the last z^2 that was found so, and the same of fewer
        # patients. It is looked at again before others, for it probably tells of them too.
        self._told: dict[tuple[int, bool], tuple[float, Fraction]] = {}
        self._hoped: dict[tuple[int, bool], tuple[float, Fraction]] = {}

    def expect(self, places: Iterable[tuple[int, range]]) -> None:
        """Look where the p-value passes the ends of its window before it is asked of many places, so that few are left.

        Parameters
        ----------
        places
            Differences of the discordant counts, 0 or more, with the smaller counts that are to be tried.
        """
        from psmatrial.stats.recovery.p._sorted_squares import SortedSquares

        edges = [edge for edge in (LOW, HIGH) if self._more[edge] < self._less[edge]]
        doubtful = self._doubtful(places, edges) if edges else []
        if not doubtful:
            return
        squares = SortedSquares(doubtful)
        for edge in edges:
            # What reaches one end of the window probably tells of the other end too.
            self._last = self._reached or self._last
            for looks in range(_LOOKS):
                if self._last is not None and squares.is_any(self._more[edge], self._less[edge]):
                    self._raise(edge, self._last)
                if not squares.is_any(self._more[edge], self._less[edge]):
                    break
                excess, c = squares.nearest(self._next(edge, looks), self._more[edge], self._less[edge])
                self._is_less(excess, c, edge)
                if self._known(excess * excess / (excess + 2 * c), edge) is None:
                    break

    def _doubtful(self, places: Iterable[tuple[int, range]], edges: list[int]) -> list[tuple[int, range]]:
        """Return the counts of some places of which some of the ends may leave it open whether they fit."""
        above, below = min(self._more[edge] for edge in edges), max(self._less[edge] for edge in edges)
        found, room = [], _ROOM
        for excess, tried in places:
            if excess and room > 0 and (counts := strictly_between(excess, tried, above, below)):
                found.append((excess, counts))
                room -= len(counts)
        return found

    def _next(self, edge: int, looks: int) -> float:
        """Return a z^2 near which to look next: where an edge probably is, or right above where it certainly is not."""
        aim, more, less = self._aims[edge], self._more[edge], self._less[edge]
        if self._last is None:
            return aim
        if looks <= 1 or looks % 2 == 0:
            return more
        if more < aim < less:
            return aim
        # Where all that fails, halfway.
        return (less + more) / 2.0 if looks > _LOOKS / 2 else more

    def _raise(self, edge: int, last: tuple[Fraction, tuple[float, ...]]) -> None:
        """Learn up to which z^2 the p-value is not smaller than an edge from where it was last found largest."""
        from psmatrial.stats.recovery.p._mixtures import reaching

        at_least = (self.low, self.high)[edge] * (1.0 + 2.0 * _DOUBT)
        found = reaching(self.n, *last, at_least, (self._more[edge], self._less[edge]))
        self._more[edge] = max(self._more[edge], found)

    def fitting(self, excess: int, counts: range) -> range:
        """Return the smaller discordant counts of a range that fit: they follow one another.

        Parameters
        ----------
        excess
            Difference of the two discordant counts, 0 or more.
        counts
            Smaller discordant counts to be tried, without gaps.
        """
        start = counts.start
        if excess == 0:
            return counts if self.printed.fits(1.0, truncation=self.truncation) else range(start, start)
        # Mostly all are too small, for the last is.
        if counts and excess * excess / (excess + 2 * counts[-1]) >= self._less[LOW]:
            return range(start, start)
        first = self._first(excess, counts, LOW)
        return range(first, self._first(excess, range(first, counts.stop), HIGH))

    def possible(self, excess: int, counts: range) -> range:
        """Return counts of a range beside which none fits by what is known already, so that nothing is computed."""
        if excess == 0:
            return self.fitting(excess, counts)
        # The counts at the z^2 that are known to be too large and too small, moved out by more than they are rounded.
        square, (less, more), slack = excess * excess, (self._less[LOW], self._more[HIGH]), _DOUBT * self.n
        start = max(counts.start, int((square / less - excess) / 2.0 - slack + 1.0))
        stop = min((square / more - excess) / 2.0 + slack, counts.stop) if more > 0.0 else counts.stop
        return range(start, max(start, ceil(stop)))

    def join(self, other: UnconditionalP) -> None:
        """Take over what is known of the same patients by the ends of another window."""
        for edge, (mine, theirs) in enumerate(((self.low, other.low), (self.high, other.high))):
            if mine >= theirs:
                self._less[edge] = min(self._less[edge], other._less[edge])
            if mine <= theirs:
                self._more[edge] = max(self._more[edge], other._more[edge])
        self._last = other._last

    def follow(self, before: UnconditionalP) -> None:
        """Take over what is known of one patient fewer."""
        if before.n != self.n - 1:
            return
        self._aims, self._peaks = list(before._aims), before._peaks
        self._hoped = dict(before._hoped)
        for key, place in before._told.items():
            self._hoped[key] = (min if key[1] else max)(place, self._hoped.get(key, place))
        for edge, reached in enumerate(self._all):
            if reached is not None:
                self._less[edge] = min(self._less[edge], max(before._less[edge], reached * _BEYOND))

    def _first(self, excess: int, counts: range, edge: int) -> int:
        """Return the first count whose p-value is not smaller than an edge; tried where it probably is, and halfway."""
        doubtful = strictly_between(excess, counts, self._more[edge], self._less[edge])
        first, stop, guessed = doubtful.start, doubtful.stop, False
        while first < stop:
            c = (first + stop) // 2
            if not guessed:
                aim = self._aims[edge]
                c = min(max(int((excess * excess / aim - excess) / 2.0) if aim else first, first), stop - 1)
            guessed = not guessed
            if self._is_less(excess, c, edge):
                first = c + 1
            else:
                stop = c
        return first

    def _is_less(self, excess: int, c: int, edge: int) -> bool:
        """Return whether the p-value of a split is smaller than an edge."""
        square = excess * excess / (excess + 2 * c)
        known = self._known(square, edge)
        if known is None and square not in self._exact:
            known = self._asked(square, Fraction(excess * excess, excess + 2 * c), edge)
            if known is None:
                self._exact[square] = self._exactly(excess, c)
        return self._exact[square] < (FITS, ABOVE)[edge] if known is None else known

    def _known(self, square: float, edge: int) -> bool | None:
        """Return whether the p-value at a z^2 is smaller than an edge, None where nothing tells."""
        if square >= self._less[edge]:
            return True
        return False if square <= self._more[edge] else None

    def _learn(self, square: float, at_least: float, at_most: float) -> None:
        """Keep what bounds of the p-value at a z^2 say of it and of all on either side."""
        # A p-value on an edge fits: beside one it is neither said to be outside nor inside.
        below, above = (self.low, self.high * (1.0 - _DOUBT)), (self.low * (1.0 + _DOUBT), self.high)
        for edge in (LOW, HIGH):
            if at_most < below[edge]:
                self._less[edge] = min(self._less[edge], square)
            if at_least > above[edge]:
                self._more[edge] = max(self._more[edge], square)

    def _exactly(self, excess: int, c: int) -> int:
        """Return the same from the test itself."""
        table = PairedTable(0, c + excess, c, self.n - excess - 2 * c)
        p = mcnemar(table, "exact-unconditional").p_value or 0.0
        self._learn(excess * excess / (excess + 2 * c), p * (1.0 - _DOUBT), p * (1.0 + _DOUBT))
        if self.printed.fits(p, truncation=self.truncation):
            return FITS
        return BELOW if p < (self.low + self.high) / 2.0 else ABOVE

    def _asked(self, square: float, exact: Fraction, edge: int) -> bool | None:
        """Return whether the p-value at a z^2 is smaller than an edge, None where coarse bounds do not tell."""
        places = [(square, exact)]
        for smaller in (True, False):
            hoped = self._hoped.get((edge, smaller))
            if hoped and (hoped[0] < square if smaller else hoped[0] > square):
                places.append(self._hoped.pop((edge, smaller)))
        while places and self._known(square, edge) is None:
            place = places.pop()
            self._aim(place[0], self._look(*place, edge))
            known = self._known(place[0], edge)
            self._last = place[1], self._peaks[place[0]]
            if known is not None:
                self._told[edge, known] = place
            if known is False:
                self._reached = self._last
        return self._known(square, edge)

    def _aim(self, square: float, p: float) -> None:
        """Learn where the p-value probably passes the edges: it is about that of z less a shift that stays."""
        shift = sqrt(square) - normal(p)
        self._aims = [max(normal(end) + shift, 0.0) ** 2 for end in (self.low, self.high)]

    def _look(self, square: float, exact: Fraction, edge: int) -> float:
        """Learn bounds of the p-value at a z^2 until it is known whether it is smaller than an edge.

        First from below, and where it was largest with one patient fewer, which is mostly enough where it is not.
        """
        from psmatrial.stats._supremum import COARSE, glance, supremum
        from psmatrial.stats.recovery.p._mixtures import both_tails, mixed, peaks, reached

        tails = both_tails(self.n, exact)
        if square in self._peaks:
            most, peak = reached(self.n, tails, self._peaks[square][0])
            self._peaks[square] = (peak,)
            self._learn(square, most * (1.0 - _DOUBT), inf)
            if self._known(square, edge) is not None:
                return most
        values = mixed(self.n, tails)
        most, self._peaks[square] = float(values.max()), peaks(self.n, values)
        self._learn(square, most * (1.0 - _DOUBT), inf)
        if self._known(square, edge) is not None:
            return most
        # No mean of the tails is above the largest, and the less it may be the nearer are the bounds.
        ceiling = float(tails.max()) * (1.0 + _DOUBT)
        found = glance(values, self.n, ceiling)
        self._learn(square, found.low, found.high)
        if self._known(square, edge) is not None:
            return found.low
        found = supremum(lambda _: values, self.n, COARSE, ceiling=ceiling)
        self._peaks[square] = (self.n * found.at,)
        self._learn(square, found.low, found.high)
        return found.low
