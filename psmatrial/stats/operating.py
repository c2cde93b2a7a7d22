"""Operating characteristics of intervals: how often they hold the truth, on which side they miss it, how wide they are.

Nothing is simulated. A method gives one interval for every table that n patients can make, and when the probabilities
of the four cells are known, so is that of every table: coverage is a sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from psmatrial.errors import InputError
from psmatrial.model import HypothesisTest, Method, PairedTable, checked_level
from psmatrial.stats import _outcomes
from psmatrial.stats.population import Population

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_RATES = ("index-rate", "comparator-rate")
_RATIOS = ("rate-ratio", "odds-ratio")
# These look at how the concordant patients split; every other interval of a difference does not.
_NEEDING_BOTH = ("newcombe", "mover-jeffreys")
# A limit that equals the truth holds it, however both were rounded.
_DUST = 1e-12


class Coverage(NamedTuple):
    """What an interval does at one truth.

    Parameters
    ----------
    covered
        Probability that it holds the truth.
    too_high, too_low
        Probability that it lies wholly above the truth, and wholly below it.
    width
        Its mean width; of a ratio x on the scale x/(1 + x), which ends at 1.
    """

    covered: float
    too_high: float
    too_low: float
    width: float


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """The limits that a method gives for every table of n patients, in the order of the tables, and their distance.

    The distance is that of ``Coverage.width``. ``told_apart`` says by what the method knows one table from another: the
    ``count`` of patients found, the ``discordant`` counts, or all four ``cells``.
    """

    quantity: str
    method: str
    n: int
    told_apart: str
    low: Array
    high: Array
    width: Array

    def given(self, discordant: int) -> Intervals:
        """Return the intervals of an odds ratio for the tables with so many discordant patients, at least one."""
        import numpy as np

        places = {pair: place for place, pair in enumerate(_outcomes.counts(self.n))}
        chosen = np.array([places[b, discordant - b] for b in range(discordant + 1)])
        parts = {"low": self.low[chosen], "high": self.high[chosen], "width": self.width[chosen]}
        return replace(self, n=discordant, told_apart=_outcomes.COUNT, **parts)


def told_apart(quantity: str, method: str) -> str:
    """Return by what an interval knows one table of n patients from another.

    Examples
    --------
    >>> told_apart("rate-difference", "tango"), told_apart("rate-difference", "newcombe")
    ('discordant', 'cells')
    """
    if quantity in _RATES:
        return _outcomes.COUNT
    if quantity == "rate-ratio" or (quantity == "rate-difference" and method in _NEEDING_BOTH):
        return _outcomes.CELLS
    return _outcomes.DISCORDANT


def every_interval(method: Method, n: int, level: float = 0.95) -> Intervals:
    """Return the interval that a method gives for every table of n patients.

    Tables that the method does not tell apart are asked once, and of two tables that mirror each other only one:
    exchanging the tests mirrors every interval.

    Parameters
    ----------
    method
        An interval of the catalogue.
    n
        Patients, at least one.
    level
        Confidence level as a proportion.

    Raises
    ------
    InputError
        If the method gives no two-sided interval, or there is no patient.

    Examples
    --------
    >>> from psmatrial.stats.methods import method
    >>> found = every_interval(method("index-rate", "clopper-pearson"), 2)
    >>> [round(float(limit), 3) for limit in found.low], [round(float(limit), 3) for limit in found.high]
    ([0.0, 0.013, 0.158], [0.842, 0.987, 1.0])
    """
    import numpy as np

    level = checked_level(level)
    apart = told_apart(method.quantity, method.name)
    if apart == _outcomes.COUNT:
        ends = [_ends(method, PairedTable(x, 0, 0, n - x), level) for x in range(n + 1)]
    else:
        ends = list(_of_tables(method, n, level, apart))
    low, high = np.array(ends).T
    first, last = _bounded(method.quantity, low, high)
    return Intervals(method.quantity, method.name, n, apart, low, high, last - first)


def _of_tables(method: Method, n: int, level: float, apart: str) -> Iterator[tuple[float, float]]:
    """Return the limits for every pair of discordant counts, and for every count of both where that matters."""
    known: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for b, c in _outcomes.counts(n):
        if b > c:
            # The mirror image came before, with the smaller count first.
            yield from (_mirrored(low, high, method.quantity) for low, high in known.pop((c, b)))
            continue
        rest = n - b - c
        last = rest if apart == _outcomes.CELLS else 0
        limits = [_ends(method, PairedTable(a, b, c, rest - a), level) for a in range(last + 1)]
        known[b, c] = limits
        yield from limits


def _ends(method: Method, table: PairedTable, level: float) -> tuple[float, float]:
    """Return both limits for one table."""
    found = method.compute(table, level, "two-sided")
    if isinstance(found, HypothesisTest) or found.low is None or found.high is None:
        raise InputError(
            f"{method.name} gives no interval of {method.quantity} for {table.n} patients.",
            "Give an interval, and at least one patient.",
        )
    return found.low, found.high


def _mirrored(low: float, high: float, quantity: str) -> tuple[float, float]:
    """Return the limits with the tests exchanged."""
    if quantity in _RATIOS:
        return 1.0 / high if high else inf, 1.0 / low if low else inf
    return -high, -low


def coverage(intervals: Intervals, at: Population) -> Coverage:
    """Return how often intervals hold the truth, on which side they miss it, and how wide they are.

    Every table counts with its probability. An interval from 0 to infinity, where a ratio does not exist, holds it.

    Parameters
    ----------
    intervals
        From ``every_interval``.
    at
        Probabilities of the cells.

    References
    ----------
    Fagerland, Lydersen and Laake, Stat Med 2014;33:2850 (criteria of comparison).

    Examples
    --------
    Wald's interval of a rate of 5% in ten patients: 0 of 10, seen six times out of ten, has no width.

    >>> from psmatrial.stats.methods import method
    >>> wald = every_interval(method("index-rate", "wald"), 10)
    >>> round(coverage(wald, Population(0.05, 0.0, 0.0, 0.95)).covered, 3)
    0.4
    """
    value = at.value(intervals.quantity)
    dust = _DUST * max(1.0, value) if value < inf else 0.0
    chances = _chances(intervals, at)
    too_high = float(chances @ (intervals.low > value + dust))
    too_low = float(chances @ (intervals.high < value - dust))
    return Coverage(1.0 - too_high - too_low, too_high, too_low, float(chances @ intervals.width))


def lowest_coverage(intervals: Intervals) -> tuple[float, float]:
    """Return the lowest coverage over all true rates between 0 and 1, and the rate near which it lies.

    Between two neighbouring limits the same counts, which follow one another, hold the rate, and the probability of
    such counts has no valley: its lowest value is at one of the ends. So no grid is needed. The lowest coverage is
    approached there and need not be reached.

    Parameters
    ----------
    intervals
        Of a rate, or of an odds ratio ``given`` so many discordant patients: the rate is then the share of index only.

    Raises
    ------
    InputError
        If the intervals depend on more than one count.

    References
    ----------
    Brown, Cai and DasGupta, Stat Sci 2001;16:101.

    Examples
    --------
    >>> from psmatrial.stats.methods import method
    >>> [round(lowest_coverage(every_interval(method("index-rate", name), 2))[0], 3) for name in ("wald", "wilson")]
    [0.0, 0.82]
    """
    import numpy as np

    if intervals.told_apart != _outcomes.COUNT:
        raise InputError(
            f"{intervals.method} of {intervals.quantity} depends on more than one count.", "Give a rate, or given(...)."
        )
    low, high = _bounded(intervals.quantity, intervals.low, intervals.high)
    edges = np.unique(np.concatenate(([0.0, 1.0], low, high)))
    edges = np.append(edges[:-1][np.diff(edges) > _DUST], 1.0)
    found = []
    for first, last in pairwise(edges):
        holding = (low < (first + last) / 2.0) & (high > (first + last) / 2.0)
        found += [(float(_outcomes.binomial(intervals.n, float(p))[holding].sum()), float(p)) for p in (first, last)]
    # Coverage is symmetric: of two rates that differ by rounding alone, the smaller one is named.
    return min(found, key=lambda place: (round(place[0], 12), place[1]))


def _chances(intervals: Intervals, at: Population) -> Array:
    """Return the probability of every table, or of every count."""
    if intervals.told_apart == _outcomes.DISCORDANT:
        return _outcomes.pairs(intervals.n, at.index_only, at.comparator_only)
    if intervals.told_apart == _outcomes.CELLS:
        agreeing = at.both + at.neither
        both = at.both / agreeing if agreeing else 0.5
        return _outcomes.cells(intervals.n, at.index_only, at.comparator_only, both)
    odds = at.value("odds-ratio") if intervals.quantity == "odds-ratio" else None
    rate = at.value(intervals.quantity) if odds is None else (odds / (1.0 + odds) if odds < inf else 1.0)
    return _outcomes.binomial(intervals.n, rate)


def _bounded(quantity: str, low: Array, high: Array) -> tuple[Array, Array]:
    """Return limits on a scale that ends: those of a ratio x as x/(1 + x)."""
    if quantity not in _RATIOS:
        return low, high
    import numpy as np

    with np.errstate(divide="ignore"):
        return 1.0 / (1.0 + 1.0 / low), 1.0 / (1.0 + 1.0 / high)
