"""Three or more tests read in the same patients: whether they differ at all, then every two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from psmatrial.analysis.found import BOUNDS, UNKNOWN, found_alone
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import row_of
from psmatrial.analysis.tables import Source, pair_prefix, primary_place
from psmatrial.model import Contrast, tests_of
from psmatrial.stats.several import cochran_q, pairwise_mcnemar

METHODS = ("asymptotic", "exact")


def several_rows(origin: Source) -> list[Row]:
    """Return Cochran's Q at the primary endpoint, then exact tests of every two tests with Holm's adjustment.

    All over the patients who have a result under every test, or all where missing results count as negative; nothing
    where the plan compares two tests only.
    """
    tests = tests_of(origin.plan.contrasts)
    return list(_rows(origin, tests)) if len(tests) > 2 else []


def _rows(origin: Source, tests: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows."""
    place = replace(primary_place(origin.plan), stratum="all")
    codes = [found_alone(origin, test, place.region) for test in tests]
    patterns = Counter(results for results in zip(*codes, strict=True) if UNKNOWN not in results)
    n = patterns.total()
    whom = _whom(n, origin.cohort.n - n, len(tests), origin.plan.reading.missing)
    for method in METHODS:
        yield row_of(cochran_q(patterns, method), None, place, n=n).noting(whom)
    for pair in pairwise_mcnemar(patterns, tests):
        contrast = Contrast(pair.table.index, pair.table.comparator)
        named = replace(pair.test, quantity="pairwise-equality")
        at = replace(place, prefix=pair_prefix(contrast))
        yield row_of(named, pair.table, at, p_adjusted=pair.p_adjusted).noting(whom)


def _whom(n: int, left: int, tests: int, missing: str) -> str:
    """Return over whom all tests are compared, and what a missing result counted as."""
    noun = "patient" if n == 1 else "patients"
    if missing == "negative":
        return f"{n} {noun}; missing results counted as negative"
    text = f"{n} {noun} with a result under all {tests} tests" + (f"; {left} without one" if left else "")
    return text if missing == "exclude" else f"{text}; {BOUNDS}"
