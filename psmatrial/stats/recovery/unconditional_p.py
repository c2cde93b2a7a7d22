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
from math import inf, log, sqrt

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import binomial_pmf, binomial_tail, normal_quantile
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed import Printed

BELOW, FITS, ABOVE = -1, 0, 1
_DOUBT = 1e-8
_LEAST = 1e-300
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
        # From the one z^2 on the p-value is below the printed one, up to the other it is not; likewise above.
        # No tail is above exp(-z^2 / 2) (Hoeffding).
        self._below_from = 2.0 * log(2.0 / self.low) + _DOUBT if self.low > 0.0 else inf
        self._not_below_to = 0.0 if self.low > 0.0 else inf
        self._not_above_from = inf
        self._exact: dict[float, int] = {}
        # The z^2 up to which the p-value reaches each end of its window when all patients disagree.
        self._all_low, self._all_high = self._when_all_disagree(self.low), self._when_all_disagree(self.high)
        self._not_below_to = max(self._not_below_to, self._all_low or 0.0)
        self._above_to = self._all_high or 0.0
        # Where the p-value probably passes each end of its window.
        self._aims = {edge: _normal(edge) ** 2 for edge in (self.low, self.high)}
        # By z^2: how many are discordant on average where its probability was found to be largest.
        self._peaks: dict[float, float] = {}

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
        first = self._first(excess, counts, FITS, self.low)
        return range(first, self._first(excess, range(first, counts.stop), ABOVE, self.high))

    def follow(self, before: UnconditionalP) -> None:
        """Take over what is known of one patient fewer."""
        if before.n != self.n - 1:
            return
        self._aims, self._peaks = dict(before._aims), before._peaks
        if self._all_low is not None:
            self._below_from = min(self._below_from, max(before._below_from, self._all_low * _BEYOND))
        if self._all_high is not None:
            self._not_above_from = min(self._not_above_from, max(before._not_above_from, self._all_high * _BEYOND))

    def _when_all_disagree(self, p: float) -> float | None:
        """Return the z^2 up to which its probability reaches p when all patients are discordant; None if not certain.

        It is the square of a difference over n, and the probability that of such a difference or a larger one.
        """
        n = self.n
        if not 0.0 < p < 1.0:
            return None

        k = min(int((n + sqrt(n) * _normal(p)) / 2.0), n)
        tail = 2.0 * binomial_tail(k, n, 0.5)
        while tail >= p and k <= n:
            tail -= 2.0 * binomial_pmf(k, n, 0.5)
            k += 1
        while 2 * k > n and (before := tail + 2.0 * binomial_pmf(k - 1, n, 0.5)) < p:
            tail = before
            k -= 1
        # Sums of many terms are no proof.
        certain = 2 * k > n and 2.0 * binomial_tail(k, n, 0.5) <= p * (1.0 - _DOUBT)
        if not certain or 2.0 * binomial_tail(k - 1, n, 0.5) < p * (1.0 + _DOUBT):
            return None
        return max(0, 2 * k - n - 2) ** 2 / n

    def _first(self, excess: int, counts: range, side: int, edge: float) -> int:
        """Return the first count whose p-value lies on a side or beyond; tried where it probably is, and halfway."""
        first, stop = counts.start, counts.stop
        guessed = False
        while first < stop:
            c = (first + stop) // 2
            if not guessed:
                aim = self._aims[edge]
                c = min(max(int((excess * excess / aim - excess) / 2.0) if aim else first, first), stop - 1)
            guessed = not guessed
            if self.place(excess, c) >= side:
                stop = c
            else:
                first = c + 1
        return first

    def place(self, excess: int, c: int) -> int:
        """Return whether the p-value of a split lies below the printed one, fits it, or lies above it."""
        square = excess * excess / (excess + 2 * c) if excess else 0.0
        known = self._known(square)
        if known is None and square not in self._exact:
            self._look(square, Fraction(excess * excess, excess + 2 * c))
            known = self._known(square)
            if known is None:
                self._exact[square] = self._exactly(excess, c)
        return self._exact[square] if known is None else known

    def _known(self, square: float) -> int | None:
        """Return what is known of the p-value at a z^2 from itself and others, None where nothing is."""
        if square >= self._below_from:
            return BELOW
        if square <= self._above_to:
            return ABOVE
        return FITS if self._not_above_from <= square <= self._not_below_to else None

    def _learn(self, square: float, at_least: float, at_most: float) -> None:
        """Keep what bounds of the p-value at a z^2 say of it and of all on either side."""
        if at_most < self.low:
            self._below_from = min(self._below_from, square)
        if at_least > self.low * (1.0 + _DOUBT):
            self._not_below_to = max(self._not_below_to, square)
        if at_least > self.high:
            self._above_to = max(self._above_to, square)
        if at_most < self.high * (1.0 - _DOUBT):
            self._not_above_from = min(self._not_above_from, square)
        found = _normal(at_least)
        # The p-value is nearly that of z plus a shift that changes little from one z to the next.
        for edge in self._aims:
            aim = sqrt(square) + _normal(edge) - found
            self._aims[edge] = max(aim, 0.0) ** 2

    def _exactly(self, excess: int, c: int) -> int:
        """Return the same from the test itself."""
        table = PairedTable(0, c + excess, c, self.n - excess - 2 * c)
        p = mcnemar(table, "exact-unconditional").p_value
        if self.printed.fits(p, truncation=self.truncation):
            return FITS
        return BELOW if p is not None and p < (self.low + self.high) / 2.0 else ABOVE

    def _look(self, square: float, exact: Fraction) -> None:
        """Learn bounds of the p-value at a z^2.

        First from below and where it was largest before, which is mostly enough where it is too large.
        """
        from psmatrial.stats._supremum import COARSE, supremum
        from psmatrial.stats.recovery._mixtures import both_tails, mixed, positions, reached

        tails = both_tails(self.n, exact)
        low, self._peaks[square] = reached(self.n, tails, self._peaks.get(square, self.n))
        self._learn(square, low * (1.0 - _DOUBT), inf)
        if self._known(square) is not None:
            return
        values = mixed(self.n, tails)
        self._peaks[square] = self.n * float(positions(self.n)[values.argmax()])
        self._learn(square, float(values.max()) * (1.0 - _DOUBT), inf)
        if self._known(square) is not None:
            return
        # No mean of the tails is above the largest, and the less it may be the nearer are the bounds.
        found = supremum(lambda _: values, self.n, COARSE, ceiling=float(tails.max()) * (1.0 + _DOUBT))
        self._learn(square, found.low, found.high)


def _normal(p: float) -> float:
    """Return the z whose two-sided p-value is a number, 0 for numbers that none has."""
    return -normal_quantile(min(max(p, _LEAST), 1.0) / 2.0)
