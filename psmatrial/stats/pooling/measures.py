"""What is pooled over studies: quantities of a paired table with their variance, on the scale of averaging."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import asin, exp, expm1, inf, log, sin, sqrt
from types import MappingProxyType

from psmatrial.errors import InputError, choices
from psmatrial.model import PairedTable

Pair = tuple[float, float]
Counts = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity, as studies are averaged.

    Parameters
    ----------
    quantity
        Its name, as in the catalogue of one table where that has it.
    label
        A short name for print.
    scale
        What is averaged: ``difference``, ``log``, ``logit``, ...
    counts
        The counts of a table that enter; one of them may be 0.
    effect
        Value and variance from these counts; an arithmetic error where they do not exist.
    natural
        From the scale of averaging back to the quantity.
    lowest, highest
        The ends of the quantity's range.
    corrected
        Whether a continuity correction is offered: only where the effect may not exist.
    ratio
        Where logarithms are averaged, what of: from the counts. Of fractions it is a fraction, as all variances are.
    """

    quantity: str
    label: str
    scale: str
    counts: Callable[[PairedTable], Counts]
    effect: Callable[..., Pair]
    natural: Callable[[float], float]
    lowest: float = 0.0
    highest: float = inf
    corrected: bool = True
    ratio: Callable[..., float] | None = None

    def shown(self, value: float | None) -> float | None:
        """Return a value of the scale of averaging as the quantity itself, within its range.

        Examples
        --------
        >>> measure("odds-ratio").shown(0.0), measure("rate-difference").shown(1.2)
        (1.0, 1.0)
        """
        if value is None:
            return None
        if value in (inf, -inf):
            return self.highest if value > 0 else self.lowest
        try:
            return min(max(self.natural(value), self.lowest), self.highest) + 0.0
        except OverflowError:
            return self.highest


def measure(quantity: str) -> Measure:
    """Return the measure of a quantity.

    Raises
    ------
    InputError
        If there is none; the message lists the choices.

    Examples
    --------
    >>> measure("rate-difference").scale
    'difference'
    """
    if quantity not in MEASURES:
        raise InputError(f"{quantity!r} cannot be pooled.", choices(quantity, tuple(MEASURES)))
    return MEASURES[quantity]


def freeman_tukey_rate(value: float, sizes: Sequence[int]) -> float:
    """Return the rate that a pooled double arcsine stands for, with the harmonic mean of the numbers of patients.

    Examples
    --------
    >>> freeman_tukey_rate(0.0, [20, 25])
    0.0
    """
    n = len(sizes) / sum(1.0 / size for size in sizes)
    edges = [_freeman_tukey(x, n - x)[0] for x in (0.0, n)]
    if not edges[0] < value < edges[1]:
        return 0.0 if value <= edges[0] else 1.0
    twice = sin(2.0 * value)
    inner = 1.0 - (twice + (twice - 1.0 / twice) / n) ** 2
    sign = 1.0 if value < asin(1.0) / 2.0 else -1.0
    return 0.5 * (1.0 - sign * sqrt(max(0.0, inner)))


def _cells(table: PairedTable) -> Counts:
    """Return the four counts."""
    return table.cells


def _index(table: PairedTable) -> Counts:
    """Return who was found by the index test and who was not."""
    return table.index_positive, table.n - table.index_positive


def _comparator(table: PairedTable) -> Counts:
    """Return who was found by the comparator and who was not."""
    return table.comparator_positive, table.n - table.comparator_positive


def _difference(a: float, b: float, c: float, d: float) -> Pair:
    """Return the difference with its Wald variance."""
    n = a + b + c + d
    return (b - c) / n, max(0.0, b + c - (b - c) ** 2 / n) / n**2


def _ratio(a: float, b: float, c: float, _d: float) -> float:
    """Return the ratio of the rates."""
    return (a + b) / (a + c)


def _log_ratio(a: float, b: float, c: float, d: float) -> Pair:
    """Return its logarithm."""
    return log(_ratio(a, b, c, d)), (b + c) / ((a + b) * (a + c))


def _odds_ratio(_a: float, b: float, c: float, _d: float) -> float:
    """Return the conditional odds ratio."""
    return b / c


