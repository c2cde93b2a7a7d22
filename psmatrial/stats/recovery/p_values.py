"""Which discordant counts give a printed p-value, by which of the five two-sided tests of equality.

At a given difference b - c every one of these p-values rises with the number of discordant patients. Four of them
depend on b and c alone and are walked through with c, each from the one before; the fifth is looked up in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import erfc, floor, inf, log, sqrt

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import binomial_pmf, binomial_tail, normal_quantile
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed import Printed
from psmatrial.stats.recovery.margins import Matches
from psmatrial.stats.recovery.nested import by_count, stretches
from psmatrial.stats.recovery.unconditional_p import UnconditionalP

TESTS = ("exact", "mid-p", "asymptotic", "corrected", "exact-unconditional")
UNCONDITIONAL = "exact-unconditional"
_DOUBT = 1e-8
# A p-value so far below the largest one that fits, relatively, fits.
_INSIDE = 1e-6
# Differences of the discordant counts that a bound of their p-values needs.
_NEAR = 3
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
        self._found: tuple[int, dict[tuple[int, range], dict[int, Matches]]] = (0, {})
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
        return by_count(self._runs(n, excess, counts))

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

    def matches(self, n: int, excess: int, counts: range) -> Mapping[int, Matches]:
        """Return the same as what is matched, the same objects for the same tests.

        Whichever test finds more, the p-values are the same: what was found for the last number of patients is kept.
        """
        if self._found[0] != n:
            self._found = n, {}
        found = self._found[1].get((excess, counts))
        if found is None:
            found = {}
            for stretch, names in stretches(self._runs(n, excess, counts)):
                found.update(dict.fromkeys(stretch, self._matches.setdefault(names, {"p": names})))
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

    def _first(self, excess: int) -> int:
        """Return a smaller count below which every p-value is too small."""
        return _below(excess, self._scores[0])

    def _walked_through(self, excess: int, last: int) -> tuple[float, Runs]:
        """Walk from the first count that may fit to ``last``; return how far the walk is good, and what fits."""
        low, high = self.window
        least, most = low * (1.0 + _DOUBT), high * (1.0 - _DOUBT)
        certain = _below(excess, self._scores[1])
        found: Runs = {name: [range(certain)] if certain else [] for name in self._conditional}
        first, last = max(self._first(excess), certain), max(last, certain)
        m = excess + 2 * first
        tail, at = (binomial_tail(m - first, m, 0.5), binomial_pmf(first, m, 0.5)) if first else (0.5**excess,) * 2
        for c in range(first, last + 1):
            m = excess + 2 * c
            if excess:
                root = sqrt(2.0 * m)
                values = (2.0 * tail, 2.0 * tail - at, erfc(excess / root), erfc((excess - 1) / root))
            else:
                values = (1.0, 1.0 - at / 2.0 if m else 1.0, 1.0, 1.0)
            if m and min(values[1:3]) > high:
                return inf, found
            if max(values) >= low:
                for name, p in zip(TESTS, values, strict=False):
                    if low <= p <= high and name in found and (least < p < most or self._fits(name, excess, c)):
                        runs = found[name]
                        start = runs.pop().start if runs and runs[-1].stop == c else c
                        runs.append(range(start, c + 1))
            tail += at * ((m - c) / (c + 1) - 1.0) / 4.0
            at *= (m + 1) * (m + 2) / ((c + 1) * (c + 1 + excess)) / 4.0
        return last, found

    def _fits(self, name: str, excess: int, c: int) -> bool:
        """Return whether a p-value near an edge is printed like this, by the test itself."""
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


def _below(excess: int, z: float) -> int:
    """Return a smaller count below which each of the four p-values is below that of z; 0 where none is known.

    None of the four is above erfc((excess - 2)/sqrt(2m)) at m discordant patients. The exact one is not, for by the
    bounds of ``binomial_intervals`` it is at most erfc(sqrt(m D)), where D is how far, as a deviance a patient, one
    half is from a share of one more than the smaller count: at least 2 ((excess - 2)/(2m))^2 (Pinsker).

    Examples
    --------
    >>> _below(30, 3.0)
    27
    """
    if excess < _NEAR or z <= 0.0:
        return 0
    return max(0, int((((excess - 2) / z) ** 2 - excess) / 2.0) - 1)
