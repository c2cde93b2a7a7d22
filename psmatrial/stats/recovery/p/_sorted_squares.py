"""The z^2 = (b - c)^2/(b + c) of tables that are to be asked, in order, so that a look at one tells of the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class SortedSquares:
    """The z^2 of some tables, rising.

    Parameters
    ----------
    places
        Differences of the discordant counts, 1 or more, with the smaller counts that are to be tried; at least one.

    Examples
    --------
    >>> squares = SortedSquares([(15, range(8)), (14, range(3, 6))])
    >>> squares.is_any(9.0, 10.0), squares.is_any(9.0, 9.7), squares.nearest(9.7, 8.0, 11.0)
    (True, False, (15, 4))
    """

    def __init__(self, places: Sequence[tuple[int, range]]) -> None:
        """Sort them."""
        count = np.concatenate([np.arange(counts.start, counts.stop) for _, counts in places])
        excess = np.repeat([excess for excess, _ in places], [len(counts) for _, counts in places])
        squares = excess * excess / (excess + 2 * count)
        order = np.argsort(squares)
        self._squares, self._excess, self._count = squares[order], excess[order], count[order]

    def is_any(self, above: float, below: float) -> bool:
        """Return whether there is one between two numbers."""
        return bool(self._place(above, right=True) < self._place(below))

    def nearest(self, square: float, above: float, below: float) -> tuple[int, int]:
        """Return the difference and the smaller count of the nearest to a number of those between two others."""
        first, stop = self._place(above, right=True), self._place(below)
        at = min(max(self._place(square), first), stop - 1)
        if at > first and square - self._squares[at - 1] < self._squares[at] - square:
            at -= 1
        return int(self._excess[at]), int(self._count[at])

    def _place(self, square: float, *, right: bool = False) -> int:
        """Return how many are smaller than a number, or not larger."""
        return int(self._squares.searchsorted(square, "right" if right else "left"))
