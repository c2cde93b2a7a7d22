"""Which lesions were found by which test."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.analysis.units import ODDS
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._units import MARGINAL, Rows, counts_of, heading_of, interval, unit_groups
from psmatrial.model import CELLS
from psmatrial.stats.further_methods import further_method


def table(results: Results) -> Table | None:
    """Return the four cells and the marginal odds ratio, one row a group; None where a row of the file is no lesion."""
    found = unit_groups(results.select(endpoint="lesion", unit="lesion"))
    if not found:
        return None
    first, planned = counts_of(found[0]), results.plan["primary"]["odds_ratio"]
    by = ("both", f"{first.index} only", f"{first.comparator} only", "neither")
    columns = (
        Column("Lesions"),
        *(Column(heading, "number", group="Found by") for heading in by),
        Column("value", "number", group="Marginal odds ratio"),
        Column("interval", "number", group="Marginal odds ratio"),
    )
    label = further_method(ODDS, planned).label
    note = f"{MARGINAL.format(unit='lesion')} Two-sided {numbers.level(results.plan['level'])} interval, {label}."
    rows = tuple(_cells(results, group, planned) for group in found)
    illustration = any(counts_of(group).illustration for group in found)
    return Table("lesions-counts", "Which lesions were found by which test", columns, rows, (note,), illustration)


def _cells(results: Results, group: Rows, planned: str) -> tuple[Cell, ...]:
    """Return the cells of one group of lesions."""
    counts, odds = counts_of(group), group[ODDS, planned]
    return (
        Cell(heading_of(results, counts)),
        *(Cell(numbers.count(getattr(counts, name)), counts.id) for name in CELLS),
        Cell(numbers.ratio_of(odds), odds.id),
        Cell(interval(odds), odds.id),
    )
