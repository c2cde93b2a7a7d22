"""Positive predictive value in each region, which within a region is the correct localisation rate."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.policies import beyond_pairs, with_result
from psmatrial.displays.tables._paired import any_illustration, dash_notes, main_contrast
from psmatrial.displays.tables._truth_regions import interval_words, region_cells, region_columns


def table(results: Results) -> Table | None:
    """Return one row a region, and below it one a reader; None where truth was not read per region."""
    cells, compared, readers = [], [], False
    for region, reader, shown in region_cells(results, "ppv"):
        tests = main_contrast(
            results, region=region, quantity="ppv-equality", method="weighted-score", reader=reader, stratum="all"
        )
        compared += [(shown[0].text, row) for row in tests[:1]]
        readers |= reader is not None
        cells.append((*shown, Cell(numbers.p_value(tests[0].p_value), tests[0].id) if tests else Cell(numbers.ABSENT)))
    if not cells:
        return None
    columns = (*region_columns(results), Column("p", "number"))
    title, notes = "Positive predictive value by region", [_meaning()]
    if results.select(unit="region", quantity="index-clr"):
        title = "Correct localisation rate and positive predictive value by region"
        notes.append("Within one region the two are the same number.")
    whose = with_result(results, " of patients with a result under both tests")
    test = f"weighted generalised score test{whose}, not adjusted"
    notes += [*beyond_pairs(results), f"{interval_words(results)}; p: {test}."]
    notes += ["p is of all readers together, none is computed for each."] * readers
    notes += dash_notes(compared)
    marked = any_illustration(cells, results)
    return Table("truth-regions", title, columns, tuple(cells), tuple(notes), marked)


def _meaning() -> str:
    """Return what is counted, and of whom."""
    return "True: patients whose truth there is positive, of those positive in the region whose truth there is known."
