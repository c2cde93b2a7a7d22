"""The catalogue: every method for one paired 2x2 table, in the order in which it is printed."""

from __future__ import annotations

from psmatrial.errors import InputError, choices
from psmatrial.model import Method
from psmatrial.stats import difference, mcnemar, odds_ratio, rate, ratio

CATALOGUE: tuple[Method, ...] = (
    *mcnemar.METHODS,
    *difference.METHODS,
    *ratio.METHODS,
    *odds_ratio.METHODS,
    *rate.METHODS,
)
QUANTITIES: tuple[str, ...] = tuple(dict.fromkeys(entry.quantity for entry in CATALOGUE))


def methods(quantity: str | None = None) -> tuple[Method, ...]:
    """Return the methods for one quantity, or all of them.

    Parameters
    ----------
    quantity
        One of ``QUANTITIES``, or None for all.

    Raises
    ------
    InputError
        If there is no such quantity; the message lists those there are.

    Examples
    --------
    >>> [entry.name for entry in methods("odds-ratio")]
    ['clopper-pearson', 'mid-p', 'wilson', 'jeffreys', 'blaker', 'wald']
    """
    if quantity is None:
        return CATALOGUE
    if quantity not in QUANTITIES:
        raise InputError(f"there is no quantity {quantity!r}.", choices(quantity, QUANTITIES))
    return tuple(entry for entry in CATALOGUE if entry.quantity == quantity)


def method(quantity: str, name: str) -> Method:
    """Return one method by its quantity and name.

    Raises
    ------
    InputError
        If there is no such quantity, or the quantity has no such method; the message lists the choices.

    Examples
    --------
    >>> method("equality", "exact").label
    'exact McNemar'
    """
    offered = {entry.name: entry for entry in methods(quantity)}
    if name not in offered:
        raise InputError(f"there is no method {name!r} for {quantity}.", choices(name, tuple(offered)))
    return offered[name]
