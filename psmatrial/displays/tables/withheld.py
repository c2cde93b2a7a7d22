"""What is withheld because counts are small, and why."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.suppression_words import WHERE, suppression


def table(results: Results) -> Table | None:
    """Return one row for each thing that is withheld; None where nothing is."""
    found = suppression(results)
    if found is None:
        return None
    rows = tuple((Cell(one["what"]), Cell(one["why"])) for one in found["withheld"])
    return Table("withheld", WHERE, (Column("Withheld"), Column("Why")), rows)
