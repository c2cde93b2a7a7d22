"""Rates against the truth in each region, for all readers together and for each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column
from psmatrial.stats.methods import method


def region_columns(results: Results) -> tuple[Column, ...]:
    """Return the columns: the region, then count and interval of both tests."""
    pair = results.plan["contrasts"][0]
    return (
        Column("Region"),
        *(
            Column(heading, "number", group=pair[side])
            for side in ("index", "comparator")
            for heading in ("true", "interval, %")
        ),
    )


def region_cells(results: Results, name: str, label: str = "") -> Iterator[tuple[str, str | None, tuple[Cell, ...]]]:
    """Yield region, reader and cells of one rate, all readers together before each; nothing where it has no rows."""
    pair = results.plan["contrasts"][0]
    found = results.select(unit="region", stratum="all", index=pair["index"], comparator=pair["comparator"])
    rows = {(row.region, row.reader, row.quantity): row for row in found if row.quantity.endswith(f"-{name}")}
    regions = dict.fromkeys(region for region, _, _ in rows)
    readers = dict.fromkeys(reader for _, reader, _ in rows)
    for region, reader in product(regions, readers):
        heading = f"{str(region)[:1].upper()}{str(region)[1:]}{label}"
        shown = [Cell(heading, strong=True) if reader is None else Cell(f"{heading}, reader {reader}")]
        for side in ("index", "comparator"):
            row = rows[region, reader, f"{side}-{name}"]
            shown += [
                Cell(numbers.share(row.numerator, row.denominator), row.id),
                Cell(numbers.rate_interval(row.low, row.high), row.id),
            ]
        yield str(region), reader, tuple(shown)


def interval_words(results: Results) -> str:
    """Return side, level and method of the intervals, as a footnote says them."""
    label = method("index-rate", results.plan["primary"]["rate"]).label
    return f"Two-sided {numbers.level(results.plan['level'])} intervals, {label}"
