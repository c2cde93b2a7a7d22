"""How many plans of treatment changed, and how far."""

from __future__ import annotations

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._paired import any_illustration
from psmatrial.stats.further_methods import further_method
from psmatrial.stats.methods import method

LABELS = {
    "change-any": "Any change",
    "change-none": "No change",
    "change-other": "Other change",
    "change-major": "Major change: another intent",
}
OF_CHANGED = "-of-changed"


def table(results: Results) -> Table | None:
    """Return one row a kind of change, of all patients and of those who changed, then the tests."""
    # A region may have this name too.
    rows = results.select(endpoint="management", region=None)
    if not rows:
        return None
    columns = (
        Column("Change"),
        Column("patients", "number"),
        Column("interval, %", "number"),
        Column("p", "number"),
    )
    rates = [row for row in rows if row.quantity.startswith("change-")]
    tests = [row for row in rows if row not in rates]
    label = method("index-rate", results.plan["primary"]["rate"]).label
    notes = [f"Two-sided intervals at {numbers.level(results.plan['level'])}: {label}. Tests are two-sided."]
    if "change-major" not in {row.quantity for row in rates}:
        notes.append("The plan names no intents, so a change of intent cannot be told from another change.")
    notes += dict.fromkeys(note for row in rows for note in row.notes)
    cells = (*map(_rate_cells, rates), *map(_test_cells, tests))
    marked = any_illustration(cells, results)
    return Table("management-changes", "Change of management", columns, cells, tuple(notes), marked)


def _rate_cells(row: Row) -> tuple[Cell, ...]:
    """Return the cells of a share."""
    quantity = row.quantity.removesuffix(OF_CHANGED)
    words = LABELS[quantity] + (", of those changed" if row.quantity.endswith(OF_CHANGED) else "")
    shown = numbers.share(row.numerator, row.denominator)
    return Cell(words), Cell(shown, row.id), Cell(numbers.rate_interval(row.low, row.high), row.id), Cell("")


def _test_cells(row: Row) -> tuple[Cell, ...]:
    """Return the cells of a test."""
    return (
        Cell(further_method(row.quantity, row.method).label),
        Cell(""),
        Cell(""),
        Cell(numbers.p_value(row.p_value), row.id),
    )
