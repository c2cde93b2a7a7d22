"""Tables that fit alike, told together and written out only when they are looked at: whole percentages leave thousands.

n, the difference of the discordant counts and neighbouring smaller ones that are matched alike make a run; how many
tables it holds needs no look at any of them. Where the methods see both rates, each pair of these has its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice
from operator import eq, itemgetter
from typing import NamedTuple, overload

from psmatrial.stats.recovery.concordant import Concordant
from psmatrial.stats.recovery.margins import Matches
from psmatrial.stats.recovery.rules import Fit


class Run(NamedTuple):
    """Tables with one difference of the discordant counts and neighbouring smaller ones, all matched alike.

    Parameters
    ----------
    tables
        The tables with that difference; nothing but rates is printed of them.
    counts
        The smaller discordant counts.
    matches
        For each printed value the methods under which they fit.
    size
        How many tables these are.
    """

    tables: Concordant
    counts: range
    matches: Matches
    size: int

    def fits(self) -> Iterator[Fit]:
        """Go through the tables, the smaller discordant count rising and then those found by both tests."""
        n, excess = self.tables.n, self.tables.excess
        more, fewer = max(0, excess), max(0, -excess)
        for k in self.counts:
            b, c = k + more, k + fewer
            for both in self.tables.both(k):
                yield Fit((both, b, c, n - both - b - c), self.matches)

    def kinds(self) -> Iterable[tuple[Matches, int]]:
        """Return what the tables match, and how many match that."""
        return ((self.matches, self.size),)


class Strip(NamedTuple):
    """Tables with the same rates and neighbouring smaller discordant counts, all matched alike.

    Parameters
    ----------
    most
        The most patients that both tests can find: with each smaller discordant patient they find one fewer.
    counts
        The smaller discordant counts.
    matches
        For each printed value the methods under which they fit.
    """

    most: int
    counts: range
    matches: Matches


class Strips(NamedTuple):
    """Tables with one difference of the discordant counts, by pair of rates.

    Parameters
    ----------
    n
        Patients.
    excess
        The difference.
    strips
        The tables, those of each pair of rates as far as they are matched alike.
    """

    n: int
    excess: int
    strips: list[Strip]

    @property
    def size(self) -> int:
        """How many tables these are."""
        return sum([len(strip.counts) for strip in self.strips])

    def fits(self) -> Iterator[Fit]:
        """Go through the tables, the smaller discordant count rising and then those found by both tests.

        Examples
        --------
        >>> strips = Strips(50, 15, [Strip(13, range(4, 6), {}), Strip(14, range(4, 5), {})])
        >>> [fit.cells for fit in strips.fits()]
        [(9, 19, 4, 18), (10, 19, 4, 17), (8, 20, 5, 17)]
        """
        n, more, fewer = self.n, max(0, self.excess), max(0, -self.excess)
        places = [((k, most - k), matches) for most, counts, matches in self.strips for k in counts]
        for (k, both), matches in sorted(places, key=itemgetter(0)):
            b, c = k + more, k + fewer
            yield Fit((both, b, c, n - both - b - c), matches)

    def kinds(self) -> Iterable[tuple[Matches, int]]:
        """Return what the tables match, and how many match that; several may be the same."""
        return ((strip.matches, len(strip.counts)) for strip in self.strips)


def span(strips: Sequence[Strip]) -> range:
    """Return the smaller discordant counts between the least and the most of some strips, of which there must be one.

    Examples
    --------
    >>> span([Strip(13, range(4, 6), {}), Strip(14, range(8, 9), {})])
    range(4, 9)
    """
    return range(min([strip.counts.start for strip in strips]), max([strip.counts.stop for strip in strips]))


Part = Fit | Run | Strips


def how_many(tables: Concordant, counts: range) -> int:
    """Return how many tables there are with some smaller discordant counts, nothing but rates being printed of them.

    Examples
    --------
    >>> from psmatrial.stats.recovery.concordant import NOTHING_ELSE
    >>> tables = Concordant(50, 15, [(28, 13), (29, 14)], NOTHING_ELSE)
    >>> how_many(tables, range(3, 15)), sum(len(list(tables.both(k))) for k in range(3, 15))
    (23, 23)
    """
    n, excess, pairs, _ = tables
    if pairs is None:
        # The patients that are left are found by both tests or by none.
        return sum(range(n - abs(excess) - 2 * counts.start + 1, n - abs(excess) - 2 * counts.stop + 1, -2))
    if not pairs:
        return 0
    # Neither those found by both tests nor those found by none are fewer than none: that leaves least at the ends.
    if counts.stop <= min(_top(n, *pairs[0]), _top(n, *pairs[-1])) + 1:
        return len(pairs) * len(counts)
    return sum(len(range(counts.start, min(counts.stop, _top(n, *pair) + 1))) for pair in pairs)


def _top(n: int, x1: int, x2: int) -> int:
    """Return the largest smaller discordant count with two rates."""
    return min(x1, x2, n - x1, n - x2)


class Fits(Sequence[Fit]):
    """Tables that fit, in order; those told together are written out when they are looked at.

    Parameters
    ----------
    parts
        Tables, and tables told together.
    """

    def __init__(self, parts: Iterable[Part]) -> None:
        """Count the tables."""
        self.parts = list(parts)
        self._ends = list(accumulate(part.size for part in self.parts))

    def first(self, most: int) -> Fits:
        """Return the first tables, at most so many."""
        if len(self) <= most:
            return self
        whole = bisect_right(self._ends, most)
        rest = most - (self._ends[whole - 1] if whole else 0)
        return Fits([*self.parts[:whole], *islice(self.parts[whole].fits(), rest)])

    def kinds(self) -> list[tuple[Matches, int]]:
        """Return what tables match, and how many match that; those that match alike mostly share one object.

        Examples
        --------
        >>> exact, other = {"p": ("exact",)}, {"p": ("mid-p",)}
        >>> Fits([Fit((9, 19, 4, 18), exact), Fit((9, 18, 3, 20), other), Fit((8, 20, 5, 17), exact)]).kinds()
        [({'p': ('exact',)}, 2), ({'p': ('mid-p',)}, 1)]
        """
        found: dict[int, tuple[Matches, int]] = {}
        for part in self.parts:
            for matches, many in part.kinds():
                before = found.get(id(matches))
                found[id(matches)] = matches, many + (before[1] if before else 0)
        return list(found.values())

    def __len__(self) -> int:
        """Return how many tables there are."""
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Fit]:
        """Go through the tables."""
        return chain.from_iterable(part.fits() for part in self.parts)

    @overload
    def __getitem__(self, place: int) -> Fit: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Fit]: ...
    def __getitem__(self, place: int | slice) -> Fit | Sequence[Fit]:
        """Return the table at a place, or those between two."""
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            return list(islice(self, start, stop, step)) if step > 0 else list(self)[place]
        at = range(len(self))[place]
        part = bisect_right(self._ends, at)
        before = self._ends[part - 1] if part else 0
        return next(islice(self.parts[part].fits(), at - before, None))

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        """Return whether these are the same tables in the same order."""
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    def __repr__(self) -> str:
        """Return the tables as they are written out."""
        return repr(tuple(self))
