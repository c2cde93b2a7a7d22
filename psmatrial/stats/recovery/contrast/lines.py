"""Which methods of a difference or of a ratio give printed limits, line by line instead of table by table.

See ``nested`` for what a line is and why the tables that fit follow one another on it, and ``closed`` for the counts
between which they lie. The counts at the ends alone are tried by their limits. Three methods have no closed form: the
tables between which their limits pass a number are searched for, from where a method like them has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from math import inf
from typing import TYPE_CHECKING

from psmatrial.model import Estimate, PairedTable
from psmatrial.stats.distributions import z_of
from psmatrial.stats.methods import methods
from psmatrial.stats.printed_text import Interval
from psmatrial.stats.recovery.contrast.closed import CLOSED, NEAR, At, Error, Line
from psmatrial.stats.recovery.contrast.fay_lumbard_span import Stretch, beyond
from psmatrial.stats.recovery.contrast.reach import RATES
from psmatrial.stats.recovery.contrast.reaching import Reaching
from psmatrial.stats.recovery.contrast.sides import (
    FAY_LUMBARD,
    SIDES,
    UNCONDITIONAL,
    fay_lumbard_clear,
    fay_lumbard_short,
    unconditional_low,
)
from psmatrial.stats.recovery.facts import INTERVALS
from psmatrial.stats.recovery.nested import Holds, Methods, Stretched, between, by_count, inside, stretches, trimmed
from psmatrial.stats.recovery.rates.binomial_intervals import Edges, Window
from psmatrial.stats.wald import bonett_price_ratio

if TYPE_CHECKING:
    from psmatrial.stats.recovery.contrast.solved import Columns, Run

# More lines than these are searched together for Fay and Lumbard's limits.
_MANY = 300
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
        self.key, self.ratio = key, key == "ratio_ci"
        # How many lines were searched without a closed form.
        self.searched = 0
        # What was found out together, by line, and of which methods that can be.
        self._ready: dict[tuple[int, int, int], tuple[Run, ...]] = {}
        self._together: set[str] = set()
        # By lines that were searched together and the counts to be tried, those that fit; None where none can.
        self._searched_together: dict[Stretch, range | None] = {}
        self.printed, self.windows, self.level, self.truncation = printed, windows, level, truncation
        self._compute = {entry.name: entry.compute for entry in methods(INTERVALS[key])}
        self._closed, self._near = CLOSED[key], NEAR[key]
        self._error = Error((1.0 - level) / 2.0, z_of(level))
        self.reach = Reaching(windows, self._error, tuple(self._compute), ratio=self.ratio)
        self._lowest = 0.0 if self.ratio else -1.0
        self._wide, self._plain, self._sure = (self._edges(margin) for margin in (_ROUNDING, 0.0, -_ROUNDING))
        self._blurred, self._clear = self._edges(_BLUR), self._edges(-2.0 * _BLUR - _ROUNDING)

    def fitting(self, names: Iterable[str], line: Line, counts: range) -> Methods:
        """Return the methods that fit, by smaller discordant count of a line; see ``stretches``."""
        return by_count(self.stretches(names, line, counts))

    def stretches(self, names: Iterable[str], line: Line, counts: range) -> list[Stretched]:
        """Return neighbouring smaller discordant counts of a line, rising, with the methods that fit.

        Parameters
        ----------
        names
            Methods that count.
        line
            The tables: all have the same number of patients and the same rates, or the same difference of them.
        counts
            Smaller discordant counts to be tried, without gaps.
        """
        if not counts or (self._ready.get(line) == () and self._together.issuperset(names)):
            return []
        return list(stretches(self._runs(names, line, counts)))

    def prepare(self, groups: Iterable[tuple[Iterable[str], Columns]]) -> None:
        """Find out together what can be solved of many lines, instead of one by one when they are asked for.

        Parameters
        ----------
        groups
            Methods, with the lines on which they will be asked for.
        """
        from psmatrial.stats.recovery.contrast.closed_arrays import BONETT_PRICE
        from psmatrial.stats.recovery.contrast.solved import Asked, runs

        asked = Asked(self.key, self._wide, self._sure, self._error, self._lowest, _DOUBT)
        self._together = {*self._closed, BONETT_PRICE} if self.ratio else {*self._closed}
        self._ready = {}
        for names, lines in groups:
            self._ready |= runs(asked, [name for name in names if name in self._together], lines)

    def search(self, asked: Sequence[Stretch]) -> None:
        """Search for Fay and Lumbard's limits on many lines together, instead of one by one when they are asked for.

        Parameters
        ----------
        asked
            Lines on which their difference of the rates alone counts, with the counts that will be tried.
        """
        reached = [(line, counts) for line, counts in asked if self.reach.methods((FAY_LUMBARD,), line)]
        if len(reached) <= _MANY:
            self._searched_together = dict.fromkeys(beyond(reached, self._plain, self._error, self.level))
            return
        from psmatrial.stats.recovery.contrast.fay_lumbard_lines import fay_lumbard_runs

        self._searched_together = fay_lumbard_runs(reached, self._plain, self._sure, self._error)

    def _runs(self, names: Iterable[str], line: Line, counts: range) -> Iterator[tuple[str, Iterable[int]]]:
        """Return the counts of a line that fit, by method, in the order of the methods."""
        ready = self._ready.get(line)
        if ready is None:
            for name in self.reach.methods(names, line):
                yield name, self._run(name, line, counts)
            return
        for name, solved, sure in ready:
            if solved is None:
                yield name, self._run(name, line, counts) if self.reach.methods((name,), line) else ()
                continue
            run = range(max(counts.start, solved.start), min(counts.stop, solved.stop))
            if not run or (run[0] in sure and run[-1] in sure):
                yield name, run
            else:
                yield name, trimmed(run, self._fits(name, line), sure.__contains__)
        # No method that is solved for comes after the others.
        others = [name for name in names if name not in self._together]
        for name in self.reach.methods(others, line) if others else ():
            yield name, self._run(name, line, counts)

    def _run(self, name: str, line: Line, counts: range) -> Iterable[int]:
        """Return the counts of a line that fit a method."""
        if name not in self._closed:
            return self._searched(name, line, counts)
        run = self._solved(self._closed[name], line, counts)
        if not run:
            return self._searched(name, line, counts) if run is None else run
        ends = self._ends(self._closed[name], line, self._sure)
        sure = inside(run, max(ends[::2]), min(ends[1::2]), -_DOUBT)
        return run if sure == run else trimmed(run, self._fits(name, line), sure.__contains__)

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
                run = inside(run, -inf, found, _DOUBT) if is_last else inside(run, found, inf, _DOUBT)
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
        if name == FAY_LUMBARD:
            if (line, counts) in self._searched_together:
                run = self._searched_together[line, counts]
                self.searched += run is not None
                return run or ()
            if fay_lumbard_short(line, counts[-1], self._wide, self._error.share):
                return ()
        self.searched += 1
        near = self._ends(self._near[name], line, self._wide)
        narrow, wide = self._sides(name, line, self._blurred if name in UNCONDITIONAL else self._plain, near)
        run = between(counts, narrow, wide, (max(near[0], near[2]), min(near[1], near[3])))
        if not run or (name == FAY_LUMBARD and self._is_clear(line, run)):
            return run
        narrow, wide = self._sides(name, line, self._clear if name in UNCONDITIONAL else self._sure, near)
        return trimmed(run, self._fits(name, line), lambda count: not narrow(count) and not wide(count))

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

    def _is_clear(self, line: Line, run: range) -> bool:
        """Return whether Fay and Lumbard's limits at the ends of a run lie clearly inside, and so all of the run do."""
        return all(
            fay_lumbard_clear(seen.table(k), x, self.level)
            for seen, (low, high) in zip((line, line.swapped()), self._plain, strict=True)
            for k, x in ((run[0], high), (run[-1], low))
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


def _widened(window: Window, margin: float) -> Window:
    """Return a window with both ends moved out, or in where the margin is below 0."""
    return Window(
        *(
            edge + sign * margin * max(1.0, abs(edge)) if abs(edge) < inf else edge
            for sign, edge in zip((-1, 1), window, strict=True)
        )
    )
