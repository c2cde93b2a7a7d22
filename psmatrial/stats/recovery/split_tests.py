"""Which smaller discordant counts go with a printed p-value and an interval of the odds ratio, asked first or last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from psmatrial.stats.recovery.concordant import Concordant, Group, Split
from psmatrial.stats.recovery.contrast.contrasts import DIFFERENCE, RATIO
from psmatrial.stats.recovery.facts import Facts
from psmatrial.stats.recovery.intervals import FittingIntervals
from psmatrial.stats.recovery.margins import Matches
from psmatrial.stats.recovery.odds.odds_lines import OddsLines
from psmatrial.stats.recovery.p.p_values import TESTS, FittingSplits
from psmatrial.stats.recovery.rules import NOTHING, Rules
from psmatrial.stats.recovery.runs import Strip, span
from psmatrial.stats.recovery.splits import Splits, untouched

# Tables with one difference of the discordant counts, and the smaller counts that are to be tried.
Place = tuple[Concordant, range]
# For how many differences at once a search that explains prepares p.
_EXPLAINED = 6


class SplitTests:
    """The printed values that see the discordant patients alone, or these and the number of patients.

    Parameters
    ----------
    facts
        What is printed.
    rules
        What counts as a fit.
    intervals
        The printed intervals.
    afforded
        For how many patients, squared, the exact unconditional intervals of the difference are tried.
    """

    def __init__(self, facts: Facts, rules: Rules, intervals: Mapping[str, FittingIntervals], *, afforded: int) -> None:
        """Prepare what is asked."""
        self._p: FittingSplits | None = None
        if "p" in facts.numbers and not rules.other_tests:
            self._p = FittingSplits(facts.numbers["p"], rules.kept("p", TESTS), truncation=rules.truncation)
        self._odds: OddsLines | None = None
        if odds := intervals.get("odds_ratio_ci"):
            names = rules.kept("odds_ratio_ci", odds.names)
            self._odds = OddsLines(odds, names, max(facts.patients, default=0))
        # Of a search that explains, which ends after some tables, p is not prepared for all differences at once.
        self._at_once = _EXPLAINED if rules.effort else None
        self._is_n_known = len(facts.patients) == 1
        # Where an interval mostly leaves no count that p or the odds ratio would be asked of, they are asked last.
        leaves_few = DIFFERENCE in intervals or (RATIO in intervals and facts.both_rates)
        self._is_expected = False
        self._is_p_late, self._are_odds_late = leaves_few, leaves_few and facts.both_rates
        self._is_p_alone = not (self._odds or leaves_few)
        # Where few differences are asked, each once, p is not walked through for what an interval mostly leaves out,
        # but for a costly one.
        costly = DIFFERENCE in intervals and afforded >= max(facts.patients, default=0) ** 2
        self._is_p_bound = self._is_p_alone or costly or not (self._is_n_known and facts.both_rates)

    @property
    def is_any_late(self) -> bool:
        """Whether something is asked last."""
        return bool((self._p and self._is_p_late) or (self._odds and self._are_odds_late))

    @property
    def is_p_late(self) -> bool:
        """Whether p is asked last, and of one number of patients."""
        return bool(self._p and self._is_p_late and self._is_n_known)

    def expect_last(self, n: int, places: Mapping[int, range]) -> None:
        """Prepare p for being asked last of some differences, with smaller counts."""
        if self._p and places:
            self._p.expect(n, {(abs(excess), counts) for excess, counts in places.items()})
            self._is_expected = True

    def excesses(self, n: int, most: int) -> range:
        """Return the differences of the discordant counts of n patients, so many of them discordant at most."""
        spans = [self._odds.excesses] if self._odds else []
        spans += [self._p.excesses(n, most)] if self._p else []
        return range(max((one.start for one in spans), default=-n), min((one.stop for one in spans), default=n + 1))

    def possible(self, n: int, excess: int, counts: range) -> range:
        """Return neighbouring smaller counts of a range beside which none fits, as far as that is known."""
        return self._p.possible(n, abs(excess), counts) if self._p and self._is_p_bound and counts else counts

    def groups(self, n: int, places: Iterable[Place]) -> Iterable[Group]:
        """Return the smaller counts of each place that fit what is asked first, with the methods.

        p is prepared where it is asked of all of them, or n will not rise.
        """
        asked = ((tables, self._by_odds(tables.excess, counts, late=False)) for tables, counts in places)
        if self._p is None or self._is_p_late:
            return asked
        return self._with_p(self._p, n, asked)

    def _with_p(self, p: FittingSplits, n: int, asked: Iterator[Group]) -> Iterator[Group]:
        """Go through some places with those of their smaller counts that fit the p-value too."""
        while groups := list(islice(asked, self._at_once)):
            if self._is_p_alone or self._is_n_known:
                p.expect(n, {(abs(tables.excess), splits.span) for tables, splits in groups if splits})
            for tables, splits in groups:
                yield tables, self._by_p(n, tables.excess, splits)

    def _last(self, n: int, excess: int, counts: range) -> Splits:
        """Return those of some smaller counts that fit what is asked last, with the methods."""
        found = self._by_odds(excess, counts, late=True)
        if self._p is None or not self._is_p_late or not found:
            return found
        if self._is_n_known and not self._is_expected:
            self._p.expect(n, [(abs(excess), found.span)])
        return self._by_p(n, excess, found)

    def _by_odds(self, excess: int, counts: range, *, late: bool) -> Splits:
        """Return those of some smaller counts that fit the interval of the odds ratio, if it is asked now."""
        if not (self._odds and self._are_odds_late == late and counts):
            return untouched(counts)
        # The odds ratio does not see n, and of one n these counts are all that matters.
        odds = self._odds.stretches(excess, counts if self._is_n_known else None)
        return untouched(counts).crossed([(run, {"odds_ratio_ci": names}) for run, names in odds])

    def _by_p(self, n: int, excess: int, found: Splits) -> Splits:
        """Return those of some smaller counts that fit the p-value."""
        return found.crossed(self._p.matches(n, abs(excess), found.span)) if self._p and found else found

    def tested(self, tables: Concordant, found: list[Split]) -> Iterator[Split]:
        """Go through those of some tables, their smaller discordant counts rising, that fit what is asked last."""
        if not found:
            return
        first, last = (place[0] for place, _ in (found[0], found[-1]))
        tests = self._last(tables.n, tables.excess, range(first, last + 1))
        before: tuple[Matches, Matches] = NOTHING, NOTHING
        for (k, both), matches in found:
            if more := tests.get(k):
                if before[0] is not matches or before[1] is not more:
                    before, joined = (matches, more), matches | more
                yield (k, both), joined

    def tested_strips(self, tables: Concordant, found: list[Strip]) -> list[Strip]:
        """Return what is left of some tables by what is asked last."""
        if not found:
            return []
        tests = self._last(tables.n, tables.excess, span(found)).stretches
        # Most strips match by one of few objects.
        joined: dict[tuple[int, int], Matches] = {}
        left = []
        for strip in found:
            for run, more in tests:
                if both := range(max(strip.counts.start, run.start), min(strip.counts.stop, run.stop)):
                    alike = id(strip.matches), id(more)
                    if alike not in joined:
                        joined[alike] = strip.matches | more
                    left.append(Strip(strip.most, both, joined[alike]))
        return left
