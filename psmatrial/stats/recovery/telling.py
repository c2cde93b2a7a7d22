"""The tables with one difference of the discordant counts that fit everything, one by one or told together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from psmatrial.stats.recovery.concordant import NOTHING_ELSE, Concordant, Group, Split, any_both
from psmatrial.stats.recovery.contrast.contrasts import Contrasts
from psmatrial.stats.recovery.effort import Effort
from psmatrial.stats.recovery.facts import KEYS, Facts
from psmatrial.stats.recovery.margins import Margins, Matches
from psmatrial.stats.recovery.rules import NOTHING, Fit
from psmatrial.stats.recovery.runs import Part, Run, Strip, Strips, how_many, span
from psmatrial.stats.recovery.split_tests import SplitTests
from psmatrial.stats.recovery.splits import Splits
from psmatrial.stats.recovery.values import Values

OBSERVED = ("observed",)
CONDITIONAL = ("conditional",)


class Telling:
    """What tables match, found by asking all that is printed.

    Parameters
    ----------
    facts
        What is printed.
    asked
        The printed numbers of the whole table, the intervals of the two contrasts, and what is printed of the
        discordant counts.
    effort
        How much may still be tried.
    is_shared
        Whether other searches share it, so that tables count as they are looked at.
    """

    def __init__(
        self, facts: Facts, asked: tuple[Values, Contrasts, SplitTests], effort: Effort, *, is_shared: bool
    ) -> None:
        """Keep what is asked."""
        self._facts, self._effort, self._is_shared = facts, effort, is_shared
        self._values, self._contrasts, self._tests = asked
        # What the ratio's interval leaves of tables of which p is asked for all together, by their difference.
        self._left: dict[int, list[Strip]] = {}
        # By what the parts of a table match.
        self._matched: dict[tuple[tuple[tuple[str, tuple[str, ...]], ...], ...], Matches] = {}

    @cached_property
    def always(self) -> Matches:
        """What is matched in the same way by every table that fits."""
        found: Matches = {key: OBSERVED for key in (*self._facts.shares, *self._facts.numbers) if key != "p"}
        return found | ({"odds_ratio": CONDITIONAL} if "odds_ratio" in found else {})

    def expecting(self, margins: Margins, groups: Iterable[Group]) -> Iterable[Group]:
        """Return some tables; p is prepared for all that the interval of the ratio leaves of them, where it is late."""
        self._left = {}
        if not self._tests.is_p_late or margins.size is None or margins.rated or self._is_shared:
            return groups
        groups = list(groups)
        for tables, splits in groups:
            if splits.untouched and (strips := self._contrasts.strips(tables, splits.untouched)) is not None:
                self._left[tables.excess] = strips
        self._tests.expect_last(margins.n, {excess: span(strips) for excess, strips in self._left.items() if strips})
        return groups

    def parts(self, margins: Margins, tables: Concordant, splits: Splits) -> Iterable[Part]:
        """Return the tables that fit; together where nothing sees them one by one and the effort is not shared.

        Parameters
        ----------
        margins
            The rates.
        tables
            The tables.
        splits
            Smaller discordant counts to be tried, with what they match.
        """
        alone, together = not (self._keys(tables) or margins.rated), not self._is_shared
        strips: Strips | None = None
        if together and not self._contrasts:
            if alone and tables.bounds == NOTHING_ELSE:
                return self._in_runs(margins, tables, splits)
            strips = self._by_pairs(margins, tables, splits)
        elif together and alone:
            strips = self._strips(tables, splits)
        if strips is not None:
            self._effort.affords(strips.size)
            return (strips,) if strips.size else ()
        found: Iterable[Split] = self._contrasted(tables, splits)
        if together and alone and self._contrasts:
            found = listed = list(found)
            if len(listed) <= self._effort.left:
                self._effort.affords(len(listed))
                return self._at_once(tables, listed)
        return self._one_by_one(margins, tables, found)

    def _in_runs(self, margins: Margins, tables: Concordant, splits: Splits) -> Iterator[Part]:
        """Go through tables of which nothing is printed but rates and what the discordant counts tell."""
        for counts, matches in splits.stretches:
            run = Run(tables, counts, self._shown(matches), how_many(tables, counts))
            if run.size > self._effort.left:
                yield from self._one_by_one(margins, tables, any_both(tables, Splits([(counts, matches)])))
                return
            self._effort.affords(run.size)
            if run.size:
                yield run

    def _by_pairs(self, margins: Margins, tables: Concordant, splits: Splits) -> Strips | None:
        """Return tables of which no interval of a contrast is printed, by pair of rates; None where none is printed."""
        if tables.pairs is None:
            return None
        index, comparator = margins.index or {}, margins.comparator or {}
        strips = []
        for x1, x2 in reversed(tables.pairs):
            counts, rated = self._counts(tables, x1, x2), (index.get(x1, NOTHING), comparator.get(x2, NOTHING))
            for run, matches in splits.stretches:
                if both := range(max(counts.start, run.start), min(counts.stop, run.stop)):
                    strips.append(Strip(min(x1, x2), both, self._together((matches, *rated))))
        return self._afforded(Strips(tables.n, tables.excess, strips))

    def _counts(self, tables: Concordant, x1: int, x2: int) -> range:
        """Return the smaller discordant counts with two rates that fit what is printed of the whole table.

        They are neighbours, and known but for a trifle at the ends.
        """
        counts, keys, least = tables.counts(x1, x2), self._values.beside_rates, min(x1, x2)
        rest = tables.n - x1 - x2
        for end in (0, -1) if keys else ():
            while counts:
                both = least - counts[end]
                if self._values.fit(keys, (both, x1 - both, x2 - both, rest + both)):
                    break
                counts = counts[1:] if end == 0 else counts[:-1]
        return counts

    def _strips(self, tables: Concordant, splits: Splits) -> Strips | None:
        """Return tables of which only rates, the ratio's interval and what is asked last are printed; else None."""
        found = self._left.pop(tables.excess, None)
        if found is None and splits.untouched:
            found = self._contrasts.strips(tables, splits.untouched)
        if found is None:
            return None
        if self._tests.is_any_late:
            found = self._tests.tested_strips(tables, found)
        shown = [Strip(strip.most, strip.counts, self._shown(strip.matches)) for strip in found]
        return self._afforded(Strips(tables.n, tables.excess, shown))

    def _afforded(self, strips: Strips) -> Strips | None:
        """Return tables unless they are more than may still be tried."""
        return strips if strips.size <= self._effort.left else None

    def _at_once(self, tables: Concordant, found: list[Split]) -> list[Fit]:
        """Return tables that fit all that is printed, as the discordant counts and the intervals tell."""
        _, more, fewer, rest = cells_of(tables.n, tables.excess, 0)
        # Most match by the same object.
        kinds = {id(matches): matches for _, matches in found}
        shown = {kind: self._shown(matches) for kind, matches in kinds.items()}
        return [
            Fit((both, k + more, k + fewer, rest - 2 * k - both), shown[id(matches)]) for (k, both), matches in found
        ]

    def _one_by_one(self, margins: Margins, tables: Concordant, found: Iterable[Split]) -> Iterator[Fit]:
        """Go through those of some tables that fit what else is printed of the whole table."""
        index, comparator = margins.index or {}, margins.comparator or {}
        rated = margins.rated
        first = second = NOTHING
        last = NOTHING, NOTHING, NOTHING
        shown = self._together(last)
        values, keys, affords = self._values, self._keys(tables), self._effort.affords
        _, more, fewer, rest = cells_of(tables.n, tables.excess, 0)
        for (k, both), matches in found:
            if not affords():
                return
            cells = both, k + more, k + fewer, rest - 2 * k - both
            if keys and not values.fit(keys, cells):
                continue
            if rated:
                first, second = index.get(both + k + more, NOTHING), comparator.get(both + k + fewer, NOTHING)
            # Most tables that follow one another fit by the same methods.
            if matches is not last[0] or first is not last[1] or second is not last[2]:
                last = matches, first, second
                shown = self._together(last)
            yield Fit(cells, shown)

    def _keys(self, tables: Concordant) -> tuple[str, ...]:
        """Return what is printed of the whole table and not known of the rates."""
        return self._values.by_table if tables.pairs is None else self._values.beside_rates

    def _contrasted(self, tables: Concordant, splits: Splits) -> Iterable[Split]:
        """Return the tables with these discordant counts that fit all the intervals and p.

        What is asked last is asked of the few counts that an interval leaves.
        """
        found = self._contrasts.fitting(tables, splits) if self._contrasts else any_both(tables, splits)
        return self._tests.tested(tables, list(found)) if self._tests.is_any_late else found

    def _shown(self, matches: Matches) -> Matches:
        """Return what tables match whose rates have no intervals."""
        return self._together((matches, NOTHING, NOTHING))

    def _together(self, parts: tuple[Matches, Matches, Matches]) -> Matches:
        """Return what the parts of a table match, in the usual order; the same object for tables that match alike."""
        alike = tuple([tuple(part.items()) for part in parts])
        if alike not in self._matched:
            found = {key: names for part in (self.always, *parts) for key, names in part.items()}
            self._matched[alike] = {key: found[key] for key in KEYS if key in found}
        return self._matched[alike]


def cells_of(n: int, excess: int, smaller: int) -> tuple[int, int, int, int]:
    """Return the cells of n patients with these discordant counts, of whom both tests find none.

    Examples
    --------
    >>> cells_of(50, 15, 4)
    (0, 19, 4, 27)
    """
    b, c = smaller + max(0, excess), smaller + max(0, -excess)
    return 0, b, c, n - b - c
