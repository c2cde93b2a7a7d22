"""Numbers as text: the only place where a number becomes words on a page.

Rounding is half away from zero on the exact value, so that swapping the two tests mirrors
what is printed. Negative numbers carry a true minus sign, and what is absent is an en dash.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from psmatrial.stats.printed import exact, fixed, half_up_units

ABSENT = "–"
MINUS = "−"
INFINITY = "∞"
SMALLEST_P = Fraction(1, 10_000)
LARGE_RATIO = 1000

Number = float | Fraction | Decimal


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


def points(value: Number | None, decimals: int = 0) -> str:
    """Return a difference of two proportions in percentage points, always with its sign.

    Examples
    --------
    >>> points(0.30), points(-0.02), points(0.0)
    ('+30', '−2', '0')
    """
    return ABSENT if value is None else _signed(decimal(_hundredfold(value), decimals))


def points_interval(low: Number | None, high: Number | None, decimals: int = 0) -> str:
    """Return the limits of a difference in percentage points.

    The upper limit shows a plus sign only where the lower one is negative, so that the eye
    sees at once that the interval crosses zero.

    Examples
    --------
    >>> points_interval(0.121318, 0.46237), points_interval(-0.021, 0.81)
    ('12 to 46', '−2 to +81')
    """
    if low is None or high is None:
        return ABSENT
    lower, upper = (decimal(_hundredfold(limit), decimals) for limit in (low, high))
    return f"{lower} to {_signed(upper) if lower.startswith(MINUS) else upper}"


def ratio(value: Number | None) -> str:
    """Return a ratio, which is 0 or more, with two decimals.

    From 1000 on there are none, and below 0.01 there are two significant digits.

    Examples
    --------
    >>> ratio(4.75), ratio(float("inf")), ratio(0), ratio(1234.5), ratio(0.00314)
    ('4.75', '∞', '0', '1235', '0.0031')
    """
    if value is None or (isinstance(value, float) and math.isinf(value)):
        return decimal(value, 0)
    fraction = exact(value)
    if fraction == 0:
        return "0"
    if half_up_units(fraction, Fraction(1, 100)) >= LARGE_RATIO * 100:
        return decimal(fraction, 0)
    places = 2
    while fraction < Fraction(1, 10**places):
        places += 1
    return decimal(fraction, places if places == 2 else places + 1)


def ratio_interval(low: Number | None, high: Number | None) -> str:
    """Return the limits of a ratio.

    Examples
    --------
    >>> ratio_interval(1.57857, 19.1989), ratio_interval(1.70697, float("inf"))
    ('1.58 to 19.20', '1.71 to ∞')
    """
    if low is None or high is None:
        return ABSENT
    return f"{ratio(low)} to {ratio(high)}"


def p_value(p: Number | None) -> str:
    """Return a p-value with four decimals.

    Only a value of exactly 1 prints as 1, and nothing prints as 0: what is smaller or larger
    than four decimals can say prints as a bound.

    Examples
    --------
    >>> p_value(0.00259948), p_value(0.00009), p_value(1), p_value(0.99999)
    ('0.0026', '<0.0001', '1', '>0.9999')
    """
    if p is None:
        return ABSENT
    fraction = exact(p)
    if fraction < SMALLEST_P:
        return "<0.0001"
    if fraction == 1:
        return "1"
    text = decimal(fraction, 4)
    return ">0.9999" if text == "1.0000" else text


def p_phrase(p: Number | None) -> str:
    """Return a p-value as it stands in a sentence.

    Examples
    --------
    >>> p_phrase(0.00259948), p_phrase(0.00001)
    ('p = 0.0026', 'p < 0.0001')
    """
    text = p_value(p)
    if text == ABSENT:
        return text
    if text[0] in "<>":
        return f"p {text[0]} {text[1:]}"
    return f"p = {text}"


def _hundredfold(value: Number) -> Number:
    """Return a proportion times 100, exactly."""
    return value if isinstance(value, float) and math.isinf(value) else exact(value) * 100


def _signed(text: str) -> str:
    """Put a plus sign before what is positive."""
    return text if text.startswith((MINUS, ABSENT)) or not text.strip("0.") else f"+{text}"
