"""Which tables give a printed p-value by the tests that only explain, told together.

At a given difference e of the discordant counts the squares of three tests fall as the smaller count k rises: their
variance grows, and the slope of the likelihood ratio is 2 log(4bc/m^2). That of the log odds ratio, e times
log(1 + 1/t)^2 t(t + 1)/(2t + 1) at t = k/e, rises first: with y half the logarithm of b/c its slope has the sign of
y - tanh(2y). What sees the two rates alone is the same for all k.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, groupby
from math import exp, inf
from operator import itemgetter

from psmatrial.stats.recovery.concordant import Group
from psmatrial.stats.recovery.effort import Effort
from psmatrial.stats.recovery.explaining.other_tests import (
    BERGER_BOOS,
    BERGER_BOOS_MOST,
    HALF_CORRECTED,
    OF_SPLITS,
    WALD_OF_DIFFERENCE,
    WALD_OF_LOG_ODDS,
    OtherTests,
    Square,
)
from psmatrial.stats.recovery.nested import between, inside, stretches

# y = tanh(2y): up to a ratio of exp(2y) of the discordant counts the square of the log odds ratio rises with it.
_STEEPEST = 0.9575040240772688
# At which number of discordant patients a test has a square, given the patients and their difference, where this is
# solved for; without a difference it never has one.
_SOLVED: Mapping[str, Callable[[int, int, float], float]] = {
    WALD_OF_DIFFERENCE: lambda n, excess, square: excess * excess * (1.0 / square + 1.0 / n),
    HALF_CORRECTED: lambda _n, excess, square: (excess - 0.5) ** 2 / square,
}
_DOUBT = 1e-6
# What the Berger-Boos test of one difference counts for.
_BERGER_BOOS = 40


def other_groups(tests: OtherTests, groups: Iterable[Group], effort: Effort) -> Iterator[Group]:
    """Go through those of some tables whose p-value is printed like this by a test that only explains.

    Parameters
    ----------
    tests
        The tests that are asked.
    groups
        Tables with one difference of the discordant counts each, of which both rates are known.
    effort
        How much may still be tried.

    Yields
    ------
    tuple
        The same tables with the counts that fit, those apart of which the pair of rates fits.
    """
    for tables, splits in groups:
        if not splits:
            continue
        n, pairs = tables.n, tables.pairs or []
        if not effort.affords(len(pairs) + (_BERGER_BOOS if n <= BERGER_BOOS_MOST else 0)):
            return
        lines = [(counts, runs_of_splits(tests, n, abs(tables.excess), counts)) for counts, _ in splits.stretches]
        for names, alike in groupby(zip(tests.of_pairs(n, pairs), pairs, strict=True), key=itemgetter(0)):
            found = tables._replace(pairs=[pair for _, pair in alike])
            told = [stretches([*runs, *((name, counts) for name in names)]) for counts, runs in lines]
            yield found, splits.crossed([(run, {"p": both}) for run, both in chain.from_iterable(told)])


def runs_of_splits(tests: OtherTests, n: int, excess: int, counts: range) -> list[tuple[str, Iterable[int]]]:
    """Return the smaller discordant counts of a range that fit, by test that sees the discordant patients.

    Parameters
    ----------
    tests
        The tests that are asked.
    n
        Patients.
    excess
        Difference of the two discordant counts, 0 or more.
    counts
        Smaller discordant counts to be tried.

    Examples
    --------
    >>> from psmatrial.stats.printed_text import printed_p
    >>> runs_of_splits(OtherTests(printed_p("0.0184")), 50, 10, range(21))
    [('Wald z of the difference', range(5, 6))]
    """
    runs: list[tuple[str, Iterable[int]]] = []
    for name, square in OF_SPLITS.items():
        turn = counts.start
        if name == WALD_OF_LOG_ODDS:
            turn = min(max(int(excess / (exp(2.0 * _STEEPEST) - 1.0)) + 1, counts.start), counts.stop)
        for part, is_rising in ((range(counts.start, turn), True), (range(turn, counts.stop), False)):
            if not part:
                continue
            about = _solved(name, tests.squares, (n, excess), part) if excess and name in _SOLVED else None
            if about is None:
                about = _searched(tests, square, (n, excess), part, is_rising=is_rising)
            if run := _trimmed(tests, square, (n, excess), about):
                runs.append((name, run))
    if found := tests.of_berger_boos(n, excess, counts):
        runs.append((BERGER_BOOS, found))
    return runs


def _solved(name: str, squares: tuple[float, float], line: tuple[int, int], counts: range) -> range:
    """Return the counts of a range at which the square of a test lies between two: it falls throughout."""
    n, excess = line
    last, first = [(_SOLVED[name](n, excess, end) - excess) / 2.0 if end > 0.0 else inf for end in squares]
    return inside(counts, first, last, _DOUBT)


def _searched(tests: OtherTests, square: Square, line: tuple[int, int], counts: range, *, is_rising: bool) -> range:
    """Return the counts of a range at which the square of a test lies where it should: it rises or falls throughout."""
    n, excess = line
    least, most = tests.squares

    def at(k: int) -> float:
        value = square(n, k + excess, k)
        return value if value is not None else 0.0 if is_rising else inf

    def above(k: int) -> bool:
        return at(k) > most

    def under(k: int) -> bool:
        return at(k) < least

    if is_rising:
        return between(counts, under, above)
    # About where McNemar's chi-squared is as large.
    guesses = [(excess * excess / end - excess) / 2.0 if end > 0.0 else inf for end in (most, least)]
    return between(counts, above, under, (guesses[0], guesses[1]))


def _trimmed(tests: OtherTests, square: Square, line: tuple[int, int], run: range) -> range:
    """Return those of some counts, a trifle too many, at which a test gives the printed p-value."""
    n, excess = line
    start, stop = run.start, run.stop
    while start < stop and not tests.fits(square(n, start + excess, start)):
        start += 1
    while start < stop and not tests.fits(square(n, stop - 1 + excess, stop - 1)):
        stop -= 1
    return range(start, stop)
