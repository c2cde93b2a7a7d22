"""What a table gives for printed shares and numbers, p excepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import inf

from psmatrial.model import PairedTable

Cells = tuple[int, int, int, int]


def observed(key: str, table: PairedTable) -> Fraction | float | None:
    """Return what a table of at least one patient gives for a printed share or number, p excepted.

    Infinite or None where a ratio is; kappa is None where both tests say the same of everybody.

    Examples
    --------
    >>> calais = PairedTable(9, 19, 4, 18)
    >>> observed("index", calais), observed("odds_ratio", calais)
    (Fraction(14, 25), Fraction(19, 4))
    """
    return Fraction(counted(key, table), table.n) if key in COUNTED else ratio(*PARTS[key](table.cells))


def counted(key: str, table: PairedTable) -> int:
    """Return the patients in the numerator of a printed share.

    Examples
    --------
    >>> counted("agreement", PairedTable(9, 19, 4, 18))
    27
    """
    return COUNTED[key](table.cells)


def ratio(above: int, below: int) -> Fraction | float | None:
    """Return a ratio of counts, infinite where only the lower one is 0, None where both are.

    Examples
    --------
    >>> ratio(19, 4), ratio(19, 0), ratio(0, 0)
    (Fraction(19, 4), inf, None)
    """
    if below:
        return Fraction(above, below)
    return inf if above else None


def _kappa(cells: Cells) -> tuple[int, int]:
    """Return what is divided by what in Cohen's kappa of the two tests."""
    a, b, c, d = cells
    return 2 * (a * d - b * c), (a + b) * (b + d) + (a + c) * (c + d)


# Patients in the numerator of a printed share, by the cells: both, index only, comparator only, neither.
COUNTED: Mapping[str, Callable[[Cells], int]] = {
    "index": lambda cells: cells[0] + cells[1],
    "comparator": lambda cells: cells[0] + cells[2],
    "both": lambda cells: cells[0],
    "index_only": lambda cells: cells[1],
    "comparator_only": lambda cells: cells[2],
    "neither": lambda cells: cells[3],
    "agreement": lambda cells: cells[0] + cells[3],
}
# What is divided by what in a printed number.
PARTS: Mapping[str, Callable[[Cells], tuple[int, int]]] = {
    "difference": lambda cells: (cells[1] - cells[2], sum(cells)),
    "ratio": lambda cells: (cells[0] + cells[1], cells[0] + cells[2]),
    "odds_ratio": lambda cells: (cells[1], cells[2]),
    "kappa": _kappa,
}
