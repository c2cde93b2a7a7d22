"""Two tests with three or more categories, read in the same patients: symmetry and equal margins."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import inf

from psmatrial.errors import InputError
from psmatrial.model import HypothesisTest, checked_count
from psmatrial.stats.choice import chosen
from psmatrial.stats.distributions import chi2_tail


def symmetry(table: Sequence[Sequence[int]]) -> HypothesisTest:
    """Test that patients change from any category to any other as often as back (Bowker).

    Parameters
    ----------
    table
        Square counts: rows are the categories of the index test, columns those of the comparator, in one order.

    Returns
    -------
    HypothesisTest
        ``df`` is the number of pairs of categories between which a patient changed. Without a change ``p_value`` is
        1, without patients None; ``note`` says so.

    Raises
    ------
    InputError
        If the table is not square or holds what is not a count.

    References
    ----------
    Bowker, J Am Stat Assoc 1948;43:572.

    Examples
    --------
    >>> test = symmetry([[17, 4, 4], [8, 24, 6], [5, 4, 30]])
    >>> round(test.statistic, 4), test.df, round(test.p_value, 4)
    (1.8444, 3, 0.6053)
    """
    table = _checked(table)
    pairs = [(table[i][j], table[j][i]) for i, j in combinations(range(len(table)), 2) if table[i][j] + table[j][i]]
    if not pairs:
        return _unchanged(table, "symmetry", "bowker")
    statistic = float(sum(Fraction((there - back) ** 2, there + back) for there, back in pairs))
    return HypothesisTest("bowker", chi2_tail(statistic, len(pairs)), statistic, len(pairs), quantity="symmetry")


def marginal_homogeneity(table: Sequence[Sequence[int]], method: str = "stuart-maxwell") -> HypothesisTest:
    """Test that each category is as frequent with the one test as with the other.

    Parameters
    ----------
    table
        As in ``symmetry``.
    method
        ``"stuart-maxwell"``, by the variance under the hypothesis; ``"bhapkar"``, by the observed one.

    Returns
    -------
    HypothesisTest
        ``df`` is the rank of the covariance: categories less 1, fewer where categories exchange no patients with the
        others. Without a change ``p_value`` is 1, without patients None; ``note`` says so. If all patients
        changed in one direction Bhapkar's statistic is infinite and ``p_value`` None.

    Raises
    ------
    InputError
        If the table is not square or holds what is not a count, or ``method`` is none of these.

    References
    ----------
    Stuart, Biometrika 1955;42:412.
    Maxwell, Br J Psychiatry 1970;116:651.
    Bhapkar, J Am Stat Assoc 1966;61:228.

    Examples
    --------
    >>> test = marginal_homogeneity([[17, 4, 4], [8, 24, 6], [5, 4, 30]], "bhapkar")
    >>> round(test.statistic, 4), test.df, round(test.p_value, 4)
    (1.8767, 2, 0.3913)
    """
    transformed = chosen("method", method, {"stuart-maxwell": False, "bhapkar": True})
    table = _checked(table)
    statistic, df = _stuart(table)
    if not df:
        return _unchanged(table, "marginal-homogeneity", method)
    n = sum(map(sum, table))
    if transformed and statistic == n:
        note = "all patients changed category in one direction: the statistic is infinite"
        return HypothesisTest(method, None, inf, df, note=note, quantity="marginal-homogeneity")
    value = float(statistic / (1 - statistic / n) if transformed else statistic)
    return HypothesisTest(method, chi2_tail(value, df), value, df, quantity="marginal-homogeneity")


def _checked(table: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return a square table of counts as plain integers, or refuse what is none."""
    if len(table) < 2 or any(len(row) != len(table) for row in table):
        raise InputError("the table is not square.", "Give one row and one column for each of two or more categories.")
    return [
        [checked_count(count, f"row {i}, column {j}") for j, count in enumerate(row, start=1)]
        for i, row in enumerate(table, start=1)
    ]


def _unchanged(table: Sequence[Sequence[int]], quantity: str, method: str) -> HypothesisTest:
    """Return the test of a table without a change of category."""
    if not any(map(any, table)):
        return HypothesisTest(method, None, note="no patients", quantity=quantity)
    return HypothesisTest(method, 1.0, 0.0, 0, note="no patient changed category", quantity=quantity)


def _stuart(table: Sequence[Sequence[int]]) -> tuple[Fraction, int]:
    """Return d'S^-1 d and the rank of S, exact, by elimination.

    Row and column of a pivot that is 0 are all 0 in a covariance, and so is what is left of d.
    """
    size = range(len(table))
    total = [sum(table[i]) + sum(row[i] for row in table) for i in size]
    s = [[Fraction(total[i] * (i == j) - table[i][j] - table[j][i]) for j in size] for i in size]
    d = [Fraction(sum(table[i]) - sum(row[i] for row in table)) for i in size]
    statistic, rank = Fraction(0), 0
    for i in size:
        pivot = s[i][i]
        if not pivot:
            continue
        statistic, rank = statistic + d[i] ** 2 / pivot, rank + 1
        for j in range(i + 1, len(table)):
            share = s[j][i] / pivot
            d[j] -= share * d[i]
            s[j] = [left - share * right for left, right in zip(s[j], s[i], strict=True)]
    return statistic, rank
