"""How many missing pairs, fallen which way, would reverse the conclusion."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from psmatrial.model import PairedTable, checked_alternative, checked_count, checked_table
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.multiplicity import error_rate

NO_DIFFERENCE = "no difference"
INDEX_MORE = "index detects more"
COMPARATOR_MORE = "comparator detects more"
SHOWN = "shown"
NOT_SHOWN = "not shown"
MOST_CELLS = 20_000
MOST_ALONG = 2_000
STEPS = 100
EDGES = "very many missing pairs: only the cells with all their discordant pairs of one kind"


@dataclass(frozen=True, slots=True)
class MissingPairs:
    """Patients without a complete pair, by what is known of them.

    Parameters
    ----------
    unknown
        Neither result is known.
    index_positive, index_negative
        Only the index test is known, and found the patient or did not.
    comparator_positive, comparator_negative
        The same for the comparator.

    Examples
    --------
    >>> missing = MissingPairs(unknown=2, index_positive=1)
    >>> missing.n, missing.can_fall(3, 0), missing.can_fall(0, 3)
    (3, True, False)
    """

    unknown: int = 0
    index_positive: int = 0
    index_negative: int = 0
    comparator_positive: int = 0
    comparator_negative: int = 0

    def __post_init__(self) -> None:
        """Refuse what is not a count, and keep plain integers."""
        for name in self.__slots__:
            object.__setattr__(self, name, checked_count(getattr(self, name), name))

    @property
    def n(self) -> int:
        """Patients without a complete pair."""
        return self.unknown + self._maybe_index_only + self._maybe_comparator_only

    @property
    def _maybe_index_only(self) -> int:
        """Patients of whom one scan is known, and who may be index only."""
        return self.index_positive + self.comparator_negative

    @property
    def _maybe_comparator_only(self) -> int:
        """Patients of whom one scan is known, and who may be comparator only."""
        return self.index_negative + self.comparator_positive

    def can_fall(self, index_only: int, comparator_only: int) -> bool:
        """Return whether these can be so many index-only and comparator-only patients, the rest concordant."""
        needed = max(0, index_only - self._maybe_index_only) + max(0, comparator_only - self._maybe_comparator_only)
        return needed <= self.unknown


@dataclass(frozen=True, slots=True)
class TippingCell:
    """One way in which the missing pairs can fall: the p-value, and whether the conclusion is another."""

    index_only: int
    comparator_only: int
    p_value: float | None
    reverses: bool


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """The conclusion of a test for every way in which missing pairs can fall.

    ``fewest_index_only`` is the smallest number of missing pairs that reverses the conclusion if all of them are
    index only and the rest concordant, ``fewest_comparator_only`` the same for comparator only; None if none does.
    """

    method: str
    level: float
    alternative: str
    missing: int
    conclusion: str
    cells: tuple[TippingCell, ...]
    fewest_index_only: int | None
    fewest_comparator_only: int | None
    note: str = ""

    @property
    def fewest(self) -> int | None:
        """The smaller of the two numbers that reverse the conclusion."""
        known = [count for count in (self.fewest_index_only, self.fewest_comparator_only) if count is not None]
        return min(known, default=None)

    @property
    def share(self) -> float | None:
        """That number as a share of the missing pairs."""
        return None if self.fewest is None else self.fewest / self.missing

    @property
    def reversals(self) -> int:
        """In how many of the cells the conclusion is another."""
        return sum(cell.reverses for cell in self.cells)


def tipping_point(
    table: PairedTable,
    missing: int | MissingPairs,
    p_value: str | Callable[[PairedTable], float | None] = "exact",
    level: float = 0.95,
    alternative: str = "two-sided",
) -> TippingPoint:
    """Return what the planned test would say for every way in which the missing pairs can fall.

    Of the missing pairs i fall as index only, j as comparator only and the rest as concordant. The tests of equality,
    but for the unconditional one, do not depend on concordant patients; for the others these count in n.

    Parameters
    ----------
    table
        The complete pairs.
    missing
        How many pairs are missing, or what is known of them: a patient with one scan can only fall in the two cells
        that agree with it.
    p_value
        The planned test: a method of ``mcnemar``, or a function of the completed table. In that table concordant
        missing pairs stand as found by neither test.
    level
        1 less the error rate; a one-sided test uses half of it.
    alternative
        ``"two-sided"``: significant in the direction of the difference; ``"greater"`` or ``"less"``: significant or
        not, as for margins.

    Returns
    -------
    TippingPoint
        Cells in order of i, then j. Planned "no difference" is reversed by significance. With very many missing
        pairs only the cells with i or j of 0 are worked out; ``note`` says so.

    Raises
    ------
    InputError
        If method, level or alternative are not known, or something is not a count.

    References
    ----------
    Yan, Lee and Li, J Biopharm Stat 2009;19:1085.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> result = tipping_point(PairedTable(9, 19, 4, 18), 6)
    >>> result.conclusion, result.fewest_index_only, result.fewest_comparator_only
    ('index detects more', None, 4)
    """
    checked_alternative(alternative)
    checked_table(table)
    pairs = missing if isinstance(missing, MissingPairs) else MissingPairs(missing)
    error = error_rate(level) / (1 if alternative == "two-sided" else 2)

    def outcome(completed: PairedTable) -> tuple[float | None, str]:
        """Return the p-value of a table and the conclusion from it."""
        p = mcnemar(completed, p_value, alternative).p_value if isinstance(p_value, str) else p_value(completed)
        return p, _conclusion(completed, significant=p is not None and p <= error, alternative=alternative)

    conclusion = outcome(table)[1]

    def cell(i: int, j: int) -> TippingCell:
        """Return one way of falling."""
        p, reached = outcome(_completed(table, i, j, pairs.n))
        return TippingCell(i, j, p, reached != conclusion)

    every = (pairs.n + 1) * (pairs.n + 2) <= 2 * MOST_CELLS
    some = pairs.n > MOST_ALONG
    cells = _along_edges(pairs, cell) if some else [cell(i, j) for i, j in _ways(pairs, every=every)]
    return TippingPoint(
        method=p_value if isinstance(p_value, str) else "given",
        level=level,
        alternative=alternative,
        missing=pairs.n,
        conclusion=conclusion,
        cells=tuple(cells),
        fewest_index_only=_fewest(cell.index_only for cell in cells if cell.reverses and not cell.comparator_only),
        fewest_comparator_only=_fewest(cell.comparator_only for cell in cells if cell.reverses and not cell.index_only),
        note="" if every else EDGES + f", {STEPS} steps apart and where the conclusion turns" * some,
    )


def _ways(pairs: MissingPairs, *, every: bool) -> Iterator[tuple[int, int]]:
    """Return the numbers of index-only and comparator-only patients that are possible, or only those with a 0."""
    for i in range(pairs.n + 1):
        for j in range(pairs.n - i + 1 if every or not i else 1):
            if pairs.can_fall(i, j):
                yield i, j


def _along_edges(pairs: MissingPairs, cell: Callable[[int, int], TippingCell]) -> list[TippingCell]:
    """Return some cells whose discordant pairs are of one kind, and the first of each kind that reverses."""
    found = {(one.index_only, one.comparator_only): one for one in _edge(pairs.n, lambda n: cell(n, 0), _across(pairs))}
    found |= {(one.index_only, one.comparator_only): one for one in _edge(pairs.n, lambda n: cell(0, n), _up(pairs))}
    return [found[place] for place in sorted(found)]


def _across(pairs: MissingPairs) -> Callable[[int], bool]:
    """Return whether so many of the missing pairs cannot be index only."""
    return lambda count: not pairs.can_fall(count, 0)


def _up(pairs: MissingPairs) -> Callable[[int], bool]:
    """Return whether so many of the missing pairs cannot be comparator only."""
    return lambda count: not pairs.can_fall(0, count)


def _edge(most: int, cell: Callable[[int], TippingCell], impossible: Callable[[int], bool]) -> Iterable[TippingCell]:
    """Return cells along one edge, evenly apart, and those around the first that reverses.

    More pairs of one kind never turn a reversed conclusion back, so the first is found by halving.
    """
    found: dict[int, TippingCell] = {}

    def reverses(count: int) -> bool:
        """Return whether so many reverse the conclusion, worked out once."""
        if count not in found:
            found[count] = cell(count)
        return found[count].reverses

    last = _first(range(most + 1), impossible) - 1
    places = sorted({last * step // STEPS for step in range(STEPS + 1)})
    turning = [reverses(place) for place in places]
    if True in turning[1:] and not turning[0]:
        first = turning.index(True)
        _first(range(places[first - 1], places[first]), reverses)
    return found.values()


def _first(places: Sequence[int], holds: Callable[[int], bool]) -> int:
    """Return the number of the first place from which on something holds; as many as there are where it never does."""
    return bisect_left(places, 1, key=lambda place: int(holds(place)))


def _completed(table: PairedTable, i: int, j: int, missing: int) -> PairedTable:
    """Return the table with the missing pairs in it."""
    return replace(
        table,
        index_only=table.index_only + i,
        comparator_only=table.comparator_only + j,
        neither=table.neither + missing - i - j,
    )


def _conclusion(table: PairedTable, *, significant: bool, alternative: str) -> str:
    """Return the conclusion in words."""
    if alternative != "two-sided":
        return SHOWN if significant else NOT_SHOWN
    if not significant:
        return NO_DIFFERENCE
    return INDEX_MORE if table.index_only > table.comparator_only else COMPARATOR_MORE


def _fewest(counts: Iterable[int]) -> int | None:
    """Return the smallest of some counts, None of none."""
    return min(counts, default=None)
