"""Endpoints against the truth, for all readers together and for each."""

from __future__ import annotations

from collections.abc import Sequence

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.policies import beyond_pairs, with_result
from psmatrial.displays.tables._paired import any_illustration
from psmatrial.stats.methods import method

LABELS = {
    "clr": "Correct localisation rate",
    "cdr": "Correct detection rate",
    "vdr": "Verified detection rate",
    "ppv": "Positive predictive value",
}
DENOMINATORS = {
    "clr": "found in a region of the truth, of positive patients with any reference datum",
    "cdr": "found in a region of the truth, of patients with any reference datum; without a result under the test they "
    "count as not found",
    "vdr": "found in a region of the truth, of {}",
    "ppv": "diseased anywhere, of positive patients with any reference datum",
}
# Of whom the verified detection rate is where a missing result counts as negative, then where it stays missing.
VDR = {
    "with-truth": (
        "patients with any reference datum",
        "patients with a result under the test and any reference datum",
    ),
    "scanned": ("all patients", "all patients with a result under the test"),
}
SAME = "here the same number as the correct detection rate"
PARTLY = (
    "What no reference datum confirms counts against the test, also where the region that was found was not verified."
)


def table(results: Results) -> Table | None:
    """Return one row an endpoint and reader; None without a reference standard or an endpoint."""
    found = results.further.get("truth")
    if not found or not found["endpoints"]:
        return None
    rows = {(row.quantity, row.reader): row for row in results.select(endpoint="patient", stratum="all")}
    readers = list(dict.fromkeys(reader for quantity, reader in rows if quantity == f"index-{found['endpoints'][0]}"))
    pair = results.plan["contrasts"][0]
    columns = (
        Column("Endpoint"),
        *(Column(heading, "number", group=pair[side]) for side in ("index", "comparator") for heading in HEADINGS),
    )
    cells = tuple(
        (Cell(_heading(name, reader), strong=reader is None), *_both(rows, name, reader))
        for name in found["endpoints"]
        for reader in readers
    )
    level, label = numbers.level(results.plan["level"]), method("index-rate", results.plan["primary"]["rate"]).label
    notes = (_meanings(results, found["endpoints"]), *([PARTLY] if found["partly"] else []))
    notes += (*beyond_pairs(results), f"Two-sided {level} intervals, {label}.")
    marked = any_illustration(cells, results)
    return Table("truth", "Against the reference standard", columns, cells, notes, marked)


HEADINGS = ("found", "interval, %")


def _meanings(results: Results, names: Sequence[str]) -> str:
    """Return what each rate is, and of whom."""
    denominator = results.plan["truth"]["denominator"]
    counted_all, with_one = VDR[denominator]
    verified = with_one if with_result(results) else counted_all
    means = {name: DENOMINATORS[name].format(verified) for name in names}
    if {"cdr", "vdr"} <= set(means) and denominator == "with-truth" and same_number(results, "patient"):
        means["vdr"] = SAME
    return " ".join(f"{LABELS[name]}: {meaning}." for name, meaning in means.items())


def same_number(results: Results, unit: str) -> bool:
    """Return whether each correct detection rate of patients or regions is the verified one of the same test.

    Examples
    --------
    >>> cdr, vdr = (
    ...     Row(name, unit="patient", stratum="all", quantity=f"index-{name}", numerator=1, denominator=n)
    ...     for name, n in (("cdr", 4), ("vdr", 3))
    ... )
    >>> same_number(Results({}, {}, {}, {}, {}, (cdr, vdr)), "patient")
    False
    """
    found = results.select(unit=unit, stratum="all")
    correct, verified = (
        [(row.numerator, row.denominator) for row in found if row.quantity.endswith(name)] for name in ("-cdr", "-vdr")
    )
    return correct == verified


def _heading(name: str, reader: str | None) -> str:
    """Return the name of an endpoint, or the reader's below it."""
    return LABELS[name] if reader is None else f"reader {reader}"


def _both(rows: dict[tuple[str, str | None], Row], name: str, reader: str | None) -> list[Cell]:
    """Return the cells of both tests."""
    cells = []
    for side in ("index", "comparator"):
        row = rows[f"{side}-{name}", reader]
        cells += [
            Cell(numbers.share(row.numerator, row.denominator), row.id),
            Cell(numbers.rate_interval(row.low, row.high), row.id),
        ]
    return cells
