"""What counts as a fit, and what a fit is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from psmatrial.model import PairedTable
from psmatrial.stats.recovery.effort import Effort
from psmatrial.stats.recovery.margins import Matches

NOTHING: Matches = {}


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts as a fit.

    Parameters
    ----------
    truncation
        Whether a value that was cut off counts, not only a rounded one.
    other_tests
        Whether p counts by the tests that only explain instead of those of a paired table, where both rates are known.
    methods
        By printed value, the only methods that count.
    one_each
        Where nothing but one rate is printed: give one table for each count instead of all.
    costly
        Whether the costly intervals of the difference are tried.
    patient
        Whether they are waited for ten times as long.
    thorough
        Whether they, and everything else, are tried however long it takes.
    effort
        How much is tried, shared with other searches; None for the usual bounds of one search.
    """

    truncation: bool = False
    other_tests: bool = False
    methods: Mapping[str, frozenset[str]] = field(default_factory=dict)
    one_each: bool = False
    costly: bool = True
    patient: bool = False
    thorough: bool = False
    effort: Effort | None = None

    def kept(self, key: str, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of some methods that count for a printed value."""
        return tuple(name for name in names if key not in self.methods or name in self.methods[key])


class Fit(NamedTuple):
    """A table that fits.

    Parameters
    ----------
    cells
        Its counts; a search finds them by the hundred thousand, and few are ever looked at as a table.
    matches
        For each printed value the methods under which it fits.
    """

    cells: tuple[int, int, int, int]
    matches: Matches

    @property
    def table(self) -> PairedTable:
        """The table."""
        return PairedTable(*self.cells)

    @property
    def size(self) -> int:
        """How many tables these are: one, where ``runs.Run`` is many."""
        return 1

    def fits(self) -> tuple[Fit]:
        """Return the table alone."""
        return (self,)

    def kinds(self) -> tuple[tuple[Matches, int]]:
        """Return what it matches, and that it is one."""
        return ((self.matches, 1),)
