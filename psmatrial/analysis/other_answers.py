"""The answers of the methods that were not planned, on the tables that the report is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from psmatrial.analysis.results import Row, plain
from psmatrial.analysis.rows import Place, row_of
from psmatrial.model import CELLS, PairedTable
from psmatrial.stats.methods import methods

# Beyond so many patients the methods agree to every printed digit, and exact ones take long.
MANY = 20_000
DESCRIPTIVE = ("choice", "missing")
FLOATS = ("value", "low", "high", "statistic", "p_value")
SHOWN = ("quantity", "method", *FLOATS, "df", "note")
TWO_SIDED = "two-sided"


def other_answers(rows: Iterable[Row], level: float) -> list[dict[str, Any]]:
    """Return what every other method says of each table: all patients, regions and strata, by all readers together.

    They show how much rests on the choice of a method and are no menu; costly methods are left out, and tables of very
    many patients, where nothing rests on it.

    Parameters
    ----------
    rows
        The rows of the planned methods.
    level
        Confidence level as a proportion.

    Returns
    -------
    list
        One record a distinct table: its four cells under ``table``, and under ``answers`` records of quantity, method
        and numbers, those left out that are None.

    Examples
    --------
    >>> cells = {"both": 9, "index_only": 19, "comparator_only": 4, "neither": 18}
    >>> row = Row("equality.exact", **cells, quantity="equality", method="exact")
    >>> found = other_answers([row], 0.95)
    >>> found[0]["table"], found[0]["answers"][0]["method"]
    ({'both': 9, 'index_only': 19, 'comparator_only': 4, 'neither': 18}, 'mid-p')
    """
    planned: dict[PairedTable, set[tuple[str, str]]] = {}
    for row in rows:
        table = plain_table(row)
        if table is not None and row.reader is None and row.stratum_by not in DESCRIPTIVE and 0 < table.n <= MANY:
            planned.setdefault(table, set()).add((row.quantity, row.method))
    return [
        {"table": dict(zip(CELLS, table.cells, strict=True)), "answers": list(_answers(table, known, level))}
        for table, known in planned.items()
    ]


def saved_answers(saved: Iterable[Mapping[str, Any]], row: Row) -> list[Row]:
    """Return what was saved for the table and the quantity of a row, as rows that stand nowhere."""
    cells = {name: getattr(row, name) for name in CELLS}
    if (row.alternative or TWO_SIDED) != TWO_SIDED:
        return []
    found = next((one["answers"] for one in saved if one["table"] == cells), ())
    same: dict[str, Any] = {"level": row.level, "n": row.n, "alternative": row.alternative, **cells}
    rows = []
    for one in found:
        if one["quantity"] == row.quantity:
            numbers: dict[str, Any] = {name: float(item) if name in FLOATS else item for name, item in one.items()}
            rows.append(Row(id=Place().row_id(one["quantity"], one["method"]), **same, **numbers))
    return rows


def plain_table(row: Row) -> PairedTable | None:
    """Return the 2x2 table behind a row without the names of its tests, None for a row of several tables."""
    both, index_only, comparator_only, neither = row.both, row.index_only, row.comparator_only, row.neither
    if both is None or index_only is None or comparator_only is None or neither is None:
        return None
    return PairedTable(both, index_only, comparator_only, neither)


def _answers(table: PairedTable, known: set[tuple[str, str]], level: float) -> Iterator[dict[str, Any]]:
    """Yield the records of the methods that are not yet known, of the quantities that are asked for."""
    quantities = {quantity for quantity, _ in known}
    for entry in methods():
        if entry.quantity in quantities and not entry.costly and (entry.quantity, entry.name) not in known:
            row = row_of(entry.compute(table, level, TWO_SIDED), None, Place())
            record = {name: plain(getattr(row, name)) for name in SHOWN}
            yield {name: value for name, value in record.items() if value not in (None, "")}
