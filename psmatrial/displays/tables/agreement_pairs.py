"""Cohen's kappa of every two readers."""

from __future__ import annotations

from psmatrial.analysis.agreement import pair_names
from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.agreement_numbers import shown
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._paired import any_illustration, main_contrast
from psmatrial.displays.tables.agreement import notes_of_tests


def table(results: Results) -> Table | None:
    """Return one row a pair of readers; None where fewer than three read."""
    rows = [row for row in main_contrast(results, method="cohen") if row.reader]
    if not rows:
        return None
    pair = results.plan["contrasts"][0]
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(str(row.reader), {})[row.quantity] = row
    columns = (
        Column("Readers"),
        *(
            Column(heading, "number", group=pair[side])
            for side in ("index", "comparator")
            for heading in ("kappa", "interval")
        ),
    )
    reading = results.plan["reading"]
    called = pair_names([name for name in reading["readers"] if name != reading["adjudicator"]])
    cells = tuple((Cell(" and ".join(called[two])), *_cells(parts)) for two, parts in found.items())
    level = numbers.level(results.plan["level"])
    notes = (
        f"Cohen's kappa at the primary endpoint, patients whom both readers read; two-sided {level} intervals.",
        *notes_of_tests([(" and ".join(called[str(row.reader)]), row) for row in rows]),
    )
    return Table("agreement-pairs", "Every two readers", columns, cells, notes, any_illustration(cells, results))


def _cells(parts: dict[str, Row]) -> list[Cell]:
    """Return the cells of both tests."""
    cells = []
    for quantity in ("index-agreement", "comparator-agreement"):
        row = parts[quantity]
        cells += [Cell(text, row.id) for text in shown(row)]
    return cells
