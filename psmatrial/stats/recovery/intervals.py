"""Which interval methods of the catalogue give printed limits for a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import ceil, floor, inf, log, sqrt

from psmatrial.model import Estimate, PairedTable
from psmatrial.stats.distributions import z_of
from psmatrial.stats.methods import methods
from psmatrial.stats.printed_text import Interval
from psmatrial.stats.recovery.contrast.closed import Line
from psmatrial.stats.recovery.contrast.lines import Lines
from psmatrial.stats.recovery.facts import INTERVALS
from psmatrial.stats.recovery.rates.binomial_intervals import (
    ANYWHERE,
    IN,
    OPEN,
    OUT,
    Window,
    odds_windows,
    places,
    wald_odds,
)

RATIO = "ratio_ci"
# Not tried table by table: see ``lines``.
NESTED = ("exact-unconditional", "exact-unconditional-tails")
COSTLY = "fay-lumbard"
# Limits of a difference lie within (z^2 + this)/n of Wald's: tried on many tables, not proved, and used where tables
# are explained only, never where they are counted.
_AROUND_WALD = 5.0
# With a larger error a limit could lie on the other side of the estimate.
_MOST_ERROR = 0.15
# For so many numbers of patients, and from so many on, the limits of rates are worth the loading of arrays.
_MANY = 100
_ROUNDING = 1e-6


class FittingIntervals:
    """The interval methods that give one printed interval.

    Parameters
    ----------
    key
        One of ``INTERVALS``.
    printed
        The limits as printed; one may be absent.
    level
        Their level.
    truncation
        Whether limits that were cut off count too.
    alternative
        ``"two-sided"``, ``"greater"`` or ``"less"``.
    """

    def __init__(
        self, key: str, printed: Interval, level: float, *, truncation: bool = False, alternative: str = "two-sided"
    ) -> None:
        """Keep what is asked."""
        self.key, self.printed, self.level = key, printed, level
        self.truncation, self.alternative = truncation, alternative
        self.windows = (self._window(printed.low), self._window(printed.high))
        self._entries = {entry.name: entry for entry in methods(INTERVALS[key])}
        self._possible = _POSSIBLE.get(INTERVALS[key])
        self.error = (1.0 - level) / 2.0
        self.z = z_of(level)
        self._found: dict[tuple[str | int, ...], tuple[str, ...]] = {}
        # By number of patients and count, where many numbers of patients were asked together.
        self._placed: dict[int, dict[int, dict[str, int]]] = {}

    def _window(self, limit: object) -> Window:
        """Return between which numbers a limit must lie; anywhere if none is printed."""
        window = getattr(limit, "window", None)
        return ANYWHERE if window is None else Window(*window(truncation=self.truncation))

    def fitting(self, table: PairedTable) -> tuple[str, ...]:
        """Return the methods that give the printed limits, in the catalogue's order, without the ``NESTED`` ones."""
        if self.key == RATIO and self.alternative == "two-sided":
            k, excess = min(table.index_only, table.comparator_only), table.index_only - table.comparator_only
            line = Line(table.n, excess, table.index_positive)
            return self._lines.fitting(self.names, line, range(k, k + 1)).get(k, ())
        groups = _GROUPS[INTERVALS[self.key]]
        found = {name for counts, names in groups for name in self._among(names, counts(table), table)}
        return tuple(name for name in self.names if name in found)

    @cached_property
    def _lines(self) -> Lines:
        """The same for the tables of a line, which mostly need no limits."""
        return Lines(self.key, self.printed, self.windows, self.level, truncation=self.truncation)

    def _among(self, names: tuple[str, ...], counts: tuple[int, ...], table: PairedTable) -> tuple[str, ...]:
        """Return which of some methods, or of all, fit a table of which they see these counts only."""
        key: tuple[str | int, ...] = (*names, *counts)
        if key not in self._found:
            if self._possible and self.alternative == "two-sided":
                possible = self._possible(self, table, names or self.names)
            else:
                possible = {name: OPEN for name in names or self.names if not self._entries[name].costly}
            fits = (name for name, place in possible.items() if place == IN or self.fits(name, table))
            self._found[key] = tuple(fits)
        return self._found[key]

    @property
    def names(self) -> tuple[str, ...]:
        """The methods of this interval, in the catalogue's order."""
        return tuple(self._entries)

    def fits(self, name: str, table: PairedTable) -> bool:
        """Return whether the limits by a method are printed like this."""
        return self.prints(self.limits(name, table))

    def prints(self, found: tuple[float | None, float | None]) -> bool:
        """Return whether limits are printed like this."""
        if any(limit is not None and not at.holds(limit) for at, limit in zip(self.windows, found, strict=True)):
            return False
        pairs = zip((self.printed.low, self.printed.high), found, strict=True)
        return all(
            printed is None or (limit is not None and printed.fits(limit, truncation=self.truncation))
            for printed, limit in pairs
        )

    def limits(self, name: str, table: PairedTable) -> tuple[float | None, float | None]:
        """Return the limits by a method."""
        found = self._entries[name].compute(table, self.level, self.alternative)
        return (found.low, found.high) if isinstance(found, Estimate) else (None, None)

    def near(self, table: PairedTable) -> bool:
        """Return whether limits of a difference are near enough to Wald's that some method could give them."""
        n, split = table.n, table.index_only - table.comparator_only
        half = self.z * sqrt(max(0.0, table.discordant - split * split / n)) / n
        low, high = max(-1.0, split / n - half), min(1.0, split / n + half)
        return self._around(low, high, (self.z * self.z + _AROUND_WALD) / n)

    def rate_counts(self, n: int, patients: range = range(0)) -> range:
        """Return the counts of n whose limits of a rate may be printed like this; none that is left out is.

        Parameters
        ----------
        n
            Patients.
        patients
            All numbers of patients that will be asked; for many of them limits are computed together.
        """
        if n not in self._placed:
            if len(patients) <= _MANY or self.error >= _MOST_ERROR or self.alternative != "two-sided":
                return self._near_counts(n)
            from psmatrial.stats.recovery.rates.rate_places import placed

            some = {m: self._near_counts(m) for m in range(n, min(n + _MANY, patients.stop))}
            self._placed |= placed(some, self.windows, self.error)
        found = self._placed[n]
        return range(min(found), max(found) + 1) if found else range(0)

    def rate_places(self, count: int, n: int) -> dict[str, int]:
        """Return the methods whose limits of a rate may be printed like this; none that fits is missing."""
        if n in self._placed:
            return self._placed[n].get(count, {})
        return places(count, n, self.windows, self.error) if count in self._near_counts(n) else {}

    def _near_counts(self, n: int) -> range:
        """Return the counts of n that are near enough to the printed limits.

        No limit is farther from x/n than the largest of three bounds. Clopper and Pearson's: at the lower limit L the
        tail P(X >= x) is the error, and at most exp(-2n(x/n - L)^2) (Hoeffding); those of mid-p, Blaker and Jeffreys
        lie between it and x/n. Wilson's with correction: x/n - 1/(2n) - L = z sqrt(L(1 - L)/n), at most z/(2 sqrt n);
        Wilson's and Wald's are as near. Agresti and Coull's: a half width of at most z/(2 sqrt m), m = n + z^2, around
        a centre that is off by at most z^2/(2m).
        """
        if self.error >= _MOST_ERROR:
            return range(n + 1)
        (first, last), (begin, end), z = *self.windows, self.z
        larger = n + z * z
        reach = max(
            sqrt(-log(self.error) / (2.0 * n)),
            z / (2.0 * sqrt(n)) + 0.5 / n,
            z / (2.0 * sqrt(larger)) + z * z / (2.0 * larger),
        )
        low, high = max(first, begin - reach, 0.0), min(end, last + reach, 1.0)
        return range(ceil(n * low - _ROUNDING), floor(n * high + _ROUNDING) + 1) if low <= high else range(0)

    def _around(self, low: float, high: float, slack: float) -> bool:
        """Return whether two limits are in their windows or as near to them as a slack."""
        first, second = self.windows
        return first.low - slack <= low <= first.high + slack and second.low - slack <= high <= second.high + slack


