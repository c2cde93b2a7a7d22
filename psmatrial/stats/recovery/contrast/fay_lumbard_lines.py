"""Between which counts Fay and Lumbard's limits fit, along hundreds of lines together: see ``lines`` for one line.

Where many lines are searched, most of the time is Python's own between one integral and the next. The counts that are
asked are those of ``nested.between``, the probabilities those of ``sides.fay_lumbard_side``. They are a trifle less
exact: a line on which that could matter is left to be searched alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import log

import numpy as np
from scipy.special import betainc, rel_entr

from psmatrial.stats.recovery.contrast._products import OFF, Array, Counts, products_below
from psmatrial.stats.recovery.contrast.closed import Error
from psmatrial.stats.recovery.contrast.closed_arrays import Many, Truths, fay_lumbard
from psmatrial.stats.recovery.contrast.fay_lumbard_span import Stretch
from psmatrial.stats.recovery.contrast.sides import LOST, NEAR, PARTS
from psmatrial.stats.recovery.rates.binomial_intervals import Edges

# Probabilities as near to the error as this decide nothing.
_DOUBT = OFF + 1e-9


def fay_lumbard_runs(asked: Sequence[Stretch], edges: Edges, sure: Edges, error: Error) -> dict[Stretch, range | None]:
    """Return the counts at which both limits are in their windows, by line.

    None stands for lines on which the limits are certainly nowhere as far apart as printed, so that none was searched.
    Lines that are to be searched alone are not among them.

    Parameters
    ----------
    asked
        Lines, with the counts to be tried.
    edges
        Numbers between which the lower limits of a line, and of that with exchanged tests, must lie.
    sure
        The same moved in by more than limits are rounded.
    error
        The error of a limit.
    """
    if not all(NEAR < abs(x) < 1.0 - NEAR for window in edges for x in window):
        return {}
    n, excess, start, stop = np.array(
        [(line.n, line.excess, counts.start, counts.stop) for line, counts in asked], dtype=np.int64
    ).T
    with np.errstate(all="ignore"):
        whole = _Lines(n, excess, edges, sure, error)
        short = whole.short(stop - 1)
        rest = np.flatnonzero(~short)
        found: dict[Stretch, range | None] = dict.fromkeys(asked[i] for i in np.flatnonzero(short).tolist())
        if rest.size:
            some = _Lines(n[rest], excess[rest], edges, sure, error)
            start, stop, told = some.between(start[rest], stop[rest])
            for i, first, end in zip(*(of[told].tolist() for of in (rest, start, stop)), strict=True):
                found[asked[i]] = range(first, end)
    return found


class _Lines:
    """Lines of tables, each an entry of the arrays."""

    def __init__(self, n: Counts, excess: Counts, edges: Edges, sure: Edges, error: Error) -> None:
        """Keep what is asked, and find about the counts at the ends."""
        self.n, self.excess, self.edges, self.sure, self.error = n, excess, edges, sure, error
        of = Many(n.astype(np.float64), excess.astype(np.float64), np.zeros(len(n))).both_ways()
        # About the last and the first counts that fit, by limit.
        ends = np.moveaxis(fay_lumbard(of, np.array(edges)[..., None], error), 1, 0)
        self._last, self._first = ends

    def short(self, k: Counts) -> Truths:
        """Return whether the limits at counts are too near to one another, as ``sides.fay_lumbard_short``."""
        b, c = k + np.maximum(self.excess, 0), k + np.maximum(-self.excess, 0)
        (_, x), (_, mirrored) = self.edges
        return _above(self.n, (b, c), x, self.error.share) | _above(self.n, (c, b), mirrored, self.error.share)

    def between(self, start: Counts, stop: Counts) -> tuple[Counts, Counts, Truths]:
        """Return from and up to which of some counts both limits fit, and where that is certain."""
        start, stop = start.copy(), stop.copy()
        near, far = self._first.max(axis=0), self._last.min(axis=0)
        self._none(start, stop, near, far)
        narrow, wide = (partial(self._gaps, edges=self.edges, narrow=narrow) for narrow in (True, False))
        start, inside, told = _first(narrow, start, stop, near, begins=True)
        stop, within, known = _first(wide, start, stop, far + 1.0, begins=False)
        least = NEAR * (self.n + 1) + _DOUBT
        clear = (start == stop) | (inside > least) & (within > least) & (abs(self.excess) + 2 * start >= 2)
        doubted = np.flatnonzero(~clear)
        inside = self._gaps(doubted, start[doubted], self.sure, narrow=True)
        within = self._gaps(doubted, stop[doubted] - 1, self.sure, narrow=False)
        clear[doubted] = (inside > _DOUBT) & (within > _DOUBT)
        return start, stop, clear & told & known

    def _none(self, start: Counts, stop: Counts, near: Array, far: Array) -> None:
        """End lines on which probably no count fits where two counts that follow one another, or one, show that."""
        some = np.flatnonzero((near > far) & (start < stop))
        at = _clamped((near[some] + far[some]) / 2.0, start[some], stop[some]) - 1
        below, above = at >= start[some], at + 1 < stop[some]
        none = np.ones(len(some), dtype=bool)
        none[below] = self._gaps(some[below], at[below], self.edges, narrow=True) < -_DOUBT
        above &= none
        none[above] = self._gaps(some[above], at[above] + 1, self.edges, narrow=False) < -_DOUBT
        stop[some[none]] = start[some[none]]

    def _gaps(self, at: Counts, k: Counts, edges: Edges, *, narrow: bool) -> Array:
        """Return how far intervals at counts are from being too narrow, or too wide, as probabilities.

        Below 0 they are; not a number where that cannot be told. What probably decides is asked first.
        """
        n, b, c = self.n[at], k + np.maximum(self.excess[at], 0), k + np.maximum(-self.excess[at], 0)
        ends, error = np.array([window.high if narrow else window.low for window in edges]), self.error.share
        near = self._first[:, at] if narrow else -self._last[:, at]
        gaps, other = np.full(len(at), np.inf), near[0] < near[1]
        for exchanged in (other, ~other):
            some = np.flatnonzero(~(gaps < 0.0))
            turn = exchanged[some]
            split = np.where(turn, c[some], b[some]), np.where(turn, b[some], c[some])
            gap = _below(n[some], split, ends[turn.astype(np.int64)], error) - error
            gaps[some] = np.minimum(gaps[some], gap if narrow else -gap)
        return gaps


def _below(n: Counts, split: tuple[Counts, Counts], x: Array, error: float) -> Array:
    """Return P(T (2B - 1) <= x) as in ``sides.fay_lumbard_side``, where it decides on which side of x a limit is."""
    b, c = split
    m = b + c
    sign = betainc(np.maximum(b, 1), c + 1, 0.5)
    positive = (sign < error) & (b > 0)
    found = np.where(x > 0.0, 1.0, 0.0)
    found[(abs(sign - error) < _DOUBT) & (b > 0)] = np.nan
    none = b == 0
    found[none] = np.where(m < n, 1.0 - betainc(m + 1, np.maximum(n - m, 1), np.maximum(-x, 0.0)), 1.0)[none]
    asked = (positive == (x > 0.0)) & ~none & ~np.isnan(found)
    certain = asked & (m == n) & ~positive
    found[certain] = betainc(b[certain], c[certain] + 1, (1.0 + x[certain]) / 2.0)
    some = np.flatnonzero(asked & ~certain)
    share = np.where(positive, m, m + 1)[some]
    found[some] = products_below(x[some], (b[some], c[some] + 1), (share, n[some] + 1 - share), error * LOST)
    return found


def _above(n: Counts, split: tuple[Counts, Counts], x: float, error: float) -> Truths:
    """Return whether lower limits are certainly above x, by the inequality of ``sides.fay_lumbard_short``."""
    b, m = split[0], split[0] + split[1]
    share, room = m / n, log(PARTS / error) / n
    off = np.sqrt(2.0 * share * (1.0 - share) * room) + room
    t = share - off if x > 0.0 else np.minimum(share + off, 1.0)
    s = np.maximum((1.0 + x / t) / 2.0, 0.0)
    lost = _tail(m, b / m, s) + _tail(n, share, t)
    return (b > 0) & (b < m) & (t > x) & (s < b / m) & (lost < error)


def _tail(n: Counts, share: Array, p: Array) -> Array:
    """Return Chernoff's bounds; nothing lies beyond the ends of the range."""
    distance = rel_entr(share, p) + rel_entr(1.0 - share, 1.0 - p)
    return np.where((p == 0.0) | (p == 1.0), 0.0, np.exp(-n * distance))


