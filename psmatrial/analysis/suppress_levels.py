"""How much of each 2x2 table of an analysis may be shown when small counts are withheld."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from psmatrial.analysis.results import Results, Row
from psmatrial.model import CELLS, PairedTable
from psmatrial.stats.methods import methods
from psmatrial.stats.suppression import NOTHING, WHOLE, far_apart, near_in_number, strata_level, table_level

MARGIN_TESTS = tuple(
    f"{rate}-{claim}" for rate in ("rate-difference", "rate-ratio") for claim in ("margin", "equivalence")
)
ALL = "all"
BY = "psa"
PATIENT = "patient"
# Rules under which what one reader found is always among what all found, or the other way round.
NESTED_RULES = ("any", "all")


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a table of an analysis stands; ``stratum`` is ``all`` or the label of a PSA stratum."""

    index: str | None
    comparator: str | None
    endpoint: str | None
    reader: str | None = None
    stratum: str | None = ALL

    @property
    def pair(self) -> tuple[str | None, str | None]:
        """The two tests."""
        return self.index, self.comparator


Tables = Mapping[Stand, PairedTable]


def stand_of(row: Row) -> Stand | None:
    """Return where the 2x2 table of a row stands; None for a row that rests on no table of the plan.

    Examples
    --------
    >>> stand_of(Row("r", stratum_by="choice", stratum="any-reader", quantity="equality", method="exact", both=1))
    """
    planned = (row.quantity, row.method) in _known() or row.quantity in MARGIN_TESTS
    placed = row.stratum == ALL if row.stratum_by is None else row.stratum_by == BY and row.stratum is not None
    if row.both is None or not planned or not placed or row.unit not in (PATIENT, "region"):
        return None
    return Stand(row.index, row.comparator, row.endpoint, row.reader, row.stratum)


def levels(results: Results, smallest: int) -> dict[Stand, str]:
    """Return the level of every table: the primary one, its strata beside it, and all others whole or not at all.

    Tables of other endpoints, readers and contrasts are of the same patients as the primary one. What they have in
    common with it narrows hidden cells in ways that no small calculation bounds; so they are shown only where nothing
    of them and of the primary table is hidden, and where no difference of theirs that counts patients is small.

    Parameters
    ----------
    results
        What an analysis found.
    smallest
        The smallest count that may be shown, 2 or more.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> found = levels(compare(*example()), 5)
    >>> found[Stand("PSMA", "fluciclovine", "patient")], set(found.values()) == {"margins", "nothing"}
    ('margins', True)
    """
    tables = paired_tables(results)
    first = primary_stand(results)
    total = tables[first]
    found = {first: table_level(total, smallest)}
    open_pairs = {first.pair} if found[first] == WHOLE else set()
    others = [stand for stand in tables if _is_total(stand, first) and stand != first]
    whole = bool(open_pairs) and _all_shown([tables[stand] for stand in others], total, smallest)
    found |= dict.fromkeys(others, WHOLE if whole else NOTHING)
    open_pairs |= {stand.pair for stand in others} if whole else set()
    for stand in (first, *others):
        found |= _strata(tables, stand, smallest, beside=stand == first, whole=stand.pair in open_pairs)
        for family in _families(tables, stand):
            shown = stand.pair in open_pairs and _all_shown([tables[one] for one in family], total, smallest)
            shown = shown and all(far_apart(*pair, smallest) for pair in _nested(tables, family, results))
            found |= dict.fromkeys(family, WHOLE if shown else NOTHING)
    return found


def paired_tables(results: Results) -> dict[Stand, PairedTable]:
    """Return the 2x2 tables of the plan with their places."""
    found: dict[Stand, PairedTable] = {}
    for row in results:
        if (stand := stand_of(row)) is not None:
            both, index_only, comparator_only, neither = (getattr(row, name) or 0 for name in CELLS)
            found.setdefault(stand, PairedTable(both, index_only, comparator_only, neither))
    return found


def primary_stand(results: Results) -> Stand:
    """Return where the primary table stands."""
    row = results.row(results.primary["row"])
    return Stand(row.index, row.comparator, row.endpoint)


def _known() -> frozenset[tuple[str, str]]:
    """Return quantity and method of everything that is computed from one table."""
    return frozenset((entry.quantity, entry.name) for entry in methods())


def _is_total(stand: Stand, first: Stand) -> bool:
    """Return whether a table is that of all patients at the primary endpoint, by all readers together."""
    return stand.endpoint == first.endpoint and stand.reader is None and stand.stratum == ALL


def _all_shown(tables: Iterable[PairedTable], total: PairedTable, smallest: int) -> bool:
    """Return whether no cell of some tables is small, nor the number of patients in which one differs from all."""
    every = list(tables)
    large = all(min(table.cells) >= smallest for table in every)
    return large and not any(near_in_number(total, table, smallest) for table in every)


def _strata(tables: Tables, stand: Stand, smallest: int, *, beside: bool, whole: bool) -> dict[Stand, str]:
    """Return the level of the strata of a table: beside the primary one margins may be shown, elsewhere only all."""
    parts = [one for one in tables if one.stratum != ALL and replace(one, stratum=ALL) == stand]
    if not parts:
        return {}
    level = strata_level(tables[stand], [tables[one] for one in parts], smallest)
    return dict.fromkeys(parts, level if beside or (whole and level == WHOLE) else NOTHING)


def _families(tables: Tables, stand: Stand) -> Iterator[list[Stand]]:
    """Yield the other endpoints of a contrast, and its readers."""
    of_pair = [one for one in tables if one.pair == stand.pair and one.stratum == ALL and one != stand]
    yield [one for one in of_pair if one.reader is None]
    yield [one for one in of_pair if one.reader is not None]


def _nested(tables: Tables, family: Sequence[Stand], results: Results) -> Iterator[tuple[PairedTable, PairedTable]]:
    """Yield pairs of tables of which one holds the findings of the other: a patient's regions, and readers of any."""
    rule = results.plan["reading"]["rule"]
    for one in {stand for place in family for stand in (place, replace(place, endpoint=PATIENT))}:
        if one.endpoint == PATIENT and one in tables:
            regions = [other for other in tables if replace(other, endpoint=PATIENT) == one and other != one]
            yield from ((tables[one], tables[other]) for other in regions)
    if rule in NESTED_RULES:
        pairs = ((replace(one, reader=None), one) for one in family if one.reader is not None)
        yield from ((tables[whole], tables[one]) for whole, one in pairs if whole in tables)
