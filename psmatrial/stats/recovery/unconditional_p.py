"""Which splits of discordant patients give a printed unconditional p-value.

The unconditional p-value of n patients depends on a table through z^2 = (b - c)^2/(b + c) alone, and falls as it
rises. Bounds of it at a few values of z^2 therefore decide most tables, and the rest are bounded where they stand:
first to about 1e-6, and only where that leaves a doubt about the last printed digit, by the test itself.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from fractions import Fraction
from math import exp, inf, isqrt, sqrt

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import binomial_tail, normal_quantile
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed import Printed

BELOW, FITS, ABOVE = -1, 0, 1
_DOUBT = 1e-8


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
        # Per z^2, in rising order: bounds of the p-value there.
        self._squares: list[Fraction] = []
        self._bounds: dict[Fraction, tuple[float, float]] = {}

    def fitting(self, excess: int, counts: range) -> range:
        """Return the smaller discordant counts of a range that fit: they follow one another.

        Parameters
        ----------
        excess
            Difference of the two discordant counts, 0 or more.
        counts
            Smaller discordant counts to be tried, without gaps.
        """
        start, stop = counts.start, counts.stop
        if excess == 0:
            return counts if self.printed.fits(1.0, truncation=self.truncation) else range(start, start)
        if not counts or self.place(excess, counts[-1]) == BELOW:
            return range(start, start)
        for edge in (self.low, self.high):
            self._look_near(excess, edge, counts)
        first = bisect_left(counts, FITS, key=lambda c: self.place(excess, c))
        last = bisect_left(counts, ABOVE, lo=first, key=lambda c: self.place(excess, c))
        return range(start + first, min(start + last, stop))

    def _look_near(self, excess: int, edge: float, counts: range) -> None:
        """Bound the p-value where it probably crosses an edge of the printed one: where the asymptotic one does."""
        if not 0.0 < edge < 1.0:
            return
        z = -normal_quantile(edge / 2.0)
        target = excess * excess / (z * z)
        for _ in range(2):
            c = min(max(round((target - excess) / 2.0), counts[0]), counts[-1])
            self.place(excess, c)
            square = Fraction(excess * excess, excess + 2 * c)
            if square not in self._bounds:
                return
            found = -normal_quantile(min(max(self._bounds[square][1] / 2.0, 1e-300), 0.5))
            # The p-value is nearly that of z plus a shift that changes little from one count to the next.
            aim = sqrt(square) + z - found
            target = excess * excess / (aim * aim) if aim > 0 else target

    def place(self, excess: int, c: int) -> int:
        """Return whether the p-value of a split lies below the printed one, fits it, or lies above it."""
        square = Fraction(excess * excess, excess + 2 * c)
        # Hoeffding: at any number of discordant patients.
        if 2.0 * exp(-square / 2) < self.low:
            return BELOW
        side = self._side(*self._known(square))
        if side is None and square not in self._bounds:
            if self._when_all_disagree(square) > self.high:
                return ABOVE
            self._bounds[square] = self._bounded(square)
            insort(self._squares, square)
            side = self._side(*self._bounds[square])
        return self._exactly(excess, c) if side is None else side

    def _side(self, at_least: float, at_most: float) -> int | None:
        """Return what bounds of a p-value decide, None where they decide nothing."""
        if at_most < self.low:
            return BELOW
        if at_least > self.high:
            return ABOVE
        fits = at_least > self.low * (1.0 + _DOUBT) and at_most < self.high * (1.0 - _DOUBT)
        return FITS if fits else None

    def _known(self, square: Fraction) -> tuple[float, float]:
        """Return what is known of the p-value at a z^2 from itself and its neighbours."""
        if square in self._bounds:
            return self._bounds[square]
        place = bisect_left(self._squares, square)
        at_most = self._bounds[self._squares[place - 1]][1] if place else inf
        at_least = self._bounds[self._squares[place]][0] if place < len(self._squares) else -inf
        return at_least, at_most

    def _when_all_disagree(self, square: Fraction) -> float:
        """Return the probability of a z^2 at least as large when all patients are discordant: a quick lower bound."""
        needed = -(-square.numerator * self.n // square.denominator)
        root = isqrt(max(needed - 1, 0)) + (needed > 0)
        return 2.0 * binomial_tail((self.n + root + 1) // 2, self.n, 0.5) * (1.0 - _DOUBT)

    def _exactly(self, excess: int, c: int) -> int:
        """Return the same from the test itself."""
        table = PairedTable(0, c + excess, c, self.n - excess - 2 * c)
        p = mcnemar(table, "exact-unconditional").p_value
        if self.printed.fits(p, truncation=self.truncation):
            return FITS
        return BELOW if p is not None and p < (self.low + self.high) / 2.0 else ABOVE

    def _bounded(self, square: Fraction) -> tuple[float, float]:
        """Return bounds of the p-value at a z^2."""
        from psmatrial.stats._supremum import COARSE, supremum
        from psmatrial.stats.recovery._mixtures import both_tails, mixed

        tails = both_tails(self.n, square)
        found = supremum(lambda _: mixed(self.n, tails), self.n, COARSE, ceiling=2.0)
        return found.low, found.high
