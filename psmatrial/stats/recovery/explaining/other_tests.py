"""Tests that papers print although they are not methods of a paired table: they explain only.

Most of them refer a square to chi-squared on 1 df, and see the discordant counts or the two rates alone. So the square
is computed once for all tables that look alike to it, and held against those between which the printed p-value lies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from math import ceil, comb, erfc, exp, inf, isqrt, lgamma, log, sqrt

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import binomial_pmf, binomial_tail, normal_quantile
from psmatrial.stats.mcnemar import BERGER_BOOS_GAMMA, mcnemar
from psmatrial.stats.printed import Printed

Square = Callable[[int, int, int], float | None]
BERGER_BOOS, FISHER = "Berger-Boos exact unconditional", "Fisher as if unpaired"
# Patients up to which the Berger-Boos test is tried as an explanation.
_SLOW = 200
# Standard deviations around the observed number of discordant patients that a bound of its p-value counts.
_MIDDLE = 2.5
_ROUNDING, _DOUBT = 1e-9, 1e-6
_LEAST = 1e-300


def _difference(n: int, b: int, c: int) -> float | None:
    """Return the square of the difference over its Wald standard error."""
    square = (b - c) * (b - c)
    variance = n * (b + c) - square
    return n * square / variance if variance > 0 else None


def _log_odds(_n: int, b: int, c: int) -> float | None:
    """Return the square of the logarithm of the conditional odds ratio over its standard error."""
    return log(b / c) ** 2 * b * c / (b + c) if b * c else None


def _likelihood_ratio(_n: int, b: int, c: int) -> float:
    """Return the likelihood ratio of the discordant split."""
    m = b + c
    return (2.0 * b * log(2.0 * b / m) if b else 0.0) + (2.0 * c * log(2.0 * c / m) if c else 0.0)


def _half_corrected(_n: int, b: int, c: int) -> float | None:
    """Return McNemar's chi-squared with a continuity correction of one half."""
    return max(0.0, abs(b - c) - 0.5) ** 2 / (b + c) if b + c else None


def _unpaired(n: int, first: int, second: int, correction: int = 0) -> float | None:
    """Return Pearson's chi-squared of the two rates as if they came from different patients."""
    spread = n * (first + second) * (2 * n - first - second)
    distance = max(0, n * abs(first - second) - n * correction)
    return 2.0 * distance * distance / spread if spread else None


# Of the number of patients and the two discordant counts; and of it and the two counts of patients found.
_OF_SPLITS: Mapping[str, Square] = {
    "Wald z of the difference": _difference,
    "Wald z of the log odds ratio": _log_odds,
    "likelihood ratio": _likelihood_ratio,
    "McNemar corrected by one half": _half_corrected,
}
_OF_RATES: Mapping[str, Square] = {
    "Pearson as if unpaired": _unpaired,
    "corrected Pearson as if unpaired": partial(_unpaired, correction=1),
}
OTHER_TESTS = (*_OF_SPLITS, BERGER_BOOS, *_OF_RATES, FISHER)


def other_p_value(name: str, table: PairedTable) -> float | None:
    """Return the p-value of a table by one of ``OTHER_TESTS``.

    Parameters
    ----------
    name
        The test.
    table
        Counts of one patient or more.

    Returns
    -------
    float or None
        None where it is not defined, and of the Berger-Boos test with more than 200 patients, of whom it takes long.

    Examples
    --------
    >>> round(other_p_value("Wald z of the difference", PairedTable(7, 15, 5, 23)), 4)
    0.0184
    """
    n, first, second = table.n, table.index_positive, table.comparator_positive
    if name == BERGER_BOOS:
        return mcnemar(table, "berger-boos").p_value if n <= _SLOW else None
    if name == FISHER:
        return _fisher(n, first, second)
    if name in _OF_SPLITS:
        return _tail(_OF_SPLITS[name](n, table.index_only, table.comparator_only))
    return _tail(_OF_RATES[name](n, first, second))


def _tail(square: float | None) -> float | None:
    """Return the p-value of a chi-squared on 1 df."""
    return None if square is None else erfc(sqrt(max(0.0, square) / 2.0))


@lru_cache(maxsize=256)
def _fisher(n: int, first: int, second: int) -> float:
    """Return Fisher's exact p-value of the two rates as if they came from different patients, in whole numbers.

    Both have n patients: the ways of a count are those of the rest of the total, and fewer the farther from its half.
    """
    least, total = min(first, second), first + second
    if first == second:
        return 1.0
    ways = sum(comb(n, x) * comb(n, total - x) for x in range(max(0, total - n), least + 1))
    return 2 * ways / comb(2 * n, total)


