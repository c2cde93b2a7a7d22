"""Three or more tests read in the same patients: Cochran's Q, and the pairs behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod

from psmatrial.errors import InputError
from psmatrial.model import HypothesisTest, PairedTable, whole_number
from psmatrial.stats.choice import chosen
from psmatrial.stats.distributions import chi2_tail
from psmatrial.stats.enumeration import MOST_OUTCOMES, TOO_MANY
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.multiplicity import adjusted

Pattern = tuple[int, ...]

QUANTITY = "several-equality"


@dataclass(frozen=True, slots=True)
class PairComparison:
    """Two of several tests: their 2x2 table, its test, and the p-value adjusted for all pairs."""

    table: PairedTable
    test: HypothesisTest
    p_adjusted: float | None


def cochran_q(readings: Mapping[Pattern, int] | Iterable[Sequence[int]], method: str = "asymptotic") -> HypothesisTest:
    """Test that three or more tests, read in the same patients, detect equally often.

    Patients with the same result in all tests say nothing and drop out.

    Parameters
    ----------
    readings
        One row of 0 and 1 a patient, one column a test, all known; or each such row as a tuple with its count.
    method
        ``"asymptotic"``, chi-squared; ``"exact"``, each patient's results shuffled among the tests.

    Returns
    -------
    HypothesisTest
        ``df`` is the number of tests less 1. ``p_value`` is 1 if no patient's results differ; None without patients,
        and where the enumeration would be too large; ``note`` says so.

    Raises
    ------
    InputError
        If the rows are not of one length, of two tests or more, and of 0 and 1; or ``method`` is none of these.

    References
    ----------
    Cochran, Biometrika 1950;37:256.

    Examples
    --------
    >>> test = cochran_q({(1, 1, 0): 6, (1, 0, 0): 4, (0, 0, 1): 2, (1, 1, 1): 8})
    >>> test.statistic, test.df, round(test.p_value, 4)
    (8.0, 2, 0.0183)
    """
    test = chosen("method", method, {"asymptotic": _asymptotic, "exact": _exact})
    patterns = _patterns(readings)
    if not patterns:
        return HypothesisTest(method, None, note="no patients", quantity=QUANTITY)
    tests = len(next(iter(patterns)))
    informative = {pattern: count for pattern, count in patterns.items() if 0 < sum(pattern) < tests}
    if not informative:
        df = tests - 1 if method == "asymptotic" else None
        return HypothesisTest(method, 1.0, 0.0, df, note="no patient's results differ", quantity=QUANTITY)
    return test(informative, tests)


def pairwise_mcnemar(
    readings: Mapping[Pattern, int] | Iterable[Sequence[int]],
    names: Sequence[str] | None = None,
    method: str = "exact",
    adjustment: str = "holm",
) -> tuple[PairComparison, ...]:
    """Compare every two of several tests read in the same patients.

    Parameters
    ----------
    readings
        As in ``cochran_q``.
    names
        Names of the tests in the order of the columns; "test 1" and so on by default.
    method
        A method of ``mcnemar``.
    adjustment
        A method of ``adjusted``, over all pairs.

    Returns
    -------
    tuple of PairComparison
        First with second, first with third, and so on; the earlier test is the index test. Empty without patients.

    Raises
    ------
    InputError
        As ``cochran_q`` does, or if there is not one name a test.

    References
    ----------
    McNemar, Psychometrika 1947;12:153.
    Holm, Scand J Stat 1979;6:65.

    Examples
    --------
    >>> pairs = pairwise_mcnemar({(1, 1, 0): 6, (1, 0, 0): 4, (0, 0, 1): 2, (1, 1, 1): 8}, ["A", "B", "C"])
    >>> [(pair.table.index, pair.table.comparator, round(pair.p_adjusted, 6)) for pair in pairs]
    [('A', 'B', 0.25), ('A', 'C', 0.115723), ('B', 'C', 0.289062)]
    """
    patterns = _patterns(readings)
    tests = len(next(iter(patterns), names or ()))
    labels = names or [f"test {place}" for place in range(1, tests + 1)]
    if len(labels) != tests:
        raise InputError(f"{len(labels)} names are given for {tests} tests.", "Give one name a test.")
    if not patterns:
        return ()
    tables = [_pair(patterns, i, j, labels) for i, j in combinations(range(tests), 2)]
    results = [mcnemar(table, method) for table in tables]
    p_values = adjusted([result.p_value for result in results], adjustment)
    return tuple(PairComparison(*parts) for parts in zip(tables, results, p_values, strict=True))


def _patterns(readings: Mapping[Pattern, int] | Iterable[Sequence[int]]) -> dict[Pattern, int]:
    """Return the patterns of results that occur, with their counts."""
    if isinstance(readings, Mapping):
        rows = ((row, whole_number(n, f"the count of the results {row!r}")) for row, n in readings.items())
    else:
        rows = ((row, 1) for row in readings)
    counts: Counter[Pattern] = Counter()
    for row, count in rows:
        counts[tuple(row)] += count
    patterns = {row: count for row, count in counts.items() if count}
    for row, count in patterns.items():
        if len(row) < 2 or len(row) != len(next(iter(patterns))):
            raise InputError(f"the results {row!r} have no place.", "Give one result a test, two or more, in each row.")
        if not set(row) <= {0, 1} or count < 0:
            raise InputError(f"the results {row!r}, {count} times, are not counts of 0 and 1.", "Code positive as 1.")
    return {tuple(map(int, row)): count for row, count in patterns.items()}


def _pair(patterns: Mapping[Pattern, int], i: int, j: int, names: Sequence[str]) -> PairedTable:
    """Return the 2x2 table of two of the tests."""
    cells: Counter[tuple[int, int]] = Counter()
    for row, count in patterns.items():
        cells[row[i], row[j]] += count
    return PairedTable(cells[1, 1], cells[1, 0], cells[0, 1], cells[0, 0], names[i], names[j])


def _q(patterns: Mapping[Pattern, int], tests: int) -> tuple[int, int]:
    """Return numerator and denominator of Cochran's statistic."""
    columns = [sum(row[j] * count for row, count in patterns.items()) for j in range(tests)]
    within = sum(sum(row) * (tests - sum(row)) * count for row, count in patterns.items())
    return (tests - 1) * _deviation(columns), within


