"""Which interval methods give the printed limits of x of n, told together for many numbers of patients.

It is told where a limit is farther from the ends of its window than it is rounded by, which windows are a trifle wide
for. Two methods have no limits that are quick to compute. Both have theirs between Clopper and Pearson's at the error
and at its double: the tails of mid-p are at most P(X >= x) and half of it at least, and Blaker's test accepts where
P(X >= x) alone is twice the error. Where these do not tell, tails at the ends of the window do, as in
``binomial_intervals``; what is open after that is asked one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from psmatrial.stats.recovery.rates.binomial_intervals import CLOSED, EXACT, IN, OPEN, OUT, Window
from psmatrial.stats.recovery.rates.rate_arrays import Array, limits

Places = NDArray[np.int64]
Truths = NDArray[np.bool_]
_NAMES = (*EXACT, *CLOSED)
# A limit nearer than this to the end of a window decides nothing: much more than limits are rounded by.
_MARGIN = 1e-8
# A tail nearer than this to its error, relatively, decides nothing: windows are a trifle wide.
_SLACK = 1e-4
# How many parts of the other tail are tried; what a larger one would tell is not told.
_STEPS = 6


def placed(
    counts: Mapping[int, range], windows: tuple[Window, Window], error: float
) -> dict[int, dict[int, dict[str, int]]]:
    """Return, by number of patients and count, what ``binomial_intervals.places`` does, where any method may fit.

    Parameters
    ----------
    counts
        The counts of patients found that are asked, by number of patients.
    windows
        Shares between which the lower and the upper limit must lie.
    error
        Probability of error on each side, below one quarter.

    Examples
    --------
    >>> placed({50: range(51), 60: range(61)}, (Window(0.405, 0.415), Window(0.695, 0.705)), 0.025)
    {50: {28: {'clopper-pearson': 2, 'wilson-corrected': 2}}, 60: {}}
    """
    low, high = windows[0], Window(1.0 - windows[1].high, 1.0 - windows[1].low)
    n = np.concatenate([np.full(len(run), m, dtype=float) for m, run in counts.items()])
    x = np.concatenate([np.arange(run.start, run.stop, dtype=float) for run in counts.values()])
    first = _by_limits(x, n, low, error)
    kept = first.any(axis=0)
    x, n, first = x[kept], n[kept], first[:, kept]
    second = _by_limits(n - x, n, high, error)
    for row, name in enumerate(_NAMES):
        if name in _BY_TAILS:
            open_ = np.minimum(first[row], second[row]) == OPEN
            some = np.flatnonzero(open_ & (x > 0.0) & (x < n))
            first[row, some] = _BY_TAILS[name](x[some], n[some], low, error)
            second[row, some] = _BY_TAILS[name]((n - x)[some], n[some], high, error)
    both = np.minimum(first, second)
    kept = both.any(axis=0)
    found: dict[int, dict[int, dict[str, int]]] = {m: {} for m in counts}
    columns = (n[kept].astype(np.int64), x[kept].astype(np.int64), both[:, kept].T)
    for m, count, places in zip(*(column.tolist() for column in columns), strict=True):
        found[m][count] = {name: place for name, place in zip(_NAMES, places, strict=True) if place != OUT}
    return found


def _by_limits(x: Array, n: Array, window: Window, error: float) -> Places:
    """Return where the lower limits by each of ``_NAMES`` lie, as far as limits tell."""
    ends = tuple(limits("clopper-pearson", x, n, some) for some in (error, 2.0 * error))
    found = []
    for name in _NAMES:
        least, most = ends if name in _BY_TAILS else (limits(name, x, n, error),) * 2
        found.append(_between(least, most, window))
    return np.array(found)


def _between(least: Array, most: Array, window: Window) -> Places:
    """Return where limits lie that are between two numbers, which may not be known."""
    outside = (least > window.high + _MARGIN) | (most < window.low - _MARGIN)
    inside = (least > window.low + _MARGIN) & (most < window.high - _MARGIN)
    return np.where(outside, OUT, np.where(inside, IN, OPEN))


def _mid_p(x: Array, n: Array, window: Window, error: float) -> Places:
    """Compare P(X > x) + P(X = x)/2, with 0 < x < n, with the error at the ends of a window."""
    low, high = ((_tail(x, n, p) + _tail(x + 1.0, n, p)) / 2.0 for p in window)
    outside = (low > error * (1.0 + _SLACK)) | (high < error * (1.0 - _SLACK))
    inside = (low < error * (1.0 - _SLACK)) & (high > error * (1.0 + _SLACK))
    return np.where(outside, OUT, np.where(inside, IN, OPEN))


def _blaker(x: Array, n: Array, window: Window, error: float) -> Places:
    """Return where Blaker's limits lie, with 0 < x < n."""
    start = limits("clopper-pearson", x, n, error)
    (low_above, low_below), (high_above, high_below) = (_against(x, n, p, start, error) for p in window)
    return np.where(low_below | high_above, OUT, np.where(low_above & high_below, IN, OPEN))


def _against(x: Array, n: Array, p: float, start: Array, error: float) -> tuple[Truths, Truths]:
    """Return whether Blaker's limits are above a share for certain, and whether below it.

    His test accepts where P(X >= x), with the largest part P(X <= k) that is not larger, is not below twice the error,
    and so nowhere below Clopper and Pearson's limit, the start. A limit is below a share that is accepted, which it is
    if any such part is enough. It is above one up to which nothing is accepted. As p grows so does P(X >= x), and
    P(X <= k) falls, so that k never does. If it is the same at the start and at p it is the same between, where the sum
    first falls and then rises (its slope has the sign of P(Y = x - 1) - P(Y = k), Y of n - 1, and the ratio of these
    two grows with p): it is less than twice the error where it is so at both ends. At the start it is if the part is
    below the error.
    """
    if not 0.0 < p < 1.0:
        return start > p + _MARGIN, np.full(len(x), p >= 1.0)
    tail = _tail(x, n, p)
    k = _last(x, n, p, tail * (1.0 - _SLACK))
    both = tail + _part(k, n, p)
    same = (_part(k + 1.0, n, p) > tail * (1.0 + _SLACK)) & (_part(k, n, start) < error * (1.0 - _SLACK))
    above = same & (both < 2.0 * error * (1.0 - _SLACK))
    return above | (start > p + _MARGIN), both > 2.0 * error * (1.0 + _SLACK)


def _last(x: Array, n: Array, p: float, most: Array) -> Array:
    """Return a large k below x with P(X <= k) up to a bound; -1 where none is near."""
    first = np.clip(np.round(2.0 * n * p) - x + _STEPS // 2, -1.0, x - 1.0)
    found = np.full(len(x), -1.0)
    for step in range(_STEPS):
        k = np.maximum(first - step, -1.0)
        found = np.where(_part(k, n, p) <= most, np.maximum(found, k), found)
    return found


def _part(k: Array, n: Array, p: float | Array) -> Array:
    """Return P(X <= k), k from -1 to n - 1."""
    from scipy.special import betainc

    return np.where(k < 0.0, 0.0, betainc(n - k, np.maximum(k + 1.0, 1.0), 1.0 - p))


def _tail(x: Array, n: Array, p: float) -> Array:
    """Return P(X >= x), x above 0 and not above n."""
    from scipy.special import betainc

    return np.asarray(betainc(x, n - x + 1.0, min(max(p, 0.0), 1.0)), dtype=np.float64)


_BY_TAILS: Mapping[str, Callable[[Array, Array, Window, float], Places]] = {"mid-p": _mid_p, "blaker": _blaker}