def _log_odds_ratio(a: float, b: float, c: float, d: float) -> Pair:
    """Return its logarithm."""
    return log(_odds_ratio(a, b, c, d)), 1 / b + 1 / c


def _marginal_odds_ratio(a: float, b: float, c: float, d: float) -> float:
    """Return the odds ratio of the two rates."""
    return (a + b) * (b + d) / ((c + d) * (a + c))


def _log_marginal_odds_ratio(a: float, b: float, c: float, d: float) -> Pair:
    """Return its logarithm, with the covariance of the two rates in the variance."""
    n, first, second = a + b + c + d, (a + b) * (c + d), (a + c) * (b + d)
    variance = n / first + n / second - 2 * n * (a * d - b * c) / (first * second)
    return log(_marginal_odds_ratio(a, b, c, d)), max(0.0, variance)


def _peto(_a: float, b: float, c: float, _d: float) -> Pair:
    """Return Peto's one step from 1 towards the logarithm of the conditional odds ratio."""
    return 2 * (b - c) / (b + c), 4 / (b + c)


def _odds(x: float, rest: float) -> float:
    """Return the odds of a rate."""
    return x / rest


def _logit(x: float, rest: float) -> Pair:
    """Return their logarithm."""
    return log(_odds(x, rest)), 1 / x + 1 / rest


def _plain(x: float, rest: float) -> Pair:
    """Return a rate."""
    n = x + rest
    return x / n, x * rest / n**3


def _arcsine(x: float, rest: float) -> Pair:
    """Return the arcsine of the root of a rate."""
    return asin(sqrt(x / (x + rest))), 1 / (4 * (x + rest))


def _freeman_tukey(x: float, rest: float) -> Pair:
    """Return the double arcsine of a rate."""
    n = x + rest
    return 0.5 * (asin(sqrt(x / (n + 1.0))) + asin(sqrt((x + 1.0) / (n + 1.0)))), 1 / (4 * n + 2)


def _same(value: float) -> float:
    """Return a value that is averaged as it is."""
    return value


def _logistic(value: float) -> float:
    """Return the rate of a logit without overflow."""
    return 1.0 / (1.0 + exp(-value)) if value > 0 else exp(value) / (2.0 + expm1(value))


def _rate(quantity: str, counts: Callable[[PairedTable], Counts]) -> Measure:
    """Return a detection rate, averaged as logits."""
    return Measure(
        quantity, f"{quantity.replace('-', ' ')}, by logits", "logit", counts, _logit, _logistic, 0.0, 1.0, ratio=_odds
    )


# Further scales of one rate, for comparison with other programs: no command offers them.
RATE_SCALES = MappingProxyType(
    {
        "plain": Measure("index-rate", "rate", "rate", _index, _plain, _same, 0.0, 1.0),
        "arcsine": Measure(
            "index-rate",
            "rate, by arcsines",
            "arcsine",
            _index,
            _arcsine,
            lambda value: sin(min(max(value, 0.0), asin(1.0))) ** 2,
            0.0,
            1.0,
            corrected=False,
        ),
        "double-arcsine": Measure(
            "index-rate", "rate, by double arcsines", "double arcsine", _index, _freeman_tukey, _same, corrected=False
        ),
    }
)
MEASURES: MappingProxyType[str, Measure] = MappingProxyType(
    {
        entry.quantity: entry
        for entry in (
            Measure(
                "rate-difference", "difference", "difference", _cells, _difference, _same, -1.0, 1.0, corrected=False
            ),
            Measure("rate-ratio", "ratio of rates", "log", _cells, _log_ratio, exp, ratio=_ratio),
            Measure("odds-ratio", "conditional odds ratio", "log", _cells, _log_odds_ratio, exp, ratio=_odds_ratio),
            Measure(
                "marginal-odds-ratio",
                "marginal odds ratio",
                "log",
                _cells,
                _log_marginal_odds_ratio,
                exp,
                ratio=_marginal_odds_ratio,
            ),
            Measure("peto-odds-ratio", "Peto odds ratio", "log", _cells, _peto, exp),
            _rate("index-rate", _index),
            _rate("comparator-rate", _comparator),
        )
    }
)
