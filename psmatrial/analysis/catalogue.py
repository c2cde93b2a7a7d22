"""The catalogue of methods as plain records, for the page, the terminal and JSON alike."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from psmatrial.errors import UsageError, choices
from psmatrial.models.catalogue import MODELS
from psmatrial.models.survival.methods import timeless
from psmatrial.stats.further_methods import FURTHER
from psmatrial.stats.methods import CATALOGUE
from psmatrial.stats.rate import LIMITS

# What is counted otherwise and computed alike: the end of a quantity, and the quantity whose method it is.
ALIKE = (("-difference", "rate-difference"), ("-equality", "equality"))


@cache
def _by_name() -> dict[tuple[str, str], Any]:
    """Return every entry by quantity and name."""
    every: tuple[Any, ...] = (*CATALOGUE, *FURTHER, *MODELS)
    return {(entry.quantity, entry.name): entry for entry in every}


def entry_of(quantity: str, name: str) -> Any:
    """Return the catalogue's entry of a quantity's method, None where it has none.

    The agreement with the index test is an agreement, the difference of two sensitivities a paired difference, and the
    share of patients whose plan changed a rate.

    Examples
    --------
    >>> entry_of("equality", "exact").label, entry_of("index-agreement", "fleiss").label
    ('exact McNemar', 'Fleiss kappa')
    >>> entry_of("sensitivity-difference", "tango").quantity, entry_of("change-any", "wilson").quantity
    ('rate-difference', 'index-rate')
    """
    known = _by_name()
    plain = quantity.removeprefix("index-").removeprefix("comparator-")
    alike = [whole for end, whole in ALIKE if quantity.endswith(end)]
    tried = (quantity, plain, timeless(quantity), *alike)
    if quantity.startswith("change-") and name in LIMITS:
        return replace(known["index-rate", name], formula=f"x/n patients; limits: {LIMITS[name]}")
    return next((known[one, name] for one in tried if (one, name) in known), None)


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
    every: tuple[Any, ...] = (*CATALOGUE, *FURTHER, *MODELS)
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
