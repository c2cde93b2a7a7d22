"""How often two readers said the same of the same patient: counts for every pair of readers and every test."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from psmatrial.analysis.found import FOUND, MISSED, counted, found
from psmatrial.analysis.tables import Source, primary_place
from psmatrial.model import tests_of

PATTERNS = {
    "both": (FOUND, FOUND),
    "first_only": (FOUND, MISSED),
    "second_only": (MISSED, FOUND),
    "neither": (MISSED, MISSED),
}


def reader_pairs(origin: Source) -> dict[str, Any]:
    """Return the counts of each pair of planned readers at the primary endpoint; empty where one reader reads.

    Counted are the patients of whom both readers gave a result. An adjudicator is not one of the readers.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> pair = compare(*example()).further["readers"]["tests"]["PSMA"][0]
    >>> pair["first"], pair["second"], pair["both"] + pair["neither"]
    ('R1', 'R2', 42)
    """
    plan = origin.plan
    names = [name for name in plan.reading.readers if name != plan.reading.adjudicator]
    if len(names) < 2:
        return {}
    tests = tests_of(plan.contrasts)
    return {"names": names, "tests": {test: _pairs(origin, test, names) for test in tests}}


def _pairs(origin: Source, test: str, names: list[str]) -> list[dict[str, Any]]:
    """Count every pair of readers under one test."""
    region = primary_place(origin.plan).region
    columns = {name: found(origin, test, region, name) for name in names}
    made = []
    for first, second in combinations(names, 2):
        seen = counted(columns[first], columns[second])
        cells = {cell: seen[pattern] for cell, pattern in PATTERNS.items()}
        made.append({"first": first, "second": second, **cells})
    return made
