"""Tables of pooled studies: the averages of one quantity, and the tables that were pooled."""

from __future__ import annotations

from psmatrial.analysis.pooling import Pooling
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.pooling_words import (
    averages,
    method_words,
    p_text,
    place_label,
    rows_of,
    spoken,
    title_of,
    value_text,
)
from psmatrial.model import CELLS

LISTED = 500


def averages_table(pooling: Pooling, quantity: str) -> Table:
    """Return the averages of one quantity, over all studies and by group."""
    rows = [
        (
            Cell(place_label(pooling, group)),
            Cell(method_words(row.method)),
            Cell(numbers.count(row.numerator)),
            Cell(numbers.count(row.n)),
            Cell(value_text(pooling, row)),
            Cell(spoken(quantity).interval(row.low, row.high)),
            Cell(p_text(pooling, row)),
        )
        for group in (None, *pooling.groups)
        for row in averages(pooling, rows_of(pooling, quantity, group))
    ]
    columns = (
        Column("Pooled"),
        Column("by"),
        Column("tables", "number"),
        Column("patients", "number"),
        Column("value", "number"),
        Column(f"{numbers.level(pooling.settings.level)} interval", "number"),
        Column("p", "number"),
    )
    footnotes = ["p tests an average without any difference between the tests."] if quantity[-5:] != "-rate" else []
    if pooling.combinations > 1:
        footnotes.append(
            f"Over {pooling.combinations:,} combinations of the tables that fit what is printed: values and p-values "
            "as their ends, intervals as the hull of all."
        )
    return Table(f"pooled-{quantity}", title_of(pooling, quantity), columns, tuple(rows), tuple(footnotes))


def studies_table(pooling: Pooling) -> Table:
    """Return the tables that were pooled; where several fit, how many."""
    rows = []
    for one in pooling.studies[:LISTED]:
        single = len(one.tables) == 1
        cells = [Cell(str(count) if single else numbers.ABSENT) for count in one.tables[0].cells]
        printed = "; ".join(f"{key} {text}" for key, text in one.row.texts.items())
        rows.append(
            (
                Cell(one.row.label),
                *cells,
                Cell(str(one.tables[0].n)),
                Cell(str(len(one.tables))),
                Cell(printed or "counts"),
            )
        )
    columns = (
        Column("Study"),
        *(Column(name.replace("_", " "), "number") for name in CELLS),
        Column("n", "number"),
        Column("tables that fit", "number"),
        Column("from"),
    )
    more = len(pooling.studies) - LISTED
    notes = (f"{more:,} more stand in pool.json.",) if more > 0 else ()
    return Table("pooled-tables", "The 2x2 tables that were pooled", columns, tuple(rows), notes)
