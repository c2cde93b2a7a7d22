"""What displays need beyond rows: the data in brief, the flow of patients, how readings became results."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from psmatrial.analysis.curve import curves
from psmatrial.analysis.patients_shown import patients_shown
from psmatrial.analysis.patterns import patterns
from psmatrial.analysis.reader_pairs import reader_pairs
from psmatrial.analysis.scans import scans
from psmatrial.analysis.tables import Source, primary_place
from psmatrial.data.consensus import absent_regions_counted, order_dependent
from psmatrial.data.decided import together
from psmatrial.data.strata import described as bins_described
from psmatrial.data.strata import parsed_bins
from psmatrial.model import tests_of

FILE = ("source", "sha256", "bytes")


def described(origin: Source) -> dict[str, Any]:
    """Return the further keys of the results."""
    cohort, plan = origin.cohort, origin.plan
    tests = tests_of(plan.contrasts)
    further: dict[str, Any] = {
        "data": {name: value for name, value in cohort.summary().items() if name not in FILE},
        "reading": {
            "order_dependent": {test: order_dependent(cohort, plan.rules(), test) for test in tests},
            "undecided": {test: _undecided(origin, test) for test in tests},
            "settled_by_tie_rule": {test: _settled(origin, test) for test in tests},
            "absent_as_negative": {test: absent_regions_counted(cohort, plan.rules(), test) for test in tests},
        },
    }
    if plan.strata.bins:
        counts = {label: origin.strata.count(number) for number, label in enumerate(plan.strata.bins)}
        missing = cohort.psa.count(None)
        further["strata"] = {
            "by": "psa",
            "unit": "ng/mL",
            "bins": [{"label": label, "n": n} for label, n in counts.items()],
            "words": bins_described(parsed_bins(plan.strata.bins)),
            "missing": missing,
            "outside": len(cohort.patients) - missing - sum(counts.values()),
        }
    drawn: dict[str, Any] = {
        "scans": scans(origin),
        "patterns": patterns(origin),
        "readers": reader_pairs(origin),
        "curve": curves(origin),
        "patients_shown": patients_shown(origin),
    }
    if cohort.psa_history:
        from psmatrial.analysis.doubling import history_record

        drawn["psa_history"] = history_record(cohort)
    return further | {name: found for name, found in drawn.items() if found}


def _settled(origin: Source, test: str) -> int:
    """Count the patients whose readers had no majority at the primary endpoint, and whom the tie rule decided."""
    rules, region = origin.plan.rules(), primary_place(origin.plan).region
    if rules.tie == "missing":
        return 0
    without = origin.decided(test, region, rules=replace(rules, tie="missing"))
    moved = together(without, origin.decided(test, region))
    return sum(n for (before, after), n in moved.items() if before.result is None and after.result is not None)


def _undecided(origin: Source, test: str) -> list[dict[str, Any]]:
    """Count the patients without a result under one test at the primary endpoint, by reason."""
    decided = origin.decided(test, primary_place(origin.plan).region)
    counts: Counter[str] = Counter()
    for (decision, _), n in together(decided, decided).items():
        if decision.result is None:
            counts[decision.reason] += n
    return [{"reason": reason, "n": n} for reason, n in sorted(counts.items())]
