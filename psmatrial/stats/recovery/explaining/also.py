"""Tables that fit only if more is allowed: cut-off numbers, one-sided values, other tests, another level.

They explain what was printed and never change the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from math import exp, inf, sqrt
from typing import NamedTuple

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import binomial_tail
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.methods import methods
from psmatrial.stats.printed import Printed
from psmatrial.stats.printed_text import Interval
from psmatrial.stats.recovery.candidates import OBSERVED, Fit, Rules, Search
from psmatrial.stats.recovery.effort import Effort
from psmatrial.stats.recovery.explaining.known import Known
from psmatrial.stats.recovery.explaining.other_odds import other_odds_limits, other_odds_ratios
from psmatrial.stats.recovery.explaining.other_tests import OtherTests
from psmatrial.stats.recovery.facts import KEYS, Facts
from psmatrial.stats.recovery.intervals import NESTED, FittingIntervals
from psmatrial.stats.recovery.margins import Matches
from psmatrial.stats.recovery.p.p_values import TESTS, FittingSplits
from psmatrial.stats.recovery.quantities import observed

LEVELS = (0.9, 0.95, 0.975, 0.98, 0.99, 0.999)
TRUNCATION = "truncation"
ONE_SIDED = "one-sided"
OTHER_TESTS_ONLY = "other tests"
OTHER_LEVEL = "another level"
OTHER_METHOD = "another method than the one named"
# What a table that is tried by further methods counts for.
_TRIED = 40
MOST_EXPLAINED = 100
_MOST_TRIED = 1000
_ROUNDING = 1e-9


def explaining(effort: Effort, rules: Rules | None = None) -> Rules:
    """Return rules of what explains, which need not be complete: no costly intervals, one table for each rate."""
    return replace(rules or Rules(), one_each=True, costly=False, thorough=False, effort=effort)


class Also(NamedTuple):
    """A table that fits if more is allowed, and what has to be allowed.

    Parameters
    ----------
    cells
        Its counts; few are ever looked at as a table.
    matches
        For each printed value the methods under which it fits.
    reason
        What has to be allowed.
    """

    cells: tuple[int, int, int, int]
    matches: Matches
    reason: str

    @property
    def table(self) -> PairedTable:
        """The table."""
        return PairedTable(*self.cells)


def truncated(facts: Facts, known: Known, rules: Rules) -> Iterator[Also]:
    """Return the tables that fit only if some value was cut off instead of rounded, where every other fit is known."""
    yield from _listed(Search(facts, replace(rules, truncation=True), known), TRUNCATION)


def otherwise(facts: Facts, known: Known, effort: Effort) -> Iterator[Also]:
    """Return the tables that fit only by methods other than those named, where every other fit is known."""
    yield from _listed(Search(facts, explaining(effort), known), OTHER_METHOD)


def _listed(fits: Iterable[Fit], reason: str) -> Iterator[Also]:
    """Return the first of some tables."""
    for found in islice(fits, MOST_EXPLAINED):
        yield Also(found.cells, found.matches, reason)


def one_sided(facts: Facts, known: Known, effort: Effort, rules: Rules | None = None) -> Iterator[Also]:
    """Return the tables that fit only if a p-value or an interval is one-sided.

    What a named method gives one-sided is not taken for what another method gives two-sided.
    """
    asked = {
        (key, side): FittingIntervals(key, printed, facts.level, alternative=side)
        for key, printed in facts.intervals.items()
        for side in ("greater", "less")
        if _open_ended(key, printed, side)
    }

    def further(key: str, fit: Fit) -> tuple[str, ...]:
        if key == "p":
            a, b, c, d = fit.cells
            found = _one_sided_tests(facts.numbers["p"], a + b + c + d, b, c)
            return tuple(f"one-sided {name}" for name in found)
        sides = (name for (of, _), one in asked.items() if of == key for name in one.fitting(fit.table))
        return tuple(f"one-sided {name}" for name in dict.fromkeys(sides))

    keys = tuple(key for key in facts.intervals if any(of == key for of, _ in asked))
    named = rules.methods if rules else {}
    yield from _loosened(facts, known, effort, _Allowed(ONE_SIDED, (*_printed(facts, "p"), *keys), further, named))


def _printed(facts: Facts, *keys: str) -> tuple[str, ...]:
    """Return those of some numbers that are printed."""
    return tuple(key for key in keys if key in facts.numbers)


@lru_cache(maxsize=1024)
def _one_sided_tests(printed: Printed, n: int, b: int, c: int) -> tuple[str, ...]:
    """Return the tests whose p-value on the side of the estimate is printed like this, as discordant counts tell."""
    table = PairedTable(0, b, c, n - b - c)
    side = "less" if b < c else "greater"
    low, high = printed.window()
    least, most = unconditional_ends(table)
    tried = (name for name in TESTS if name != "exact-unconditional" or not (most < low or least > high))
    return tuple(name for name in tried if printed.fits(mcnemar(table, name, side).p_value))


def unconditional_ends(table: PairedTable) -> tuple[float, float]:
    """Return numbers between which the one-sided unconditional p-value of a table lies, on the side of its estimate.

    Whatever the number of discordant patients, z is as large as observed with a probability of no more than
    exp(-z^2 / 2) (Hoeffding 1963), and so it is on the average; one of the cases is that all patients are discordant.

    Examples
    --------
    >>> least, most = unconditional_ends(PairedTable(9, 19, 4, 18))
    >>> least < mcnemar(PairedTable(9, 19, 4, 18), "exact-unconditional", "greater").p_value < most
    True
    """
    n, discordant = table.n, table.index_only + table.comparator_only
    if not discordant:
        return 0.0, 1.0
    square = (table.index_only - table.comparator_only) ** 2 / discordant
    # One count more than the least that is as extreme, so that no rounding counts.
    count = int((n + sqrt(n * square)) / 2.0) + 2
    least = binomial_tail(count, n, 0.5) if count <= n else 0.0
    return least * (1.0 - _ROUNDING), exp(-square / 2.0) * (1.0 + _ROUNDING)


def _open_ended(key: str, printed: Interval, side: str) -> bool:
    """Return whether an interval is printed as one-sided ones are, one limit being the end of the range."""
    lowest, highest = (0.0, inf) if "ratio" in key else (-1.0 if key == "difference_ci" else 0.0, 1.0)
    limit, end = (printed.high, highest) if side == "greater" else (printed.low, lowest)
    return limit is None or limit.fits(end)


def other_tests(facts: Facts, known: Known, effort: Effort, *, whole: bool = False) -> Iterator[Also]:
    """Return the tables that fit only by tests or odds ratios that are not methods of a paired table.

    ``whole`` is whether every table that fits by the usual methods is known.
    """
    tests = OtherTests(facts.numbers["p"]) if "p" in facts.numbers else None
    asked = {key: FittingIntervals(key, printed, facts.level) for key, printed in facts.intervals.items()}

    def further(key: str, fit: Fit) -> tuple[str, ...]:
        if key == "p" and tests:
            return tests.fitting(fit.cells)
        table = fit.table
        if key == "odds_ratio":
            values = other_odds_ratios(table)
            return tuple(name for name, value in values.items() if facts.numbers[key].fits(value))
        if key == "odds_ratio_ci":
            limits = other_odds_limits(table, asked[key].z)
        else:
            found = table.index_positive if key == "index_ci" else table.comparator_positive
            three = min(1.0, 3.0 / table.n)
            limits = {"rule of three": (0.0, three)} if found == 0 else {}
            limits |= {"rule of three": (1.0 - three, 1.0)} if found == table.n else {}
        return tuple(name for name, ends in limits.items() if asked[key].prints(ends))

    # The rule of three ends where the range does.
    rates = [key for key in ("index_ci", "comparator_ci") if key in asked]
    ended = [key for key in rates if any(_open_ended(key, asked[key].printed, side) for side in ("greater", "less"))]
    keys = (*_printed(facts, "p", "odds_ratio"), *(key for key in asked if key == "odds_ratio_ci" or key in ended))
    if tests and keys == ("p",) and facts.both_rates:
        strict = None if whole else _Strict(facts)
        search = Search(facts, replace(explaining(effort), methods=_quick(), costly=True, other_tests=True), known)
        found = (one for one in islice(search, _MOST_TRIED) if not (strict and strict.fitting("p", one.table)))
        yield from _listed(found, OTHER_TESTS_ONLY)
    else:
        yield from _loosened(facts, known, effort, _Allowed(OTHER_TESTS_ONLY, keys, further))


def other_levels(facts: Facts, known: Known, effort: Effort) -> Iterator[Also]:
    """Return the tables that fit only if an interval has another level."""
    asked = {
        (key, level): FittingIntervals(key, printed, level)
        for key, printed in facts.intervals.items()
        for level in LEVELS
        if level != facts.level
    }

    def further(key: str, fit: Fit) -> tuple[str, ...]:
        table = fit.table
        fitting = ((name, level) for (of, level), one in asked.items() if of == key for name in one.fitting(table))
        return tuple(f"{name} at level {level:g}" for name, level in fitting)

    yield from _loosened(facts, known, effort, _Allowed(OTHER_LEVEL, tuple(facts.intervals), further))


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What more is allowed: for which printed values, and the further methods by which they fit a table.

    ``named`` are the methods that go before others, by printed value.
    """

    reason: str
    keys: tuple[str, ...]
    further: Callable[[str, Fit], tuple[str, ...]]
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)


