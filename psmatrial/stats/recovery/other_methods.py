"""Tests and odds ratios that papers print although they are not methods of a paired table: they explain only."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import comb, erfc, exp, inf, log, sqrt

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import chi2_tail
from psmatrial.stats.mcnemar import mcnemar

# Patients up to which the Berger-Boos test is tried as an explanation.
_SLOW = 200


def _normal(z: float) -> float:
    """Return the two-sided p-value of a z."""
    return erfc(abs(z) / sqrt(2.0))


def _difference(table: PairedTable) -> float | None:
    """Return the p-value of the difference over its Wald standard error."""
    split = table.index_only - table.comparator_only
    variance = table.discordant - split * split / table.n
    return _normal(split / sqrt(variance)) if variance > 0 else None


def _log_odds(table: PairedTable) -> float | None:
    """Return the p-value of the logarithm of the conditional odds ratio over its standard error."""
    b, c = table.index_only, table.comparator_only
    return _normal(log(b / c) / sqrt(1.0 / b + 1.0 / c)) if b * c else None


def _likelihood_ratio(table: PairedTable) -> float:
    """Return the p-value of the likelihood ratio of the discordant split."""
    m = table.discordant
    return chi2_tail(sum(2.0 * x * log(2.0 * x / m) for x in (table.index_only, table.comparator_only) if x), 1)


def _half_corrected(table: PairedTable) -> float | None:
    """Return McNemar's p-value with a continuity correction of one half."""
    excess, m = abs(table.index_only - table.comparator_only), table.discordant
    return chi2_tail(max(0.0, excess - 0.5) ** 2 / m, 1) if m else None


def _unpaired(table: PairedTable, correction: float) -> float | None:
    """Return Pearson's p-value of the two rates as if they came from different patients."""
    n, first, second = table.n, table.index_positive, table.comparator_positive
    spread = n * (first + second) * (2 * n - first - second)
    distance = max(0.0, n * abs(first - second) - correction)
    return chi2_tail(2.0 * distance * distance / spread, 1) if spread else None


def _fisher(table: PairedTable) -> float:
    """Return Fisher's exact p-value of the two rates as if they came from different patients."""
    return _fisher_of(table.n, table.index_positive, table.comparator_positive)


@lru_cache(maxsize=256)
def _fisher_of(n: int, first: int, second: int) -> float:
    """Return the total probability of tables not more likely than the observed, in whole numbers."""
    total = first + second
    ways = {x: comb(n, x) * comb(n, total - x) for x in range(max(0, total - n), min(n, total) + 1)}
    return sum(way for way in ways.values() if way <= ways[first]) / sum(ways.values())


def _berger_boos(table: PairedTable) -> float | None:
    """Return the exact unconditional p-value over an interval of the nuisance parameter; None with many patients."""
    return mcnemar(table, "berger-boos").p_value if table.n <= _SLOW else None


OTHER_TESTS: dict[str, Callable[[PairedTable], float | None]] = {
    "Wald z of the difference": _difference,
    "Wald z of the log odds ratio": _log_odds,
    "likelihood ratio": _likelihood_ratio,
    "McNemar corrected by one half": _half_corrected,
    "exact unconditional, Berger-Boos": _berger_boos,
    "Pearson as if unpaired": lambda table: _unpaired(table, 0.0),
    "Pearson as if unpaired, corrected": lambda table: _unpaired(table, table.n),
    "Fisher as if unpaired": _fisher,
}


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
