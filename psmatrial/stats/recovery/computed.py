"""What a table gives in the place of each printed value, and by which rounding the two agree."""

from __future__ import annotations

from typing import NamedTuple

from psmatrial.model import Estimate, HypothesisTest
from psmatrial.stats.methods import method
from psmatrial.stats.printed import Number, Printed
from psmatrial.stats.recovery.candidates import Fit
from psmatrial.stats.recovery.facts import INTERVALS, Facts
from psmatrial.stats.recovery.quantities import observed


class Computed(NamedTuple):
    """One recomputed value or interval, with its method and the ways of rounding that give the print."""

    method: str
    value: Number | None
    low: float | None
    high: float | None
    rounding: tuple[str, ...]


def computed(fit: Fit, facts: Facts) -> dict[str, list[Computed]]:
    """Return the recomputed values of a fitting table, by printed value, one for each method that fits.

    Examples
    --------
    >>> from psmatrial.stats.recovery.candidates import Search
    >>> from psmatrial.stats.recovery.facts import facts
    >>> printed = facts({"n": "50", "index": "28", "comparator": "13", "p": "0.0026"})
    >>> found = computed(next(iter(Search(printed))), printed)["p"][0]
    >>> found.method, round(found.value, 6), found.rounding
    ('exact', 0.002599, ('half-up', 'half-even'))
    """
    found: dict[str, list[Computed]] = {}
    for key, names in fit.matches.items():
        if key == "p":
            found[key] = [_test(fit, facts.numbers[key], name) for name in names]
        elif key in INTERVALS:
            found[key] = [_interval(fit, facts, key, name) for name in names]
        else:
            value = observed(key, fit.table)
            printed = facts.numbers[key] if key in facts.numbers else facts.shares[key].share
            found[key] = [Computed(names[0], value, None, None, printed.rounding(value) if printed else ())]
    return found


def _test(fit: Fit, printed: Printed, name: str) -> Computed:
    """Return the p-value of one test."""
    found = method("equality", name).compute(fit.table, 0.95, "two-sided")
    value = found.p_value if isinstance(found, HypothesisTest) else None
    return Computed(name, value, None, None, printed.rounding(value))


def _interval(fit: Fit, facts: Facts, key: str, name: str) -> Computed:
    """Return the limits of one interval; a way of rounding has to give both."""
    found = method(INTERVALS[key], name).compute(fit.table, facts.level, "two-sided")
    low, high = (found.low, found.high) if isinstance(found, Estimate) else (None, None)
    printed = facts.intervals[key]
    ways = [limit.rounding(end) for limit, end in ((printed.low, low), (printed.high, high)) if limit]
    shared = tuple(way for way in ways[0] if all(way in other for other in ways))
    return Computed(name, None, low, high, shared)
