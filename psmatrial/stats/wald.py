"""Intervals in closed form: Wald and its repairs, for the difference and the ratio of paired rates."""

from __future__ import annotations

from math import exp, inf, log, sqrt
from typing import TYPE_CHECKING

from psmatrial.stats.distributions import z_of
from psmatrial.stats.limits import Limits
from psmatrial.stats.rate import NO_WIDTH

if TYPE_CHECKING:
    from psmatrial.model import PairedTable


def wald_difference(table: PairedTable, level: float) -> Limits:
    """Return Wald limits of the rate difference; without discordant patients they have no width."""
    split = table.index_only - table.comparator_only
    return _around(split, table.discordant, split, table.n, level)


def wald_corrected_difference(table: PairedTable, level: float) -> Limits:
    """Return Wald limits with Edwards' continuity correction inside the variance.

    References
    ----------
    Fagerland, Lydersen and Laake, Stat Med 2014;33:2850.
    """
    split = table.index_only - table.comparator_only
    limits = _around(split, table.discordant, abs(split) - 1, table.n, level)
    if split == 0 and table.discordant:
        return limits._replace(note="narrower than without the correction, a defect of the formula at equal splits")
    return limits


def agresti_min_difference(table: PairedTable, level: float) -> Limits:
    """Return Wald limits of the rate difference after one half was added to each cell.

    References
    ----------
    Agresti and Min, Stat Med 2005;24:729.
    """
    split = table.index_only - table.comparator_only
    return _around(split, table.discordant + 1, split, table.n + 2, level)


def bonett_price_difference(table: PairedTable, level: float) -> Limits:
    """Return Wald limits of the rate difference after one was added to each discordant cell.

    References
    ----------
    Bonett and Price, J Educ Behav Stat 2012;37:479.
    """
    split = table.index_only - table.comparator_only
    return _around(split, table.discordant + 2, split, table.n + 2, level)


def wald_ratio(table: PairedTable, level: float) -> Limits:
    """Return Wald limits of the rate ratio on the log scale; 0 to infinity where a test found nobody."""
    index, comparator = table.index_positive, table.comparator_positive
    if index == 0 or comparator == 0:
        return Limits(0.0, inf, "no variance on the log scale where a test found nobody")
    centre = log(index) - log(comparator)
    half = z_of(level) * sqrt(table.discordant / (index * comparator))
    return Limits(exp(centre - half), exp(centre + half), NO_WIDTH if half == 0.0 else "")


def bonett_price_ratio(table: PairedTable, level: float) -> Limits:
    """Return the hybrid Wilson limits of the rate ratio.

    Both rates get Wilson limits among the patients found by any test, at a quantile so reduced that dividing
    the one by the other gives about the level asked for. Some test must have found a patient.

    References
    ----------
    Bonett and Price, Stat Med 2006;25:3039.
    """
    index, comparator, found = table.index_positive, table.comparator_positive, table.n - table.neither
    joint = sqrt((table.discordant + 2) / ((index + 1) * (comparator + 1)))
    apart = sqrt((found - index + 1) / (found + 2) / (index + 1))
    apart += sqrt((found - comparator + 1) / (found + 2) / (comparator + 1))
    z = z_of(level) * joint / apart
    index_low, index_high = wilson(index, found, z)
    comparator_low, comparator_high = wilson(comparator, found, z)
    return Limits(index_low / comparator_high, index_high / comparator_low if comparator_low else inf)


def wilson(positive: int, n: int, z: float) -> tuple[float, float]:
    """Return Wilson limits of a rate, exactly 0 and 1 where they touch the range.

    References
    ----------
    Wilson, J Am Stat Assoc 1927;22:209.
    """
    centre, half = 2 * positive + z * z, z * sqrt(z * z + 4.0 * positive * (n - positive) / n)
    scale = 2.0 * (n + z * z)
    return (centre - half) / scale if positive else 0.0, (centre + half) / scale if positive < n else 1.0


def _around(split: int, spread: int, shrunk: int, n: int, level: float) -> Limits:
    """Return split/n with z sqrt(spread - shrunk^2/n)/n on either side; the radicand is formed in integers."""
    half = z_of(level) * sqrt(max(0, spread * n - shrunk * shrunk) / n) / n
    return Limits(split / n - half, split / n + half, NO_WIDTH if half == 0.0 else "")
