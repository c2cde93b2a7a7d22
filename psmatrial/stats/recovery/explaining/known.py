"""Tables that were found before, looked up without writing out those that are told together."""

from __future__ import annotations

from collections import defaultdict

from psmatrial.stats.recovery.concordant import Concordant
from psmatrial.stats.recovery.rules import Fit
from psmatrial.stats.recovery.runs import Fits, Run, Strips


class Known:
    """Tables that were found before.

    Parameters
    ----------
    fits
        The tables.

    Examples
    --------
    >>> from psmatrial.stats.recovery.concordant import NOTHING_ELSE
    >>> tables = Concordant(50, 15, [(28, 13), (29, 14)], NOTHING_ELSE)
    >>> known = Known(Fits([Run(tables, range(4, 6), {}, 4)]))
    >>> (10, 19, 4, 17) in known, (11, 19, 4, 16) in known, known.whole(tables)
    (True, False, [range(4, 6)])
    """

    def __init__(self, fits: Fits) -> None:
        """Sort the tables by number of patients and difference of the discordant counts."""
        self._alone = {part.cells for part in fits.parts if isinstance(part, Fit)}
        self._alone.update(fit.cells for part in fits.parts if isinstance(part, Strips) for fit in part.fits())
        # The runs, each with what the comparator finds there.
        self._runs: defaultdict[tuple[int, int], list[tuple[Run, frozenset[int]]]] = defaultdict(list)
        pairs, found = None, frozenset[int]()
        for part in fits.parts:
            if isinstance(part, Run):
                # Those of one difference follow one another and mostly share their pairs of rates.
                if part.tables.pairs is not pairs:
                    pairs = part.tables.pairs
                    found = frozenset([comparator for _, comparator in pairs or ()])
                self._runs[part.tables.n, part.tables.excess].append((part, found))

    def __contains__(self, cells: tuple[int, int, int, int]) -> bool:
        """Return whether a table, given by its cells, was found."""
        if cells in self._alone:
            return True
        both, b, c, neither = cells
        smaller, comparator = min(b, c), both + c
        for run, found in self._runs.get((both + b + c + neither, b - c), ()):
            # Where no rate is printed every table is among them.
            if smaller in run.counts and (comparator in found or run.tables.pairs is None):
                return True
        return False

    def whole(self, tables: Concordant) -> list[range]:
        """Return smaller discordant counts of which all of some tables were found; those that adjoin are one range."""
        found: list[range] = []
        runs = self._runs.get((tables.n, tables.excess), ())
        for counts in sorted((run.counts for run, _ in runs if run.tables == tables), key=lambda counts: counts.start):
            start = found.pop().start if found and found[-1].stop == counts.start else counts.start
            found.append(range(start, counts.stop))
        return found
