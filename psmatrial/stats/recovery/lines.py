"""Which methods of a difference or of a ratio give printed limits, line by line instead of table by table.

See ``nested`` for what a line is and why the tables that fit follow one another on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from math import inf

from psmatrial.model import Estimate, PairedTable
from psmatrial.stats.binomial_limits import lower_limit
from psmatrial.stats.distributions import z_of
from psmatrial.stats.methods import methods
from psmatrial.stats.mover import mover_difference, mover_ratio
from psmatrial.stats.printed_text import Interval
from psmatrial.stats.recovery.binomial_intervals import Window
from psmatrial.stats.recovery.facts import INTERVALS
from psmatrial.stats.recovery.nested import Place, between, trimmed
from psmatrial.stats.recovery.reach import ratio_ends, reach
from psmatrial.stats.recovery.sides import DIFFERENCE_SIDES, RATIO_SIDES, UNCONDITIONAL, unconditional_low

Methods = dict[int, tuple[str, ...]]
Limits = tuple[float, float]
# Methods of a difference that see both rates; all others see their difference alone.
BY_RATES = ("newcombe", "mover-jeffreys")
COSTLY = ("fay-lumbard", *UNCONDITIONAL)
# Unconditional limits are known to a millionth: nearer than this to a window they are computed.
_BLUR = 1e-5
# Nearer than this to a window, relatively, the limits themselves are rounded.
_ROUNDING = 1e-8
# With a larger error an inequality of ``reach`` could point the other way.
_MOST_ERROR = 0.15
_RATES = {"newcombe": "wilson", "mover-wilson": "wilson", "mover-jeffreys": "jeffreys"}


class Lines:
    """The methods that give one printed interval of a difference or a ratio.

    Parameters
    ----------
    key
        ``difference_ci`` or ``ratio_ci``.
    printed
        Its limits.
    windows
        Numbers between which the lower and the upper limit must lie, a trifle wide.
    level
        Its level.
    truncation
        Whether limits that were cut off count too.
    """

    def __init__(
        self, key: str, printed: Interval, windows: tuple[Window, Window], level: float, *, truncation: bool = False
    ) -> None:
        """Keep what is asked."""
        self.ratio = key == "ratio_ci"
        self.printed, self.windows, self.level, self.truncation = printed, windows, level, truncation
        self._compute = {entry.name: entry.compute for entry in methods(INTERVALS[key])}
        self._error, self._z = (1.0 - level) / 2.0, z_of(level)
        self._known: dict[tuple[str, PairedTable], Limits] = {}

    def fitting(self, names: Iterable[str], tables: Callable[[int], PairedTable], counts: range) -> Methods:
        """Return the methods that fit, by smaller discordant count of a line.

        Parameters
        ----------
        names
            Methods that count.
        tables
            The table at each count: all have the same number of patients and the same rates, or the same difference.
        counts
            Smaller discordant counts to be tried, without gaps.
        """
        found: Methods = {}
        if not counts:
            return found
        # The widest interval first: with many patients it is mostly too narrow already.
        start, first = counts[-1], tables(counts.start)
        self._known.clear()
        for name in self.reaching(names, first):
            fits = self._fits(name, tables)
            margin = _BLUR if name in UNCONDITIONAL else 0.0
            inside, last = between(counts, self._place(name, tables, margin), start if name in COSTLY else counts[-1])
            start = last if name == "tango" else start
            certain = self._place(name, tables, -2.0 * margin - _ROUNDING)
            for count in trimmed(inside, fits, certain):
                found[count] = (*found.get(count, ()), name)
        return found

    def reaching(self, names: Iterable[str], table: PairedTable) -> list[str]:
        """Return the methods whose limits, in tables of a line, can be as far from the estimate as the printed ones."""
        if self._error >= _MOST_ERROR:
            return list(names)
        low, high = self.windows
        n, error, z = table.n, self._error, self._z
        if self.ratio:
            found = (n, table.index_positive, table.comparator_positive)
            if found[1] * found[2] == 0:
                return list(names)
            ends = {name: ratio_ends(name, found, error, z) for name in names}
            return [name for name, (left, right) in ends.items() if left <= low.high and right >= high.low]
        estimate = (table.index_only - table.comparator_only) / n
        # The estimate itself is never rejected.
        inside = low.low <= estimate <= high.high
        needed = max(estimate - low.high, high.low - estimate) - _ROUNDING
        return [
            name
            for name in names
            if (inside if name in UNCONDITIONAL else reach(name, n, error, z, ratio=False) >= needed)
        ]

    def _place(self, name: str, tables: Callable[[int], PairedTable], margin: float) -> Place:
        """Return how the intervals of a line are placed against the printed one, its windows widened by a margin."""
        low, high = (_widened(window, margin) for window in self.windows)
        sides = RATIO_SIDES if self.ratio else DIFFERENCE_SIDES
        if name not in sides:
            return lambda count: _placed(self._limits(name, tables(count)), low, high)
        side, level = sides[name], self.level
        mirrored = Window(*(self._mirror(edge) for edge in reversed(high)))

        def place(count: int) -> tuple[bool, bool]:
            table = tables(count)
            other = table.swapped()
            # What an acceptance decides first: a rejection costs more.
            wide = side(table, low.low, level) < 0.0 or side(other, mirrored.low, level) < 0.0
            narrow = side(table, low.high, level) > 0.0 or side(other, mirrored.high, level) > 0.0
            return narrow, wide

        return place

    def _mirror(self, x: float) -> float:
        """Return what a limit is for the exchanged tests."""
        if not self.ratio:
            return -x
        return inf if x <= 0.0 else 1.0 / x

    def _fits(self, name: str, tables: Callable[[int], PairedTable]) -> Callable[[int], bool]:
        """Return whether the limits at a count are printed like this."""

        def fits(count: int) -> bool:
            pairs = zip((self.printed.low, self.printed.high), self._limits(name, tables(count)), strict=True)
            return all(limit is None or limit.fits(end, truncation=self.truncation) for limit, end in pairs)

        return fits

    def _limits(self, name: str, table: PairedTable) -> Limits:
        """Return the limits by a method, remembered along a line."""
        key = (name, table)
        if key not in self._known:
            self._known[key] = self._computed(name, table)
        return self._known[key]

    def _computed(self, name: str, table: PairedTable) -> Limits:
        """Return the limits by a method."""
        if name in UNCONDITIONAL:
            two_sided = UNCONDITIONAL[name]
            alpha = (1.0 - self.level) * (1.0 if two_sided else 0.5)
            b, c, n = table.index_only, table.comparator_only, table.n
            low = unconditional_low(n, b, c, alpha, two_sided=two_sided)
            return low, -unconditional_low(n, c, b, alpha, two_sided=two_sided)
        if name in _RATES and not (self.ratio and table.neither == table.n):
            found = (mover_ratio if self.ratio else mover_difference)(table, self.level, _RATES[name], _rate_limit)
            lowest, highest = (0.0, inf) if self.ratio else (-1.0, 1.0)
            return min(max(found.low, lowest), highest), min(max(found.high, lowest), highest)
        estimate = self._compute[name](table, self.level, "two-sided")
        if not isinstance(estimate, Estimate) or estimate.low is None or estimate.high is None:
            return -inf, inf
        return estimate.low, estimate.high


def _widened(window: Window, margin: float) -> Window:
    """Return a window with both ends moved out, or in where the margin is below 0."""
    return Window(
        *(
            edge + sign * margin * max(1.0, abs(edge)) if abs(edge) < inf else edge
            for sign, edge in zip((-1, 1), window, strict=True)
        )
    )


def _placed(limits: Limits, low: Window, high: Window) -> tuple[bool, bool]:
    """Return whether limits are too narrow, and whether they are too wide."""
    narrow = limits[0] > low.high or limits[1] < high.low
    return narrow, limits[0] < low.low or limits[1] > high.high


_rate_limit = lru_cache(maxsize=8192)(lower_limit)
