"""A plan that ran, held against the one that was locked: every key that differs, and what the lock left open."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from psmatrial.analysis.lock import Lock
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_file import plan_of_record
from psmatrial.analysis.plan_text import plan_record
from psmatrial.analysis.resolve import filled_strata, resolved
from psmatrial.analysis.results import Results
from psmatrial.data.cohort import Cohort
from psmatrial.errors import InputError, UsageError

# What a deviation touches, the weightiest first: the planned result; who and what is counted; anything else.
WEIGHTS = ("primary", "counted", "other")
PRIMARY = ("primary", "level")
COUNTED = (
    *("contrasts", "endpoints", "reading", "strata", "gap", "columns", "values", "results", "region_names"),
    *("clusters", "truth", "outcome", "multiplicity"),
)
# What any file fills in where a plan says nothing, beside the strata.
OPEN = ("id", "title", "contrasts", "reading.readers", "endpoints.regions")


def beside_lock(results: Results, lock: Lock, cohort: Cohort) -> Results:
    """Return results that carry the locked plan, every deviation from it, and what it left open.

    What ran is compared with what the locked plan would have become on the same data. A key that the locked plan left
    open and the data filled is no deviation; where something else ran, it is one.

    Parameters
    ----------
    results
        What ran.
    lock
        The locked plan.
    cohort
        The data, as they were read.
    """
    ran = plan_of_record(results.plan)
    filled, why = _filled(lock.plan, cohort, ran.id)
    held = filled or replace(lock.plan, strata=filled_strata(lock.plan, cohort))
    before, there, now = (_flat(plan) for plan in (lock.plan, held, ran))
    deviations, left = [], []
    for key, value in now.items():
        if _same(value, there[key]) or (filled is None and key in OPEN and not before[key]):
            if not _same(value, before[key]):
                left.append({"key": key, "ran": value})
        else:
            deviations.append({"key": key, "weight": weight(key), "locked": there[key], "ran": value})
    deviations.sort(key=lambda one: WEIGHTS.index(one["weight"]))
    found = {**lock.record(), "deviations": deviations, "open": left, "not_carried_out": why}
    return replace(results, further={**results.further, "lock": found})


def weight(key: str) -> str:
    """Return what a key of the plan touches: the primary result, who and what is counted, or anything else.

    Examples
    --------
    >>> weight("primary.margin"), weight("reading.rule"), weight("report.sections")
    ('primary', 'counted', 'other')
    """
    head = key.partition(".")[0]
    return "primary" if head in PRIMARY else "counted" if head in COUNTED else "other"


def _filled(plan: Plan, cohort: Cohort, stem: str) -> tuple[Plan | None, str]:
    """Return what a locked plan becomes on these data; where it cannot be carried out on them None, and why."""
    try:
        if not cohort.modalities:
            from psmatrial.analysis.outcome_only import with_outcome_defaults

            return with_outcome_defaults(plan, stem), ""
        return resolved(plan, cohort, stem).plan, ""
    except (UsageError, InputError) as error:
        return None, error.problems[0].text


def _flat(plan: Plan) -> dict[str, Any]:
    """Return every key of a plan under its name, those of a section after the section's."""
    flat: dict[str, Any] = {}
    for name, value in plan_record(plan).items():
        if hasattr(getattr(plan, name), "__dataclass_fields__"):
            flat |= {f"{name}.{key}": item for key, item in value.items()}
        else:
            flat[name] = value
    return flat


def _same(one: object, other: object) -> bool:
    """Return whether two values are the same; tables in another order are not, for order may decide."""
    return json.dumps(one) == json.dumps(other)
