"""Positive predictive value in each region."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._paired import any_illustration
from psmatrial.stats.methods import method


def table(results: Results) -> Table | None:
    """Return one row a region; None where truth was not read per region."""
    rows = {(row.region, row.quantity): row for row in results.select(unit="region", stratum="all", reader=None)}
    regions = [region for region, quantity in rows if quantity == "index-ppv"]
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
    for region in regions:
        shown = [Cell(str(region)[:1].upper() + str(region)[1:])]
        for side in ("index", "comparator"):
            row = rows[region, f"{side}-ppv"]
            shown += [
                Cell(numbers.share(row.numerator, row.denominator), row.id),
                Cell(numbers.rate_interval(row.low, row.high), row.id),
            ]
        test = next(
            row
            for row in results.select(region=region, quantity="ppv-equality", reader=None)
            if row.method == "weighted-score"
        )
        cells.append((*shown, Cell(numbers.p_value(test.p_value), test.id)))
    label = method("index-rate", results.plan["primary"]["rate"]).label
    level = numbers.level(results.plan["level"])
    note = (
        "True: regions where the truth is positive, of positive regions whose truth is known. "
        f"Two-sided {level} intervals, {label}; p: weighted generalised score test, not adjusted."
    )
    marked = any_illustration(cells, results)
    return Table("truth-regions", "Positive predictive value by region", columns, tuple(cells), (note,), marked)
