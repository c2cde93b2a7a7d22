"""Tests that papers print although they are not methods of a paired table: they explain only.

Most of them refer a square to chi-squared on 1 df, and see the discordant counts or the two rates alone. So the square
is computed once for all tables that look alike to it, and held against those between which the printed p-value lies.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from math import comb, erfc, exp, inf, lgamma, log, sqrt

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import normal_quantile
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed import Printed
from psmatrial.stats.recovery.explaining.berger_boos import BergerBoos, berger_boos_ends

Square = Callable[[int, int, int], float | None]
BERGER_BOOS, FISHER = "Berger-Boos exact unconditional", "Fisher as if unpaired"
WALD_OF_DIFFERENCE, WALD_OF_LOG_ODDS = "Wald z of the difference", "Wald z of the log odds ratio"
HALF_CORRECTED = "McNemar corrected by one half"
# Patients up to which the Berger-Boos test is tried as an explanation.
BERGER_BOOS_MOST = 200
_ROUNDING, _CLOSE, _DOUBT = 1e-9, 1e-8, 1e-6
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
OF_SPLITS: Mapping[str, Square] = {
    WALD_OF_DIFFERENCE: _difference,
    WALD_OF_LOG_ODDS: _log_odds,
    "likelihood ratio": _likelihood_ratio,
    HALF_CORRECTED: _half_corrected,
}
_OF_RATES: Mapping[str, Square] = {
    "Pearson as if unpaired": _unpaired,
    "corrected Pearson as if unpaired": partial(_unpaired, correction=1),
}
OTHER_TESTS = (*OF_SPLITS, BERGER_BOOS, *_OF_RATES, FISHER)


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
        return mcnemar(table, "berger-boos").p_value if n <= BERGER_BOOS_MOST else None
    if name == FISHER:
        return _fisher(n, first, second)
    if name in OF_SPLITS:
        return _tail(OF_SPLITS[name](n, table.index_only, table.comparator_only))
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


def _fisher_side(n: int, first: int, second: int, low: float, high: float) -> int | None:
    """Return whether the same is below two numbers (-1), between them (0) or above (1), None very near one of them.

    It is summed from its largest term on, each next one from the one before and by a smaller factor of it, only until
    what is left of it cannot tell otherwise.
    """
    x, rest = min(first, second), max(first, second)
    of_all = lgamma(2 * n + 1) - lgamma(x + rest + 1) - lgamma(2 * n - x - rest + 1)
    ways = 2.0 * lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) - lgamma(rest + 1) - lgamma(n - rest + 1)
    scale = 2.0 * exp(ways - of_all) if first != second else 1.0
    total, term = 0.0, 1.0
    while True:
        total += term
        factor = x * (n - rest) / ((n - x + 1) * (rest + 1)) if first != second else 0.0
        if scale * (total + term * factor / (1.0 - factor)) < low * (1.0 - _DOUBT):
            return -1
        if scale * total > high * (1.0 + _DOUBT):
            return 1
        if term * factor <= _ROUNDING * total:
            return 0 if low * (1.0 + _DOUBT) < scale * total < high * (1.0 - _DOUBT) else None
        term *= factor
        x, rest = x - 1, rest + 1


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
        self.printed = printed
        self._window = low, high = printed.window()
        # The squares between which those of the printed p-value lie, a trifle wide.
        self.squares = _square(high) * (1.0 - _ROUNDING), _square(low) * (1.0 + _ROUNDING)
        self._berger_boos = BergerBoos(self._window)
        self._by_split: dict[tuple[int, int, int], tuple[str, ...]] = {}
        self._by_rates: dict[tuple[int, int, int], tuple[str, ...]] = {}

    def fitting(self, cells: tuple[int, int, int, int]) -> tuple[str, ...]:
        """Return the tests whose p-value of a table, given by its cells, is printed like this."""
        a, b, c, d = cells
        n = a + b + c + d
        by_split = self._by_split.get((n, b, c))
        if by_split is None:
            by_split = self._among(OF_SPLITS, n, b, c)
            k = min(b, c)
            if self.of_berger_boos(n, abs(b - c), range(k, k + 1)):
                by_split += (BERGER_BOOS,)
            self._by_split[n, b, c] = by_split
        return by_split + self.of_rates(n, a + b, a + c)

    def of_pairs(self, n: int, pairs: Sequence[tuple[int, int]]) -> list[tuple[str, ...]]:
        """Return for each pair of counts the tests that see the rates alone and give the printed p-value.

        Parameters
        ----------
        n
            Patients.
        pairs
            Counts of patients found, rising, all with the same difference.

        Notes
        -----
        At a given difference e the p-values rise with the sum s of the two counts up to n and fall from there. For the
        squares this is their spread s(2n - s). For Fisher's test let two more of the 2n - s that were not found be
        found: the difference then passes e upwards from e - 2 or downwards from e, and the chance of the one less
        that of the other has, with x and y the two counts, the sign of x(n - x) - (y + 1)(n - y - 1), and so of n - 1
        - s. So where the first, the last and the one in between with about n are all too small or all too large, no
        other need be asked.

        Examples
        --------
        >>> from psmatrial.stats.printed_text import printed_p
        >>> OtherTests(printed_p("0.0042")).of_pairs(50, [(27, 12), (28, 13), (29, 14)])
        [(), ('Fisher as if unpaired',), ()]
        """
        if pairs:
            middle = min(bisect_left(pairs, n, key=sum), len(pairs) - 1)
            sides = {self._sides(n, *pairs[place]) for place in {0, middle, len(pairs) - 1}}
            if len(sides) == 1 and 0 not in sides.pop():
                self._by_rates.update(dict.fromkeys([(n, *pair) for pair in pairs], ()))
        return [self.of_rates(n, *pair) for pair in pairs]

    def _sides(self, n: int, first: int, second: int) -> tuple[int, ...]:
        """Return for each test that sees the rates alone whether p is too small (-1), too large (1) or neither (0)."""
        least, most = self.squares
        squares = [square(n, first, second) for square in _OF_RATES.values()]
        sides = [0 if at is None or least <= at <= most else 1 if at < least else -1 for at in squares]
        return (*sides, _fisher_side(n, first, second, *self._window) or 0)

    def of_rates(self, n: int, first: int, second: int) -> tuple[str, ...]:
        """Return the tests that see the two counts of patients found alone and give the printed p-value."""
        found = self._by_rates.get((n, first, second))
        if found is None:
            found = self._among(_OF_RATES, n, first, second)
            if self._is_fisher(n, first, second):
                found += (FISHER,)
            self._by_rates[n, first, second] = found
        return found

    def fits(self, square: float | None) -> bool:
        """Return whether a chi-squared on 1 df has the printed p-value; asked exactly near an edge of its window."""
        p, (low, high) = _tail(square), self._window
        return (p is not None and low * (1.0 + _CLOSE) < p < high * (1.0 - _CLOSE)) or self.printed.fits(p)

    def of_berger_boos(self, n: int, excess: int, counts: range) -> list[int]:
        """Return the smaller discordant counts of a range at which the Berger-Boos test gives the printed p-value."""
        if n > BERGER_BOOS_MOST:
            return []
        return [k for k in self._berger_boos.possible(n, excess, counts) if self._is_berger_boos(n, k + excess, k)]

    def _is_berger_boos(self, n: int, b: int, c: int) -> bool:
        """Return whether the Berger-Boos test gives the printed p-value; its bounds cost less than the test."""
        table, (low, high) = PairedTable(0, b, c, n - b - c), self._window
        least, most = berger_boos_ends(table)
        if low * (1.0 + _CLOSE) < least and most < high * (1.0 - _CLOSE):
            return True
        return least <= high and most >= low and self.printed.fits(other_p_value(BERGER_BOOS, table))

    def _among(self, squares: Mapping[str, Square], n: int, first: int, second: int) -> tuple[str, ...]:
        """Return which of some tests give the printed p-value."""
        found: tuple[str, ...] = ()
        least, most = self.squares
        for name, square in squares.items():
            value = square(n, first, second)
            if value is not None and least <= value <= most and self.fits(value):
                found += (name,)
        return found

    def _is_fisher(self, n: int, first: int, second: int) -> bool:
        """Return whether Fisher's test does; its p-value itself is asked near an edge of the window only."""
        side = _fisher_side(n, first, second, *self._window)
        return self.printed.fits(_fisher(n, first, second)) if side is None else side == 0


def _square(p: float) -> float:
    """Return the chi-squared on 1 df with a p-value: 0 from 1 on, infinite up to 0."""
    if p >= 1.0:
        return 0.0
    return normal_quantile(p / 2.0) ** 2 if p > _LEAST else inf
