"""The catalogue of methods as plain records, for the page, the terminal and JSON alike."""

from __future__ import annotations

from typing import Any

from psmatrial.errors import UsageError, choices
from psmatrial.stats.further_methods import FURTHER
from psmatrial.stats.methods import CATALOGUE


def entries(quantity: str | None = None) -> list[dict[str, str | bool]]:
    """Return every method, or those of one quantity: of one table first, then of several tables, tests or p-values.

    Raises
    ------
    UsageError
        If no method has this quantity.

    Examples
    --------
    >>> [entry["name"] for entry in entries("equality")][:2]
    ['exact', 'mid-p']
    """
    every: tuple[Any, ...] = (*CATALOGUE, *FURTHER)
    known = list(dict.fromkeys(method.quantity for method in every))
    if quantity is not None and quantity not in known:
        raise UsageError(f"there is no quantity {quantity!r}.", choices(quantity, known))
    return [
        {
            "quantity": method.quantity,
            "name": method.name,
            "label": method.label,
            "formula": method.formula,
            "reference": method.reference,
            "prefer": method.prefer,
            "weakness": method.weakness,
            "experimental": getattr(method, "experimental", False),
        }
        for method in every
        if quantity in (None, method.quantity)
    ]
