"""PSA doubling time of each patient from a history of PSA values: a column of patients, and why some have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from psmatrial.data.cohort import Cohort
from psmatrial.data.psa_history import PsaHistory
from psmatrial.data.rules import DOUBLING_TIME
from psmatrial.models.doubling_time import DoublingTime, doubling_time

UNIT = "months"
NO_VALUES = "no earlier PSA value"
FALLS = "PSA falls"
# Far below what a PSA history can tell, and plain decimals.
PLACES = 6


def with_doubling_times(cohort: Cohort) -> Cohort:
    """Return a cohort with the column ``psa_doubling_time``, where a history of PSA values was given.

    A patient whose PSA falls has none: as a negative number it would stand next to the fastest rise, and not next to
    the slowest. Such patients are counted, as are those with too few values or too short a time.

    Examples
    --------
    >>> names = (("P1", "P2"), ("PSMA",), ("R1",), ("patient",), {}, (None,) * 2, *[True] * 3, "reads.csv", "", 0, 2)
    >>> history = PsaHistory((((0, 0.1), (100, 0.2), (200, 0.4)), ((0, 0.4), (50, 0.3), (100, 0.2))), 0, "", "", 0, 6)
    >>> found = with_doubling_times(Cohort(*names, psa_history=history))
    >>> found.patient_columns["psa_doubling_time"], lacking(found)
    (('3.285421', None), ('', 'PSA falls'))
    """
    if cohort.psa_history is None:
        return cohort
    texts = tuple(None if _why(one) else f"{one.months:.{PLACES}f}" for one in _times(cohort.psa_history))
    return replace(cohort, patient_columns={**cohort.patient_columns, DOUBLING_TIME: texts})


def lacking(cohort: Cohort) -> tuple[str, ...]:
    """Return why each patient has no doubling time; empty text where he has one."""
    return tuple(map(_why, _times(cohort.psa_history))) if cohort.psa_history else ("",) * cohort.n


def history_record(cohort: Cohort) -> dict[str, Any] | None:
    """Return what displays say of the history: its file, how many values of whom, and who has no doubling time, why."""
    history = cohort.psa_history
    if history is None:
        return None
    reasons = Counter(reason for reason in lacking(cohort) if reason)
    return {
        **history_file(history),
        "values": history.rows,
        "patients": sum(bool(values) for values in history.values),
        "others": history.others,
        "known": cohort.n - reasons.total(),
        "without": [{"reason": reason, "n": n} for reason, n in sorted(reasons.items())],
    }


def history_file(history: PsaHistory) -> Mapping[str, Any]:
    """Return name, hash and size of the file."""
    return {"input": history.source, "input_sha256": history.sha256, "input_bytes": history.size}


@cache
def _times(history: PsaHistory) -> tuple[DoublingTime, ...]:
    """Return the doubling time of each patient."""
    return tuple(map(doubling_time, history.values))


def _why(one: DoublingTime) -> str:
    """Return why there is no doubling time that rises; empty where there is one."""
    if one.months is not None:
        return FALLS if one.months < 0 else ""
    return one.note if one.used else NO_VALUES
