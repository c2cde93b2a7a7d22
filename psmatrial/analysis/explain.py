"""One number opened: table, formula, reference, and the same quantity by the other methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from psmatrial.analysis.catalogue import entry_of
from psmatrial.analysis.margins import margin_text
from psmatrial.analysis.other_answers import plain_table, saved_answers
from psmatrial.analysis.results import Results, Row, plain, row_record
from psmatrial.analysis.rows import Place, row_of
from psmatrial.analysis.units import COUNTED, UNITS
from psmatrial.analysis.worked import LETTERS, filled, filled_share, parts
from psmatrial.model import CELLS, PairedTable
from psmatrial.stats.further_methods import FURTHER
from psmatrial.stats.methods import methods

TEXTS = ("label", "formula", "reference", "prefer", "weakness")


@dataclass(frozen=True, slots=True)
class Counting:
    """What a row of counts alone is: no method, but a name and how its counts come about."""

    quantity: str
    name: str
    label: str
    formula: str
    reference: str = ""
    prefer: str = ""
    weakness: str = ""


COUNTS = Counting(
    UNITS,
    COUNTED,
    "units counted over all patients",
    "n = a + b + c + d, each cell the sum over the patients of their units in it",
    weakness="It does not tell which units are of one patient, so that no test can be made of it alone.",
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is known of one row.

    ``method`` holds the catalogue's texts, ``table`` is None for a row of several tables and ``strata`` then holds the
    first row of each, ``filled`` is the formula with the numbers put in, ``parts`` the values of what it names, and
    ``others`` are rows of the same quantity by other methods.
    """

    row: Row
    method: Mapping[str, str] | None
    table: PairedTable | None
    filled: str | None
    parts: Mapping[str, float | tuple[float, float]]
    others: tuple[Row, ...]
    strata: tuple[Row, ...]

    @property
    def counted(self) -> str:
        """Which result of both tests the first cell counts: specificity is of negative ones, all else of positive."""
        return "negative" if self.row.quantity.startswith("specificity-") else "positive"

    def record(self) -> dict[str, Any]:
        """Return everything as plain values, those that ``explain --json`` prints."""
        inputs: dict[str, float] = {}
        if self.table is not None:
            inputs = {**dict(zip(LETTERS, self.table.cells, strict=True)), "n": self.table.n}
            inputs |= {"level": self.row.level} if self.row.level else {}
        return {
            "row": row_record(self.row),
            "method": dict(self.method) if self.method else None,
            "inputs": inputs,
            "counted": self.counted,
            "filled": self.filled,
            "parts": plain(self.parts),
            "others": [row_record(other) for other in self.others],
            "strata": [{"stratum": one.stratum, **{name: getattr(one, name) for name in CELLS}} for one in self.strata],
        }


def explained(results: Results, row_id: str) -> dict[str, Any]:
    """Return everything that is known of one row as plain values, with the answers of the costly methods too.

    Raises
    ------
    UsageError
        If the results have no such row; the message names the nearest.
    """
    return explanation(results, results.row(row_id), computing=True).record()


def explanation(results: Results, row: Row, *, computing: bool = False) -> Explanation:
    """Return everything that is known of one row.

    Parameters
    ----------
    results
        The results that the row belongs to.
    row
        One of their rows.
    computing
        Whether the other methods are asked now; else their answers are those that the results hold.

    Returns
    -------
    Explanation
        Without ``parts`` for a row of several tables, and without ``filled`` unless it is a share.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> results = compare(*example())
    >>> found = explanation(results, results.row("patient.all.equality.asymptotic"))
    >>> found.filled
    'χ² = (19 − 4)²/(19 + 4) on 1 df'
    """
    entry, table = method_of(row), table_of(row)
    worked, named = None, dict[str, float | tuple[float, float]]()
    others = _computed(row, table) if computing and table is not None else []
    if entry is not None and table is not None:
        worked = filled(entry.formula, table, row.level, margins_of(results, row))
        named = parts(entry.formula, table, row.level)
    elif entry is not None and row.numerator is not None and row.denominator:
        worked = filled_share(entry.formula, row.numerator, row.denominator, row.level)
    return Explanation(
        row,
        {name: getattr(entry, name) for name in TEXTS} if entry is not None else None,
        table,
        worked,
        named,
        tuple(others or _held(results, row)),
        tuple(_strata(results, row)) if table is None else (),
    )


def margins_of(results: Results, row: Row) -> dict[str, str]:
    """Return the planned margins by their letters in formulas; empty for a row of no margin."""
    kind, _, claim = row.quantity.rpartition("-")
    if claim not in ("margin", "equivalence"):
        return {}
    planned = results.plan["primary"]
    if kind == "rate-difference" and (margin := planned["margin"]) is not None:
        letter, (low, high) = "δ", sorted((margin, -margin))
    elif kind == "rate-ratio" and (margin := planned["ratio_margin"]) is not None:
        # The inverse of a ratio was not typed, and may have no end of digits.
        letter, (low, high) = "θ", sorted((margin, float(f"{1 / margin:g}")))
    else:
        return {}
    if row.quantity.endswith("-margin"):
        return {letter: _signed(margin)}
    return {f"{letter}₁": _signed(low), f"{letter}₂": _signed(high)}


def table_of(row: Row) -> PairedTable | None:
    """Return the 2x2 table behind a row, None for a row of several tables."""
    table = plain_table(row)
    return table and PairedTable(*table.cells, row.index or "index", row.comparator or "comparator")


def _signed(number: float) -> str:
    """Return a margin as it stands in a product, with all the digits it was typed with."""
    text = margin_text(number, "ratio")
    return text if number >= 0 else f"(−{text})"


def method_of(row: Row) -> Any:
    """Return the catalogue's entry of a row's method, or what a row of counts is; None where it has neither.

    Examples
    --------
    >>> method_of(Row("r", quantity="equality", method="exact")).label
    'exact McNemar'
    """
    return COUNTS if (row.quantity, row.method) == (UNITS, COUNTED) else entry_of(row.quantity, row.method)


@cache
def _catalogue() -> dict[tuple[str, str], Any]:
    """Return every entry of both catalogues by quantity and name."""
    entries: tuple[Any, ...] = (*methods(), *FURTHER)
    return {(entry.quantity, entry.name): entry for entry in entries}


def _computed(row: Row, table: PairedTable) -> list[Row]:
    """Return the same quantity by every other method of one table."""
    known = [entry for entry in methods() if entry.quantity == row.quantity and entry.name != row.method]
    level, side = row.level or 0.95, row.alternative or "two-sided"
    return [row_of(entry.compute(table, level, side), table, Place()) for entry in known]


def _held(results: Results, row: Row) -> list[Row]:
    """Return the same quantity by the other methods that the results have, in the order of the catalogue."""
    start = f"{_head(row)}.{row.quantity}."
    found = {other.method: other for other in saved_answers(results.further.get("others", ()), row)}
    found |= {other.method: other for other in results if other.id.startswith(start) and other.id != row.id}
    entry = method_of(row)
    listed = entry.quantity if entry is not None else row.quantity
    order = {name: place for place, (quantity, name) in enumerate(_catalogue()) if quantity == listed}
    return sorted(found.values(), key=lambda other: order.get(other.method, len(_catalogue())))


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
