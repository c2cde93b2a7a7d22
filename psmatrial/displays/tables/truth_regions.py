"""Positive predictive value in each region."""

from __future__ import annotations

from itertools import product

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._paired import any_illustration
from psmatrial.stats.methods import method


def table(results: Results) -> Table | None:
    """Return one row a region, and below it one a reader; None where truth was not read per region."""
    found = [row for row in results.select(unit="region", stratum="all") if row.quantity.endswith("-ppv")]
    rows = {(row.region, row.reader, row.quantity): row for row in found}
    regions = list(dict.fromkeys(row.region for row in found))
    readers = list(dict.fromkeys(row.reader for row in found))
    if not regions:
        return None
    pair = results.plan["contrasts"][0]
    columns = (
        Column("Region"),
        *(
            Column(heading, "number", group=pair[side])
            for side in ("index", "comparator")
            for heading in ("true", "interval, %")
        ),
        Column("p", "number"),
    )
    cells = []
    for region, reader in product(regions, readers):
        heading = f"{str(region)[:1].upper()}{str(region)[1:]}"
        shown = [Cell(heading, strong=True) if reader is None else Cell(f"{heading}, reader {reader}")]
        for side in ("index", "comparator"):
            row = rows[region, reader, f"{side}-ppv"]
            shown += [
                Cell(numbers.share(row.numerator, row.denominator), row.id),
                Cell(numbers.rate_interval(row.low, row.high), row.id),
            ]
        tests = results.select(region=region, quantity="ppv-equality", method="weighted-score", reader=reader)
        cells.append((*shown, Cell(numbers.p_value(tests[0].p_value), tests[0].id) if tests else Cell(numbers.ABSENT)))
    label = method("index-rate", results.plan["primary"]["rate"]).label
    level = numbers.level(results.plan["level"])
    note = (
        "True: regions where the truth is positive, of positive regions whose truth is known. "
        f"Two-sided {level} intervals, {label}; p: weighted generalised score test, not adjusted."
    )
    marked = any_illustration(cells, results)
    return Table("truth-regions", "Positive predictive value by region", columns, tuple(cells), (note,), marked)
