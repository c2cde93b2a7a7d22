"""Three or more tests read in the same patients: whether they differ at all, then every two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from psmatrial.analysis.results import Row
from psmatrial.analysis.tables import Source, primary_place
from psmatrial.model import HypothesisTest
from psmatrial.stats.several import cochran_q, pairwise_mcnemar

METHODS = ("asymptotic", "exact")


def tests_of(origin: Source) -> tuple[str, ...]:
    """Return the tests of all contrasts, in the order of the plan."""
    return tuple(dict.fromkeys(name for pair in origin.plan.contrasts for name in (pair.index, pair.comparator)))


def several_rows(origin: Source) -> list[Row]:
    """Return Cochran's Q at the primary endpoint, then exact tests of every two tests with Holm's adjustment.

    All over the patients who have a result under every test; nothing where the plan compares two tests only.
    """
    tests = tests_of(origin)
    return list(_rows(origin, tests)) if len(tests) > 2 else []


def _rows(origin: Source, tests: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows."""
    place = primary_place(origin.plan)
    at: dict[str, Any] = {"endpoint": place.endpoint, "unit": place.unit, "region": place.region, "stratum": "all"}
    decided = [[decision.result for decision in origin.decided(test, place.region)] for test in tests]
    patterns = Counter(
        tuple(int(result == "positive") for result in results)
        for results in zip(*decided, strict=True)
        if None not in results
    )
    n = patterns.total()
    left = origin.cohort.n - n
    complete = f"{n} patients with a result under all {len(tests)} tests" + (f"; {left} without one" if left else "")
    for method in METHODS:
        test = cochran_q(patterns, method)
        yield Row(f"{place.endpoint}.all.{test.quantity}.{method}", **at, **_found(test), n=n).noting(complete)
    for pair in pairwise_mcnemar(patterns, tests):
        table = pair.table
        both, index_only, comparator_only, neither = table.cells
        yield Row(
            f"{table.index}-vs-{table.comparator}:{place.endpoint}.all.pairwise-equality.exact",
            **at,
            **{**_found(pair.test), "quantity": "pairwise-equality", "method": "exact"},
            index=table.index,
            comparator=table.comparator,
            p_adjusted=pair.p_adjusted,
            both=both,
            index_only=index_only,
            comparator_only=comparator_only,
            neither=neither,
            n=n,
        )


def _found(test: HypothesisTest) -> dict[str, Any]:
    """Return what a test found, under the names of a row."""
    return {
        "quantity": test.quantity,
        "method": test.method,
        "statistic": test.statistic,
        "df": test.df,
        "p_value": test.p_value,
        "alternative": test.alternative,
        "note": test.note,
    }