def _deviation(columns: Sequence[int]) -> int:
    """Return k times the sum of squares of k column sums about their mean."""
    return len(columns) * sum(column**2 for column in columns) - sum(columns) ** 2


def _asymptotic(patterns: Mapping[Pattern, int], tests: int) -> HypothesisTest:
    """Return the chi-squared test."""
    numerator, denominator = _q(patterns, tests)
    statistic = numerator / denominator
    return HypothesisTest("asymptotic", chi2_tail(statistic, tests - 1), statistic, tests - 1, quantity=QUANTITY)


def _exact(patterns: Mapping[Pattern, int], tests: int) -> HypothesisTest:
    """Return the test that shuffles within patients."""
    numerator, denominator = _q(patterns, tests)
    found = [sum(row) for row, count in patterns.items() for _ in range(count)]
    sums = _column_sums(found, tests)
    if sums is None:
        return HypothesisTest("exact", None, numerator / denominator, note=TOO_MANY, quantity=QUANTITY)
    weight = sum(ways for columns, ways in sums.items() if (tests - 1) * _deviation(columns) >= numerator)
    p_value = weight / prod(comb(tests, positive) for positive in found)
    return HypothesisTest("exact", p_value, numerator / denominator, quantity=QUANTITY)


def _column_sums(found: Sequence[int], tests: int) -> dict[Pattern, int] | None:
    """Return the column sums of all shuffles with their ways, or None where there are too many.

    The tests are alike under the hypothesis and only differences of column sums matter: sums are sorted and
    counted from the smallest.
    """
    sums: dict[Pattern, int] = {(0,) * tests: 1}
    work = 0
    for positive in found:
        work += len(sums) * comb(tests, positive)
        if work > MOST_OUTCOMES:
            return None
        more: dict[Pattern, int] = {}
        for columns, ways in sums.items():
            for chosen_tests in combinations(range(tests), positive):
                added = list(columns)
                for test in chosen_tests:
                    added[test] += 1
                added.sort()
                key = tuple(column - added[0] for column in added)
                more[key] = more.get(key, 0) + ways
        sums = more
    return sums
