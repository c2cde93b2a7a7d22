"""Coefficients of agreement and their differences as text, with the decimals that tell limits from 0."""

from __future__ import annotations

from psmatrial.analysis.results import Row
from psmatrial.displays import numbers
from psmatrial.stats.printed import places_apart

DIFFERENCE = "agreement-difference"
PLACES = 2


def shown(row: Row) -> tuple[str, str]:
    """Return a coefficient, or the difference of two with its sign, and its limits.

    A limit that would be rounded to 0 has as many decimals as show on which side of 0 it lies, and so has all that
    stands beside it.

    Examples
    --------
    >>> shown(Row("r", quantity="index-agreement", value=0.4, low=0.152, high=0.648))
    ('0.40', '0.15 to 0.65')
    >>> shown(Row("r", quantity="agreement-difference", value=0.0744, low=0.0031, high=0.1457))
    ('+0.074', '0.003 to 0.146')
    """
    places = places_apart((row.low, row.high), 0, PLACES)
    value = numbers.decimal(row.value, places)
    if row.quantity == DIFFERENCE:
        value = numbers.signed(value)
    if row.low is None or row.high is None:
        return value, numbers.ABSENT
    return value, f"{numbers.decimal(row.low, places)} to {numbers.decimal(row.high, places)}"
