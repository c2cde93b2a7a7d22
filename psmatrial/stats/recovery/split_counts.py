"""Which smaller discordant counts go with printed agreement, discordant cells and a printed odds ratio."""

from __future__ import annotations

from math import inf

from psmatrial.stats.recovery.facts import Facts
from psmatrial.stats.recovery.values import Values

_ODDS_RATIO, _AGREEMENT = "odds_ratio", "agreement"
_CELLS = (_AGREEMENT, "index_only", "comparator_only")


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

    def most(self, n: int) -> int:
        """Return how many of n patients can be discordant."""
        return n - self._values.ends(_AGREEMENT, n)[0] if _AGREEMENT in self._cells else n

    def fitting(self, n: int, excess: int, places: range) -> range:
        """Return those of some smaller discordant counts of n patients that fit."""
        start, stop = places.start, places.stop
        for key in self._cells:
            low, high = self._values.ends(key, n)
            if key == _AGREEMENT:
                first, last = (n - high - abs(excess) + 1) // 2, (n - low - abs(excess)) // 2
            else:
                moved = max(0, excess if key == "index_only" else -excess)
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
