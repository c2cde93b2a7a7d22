"""SUVmax of each patient under both tests, where the plan allows single patients to be shown."""

from __future__ import annotations

from typing import Any

from psmatrial.analysis.tables import Source, primary_place


def suvmax(origin: Source) -> dict[str, Any] | None:
    """Return the measured values of the patients who have one under either test, highest first; None where none may be.

    Patients are not numbered as in the file: they are sorted by value.
    """
    plan = origin.plan
    if not (plan.measured.column and plan.report.patient_level):
        return None
    pair, region = plan.contrasts[0], primary_place(plan).region
    tests = (pair.index, pair.comparator)
    columns = [origin.cohort.measured.get(test, ()) for test in tests]
    if not all(columns):
        return None
    found = [[decision.result == "positive" for decision in origin.decided(test, region)] for test in tests]
    patients = [
        {"index": index, "comparator": other, "index_found": index_found, "comparator_found": other_found}
        for index, other, index_found, other_found in zip(*columns, *found, strict=True)
        if index is not None or other is not None
    ]
    patients.sort(key=_order)
    return {"unit": plan.measured.column, "patients": patients}


def _order(one: dict[str, Any]) -> tuple[object, ...]:
    """Return what a patient is sorted by: everything that is shown, so that equal ones stand in any order."""
    values = [one["index"], one["comparator"]]
    found = (not one["comparator_found"], not one["index_found"])
    return (*(-(value or 0.0) for value in values), *found, *(value is None for value in values))
