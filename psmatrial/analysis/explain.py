"""One number opened: table, formula, reference, and the same quantity by the other methods."""

from __future__ import annotations

from typing import Any

from psmatrial.analysis.results import Results, Row, row_record
from psmatrial.analysis.rows import row_of
from psmatrial.analysis.rows import Place
from psmatrial.model import Method, PairedTable
from psmatrial.stats.further_methods import FURTHER
from psmatrial.stats.methods import methods

LETTERS = ("a", "b", "c", "d")


def explained(results: Results, row_id: str) -> dict[str, Any]:
    """Return everything that is known of one row as plain values.

    Raises
    ------
    UsageError
        If the results have no such row; the message names the nearest.
    """
    row = results.row(row_id)
    entry = _entry(row)
    found: dict[str, Any] = {"row": row_record(row), "method": None, "inputs": {}, "others": []}
    if entry is not None:
        found["method"] = {name: getattr(entry, name) for name in ("label", "formula", "reference", "prefer", "weakness")}
    table = table_of(row)
    if table is not None:
        cells = dict(zip(LETTERS, table.cells, strict=True))
        found["inputs"] = {**cells, "n": table.n, **({"level": row.level} if row.level else {})}
        found["others"] = [row_record(other) for other in _others(row, table)]
    return found


def table_of(row: Row) -> PairedTable | None:
    """Return the 2x2 table behind a row, None for a row of several tables."""
    cells = (row.both, row.index_only, row.comparator_only, row.neither)
    if any(cell is None for cell in cells):
        return None
    return PairedTable(*(int(cell or 0) for cell in cells), index=row.index or "index", comparator=row.comparator or "comparator")


def _entry(row: Row) -> Any:
    """Return the catalogue's entry of a row's method, None where it has none."""
    entries = (*methods(), *FURTHER)
    return next((entry for entry in entries if (entry.quantity, entry.name) == (row.quantity, row.method)), None)


def _others(row: Row, table: PairedTable) -> list[Row]:
    """Return the same quantity of the same table by every other method."""
    known: tuple[Method, ...] = tuple(entry for entry in methods() if entry.quantity == row.quantity)
    level = row.level or 0.95
    return [row_of(entry.compute(table, level, row.alternative or "two-sided"), table, Place()) for entry in known if entry.name != row.method]