def _loosened(facts: Facts, known: Known, effort: Effort, allowed: _Allowed) -> Iterator[Also]:
    """Return the tables that fit when some printed values may fit by further methods, of which one needs them."""
    if not allowed.keys:
        return
    pieces = [piece for piece in facts.pieces() if piece.partition(".")[0] in allowed.keys]
    search = Search(facts.without(*pieces), replace(explaining(effort), methods=_quick(), costly=True), known)
    strict = _Strict(facts)
    for found in islice(search, _MOST_TRIED):
        if not effort.affords(_TRIED):
            return
        matches = _matches(found, strict, allowed)
        if matches is not None:
            yield Also(found.cells, {key: matches[key] for key in KEYS if key in matches}, allowed.reason)


def _quick() -> Mapping[str, frozenset[str]]:
    """Return of the methods of a difference all but those that need seconds."""
    return {"difference_ci": frozenset(one.name for one in methods("rate-difference") if one.name not in NESTED)}


def _matches(found: Fit, strict: _Strict, allowed: _Allowed) -> Matches | None:
    """Return the methods by which every value fits, None where one does not, or none needs a further method."""
    further = {key: allowed.further(key, found) for key in allowed.keys}
    if not any(further.values()):
        return None
    table = found.table
    usual = {key: strict.fitting(key, table) for key in allowed.keys}
    for key, methods_named in allowed.named.items():
        ours = tuple(name for name in further.get(key, ()) if name.removeprefix(f"{ONE_SIDED} ") in methods_named)
        if ours and methods_named.isdisjoint(usual[key]):
            usual[key], further[key] = (), ours
    if all(usual.values()) or not all(usual[key] or further[key] for key in allowed.keys):
        return None
    return dict(found.matches) | {key: usual[key] or further[key] for key in allowed.keys}


class _Strict:
    """The methods that count for the verdict, table by table."""

    def __init__(self, facts: Facts) -> None:
        """Prepare what each printed value will be asked."""
        self._facts = facts
        self._intervals = {key: FittingIntervals(key, item, facts.level) for key, item in facts.intervals.items()}
        self._splits = FittingSplits(facts.numbers["p"]) if "p" in facts.numbers else None

    def fitting(self, key: str, table: PairedTable) -> tuple[str, ...]:
        """Return the methods by which a printed value fits a table."""
        if key in self._intervals:
            return self._intervals[key].fitting(table)
        if key == "p" and self._splits:
            smaller = min(table.index_only, table.comparator_only)
            excess = abs(table.index_only - table.comparator_only)
            return self._splits.fitting(table.n, excess, range(smaller, smaller + 1)).get(smaller, ())
        return OBSERVED if self._facts.numbers[key].fits(observed(key, table)) else ()
