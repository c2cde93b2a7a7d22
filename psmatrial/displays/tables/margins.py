"""Tests of the planned margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from psmatrial.analysis.margins import EQUIVALENCE
from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.policies import whom
from psmatrial.displays.tables._paired import row_notes
from psmatrial.displays.words.english import series

QUESTIONS = {
    "rate-difference-margin": "Difference above the margin",
    "rate-ratio-margin": "Ratio above the margin",
    "rate-difference-equivalence": "Difference within both margins",
    "rate-ratio-equivalence": "Ratio within both margins",
}
NOTE = (
    "Of patients {whom}; missing at worst case: all patients, missing results against the "
    "index test{equivalence}. p-values are one-sided. Differences in percentage points{intervals}."
)
LEVELS = "; intervals are two-sided, at {}"
NO_Z = " The two tests of equivalence together have no single z."
NO_INTERVAL = " Where there is no interval, the one that belongs to the test is not computed."
EITHER = ", of equivalence against the test that gives the larger p"
METHODS = {"score": "Score", "exact-unconditional": "Exact unconditional"}
# The two-sided interval whose limit lies beyond the margin exactly where the test rejects.
INTERVALS = {
    ("rate-difference-margin", "score"): "rate-difference.tango",
    ("rate-difference-margin", "exact-unconditional"): "rate-difference.exact-unconditional-tails",
    ("rate-ratio-margin", "score"): "rate-ratio.tang",
}


def table(results: Results) -> Table | None:
    """Return one row a test; None where no margin is planned."""
    rows = [row for row in results if row.quantity in QUESTIONS and not row.withheld]
    if not rows:
        return None
    several = len(results.plan["contrasts"]) > 1
    columns = (
        *([Column("Tests")] if several else []),
        Column("Claim"),
        Column("Patients"),
        Column("Test"),
        Column("z", "number"),
        Column("one-sided p", "number"),
        Column("interval", "number"),
    )
    every = {row.id: row for row in results}
    levels = dict.fromkeys(_interval_row(row, every).level for row in rows)
    equivalence = EITHER if any(row.quantity in EQUIVALENCE for row in rows) else ""
    shown = series([numbers.level(level) for level in levels if level is not None])
    intervals = LEVELS.format(shown) if shown else ""
    head = NOTE.format(whom=whom(results), intervals=intervals, equivalence=equivalence) + _absent(rows, every)
    notes = row_notes([(f"{QUESTIONS[row.quantity]}, {METHODS[row.method].lower()}", row) for row in rows])
    cells = tuple(
        (*([Cell(f"{row.index} against {row.comparator}")] if several else []), *_cells(row, _interval_row(row, every)))
        for row in rows
    )
    return Table("margins", "Margins", columns, cells, (head, *notes), any(row.illustration for row in rows))


def _absent(rows: Sequence[Row], every: Mapping[str, Row]) -> str:
    """Return why some tests have no z and some no interval; empty where all have both."""
    no_z = any(row.statistic is None and row.p_value is not None for row in rows)
    no_interval = any(_interval_row(row, every).low is None for row in rows)
    words = [NO_Z] if no_z else []
    return "".join([*words, NO_INTERVAL] if no_interval else words)


def _interval_row(row: Row, every: Mapping[str, Row]) -> Row:
    """Return the row with the interval that matches a test: another row where there is one, else its own."""
    name = INTERVALS.get((row.quantity, row.method))
    return every.get(f"{row.id.partition(f'.{row.quantity}.')[0]}.{name}", row)


def _cells(row: Row, limits: Row) -> tuple[Cell, ...]:
    """Return the cells of one test."""
    difference = row.quantity.startswith("rate-difference")
    interval = numbers.points_interval if difference else numbers.ratio_interval
    return (
        Cell(QUESTIONS[row.quantity]),
        Cell("missing at worst case" if row.stratum_by == "missing" else "as planned"),
        Cell(METHODS[row.method]),
        Cell(numbers.decimal(row.statistic, 2), row.id),
        Cell(numbers.p_value(row.p_value), row.id, strong=True),
        Cell(interval(limits.low, limits.high), limits.id),
    )
