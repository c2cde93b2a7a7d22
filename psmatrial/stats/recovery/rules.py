"""What counts as a fit, what a fit is, and counts of which nothing is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


class Untouched(Mapping[int, Matches]):
    """Smaller discordant counts of which nothing is printed, with no matches."""

    def __init__(self, counts: Sequence[int]) -> None:
        """Keep the counts, rising."""
        self.counts = counts

    def __getitem__(self, k: int) -> Matches:
        """Return no matches."""
        if k not in self.counts:
            raise KeyError(k)
        return NOTHING

    def __contains__(self, k: object) -> bool:
        """Return whether a count is one of them."""
        return k in self.counts

    def __iter__(self) -> Iterator[int]:
        """Go through the counts."""
        return iter(self.counts)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.counts)
