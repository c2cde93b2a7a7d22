"""Which interval methods of the catalogue give printed limits for a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import inf, sqrt

from psmatrial.model import Estimate, PairedTable
from psmatrial.stats.distributions import z_of
from psmatrial.stats.methods import methods
from psmatrial.stats.printed_text import Interval
from psmatrial.stats.recovery.binomial_intervals import ANYWHERE, IN, OPEN, OUT, Window, odds_windows, places, wald_odds
from psmatrial.stats.recovery.facts import INTERVALS

# Nested as discordance grows at a fixed difference: found by halving, see ``nested``.
NESTED = ("exact-unconditional", "exact-unconditional-tails")
COSTLY = "fay-lumbard"
# Limits of a difference or a rate by all methods lie within (z^2 + this)/n of Wald's, and those of the costly methods
# of a difference within (z + this)/n of Tango's, with room to spare; the tests try it on many tables.
_AROUND_WALD = 5.0
_AROUND_TANGO = 3.0


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
        self._possible = _POSSIBLE[INTERVALS[key]]
        self.error = (1.0 - level) / 2.0
        self.z = z_of(level)
        # Methods that are not tried, and the patients in all tables for which a costly one was.
        self.without: set[str] = set()
        self.work = 0
        self._found: dict[tuple[str | int, ...], tuple[str, ...]] = {}

    def _window(self, limit: object) -> Window:
        """Return between which numbers a limit must lie; anywhere if none is printed."""
        window = getattr(limit, "window", None)
        return ANYWHERE if window is None else Window(*window(truncation=self.truncation))

    def fitting(self, table: PairedTable) -> tuple[str, ...]:
        """Return the methods that give the printed limits, in the catalogue's order, without the ``NESTED`` ones."""
        groups = _GROUPS[INTERVALS[self.key]]
        found = {name for counts, names in groups for name in self._among(names, counts(table), table)}
        return tuple(name for name in self.names if name in found)

    def _among(self, names: tuple[str, ...], counts: tuple[int, ...], table: PairedTable) -> tuple[str, ...]:
        """Return which of some methods, or of all, fit a table of which they see these counts only."""
        key: tuple[str | int, ...] = (*names, *counts)
        if key not in self._found:
            if self.alternative == "two-sided":
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
        return self._printed_like(self.limits(name, table))

    def _printed_like(self, found: tuple[float | None, float | None]) -> bool:
        """Return whether limits are printed like this."""
        pairs = zip((self.printed.low, self.printed.high), found, strict=True)
        return all(
            printed is None or (limit is not None and printed.fits(limit, truncation=self.truncation))
            for printed, limit in pairs
        )

    def limits(self, name: str, table: PairedTable) -> tuple[float | None, float | None]:
        """Return the limits by a method."""
        found = self._entries[name].compute(table, self.level, self.alternative)
        return (found.low, found.high) if isinstance(found, Estimate) else (None, None)

    def nested(self, name: str, tables: list[PairedTable]) -> tuple[list[PairedTable], int]:
        """Return which of some tables fit by one of the ``NESTED`` methods, and how many intervals it took to know.

        At a given number of patients and a given difference more discordant patients only make the statistic
        smaller at every hypothesis, so its intervals lie one inside the next.

        Parameters
        ----------
        name
            The method.
        tables
            Tables of the same number of patients and difference, discordance rising.
        """
        start, stop = 0, len(tables)
        places: dict[int, int] = {}

        def place(at: int) -> int:
            if at not in places:
                places[at] = self._place(self.limits(name, tables[at]))
            return places[at]

        middle = self._guess(tables)
        while start < stop:
            if (side := place(middle)) == 0:
                first, last = middle, middle + 1
                while first > start and place(first - 1) == 0:
                    first -= 1
                while last < stop and place(last) == 0:
                    last += 1
                return tables[first:last], len(places)
            start, stop = (middle + 1, stop) if side < 0 else (start, middle)
            # Near the guess first, then by halves.
            near = start if side < 0 else stop - 1
            middle = near if len(places) == 1 else (start + stop) // 2
        return [], len(places)

    def _guess(self, tables: list[PairedTable]) -> int:
        """Return the place of the table whose Tango interval is nearest to the printed one."""

        def distance(at: int) -> float:
            found = self.limits("tango", tables[at])
            pairs = zip((self.printed.low, self.printed.high), found, strict=True)
            return sum(abs(float(limit.value) - other) for limit, other in pairs if limit and other is not None)

        return min(range(len(tables)), key=distance, default=0)

    def _place(self, found: tuple[float | None, float | None]) -> int:
        """Return 0 where limits fit, -1 where wider ones might, 1 where narrower ones might."""
        if self._printed_like(found):
            return 0
        low, high = found
        if low is None or high is None:
            return 1
        narrow = low > self.windows[0].high or high < self.windows[1].low
        return -1 if narrow else 1

    def near(self, table: PairedTable) -> bool:
        """Return whether limits of a difference are near enough to Wald's that some method could give them."""
        n, split = table.n, table.index_only - table.comparator_only
        half = self.z * sqrt(max(0.0, table.discordant - split * split / n)) / n
        low, high = max(-1.0, split / n - half), min(1.0, split / n + half)
        return self._around(low, high, (self.z * self.z + _AROUND_WALD) / n)

    def near_tango(self, table: PairedTable) -> bool:
        """Return whether limits of a difference are near enough to Tango's that a costly method could give them."""
        low, high = self.limits("tango", table)
        return low is None or high is None or self._around(low, high, (self.z + _AROUND_TANGO) / table.n)

    def near_rate(self, count: int, n: int) -> bool:
        """Return whether limits of a rate are near enough to Wald's that some method could give them."""
        half = self.z * sqrt(count * (n - count) / n) / n
        low, high = max(0.0, count / n - half), min(1.0, count / n + half)
        return self._around(low, high, (self.z * self.z + _AROUND_WALD) / n)

    def _around(self, low: float, high: float, slack: float) -> bool:
        """Return whether two limits are in their windows or as near to them as a slack."""
        first, second = self.windows
        return first.low - slack <= low <= first.high + slack and second.low - slack <= high <= second.high + slack


