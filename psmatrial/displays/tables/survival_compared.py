"""Groups followed up, held against each other: differences, hazard ratios and tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.outcome_words import OUTCOME, POINTS, UNPAIRED, heading_of, label_of, of_outcome, shown
from psmatrial.models.survival.methods import timeless

COMPARED = ("survival-equality", "incidence-equality", "competing-incidence-equality")


def table(results: Results) -> Table | None:
    """Return one row a comparison; None where there is nothing to compare."""
    record = of_outcome(results)
    rows = [row for row in results.select(endpoint=OUTCOME) if row.index or row.quantity in COMPARED]
    if not record or not rows:
        return None
    columns = (
        Column("What is compared"),
        Column("method"),
        Column("estimate", "number"),
        Column("interval", "number"),
        Column("p", "number"),
    )
    reference = record["curves"][0]["group"]
    notes = [
        f"{UNPAIRED} The reference is {reference}; a difference is minus it, a ratio over it.",
        f"Two-sided intervals at {numbers.level(record['level'])}; p-values are two-sided and not adjusted.",
        *dict.fromkeys(
            f"{heading_of(row, record['unit'])}: {note.removeprefix('cause-specific: ')}."
            for row in rows
            for note in row.notes
        ),
    ]
    pairs = len(record["curves"]) > 2
    cells = tuple(_cells(row, record, pairs=pairs) for row in rows)
    return Table("survival-compared", "Groups compared", columns, cells, tuple(notes))


def _cells(row: Row, record: Mapping[str, Any], *, pairs: bool) -> tuple[Cell, ...]:
    """Return the cells of one comparison."""
    value, limits = shown(row)
    heading = heading_of(row, record["unit"])
    if row.quantity == "restricted-mean-difference":
        heading = f"{heading}, {record['unit']}"
    elif timeless(row.quantity) in POINTS:
        heading = f"{heading}, points"
    if pairs and row.index:
        heading = f"{heading}, {row.index} against {row.comparator}"
    estimated = value != numbers.ABSENT
    return (
        Cell(heading),
        Cell(label_of(row)),
        Cell(value, row.id) if estimated else Cell(""),
        Cell(limits, row.id) if estimated else Cell(""),
        Cell(numbers.p_value(row.p_value), row.id),
    )
