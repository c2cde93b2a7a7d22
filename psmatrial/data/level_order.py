"""The order of the levels of a category, of which the first is the reference where one is needed."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from psmatrial.data.natural_order import natural_order
from psmatrial.data.values import is_plain


def level_order(levels: Collection[str]) -> list[str]:
    """Return levels by size where all are numbers, with a decimal point or comma, else by name.

    Examples
    --------
    >>> level_order({"10", "9,5", "6"}), level_order({"T10", "T2", "1"})
    (['6', '9,5', '10'], ['1', 'T2', 'T10'])
    """
    numbers = {level: level.replace(",", ".") for level in levels}
    if all(map(is_plain, numbers.values())):
        return sorted(levels, key=lambda level: (Fraction(numbers[level]), level))
    return natural_order(levels)