def _index_rate(asked: FittingIntervals, table: PairedTable, _names: tuple[str, ...]) -> dict[str, int]:
    """Return the methods that may fit for the index rate."""
    return _rate(asked, table.index_positive, table.n)


def _comparator_rate(asked: FittingIntervals, table: PairedTable, _names: tuple[str, ...]) -> dict[str, int]:
    """Return the methods that may fit for the comparator rate."""
    return _rate(asked, table.comparator_positive, table.n)


def _rate(asked: FittingIntervals, count: int, n: int) -> dict[str, int]:
    """Return the methods that may fit for a rate."""
    return places(count, n, asked.windows, asked.error) if asked.near_rate(count, n) else {}


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
    found = dict.fromkeys((name for name in names if name not in asked.without), OPEN)
    if COSTLY in found:
        from psmatrial.stats.recovery.fay_lumbard_window import may_be_fay_lumbard

        asked.work += table.n
        if not asked.near_tango(table) or not may_be_fay_lumbard(table, asked.windows, asked.error):
            del found[COSTLY]
    return found


def _ratio(_asked: FittingIntervals, _table: PairedTable, names: tuple[str, ...]) -> dict[str, int]:
    """Return the methods that may fit for the ratio of the rates: all."""
    return dict.fromkeys(names, OPEN)


_POSSIBLE = {
    "index-rate": _index_rate,
    "comparator-rate": _comparator_rate,
    "odds-ratio": _odds_ratio,
    "rate-difference": _difference,
    "rate-ratio": _ratio,
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


@lru_cache(maxsize=4096)
def rate_interval_methods(count: int, n: int, printed: Interval, level: float = 0.95) -> tuple[str, ...]:
    """Return the methods that give a printed interval of count of n patients.

    Parameters
    ----------
    count, n
        Patients found and patients, n above 0.
    printed
        Its limits.
    level
        Its level.

    Examples
    --------
    >>> from psmatrial.stats.printed_text import printed_interval
    >>> rate_interval_methods(28, 50, printed_interval("41 to 70", "rate"))
    ('clopper-pearson', 'wilson-corrected')
    """
    return FittingIntervals("index_ci", printed, level).fitting(PairedTable(count, 0, 0, n - count))
