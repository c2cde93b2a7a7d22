"""The printed intervals of the difference and of the ratio, together, for all tables with the same two rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import inf

from psmatrial.model import PairedTable
from psmatrial.stats.recovery.intervals import FittingIntervals
from psmatrial.stats.recovery.lines import BY_RATES, COSTLY, Lines, Methods
from psmatrial.stats.recovery.margins import Matches
from psmatrial.stats.recovery.sides import UNCONDITIONAL

# With a larger error an interval by the corrected score need not hold the estimate.
_MOST_ERROR = 0.15


class Contrasts:
    """The methods that give the printed intervals of the difference and the ratio; false where neither is printed.

    Parameters
    ----------
    asked
        The printed intervals, by key.
    kept
        Which of some methods count for a printed value.
    costly
        Whether the costly methods of a difference are tried.
    afforded
        For how many patients together, summed over lines of tables, the exact unconditional ones are.
    """

    def __init__(
        self,
        asked: Mapping[str, FittingIntervals],
        kept: Callable[[str, Iterable[str]], tuple[str, ...]],
        *,
        costly: bool,
        afforded: int,
    ) -> None:
        """Keep what is asked."""
        self.not_tried: set[str] = set()
        self._afforded = afforded
        self._lines: dict[str, Lines] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        for key in ("difference_ci", "ratio_ci"):
            if one := asked.get(key):
                self._lines[key] = Lines(key, one.printed, one.windows, one.level, truncation=one.truncation)
                self._names[key] = kept(key, one.names)
        self._order = self._names.get("difference_ci", ())
        self._by_rates = tuple(name for name in self._order if name in BY_RATES)
        self._alike = tuple(name for name in self._order if name not in BY_RATES and (costly or name not in COSTLY))
        self._enclosing = all(one.error < _MOST_ERROR for one in asked.values())

    def __bool__(self) -> bool:
        """Whether any of the two is printed."""
        return bool(self._lines)

    def alike(self, n: int, excess: int, counts: range) -> Methods:
        """Return the methods of the difference that see nothing of the rates but their difference.

        Parameters
        ----------
        n
            Patients.
        excess
            Difference of the two discordant counts.
        counts
            Smaller discordant counts to be tried, without gaps.
        """
        if "difference_ci" not in self._lines:
            return {}

        def tables(k: int) -> PairedTable:
            b, c = k + max(0, excess), k + max(0, -excess)
            return PairedTable(0, b, c, n - b - c)

        lines, names = self._lines["difference_ci"], self._alike
        costly = [name for name in names if name in UNCONDITIONAL]
        tried = lines.reaching(costly, tables(counts[0])) if costly and counts else []
        if tried:
            self._afforded -= n
            if self._afforded < 0:
                self.not_tried.update(tried)
                names = tuple(name for name in names if name not in UNCONDITIONAL)
        return lines.fitting(names, tables, counts)

    def beyond(self, n: int, excess: int) -> bool:
        """Return whether no interval of the difference reaches as far from the estimate as the printed limits."""
        if "difference_ci" not in self._lines:
            return False
        table = PairedTable(0, max(0, excess), max(0, -excess), n - abs(excess))
        return not self._lines["difference_ci"].reaching(self._order, table)

    def excluded(self, n: int, index: int, comparator: int, alike: Methods) -> bool:
        """Return whether the printed intervals leave out the estimates that two rates give, which none really does."""
        if not self._enclosing or index + comparator == 0:
            return False
        if "ratio_ci" in self._lines:
            low, high = self._lines["ratio_ci"].windows
            if not low.low <= (index / comparator if comparator else inf) <= high.high:
                return True
        if "difference_ci" in self._lines and not alike:
            low, high = self._lines["difference_ci"].windows
            return not low.low <= (index - comparator) / n <= high.high
        return False

    def fitting(self, n: int, index: int, comparator: int, counts: range, alike: Methods) -> dict[int, Matches]:
        """Return the methods of both intervals, by smaller discordant count.

        Parameters
        ----------
        n, index, comparator
            Patients, and those found by each test.
        counts
            Smaller discordant counts to be tried, without gaps.
        alike
            What ``alike`` found for the difference of the rates.
        """
        excess = index - comparator
        top = min(index, comparator, n - index, n - comparator)
        counts = range(counts.start, min(counts.stop, top + 1))

        def tables(k: int) -> PairedTable:
            b, c = k + max(0, excess), k + max(0, -excess)
            return PairedTable(index - b, b, c, n - index - c)

        if "difference_ci" not in self._lines:
            ratios = self._lines["ratio_ci"].fitting(self._names["ratio_ci"], tables, counts)
            return {k: {"ratio_ci": names} for k, names in ratios.items()}
        found: dict[int, Matches] = {}
        if alike or self._by_rates:
            by_rates = self._lines["difference_ci"].fitting(self._by_rates, tables, counts)
            for k in alike.keys() | by_rates.keys():
                if k in counts:
                    names = (*alike.get(k, ()), *by_rates.get(k, ()))
                    found[k] = {"difference_ci": tuple(sorted(names, key=self._order.index))}
        if "ratio_ci" in self._lines and found:
            inside = range(min(found), max(found) + 1)
            ratios = self._lines["ratio_ci"].fitting(self._names["ratio_ci"], tables, inside)
            found = {k: found[k] | {"ratio_ci": ratios[k]} for k in ratios if k in found}
        return found
