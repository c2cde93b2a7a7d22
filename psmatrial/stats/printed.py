"""A number as a paper prints it: rounded half away from zero on the exact fraction, so that swapping the tests mirrors it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


def half_away(value: float | Fraction | Decimal, decimals: int = 0, *, signed: bool = False) -> str:
    """Return a number with a fixed count of decimals, rounded half away from zero.

    A float is taken as the shortest decimal that gives it back: 0.285 is 0.285, not the binary number a little below.

    Parameters
    ----------
    value
        A finite number.
    decimals
        Digits after the point, 0 or more.
    signed
        Whether a positive number carries a plus sign.

    Returns
    -------
    str
        Never a negative zero.

    Examples
    --------
    >>> half_away(0.125, 2), half_away(-0.125, 2), half_away(-0.001, 2)
    ('0.13', '-0.13', '0.00')
    >>> half_away(Fraction(1, 8) * 100, signed=True)
    '+13'
    """
    if isinstance(value, Fraction):
        exact = _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
    else:
        exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)
    if rounded == 0:
        return f"{abs(rounded):f}"
    return f"{rounded:+f}" if signed else f"{rounded:f}"
