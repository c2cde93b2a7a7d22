"""Every 2x2 table that fits what is printed.

n and the two rates fix three of the four unknowns, so only the discordance is searched: for each number of patients
and each difference of the discordant counts that the print allows, the smaller of the two counts runs from 0 up.
What depends on fewer numbers is asked first, and what is costly last; nothing is left out that could fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, product
from math import ceil, floor

from psmatrial.model import PairedTable
from psmatrial.stats.recovery.concordant import (
    Bounds,
    Concordant,
    Group,
    agreeing,
    differences,
    disagreeing,
    with_ratio,
)
from psmatrial.stats.recovery.contrast.contrasts import Contrasts
from psmatrial.stats.recovery.effort import ANY, USUAL, USUAL_PAIRS, Effort
from psmatrial.stats.recovery.explaining.known import Known
from psmatrial.stats.recovery.explaining.other_splits import other_groups
from psmatrial.stats.recovery.explaining.other_tests import OtherTests
from psmatrial.stats.recovery.facts import Facts, counts
from psmatrial.stats.recovery.intervals import FittingIntervals
from psmatrial.stats.recovery.margins import Margins, Matches
from psmatrial.stats.recovery.rates.binomial_intervals import ANYWHERE, Window
from psmatrial.stats.recovery.rules import NOTHING, Fit, Rules
from psmatrial.stats.recovery.runs import Fits, Part
from psmatrial.stats.recovery.split_counts import SplitCounts
from psmatrial.stats.recovery.split_tests import Place, SplitTests
from psmatrial.stats.recovery.telling import CONDITIONAL, OBSERVED, Telling, cells_of
from psmatrial.stats.recovery.values import Values

__all__ = ["CONDITIONAL", "OBSERVED", "Fit", "Rules", "Search"]
_DISCORDANT = ("index_only", "comparator_only")
# Exact unconditional intervals are tried for at most this many numbers of patients, and for lines of tables of which
# the patients, squared, are so many together, which takes a second, or ten where they are waited for.
_FEW = 100
_AFFORDED, _PATIENTLY = 400_000, 10


class Search:
    """The tables that fit; iterate to find them, the number of patients rising.

    Parameters
    ----------
    facts
        What is printed.
    rules
        What counts as a fit.
    known
        Tables that were found before and are left out.
    """

    def __init__(self, facts: Facts, rules: Rules | None = None, known: Known | None = None) -> None:
        """Prepare what each printed value will be asked."""
        self.facts, self.rules, self._known = facts, rules or Rules(), known
        truncation = self.rules.truncation
        self._intervals = {
            key: FittingIntervals(key, printed, facts.level, truncation=truncation)
            for key, printed in facts.intervals.items()
        }
        self._values = Values(facts, truncation=truncation)
        self._counts = SplitCounts(facts, self._values)
        self._tests = SplitTests(facts, self.rules, self._intervals, afforded=self._afforded())
        self.stopped_at: int | None = None
        self._effort = self.rules.effort or Effort(None if self.rules.thorough else USUAL)
        self._others = OtherTests(facts.numbers["p"]) if self.rules.other_tests else None
        self._contrasts = Contrasts(
            self._intervals,
            self.rules.kept,
            costly=self.rules.costly,
            afforded=self._afforded(),
            pairs=self.rules.effort or Effort(None if facts.both_rates or self.rules.thorough else USUAL_PAIRS),
        )
        asked = self._values, self._contrasts, self._tests
        self._telling = Telling(facts, asked, self._effort, is_shared=self.rules.effort is not None)

    def _afforded(self) -> int:
        """Return for how many patients, squared and summed over lines, exact unconditional intervals are tried."""
        if not self.rules.costly:
            return 0
        if self.rules.thorough:
            return ANY
        if len(self.facts.patients) > _FEW:
            return 0
        return _PATIENTLY * _AFFORDED if self.rules.patient else _AFFORDED

    @property
    def not_tried(self) -> set[str]:
        """The costly methods that were left out, and numbers of patients that were not reached."""
        return self._contrasts.not_tried

    def __iter__(self) -> Iterator[Fit]:
        """Go through the tables that fit."""
        fits = chain.from_iterable(part.fits() for parts in self.parts() for part in parts)
        known = self._known
        return fits if known is None else (fit for fit in fits if fit.cells not in known)

    def found(self, most: int) -> Fits:
        """Return the tables that fit, and stop after more than so many."""
        parts: list[Part] = []
        count = 0
        for some in self.parts():
            found = list(islice(some, most + 1 - count))
            parts += found
            count += sum(part.size for part in found)
            if count > most:
                break
        return Fits(parts)

    def parts(self) -> Iterator[Iterable[Part]]:
        """Go through the tables that fit, those together that are told together, by what was searched together."""
        rates = self._rates()
        if self.rules.one_each and self.facts.one_rate:
            yield from (self._one_each(margins) for margins in rates)
            return
        for margins, groups in self._contrasts.gathered((each, self._groups(each)) for each in rates):
            for tables, splits in self._telling.expecting(margins, groups):
                if splits:
                    yield self._telling.parts(margins, tables, splits)
                if self._contrasts.exhausted or not self._effort.affords():
                    self.stopped_at = margins.n
                    return

    def _rates(self) -> Iterator[Margins]:
        """Go through the rates that are possible, the number of patients rising."""
        for n in self.facts.patients:
            margins = Margins(n, self._margin("index", n), self._margin("comparator", n))
            if not margins.impossible:
                yield margins

    def _groups(self, margins: Margins) -> Iterable[Group]:
        """Return the differences of the discordant counts, with the smaller counts that are to be tried."""
        groups = self._unknown(self._tests.groups(margins.n, self._places(margins)))
        return other_groups(self._others, groups, self._effort) if self._others else groups

    def _unknown(self, groups: Iterable[Group]) -> Iterator[Group]:
        """Go through some tables without those that were found before together."""
        for tables, splits in groups:
            yield tables, splits.without(self._known.whole(tables)) if self._known else splits

    def _places(self, margins: Margins) -> Iterator[Place]:
        """Go through the differences of the discordant counts, with smaller ones beside which none fits."""
        n, bounds = margins.n, self._bounds(margins.n)
        if bounds.impossible:
            return
        # Pairs of rates that are possible have the printed ratio.
        left = bounds if margins.index is margins.comparator is None else bounds._replace(ratio=ANYWHERE)
        for excess in self._excesses(margins, bounds):
            if possible := self._possible(n, excess):
                tables = Concordant(n, excess, self._pairs(margins, excess, bounds.ratio), left)
                room = tables.smaller()
                yield tables, range(max(possible.start, room.start), min(possible.stop, room.stop))

    def _one_each(self, margins: Margins) -> Iterator[Fit]:
        """Return one table for each count of the only printed rate."""
        counted = margins.comparator if margins.index is None else margins.index
        for x, matches in (counted or {}).items():
            yield Fit((x, 0, 0, margins.n - x), self._telling.always | matches)

    def _margin(self, key: str, n: int) -> dict[int, Matches] | None:
        """Return the counts that fit a printed rate and its interval; None where neither is printed."""
        interval = f"{key}_ci"
        if key not in self.facts.shares and interval not in self._intervals:
            return None
        share, allowed = self.facts.shares.get(key), range(n + 1)
        if interval in self._intervals:
            allowed = self._intervals[interval].rate_counts(n, self.facts.patients)
        found = allowed if share is None else counts(share, n, truncation=self.rules.truncation)
        if interval not in self._intervals:
            return dict.fromkeys(found, NOTHING)
        kept = ((x, self._methods(interval, PairedTable(x, 0, 0, n - x))) for x in found if x in allowed)
        # The same methods are one object, so that what tables match is put together once.
        same: dict[tuple[str, ...], Matches] = {}
        return {x: same.setdefault(names, {interval: names}) for x, names in kept if names}

    def _methods(self, key: str, table: PairedTable) -> tuple[str, ...]:
        """Return the methods that count under which a printed interval fits."""
        return self.rules.kept(key, self._intervals[key].fitting(table))

    def _pairs(self, margins: Margins, excess: int, ratio: Window) -> list[tuple[int, int]] | None:
        """Return the pairs of counts with this difference and the printed ratio; None where neither rate is printed."""
        pairs = with_ratio(margins.pairs(excess), ratio)
        if not pairs or "ratio" not in self.facts.numbers:
            return pairs
        return [(x1, x2) for x1, x2 in pairs if self._values.fit(("ratio",), (0, x1, x2, 0))]

    def _excesses(self, margins: Margins, bounds: Bounds) -> Sequence[int]:
        """Return every difference of the discordant counts that the rates and their printed difference allow."""
        n, near = margins.n, self._within(margins.n, bounds)
        pairs: list[Iterable[int]] = []
        if margins.index is not None and margins.comparator is not None:
            pairs = [margins.index, margins.comparator]
        elif "index_only" in self.facts.shares and "comparator_only" in self.facts.shares:
            pairs = [counts(self.facts.shares[key], n, truncation=self.rules.truncation) for key in _DISCORDANT]
        allowed = sorted({first - second for first, second in product(*pairs)}.intersection(near)) if pairs else near
        printed = self.facts.numbers.get("difference")
        if printed is None:
            return allowed
        low, high = (n * end for end in printed.window(truncation=self.rules.truncation))
        close = [excess for excess in allowed if ceil(low - 1e-6) <= excess <= floor(high + 1e-6)]
        return [excess for excess in close if self._values.fit(("difference",), cells_of(n, excess, 0))]

    def _within(self, n: int, bounds: Bounds) -> range:
        """Return between which differences of the discordant counts everything can be as printed."""
        alike = agreeing(n, bounds.kappa)
        spans = [differences(n, bounds.ratio), alike, self._contrasts.excesses(n), self._counts.excesses(n)]
        most = min(self._counts.sums(n)[1], disagreeing(n, bounds.kappa, alike[-1]))
        spans.append(self._tests.excesses(n, most))
        return range(max(one.start for one in spans), min(one.stop for one in spans))

    def _possible(self, n: int, excess: int) -> range:
        """Return neighbouring smaller discordant counts beside which none fits, as they themselves tell."""
        places = self._counts.fitting(n, excess, range((n - abs(excess)) // 2 + 1))
        return self._tests.possible(n, excess, places)

    def _bounds(self, n: int) -> Bounds:
        """Return what else is printed of the whole table."""
        ratio, shown = self._contrasts.ratios(), self._values.windows.get("ratio", ANYWHERE)
        cells = {key: Window(*self._values.ends(key, n)) for key in ("both", "neither") if key in self.facts.shares}
        ratio = Window(max(ratio.low, shown[0]), min(ratio.high, shown[1]))
        return Bounds(Window(*self._values.windows.get("kappa", ANYWHERE)), ratio, **cells)
