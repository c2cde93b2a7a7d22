"""Whether printed shares, and printed numbers other than p, fit the cells of a table."""

from __future__ import annotations

from math import inf

from psmatrial.stats.recovery.facts import Facts, certain, counts
from psmatrial.stats.recovery.quantities import COUNTED, PARTS, Cells, ratio

_BY_RATES = "ratio"
_BY_TABLE = ("both", "neither", _BY_RATES, "kappa")


class Values:
    """The printed shares and numbers.

    Parameters
    ----------
    facts
        What is printed.
    truncation
        Whether a value that was cut off counts too.

    Examples
    --------
    >>> from psmatrial.stats.recovery.facts import facts
    >>> values = Values(facts({"kappa": "0.13", "both": "18%"}))
    >>> values.by_table, values.fit(values.by_table, (9, 19, 4, 18)), values.fit(("kappa",), (9, 18, 4, 19))
    (('both', 'kappa'), True, False)
    """

    def __init__(self, facts: Facts, *, truncation: bool = False) -> None:
        """Keep what is printed."""
        self._facts, self._truncation = facts, truncation
        self._shares: dict[tuple[str, int], range] = {}
        # The numbers between which each printed number must lie, and between which it fits for certain.
        self.windows = {key: printed.window(truncation=truncation) for key, printed in facts.numbers.items()}
        self._certain = {key: certain(printed, truncation=truncation) for key, printed in facts.numbers.items()}
        there = (*facts.shares, *facts.numbers)
        # What depends on the whole table, and what of it is left where both rates are known and fit.
        self.by_table = tuple(name for name in _BY_TABLE if name in there)
        self.beside_rates = tuple(name for name in self.by_table if name != _BY_RATES)

    def allowed(self, key: str, n: int) -> range:
        """Return the counts that a printed share of n patients allows."""
        found = self._shares.get((key, n))
        if found is None:
            found = self._shares[key, n] = counts(self._facts.shares[key], n, truncation=self._truncation)
        return found

    def ends(self, key: str, n: int) -> tuple[int, int]:
        """Return the smallest and the largest count that a printed share of n patients allows; none is (0, -1)."""
        allowed = self.allowed(key, n)
        return (allowed[0], allowed[-1]) if allowed else (0, -1)

    def fit(self, keys: tuple[str, ...], cells: Cells) -> bool:
        """Return whether printed shares and numbers, given by their keys, fit the cells of a table."""
        for key in keys:
            if key in COUNTED:
                if COUNTED[key](cells) not in self.allowed(key, sum(cells)):
                    return False
            elif not self._fits(key, *PARTS[key](cells)):
                return False
        return True

    def _fits(self, key: str, above: int, below: int) -> bool:
        """Return whether a ratio of counts is printed like this; near the ends of its window it is asked exactly."""
        low, high = self.windows[key]
        if below and high < inf:
            near = above / below
            if not low <= near <= high:
                return False
            first, last = self._certain[key]
            if first < near < last:
                return True
        return self._facts.numbers[key].fits(ratio(above, below), truncation=self._truncation)
