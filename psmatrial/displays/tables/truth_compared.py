"""Both tests against the truth: accuracy where all are verified, relative rates where only positives are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._paired import any_illustration
from psmatrial.stats.further_methods import further_method
from psmatrial.stats.methods import method

Rows = Mapping[str, Row]
RATES = (("sensitivity", "Sensitivity"), ("specificity", "Specificity"))
VALUES = (("ppv", "Positive predictive value"), ("npv", "Negative predictive value"))
RATIOS = (("positive", "Positive likelihood ratio"), ("negative", "Negative likelihood ratio"))
RELATIVE = (("true", "Relative true-positive rate"), ("false", "Relative false-positive rate"))


def table(results: Results) -> Table | None:
    """Return one row a quantity: both tests, the comparison and its p; None without a reference standard."""
    found = results.further.get("truth")
    if not found:
        return None
    rows = {
        row.quantity: row
        for row in reversed(results.select(endpoint="patient", stratum="all", reader=None))
        if row.method != "score"
    }
    pair = results.plan["contrasts"][0]
    columns = (
        Column("Patients"),
        Column(pair["index"], "number"),
        Column(pair["comparator"], "number"),
        Column("compared", "number"),
        Column("interval", "number"),
        Column("p", "number"),
    )
    cells = tuple(_all_verified(rows) if found["verified"] == "all" else _positives_verified(rows))
    notes, marked = tuple(_notes(results, found["verified"])), any_illustration(cells, results)
    return Table("truth-compared", "Both tests against the truth", columns, cells, notes, marked)


def _all_verified(rows: Rows) -> Iterator[tuple[Cell, ...]]:
    """Yield sensitivity, specificity, predictive values and likelihood ratios."""
    for name, label in RATES:
        difference, test = rows[f"{name}-difference"], rows[f"{name}-equality"]
        yield (
            Cell(label),
            *(_share(rows[f"{side}-{name}"]) for side in ("index", "comparator")),
            Cell(f"{numbers.points_of(difference)} points", difference.id),
            Cell(numbers.points_interval(difference.low, difference.high), difference.id),
            Cell(numbers.p_value(test.p_value), test.id),
        )
    for name, label in VALUES:
        sides = [rows.get(f"{side}-{name}") for side in ("index", "comparator")]
        yield (
            Cell(label),
            *(_share(row) if row else Cell(numbers.ABSENT) for row in sides),
            *_ratio(rows[f"{name}-ratio"], rows[f"{name}-equality"]),
        )
    for name, label in RATIOS:
        quantity = f"likelihood-ratio-{name}"
        ratio = rows[f"{quantity}-ratio"]
        tests = [rows[f"{side}-{quantity}"] for side in ("index", "comparator")]
        yield Cell(label), *(Cell(numbers.ratio(row.value), row.id) for row in tests), *_ratio(ratio, ratio)


def _positives_verified(rows: Rows) -> Iterator[tuple[Cell, ...]]:
    """Yield what verified positives tell."""
    for name, label in RELATIVE:
        row = rows[f"relative-{name}-positive-rate"]
        counts = (
            (row.both or 0) + (row.index_only or 0),
            (row.both or 0) + (row.comparator_only or 0),
        )
        yield Cell(label), *(Cell(numbers.count(count), row.id) for count in counts), *_ratio(row, None)
    yield Cell(VALUES[0][1]), Cell(""), Cell(""), *_ratio(rows["ppv-ratio"], rows["ppv-equality"])


def _share(row: Row) -> Cell:
    """Return the cell of a rate."""
    return Cell(numbers.share(row.numerator, row.denominator), row.id)


def _ratio(ratio: Row, test: Row | None) -> tuple[Cell, Cell, Cell]:
    """Return a ratio with its interval and test."""
    p_value = Cell(numbers.p_value(test.p_value), test.id) if test else Cell(numbers.ABSENT)
    interval = numbers.ratio_interval(ratio.low, ratio.high)
    return Cell(f"ratio {numbers.ratio_of(ratio)}", ratio.id), Cell(interval, ratio.id), p_value


def _notes(results: Results, verified: str) -> Iterator[str]:
    """Yield what each comparison is."""
    level = numbers.level(results.plan["level"])
    score = further_method("ppv-equality", "weighted-score").label
    if verified == "positives":
        yield (
            "Only positives were verified: how many of the diseased each test missed is not known, and shares of all "
            f"diseased or of all others cannot be estimated. Two-sided {level} log Wald intervals; p: {score}."
        )
        return
    primary = results.plan["primary"]
    yield (
        "Patients with a result under both tests whose truth is known. Sensitivity and specificity: difference, "
        f"{method('rate-difference', primary['difference']).label}; p: {method('equality', primary['test']).label}, "
        "among the diseased, or those without disease."
    )
    yield f"Ratios are index over comparator, log Wald; p of predictive values: {score}. All two-sided at {level}."
