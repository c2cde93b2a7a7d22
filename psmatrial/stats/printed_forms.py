"""Printed numbers as exact values with the precision with which they were typed."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from psmatrial.errors import InputError
from psmatrial.signs import bare
from psmatrial.stats.printed import PERCENT, Printed

_LONGEST, _MOST_DIGITS = 80, 25


def cleaned(text: str) -> str:
    """Return a text, of a length that a number can have, with ordinary signs and without brackets around it."""
    if len(text) > _LONGEST:
        raise InputError(f"{text[:20]!r}... is too long for a number.", "Give it as it is printed.")
    return bare(text)


def typed(text: str, number: str, *, percent: bool = False) -> Printed:
    """Return a number with the precision with which it was typed."""
    plain = re.sub(r"\s*[x×]\s*10\^?\s*", "e", number.lower().replace("%", "").replace(",", "."))
    plain = plain.replace(" ", "").replace("∞", "inf").replace("infinity", "inf")
    value = Decimal(plain)
    if len(value.as_tuple().digits) > _MOST_DIGITS:
        raise InputError(f"{text!r} has more than {_MOST_DIGITS} digits.", "Give it as it is printed.")
    unit = Decimal(1) if value.is_infinite() else Decimal(1).scaleb(int(value.as_tuple().exponent))
    return percentage(Printed(text, value, unit)) if percent else Printed(text, value, unit)


def percentage(printed: Printed) -> Printed:
    """Return a number, read as it stands, as the proportion that it is when it was printed in percent.

    Examples
    --------
    >>> percentage(typed("0.5", "0.5")).value
    Decimal('0.005')
    """
    value = printed.value.scaleb(-2) if printed.value.is_finite() else printed.value
    return replace(printed, value=value, unit=printed.unit.scaleb(-2), scale=PERCENT)


def in_percent(parts: list[str]) -> bool:
    """Return whether numbers that share a scale are percent: by a sign of it, above 1, or whole numbers."""
    if any("%" in part for part in parts):
        return True
    return any(abs(typed(part, part).value) > 1 for part in parts) or all(typed(part, part).unit >= 1 for part in parts)


def checked(printed: Printed, least: int, text: str) -> Printed:
    """Return a proportion that is inside its range, else raise InputError."""
    if not least <= printed.value <= 1:
        where = f"below {100 * least}%" if printed.value < least else "beyond 100%"
        raise InputError(f"{text!r} is {where}.", "Give percent or a proportion: 56%, 0.56.")
    return printed
