"""Where a Berger-Boos p-value can be as printed: bounds of it, which cost less than the test.

At a given difference of the discordant counts z falls as the smaller count rises, so that each of the probabilities
that are compared rises. Its supremum over all chances of a discordant patient therefore rises too; over the interval
of Berger and Boos it need not, but it is not below what an earlier count reaches at a chance that is still inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, erfc, inf, isqrt, sqrt

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import binomial_pmf, binomial_tail
from psmatrial.stats.mcnemar import BERGER_BOOS_GAMMA
from psmatrial.stats.recovery.nested import first_count
from psmatrial.stats.recovery.p.split_squares import normal

# Standard deviations around the observed number of discordant patients that are counted, and about how many later its
# share is outside the interval.
_MIDDLE, _REACH = 2.5, 3.8
_CLEARLY = 1.2
_ROUNDING = 1e-9


class BergerBoos:
    """Where the p-value can lie in a window.

    Parameters
    ----------
    window
        The window.

    Examples
    --------
    >>> list(BergerBoos((0.00165, 0.00175)).possible(50, 15, range(18)))
    [4]
    """

    def __init__(self, window: tuple[float, float]) -> None:
        """Keep what is asked; nothing is computed yet."""
        self._window = window
        self._square = normal(window[0]) ** 2
        # The number of patients asked last; up to which z^2 their p-value may reach the window, and from which not.
        self._reached = 0, 0.0, inf

    def possible(self, n: int, excess: int, counts: range) -> Iterator[int]:
        """Go through the counts of a range beside which none is in the window.

        Parameters
        ----------
        n
            Patients.
        excess
            Difference of the two discordant counts, 0 or more.
        counts
            Smaller discordant counts to be tried.
        """
        if not excess:
            yield from counts
            return
        near = (excess * excess / self._square - excess) / 2.0 if self._square else inf
        k = first_count(counts.start, counts.stop, lambda k: self._reaches(n, excess, k), near)
        high = self._window[1]
        while k < counts.stop:
            # Where it is not clearly above the window, that would take longer than to ask the test.
            is_above = erfc(excess / sqrt(2.0 * (excess + 2 * k))) > _CLEARLY * high
            if is_above and berger_boos_least(_table(n, excess, k), high) > high:
                k = _beyond(n, excess, k)
            else:
                yield k
                k += 1

    def _reaches(self, n: int, excess: int, k: int) -> bool:
        """Return whether the p-value can be as large as the window at some chance of a discordant patient."""
        square, (last, reached, missed) = excess * excess / (excess + 2 * k), self._reached
        if last != n:
            reached, missed = 0.0, inf
        if reached < square < missed:
            if berger_boos_ends(_table(n, excess, k), (0.0, 1.0))[1] >= self._window[0]:
                reached = square
            else:
                missed = square
        self._reached = n, reached, missed
        return square <= reached


def _table(n: int, excess: int, k: int) -> PairedTable:
    """Return a table with these discordant counts."""
    return PairedTable(0, k + excess, k, n - excess - 2 * k)


def _beyond(n: int, excess: int, k: int) -> int:
    """Return a later count, such that the intervals of all before it hold the share of discordant patients here."""
    m = excess + 2 * k
    more = min(int(_REACH * sqrt(m * (n - m) / n)), n - m)
    # The Clopper-Pearson limit of a count is below a share that gives as many with more than its error.
    while more > 0 and binomial_tail(m + more, n, m / n) <= BERGER_BOOS_GAMMA / 2.0 * (1.0 + _ROUNDING):
        more -= 1
    return k + more // 2 + 1


def berger_boos_ends(table: PairedTable, within: tuple[float, float] | None = None) -> tuple[float, float]:
    """Return numbers between which the Berger-Boos p-value of a table lies, near to it.

    Parameters
    ----------
    table
        The table.
    within
        The chances of a discordant patient that are searched; None for those of the test.

    Examples
    --------
    >>> from psmatrial.stats.mcnemar import mcnemar
    >>> least, most = berger_boos_ends(PairedTable(9, 19, 4, 18))
    >>> least <= mcnemar(PairedTable(9, 19, 4, 18), "berger-boos").p_value <= most < least + 1e-6
    True
    """
    from psmatrial.stats._supremum import COARSE, supremum
    from psmatrial.stats.recovery.p._mixtures import both_tails, mixed
    from psmatrial.stats.unconditional import searched

    n, excess = table.n, table.index_only - table.comparator_only
    if not excess:
        return 1.0, 1.0
    tails = both_tails(n, Fraction(excess * excess, table.discordant))
    ceiling = float(tails.max()) * (1.0 + _ROUNDING)
    found = supremum(lambda _: mixed(n, tails), n, COARSE, within or searched(table, BERGER_BOOS_GAMMA), ceiling)
    least, most = (min(1.0, end + BERGER_BOOS_GAMMA) for end in (found.low, found.high))
    return least * (1.0 - _ROUNDING), most * (1.0 + _ROUNDING)


def berger_boos_least(table: PairedTable, enough: float = inf) -> float:
    """Return a number below which the Berger-Boos p-value of a table does not lie; no larger one than is enough.

    The observed part of discordant patients lies in the interval that is searched; there the tails near the middle are
    counted, from the observed number of discordant patients on.

    Examples
    --------
    >>> from psmatrial.stats.mcnemar import mcnemar
    >>> berger_boos_least(PairedTable(9, 19, 4, 18)) < mcnemar(PairedTable(9, 19, 4, 18), "berger-boos").p_value
    True
    """
    n, discordant = table.n, table.discordant
    if not discordant:
        return 1.0
    square = (table.index_only - table.comparator_only) ** 2
    part, reach = discordant / n, ceil(_MIDDLE * sqrt(discordant * (n - discordant) / n))
    least = BERGER_BOOS_GAMMA
    near = range(max(1, discordant - reach), min(n, discordant + reach) + 1)
    for m in sorted(near, key=lambda m: abs(m - discordant)):
        # The difference that is as extreme: its square times the observed discordant patients is at least this.
        root = isqrt(max(0, -(-square * m // discordant) - 1)) + 1 if square else 0
        count = (m + root + 1) // 2
        if count <= m:
            least += binomial_pmf(m, n, part) * min(1.0, 2.0 * binomial_tail(count, m, 0.5))
        if least * (1.0 - _ROUNDING) > enough:
            break
    return min(1.0, least) * (1.0 - _ROUNDING)
