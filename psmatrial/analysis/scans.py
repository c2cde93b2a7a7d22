"""What became of every scan: the outcomes of each test over all patients who entered, for the flow of patients."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from psmatrial.analysis.tables import Source, primary_place
from psmatrial.data.decided import together
from psmatrial.data.rules import RESULTS
from psmatrial.model import tests_of

EQUIVOCAL = RESULTS.index("equivocal") + 1


def scans(origin: Source) -> dict[str, Any]:
    """Return who was in the file, who was left out before any table, and the outcomes of each test.

    ``equivocal`` counts, among the positive and the negative, the patients whose result rests on equivocal readings:
    without what the plan lets these count as they would have none. Where the plan leaves equivocal readings out, such
    patients stand under ``no_result`` with that reason.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> compare(*example()).further["scans"]["tests"]["PSMA"]
    {'positive': 28, 'negative': 22, 'equivocal': {'positive': 0, 'negative': 0}, 'no_result': []}
    """
    cohort, plan = origin.cohort, origin.plan
    tests = tests_of(plan.contrasts)
    left_out = [{"reason": reason, "n": n} for reason, n in cohort.left_out]
    return {
        "read": cohort.n + sum(n for _, n in cohort.left_out),
        "left_out": left_out,
        "entered": cohort.n,
        "tests": {test: _outcomes(origin, test) for test in tests},
    }


def _outcomes(origin: Source, test: str) -> dict[str, Any]:
    """Count the results of one test at the primary endpoint."""
    region = primary_place(origin.plan).region
    decided = origin.decided(test, region)
    counts, reasons = Counter[str | None](), Counter[str]()
    for (decision, _), number in together(decided, decided).items():
        counts[decision.result] += number
        if decision.result is None:
            reasons[decision.reason] += number
    return {
        "positive": counts["positive"],
        "negative": counts["negative"],
        "equivocal": _equivocal(origin, test, region),
        "no_result": [{"reason": reason, "n": n} for reason, n in sorted(reasons.items())],
    }


def _equivocal(origin: Source, test: str, region: str | None) -> dict[str, int]:
    """Count the results that equivocal readings made."""
    rules = origin.plan.rules()
    counts: Counter[str | None] = Counter()
    there = any(name == test and EQUIVOCAL in column for (name, _, _), column in origin.cohort.codes.items())
    if there and rules.equivocal != "missing":
        without = origin.decided(test, region, rules=replace(rules, equivocal="missing"))
        planned = origin.decided(test, region)
        for (now, then), number in together(planned, without).items():
            if now.result and then.result is None:
                counts[now.result] += number
    return {"positive": counts["positive"], "negative": counts["negative"]}
