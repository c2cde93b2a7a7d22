"""Treatment planned before and after the scans."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table


def table(results: Results) -> Table | None:
    """Return the transition table: rows are plans before, columns plans after; None where the plan names no columns."""
    found = results.further.get("management")
    if not found:
        return None
    columns = (
        Column("Planned before"),
        *(Column(name, "number", group="Planned after") for name in found["after"]),
        Column("all", "number"),
    )
    rows = [
        (
            Cell(before),
            *(Cell(numbers.count(n), strong=before == after) for after, n in zip(found["after"], counts, strict=True)),
            Cell(numbers.count(sum(counts))),
        )
        for before, counts in zip(found["before"], found["counts"], strict=True)
    ]
    sums = [sum(column) for column in zip(*found["counts"], strict=True)]
    rows.append((Cell("All", strong=True), *(Cell(numbers.count(n)) for n in sums), Cell(numbers.count(found["n"]))))
    notes = ["Patients; those on the diagonal keep their plan."]
    if left := found["missing"]:
        notes.append(f"{left} patient{'s' if left > 1 else ''} without one of the two plans left out.")
    marked = any(row.illustration for row in results.select(endpoint="management", region=None))
    return Table("management", "Treatment planned before and after", columns, tuple(rows), tuple(notes), marked)
