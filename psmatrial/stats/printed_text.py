"""What a paper prints, read from text: numbers, rates, differences, intervals, p-values and numbers of patients.

Nothing is guessed from size alone where the text says it: a sign of percent always wins. Without one, a rate above 1,
or limits in whole numbers, are percent, and so is a difference that is a whole number or 1 and more: nobody prints one
of 100 points as 1.0. What stands beside a number can tell more: ``psmatrial.stats.recovery.scales``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from psmatrial.errors import InputError
from psmatrial.model import checked_level
from psmatrial.signs import (
    COUNT,
    HEADING,
    NO_RATIO,
    NUMBER,
    beside_limits,
    limits,
    p_parts,
    patient_range,
    rate_parts,
    whole,
    without_n,
    without_points,
)
from psmatrial.stats.printed import NOT_ESTIMABLE, Printed
from psmatrial.stats.printed_forms import checked, cleaned, in_percent, typed

LARGEST_N = 2000
# Half of a smaller p-value, or its logarithm, is no longer precise.
_LEAST_P = Decimal("1e-300")
_SAME = {"≤": "<=", "≥": ">="}


@dataclass(frozen=True, slots=True)
class Share:
    """A rate as printed in up to three ways at once: patients found, patients read, and their ratio."""

    count: int | None = None
    n: int | None = None
    share: Printed | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """Two printed limits, one of which may be absent, and the level that is printed before them, a proportion."""

    low: Printed | None
    high: Printed | None
    level: float | None = None


def printed_number(text: str) -> Printed:
    """Return a number that has no unit, such as a ratio or a kappa.

    Parameters
    ----------
    text
        Such as ``4.8``, ``4·8``, ``0,62`` (a decimal comma), ``.45``, ``inf``, ``2.6e-3``, ``not estimable``.

    Raises
    ------
    InputError
        If it is none of these.

    Examples
    --------
    >>> printed_number("4·8").value, printed_number("513.0").unit
    (Decimal('4.8'), Decimal('0.1'))
    """
    ordinary = cleaned(text)
    if NO_RATIO.fullmatch(ordinary):
        return Printed(text, Decimal(0), Decimal(1), NOT_ESTIMABLE)
    if "%" in ordinary or not re.fullmatch(NUMBER, ordinary, re.IGNORECASE):
        raise InputError(
            f"{text!r} is not a number.", _apart(ordinary) or "Give it as it is printed, such as 4.8 or 0.62."
        )
    return typed(text, ordinary)


def printed_p(text: str) -> Printed:
    """Return a p-value, with its relation where a bound was printed.

    Parameters
    ----------
    text
        Such as ``0.0026``, ``.03``, ``p<0.001``, ``>0.99``, ``n.s.`` (read as above 0.05), ``2.6e-3``.

    Raises
    ------
    InputError
        If it is none of these, not from 0 to 1, or above 0 and below 1e-300.

    Examples
    --------
    >>> printed_p("P < .001").relation, printed_p("NS").value, printed_p("0.0026").unit
    ('<', Decimal('0.05'), Decimal('0.0001'))
    """
    ordinary = cleaned(text)
    parts = p_parts(ordinary)
    if parts is None:
        raise InputError(f"{text!r} is not a p-value.", "Give it as it is printed: 0.0026, '<0.001', n.s.")
    sign, number = parts
    found = typed(text, number)
    if not 0 <= found.value <= 1:
        raise InputError(f"{text!r} is not from 0 to 1.", "Give a p-value such as 0.0026.")
    if 0 < found.value < _LEAST_P:
        raise InputError(f"{text!r} is too small to be told from 0.", "Give it as a bound: <1e-300.")
    return Printed(text, found.value, found.unit, _SAME.get(sign, sign))


def printed_share(text: str, most: int = LARGEST_N) -> Share:
    """Return a rate of patients, in each of the ways in which it is printed.

    Parameters
    ----------
    text
        Such as ``28``, ``28/50``, ``28 of 50``, ``56%``, ``0.56``, ``82.8``, ``28/50 (56%)``, ``28 (56%)``,
        ``56% (28)``, ``1,028``.
    most
        How many patients there can be: a comma before three digits stands between the thousands of a count of no more,
        else it is that of a decimal.

    Returns
    -------
    Share
        A whole number without a sign of percent is a count; a number with a point is a proportion up to 1 and a
        percentage above. Beside a count that is for ``psmatrial.stats.recovery.scales.beside_count`` to decide.

    Raises
    ------
    InputError
        If it is none of these, a count is larger than its total, or a percentage is above 100.

    Examples
    --------
    >>> found = printed_share("66/104 (64%)")
    >>> found.count, found.n, found.share.value
    (66, 104, Decimal('0.64'))
    >>> printed_share("1,028").count, printed_share("1,028", 50).share.value
    (1028, Decimal('0.01028'))
    """
    ordinary = without_n(cleaned(text))
    if not ordinary:
        raise InputError(f"{text!r} is not a rate.", "Give it as it is printed, or leave it out: 28, 28/50, 56%, 0.56.")
    found, total, rest = rate_parts(ordinary)
    if not found and re.fullmatch(COUNT, rest) and ("," not in rest or whole(rest) <= most):
        found, rest = rest, ""
    count, n = (whole(part) if part else None for part in (found, total))
    if n is not None and count is not None and (count > n or n == 0):
        raise InputError(f"{text!r} is not a rate: {count} of {n}.", "Give patients found / patients read.")
    return Share(count, n, _share(text, rest) if rest else None)


def printed_difference(text: str) -> Printed:
    """Return a difference of two rates, as a proportion.

    Parameters
    ----------
    text
        Such as ``30%``, ``30 points``, ``+30``, ``0.30``, ``-2.5``.

    Raises
    ------
    InputError
        If it is none of these, or beyond 100 points.

    Examples
    --------
    >>> [printed_difference(text).value for text in ("30", "1.0", "−0.021")]
    [Decimal('0.30'), Decimal('0.010'), Decimal('-0.021')]
    """
    ordinary = cleaned(text)
    number = without_points(ordinary)
    if not re.fullmatch(NUMBER, number, re.IGNORECASE):
        hint = _apart(ordinary) or "Give percentage points or a proportion: 30%, 0.30."
        raise InputError(f"{text!r} is not a difference.", hint)
    percent = in_percent([number]) or abs(typed(text, number).value) == 1
    return checked(typed(text, number, percent=percent), -1, text)


def printed_interval(text: str, kind: str) -> Interval:
    """Return two printed limits.

    Parameters
    ----------
    text
        Such as ``1.6,19.2``, ``1.6-19.2``, ``1·6–19·2``, ``1.6 to 19.2``, ``-2 to 8``, ``41%-70%``, ``(0.41; 0.70)``,
        ``1.7 to inf``, ``90% CI 1.6 to 19.2``. Both limits share one scale.
    kind
        ``"rate"``, ``"difference"`` or ``"ratio"``.

    Raises
    ------
    InputError
        If these are not two limits, the lower one is above the upper one, or they are outside of their range.

    Examples
    --------
    >>> found = printed_interval("-2 to 8", "difference")
    >>> found.low.value, found.high.value
    (Decimal('-0.02'), Decimal('0.08'))
    >>> printed_interval("90% CI 1.6 to 19.2", "ratio").level
    0.9
    """
    ordinary = cleaned(text)
    level = None
    if heading := HEADING.match(ordinary):
        level = checked_level(float(typed(text, f"{heading[1]}%", percent=True).value)) if heading[1] else None
        ordinary = cleaned(ordinary[heading.end() :])
    ordinary = without_points(ordinary)
    pair = limits(ordinary)
    if pair is None:
        raise InputError(f"{text!r} is not an interval.", "Give two limits such as 1.6,19.2 or '-2 to 8'.")
    parts = [*pair]
    if kind == "ratio" and "%" in ordinary:
        raise InputError(f"{text!r} is in percent, and a ratio is not.", "Give two limits such as 1.6,19.2.")
    percent = kind != "ratio" and in_percent(parts)
    low, high = (typed(part.strip(), part, percent=percent) for part in parts)
    if low.value > high.value:
        raise InputError(f"{text!r}: the lower limit is above the upper one.", "Give the lower limit first.")
    if kind == "ratio":
        if low.value < 0:
            raise InputError(f"{text!r}: a ratio is not below 0.", "Give two limits such as 1.6,19.2.")
        return Interval(low, high, level)
    least = -1 if kind == "difference" else 0
    return Interval(checked(low, least, text), checked(high, least, text), level)


def printed_patients(text: str) -> tuple[int, int]:
    """Return the smallest and the largest number of patients that a text allows.

    Parameters
    ----------
    text
        Such as ``50``, ``40-60``, ``40 to 60``.

    Raises
    ------
    InputError
        If it is neither, or beyond 1 to 2000.

    Examples
    --------
    >>> printed_patients("50"), printed_patients("40–60")
    ((50, 50), (40, 60))
    """
    found = patient_range(without_n(cleaned(text)))
    if found is None:
        raise InputError(f"{text!r} is not a number of patients.", "Give a number or a range: 50, 40-60.")
    low, high = found
    if low > high:
        raise InputError(f"{text!r}: the range ends below its start.", "Give the smaller number first: 40-60.")
    if not 1 <= low <= high <= LARGEST_N:
        raise InputError(f"{text!r} is not from 1 to {LARGEST_N}.", "Give a number or a range: 50, 40-60.")
    return low, high


def _apart(ordinary: str) -> str:
    """Return what to do with limits that stand beside their estimate; empty where there are none."""
    return "Give the limits apart from it, as its interval." if beside_limits(ordinary) else ""


def _share(text: str, number: str) -> Printed:
    """Return a proportion or a percentage."""
    if not re.fullmatch(NUMBER, number, re.IGNORECASE):
        raise InputError(f"{text!r} is not a rate.", "Give it as it is printed: 28, 28/50, 56%, 0.56.")
    percent = "%" in number or typed(text, number).value > 1
    return checked(typed(number, number, percent=percent), 0, text)
