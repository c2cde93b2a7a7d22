"""Detection of lesions: all together and region by region, patients as clusters."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.analysis.units import DIFFERENCE, EQUALITY, RATES
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._units import Rows, counts_of, heading_of, interval, notes_of, unit_groups
from psmatrial.stats.further_methods import further_method

FOUND_BY_A_TEST = (
    "A lesion is in the file because a test found it: rates are shares of these lesions, not of all that there were."
)


def table(results: Results) -> Table | None:
    """Return one row for all lesions and one a region; None where a row of the file is no lesion."""
    found = unit_groups(results.select(endpoint="lesion", unit="lesion"))
    if not found:
        return None
    first = counts_of(found[0])
    rated = ("found", "interval, %")
    columns = [
        Column("Lesions"),
        Column("patients", "number"),
        *(Column(heading, "number", group=first.index or "") for heading in rated),
        *(Column(heading, "number", group=first.comparator or "") for heading in rated),
        Column("points", "number", group="Difference"),
        Column("interval", "number", group="Difference"),
        Column("p", "number"),
    ]
    adjusted = any(row.p_adjusted is not None for group in found for row in group.values())
    columns += [Column("adjusted p", "number")] if adjusted else []
    rows = tuple(_cells(results, group, adjusted=adjusted) for group in found)
    return Table(
        "lesions",
        "Detection of lesions",
        tuple(columns),
        rows,
        tuple(_notes(results, found, adjusted=adjusted)),
        any(row.illustration for group in found for row in group.values()),
    )


def _cells(results: Results, group: Rows, *, adjusted: bool) -> tuple[Cell, ...]:
    """Return the cells of one group of lesions."""
    planned, counts = results.plan["primary"], counts_of(group)
    cells = [Cell(heading_of(results, counts)), Cell(counts.notes[0].split(" ")[-2], counts.id)]
    for quantity in RATES:
        row = group[quantity, planned["rate"]]
        cells += [Cell(numbers.share(row.numerator, row.denominator), row.id), Cell(interval(row), row.id)]
    difference, test = group[DIFFERENCE, planned["difference"]], group[EQUALITY, planned["test"]]
    cells += [Cell(numbers.points_of(difference), difference.id), Cell(interval(difference), difference.id)]
    cells.append(Cell(numbers.p_value(test.p_value), test.id, strong=True))
    if adjusted:
        cells.append(Cell(numbers.p_value(test.p_adjusted), test.id if test.p_adjusted is not None else ""))
    return tuple(cells)


def _notes(results: Results, found: list[Rows], *, adjusted: bool) -> list[str]:
    """Return the footnotes: methods, what the rates are of, and what single numbers have to say."""
    planned, level = results.plan["primary"], numbers.level(results.plan["level"])
    labels = [
        further_method(quantity, planned[key]).label.removesuffix(", index")
        for quantity, key in ((RATES[0], "rate"), (DIFFERENCE, "difference"), (EQUALITY, "test"))
    ]
    intervals = f"Two-sided {level} intervals: rates {labels[0]}, difference {labels[1]}."
    notes = [f"Patients are clusters of their lesions. {intervals} p: {labels[2]}, two-sided."]
    if not counts_of(found[0]).neither:
        notes.append(FOUND_BY_A_TEST)
    if adjusted:
        label = further_method("adjustment", results.plan["multiplicity"]["method"]).label
        notes.append(f"Adjusted p: {label} over the regions.")
    keys = [(quantity, planned["rate"]) for quantity in RATES]
    keys += [(DIFFERENCE, planned["difference"]), (EQUALITY, planned["test"])]
    return [*notes, *notes_of([(heading_of(results, group[key]), group[key]) for group in found for key in keys])]
