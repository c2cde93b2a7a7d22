"""Which smaller discordant counts go with printed agreement, discordant cells and a printed odds ratio."""

from __future__ import annotations

from math import ceil, floor, inf

from psmatrial.stats.recovery.facts import Facts
from psmatrial.stats.recovery.values import Values

_ODDS_RATIO, _AGREEMENT, _INDEX_ONLY, _COMPARATOR_ONLY = "odds_ratio", "agreement", "index_only", "comparator_only"
_CELLS = (_AGREEMENT, _INDEX_ONLY, _COMPARATOR_ONLY)
_ROUNDING = 1e-6


class SplitCounts:
    """What is printed of the discordant patients alone; at a given difference of the two counts it leaves neighbours.

    Parameters
    ----------
    facts
        What is printed.
    values
        Which shares and numbers fit the cells of a table.

    Examples
    --------
    >>> from psmatrial.stats.recovery.facts import facts
    >>> read = facts({"n": "50", "odds_ratio": "4.8", "agreement": "27/50"})
    >>> counts = SplitCounts(read, Values(read))
    >>> list(counts.fitting(50, 15, range(18))), list(counts.fitting(50, 14, range(18)))
    ([4], [])
    """

    def __init__(self, facts: Facts, values: Values) -> None:
        """Keep what is asked."""
        self._values = values
        self._cells = tuple(key for key in _CELLS if key in facts.shares)
        self._is_ratio_printed = _ODDS_RATIO in facts.numbers
        self._most = max(facts.patients, default=0) // 2
        # By difference of the discordant counts, for any number of patients.
        self._by_ratio: dict[int, range] = {}

    def sums(self, n: int) -> tuple[int, int]:
        """Return how many of n patients can be discordant, at least and at most."""
        low, high = self._values.ends(_AGREEMENT, n) if _AGREEMENT in self._cells else (0, n)
        return n - high, n - low

    def excesses(self, n: int) -> range:
        """Return the differences of the discordant counts of n patients beside which none fits.

        With m discordant patients and an odds ratio of r the difference is m (r - 1)/(r + 1), which rises with r.
        """
        fewest, most = self.sums(n)
        first, last = -most, most
        if _COMPARATOR_ONLY in self._cells:
            first = max(first, -self._values.ends(_COMPARATOR_ONLY, n)[1])
        if _INDEX_ONLY in self._cells:
            last = min(last, self._values.ends(_INDEX_ONLY, n)[1])
        if self._is_ratio_printed and self._values.windows[_ODDS_RATIO] != (-inf, inf):
            low, high = (_part(end) for end in self._values.windows[_ODDS_RATIO])
            slack = _ROUNDING * (1.0 + n)
            first = max(first, ceil((fewest if low > 0.0 else most) * low - slack))
            last = min(last, floor((most if high > 0.0 else fewest) * high + slack))
        return range(first, last + 1)

    def fitting(self, n: int, excess: int, places: range) -> range:
        """Return those of some smaller discordant counts of n patients that fit."""
        start, stop = places.start, places.stop
        for key in self._cells:
            low, high = self._values.ends(key, n)
            if key == _AGREEMENT:
                first, last = (n - high - abs(excess) + 1) // 2, (n - low - abs(excess)) // 2
            else:
                moved = max(0, excess if key == _INDEX_ONLY else -excess)
                first, last = low - moved, high - moved
            start, stop = max(start, first), min(stop, last + 1)
        if self._is_ratio_printed:
            if excess not in self._by_ratio:
                self._by_ratio[excess] = self._with_ratio(excess)
            start, stop = max(start, self._by_ratio[excess].start), min(stop, self._by_ratio[excess].stop)
        return range(start, max(start, stop))

    def _with_ratio(self, excess: int) -> range:
        """Return the smaller discordant counts that have the printed odds ratio: it falls or rises with them."""
        first, last = self._ends(excess)
        while first <= last and not self._has_ratio(excess, first):
            first += 1
        while first <= last and not self._has_ratio(excess, last):
            last -= 1
        return range(first, last + 1)

    def _ends(self, excess: int) -> tuple[int, int]:
        """Return the first and the last count that the window of the odds ratio can allow."""
        low, high = self._values.windows[_ODDS_RATIO]
        if low == -inf and high == inf:
            # What is not estimable is 0, infinite or nothing, which needs a count of 0.
            return 0, 0
        if excess == 0:
            # Nothing, or 1.
            return 0 if self._has_ratio(0, 0) else 1, self._most if self._has_ratio(0, 1) else 0
        if excess < 0:
            low, high = (1.0 / high if high > 0.0 else inf), (1.0 / low if low > 0.0 else inf)
        if high <= 1.0:
            return 0, -1
        # The larger count over the smaller one is 1 + |excess|/smaller; one more on either side for rounding.
        first = max(0, int(min(abs(excess) / (high - 1.0), self._most)) - 1)
        last = self._most if low <= 1.0 else int(min(abs(excess) / (low - 1.0), self._most)) + 1
        return first, last

    def _has_ratio(self, excess: int, k: int) -> bool:
        """Return whether the odds ratio of two counts is printed like this."""
        return self._values.fit((_ODDS_RATIO,), (0, k + max(0, excess), k + max(0, -excess), 0))


def _part(ratio: float) -> float:
    """Return the difference of two counts of this ratio, by their sum.

    Examples
    --------
    >>> [_part(ratio) for ratio in (0.0, 1.0, 3.0, inf)]
    [-1.0, 0.0, 0.5, 1.0]
    """
    return 1.0 if ratio == inf else (max(ratio, 0.0) - 1.0) / (max(ratio, 0.0) + 1.0)
