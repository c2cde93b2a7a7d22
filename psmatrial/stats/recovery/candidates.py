"""Every 2x2 table that fits what is printed.

n and the two rates fix three of the four unknowns, so only the discordance is searched: for each number of patients
and each difference of the discordant counts that the print allows, the smaller of the two counts runs from 0 up.
What depends on fewer numbers is asked first, and what is costly last; nothing is left out that could fit.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import ceil, floor, inf

from psmatrial.model import PairedTable
from psmatrial.stats.recovery.contrasts import Contrasts
from psmatrial.stats.recovery.facts import KEYS, Facts, counted, counts, observed
from psmatrial.stats.recovery.intervals import FittingIntervals
from psmatrial.stats.recovery.margins import Margins, Matches
from psmatrial.stats.recovery.odds_lines import OddsLines
from psmatrial.stats.recovery.p_values import TESTS, FittingSplits

OBSERVED = ("observed",)
CONDITIONAL = ("conditional",)
_DISCORDANT = ("index_only", "comparator_only")
# Exact unconditional intervals are tried for at most this many numbers of patients, and where the rates are not both
# printed for lines of tables that have so many patients together: some seconds.
_FEW = 100
_AFFORDED = 6000
_ANY = 10**9
_NOTHING: Matches = {}
# Smaller discordant count, patients found by both tests, and the methods that fit.
_Split = tuple[int, int, Matches]


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts as a fit.

    Parameters
    ----------
    truncation
        Whether a value that was cut off counts, not only a rounded one.
    methods
        By printed value, the only methods that count.
    one_each
        Where nothing but one rate is printed: give one table for each count instead of all.
    costly
        Whether the costly intervals of the difference are tried.
    thorough
        Whether they are tried however long it takes.
    """

    truncation: bool = False
    methods: Mapping[str, frozenset[str]] = field(default_factory=dict)
    one_each: bool = False
    costly: bool = True
    thorough: bool = False

    def kept(self, key: str, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of some methods that count for a printed value."""
        return tuple(name for name in names if key not in self.methods or name in self.methods[key])


@dataclass(frozen=True, slots=True)
class Fit:
    """A table, and for each printed value the methods under which it fits."""

    table: PairedTable
    matches: Matches


class Search:
    """The tables that fit; iterate to find them, the number of patients rising.

    Parameters
    ----------
    facts
        What is printed.
    rules
        What counts as a fit.
    """

    def __init__(self, facts: Facts, rules: Rules | None = None) -> None:
        """Prepare what each printed value will be asked."""
        self.facts, self.rules = facts, rules or Rules()
        truncation = self.rules.truncation
        self._intervals = {
            key: FittingIntervals(key, printed, facts.level, truncation=truncation)
            for key, printed in facts.intervals.items()
        }
        self._shares: dict[tuple[str, int], Container[int]] = {}
        self._splits: FittingSplits | None = None
        if "p" in facts.numbers:
            self._splits = FittingSplits(facts.numbers["p"], self.rules.kept("p", TESTS), truncation=truncation)
        self._odds: OddsLines | None = None
        if odds := self._intervals.get("odds_ratio_ci"):
            names = self.rules.kept("odds_ratio_ci", odds.names)
            self._odds = OddsLines(odds, names, max(facts.patients, default=0))
        self._contrasts = Contrasts(
            self._intervals, self.rules.kept, costly=self.rules.costly, afforded=self._afforded()
        )

    def _afforded(self) -> int:
        """Return for how many patients, summed over lines of tables, exact unconditional intervals are tried."""
        if not self.rules.costly:
            return 0
        if self.rules.thorough:
            return _ANY
        if len(self.facts.patients) > _FEW:
            return 0
        return _ANY if {"index", "comparator"} <= self.facts.shares.keys() else _AFFORDED

    @property
    def not_tried(self) -> set[str]:
        """The costly methods that were left out."""
        return self._contrasts.not_tried

    def __iter__(self) -> Iterator[Fit]:
        """Go through the tables that fit."""
        for n in self.facts.patients:
            margins = Margins(n, self._margin("index", n), self._margin("comparator", n))
            if margins.impossible:
                continue
            if self.rules.one_each and self.facts.one_rate:
                yield from self._one_each(margins)
                continue
            for excess in self._excesses(margins):
                if self._contrasts.beyond(n, excess):
                    continue
                if splits := self._discordant(margins, excess):
                    yield from self._concordant(margins, excess, splits)

    def _one_each(self, margins: Margins) -> Iterator[Fit]:
        """Return one table for each count of the only printed rate."""
        counted = margins.comparator if margins.index is None else margins.index
        for x, matches in (counted or {}).items():
            yield Fit(PairedTable(x, 0, 0, margins.n - x), self._always | matches)

    @cached_property
    def _always(self) -> Matches:
        """What is matched in the same way by every table that fits."""
        found: Matches = {key: OBSERVED for key in (*self.facts.shares, *self.facts.numbers) if key != "p"}
        return found | ({"odds_ratio": CONDITIONAL} if "odds_ratio" in found else {})

    def _margin(self, key: str, n: int) -> dict[int, Matches] | None:
        """Return the counts that fit a printed rate and its interval; None where neither is printed."""
        interval = f"{key}_ci"
        if key not in self.facts.shares and interval not in self._intervals:
            return None
        share, allowed = self.facts.shares.get(key), range(n + 1)
        if interval in self._intervals:
            allowed = self._intervals[interval].rate_counts(n)
        found = allowed if share is None else counts(share, n, truncation=self.rules.truncation)
        if interval not in self._intervals:
            return {x: {} for x in found}
        kept = ((x, self._methods(interval, PairedTable(x, 0, 0, n - x))) for x in found if x in allowed)
        return {x: {interval: names} for x, names in kept if names}

    def _methods(self, key: str, table: PairedTable) -> tuple[str, ...]:
        """Return the methods that count under which a printed interval fits."""
        return self.rules.kept(key, self._intervals[key].fitting(table))

    def _excesses(self, margins: Margins) -> list[int]:
        """Return every difference of the discordant counts that the rates and their printed difference allow."""
        n = margins.n
        if margins.index is not None and margins.comparator is not None:
            allowed = sorted({x1 - x2 for x1, x2 in product(margins.index, margins.comparator)})
        elif "index_only" in self.facts.shares and "comparator_only" in self.facts.shares:
            cells = (counts(self.facts.shares[key], n, truncation=self.rules.truncation) for key in _DISCORDANT)
            allowed = sorted({b - c for b, c in product(*cells)})
        else:
            allowed = list(range(-n, n + 1))
        printed = self.facts.numbers.get("difference")
        if printed is None:
            return allowed
        low, high = (n * end for end in printed.window(truncation=self.rules.truncation))
        near = [excess for excess in allowed if ceil(low - 1e-6) <= excess <= floor(high + 1e-6)]
        return [excess for excess in near if self._fits("difference", _table(n, excess, 0))]

    def _discordant(self, margins: Margins, excess: int) -> dict[int, Matches]:
        """Return the smaller discordant counts that fit p, the odds ratio and the cells, with their methods."""
        n = margins.n
        top = (n - abs(excess)) // 2
        pairs = margins.pairs(excess)
        if pairs is not None:
            # The patients found by both tests and by neither are not fewer than none.
            top = min(top, max((min(x1, x2, n - x1, n - x2) for x1, x2 in pairs), default=-1))
        places: Sequence[int] = self._odds_range(excess, top)
        if self._odds and not self._splits:
            places = [k for k in sorted(self._odds.fitting(excess)) if k in places]
        if self._by_split:
            places = [k for k in places if self._fits_all(self._by_split, _table(n, excess, k))]
        found: dict[int, Matches] = dict.fromkeys(places, _NOTHING)
        if self._splits and places:
            fitting = self._splits.fitting(n, abs(excess), range(places[0], places[-1] + 1))
            found = {k: {"p": fitting[k]} for k in places if k in fitting}
        if self._odds and found:
            odds = self._odds.fitting(excess)
            found = {k: matches | {"odds_ratio_ci": odds[k]} for k, matches in found.items() if k in odds}
        return found

    def _odds_range(self, excess: int, top: int) -> range:
        """Return the smaller discordant counts up to ``top`` that a printed odds ratio can allow."""
        if "odds_ratio" not in self.facts.numbers or excess == 0:
            return range(top + 1)
        low, high = self._windows["odds_ratio"]
        if excess < 0:
            low, high = (1.0 / high if high > 0.0 else inf), (1.0 / low if low > 0.0 else inf)
        if high <= 1.0:
            return range(0)
        # The larger count over the smaller one is 1 + |excess|/smaller; one more on either side for rounding.
        first = max(0, int(abs(excess) / (high - 1.0)) - 1)
        last = top if low <= 1.0 else min(top, int(min(abs(excess) / (low - 1.0), top)) + 1)
        return range(first, last + 1)

    @cached_property
    def _by_split(self) -> tuple[str, ...]:
        """The printed values that depend on n and the discordant counts alone."""
        names = ("index_only", "comparator_only", "agreement", "odds_ratio")
        return tuple(name for name in names if name in self.facts.shares or name in self.facts.numbers)

    def _concordant(self, margins: Margins, excess: int, splits: Mapping[int, Matches]) -> Iterator[Fit]:
        """Return the tables with these discordant counts that fit all the rest."""
        contrasted = self._contrasted if self._contrasts else self._any_both
        for k, both, matches in contrasted(margins, excess, splits):
            table = _table(margins.n, excess, k, both)
            if self._fits_all(self._by_table, table):
                found = self._always | matches
                found |= (margins.index or {}).get(table.index_positive, {})
                found |= (margins.comparator or {}).get(table.comparator_positive, {})
                yield Fit(table, {key: found[key] for key in KEYS if key in found})

    def _any_both(self, margins: Margins, excess: int, splits: Mapping[int, Matches]) -> Iterator[_Split]:
        """Return every number of patients found by both tests that the rates allow."""
        pairs = margins.pairs(excess)
        for k, matches in splits.items():
            concordant, c = margins.n - abs(excess) - 2 * k, k + max(0, -excess)
            every = range(concordant + 1) if pairs is None else sorted(x2 - c for _, x2 in pairs)
            for both in every:
                if 0 <= both <= concordant:
                    yield k, both, matches

    def _contrasted(self, margins: Margins, excess: int, splits: Mapping[int, Matches]) -> list[_Split]:
        """Return those of them that the printed intervals of the difference and the ratio allow."""
        n, counts = margins.n, range(min(splits), max(splits) + 1)
        alike = self._contrasts.alike(n, excess, counts)
        found = []
        pairs = margins.pairs(excess)
        for index, comparator in margins.every_pair(excess) if pairs is None else pairs:
            if self._contrasts.excluded(n, index, comparator, alike):
                continue
            for k, matches in self._contrasts.fitting(n, index, comparator, counts, alike).items():
                if k in splits:
                    found.append((k, comparator - k - max(0, -excess), splits[k] | matches))
        return sorted(found, key=lambda one: one[:2])

    @cached_property
    def _by_table(self) -> tuple[str, ...]:
        """The printed values that depend on the whole table."""
        names = ("both", "neither", "ratio", "kappa")
        return tuple(name for name in names if name in self.facts.shares or name in self.facts.numbers)

    def _fits_all(self, keys: tuple[str, ...], table: PairedTable) -> bool:
        """Return whether printed shares and numbers other than p fit a table."""
        return all(self._fits(key, table) for key in keys)

    def _fits(self, key: str, table: PairedTable) -> bool:
        """Return whether a printed share or number other than p fits a table."""
        if key in self.facts.shares:
            return counted(key, table) in self._allowed(key, table.n)
        value, (low, high) = observed(key, table), self._windows[key]
        near = value is None or low <= value <= high
        return near and self.facts.numbers[key].fits(value, truncation=self.rules.truncation)

    def _allowed(self, key: str, n: int) -> Container[int]:
        """Return the counts that a printed share of n patients allows."""
        if (key, n) not in self._shares:
            found = counts(self.facts.shares[key], n, truncation=self.rules.truncation)
            self._shares[key, n] = found if isinstance(found, range) else frozenset(found)
        return self._shares[key, n]

    @cached_property
    def _windows(self) -> dict[str, tuple[float, float]]:
        """The numbers between which each printed number must lie."""
        truncation = self.rules.truncation
        return {key: printed.window(truncation=truncation) for key, printed in self.facts.numbers.items()}


def _table(n: int, excess: int, smaller: int, both: int = 0) -> PairedTable:
    """Return a table of n patients with these discordant counts and patients found by both tests."""
    b, c = smaller + max(0, excess), smaller + max(0, -excess)
    return PairedTable(both, b, c, n - b - c - both)
