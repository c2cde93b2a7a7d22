"""Which differences of the discordant counts an interval of the odds ratio can have, whatever their sum.

Let m patients be discordant and p be the share whom the index test found alone, A the largest share that the lower
limit can be and B the least that the upper one can be. By every method but Wald's no limit is farther from p than
r = sqrt(log(1/e)/(2m)), with the error e of one limit: Clopper and Pearson's are not by Hoeffding's inequality, those
of mid-p, Blaker and Jeffreys lie between them, and Wilson's are at most z/(2 sqrt m) from p, while e is at most
exp(-z^2/2). So B - A is at most 2r, which bounds m, and the difference m(2p - 1) lies between m(2B - 1) - 2mr and
m(2A - 1) + 2mr.

The product of Wald's limits is the squared odds o^2, and their ratio is exp(2zs) with s^2 = 1/b + 1/c, so that the
difference b - c is (o - 1/o)/s^2.
"""

from __future__ import annotations

from math import ceil, floor, inf, log, sqrt

from psmatrial.stats.recovery.contrast.closed import Error
from psmatrial.stats.recovery.odds.odds_edges import HALF
from psmatrial.stats.recovery.rates.binomial_intervals import Window, odds_windows

# With a larger error a limit could lie on the other side of the estimate.
MOST_ERROR = 0.2
_ROUNDING = 1e-6


def differences(windows: tuple[Window, Window], error: Error, most: int) -> range:
    """Return the differences, index only less comparator only, beside which no limits are printed like this.

    Parameters
    ----------
    windows
        Odds between which the lower and the upper limit must lie.
    error
        The error of a limit.
    most
        The largest number of discordant patients.

    Examples
    --------
    >>> differences((Window(1.125, 1.135), Window(2.305, 2.315)), Error(0.025, 1.96), 1000)
    range(1, 62)
    """
    first, last = windows
    if error.share > MOST_ERROR or first.holds(0.0) or last.holds(inf):
        return range(-most, most + 1)
    low, high = odds_windows(first, last)
    chance, apart = log(1.0 / error.share) / 2.0, high.low - low.high
    sum_of_both = min(float(most), 4.0 * chance / (apart * apart)) if apart > 0.0 else float(most)
    least, largest = _wald(windows, error.z, most)
    least = min(least, -_ahead(1.0 - high.low, chance, sum_of_both))
    largest = max(largest, _ahead(low.high, chance, sum_of_both))
    # The estimate lies between the limits: where 1 does not, they tell which test is ahead.
    least, largest = max(least, 1.0 if low.low > HALF else -most), min(largest, -1.0 if high.high < HALF else most)
    slack = _ROUNDING * (1.0 + most)
    return range(ceil(least - slack), floor(largest + slack) + 1)


def _ahead(share: float, chance: float, most: float) -> float:
    """Return the largest m(2 share - 1) + 2 sqrt(chance m) of up to so many patients."""
    slope, root = 2.0 * share - 1.0, sqrt(most)
    if slope < 0.0:
        root = min(root, -sqrt(chance) / slope)
    return root * (root * slope + 2.0 * sqrt(chance))


def _wald(windows: tuple[Window, Window], z: float, most: int) -> tuple[float, float]:
    """Return the least and the largest difference with Wald's limits, up to ``most`` where they may be one number."""
    first, last = windows
    apart, farthest = log(last.low / first.high) / (2.0 * z), log(last.high / first.low) / (2.0 * z)
    if apart <= 0.0:
        return -most, most
    least, largest = (odds - 1.0 / odds for odds in (sqrt(first.low * last.low), sqrt(first.high * last.high)))
    near, far = 1.0 / (apart * apart), 1.0 / (farthest * farthest)
    return least * (far if least > 0.0 else near), largest * (near if largest > 0.0 else far)
