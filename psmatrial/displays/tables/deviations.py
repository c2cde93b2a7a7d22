"""The plan that ran beside the one that was locked: what differs, and what the lock left open."""

from __future__ import annotations

from typing import Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.lock_words import lock_of

WEIGHTS = {
    "primary": "Primary result",
    "counted": "Who and what is counted",
    "other": "Anything else",
}
OPEN = "Left open by the locked plan"
NOTE = "Keys are those of the plan. A key that the locked plan left open and the data filled is no deviation."


def table(results: Results) -> Table | None:
    """Return one row a key, the weightiest deviations first; None without a lock, or where nothing differs."""
    lock = lock_of(results)
    if lock is None or not (lock["deviations"] or lock["open"]):
        return None
    rows = [
        (Cell(one["key"], strong=one["weight"] == "primary"), *map(Cell, (WEIGHTS[one["weight"]], *_both(one))))
        for one in lock["deviations"]
    ]
    rows += [tuple(map(Cell, (one["key"], OPEN, numbers.ABSENT, value_words(one["ran"])))) for one in lock["open"]]
    columns = (Column("Key"), Column("What it is"), Column("Locked"), Column("Ran"))
    return Table("deviations", "The locked plan and what ran", columns, tuple(rows), (NOTE,))


def value_words(value: Any) -> str:
    """Return a value of a plan in words.

    Examples
    --------
    >>> value_words(["R1", "R2"]), value_words(True), value_words(None), value_words(-0.1)
    ('R1, R2', 'yes', 'none', '-0.1')
    >>> value_words([{"index": "PSMA", "comparator": "MRI"}]), value_words({"PET": "positive"})
    ('PSMA against MRI', 'PET = positive')
    """
    if value in ("", [], {}, None):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(value_words, value))
    if isinstance(value, dict):
        if set(value) == {"index", "comparator"}:
            return f"{value['index']} against {value['comparator']}"
        return "; ".join(f"{name} = {value_words(item)}" for name, item in value.items())
    return str(value)


def _both(one: dict[str, Any]) -> tuple[str, str]:
    """Return what was locked and what ran."""
    return value_words(one["locked"]), value_words(one["ran"])
