"""A p-value as text, by one rule wherever it is printed."""

from __future__ import annotations

from fractions import Fraction

from psmatrial.stats.printed import Number, exact, fixed

SMALLEST_P = Fraction(1, 10_000)


def p_text(p: Number) -> str:
    """Return a p-value with four decimals.

    Only a value of exactly 1 prints as 1, and nothing prints as 0: what is smaller or larger
    than four decimals can say prints as a bound.

    Examples
    --------
    >>> p_text(0.00259948), p_text(0.00009), p_text(1), p_text(0.99999)
    ('0.0026', '<0.0001', '1', '>0.9999')
    """
    fraction = exact(p)
    if fraction < SMALLEST_P:
        return "<0.0001"
    if fraction >= 1:
        return "1"
    text = fixed(fraction, 4)
    return ">0.9999" if text == "1.0000" else text


def p_phrase(p: Number) -> str:
    """Return a p-value as it stands in a sentence.

    Examples
    --------
    >>> p_phrase(0.00259948), p_phrase(0.00001)
    ('p = 0.0026', 'p < 0.0001')
    """
    text = p_text(p)
    return f"p {text[0]} {text[1:]}" if text[0] in "<>" else f"p = {text}"
