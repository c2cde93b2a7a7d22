"""The rates of one number of patients that fit, and which of them go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Matches = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Margins:
    """The counts of found patients that fit the printed rates of n patients, with the methods of their intervals."""

    n: int
    index: Mapping[int, Matches] | None
    comparator: Mapping[int, Matches] | None

    @property
    def impossible(self) -> bool:
        """Whether a rate is printed that no count gives."""
        return self.index == {} or self.comparator == {}

    @property
    def rated(self) -> bool:
        """Whether an interval of a rate is printed, so that the counts have methods."""
        return any(any(counts.values()) for counts in (self.index, self.comparator) if counts)

    @property
    def size(self) -> int | None:
        """How many pairs of rates there are; None where not both rates are printed."""
        return None if self.index is None or self.comparator is None else len(self.index) * len(self.comparator)

    def pairs(self, excess: int) -> list[tuple[int, int]] | None:
        """Return the pairs of counts with this difference, None where neither rate is printed."""
        if self.index is not None:
            there = self.comparator
            return [(x, x - excess) for x in self.index if x >= excess and (there is None or x - excess in there)]
        if self.comparator is not None:
            return [(x + excess, x) for x in self.comparator if 0 <= x + excess <= self.n]
        return None
