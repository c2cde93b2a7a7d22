"""A number as a paper prints it: what was typed, how precisely, and which exact values it can stand for."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = int | float | Fraction | Decimal

HALF_UP = "half-up"
HALF_EVEN = "half-even"
TRUNCATED = "truncated"
BOUND = "bound"
PERCENT = 100
NOT_ESTIMABLE = "not estimable"
_GUARD = 1e-9
# Nobody reads more decimals.
_MOST_DECIMALS = 25


def exact(value: Number) -> Fraction:
    """Return a number as the exact fraction that is meant.

    A float stands for the shortest decimal that names it: 0.145 is 29/200, not the
    nearest binary fraction, which lies just below and would round the other way.

    Parameters
    ----------
    value
        A finite number.

    Returns
    -------
    Fraction
        Without any rounding.

    Examples
    --------
    >>> exact(0.145)
    Fraction(29, 200)
    """
    return Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)


def half_up_units(value: Fraction, unit: Fraction = Fraction(1)) -> int:
    """Return how many units a number is, rounded half away from zero.

    Examples
    --------
    >>> half_up_units(Fraction(1, 8), Fraction(1, 100)), half_up_units(Fraction(-1, 8), Fraction(1, 100))
    (13, -13)
    """
    scaled = abs(value) / unit
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return -units if value < 0 else units


def fixed(value: Number, decimals: int = 0) -> str:
    """Return a finite number with a fixed count of decimals, rounded half away from zero, never a negative zero.

    Examples
    --------
    >>> fixed(0.125, 2), fixed(-0.125, 2), fixed(-0.001, 2)
    ('0.13', '-0.13', '0.00')
    """
    units = half_up_units(exact(value), Fraction(1, 10**decimals))
    digits = str(abs(units)).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if units < 0 else text


def half_away(value: Number, decimals: int = 0, *, signed: bool = False) -> str:
    """Return a number with a fixed count of decimals, rounded half away from zero, with its sign if asked for.

    A float is taken as the shortest decimal that gives it back: 0.285 is 0.285, not the binary number a little below.

    Parameters
    ----------
    value
        A finite number.
    decimals
        Digits after the point, 0 or more.
    signed
        Whether a positive number carries a plus sign; what rounds to zero has none.

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
    text = fixed(value, decimals)
    return f"+{text}" if signed and text.strip("0.") and not text.startswith("-") else text


def places_apart(limits: Iterable[Number | None], null: int, decimals: int = 0) -> int:
    """Return with how many decimals no limit of an interval looks like "no difference" that is not.

    Parameters
    ----------
    limits
        The limits, on the scale on which they are printed; what is absent or infinite looks like nothing else.
    null
        The value of no difference: 0, or 1 for a ratio. A limit within 1e-9 of it is taken to lie on it.
    decimals
        Digits after the point that are printed in any case.

    Returns
    -------
    int
        ``decimals`` or more.

    Examples
    --------
    >>> places_apart((0.0245, 23.2), 0), places_apart((0, 23.2), 0), places_apart((1.0004, 2.5), 1, 2)
    (2, 0, 4)
    """
    places = decimals
    for limit in limits:
        if limit is None or math.isinf(limit) or abs(float(limit) - null) < _GUARD:
            continue
        while fixed(limit, places) == fixed(null, places):
            places += 1
    return places


