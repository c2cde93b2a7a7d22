"""Odds ratios that papers print although they are not methods of a paired table: they explain only."""

from __future__ import annotations

from math import exp, inf, sqrt

from psmatrial.model import PairedTable


def _crossed(table: PairedTable) -> tuple[float, float, float, float]:
    """Return the cells whose cross ratio is ad/bc, the association of the two tests."""
    a, b, c, d = table.cells
    return a, b, c, d


def _marginal(table: PairedTable) -> tuple[float, float, float, float]:
    """Return the cells of the two rates as if they came from different patients."""
    first, second, n = table.index_positive, table.comparator_positive, table.n
    return first, n - first, second, n - second


_CELLS = {"ad/bc": _crossed, "marginal odds ratio": _marginal}


def other_odds_ratios(table: PairedTable) -> dict[str, float | None]:
    """Return the odds ratios of a table that are not the conditional one.

    Examples
    --------
    >>> {name: round(value, 2) for name, value in other_odds_ratios(PairedTable(9, 19, 4, 18)).items()}
    {'ad/bc': 2.13, 'marginal odds ratio': 3.62, 'conditional odds ratio with one half added (Haldane)': 4.33}
    """
    found: dict[str, float | None] = {name: _cross_ratio(cells(table)) for name, cells in _CELLS.items()}
    haldane = (table.index_only + 0.5) / (table.comparator_only + 0.5)
    return found | {"conditional odds ratio with one half added (Haldane)": haldane}


def other_odds_limits(table: PairedTable, z: float) -> dict[str, tuple[float, float]]:
    """Return Wald limits of the odds ratios of a table that are not the conditional one."""
    found: dict[str, tuple[float, float]] = {}
    for name, cells in _CELLS.items():
        value = _cross_ratio(cells(table))
        if value and value < inf:
            half = z * sqrt(sum(1.0 / cell for cell in cells(table)))
            found[f"Wald of {name}"] = value * exp(-half), value * exp(half)
    return found


def _cross_ratio(cells: tuple[float, float, float, float]) -> float | None:
    """Return first times last over second times third; infinite or None where that is 0."""
    above, below = cells[0] * cells[3], cells[1] * cells[2]
    if below:
        return above / below
    return inf if above else None
