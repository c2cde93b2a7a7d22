"""Three or more tests read in the same patients: whether they differ at all, then every two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import row_of
from psmatrial.analysis.tables import Source, pair_prefix, primary_place
from psmatrial.model import Contrast, tests_of
from psmatrial.stats.several import cochran_q, pairwise_mcnemar

METHODS = ("asymptotic", "exact")


def several_rows(origin: Source) -> list[Row]:
    """Return Cochran's Q at the primary endpoint, then exact tests of every two tests with Holm's adjustment.

    All over the patients who have a result under every test; nothing where the plan compares two tests only.
    """
    tests = tests_of(origin.plan.contrasts)
    return list(_rows(origin, tests)) if len(tests) > 2 else []


def _rows(origin: Source, tests: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows."""
    place = replace(primary_place(origin.plan), stratum="all")
    decided = [[decision.result for decision in origin.decided(test, place.region)] for test in tests]
    patterns = Counter(
        tuple(int(result == "positive") for result in results)
        for results in zip(*decided, strict=True)
        if None not in results
    )
    n = patterns.total()
    left = origin.cohort.n - n
    complete = f"{n} patient{'' if n == 1 else 's'} with a result under all {len(tests)} tests"
    complete += f"; {left} without one" if left else ""
    for method in METHODS:
        yield row_of(cochran_q(patterns, method), None, place, n=n).noting(complete)
    for pair in pairwise_mcnemar(patterns, tests):
        contrast = Contrast(pair.table.index, pair.table.comparator)
        named = replace(pair.test, quantity="pairwise-equality")
        at = replace(place, prefix=pair_prefix(contrast))
        yield row_of(named, pair.table, at, p_adjusted=pair.p_adjusted)
