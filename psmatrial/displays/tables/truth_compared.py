"""Both tests against the truth: accuracy where all are verified, relative rates where only positives are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from psmatrial.analysis.results import Results, Row
from psmatrial.analysis.truth_rows import NEGATIVE
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.policies import beyond_pairs, with_result
from psmatrial.displays.tables._paired import any_illustration
from psmatrial.displays.words.english import in_points
from psmatrial.stats.further_methods import further_method
from psmatrial.stats.methods import method
from psmatrial.stats.printed import NOT_ESTIMABLE

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
    notes = (*_notes(results, rows, found["verified"]), *beyond_pairs(results))
    marked = any_illustration(cells, results)
    return Table("truth-compared", "Both tests against the truth", columns, cells, notes, marked)


def _all_verified(rows: Rows) -> Iterator[tuple[Cell, ...]]:
    """Yield sensitivity, specificity, predictive values and likelihood ratios."""
    for name, label in RATES:
        difference, test = rows[f"{name}-difference"], rows[f"{name}-equality"]
        yield (
            Cell(label),
            *(_share(rows[f"{side}-{name}"]) for side in ("index", "comparator")),
            _estimated(difference, in_points(numbers.points_of(difference))),
            Cell(numbers.points_interval(difference.low, difference.high), difference.id),
            Cell(numbers.p_value(test.p_value), test.id),
        )
    for name, label in VALUES:
        yield _value(rows, name, label)
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
    yield _value(rows, *VALUES[0])


def _value(rows: Rows, name: str, label: str) -> tuple[Cell, ...]:
    """Return the row of a predictive value: both tests in the patients in whom they are compared."""
    counted = "paired-ppv" if name == "ppv" else name
    shares = (_share(rows[f"{side}-{counted}"]) for side in ("index", "comparator"))
    return Cell(label), *shares, *_ratio(rows[f"{name}-ratio"], rows[f"{name}-equality"])


def _estimated(row: Row, text: str) -> Cell:
    """Return the cell of a comparison, or that it cannot be estimated."""
    return Cell(NOT_ESTIMABLE if row.value is None else text, row.id)


def _share(row: Row) -> Cell:
    """Return the cell of a rate."""
    return Cell(numbers.share(row.numerator, row.denominator), row.id)


def _ratio(ratio: Row, test: Row | None) -> tuple[Cell, Cell, Cell]:
    """Return a ratio with its interval and test."""
    p_value = Cell(numbers.p_value(test.p_value), test.id) if test else Cell(numbers.ABSENT)
    interval = numbers.ratio_interval(ratio.low, ratio.high)
    return _estimated(ratio, f"ratio {numbers.ratio_of(ratio)}"), Cell(interval, ratio.id), p_value


def _compared(rows: Rows, patients: str) -> str:
    """Return in which patients the tests are compared, and how many are left out as their truth is not all known."""
    told, known = rows["ppv-ratio"].n or 0, rows["npv-ratio"].n or 0
    if told == known:
        return f"{patients} whose truth is known."
    verb = "is" if told - known == 1 else "are"
    return (
        f"{patients}. Positive predictive values are of those with any reference datum, "
        f"{told}; all else of the {known} whose truth is known. {told - known} {verb} left out, negative where they "
        "were verified and not verified in every region."
    )


def _notes(results: Results, rows: Rows, verified: str) -> Iterator[str]:
    """Yield what each comparison is."""
    level = numbers.level(results.plan["level"])
    score = further_method("ppv-equality", "weighted-score").label
    which = with_result(results)
    patients = f"Patients{which}" if which else "All patients"
    if verified == "positives":
        yield (
            "Only positives were verified: how many of the diseased each test missed is not known, and shares of all "
            f"diseased or of all others cannot be estimated. {patients}. True positives: "
            "diseased patients found in a region of the truth. False positives: patients found in whom no reference "
            f"datum shows disease. Two-sided {level} log Wald intervals; p: {score}."
        )
        return
    yield _compared(rows, patients)
    if results.select(unit="region", quantity="index-sensitivity"):
        yield (
            "A patient is found where any region is positive: sensitivity, predictive values and likelihood ratios do "
            "not ask whether it is the right place."
        )
    primary = results.plan["primary"]
    yield (
        f"Sensitivity and specificity: difference, {method('rate-difference', primary['difference']).label}; "
        f"p: {method('equality', primary['test']).label}, among the diseased, or those without disease."
    )
    yield f"Ratios are index over comparator, log Wald; p of predictive values: {score}. All two-sided at {level}."
    for name, label in RATES:
        yield from (f"{label}: {note}" for note in rows[f"{name}-difference"].notes if note != NEGATIVE)