@dataclass(frozen=True, slots=True)
class Printed:
    """One number as it was typed, on the scale of proportions where it is one.

    Parameters
    ----------
    text
        What was typed.
    value
        The number, a percentage divided by 100; infinity is ``Decimal("Infinity")``.
    unit
        One unit of the last digit that was typed, on the same scale.
    relation
        ``"="``; ``"<"``, ``"<="``, ``">"`` or ``">="`` for a bound; ``"not estimable"`` for a ratio that has no
        finite value above 0.
    scale
        100 where it was typed in percent or percentage points, else 1.

    Examples
    --------
    >>> Printed("56%", Decimal("0.56"), Decimal("0.01")).rounding(Fraction(28, 50))
    ('half-up', 'half-even', 'truncated')
    """

    text: str
    value: Decimal
    unit: Decimal
    relation: str = "="
    scale: int = 1

    def rounding(self, value: Number | None) -> tuple[str, ...]:
        """Return the ways of rounding under which an exact value is printed like this.

        Parameters
        ----------
        value
            On the same scale; None where the quantity is not defined.

        Returns
        -------
        tuple of str
            Of ``"half-up"`` (half away from zero), ``"half-even"``, ``"truncated"``; ``("bound",)`` where a bound
            or "not estimable" holds; empty where nothing does.

        Examples
        --------
        A half of a percent, and 34.69% printed as 34%.

        >>> thirteen = Printed("13%", Decimal("0.13"), Decimal("0.01"))
        >>> thirteen.rounding(0.125), thirteen.rounding(0.1387)
        (('half-up',), ('truncated',))
        """
        infinite = value is None or (isinstance(value, float) and math.isinf(value))
        if self.relation == NOT_ESTIMABLE:
            return (BOUND,) if infinite or value == 0 else ()
        if value is None:
            return ()
        if infinite or self.value.is_infinite():
            return (HALF_UP, HALF_EVEN) if self.relation == "=" and value == self.value else ()
        if self.relation == "=" and self._is_far(float(value)):
            return ()
        number = exact(value)
        if self.relation != "=":
            return (BOUND,) if _RELATIONS[self.relation](number, Fraction(self.value)) else ()
        unit = Fraction(self.unit)
        units, scaled = Fraction(self.value) / unit, number / unit
        ways = {HALF_UP: half_up_units(scaled), HALF_EVEN: round(scaled), TRUNCATED: math.trunc(scaled)}
        return tuple(name for name, rounded in ways.items() if rounded == units)

    def _is_far(self, value: float) -> bool:
        """Return whether a number is two units or more from the printed one: no rounding brings it there."""
        there = float(self.value)
        return abs(value - there) > 2.0 * float(self.unit) + _GUARD * (abs(value) + abs(there))

    def fits(self, value: Number | None, *, truncation: bool = False) -> bool:
        """Return whether an exact value, rounded half-up or half-even, is printed like this; or cut off, if allowed.

        Examples
        --------
        >>> Printed("34%", Decimal("0.34"), Decimal("0.01")).fits(Fraction(17, 49))
        False
        >>> Printed("34%", Decimal("0.34"), Decimal("0.01")).fits(Fraction(17, 49), truncation=True)
        True
        """
        ways = self.rounding(value)
        return bool(ways) and (truncation or ways != (TRUNCATED,))

    def window(self, *, truncation: bool = False) -> tuple[float, float]:
        """Return two numbers between which all values lie that fit, a trifle wide.

        Examples
        --------
        >>> low, high = Printed("0.0026", Decimal("0.0026"), Decimal("0.0001")).window()
        >>> round(low, 6), round(high, 6)
        (0.00255, 0.00265)
        """
        value, unit = float(self.value), float(self.unit)
        if self.relation != "=" or math.isinf(value):
            return self._open_window(value)
        low = value - (unit if truncation and value <= 0 else unit / 2)
        high = value + (unit if truncation and value >= 0 else unit / 2)
        return low - _GUARD * abs(low), high + _GUARD * abs(high)

    def _open_window(self, value: float) -> tuple[float, float]:
        """Return the window of a bound or of infinity."""
        if self.relation == "=":
            return value, value
        if self.relation == NOT_ESTIMABLE:
            return -math.inf, math.inf
        slack = _GUARD * abs(value)
        return (-math.inf, value + slack) if self.relation.startswith("<") else (value - slack, math.inf)

    def alike(self, value: Number | None) -> str:
        """Return another value as it would have been printed in this place.

        Examples
        --------
        >>> Printed("64%", Decimal("0.64"), Decimal("0.01"), scale=100).alike(66 / 104)
        '63%'
        """
        if value is None:
            return NOT_ESTIMABLE
        if isinstance(value, float) and math.isinf(value):
            return "inf"
        decimals = -int(self.unit.as_tuple().exponent) - (2 if self.scale == PERCENT else 0)
        return fixed(exact(value) * self.scale, min(max(0, decimals), _MOST_DECIMALS)) + (
            "%" if "%" in self.text else ""
        )


_RELATIONS = {
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
}
