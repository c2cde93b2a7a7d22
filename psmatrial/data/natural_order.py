"""The order in which a reader expects names: by the numbers in them, then by the alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBERS = re.compile(r"([0-9]+)")


def natural_order(names: Iterable[str]) -> list[str]:
    """Return names as a reader would sort them; their order before does not matter.

    Examples
    --------
    >>> natural_order(["R10", "R2", "r1", "consensus"])
    ['consensus', 'r1', 'R2', 'R10']
    """
    return sorted(names, key=lambda name: ([_key(part) for part in _NUMBERS.split(name)], name))


def _key(part: str) -> tuple[int, str]:
    """Return what a piece of a name is sorted by; of two numbers without zeros before them the longer one is larger."""
    if not _NUMBERS.fullmatch(part):
        return -1, part.casefold()
    number = part.lstrip("0")
    return len(number), number
