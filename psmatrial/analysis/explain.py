"""One number opened: table, formula, reference, and the same quantity by the other methods."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from psmatrial.analysis.results import Results, Row, row_record
from psmatrial.analysis.rows import Place, row_of
from psmatrial.model import PairedTable
from psmatrial.stats.distributions import z_of
from psmatrial.stats.further_methods import FURTHER
from psmatrial.stats.methods import methods
from psmatrial.stats.multiplicity import error_rate

WORD = re.compile(r"(?<![A-Za-z])(?:bc|nx|[bcdnmxzα]|level|a(?! [a-z]{2}))(?![A-Za-z₀-₉ₖ])")
LETTERS = ("a", "b", "c", "d")


def explained(results: Results, row_id: str) -> dict[str, Any]:
    """Return everything that is known of one row as plain values.

    Raises
    ------
    UsageError
        If the results have no such row; the message names the nearest.
    """
    row = results.row(row_id)
    entry = _entry(row)
    found: dict[str, Any] = {"row": row_record(row), "method": None, "inputs": {}, "filled": None, "others": []}
    if entry is not None:
        found["method"] = {
            name: getattr(entry, name) for name in ("label", "formula", "reference", "prefer", "weakness")
        }
    table = table_of(row)
    if table is not None:
        cells = dict(zip(LETTERS, table.cells, strict=True))
        found["inputs"] = {**cells, "n": table.n, **({"level": row.level} if row.level else {})}
        if entry is not None:
            found["filled"] = filled(entry.formula, table, row.level)
        found["others"] = [row_record(other) for other in _others(row, table)]
    return found


def filled(formula: str, table: PairedTable, level: float | None) -> str:
    """Return a formula with the counts put in for its letters.

    Examples
    --------
    >>> filled("χ² = (b − c)²/(b + c) on 1 df", PairedTable(9, 19, 4, 18), None)
    'χ² = (19 − 4)²/(19 + 4) on 1 df'
    """
    known = {name: str(count) for name, count in zip(LETTERS, table.cells, strict=True)}
    known |= {
        "n": str(table.n),
        "m": str(table.discordant),
        "bc": f"{table.index_only}·{table.comparator_only}",
        "nx": f"{table.n}x",
    }
    if formula.startswith("x = a + "):
        known["x"] = str(table.index_positive if formula.startswith("x = a + b") else table.comparator_positive)
    if level is not None:
        known |= {"z": f"{z_of(level):.6f}", "α": f"{error_rate(level):g}", "level": f"{level:g}"}
    head, sign, rest = formula.partition("; ") if formula.startswith("x = ") else ("", "", formula)
    return f"{_put(head, {**known, 'x': 'x'})}{sign}{_put(rest, known)}"


def _put(text: str, known: Mapping[str, str]) -> str:
    """Replace letters that stand alone, and the z of products such as 4x, but not the article "a"."""
    text = re.sub(r"(?<![A-Za-z])(\d)(?=[nxz](?![A-Za-z]))", r"\1·", text)
    return WORD.sub(lambda match: known.get(match[0], match[0]), text)


def table_of(row: Row) -> PairedTable | None:
    """Return the 2x2 table behind a row, None for a row of several tables."""
    both, index_only, comparator_only, neither = row.both, row.index_only, row.comparator_only, row.neither
    if both is None or index_only is None or comparator_only is None or neither is None:
        return None
    return PairedTable(both, index_only, comparator_only, neither, row.index or "index", row.comparator or "comparator")


def _entry(row: Row) -> Any:
    """Return the catalogue's entry of a row's method, None where it has none."""
    entries: tuple[Any, ...] = (*methods(), *FURTHER)
    return next((entry for entry in entries if (entry.quantity, entry.name) == (row.quantity, row.method)), None)


def _others(row: Row, table: PairedTable) -> list[Row]:
    """Return the same quantity of the same table by every other method."""
    level, side = row.level or 0.95, row.alternative or "two-sided"
    known = [entry for entry in methods() if entry.quantity == row.quantity and entry.name != row.method]
    return [row_of(entry.compute(table, level, side), table, Place()) for entry in known]
