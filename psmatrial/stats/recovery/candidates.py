"""Every 2x2 table that fits what is printed.

n and the two rates fix three of the four unknowns, so only the discordance is searched: for each number of patients
and each difference of the discordant counts that the print allows, the smaller of the two counts runs from 0 up.
What depends on fewer numbers is asked first, and what is costly last; nothing is left out that could fit.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import ceil, floor, inf

from psmatrial.model import PairedTable
from psmatrial.stats.recovery.facts import KEYS, Facts, counted, counts, observed
from psmatrial.stats.recovery.intervals import COSTLY, NESTED, FittingIntervals
from psmatrial.stats.recovery.margins import Margins, Matches
from psmatrial.stats.recovery.p_values import TESTS, FittingSplits

OBSERVED = ("observed",)
CONDITIONAL = ("conditional",)
_DISCORDANT = ("index_only", "comparator_only")
# Patients, summed over the costly intervals that one search may compute: some seconds.
_AFFORDED = 4000


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
    """

    truncation: bool = False
    methods: Mapping[str, frozenset[str]] = field(default_factory=dict)
    one_each: bool = False
    costly: bool = True

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
        self.not_tried: set[str] = set()
        truncation = self.rules.truncation
        self._intervals = {
            key: FittingIntervals(key, printed, facts.level, truncation=truncation)
            for key, printed in facts.intervals.items()
        }
        self._shares: dict[tuple[str, int], Container[int]] = {}
        self._splits: FittingSplits | None = None
        if "p" in facts.numbers:
            self._splits = FittingSplits(facts.numbers["p"], self.rules.kept("p", TESTS), truncation=truncation)

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
                for smaller, matches in self._discordant(margins, excess):
                    yield from self._concordant(margins, excess, smaller, matches)

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
        share = self.facts.shares.get(key)
        found = range(n + 1) if share is None else counts(share, n, truncation=self.rules.truncation)
        if interval not in self._intervals:
            return {x: {} for x in found}
        kept = ((x, self._methods(interval, PairedTable(x, 0, 0, n - x))) for x in found)
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

    def _discordant(self, margins: Margins, excess: int) -> Iterator[tuple[int, Matches]]:
        """Return the smaller discordant counts that fit all that depends on n and the discordant counts alone."""
        n = margins.n
        top = (n - abs(excess)) // 2
        pairs = margins.pairs(excess)
        if pairs is not None:
            # The patients found by both tests and by neither are not fewer than none.
            top = min(top, max((min(x1, x2, n - x1, n - x2) for x1, x2 in pairs), default=-1))
        found: dict[int, tuple[str, ...]] = dict.fromkeys(self._odds_range(excess, top), ())
        if self._by_split:
            found = {k: () for k in found if self._fits_all(self._by_split, _table(n, excess, k))}
        if self._splits and found:
            places = list(found)
            fitting = self._splits.fitting(n, abs(excess), range(places[0], places[-1] + 1))
            found = {k: fitting[k] for k in places if k in fitting}
        odds = {k: self._odds_methods(excess, k) for k in found}
        kept = [k for k, names in odds.items() if names is not None]
        for k, nested in self._nested(n, excess, kept).items():
            p_values = {"p": found[k]} if self._splits else {}
            yield k, p_values | (odds[k] or {}) | nested

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

    def _odds_methods(self, excess: int, smaller: int) -> Matches | None:
        """Return the methods under which the interval of the odds ratio fits, None where it does not."""
        if "odds_ratio_ci" not in self._intervals:
            return {}
        names = self._methods("odds_ratio_ci", _table(2 * smaller + abs(excess) + 1, excess, smaller))
        return {"odds_ratio_ci": names} if names else None

    def _nested(self, n: int, excess: int, smaller: list[int]) -> dict[int, Matches]:
        """Return the counts for which the interval of the difference may fit, with the costly methods that do."""
        if "difference_ci" not in self._intervals:
            return {k: {} for k in smaller}
        asked = self._intervals["difference_ci"]
        tables = {k: _table(n, excess, k) for k in smaller}
        near = [k for k in smaller if asked.near(tables[k])]
        found: dict[int, Matches] = {k: {"difference_ci": ()} for k in near}
        nearer = [k for k in near if asked.near_tango(tables[k])]
        for name in self.rules.kept("difference_ci", (*NESTED, COSTLY) if self.rules.costly else ()):
            if asked.work > _AFFORDED:
                self.not_tried.add(name)
                asked.without.add(name)
            if name in asked.without or name == COSTLY:
                continue
            fitting, tried = asked.nested(name, [tables[k] for k in nearer])
            asked.work += tried * n
            for k in nearer:
                if tables[k] in fitting:
                    found[k]["difference_ci"] += (name,)
        return found

    def _concordant(self, margins: Margins, excess: int, smaller: int, matches: Matches) -> Iterator[Fit]:
        """Return the tables with these discordant counts that fit all the rest."""
        n = margins.n
        split = _table(n, excess, smaller)
        b, c, concordant = split.index_only, split.comparator_only, split.neither
        pairs = margins.pairs(excess)
        for both in range(concordant + 1) if pairs is None else sorted(x2 - c for _, x2 in pairs):
            if not 0 <= both <= concordant:
                continue
            table = PairedTable(both, b, c, concordant - both)
            if not self._fits_all(self._by_table, table):
                continue
            intervals = self._table_intervals(table, matches)
            if intervals is None:
                continue
            found = self._always | matches | intervals
            found |= (margins.index or {}).get(both + b, {}) | (margins.comparator or {}).get(both + c, {})
            yield Fit(table, {key: found[key] for key in KEYS if key in found})

    def _table_intervals(self, table: PairedTable, matches: Matches) -> Matches | None:
        """Return the methods of the intervals that depend on the whole table, None where one does not fit."""
        found: Matches = {}
        for key in ("difference_ci", "ratio_ci"):
            if key in self._intervals:
                asked = self._intervals[key]
                names = {*asked.fitting(table), *matches.get(key, ())}
                found[key] = self.rules.kept(key, (name for name in asked.names if name in names))
                if not found[key]:
                    return None
        return found

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


def _table(n: int, excess: int, smaller: int) -> PairedTable:
    """Return a table of n patients with these discordant counts, all others found by neither test."""
    b, c = smaller + max(0, excess), smaller + max(0, -excess)
    return PairedTable(0, b, c, n - b - c)
