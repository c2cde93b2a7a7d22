"""Which discordant counts give a printed p-value, by which of the five two-sided tests of equality.

At a given difference b - c every one of these p-values rises with the number of discordant patients. Four of them
depend on b and c alone, see ``split_walks``; the fifth is looked up in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import floor, inf, log, sqrt

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import normal_quantile
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed import Printed
from psmatrial.stats.recovery.margins import Matches
from psmatrial.stats.recovery.nested import by_count, stretches
from psmatrial.stats.recovery.p.split_walks import below, walked
from psmatrial.stats.recovery.p.unconditional_p import UnconditionalP
from psmatrial.stats.recovery.splits import Alike

TESTS = ("exact", "mid-p", "asymptotic", "corrected", "exact-unconditional")
UNCONDITIONAL = "exact-unconditional"
_DOUBT = 1e-8
# A p-value so far below the largest one that fits, relatively, fits.
_INSIDE = 1e-6
# Names of tests by smaller discordant count.
Tests = dict[int, tuple[str, ...]]
# Neighbouring smaller discordant counts that fit, by test.
Runs = dict[str, list[range]]


class FittingSplits:
    """The splits of discordant patients that fit a printed p-value.

    Parameters
    ----------
    printed
        The p-value as printed.
    tests
        The tests that count.
    truncation
        Whether a p-value that was cut off counts too.
    """

    def __init__(self, printed: Printed, tests: tuple[str, ...] = TESTS, *, truncation: bool = False) -> None:
        """Keep what is asked; nothing is computed yet."""
        self.printed = printed
        self.tests = tests
        self.truncation = truncation
        self.window = printed.window(truncation=truncation)
        low, high = self.window
        # The z of the smallest p-value, and where none is too small that of the largest: beyond it nothing is walked.
        self._scores = _z(low), _z(high * (1.0 - _INSIDE)) if low <= 0.0 else 0.0
        self._walked: dict[int, tuple[float, Runs]] = {}
        # By excess: how far it was walked, and between which counts all that fit lie.
        self._hulls: dict[int, tuple[float, tuple[int, int]]] = {}
        self._found: tuple[int, dict[tuple[int, range], list[Alike]]] = (0, {})
        self._matches: dict[tuple[str, ...], Matches] = {}
        self._last: UnconditionalP | None = None
        self._conditional = tuple(name for name in tests if name != UNCONDITIONAL)

    def fitting(self, n: int, excess: int, counts: range) -> Tests:
        """Return the tests that fit, for each smaller discordant count of a range that some test fits.

        Parameters
        ----------
        n
            Patients.
        excess
            Difference of the two discordant counts, 0 or more.
        counts
            Smaller discordant counts to be tried.

        Returns
        -------
        dict
            Names of tests by count, in rising order.
        """
        return by_count(stretches(self._runs(n, excess, counts)))

    def _runs(self, n: int, excess: int, counts: range) -> list[tuple[str, range]]:
        """Return the counts of a range that fit each test; mostly they follow one another."""
        if not counts:
            return []
        runs = self._conditional_runs(excess, counts)
        if UNCONDITIONAL in self.tests:
            runs.append((UNCONDITIONAL, self._unconditional(n).fitting(excess, counts)))
        return runs

    def _conditional_runs(self, excess: int, counts: range) -> list[tuple[str, range]]:
        """Return the counts of a range that fit the conditional tests."""
        walked = ((name, run) for name, runs in self._walk(excess, counts[-1]).items() for run in runs)
        return [(name, range(max(run.start, counts.start), min(run.stop, counts.stop))) for name, run in walked]

    def possible(self, n: int, excess: int, counts: range) -> range:
        """Return neighbouring counts of a range beside which no test fits, without asking the unconditional one anew.

        Examples
        --------
        >>> from psmatrial.stats.printed_text import printed_p
        >>> splits = FittingSplits(printed_p("0.00262"), ("exact", "exact-unconditional"))
        >>> set(splits.fitting(50, 15, range(10))) <= set(splits.possible(50, 15, range(10)))
        True
        """
        if not counts:
            return counts
        start, stop = self._hull(excess, counts[-1])
        if UNCONDITIONAL in self.tests:
            run = self._unconditional(n).possible(excess, counts)
            start, stop = (min(start, run.start), max(stop, run.stop)) if stop > start else (run.start, run.stop)
        return range(max(start, counts.start), min(stop, counts.stop))

    def expect(self, n: int, places: Iterable[tuple[int, range]]) -> None:
        """Prepare for being asked of several differences, 0 or more, with smaller counts."""
        if UNCONDITIONAL in self.tests:
            self._unconditional(n).expect(places)

    def matches(self, n: int, excess: int, counts: range) -> list[Alike]:
        """Return the same by neighbouring counts as what is matched, the same objects for the same tests.

        Whichever test finds more, the p-values are the same: what was found for the last number of patients is kept.
        """
        if self._found[0] != n:
            self._found = n, {}
        found = self._found[1].get((excess, counts))
        if found is None:
            runs = stretches(self._runs(n, excess, counts))
            found = [(run, self._matches.setdefault(names, {"p": names})) for run, names in runs]
            self._found[1][excess, counts] = found
        return found

    def excesses(self, n: int, most: int) -> range:
        """Return the differences of the discordant counts beyond which no p-value of n patients is so large.

        By Hoeffding's inequality none is above 2 exp(-(excess - 1)^2/(2m)) at m discordant patients, of whom there
        are ``most`` at most.

        Examples
        --------
        >>> from psmatrial.stats.printed_text import printed_p
        >>> FittingSplits(printed_p("0.0026")).excesses(50, 50)
        range(-26, 27)
        """
        low = self.window[0]
        if not 0.0 < low < 1.0:
            return range(-n, n + 1)
        reach = min(n, floor(1.0 + sqrt(2.0 * max(most, 0) * log(2.0 / low)) + _DOUBT))
        return range(-reach, reach + 1)

    def _unconditional(self, n: int) -> UnconditionalP:
        """Return the searcher of the unconditional test for this number of patients."""
        if self._last is None or self._last.n != n:
            found = _searcher(self.printed, n, self.truncation)
            if self._last is not None:
                found.follow(self._last)
            self._last = found
        return self._last

    def _walk(self, excess: int, last: int) -> Runs:
        """Return the smaller counts that fit each conditional test, of those from 0 to ``last`` at least."""
        done, found = self._walked.get(excess, (-1, {}))
        if done < last:
            # Further than asked, so that a rising number of patients does not mean a walk for each.
            done, found = self._walked_through(excess, max(last, 2 * int(done)))
            self._walked[excess] = (done, found)
        return found

    def _hull(self, excess: int, last: int) -> tuple[int, int]:
        """Return where the smaller counts that fit some conditional test begin and end, of those up to ``last``."""
        done, found = self._hulls.get(excess, (-1, (0, 0)))
        if done < last:
            runs = [run for several in self._walk(excess, last).values() for run in several if run]
            found = (min(run.start for run in runs), max(run.stop for run in runs)) if runs else (0, 0)
            self._hulls[excess] = self._walked[excess][0], found
        return found

    def _walked_through(self, excess: int, last: int) -> tuple[float, Runs]:
        """Walk from the first count that may fit to ``last``; return how far the walk is good, and what fits."""
        certain = below(excess, self._scores[1])
        first, last = max(below(excess, self._scores[0]), certain), max(last, certain)
        found: Runs = {name: [range(certain)] if certain else [] for name in self._conditional}
        if not excess and not first:
            # Without discordant patients every p-value is 1.
            first = 1
            found = {name: [range(1)] if self._fits(name, 0, 0, 1.0) else [] for name in self._conditional}
        if first > last:
            return last, found
        ended, runs = walked(excess, range(first, last + 1), *self.window)
        for name, several in found.items():
            run, p_value = runs[name]
            start, stop = run.start, run.stop
            while start < stop and not self._fits(name, excess, start, p_value(start)):
                start += 1
            while start < stop and not self._fits(name, excess, stop - 1, p_value(stop - 1)):
                stop -= 1
            if start < stop:
                start = several.pop().start if several and several[-1].stop == start else start
                several.append(range(start, stop))
        return inf if ended else last, found

    def _fits(self, name: str, excess: int, c: int, about: float) -> bool:
        """Return whether a p-value that is about as given is printed like this; near an edge the test is asked."""
        low, high = self.window
        if low * (1.0 + _DOUBT) < about < high * (1.0 - _DOUBT):
            return True
        if not low <= about <= high:
            return False
        value = mcnemar(PairedTable(0, c + excess, c, 1), name).p_value
        return self.printed.fits(value, truncation=self.truncation)


@lru_cache(maxsize=64)
def _searcher(printed: Printed, n: int, truncation: bool) -> UnconditionalP:  # noqa: FBT001 - a key of the cache
    """Return one searcher for all differences at this number of patients."""
    found = UnconditionalP(printed, n, truncation=truncation)
    if truncation:
        found.join(_searcher(printed, n, False))  # noqa: FBT003 - a key of the cache
    return found


def _z(p: float) -> float:
    """Return the z whose two-sided p-value is a number, 0 where there is none."""
    return -normal_quantile(p / 2.0) if 0.0 < p < 1.0 else 0.0