def _first(
    gaps_at: Callable[[Counts, Counts], Array], first: Counts, stop: Counts, near: Array, *, begins: bool
) -> tuple[Counts, Array, Truths]:
    """Return the first counts that fit, or that do not, by the steps of ``nested.first_count``.

    Parameters
    ----------
    gaps_at
        What is above 0 where the counts of some lines, told by their places, fit.
    first, stop
        The counts to be tried.
    near
        About where they begin, or end, to fit.
    begins
        Whether counts fit from somewhere on, or up to somewhere.

    Returns
    -------
    tuple
        The counts; how clearly the one that fits, this or the one before it, does so; and where that can be told.
    """
    first, stop, told, clear = first.copy(), stop.copy(), np.ones(len(first), dtype=bool), np.full(len(first), np.nan)
    at, step = _clamped(near, first, stop), np.ones_like(first)
    while (some := np.flatnonzero(first < stop)).size:
        k, gaps = at[some], gaps_at(some, at[some])
        there = (gaps > 0.0) == begins
        clear[some] = np.where(gaps > 0.0, gaps, clear[some])
        first[some], stop[some] = np.where(there, first[some], k + 1), np.where(there, k, stop[some])
        doubtful = some[~(abs(gaps) > _DOUBT)]
        told[doubtful], stop[doubtful] = False, first[doubtful]
        left = stop[some] - first[some]
        next_ = np.where(there, stop[some] - step[some], first[some] + step[some] - 1)
        at[some] = np.where(step[some] > left // 2, (first[some] + stop[some]) // 2, next_)
        step[some] *= 4
    return first, clear, told


def _clamped(x: Array, first: Counts, stop: Counts) -> Counts:
    """Return the whole numbers next above some, among the counts to be tried."""
    return np.ceil(np.clip(x, first, stop - 1)).astype(np.int64)
