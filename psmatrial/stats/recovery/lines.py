"""Which methods of a difference or of a ratio give printed limits, line by line instead of table by table.

See ``nested`` for what a line is and why the tables that fit follow one another on it, and ``closed`` for the counts
between which they lie. The counts at the ends alone are tried by their limits. Three methods have no closed form: the
tables between which their limits pass a number are searched for, from where a method like them has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from math import ceil, floor, inf

from psmatrial.model import Estimate, PairedTable
from psmatrial.stats.distributions import z_of
from psmatrial.stats.methods import methods
from psmatrial.stats.printed_text import Interval
from psmatrial.stats.recovery.binomial_intervals import Window
from psmatrial.stats.recovery.closed import CLOSED, NEAR, At, Error, Line
from psmatrial.stats.recovery.facts import INTERVALS
from psmatrial.stats.recovery.nested import Holds, between, trimmed
from psmatrial.stats.recovery.reach import RATES, lopsided, off_centre, ratio_ends, reach
from psmatrial.stats.recovery.sides import FAY_LUMBARD, SIDES, UNCONDITIONAL, fay_lumbard_short, unconditional_low
from psmatrial.stats.wald import bonett_price_ratio

Methods = dict[int, tuple[str, ...]]
# For the lower limit of a line and for that of the exchanged tests: numbers between which it must lie.
Edges = tuple[Window, Window]
# Methods of a difference that see both rates; all others see their difference alone.
BY_RATES = tuple(RATES)
COSTLY = (FAY_LUMBARD, *UNCONDITIONAL)
# Limits of a ratio that are asked for often, of rates above 0.
_WITHOUT_ESTIMATE = {"bonett-price": bonett_price_ratio}
# Unconditional limits are known to a millionth: nearer than this to a window they are computed.
_BLUR = 1e-5
# Nearer than this to a window, relatively, the limits themselves are rounded; and so are counts that were solved for.
_ROUNDING = 1e-8
_DOUBT = 1e-6
_COUNT = 1e-6
# With a larger error an inequality of ``reach`` could point the other way.
_MOST_ERROR = 0.15


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
        # How many lines were searched without a closed form.
        self.searched = 0
        self._spanned: tuple[int, dict[str, range]] = (0, {})
        self.printed, self.windows, self.level, self.truncation = printed, windows, level, truncation
        self._compute = {entry.name: entry.compute for entry in methods(INTERVALS[key])}
        self._closed, self._near = CLOSED[key], NEAR[key]
        self._error = Error((1.0 - level) / 2.0, z_of(level))
        self._lowest = 0.0 if self.ratio else -1.0
        self._wide, self._plain, self._sure = (self._edges(margin) for margin in (_ROUNDING, 0.0, -_ROUNDING))
        self._blurred, self._clear = self._edges(_BLUR), self._edges(-2.0 * _BLUR - _ROUNDING)

    def fitting(self, names: Iterable[str], line: Line, counts: range) -> Methods:
        """Return the methods that fit, by smaller discordant count of a line.

        Parameters
        ----------
        names
            Methods that count.
        line
            The tables: all have the same number of patients and the same rates, or the same difference of them.
        counts
            Smaller discordant counts to be tried, without gaps.
        """
        found: Methods = {}
        for name in self.reaching(names, line) if counts else ():
            for count in self._run(name, line, counts):
                found[count] = (*found.get(count, ()), name)
        return found

    def _run(self, name: str, line: Line, counts: range) -> Iterable[int]:
        """Return the counts of a line that fit a method."""
        if name not in self._closed:
            return self._searched(name, line, counts)
        run = self._solved(self._closed[name], line, counts)
        if not run:
            return self._searched(name, line, counts) if run is None else run
        ends = self._ends(self._closed[name], line, self._sure)
        sure = _inside(run, max(ends[::2]), min(ends[1::2]), -_DOUBT)
        return trimmed(run, self._fits(name, line), lambda count: count in sure)

    def _solved(self, at: At, line: Line, counts: range) -> range | None:
        """Return the counts at which both limits are in their windows, not to be told by a closed form if None."""
        run = counts
        for seen, window in zip((line, line.swapped()), self._wide, strict=True):
            # A lower limit falls along the line: the counts end where it passes the lower end of its window.
            for x, is_last in ((window.low, True), (window.high, False)):
                if not run:
                    return run
                found = self._at(at, seen, x)
                if found is None:
                    return None
                run = _inside(run, -inf, found, _DOUBT) if is_last else _inside(run, found, inf, _DOUBT)
        return run

    def _ends(self, at: At, line: Line, edges: Edges) -> list[float]:
        """Return at which counts the limits pass their windows: the least and the largest for each of the two."""
        found = []
        for seen, window in zip((line, line.swapped()), edges, strict=True):
            found += [self._at(at, seen, window.high) or 0.0, self._at(at, seen, window.low) or 0.0]
        return found

    def _at(self, at: At, line: Line, x: float) -> float | None:
        """Return the count at which the lower limit of a line passes a number; limits do not leave their range."""
        if x <= self._lowest:
            return inf
        return at(line, x, self._error) if x < inf else -inf

    def _searched(self, name: str, line: Line, counts: range) -> Iterable[int]:
        """Return the counts that fit a method without a closed form."""
        if name == FAY_LUMBARD and fay_lumbard_short(line, counts[-1], self._wide, self._error.share):
            return ()
        self.searched += 1
        near = self._ends(self._near[name], line, self._wide)
        narrow, wide = self._sides(name, line, self._blurred if name in UNCONDITIONAL else self._plain, near)
        run = between(counts, narrow, wide, (max(near[0], near[2]), min(near[1], near[3])))
        narrow, wide = self._sides(name, line, self._clear if name in UNCONDITIONAL else self._sure, near)
        return trimmed(run, self._fits(name, line), lambda count: not narrow(count) and not wide(count))

    def reaching(self, names: Iterable[str], line: Line) -> Iterable[str]:
        """Return the methods whose limits, in tables of a line, can be as far from the estimate as the printed ones."""
        low, high = self.windows
        n, (error, z) = line.n, self._error
        if error >= _MOST_ERROR or (self.ratio and line.index_positive * line.comparator_positive == 0):
            return names
        if self.ratio:
            counts = (n, line.index_positive, line.comparator_positive)
            ends = {name: ratio_ends(name, counts, error, z) for name in names}
            return [name for name, (left, right) in ends.items() if left <= low.high and right >= high.low]
        spans = self._spans(n)
        return [
            name
            for name in names
            if line.excess in spans[name] and (name not in RATES or self._is_central(line, RATES[name]))
        ]

    def _is_central(self, line: Line, rate: str) -> bool:
        """Return whether the middle of an interval made of those of the rates can be as far from the estimate."""
        low, high = self.windows
        if low.low <= -1.0 or high.high >= 1.0:
            return True
        n, error = line.n, self._error.share
        off = sum(lopsided(x, n, rate, error) for x in (line.index_positive, line.comparator_positive))
        return low.low + high.low - off - _ROUNDING <= 2.0 * line.excess / n <= low.high + high.high + off + _ROUNDING

    def excesses(self, names: Iterable[str], n: int) -> range:
        """Return which differences of the discordant counts some method can have: as far from the limits as printed."""
        spans = [span for name, span in self._spans(n).items() if name in names and span]
        return range(min(span.start for span in spans), max(span.stop for span in spans)) if spans else range(0)

    def _spans(self, n: int) -> dict[str, range]:
        """Return for each method the differences of n patients that are as far from both limits as printed."""
        if self._spanned[0] != n:
            self._spanned = n, {name: self._span(name, n) for name in self._compute}
        return self._spanned[1]

    def _span(self, name: str, n: int) -> range:
        """Return the differences of the discordant counts, times n, that a method can have; see ``reach``."""
        low, high = self.windows
        # The estimate itself is never rejected.
        first, last = low.low, high.high
        if name not in UNCONDITIONAL:
            far = reach(name, n, self._error.share, self._error.z, ratio=False)
            first, last = high.low - far, low.high + far
        if low.low > -1.0 and high.high < 1.0:
            most = max(abs(low.low), abs(high.high))
            off = off_centre(name, n, self._error.z, most, high.low - low.high)
            first, last = max(first, (low.low + high.low) / 2.0 - off), min(last, (low.high + high.high) / 2.0 + off)
        start, stop = ceil(max(-n, n * first - _COUNT)), floor(min(n, n * last + _COUNT)) + 1
        return range(start, max(start, stop))

    def _edges(self, margin: float) -> Edges:
        """Return the windows of both lower limits, moved out by a margin, or in where it is below 0."""
        low, high = (_widened(window, margin) for window in self.windows)
        return self._met(low, margin), self._met(Window(self._mirror(high.high), self._mirror(high.low)), margin)

    def _met(self, window: Window, margin: float) -> Window:
        """Return a window of a lower limit; one that ends where the range begins holds that end for certain."""
        least = self._lowest + margin
        return window._replace(high=least) if self._lowest <= window.high < least else window

    def _mirror(self, x: float) -> float:
        """Return what a limit is for the exchanged tests."""
        if not self.ratio:
            return -x
        return inf if x <= 0.0 else 1.0 / x

    def _sides(self, name: str, line: Line, edges: Edges, near: list[float]) -> tuple[Holds, Holds]:
        """Return what tells whether the intervals of a line are too narrow, and too wide, for the edges."""
        side, level = SIDES.get(name), self.level
        if side is None or self.ratio:
            (low, high), (lowest, highest) = edges
            limits = cache(lambda count: self._limits(name, line.table(count)))
            mirrored = self._mirror
            return (
                lambda count: limits(count)[0] > high or mirrored(limits(count)[1]) > highest,
                lambda count: limits(count)[0] < low or mirrored(limits(count)[1]) < lowest,
            )
        ends = ((line, *edges[0]), (line.swapped(), *edges[1]))
        # What probably decides is asked first.
        first, second = (ends if near[0] >= near[2] else ends[::-1]), (ends if near[1] <= near[3] else ends[::-1])
        return (
            lambda count: any(side(seen.table(count), high, level) > 0.0 for seen, _, high in first),
            lambda count: any(side(seen.table(count), low, level) < 0.0 for seen, low, _ in second),
        )

    def _fits(self, name: str, line: Line) -> Callable[[int], bool]:
        """Return whether the limits at a count are printed like this."""

        def fits(count: int) -> bool:
            pairs = zip((self.printed.low, self.printed.high), self._limits(name, line.table(count)), strict=True)
            return all(limit is None or limit.fits(end, truncation=self.truncation) for limit, end in pairs)

        return fits

    def _limits(self, name: str, table: PairedTable) -> tuple[float, float]:
        """Return the limits by a method."""
        if name in UNCONDITIONAL:
            two_sided = UNCONDITIONAL[name]
            alpha = (1.0 - self.level) * (1.0 if two_sided else 0.5)
            b, c, n = table.index_only, table.comparator_only, table.n
            low = unconditional_low(n, b, c, alpha, two_sided=two_sided)
            return low, -unconditional_low(n, c, b, alpha, two_sided=two_sided)
        if self.ratio and name in _WITHOUT_ESTIMATE and table.index_positive and table.comparator_positive:
            found = _WITHOUT_ESTIMATE[name](table, self.level)
            return found.low, found.high
        estimate = self._compute[name](table, self.level, "two-sided")
        if not isinstance(estimate, Estimate) or estimate.low is None or estimate.high is None:
            return -inf, inf
        return estimate.low, estimate.high


def _inside(counts: range, least: float, most: float, doubt: float) -> range:
    """Return the counts between two that were solved for, with a doubt that grows with them."""
    if least == inf or most == -inf:
        return range(0)
    start = ceil(least - doubt * (1.0 + abs(least))) if least > -inf else counts.start
    stop = floor(most + doubt * (1.0 + abs(most))) + 1 if most < inf else counts.stop
    return range(max(counts.start, start), min(counts.stop, stop))


def _widened(window: Window, margin: float) -> Window:
    """Return a window with both ends moved out, or in where the margin is below 0."""
    return Window(
        *(
            edge + sign * margin * max(1.0, abs(edge)) if abs(edge) < inf else edge
            for sign, edge in zip((-1, 1), window, strict=True)
        )
    )
