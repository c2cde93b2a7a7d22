"""The primary result under every way to count patients without a result, and equivocal readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._paired import any_illustration, dash_notes, main_contrast
from psmatrial.stats.further_methods import further_method
from psmatrial.stats.methods import method

GROUPS = ("planned", "equivocal", "missing")
METHOD = "partially-paired"


def table(results: Results) -> Table | None:
    """Return one row a policy; None where nothing is missing and nothing equivocal."""
    choices = [one for one in results.further.get("robustness", {}).get("rows", ()) if one["group"] in GROUPS]
    both = [row for row in main_contrast(results, quantity="rate-difference", method=METHOD) if row.reader is None]
    if len(choices) + len(both) < 2:
        return None
    pair = results.plan["contrasts"][0]
    columns = (
        Column("Counted"),
        Column("patients", "number"),
        Column(pair["index"], "number", group="Found by"),
        Column(pair["comparator"], "number", group="Found by"),
        Column("points", "number", group="Difference"),
        Column("interval", "number", group="Difference"),
        Column("p", "number"),
    )
    rows = [_choice(results, one) for one in choices]
    rows[1:1] = [_likelihood(row) for row in both]
    counted = [(one["label"], results.row(one[kind])) for one in choices for kind in ("difference", "test")]
    notes, marked = (*_notes(results, both), *dash_notes(counted)), any_illustration(rows, results)
    return Table("missing", "Missing and equivocal results", columns, tuple(rows), notes, marked)


def _choice(results: Results, choice: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Return the row of one policy."""
    difference, test = results.row(choice["difference"]), results.row(choice["test"])
    both, index_only = difference.both or 0, difference.index_only or 0
    n = difference.n or 0
    counts = (both + index_only, both + (difference.comparator_only or 0))
    return (
        Cell(choice["label"], strong=choice["group"] == "planned"),
        Cell(numbers.count(n), difference.id),
        *(Cell(numbers.share(count, n), difference.id) for count in counts),
        Cell(numbers.points_of(difference), difference.id),
        Cell(numbers.points_interval(difference.low, difference.high), difference.id),
        Cell(numbers.p_value(test.p_value), test.id),
    )


def _likelihood(row: Row) -> tuple[Cell, ...]:
    """Return the row of the patients with one scan or both."""
    return (
        Cell("Maximum likelihood, one scan or both"),
        Cell(numbers.count(row.n), row.id),
        Cell(numbers.ABSENT),
        Cell(numbers.ABSENT),
        Cell(numbers.points_of(row), row.id),
        Cell(numbers.points_interval(row.low, row.high), row.id),
        Cell(numbers.ABSENT),
    )


def _notes(results: Results, both: list[Row]) -> Iterator[str]:
    """Yield what the rows mean."""
    primary, level = results.plan["primary"], numbers.level(results.plan["level"])
    labels = method("rate-difference", primary["difference"]).label, method("equality", primary["test"]).label
    yield (f"One choice changed at a time. Two-sided {level} intervals, {labels[0]}; p: {labels[1]}, two-sided.")
    if both:
        notes = "; ".join(note for row in both for note in row.notes)
        label = further_method("rate-difference", METHOD).label
        alone = f"Maximum likelihood ({label}) estimates the difference alone: no rates, no p."
        yield f"{alone} Results are missing at random given the one that was seen; {notes}."
