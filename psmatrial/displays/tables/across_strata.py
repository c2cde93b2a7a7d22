"""All strata together, of the first contrast: the pooled difference, and whether strata differ."""

from __future__ import annotations

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.policies import whom
from psmatrial.displays.tables._paired import main_contrast
from psmatrial.stats.further_methods import further_method

QUESTIONS = {
    "pooled-difference": "Pooled difference, points",
    "homogeneity-difference": "Is the difference the same in all strata?",
    "homogeneity-odds-ratio": "Is the odds ratio the same in all strata?",
    "global": "Do the tests differ in any stratum?",
    "trend-index-rate": "Does detection by the index test change with PSA?",
    "trend-comparator-rate": "Does detection by the comparator change with PSA?",
    "trend-split": "Does the split of the discordant patients change with PSA?",
}
NOTE = (
    "Patients in a stratum {whom}: {n}. Pooled difference: percentage points, index test minus "
    "comparator, with its two-sided {level} interval. p-values are two-sided, not adjusted. Result: the statistic of "
    "the test, where it has one."
)


def table(results: Results) -> Table | None:
    """Return one row a method; None where there are no strata, or nobody is in any of them."""
    rows = [row for row in main_contrast(results, stratum_by="psa", stratum=None) if row.quantity in QUESTIONS]
    if not any(row.estimated for row in rows):
        return None
    columns = (
        Column("Question"),
        Column("Method"),
        Column("Result", "number"),
        Column("df", "number"),
        Column("p", "number"),
    )
    notes = [NOTE.format(whom=whom(results), n=numbers.count(rows[0].n), level=numbers.level(results.plan["level"]))]
    notes += [f"{further_method(row.quantity, row.method).label}: {note}" for row in rows for note in row.notes]
    return Table(
        "across-strata",
        "All PSA strata together",
        columns,
        tuple(_cells(row) for row in rows),
        tuple(dict.fromkeys(notes)),
        illustration=any(row.illustration for row in rows),
    )


def _cells(row: Row) -> tuple[Cell, ...]:
    """Return the cells of one row."""
    if row.value is None and row.statistic is None:
        result = numbers.ABSENT
    elif row.p_value is None and row.statistic is None:
        result = f"{numbers.points_of(row)} ({numbers.points_interval(row.low, row.high)})"
    else:
        result = numbers.decimal(row.statistic, 2)
    return (
        Cell(QUESTIONS[row.quantity]),
        Cell(further_method(row.quantity, row.method).label),
        Cell(result, row.id),
        Cell(numbers.count(row.df), row.id),
        Cell(numbers.p_value(row.p_value), row.id),
    )
