"""Time to an event, group by group: events, curve at planned times, median and restricted mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.outcome_words import OUTCOME, SHARES, group_words, label_of, of_outcome, shown
from psmatrial.displays.policies import beyond_pairs
from psmatrial.displays.words.english import sentence
from psmatrial.models.survival.methods import timeless

NAMES = {"survival": "Without the event", "incidence": "With the event", "competing-incidence": "With the other end"}


def table(results: Results) -> Table | None:
    """Return one row a group; None where the plan names no outcome."""
    record = of_outcome(results)
    if not record or not record["n"]:
        return None
    by_group = {
        curve["group"]: [
            row for row in results.select(endpoint=OUTCOME, index=None) if _in(row, curve["group"], record)
        ]
        for curve in record["curves"]
    }
    first = next(iter(by_group.values()))
    columns = [Column("Group"), Column("events", "number")]
    for row in first[1:]:
        columns += _columns(row, record)
    cells = tuple(_cells(group_words(record, name), rows) for name, rows in by_group.items())
    notes = (*_notes(by_group, record), *(beyond_pairs(results) if record["scan"] else ()))
    return Table("survival", sentence(record["name"]).rstrip("."), tuple(columns), cells, notes)


def _in(row: Row, group: str, record: Mapping[str, Any]) -> bool:
    """Return whether a row is of one group."""
    return row.stratum == group and row.stratum_by == (record["by"] or None) and row.method != "log-rank"


def _columns(row: Row, record: Mapping[str, Any]) -> list[Column]:
    """Return the two columns of a number of each group."""
    quantity, _, time = row.quantity.partition("-at-")
    group = (
        f"{NAMES[quantity]} at {time} {record['unit']}"
        if time
        else {
            "median-time": f"Median, {record['unit']}",
            "restricted-mean": f"Mean up to {record['tau']:g} {record['unit']}",
        }[quantity]
    )
    return [Column("estimate", "number", group=group), Column("interval", "number", group=group)]


def _cells(name: str, rows: Sequence[Row]) -> tuple[Cell, ...]:
    """Return the cells of one group."""
    cells = [Cell(name), Cell(numbers.share(rows[0].numerator, rows[0].denominator), rows[0].id)]
    for row in rows[1:]:
        value, limits = shown(row)
        cells += [Cell(value, row.id), Cell(limits, row.id)]
    return tuple(cells)


def _notes(by_group: Mapping[str, Sequence[Row]], record: Mapping[str, Any]) -> list[str]:
    """Return the method of each column and what must be known of its numbers."""
    rows = next(iter(by_group.values()))
    labels = dict.fromkeys(label_of(row) for row in rows[1:])
    notes = [f"Two-sided intervals at {numbers.level(record['level'])}: {'; '.join(labels)}."]
    shares = [row for row in rows if timeless(row.quantity) in SHARES]
    if shares:
        notes.append("Shares are in %. An en dash is a limit or a value beyond what was seen.")
    if any(row.low is not None and row.low == row.high for own in by_group.values() for row in own):
        notes.append("Limits equal to their estimate are no interval: no event had come by then.")
    if record["left_out"]:
        left = ", ".join(f"{item['n']} ({item['reason']})" for item in record["left_out"])
        notes.append(f"Left out: {left}.")
    return [*notes, *record["notes"]]