def _about_fisher(n: int, first: int, second: int) -> float:
    """Return the same to a few millionths of it: one term, and each next one from the one before."""
    x, rest = min(first, second), max(first, second)
    if first == second:
        return 1.0
    of_all = lgamma(2 * n + 1) - lgamma(x + rest + 1) - lgamma(2 * n - x - rest + 1)
    ways = sum(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) for k in (x, rest))
    total, term = 0.0, 1.0
    while term > _ROUNDING * total:
        total += term
        term *= x * (n - rest) / ((n - x + 1) * (rest + 1))
        x, rest = x - 1, rest + 1
    return 2.0 * total * exp(ways - of_all)


class OtherTests:
    """The tests that give a printed p-value.

    Parameters
    ----------
    printed
        The p-value as printed.

    Examples
    --------
    >>> from psmatrial.stats.printed_text import printed_p
    >>> OtherTests(printed_p("0.0017")).fitting((9, 19, 4, 18))
    ('Berger-Boos exact unconditional',)
    """

    def __init__(self, printed: Printed) -> None:
        """Keep what is asked."""
        self._printed = printed
        self._window = low, high = printed.window()
        self._squares = _square(high) * (1.0 - _ROUNDING), _square(low) * (1.0 + _ROUNDING)
        self._by_split: dict[tuple[int, int, int], tuple[str, ...]] = {}
        self._by_rates: dict[tuple[int, int, int], tuple[str, ...]] = {}

    def fitting(self, cells: tuple[int, int, int, int]) -> tuple[str, ...]:
        """Return the tests whose p-value of a table, given by its cells, is printed like this."""
        a, b, c, d = cells
        n = a + b + c + d
        by_split, by_rates = self._by_split.get((n, b, c)), self._by_rates.get((n, a + b, a + c))
        if by_split is None:
            by_split = self._among(_OF_SPLITS, n, b, c)
            if n <= _SLOW and self._is_berger_boos(PairedTable(*cells)):
                by_split += (BERGER_BOOS,)
            self._by_split[n, b, c] = by_split
        if by_rates is None:
            by_rates = self._among(_OF_RATES, n, a + b, a + c)
            if self._is_fisher(n, a + b, a + c):
                by_rates += (FISHER,)
            self._by_rates[n, a + b, a + c] = by_rates
        return by_split + by_rates

    def _among(self, squares: Mapping[str, Square], n: int, first: int, second: int) -> tuple[str, ...]:
        """Return which of some tests give the printed p-value."""
        found: tuple[str, ...] = ()
        least, most = self._squares
        for name, square in squares.items():
            value = square(n, first, second)
            if value is not None and least <= value <= most and self._printed.fits(_tail(value)):
                found += (name,)
        return found

    def _is_berger_boos(self, table: PairedTable) -> bool:
        """Return whether the Berger-Boos test does; its bounds cost less than the test."""
        (low, high), (least, most) = self._window, berger_boos_ends(table)
        return least <= high and most >= low and self._printed.fits(other_p_value(BERGER_BOOS, table))

    def _is_fisher(self, n: int, first: int, second: int) -> bool:
        """Return whether Fisher's test does; its p-value itself is asked near an edge of the window only."""
        (low, high), about = self._window, _about_fisher(n, first, second)
        if low * (1.0 + _DOUBT) < about < high * (1.0 - _DOUBT):
            return True
        near = low * (1.0 - _DOUBT) <= about <= high * (1.0 + _DOUBT)
        return near and self._printed.fits(_fisher(n, first, second))


def _square(p: float) -> float:
    """Return the chi-squared on 1 df with a p-value: 0 from 1 on, infinite up to 0."""
    if p >= 1.0:
        return 0.0
    return normal_quantile(p / 2.0) ** 2 if p > _LEAST else inf


def berger_boos_ends(table: PairedTable) -> tuple[float, float]:
    """Return numbers between which the Berger-Boos p-value of a table lies.

    No tail is above exp(-z^2 / 2) whatever the number of discordant patients (Hoeffding 1963). The observed part of
    discordant patients lies in the interval that is searched; there the tails near the middle are counted.

    Examples
    --------
    >>> least, most = berger_boos_ends(PairedTable(9, 19, 4, 18))
    >>> least < mcnemar(PairedTable(9, 19, 4, 18), "berger-boos").p_value < most
    True
    """
    n, discordant = table.n, table.discordant
    if not discordant:
        return 1.0, 1.0
    square = (table.index_only - table.comparator_only) ** 2
    part, reach = discordant / n, ceil(_MIDDLE * sqrt(discordant * (n - discordant) / n))
    least = 0.0
    for m in range(max(1, discordant - reach), min(n, discordant + reach) + 1):
        # The difference that is as extreme: its square times the observed discordant patients is at least this.
        root = isqrt(max(0, -(-square * m // discordant) - 1)) + 1 if square else 0
        count = (m + root + 1) // 2
        if count <= m:
            least += binomial_pmf(m, n, part) * min(1.0, 2.0 * binomial_tail(count, m, 0.5))
    most = 2.0 * exp(-square / (2.0 * discordant)) + BERGER_BOOS_GAMMA
    return (least + BERGER_BOOS_GAMMA) * (1.0 - _ROUNDING), min(1.0, most) * (1.0 + _ROUNDING)
