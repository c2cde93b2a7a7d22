"""The z^2 = (b - c)^2/(b + c) of all tables that are to be asked, in order, so that a look at one tells of the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# So many are sorted at most: of more differences the first ones tell what the rest need.
_MOST = 100_000


class SortedSquares:
    """The z^2 that lie between two numbers, rising.

    Parameters
    ----------
    places
        Differences of the discordant counts, 1 or more, with the smaller counts that are to be tried.
    above, below
        The two numbers; those on either of them are left out.

    Examples
    --------
    >>> squares = SortedSquares([(15, range(8)), (14, range(3, 6))], 8.0, 11.0)
    >>> squares.is_any(9.0, 10.0), squares.is_any(9.0, 9.7), squares.nearest(9.7, 8.0, 11.0)
    (True, False, (15, 4))
    """

    def __init__(self, places: Sequence[tuple[int, range]], above: float, below: float) -> None:
        """Find them; a count more on either side is looked at, so that no rounding counts."""
        excess = np.array([excess for excess, _ in places], np.int64)
        start = np.array([counts.start for _, counts in places], np.int64)
        stop = np.array([counts.stop for _, counts in places], np.int64)
        squares = excess * excess
        start = np.maximum(start, ((squares / below - excess) / 2.0).astype(np.int64) - 1)
        if above > 0.0:
            stop = np.minimum(stop, np.minimum((squares / above - excess) / 2.0 + 3.0, stop).astype(np.int64))
        sizes = np.maximum(stop - start, 0)
        ends = np.cumsum(sizes)
        sizes = sizes[: max(int(np.searchsorted(ends, _MOST)), 1)]
        of = np.repeat(np.arange(len(sizes)), sizes)
        self._excess = excess[of]
        self._count = np.arange(len(of)) + (start[: len(sizes)] - ends[: len(sizes)] + sizes)[of]
        squares = squares[of] / (self._excess + 2 * self._count)
        there = np.flatnonzero((squares > above) & (squares < below))
        there = there[np.argsort(squares[there])]
        self._squares, self._excess, self._count = squares[there], self._excess[there], self._count[there]

    def is_any(self, above: float, below: float) -> bool:
        """Return whether there is one between two numbers."""
        return bool(self._place(above, right=True) < self._place(below))

    def nearest(self, square: float, above: float, below: float) -> tuple[int, int]:
        """Return the difference and the smaller count of about the nearest to a number of those between two others."""
        first, stop = self._place(above, right=True), self._place(below)
        at = min(max(self._place(square), first), stop - 1)
        if at > first and square - self._squares[at - 1] < self._squares[at] - square:
            at -= 1
        return int(self._excess[at]), int(self._count[at])

    def _place(self, square: float, *, right: bool = False) -> int:
        """Return how many are smaller than a number, or not larger."""
        return int(self._squares.searchsorted(square, "right" if right else "left"))
