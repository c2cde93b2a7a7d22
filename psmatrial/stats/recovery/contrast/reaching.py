"""Which methods can give limits as far from the estimate as printed ones: see ``reach`` for how far at most."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, inf

from psmatrial.stats.recovery.contrast.closed import Error, Line
from psmatrial.stats.recovery.contrast.reach import RATES, lopsided, most_lopsided, off_centre, ratio_ends, reach
from psmatrial.stats.recovery.contrast.sides import UNCONDITIONAL
from psmatrial.stats.recovery.rates.binomial_intervals import Window

# With a larger error an inequality of ``reach`` could point the other way.
_MOST_ERROR = 0.15
_ROUNDING = 1e-8
_COUNT = 1e-6


class Reaching:
    """The methods that reach printed limits of a difference or a ratio.

    Parameters
    ----------
    windows
        Numbers between which the lower and the upper limit must lie.
    error
        The error of a limit.
    names
        All methods.
    ratio
        Whether the limits are of a ratio.
    """

    def __init__(self, windows: tuple[Window, Window], error: Error, names: tuple[str, ...], *, ratio: bool) -> None:
        """Keep what is asked."""
        self._windows, self._error, self._names, self._ratio = windows, error, names, ratio
        self._spanned: tuple[int, dict[str, range]] = (0, {})
        low, high = windows
        # Between which numbers the middle of an interval lies, twice; anywhere where a limit may have been cut off.
        self._middle = Window(low.low + high.low - _ROUNDING, low.high + high.high + _ROUNDING)
        self._cut = low.low <= -1.0 or high.high >= 1.0

    def methods(self, names: Iterable[str], line: Line) -> Iterable[str]:
        """Return the methods whose limits, in tables of a line, can be as far from the estimate as the printed ones."""
        low, high = self._windows
        n, (error, z) = line.n, self._error
        if error >= _MOST_ERROR or (self._ratio and line.index_positive * line.comparator_positive == 0):
            return names
        if self._ratio:
            counts = (n, line.index_positive, line.comparator_positive)
            ends = {name: ratio_ends(name, counts, error, z) for name in names}
            return [name for name, (left, right) in ends.items() if left <= low.high and right >= high.low]
        possible = self.possible(names, n, line.excess)
        return [name for name in possible if name not in RATES or self._is_central(line, RATES[name])]

    def possible(self, names: Iterable[str], n: int, excess: int) -> Iterable[str]:
        """Return the methods whose limits can be as far from a difference as the printed ones, whatever the rates."""
        if self._error.share >= _MOST_ERROR:
            return names
        spans = self._spans(n)
        return [name for name in names if excess in spans[name]]

    def _is_central(self, line: Line, rate: str) -> bool:
        """Return whether the middle of an interval made of those of the rates can be as far from the estimate."""
        n, (error, z), twice = line.n, self._error, 2.0 * line.excess / line.n
        away = max(self._middle.low - twice, twice - self._middle.high)
        if self._cut or away <= 0.0:
            return True
        counts = (line.index_positive, line.comparator_positive)
        if away > sum(most_lopsided(x, n, rate, z) for x in counts):
            return False
        return away <= sum(lopsided(x, n, rate, error) for x in counts)

    def excesses(self, names: Iterable[str], n: int) -> range:
        """Return which differences of the discordant counts some method can have: as far from the limits as printed."""
        spans = [span for name, span in self._spans(n).items() if name in names and span]
        return range(min(span.start for span in spans), max(span.stop for span in spans)) if spans else range(0)

    def _spans(self, n: int) -> dict[str, range]:
        """Return for each method the differences of n patients that are as far from both limits as printed."""
        if self._spanned[0] != n:
            off: dict[str, float] = {}
            if not self._cut:
                low, high = self._windows
                off = off_centre(n, self._error.z, max(abs(low.low), abs(high.high)), high.low - low.high)
            self._spanned = n, {name: self._span(name, n, off.get(name, inf)) for name in self._names}
        return self._spanned[1]

    def _span(self, name: str, n: int, off: float) -> range:
        """Return the differences of the discordant counts, times n, that a method can have; see ``reach``."""
        low, high = self._windows
        # The estimate itself is never rejected.
        first, last = low.low, high.high
        if name not in UNCONDITIONAL:
            far = reach(name, n, self._error.share, self._error.z, ratio=False)
            first = max(high.low - far, self._middle.low / 2.0 - off)
            last = min(low.high + far, self._middle.high / 2.0 + off)
        start, stop = ceil(max(-n, n * first - _COUNT)), floor(min(n, n * last + _COUNT)) + 1
        return range(start, max(start, stop))