def _index_rate(asked: FittingIntervals, table: PairedTable, _names: tuple[str, ...]) -> dict[str, int]:
    """Return the methods that may fit for the index rate."""
    return asked.rate_places(table.index_positive, table.n)


def _comparator_rate(asked: FittingIntervals, table: PairedTable, _names: tuple[str, ...]) -> dict[str, int]:
    """Return the methods that may fit for the comparator rate."""
    return asked.rate_places(table.comparator_positive, table.n)


def _odds_ratio(asked: FittingIntervals, table: PairedTable, names: tuple[str, ...]) -> dict[str, int]:
    """Return the methods that may fit for the conditional odds ratio."""
    b, c = table.index_only, table.comparator_only
    low, high = asked.windows
    if b + c == 0:
        return dict.fromkeys(names, OPEN) if low.holds(0.0) and high.holds(inf) else {}
    found = places(b, b + c, odds_windows(low, high), asked.error)
    wald = wald_odds(b, c, asked.z)
    found["wald"] = OPEN if low.holds(wald[0]) and high.holds(wald[1]) else OUT
    return {name: place for name, place in found.items() if place != OUT and name in names}


def _difference(asked: FittingIntervals, table: PairedTable, names: tuple[str, ...]) -> dict[str, int]:
    """Return the methods that may fit for the difference."""
    if not asked.near(table):
        return {}
    found = dict.fromkeys(names, OPEN)
    if COSTLY in found:
        from psmatrial.stats.recovery.contrast.sides import fay_lumbard_side

        low, high = asked.windows
        pairs = ((table, low), (table.swapped(), Window(-high.high, -high.low)))
        if any(
            fay_lumbard_side(one, window.low, asked.level) < 0.0
            or fay_lumbard_side(one, window.high, asked.level) > 0.0
            for one, window in pairs
        ):
            del found[COSTLY]
    return found


_POSSIBLE = {
    "index-rate": _index_rate,
    "comparator-rate": _comparator_rate,
    "odds-ratio": _odds_ratio,
    "rate-difference": _difference,
}
_SPLIT = ("wald", "wald-corrected", "agresti-min", "bonett-price", "tango", "scas", COSTLY)
# The counts on which some methods of an interval depend, or all of them where none is named.
_GROUPS: dict[str, tuple[tuple[Callable[[PairedTable], tuple[int, ...]], tuple[str, ...]], ...]] = {
    "index-rate": ((lambda table: (table.index_positive, table.n), ()),),
    "comparator-rate": ((lambda table: (table.comparator_positive, table.n), ()),),
    "odds-ratio": ((lambda table: (table.index_only, table.comparator_only), ()),),
    "rate-difference": (
        (lambda table: (table.n, table.index_only, table.comparator_only), _SPLIT),
        (lambda table: table.cells, ("newcombe", "mover-jeffreys")),
    ),
    "rate-ratio": ((lambda table: table.cells, ()),),
}
