"""How many patients to enrol, so that enough will have both tests."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

from psmatrial.errors import InputError


def enrolled(n: int, dropout: Decimal) -> int:
    """Return how many patients to enrol, so that n are expected to have both tests.

    Parameters
    ----------
    n
        Patients with both tests.
    dropout
        Part of those enrolled who will not have both, from 0 to just below 1, as it was typed: 90/0.9 is 100 exactly.

    Raises
    ------
    InputError
        If that is no such part.

    Examples
    --------
    >>> enrolled(90, Decimal("0.1")), enrolled(91, Decimal("0.1"))
    (100, 102)
    """
    if not (dropout.is_finite() and 0 <= dropout < 1):
        raise InputError(f"dropout {dropout} is not from 0 to just below 1.", "Give a proportion such as 0.10.")
    return ceil(n / (1 - Fraction(dropout)))
