"""Smaller discordant counts with what they match, kept by neighbours that match alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain

from psmatrial.stats.recovery.margins import Matches
from psmatrial.stats.recovery.nested import by_count
from psmatrial.stats.recovery.rules import NOTHING

# Neighbouring counts that match alike.
Alike = tuple[range, Matches]


class Splits(Mapping[int, Matches]):
    """Smaller discordant counts, rising, with what they match.

    Parameters
    ----------
    stretches
        Neighbouring counts that match alike, rising.

    Examples
    --------
    >>> exact = {"p": ("exact",)}
    >>> splits = Splits([(range(2, 5), {}), (range(7, 8), exact)])
    >>> dict(splits) == {2: {}, 3: {}, 4: {}, 7: exact}, splits.span
    (True, range(2, 8))
    """

    def __init__(self, stretches: Iterable[Alike]) -> None:
        """Keep the counts."""
        self.stretches = [stretch for stretch in stretches if stretch[0]]

    @property
    def span(self) -> range:
        """The counts from the first to the last, of which there must be one."""
        return range(self.stretches[0][0].start, self.stretches[-1][0].stop)

    @property
    def untouched(self) -> range | None:
        """The counts where they follow one another and nothing is known of them, else None."""
        (counts, matches), *others = self.stretches or [(range(0), NOTHING)]
        return counts if matches is NOTHING and not others else None

    def crossed(self, others: Iterable[Alike]) -> Splits:
        """Return the counts that are among others too, with what they match in both.

        Examples
        --------
        >>> dict(untouched(range(3, 9)).crossed([(range(2, 4), {"p": ("exact",)}), (range(9, 10), {})]))
        {3: {'p': ('exact',)}}
        """
        return Splits(
            (range(max(one.start, other.start), min(one.stop, other.stop)), more if known is NOTHING else known | more)
            for one, known in self.stretches
            for other, more in others
        )

    def without(self, others: Iterable[range]) -> Splits:
        """Return the counts that are not among some neighbouring ones.

        Examples
        --------
        >>> list(untouched(range(3, 9)).without([range(5, 7)]))
        [3, 4, 7, 8]
        """
        left = self.stretches
        for other in others:
            left = [
                (part, matches)
                for counts, matches in left
                for part in (
                    range(counts.start, min(counts.stop, other.start)),
                    range(max(counts.start, other.stop), counts.stop),
                )
            ]
        return Splits(left)

    @cached_property
    def _matches(self) -> dict[int, Matches]:
        """What each count matches."""
        return by_count(self.stretches)

    def __getitem__(self, k: int) -> Matches:
        """Return what a count matches."""
        return self._matches[k]

    def __contains__(self, k: object) -> bool:
        """Return whether a count is one of them."""
        return k in self._matches

    def __iter__(self) -> Iterator[int]:
        """Go through the counts."""
        return chain.from_iterable(counts for counts, _ in self.stretches)

    def __len__(self) -> int:
        """Return how many there are."""
        return sum([len(counts) for counts, _ in self.stretches])


def untouched(counts: range) -> Splits:
    """Return counts of which nothing is printed."""
    return Splits([(counts, NOTHING)])
