"""Which methods of the odds ratio give printed limits, along the tables with the same difference of discordant counts.

See ``odds_edges`` for which counts can fit: neighbours, whose ends are sought. Blaker's limits jump. They lie between
those of Clopper and Pearson at the error and at its double, and only counts that these leave open are tried one by one.
Where they leave none open there are none of Clopper and Pearson and of mid-p either, whose tail is not below half of
theirs. Wald's are in closed form.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import partial
from math import ceil, floor, inf, log, sqrt

from psmatrial.model import PairedTable
from psmatrial.stats.recovery.contrast.closed import Error
from psmatrial.stats.recovery.intervals import FittingIntervals
from psmatrial.stats.recovery.nested import Methods, Stretched, by_count, neighbouring, stretches
from psmatrial.stats.recovery.odds.odds_edges import TAILS, Between
from psmatrial.stats.recovery.odds.odds_reach import MOST_ERROR, differences
from psmatrial.stats.recovery.rates.binomial_intervals import IN, LowerLimit, Window, odds_windows, places, wald_odds
from psmatrial.stats.recovery.rates.blaker_sides import BlakerPlaces, largest_error

Shares = tuple[Window, Window]
CLOPPER_PEARSON, MID_P, WALD, BLAKER = "clopper-pearson", "mid-p", "wald", "blaker"
# Among so many counts that are left open nearer bounds are worth their time.
_MANY = 12
_ROUNDING = 1e-6
# Limits so far inside of a window, relatively, are printed like this whatever the rounding.
_INSIDE = 1e-8


class OddsLines:
    """The methods that give one printed interval of the odds ratio.

    Parameters
    ----------
    asked
        The printed interval.
    names
        Methods that count.
    most
        The largest number of discordant patients.
    """

    def __init__(self, asked: FittingIntervals, names: tuple[str, ...], most: int) -> None:
        """Keep what is asked."""
        self._asked, self._names, self._most = asked, names, most
        low, high = odds_windows(*asked.windows)
        self._shares = (low, high)
        self._mirrored = (_mirrored(high), _mirrored(low))
        # Beside these differences of the discordant counts nothing fits.
        self.excesses = differences(asked.windows, Error(asked.error, asked.z), most)
        self._known: dict[int, list[Stretched]] = {}
        self._blaker = [BlakerPlaces(self._shares, asked.error) for _ in range(2)]
        self._edges: dict[tuple[str, bool, int], Between] = {}
        self._opened: tuple[int, list[range]] | None = None

    def fitting(self, excess: int, asked: range | None = None) -> Methods:
        """Return the methods that fit, by the smaller discordant count; see ``stretches``."""
        return by_count(self.stretches(excess, asked))

    def stretches(self, excess: int, asked: range | None = None) -> list[Stretched]:
        """Return neighbouring smaller discordant counts with a difference of the two, rising, and the methods that fit.

        Parameters
        ----------
        excess
            The difference, index only less comparator only.
        asked
            Smaller counts of which alone it matters; None where others of the same difference will be asked for.
        """
        if excess not in self.excesses:
            return []
        if asked is not None:
            return list(stretches(self._runs(excess, asked)))
        if excess not in self._known:
            self._known[excess] = list(stretches(self._runs(excess, range(self._most + 1))))
        return self._known[excess]

    def _runs(self, excess: int, asked: range) -> Iterator[tuple[str, range]]:
        """Go through neighbouring counts that fit a method, in the catalogue's order; all of those asked for."""
        counts = range(1, (self._most - abs(excess)) // 2 + 1)
        none = self._at_none(excess)
        for name in self._names:
            if name in none:
                yield name, range(1)
            if counts:
                yield from ((name, run) for run in self._fitting_runs(name, excess, counts, asked))

    def _at_none(self, excess: int) -> tuple[str, ...]:
        """Return the methods that fit where one of the tests found no patient alone: then a limit is 0 or infinite."""
        first, second = self._asked.windows
        if (
            abs(excess) > self._most
            or (excess >= 0 and not second.holds(inf))
            or (excess <= 0 and not first.holds(0.0))
        ):
            return ()
        table = _table(excess, 0)
        if excess:
            possible = places(table.index_only, table.discordant, self._shares, self._asked.error)
            names: tuple[str, ...] = tuple(name for name in self._names if name in possible or name == WALD)
        else:
            names = self._names
        return tuple(name for name in names if self._asked.fits(name, table))

    def _fitting_runs(self, name: str, excess: int, counts: range, asked: range) -> Iterator[range]:
        """Go through neighbouring counts above 0 that fit a method; where each takes time, of those asked for."""
        if name == WALD:
            yield from neighbouring(k for k in self._wald_counts(excess, counts) if self._is_wald(excess, k))
            return
        fits = partial(self._fits, name, excess)
        if name not in TAILS or self._asked.error > MOST_ERROR:
            for run in self._nearer(excess, counts) if name == BLAKER else [counts]:
                inside = range(max(run.start, asked.start), min(run.stop, asked.stop))
                yield from neighbouring(
                    k for k in inside if (place := self._place(name, excess, k)) == IN or (place and fits(k))
                )
            return
        if name in {CLOPPER_PEARSON, MID_P} and BLAKER in self._names and not self._open(excess, counts):
            return
        for run, sure in self._between(name, excess).runs(abs(excess), counts):
            before = range(run.start, sure.start) if sure else run
            yield from neighbouring(filter(fits, before))
            if sure:
                yield sure
                yield from neighbouring(filter(fits, range(sure.stop, run.stop)))

    def _open(self, excess: int, counts: range) -> list[range]:
        """Return the runs of counts that the limits of Clopper and Pearson leave open for those of Blaker."""
        if self._asked.error > MOST_ERROR:
            return [counts]
        if self._opened is None or self._opened[0] != excess:
            runs = self._between(BLAKER, excess).runs(abs(excess), counts)
            self._opened = excess, [run for run, _ in runs if run]
        return self._opened[1]

    def _nearer(self, excess: int, counts: range) -> Iterator[range]:
        """Go through what is left of these runs: with many patients Blaker's limits are nearer to the others."""
        for run in self._open(excess, counts):
            if len(run) < _MANY or self._asked.error > MOST_ERROR:
                yield run
                continue
            # The power of two up to the number of discordant patients, so that a few bounds do for all.
            fewest = 1 << (abs(excess) + 2 * run.start).bit_length() - 1
            for left, _ in self._between(BLAKER, excess, fewest).runs(abs(excess), counts):
                yield range(max(left.start, run.start), min(left.stop, run.stop))

    def _between(self, name: str, excess: int, fewest: int = 1) -> Between:
        """Return what tells the counts of a method, with one of the tests ahead and so many discordant patients."""
        key = (name, excess >= 0, fewest)
        if key not in self._edges:
            error, (low, high) = self._asked.error, self._shares if excess >= 0 else self._mirrored
            tail, most = name, error
            if name == BLAKER:
                tail = CLOPPER_PEARSON
                most = max(largest_error(x, error, fewest) for x in (low.low, 1.0 - high.high))
            self._edges[key] = Between(tail, (low, high), (error, most))
        return self._edges[key]

    def _wald_counts(self, excess: int, counts: range) -> range:
        """Return the counts at which Wald's limits are as far apart as printed, and that of the test behind fits.

        The larger the counts the nearer the limits are; they both fall if the index test is ahead.
        """
        low, high = self._asked.windows
        z = self._asked.z
        if low.low > 0.0 and high.high < inf:
            most, least = log(high.high) - log(low.low), log(max(high.low, low.low)) - log(low.high)
            first = _apart(abs(excess), most / (2.0 * z))
            last = _apart(abs(excess), least / (2.0 * z)) if least > 0.0 else inf
            stop = floor(last * (1.0 + _ROUNDING)) + 1 if last < counts.stop else counts.stop
            counts = range(max(counts.start, ceil(first * (1.0 - _ROUNDING))), min(counts.stop, stop))
        if excess < 0:
            high = Window(1.0 / low.high, 1.0 / low.low if low.low > 0.0 else inf)
        if high.high <= 1.0:
            return range(0)
        ends = high.low * (1.0 - _ROUNDING), high.high * (1.0 + _ROUNDING)
        d = abs(excess)
        start = counts.start + bisect_left(counts, 1, key=lambda k: wald_odds(k + d, k, z)[1] <= ends[1])
        counts = range(start, counts.stop)
        return range(start, start + bisect_left(counts, 1, key=lambda k: wald_odds(k + d, k, z)[1] < ends[0]))

    def _is_wald(self, excess: int, k: int) -> bool:
        """Return whether Wald's limits fit."""
        limits = wald_odds(k + max(0, excess), k + max(0, -excess), self._asked.z)
        pairs = tuple(zip(self._asked.windows, limits, strict=True))
        if not all(window.holds(limit) for window, limit in pairs):
            return False
        return all(_well_inside(window, limit) for window, limit in pairs) or self._fits(WALD, excess, k)

    def _fits(self, name: str, excess: int, k: int) -> bool:
        """Return whether computed limits are printed like this."""
        return self._asked.fits(name, _table(excess, k))

    def _place(self, name: str, excess: int, k: int) -> int:
        """Return whether both limits are certain to lie in their windows, or not to."""
        b, c = k + max(0, excess), k + max(0, -excess)
        if name == BLAKER and self._asked.error <= MOST_ERROR:
            return self._blaker[excess >= 0].place(b, c)
        low, high = self._shares
        first = LowerLimit(b, b + c, low, self._asked.error).place(name)
        return first and min(first, LowerLimit(c, b + c, _mirrored(high), self._asked.error).place(name))


def _apart(excess: int, most: float) -> float:
    """Return the k at which the standard error of Wald's log odds ratio is a number above 0, nowhere above it later.

    1/k + 1/(k + d) = t solved for k, with no difference of large numbers.

    Examples
    --------
    >>> round(_apart(15, (1 / 4 + 1 / 19) ** 0.5), 9)
    4.0
    """
    t = most * most
    steep = t * excess
    return (1.0 + 2.0 / (steep + sqrt(steep * steep + 4.0))) / t


def _well_inside(window: Window, limit: float) -> bool:
    """Return whether a limit above 0 lies in a window and is not near its ends."""
    return window.low + _INSIDE * limit < limit < window.high - _INSIDE * limit


def _mirrored(window: Window) -> Window:
    """Return a window of shares of the other test."""
    return Window(1.0 - window.high, 1.0 - window.low)


def _table(excess: int, smaller: int) -> PairedTable:
    """Return a table with these discordant counts; the odds ratio does not see the others."""
    return PairedTable(0, smaller + max(0, excess), smaller + max(0, -excess), 1)
