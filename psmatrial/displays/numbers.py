"""Numbers as text: the only place where a number becomes words on a page.

Rounding is half away from zero on the exact value, so that swapping the two tests mirrors
what is printed. Negative numbers carry a true minus sign, and what is absent is an en dash.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from psmatrial.stats import p_values
from psmatrial.stats.printed import exact, fixed, half_up_units, places_apart

if TYPE_CHECKING:
    from psmatrial.analysis.results import Row

ABSENT = "–"
MINUS = "−"
INFINITY = "∞"
LARGE_RATIO = 1000
RATIO_PLACES = 2

Number = float | Fraction | Decimal
Limits = tuple[Number | None, Number | None]
UNKNOWN: Limits = (None, None)


def decimal(value: Number | None, places: int) -> str:
    """Return a number with a fixed count of decimals.

    What rounds to zero has no sign.

    Parameters
    ----------
    value
        Any number; None is absent.
    places
        Digits after the point, 0 or more.

    Returns
    -------
    str
        ``"–"`` for None, ``"∞"`` or ``"−∞"`` for infinities.

    Examples
    --------
    >>> decimal(0.125, 2), decimal(-0.125, 2), decimal(-0.001, 2)
    ('0.13', '−0.13', '0.00')
    """
    if value is None:
        return ABSENT
    if isinstance(value, float) and math.isinf(value):
        return INFINITY if value > 0 else MINUS + INFINITY
    return fixed(value, places).replace("-", MINUS)


def count(value: int | None) -> str:
    """Return a count as text, an en dash where there is none.

    Examples
    --------
    >>> count(19), count(None)
    ('19', '–')
    """
    return decimal(value, 0)


def percent(value: Number | None, decimals: int = 0) -> str:
    """Return a proportion as a percentage.

    Parameters
    ----------
    value
        A proportion; give ``Fraction(count, n)`` where the counts are known.
    decimals
        Digits after the point.

    Returns
    -------
    str
        ``"–"`` for None.

    Examples
    --------
    >>> percent(Fraction(28, 50)), percent(Fraction(29, 200)), percent(0.0712, 1)
    ('56%', '15%', '7.1%')
    """
    return ABSENT if value is None else decimal(_hundredfold(value), decimals) + "%"


def level(value: Number | None) -> str:
    """Return a level of confidence with no more digits than it has.

    Examples
    --------
    >>> level(0.95), level(0.975)
    ('95%', '97.5%')
    """
    if value is None:
        return ABSENT
    return f"{Decimal(str(float(exact(value) * 100))).normalize():f}%"


def share(positive: int | None, n: int | None) -> str:
    """Return a count of a total with its percentage.

    Without patients there is no percentage to print.

    Examples
    --------
    >>> share(28, 50), share(0, 0), share(None, 50)
    ('28/50 (56%)', '0/0', '–')
    """
    if positive is None or n is None:
        return ABSENT
    return f"{positive}/{n}" if n == 0 else f"{positive}/{n} ({percent(Fraction(positive, n))})"


def rate_interval(low: Number | None, high: Number | None, decimals: int = 0) -> str:
    """Return the limits of a proportion in percent, without the sign of percent.

    Examples
    --------
    >>> rate_interval(0.412544, 0.700093), rate_interval(None, None)
    ('41 to 70', '–')
    """
    if low is None or high is None:
        return ABSENT
    return f"{decimal(_hundredfold(low), decimals)} to {decimal(_hundredfold(high), decimals)}"


def points(value: Number | None, decimals: int = 0, limits: Limits = UNKNOWN) -> str:
    """Return a difference of two proportions in percentage points, always with its sign.

    Parameters
    ----------
    value
        The difference; None is absent.
    decimals
        Digits after the point.
    limits
        The limits that stand beside it, with as many decimals as ``points_interval`` gives them.

    Examples
    --------
    >>> points(0.30), points(-0.02), points(0.0), points(0.1125, limits=(0.000245, 0.232))
    ('+30', '−2', '0', '+11.25')
    """
    return ABSENT if value is None else signed(decimal(_hundredfold(value), _point_places(limits, decimals)))


def points_of(row: Row, decimals: int = 0) -> str:
    """Return the difference of a row as it stands beside its interval.

    Examples
    --------
    >>> from psmatrial.analysis.results import Row
    >>> points_of(Row("r", value=0.3, low=0.12, high=0.46)), points_of(Row("r", value=0.1125, low=0.000245, high=0.232))
    ('+30', '+11.25')
    """
    return points(row.value, decimals, (row.low, row.high))


def points_interval(low: Number | None, high: Number | None, decimals: int = 0) -> str:
    """Return the limits of a difference in percentage points.

    The upper limit shows a plus sign only where the lower one is negative, so that the eye
    sees at once that the interval crosses zero. A limit that would be rounded to 0 has as many
    decimals as show on which side of 0 it lies, and so has the other one.

    Examples
    --------
    >>> points_interval(0.121318, 0.46237), points_interval(-0.021, 0.81), points_interval(0.000245, 0.232)
    ('12 to 46', '−2 to +81', '0.02 to 23.20')
    """
    if low is None or high is None:
        return ABSENT
    places = _point_places((low, high), decimals)
    lower, upper = (decimal(_hundredfold(limit), places) for limit in (low, high))
    return f"{lower} to {signed(upper) if lower.startswith(MINUS) else upper}"


def ratio(value: Number | None, limits: Limits = UNKNOWN) -> str:
    """Return a ratio, which is 0 or more, with two decimals.

    From 1000 on there are none, and below 0.01 there are two significant digits.

    Parameters
    ----------
    value
        The ratio; None is absent.
    limits
        The limits that stand beside it, with as many decimals as ``ratio_interval`` gives them.

    Examples
    --------
    >>> ratio(4.75), ratio(float("inf")), ratio(0), ratio(1234.5), ratio(0.00314), ratio(2.5, (1.0004, 6.1))
    ('4.75', '∞', '0', '1235', '0.0031', '2.5000')
    """
    if value is None or (isinstance(value, float) and math.isinf(value)):
        return decimal(value, 0)
    fraction = exact(value)
    if fraction == 0:
        return "0"
    if half_up_units(fraction, Fraction(1, 100)) >= LARGE_RATIO * 100:
        return decimal(fraction, 0)
    places = RATIO_PLACES
    while fraction < Fraction(1, 10**places):
        places += 1
    needed = places_apart(limits, 1, RATIO_PLACES)
    return decimal(fraction, max(needed, places if places == RATIO_PLACES else places + 1))


def ratio_of(row: Row) -> str:
    """Return the ratio of a row as it stands beside its interval.

    Examples
    --------
    >>> from psmatrial.analysis.results import Row
    >>> ratio_of(Row("r", value=4.75, low=1.58, high=19.2)), ratio_of(Row("r", value=2.5, low=1.0004, high=6.1))
    ('4.75', '2.5000')
    """
    return ratio(row.value, (row.low, row.high))


def ratio_interval(low: Number | None, high: Number | None) -> str:
    """Return the limits of a ratio, with as many decimals as show on which side of 1 they lie.

    Examples
    --------
    >>> ratio_interval(1.57857, 19.1989), ratio_interval(1.70697, float("inf")), ratio_interval(1.0004, 6.1)
    ('1.58 to 19.20', '1.71 to ∞', '1.0004 to 6.1000')
    """
    if low is None or high is None:
        return ABSENT
    return f"{ratio(low, (low, high))} to {ratio(high, (low, high))}"


def p_value(p: Number | None) -> str:
    """Return a p-value with four decimals.

    Only a value of exactly 1 prints as 1, and nothing prints as 0: what is smaller or larger
    than four decimals can say prints as a bound.

    Examples
    --------
    >>> p_value(0.00259948), p_value(0.00009), p_value(1), p_value(0.99999)
    ('0.0026', '<0.0001', '1', '>0.9999')
    """
    return ABSENT if p is None else p_values.p_text(p)


def p_phrase(p: Number | None) -> str:
    """Return a p-value as it stands in a sentence.

    Examples
    --------
    >>> p_phrase(0.00259948), p_phrase(0.00001)
    ('p = 0.0026', 'p < 0.0001')
    """
    return ABSENT if p is None else p_values.p_phrase(p)


def _hundredfold(value: Number) -> Number:
    """Return a proportion times 100, exactly."""
    return value if isinstance(value, float) and math.isinf(value) else exact(value) * 100


def _point_places(limits: Limits, decimals: int) -> int:
    """Return with how many decimals percentage points are told apart from 0."""
    return places_apart((None if limit is None else _hundredfold(limit) for limit in limits), 0, decimals)


def signed(text: str) -> str:
    """Put a plus sign before what is positive as it is printed.

    Examples
    --------
    >>> signed("0.30"), signed("0.00"), signed("−0.30")
    ('+0.30', '0.00', '−0.30')
    """
    return text if text.startswith((MINUS, ABSENT)) or not text.strip("0.") else f"+{text}"
