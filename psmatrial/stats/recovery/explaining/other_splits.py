"""Which tables give a printed p-value by the tests that only explain, told together.

At a given difference e of the discordant counts the squares of three tests fall as the smaller count k rises: their
variance grows, and the slope of the likelihood ratio is 2 log(4bc/m^2). That of the log odds ratio, e times
log(1 + 1/t)^2 t(t + 1)/(2t + 1) at t = k/e, rises first: with y half the logarithm of b/c its slope has the sign of
y - tanh(2y). What sees the two rates alone is the same for all k.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from math import exp, inf

from psmatrial.stats.recovery.concordant import Group
from psmatrial.stats.recovery.effort import Effort
from psmatrial.stats.recovery.explaining.other_tests import (
    BERGER_BOOS,
    BERGER_BOOS_MOST,
    OF_SPLITS,
    WALD_OF_LOG_ODDS,
    OtherTests,
    Square,
)
from psmatrial.stats.recovery.nested import between, stretches
from psmatrial.stats.recovery.splits import Alike

# y = tanh(2y): up to a ratio of exp(2y) of the discordant counts the square of the log odds ratio rises with it.
_STEEPEST = 0.9575040240772688
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
        The same tables with the counts that fit by tests that see the discordant patients, and pairs of rates that
        fit by the others. A table can be among both, and its matches name the tests of one of the two.
    """
    for tables, splits in groups:
        if not splits:
            continue
        n, pairs = tables.n, tables.pairs or []
        if not effort.affords(len(pairs) + (_BERGER_BOOS if n <= BERGER_BOOS_MOST else 0)):
            return
        lines = (fitting_splits(tests, n, abs(tables.excess), counts) for counts, _ in splits.stretches)
        yield tables, splits.crossed(list(chain.from_iterable(lines)))
        if not pairs or not tests.is_any_of_rates(n, pairs):
            continue
        named = ((pair, tests.of_rates(n, *pair)) for pair in pairs)
        for names, alike in groupby(named, key=lambda one: one[1]):
            if names:
                found = tables._replace(pairs=[pair for pair, _ in alike])
                yield found, splits.crossed([(splits.span, {"p": names})])


def fitting_splits(tests: OtherTests, n: int, excess: int, counts: range) -> list[Alike]:
    """Return the smaller discordant counts of a range that fit by tests that see the discordant patients.

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
    >>> fitting_splits(OtherTests(printed_p("0.0184")), 50, 10, range(21))
    [(range(5, 6), {'p': ('Wald z of the difference',)})]
    """
    runs: list[tuple[str, Iterable[int]]] = []
    for name, square in OF_SPLITS.items():
        turn = counts.start
        if name == WALD_OF_LOG_ODDS:
            turn = min(max(int(excess / (exp(2.0 * _STEEPEST) - 1.0)) + 1, counts.start), counts.stop)
        for part, is_rising in ((range(counts.start, turn), True), (range(turn, counts.stop), False)):
            if part and (run := _run(tests, square, (n, excess), part, is_rising=is_rising)):
                runs.append((name, run))
    runs.append((BERGER_BOOS, tests.of_berger_boos(n, excess, counts)))
    return [(run, {"p": names}) for run, names in stretches(runs)]


def _run(tests: OtherTests, square: Square, line: tuple[int, int], counts: range, *, is_rising: bool) -> range:
    """Return the counts of a range at which a test gives the printed p-value: its square rises or falls throughout."""
    n, excess = line
    least, most = tests.squares

    def at(k: int) -> float:
        value = square(n, k + excess, k)
        return value if value is not None else 0.0 if is_rising else inf

    def above(k: int) -> bool:
        return at(k) > most

    def under(k: int) -> bool:
        return at(k) < least

    # About where McNemar's chi-squared is as large.
    guesses = [(excess * excess / end - excess) / 2.0 if end > 0.0 else inf for end in (most, least)]
    run = between(counts, under, above) if is_rising else between(counts, above, under, (guesses[0], guesses[1]))
    start, stop = run.start, run.stop
    # The squares are a trifle wide.
    while start < stop and not tests.fits(square(n, start + excess, start)):
        start += 1
    while start < stop and not tests.fits(square(n, stop - 1 + excess, stop - 1)):
        stop -= 1
    return range(start, stop)
