"""Bounds of the Berger-Boos p-value, which cost less than the test."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, inf, isqrt, sqrt

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import binomial_pmf, binomial_tail
from psmatrial.stats.mcnemar import BERGER_BOOS_GAMMA

# Standard deviations around the observed number of discordant patients that are counted.
_MIDDLE = 2.5
_ROUNDING = 1e-9


def berger_boos_ends(table: PairedTable) -> tuple[float, float]:
    """Return numbers between which the Berger-Boos p-value of a table lies, near to it.

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
    within, ceiling = searched(table, BERGER_BOOS_GAMMA), float(tails.max()) * (1.0 + _ROUNDING)
    found = supremum(lambda _: mixed(n, tails), n, COARSE, within, ceiling)
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
