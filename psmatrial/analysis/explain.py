"""One number opened: table, formula, reference, and the same quantity by the other methods."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from psmatrial.analysis.results import Results, Row, row_record
from psmatrial.analysis.rows import Place, row_of
from psmatrial.model import CELLS, PairedTable
from psmatrial.stats.distributions import z_of
from psmatrial.stats.further_methods import FURTHER
from psmatrial.stats.methods import methods
from psmatrial.stats.multiplicity import error_rate

WORD = re.compile(r"(?<![A-Za-z])(?:bc|nx|[bcdnmxzαδθ]|[δθ][₁₂]|level|a(?! [a-z]{2}))(?![A-Za-z₀-₉ₖ])")
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
    found: dict[str, Any] = {"row": row_record(row), "method": None, "inputs": {}, "filled": None}
    found |= {"others": [], "strata": []}
    if entry is not None:
        found["method"] = {
            name: getattr(entry, name) for name in ("label", "formula", "reference", "prefer", "weakness")
        }
    table = table_of(row)
    if table is not None:
        cells = dict(zip(LETTERS, table.cells, strict=True))
        found["inputs"] = {**cells, "n": table.n, **({"level": row.level} if row.level else {})}
        if entry is not None:
            found["filled"] = filled(entry.formula, table, row.level, margins_of(results, row))
    else:
        found["strata"] = [_stratum(one) for one in _strata(results, row)]
    found["others"] = [row_record(other) for other in _others(results, row, table)]
    return found


def margins_of(results: Results, row: Row) -> dict[str, str]:
    """Return the planned margins by their letters in formulas; empty for a row of no margin."""
    kind, planned = row.quantity.rpartition("-")[0], results.plan["primary"]
    if kind == "rate-difference" and (margin := planned["margin"]) is not None:
        letter, (low, high) = "δ", sorted((margin, -margin))
    elif kind == "rate-ratio" and (margin := planned["ratio_margin"]) is not None:
        letter, (low, high) = "θ", sorted((margin, 1 / margin))
    else:
        return {}
    if row.quantity.endswith("-margin"):
        return {letter: _signed(margin)}
    return {f"{letter}₁": _signed(low), f"{letter}₂": _signed(high)}


def _signed(number: float) -> str:
    """Return a number as it stands in a product."""
    return f"{number:g}" if number >= 0 else f"(−{-number:g})"


def filled(formula: str, table: PairedTable, level: float | None, margins: Mapping[str, str] | None = None) -> str:
    """Return a formula with the counts put in for its letters, and the margins, if any.

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
    known |= margins or {}
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


def _others(results: Results, row: Row, table: PairedTable | None) -> list[Row]:
    """Return the same quantity by every other method of one table, else by those that the results have."""
    level, side = row.level or 0.95, row.alternative or "two-sided"
    known = [entry for entry in methods() if entry.quantity == row.quantity]
    if table is not None and known:
        place = Place()
        return [row_of(one.compute(table, level, side), table, place) for one in known if one.name != row.method]
    start = f"{_head(row)}.{row.quantity}."
    return [other for other in results if other.id.startswith(start) and other.id != row.id]


def _strata(results: Results, row: Row) -> list[Row]:
    """Return the first row of every stratum that a row puts together; none where it is not one over strata."""
    if row.stratum_by is None or row.stratum is not None:
        return []
    start = f"{_head(row)}-"
    found: dict[str, Row] = {}
    for one in results:
        inside = one.stratum is not None and one.both is not None and one.stratum_by == row.stratum_by
        if inside and one.id.startswith(start):
            found.setdefault(str(one.stratum), one)
    return list(found.values())


def _head(row: Row) -> str:
    """Return the part of a row's id that says where its table stands."""
    return row.id.partition(f".{row.quantity}.")[0]


def _stratum(row: Row) -> dict[str, Any]:
    """Return the table of one stratum as plain values."""
    return {"stratum": row.stratum, **{name: getattr(row, name) for name in CELLS}}
