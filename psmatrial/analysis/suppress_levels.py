"""How much of each 2x2 table of an analysis may be shown when small counts are withheld."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from psmatrial.analysis.results import Results, Row
from psmatrial.model import CELLS, PairedTable
from psmatrial.stats.methods import methods
from psmatrial.stats.suppression import NOTHING, strata_level, table_level

MARGIN_TESTS = tuple(
    f"{rate}-{claim}" for rate in ("rate-difference", "rate-ratio") for claim in ("margin", "equivalence")
)
ALL = "all"
BY = "psa"
PATIENT = "patient"


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
    """Return the level of every table: the primary one, its strata beside it, and nothing of all others.

    Tables of other endpoints, readers and contrasts are of the same patients as the primary one. Counts follow from
    two of them that stand in neither: what two regions found and what any of them did tell in how many patients both
    found it, and three tests compared in pairs often tell every pattern. So none is shown beside the primary table,
    whatever its counts are, and that it is not shown tells nothing.

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
    parts = [stand for stand in tables if stand != first and replace(stand, stratum=ALL) == first]
    found = dict.fromkeys(tables, NOTHING)
    found[first] = table_level(tables[first], smallest)
    return found | dict.fromkeys(parts, strata_level(tables[first], [tables[part] for part in parts], smallest))


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


@cache
def _known() -> frozenset[tuple[str, str]]:
    """Return quantity and method of everything that is computed from one table."""
    return frozenset((entry.quantity, entry.name) for entry in methods())
