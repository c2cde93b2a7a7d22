"""Whether Fay and Lumbard's limits can lie in two windows, by one or two values of a distribution instead of a root."""

from __future__ import annotations

from functools import partial

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import beta_quantile, binomial_tail
from psmatrial.stats.fay_lumbard import _LOST, _distribution
from psmatrial.stats.recovery.binomial_intervals import ANYWHERE, Window

_SLACK = 1e-6


def may_be_fay_lumbard(table: PairedTable, windows: tuple[Window, Window], error: float) -> bool:
    """Return whether both limits can lie in their windows; True is not yet certain.

    Parameters
    ----------
    table
        Counts of at least one patient.
    windows
        Differences between which the lower and the upper limit must lie.
    error
        Probability of error on each side.

    Examples
    --------
    >>> calais, anywhere = PairedTable(9, 19, 4, 18), ANYWHERE
    >>> may_be_fay_lumbard(calais, (Window(0.095, 0.105), anywhere), 0.025)
    True
    >>> may_be_fay_lumbard(calais, (Window(0.105, 0.115), anywhere), 0.025)
    False
    """
    low, high = windows
    mirrored = Window(-high.high, -high.low)
    return _may_be_low(table, low, error) and _may_be_low(table.swapped(), mirrored, error)


def _may_be_low(table: PairedTable, window: Window, error: float) -> bool:
    """Return whether the lower limit can lie in a window."""
    b, c, m, n = table.index_only, table.comparator_only, table.discordant, table.n
    if window == ANYWHERE or b == 0 or m == n:
        return True
    below_zero = binomial_tail(b, m, 0.5)
    if abs(below_zero - error) <= _SLACK * error:
        return True
    positive = below_zero < error
    low, high = (max(window.low, 0.0), window.high) if positive else (window.low, min(window.high, 0.0))
    if low > high:
        return False
    share = (m, n - m + 1) if positive else (m + 1, n - m)
    ends = beta_quantile(error * _LOST, *share), 1.0 - beta_quantile(error * _LOST, *reversed(share))
    distribution = partial(_distribution, split=(b, c + 1), share=share, ends=ends)
    if -1.0 < low < 1.0 and low != 0.0 and distribution(low) > error * (1.0 + _SLACK):
        return False
    return not (-1.0 < high < 1.0 and high != 0.0 and distribution(high) < error * (1.0 - _SLACK))
