"""Every two tests that are compared, where there are more than two: first whether they differ at all."""

from __future__ import annotations

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.policies import whom
from psmatrial.displays.tables._paired import Group, any_illustration, groups, row_notes
from psmatrial.stats.further_methods import further_method
from psmatrial.stats.methods import method


def table(results: Results) -> Table | None:
    """Return one row a contrast, after one row a test of all tests together; None where two tests are compared."""
    overall = results.select(quantity="several-equality")
    if not overall:
        return None
    endpoint = results.primary["endpoint"]
    found = groups(results.select(endpoint=endpoint, stratum="all", reader=None, unit=overall[0].unit), "endpoint")
    planned = [group for group in found if ("equality", results.plan["primary"]["test"]) in group.rows]
    pairs = {(row.index, row.comparator): row for row in results.select(quantity="pairwise-equality")}
    pairs |= {(row.comparator, row.index): row for row in pairs.values()}
    columns = (
        Column("Tests"),
        Column("index", "number", group="Found by"),
        Column("comparator", "number", group="Found by"),
        Column("points", "number", group="Difference"),
        Column("interval", "number", group="Difference"),
        Column("p", "number"),
        Column("Holm p", "number", group="Read with all"),
    )
    rows = [_overall(row) for row in overall]
    rows += [_contrast(results, group, pairs.get((group.first.index, group.first.comparator))) for group in planned]
    notes = tuple(_notes(results, overall, planned))
    return Table("contrasts", "Three or more tests", columns, tuple(rows), notes, any_illustration(rows, results))


def _overall(row: Row) -> tuple[Cell, ...]:
    """Return the row of one test of all tests together."""
    label = further_method(row.quantity, row.method).label
    words = f"All together: {label}" + (f" {numbers.decimal(row.statistic, 2)}" if row.statistic is not None else "")
    return Cell(words, strong=True), *(Cell("") for _ in range(4)), Cell(numbers.p_value(row.p_value), row.id), Cell("")


def _contrast(results: Results, group: Group, pair: Row | None) -> tuple[Cell, ...]:
    """Return the row of one contrast."""
    planned = results.plan["primary"]
    index, other = (group.rows[quantity, planned["rate"]] for quantity in ("index-rate", "comparator-rate"))
    difference = group.rows["rate-difference", planned["difference"]]
    test = group.rows["equality", planned["test"]]
    return (
        Cell(f"{test.index} against {test.comparator}"),
        Cell(numbers.share(index.numerator, index.denominator), index.id),
        Cell(numbers.share(other.numerator, other.denominator), other.id),
        Cell(numbers.points_of(difference), difference.id),
        Cell(numbers.points_interval(difference.low, difference.high), difference.id),
        Cell(numbers.p_value(test.p_value), test.id, strong=True),
        Cell(numbers.p_value(pair.p_adjusted), pair.id) if pair else Cell(numbers.ABSENT),
    )


def _notes(results: Results, overall: tuple[Row, ...], planned: list[Group]) -> list[str]:
    """Return the footnotes: what each p-value is, and over whom."""
    primary = results.plan["primary"]
    level = numbers.level(results.plan["level"])
    labels = method("rate-difference", primary["difference"]).label, method("equality", primary["test"]).label
    each = (
        f"Each contrast: patients {whom(results, 'both of its tests')}; two-sided {level} interval of the difference "
        f"({labels[0]}); p: {labels[1]}, two-sided, not adjusted."
    )
    return [
        each,
        "All together, and Holm p (exact McNemar of every two tests, adjusted for all pairs): "
        + "; ".join(dict.fromkeys(note for row in overall for note in row.notes))
        + ".",
        *row_notes([(f"{group.first.index} against {group.first.comparator}", group.first) for group in planned]),
    ]
