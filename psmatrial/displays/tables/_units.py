"""Tables over units that patients have several of: one row a method, and one row a group of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from psmatrial.analysis.results import Results, Row
from psmatrial.analysis.units import DIFFERENCE, EQUALITY, ODDS, PRINTED, RATES, UNITS
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._paired import endpoint_heading
from psmatrial.stats.further_methods import further_method

Rows = Mapping[tuple[str, str], Row]
QUESTIONS = dict(
    zip(
        PRINTED,
        ("Found by {index}", "Found by {comparator}", "Difference, points", "Marginal odds ratio", "Equal detection"),
        strict=True,
    )
)
MARGINAL = "The marginal odds ratio is that of finding a {unit}; it is not the conditional one of patients."


def unit_groups(rows: Sequence[Row]) -> list[Rows]:
    """Return rows over units by their place: contrast, endpoint and stratum, each by quantity and method."""
    found: dict[tuple[object, ...], dict[tuple[str, str], Row]] = {}
    for row in rows:
        if row.quantity in (UNITS, *PRINTED):
            place = (row.index, row.comparator, row.endpoint, row.stratum)
            found.setdefault(place, {})[row.quantity, row.method] = row
    return list(found.values())


def counts_of(group: Rows) -> Row:
    """Return the row that holds the counts of a group."""
    return next(row for row in group.values() if row.quantity == UNITS)


def heading_of(results: Results, row: Row) -> str:
    """Return what a group is called; with the tests where the plan compares more than two."""
    name = endpoint_heading(row)
    pair = f"{row.index} against {row.comparator}: " if len(results.plan["contrasts"]) > 1 else ""
    return f"{pair}{name[:1].upper()}{name[1:]}"


def method_label(row: Row) -> str:
    """Return the printed name of a row's method, without what it estimates."""
    label = further_method(row.quantity, row.method).label
    return label.removesuffix(", index").removesuffix(", comparator").removeprefix("marginal odds ratio, ")


def methods_table(results: Results, name: str, title: str, group: Rows, planned: str) -> Table:
    """Return one row a method: rates, difference, marginal odds ratio, tests; the planned test stands out."""
    level = numbers.level(results.plan["level"])
    columns = (
        Column("What"),
        Column("Method"),
        Column("Result"),
        Column(f"{level} interval"),
        Column("p", "number"),
    )
    shown = [row for quantity in PRINTED for row in group.values() if row.quantity == quantity]
    rows = tuple(_method_cells(row, strong=row.method == planned) for row in shown)
    counts = counts_of(group)
    notes = [cells_words(counts), _patients_vary(counts), MARGINAL.format(unit=counts.unit)]
    notes += notes_of([(method_label(row), row) for row in shown])
    return Table(name, title, columns, rows, tuple(notes), any(row.illustration for row in group.values()))


def _patients_vary(counts: Row) -> str:
    """Say why these methods, and what their p-values are."""
    return (
        f"{str(counts.unit).capitalize()}s of one patient resemble each other: each patient is a cluster of them. "
        "Result of a test: its statistic; p-values are two-sided, not adjusted."
    )


def _method_cells(row: Row, *, strong: bool) -> tuple[Cell, ...]:
    """Return the cells of one method."""
    label = method_label(row)
    what = QUESTIONS[row.quantity].format(index=row.index, comparator=row.comparator)
    strong = strong and row.quantity == EQUALITY
    return (
        Cell(what),
        Cell(label, strong=strong),
        Cell(_result(row), row.id),
        Cell("" if row.quantity == EQUALITY else interval(row), row.id if row.quantity != EQUALITY else ""),
        Cell(numbers.p_value(row.p_value), row.id, strong=strong) if row.quantity == EQUALITY else Cell(""),
    )


def _result(row: Row) -> str:
    """Return an estimate, or the statistic of a test."""
    if row.quantity in RATES:
        return numbers.share(row.numerator, row.denominator)
    if row.quantity == DIFFERENCE:
        return numbers.points_of(row)
    return numbers.ratio_of(row) if row.quantity == ODDS else numbers.decimal(row.statistic, 2)


def interval(row: Row) -> str:
    """Return the limits of an estimate over units, an en dash where it has none or they are one number."""
    if row.low == row.high:
        return numbers.ABSENT
    if row.quantity in RATES:
        return numbers.rate_interval(row.low, row.high)
    if row.quantity == DIFFERENCE:
        return numbers.points_interval(row.low, row.high)
    return numbers.ratio_interval(row.low, row.high)


def cells_words(counts: Row) -> str:
    """Say how many units there are and by which tests they were found."""
    found = (
        f"{counts.both} found by both, {counts.index_only} by {counts.index} only, {counts.comparator_only} by "
        f"{counts.comparator} only, {counts.neither} by neither"
    )
    return f"{counts.notes[0]}: {found}."


def notes_of(rows: Sequence[tuple[str, Row]]) -> list[str]:
    """Return what rows have to say, each said once, with the headings of those that say it."""
    said: dict[str, list[str]] = {}
    for heading, row in rows:
        for note in dict.fromkeys(part for text in row.notes for part in text.split("; ")):
            said.setdefault(note, []).append(heading)
    whose = {words: f"{', '.join(dict.fromkeys(heads))}: " for words, heads in said.items()}
    return [
        f"{words[:1].upper()}{words[1:]}." if len(heads) == len(rows) else f"{whose[words]}{words}."
        for words, heads in said.items()
    ]
