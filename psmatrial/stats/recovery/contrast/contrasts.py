"""The printed intervals of the difference and of the ratio, together, for all tables with the same two rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, repeat
from math import inf
from operator import itemgetter
from sys import modules

from psmatrial.stats.recovery.concordant import Concordant, Group, Searched, Split
from psmatrial.stats.recovery.contrast.closed import Line
from psmatrial.stats.recovery.contrast.lines import BY_RATES, COSTLY, Lines
from psmatrial.stats.recovery.contrast.sides import FAY_LUMBARD, UNCONDITIONAL
from psmatrial.stats.recovery.effort import ANY, MOST_SEARCHES, Effort
from psmatrial.stats.recovery.intervals import FittingIntervals
from psmatrial.stats.recovery.margins import Margins, Matches
from psmatrial.stats.recovery.nested import Methods, Stretched
from psmatrial.stats.recovery.rates.binomial_intervals import ANYWHERE, Window
from psmatrial.stats.recovery.rules import NOTHING
from psmatrial.stats.recovery.runs import Strip
from psmatrial.stats.recovery.splits import Splits

DIFFERENCE, RATIO = "difference_ci", "ratio_ci"
# With a larger error an interval by the corrected score need not hold the estimate.
_MOST_ERROR = 0.15
# Pairs of rates that are solved for together, how many are worth the loading of arrays, and how many their use.
_TOGETHER, _WORTH, _USE = 2000, 1000, 80
_Found = dict[tuple[int, int], Matches]


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
        For how many patients, squared and summed over lines of tables, the exact unconditional ones are; ``ANY`` where
        everything is to be tried.
    pairs
        How many pairs of rates methods that see both are tried for.
    """

    def __init__(
        self,
        asked: Mapping[str, FittingIntervals],
        kept: Callable[[str, Iterable[str]], tuple[str, ...]],
        *,
        costly: bool,
        afforded: int,
        pairs: Effort,
    ) -> None:
        """Keep what is asked."""
        self.not_tried: set[str] = set()
        self.exhausted = False
        self._afforded, self._pairs = afforded, pairs
        self._searches = inf if afforded >= ANY else MOST_SEARCHES
        self._lines: dict[str, Lines] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        for key in (DIFFERENCE, RATIO):
            if one := asked.get(key):
                self._lines[key] = Lines(key, one.printed, one.windows, one.level, truncation=one.truncation)
                self._names[key] = kept(key, one.names)
        names = self._names.get(DIFFERENCE, ())
        self._by_rates = tuple(name for name in names if name in BY_RATES)
        self._alike = tuple(name for name in names if name not in BY_RATES and (costly or name not in COSTLY))
        # Most tables fit by one of few sets of methods.
        self._alone: dict[tuple[str, tuple[str, ...]], Matches] = {}
        self._orders: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = {}
        self._enclosing = all(one.error < _MOST_ERROR for one in asked.values())

    def __bool__(self) -> bool:
        """Whether any of the two is printed."""
        return bool(self._lines)

    def excesses(self, n: int) -> range:
        """Return the differences of the discordant counts whose tables can have limits as far off as printed."""
        if DIFFERENCE not in self._lines or not self._enclosing:
            return range(-n, n + 1)
        return self._lines[DIFFERENCE].reach.excesses((*self._alike, *self._by_rates), n)

    def ratios(self) -> Window:
        """Return between which numbers the ratio of the rates lies, which no printed interval of it leaves out."""
        if RATIO not in self._lines or not self._enclosing:
            return ANYWHERE
        low, high = self._lines[RATIO].windows
        return Window(low.low, high.high)

    def gathered(self, searched: Iterable[Searched]) -> Iterator[Searched]:
        """Go through the tables that are to be searched; what can be is solved for thousands of lines together.

        Parameters
        ----------
        searched
            For each number of patients the rates, and what is possible for each difference of the discordant counts.
        """
        if not self:
            yield from searched
            return
        waiting: list[Searched] = []
        lines: list[Line] = []
        many = 0
        for margins, groups in searched:
            listed = list(groups)
            waiting.append((margins, listed))
            if margins.size is None:
                some = list(islice(self._lines_of(listed), max(0, self._pairs.left - len(lines))))
                lines += some
                many += len(some) + sum(1 for _, splits in listed if splits)
            else:
                many += margins.size
            if many > _TOGETHER:
                yield from self._solved(waiting, lines)
                waiting, lines, many = [], [], 0
        yield from self._solved(waiting, lines)

    def _lines_of(self, groups: Iterable[Group]) -> Iterator[Line]:
        """Go through the pairs of rates for which methods that see both are to be tried."""
        for tables, splits in groups:
            if splits and self._seeing_both(tables):
                yield from tables.lines()

    def _seeing_both(self, tables: Concordant) -> tuple[str, ...]:
        """Return the methods of the first printed interval that see both rates and can be as far off as printed."""
        if DIFFERENCE not in self._lines:
            return self._names[RATIO]
        return tuple(self._lines[DIFFERENCE].reach.possible(self._by_rates, tables.n, tables.excess))

    def _solved(self, waiting: list[Searched], lines: list[Line]) -> list[Searched]:
        """Return what is to be searched, with its lines solved and searched together where they are worth it."""
        pairs = [margins for margins, _ in waiting if margins.size]
        many = len(lines) + sum(margins.size or 0 for margins in pairs)
        if many > (_USE if "numpy" in modules else _WORTH):
            self._solve(pairs, lines)
        if FAY_LUMBARD in self._alike:
            groups = (group for _, listed in waiting for group in listed)
            asked = [(Line(tables.n, tables.excess), splits.span) for tables, splits in groups if splits]
            self._lines[DIFFERENCE].search(asked)
        return waiting

    def _solve(self, pairs: list[Margins], lines: list[Line]) -> None:
        """Solve for lines, or for those of all pairs of rates."""
        from psmatrial.stats.recovery.contrast.solved import columns, of_rates

        both, alike = of_rates(pairs) if pairs else (columns(lines), None)
        if RATIO in self._lines and (pairs or DIFFERENCE not in self._lines):
            self._lines[RATIO].prepare([(self._names[RATIO], both)])
        if DIFFERENCE in self._lines:
            groups = [(self._by_rates, both)] + ([(self._alike, alike)] if alike else [])
            self._lines[DIFFERENCE].prepare(groups)

    def fitting(self, tables: Concordant, splits: Splits) -> list[Split]:
        """Return the tables with one difference of the discordant counts that fit both intervals, in rising order.

        Parameters
        ----------
        tables
            What is possible.
        splits
            Smaller discordant counts to be tried, rising, with what they match.
        """
        counts = splits.span
        if DIFFERENCE in self._lines:
            differences = self._differences(tables, splits, counts)
            return sorted((self._both_fitting(tables, differences) if RATIO in self._lines else differences).items())
        found = [
            ((k, most - k), self._joined(splits[k], RATIO, names))
            for most, along in self._by_lines(RATIO, tables, counts)
            for stretch, names in along
            for k in stretch
            if k in splits
        ]
        return sorted(found, key=itemgetter(0))

    def strips(self, tables: Concordant, counts: range) -> list[Strip] | None:
        """Return the tables with one difference of the discordant counts that fit the interval of the ratio.

        None where that of the difference is printed too.

        Parameters
        ----------
        tables
            What is possible.
        counts
            Smaller discordant counts to be tried.
        """
        if DIFFERENCE in self._lines:
            return None
        lines = self._by_lines(RATIO, tables, counts)
        joined = self._joined
        return [Strip(most, run, joined(NOTHING, RATIO, names)) for most, along in lines for run, names in along]

    def _joined(self, before: Matches, key: str, names: tuple[str, ...]) -> Matches:
        """Return matches with those of an interval; where they are all, the same object for the same methods."""
        if before:
            return before | {key: names}
        if (key, names) not in self._alone:
            self._alone[key, names] = {key: names}
        return self._alone[key, names]

    def _differences(self, tables: Concordant, splits: Splits, counts: range) -> _Found:
        """Return the tables that fit the interval of the difference."""
        alike = self._alike_fitting(Line(tables.n, tables.excess), counts)
        found: _Found = {}
        for k, names in alike.items():
            if k in splits:
                matches = self._joined(splits[k], DIFFERENCE, names)
                found |= dict.fromkeys(zip(repeat(k), tables.both(k), strict=False), matches)
        for most, along in self._by_lines(DIFFERENCE, tables, counts):
            for k, names in ((k, names) for stretch, names in along for k in stretch if k in splits):
                place = k, most - k
                others = found[place][DIFFERENCE] if place in found else ()
                found[place] = self._joined(splits[k], DIFFERENCE, self._merged(others, names))
        return found

    def _merged(self, first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
        """Return two lots of methods of the difference in the order of the catalogue, remembered."""
        if (first, second) not in self._orders:
            self._orders[first, second] = tuple(sorted((*first, *second), key=self._names[DIFFERENCE].index))
        return self._orders[first, second]

    def _both_fitting(self, tables: Concordant, found: _Found) -> _Found:
        """Return those of some tables that fit the interval of the ratio too."""
        by_rate: dict[int, list[tuple[int, int]]] = {}
        for k, both in found:
            by_rate.setdefault(both + k + max(0, tables.excess), []).append((k, both))
        kept: _Found = {}
        for index, places in by_rate.items():
            if not self._afford(RATIO):
                break
            ks = [k for k, _ in places]
            line = Line(tables.n, tables.excess, index)
            names = self._lines[RATIO].fitting(self._names[RATIO], line, range(min(ks), max(ks) + 1))
            kept |= {place: found[place] | {RATIO: names[place[0]]} for place in places if place[0] in names}
        return kept

    def _alike_fitting(self, line: Line, counts: range) -> Methods:
        """Return the methods of the difference that see nothing of the rates but their difference."""
        lines = self._lines[DIFFERENCE]
        costly = tuple(name for name in self._alike if name in UNCONDITIONAL)
        if costly and lines.reach.methods(costly, line):
            self._afforded -= line.n * line.n
            if self._afforded < 0:
                self._leave_out(costly)
        if lines.searched > self._searches:
            self._leave_out(tuple(name for name in self._alike if name in COSTLY))
        return lines.fitting(self._alike, line, counts)

    def _leave_out(self, names: tuple[str, ...]) -> None:
        """Try methods of the difference no more."""
        self.not_tried.update(names)
        self._alike = tuple(name for name in self._alike if name not in names)

    def _by_lines(self, key: str, tables: Concordant, counts: range) -> Iterator[tuple[int, list[Stretched]]]:
        """Go through pairs of rates: the most that both tests can find, and the methods that see both rates.

        The methods stand by smaller discordant counts; with each of it both tests find one fewer.
        """
        names = self._seeing_both(tables)
        for line in tables.lines() if names else ():
            if not self._afford(key):
                break
            x1, x2, n = line.index_positive, line.comparator_positive, line.n
            top = min(x1, x2, n - x1, n - x2)
            inside = range(counts.start, min(counts.stop, top + 1))
            if along := self._lines[key].stretches(names, line, inside):
                yield min(x1, x2), along

    def _afford(self, key: str) -> bool:
        """Return whether methods that see both rates are tried on one more pair of them; if not, never again."""
        if self._pairs.affords():
            return True
        if key == RATIO:
            self.exhausted = True
        else:
            self.not_tried.update(self._by_rates)
            self._by_rates = ()
        return False
