"""Two results, number by number: what differs, what only one of them has, and by how much."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from psmatrial.analysis.blind import rehearsal
from psmatrial.analysis.comparison import DIFFERS, EQUAL, ONLY_FIRST, ONLY_SECOND, Comparison, Difference
from psmatrial.analysis.meaning import changes
from psmatrial.analysis.plan import ORIGIN_NOTICE
from psmatrial.analysis.plan_file import plan_of_record
from psmatrial.analysis.plan_text import plan_record
from psmatrial.analysis.results import Results, Row, plain
from psmatrial.errors import UsageError
from psmatrial.model import CELLS

TOLERANCE = 1e-10
# What cancellation leaves of a zero; a p-value is never a difference of larger numbers.
DUST = 1e-15
P_VALUES = ("p_value", "p_adjusted")
COUNTS = (*CELLS, "numerator", "denominator", "n", "df")
NUMBERS = ("value", "low", "high", *P_VALUES, "statistic", "df", "level", *CELLS, "numerator", "denominator", "n")
TEXTS = ("index", "comparator", "alternative", "note")
NAMES = ("id", "title", "citation")
# What else decides what results of one input under one plan hold.
MARKS = ("blind", "suppressed", "lock")


def compared(first: Results, second: Results, names: tuple[str, str], tolerance: float = TOLERANCE) -> Comparison:
    """Compare two results of this program.

    Parameters
    ----------
    first, second
        Such as an interim and a final analysis, or two cuts of the data.
    names
        What they are called.
    tolerance
        The largest relative difference of two equal numbers; counts must be the same.

    Raises
    ------
    UsageError
        If the tolerance is not from 0 to below 1.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> results = compare(*example())
    >>> found = compared(results, results, ("interim", "final"))
    >>> found.differ, found.equal == len(found.numbers) > 1000
    (False, True)
    """
    checked_tolerance(tolerance)
    before = {row.id: row for row in first.rows}
    after = {row.id: row for row in second.rows}
    both = [(row, after[row.id]) for row in first.rows if row.id in after]
    primary = (first.primary.get("row"), second.primary.get("row"))
    plan = tuple(differences_between(_planned(first.plan), _planned(second.plan)))
    return Comparison(
        first=about(first, names[0]),
        second=about(second, names[1]),
        numbers=tuple(one for pair in both for one in _numbers(*pair, tolerance)),
        texts=tuple(one for pair in both for one in _texts(*pair)),
        only_first=tuple(name for name in before if name not in after),
        only_second=tuple(name for name in after if name not in before),
        plan=plan,
        patients=tuple(differences_between(_counted(first.patients), _counted(second.patients))),
        primary=tuple(differences_between(plain(first.primary), plain(second.primary))),
        meaning=changes(both, primary, (first.plan, second.plan)),
        further=_further(first.further, second.further),
        rows={pair[0].id: pair for pair in both},
        same_source=not plan and _source(first) == _source(second) is not None,
    )


def checked_tolerance(tolerance: float) -> None:
    """Refuse a tolerance that would call any two numbers equal.

    Raises
    ------
    UsageError
        If it is not from 0 to below 1.

    Examples
    --------
    >>> checked_tolerance(1e-10)
    """
    if not 0 <= tolerance < 1:
        raise UsageError(f"the tolerance {tolerance:g} is not from 0 to below 1.", "It is relative, such as 1e-10.")


def about(results: Results, name: str) -> dict[str, Any]:
    """Return what results are: their name, study, input and the versions that made them.

    Examples
    --------
    >>> about(Results({"id": "trial"}, {}, {"input": "reads.csv"}, {}, {}, ()), "final")["input"]
    'reads.csv'
    """
    wanted = ("input", "input_sha256", "versions")
    made = {key: results.provenance[key] for key in wanted if key in results.provenance}
    named = {key: results.study.get(key, "") for key in NAMES}
    notice = {"blind": bool(rehearsal(results)), "notice": _notice(results)}
    return {"name": name, "kind": "report", **named, **made, **notice}


def _notice(results: Results) -> str:
    """Return what must be known before any number: that data are rebuilt or simulated, or labels permuted."""
    origin = results.plan.get("origin")
    stated = origin if isinstance(origin, Mapping) else {}
    kind = ORIGIN_NOTICE.get(str(stated.get("kind")), "")
    blind = str((rehearsal(results) or {}).get("statement", ""))
    return " ".join(filter(None, (blind, kind, str(stated.get("statement", "")))))


def close(first: float, second: float, column: str, tolerance: float) -> bool:
    """Return whether two numbers of a column are the same: a count exactly, others to a relative tolerance.

    Examples
    --------
    >>> close(0.3, 0.1 + 0.2, "value", 1e-10), close(1e-17, 0.0, "value", 1e-10), close(1e-17, 2e-17, "p_value", 1e-10)
    (True, True, False)
    """
    if first == second:
        return True
    if column in COUNTS or math.isinf(first) or math.isinf(second):
        return False
    dust = 0.0 if column in P_VALUES else min(tolerance, DUST)
    return math.isclose(first, second, rel_tol=tolerance, abs_tol=dust)


def apart(first: float | None, second: float | None) -> float | None:
    """Return second minus first; None where one is absent or infinite.

    Examples
    --------
    >>> apart(4, 5), apart(4, None)
    (1, None)
    """
    if first is None or second is None or math.isinf(first) or math.isinf(second):
        return None
    return second - first


def _numbers(first: Row, second: Row, tolerance: float) -> Iterator[Difference]:
    """Yield every number that one of two rows has."""
    for column in NUMBERS:
        one, other = getattr(first, column), getattr(second, column)
        if one is None and other is None:
            continue
        if one is None or other is None:
            verdict = ONLY_SECOND if one is None else ONLY_FIRST
        else:
            verdict = EQUAL if close(one, other, column, tolerance) else DIFFERS
        allowed = "exact" if column in COUNTS else f"relative {tolerance:g}"
        yield Difference(first.id, column, one, other, apart(one, other), allowed, verdict)


def _texts(first: Row, second: Row) -> Iterator[Difference]:
    """Yield the words of two rows that differ."""
    for column in TEXTS:
        one, other = getattr(first, column), getattr(second, column)
        if one != other:
            yield Difference(first.id, column, one, other, None, "exact", DIFFERS)


def _source(results: Results) -> tuple[object, ...] | None:
    """Return what results were made from beside their plan; None where nobody knows, as of a dictionary."""
    sha256, opening = results.provenance.get("input_sha256"), results.plan.get("input")
    if not sha256 or (isinstance(opening, Mapping) and opening.get("dictionary")):
        return None
    return sha256, results.provenance.get("psa_history"), *map(results.further.get, MARKS)


def _planned(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a plan with the defaults of keys that an earlier version did not know, and without the study's names."""
    try:
        record = plan_record(plan_of_record(record))
    except UsageError:
        record = dict(record)
    return {key: value for key, value in record.items() if key not in NAMES}


def _counted(patients: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of patients with the exclusions by their reasons, where that is what stands there."""
    left = patients.get("excluded")
    if not (isinstance(left, list) and all(isinstance(one, Mapping) and {"reason", "n"} <= set(one) for one in left)):
        return dict(patients)
    return {**patients, "excluded": {str(one["reason"]): one["n"] for one in left}}


def _further(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, int]:
    """Return how many values differ under each further key; never the values, which may be of single patients."""
    keys = dict.fromkeys((*first, *second))
    found = {key: sum(1 for _ in differences_between(first.get(key), second.get(key))) for key in keys}
    return {key: count for key, count in found.items() if count}


def differences_between(first: Any, second: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield place, first and second value of whatever differs between two JSON values; numbers to 1e-10.

    Examples
    --------
    >>> list(differences_between({"a": [1, 2.0]}, {"a": [1, 2.5]}))
    [('a.1', 2.0, 2.5)]
    >>> list(differences_between({"value": 1e-20, "p_value": 1e-20}, {"value": 3e-20, "p_value": 3e-20}))
    [('p_value', 1e-20, 3e-20)]
    """
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        for name in dict.fromkeys((*first, *second)):
            yield from differences_between(
                first.get(name, "absent"), second.get(name, "absent"), f"{place}.{name}".lstrip(".")
            )
    elif _is_list(first) and _is_list(second) and len(first) == len(second):
        for number, (one, other) in enumerate(zip(first, second, strict=True)):
            yield from differences_between(one, other, f"{place}.{number}".lstrip("."))
    elif not _equal(first, second, place.rpartition(".")[2]):
        yield place, first, second


def _is_list(value: object) -> bool:
    """Return whether a value is a list and no text."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def _equal(first: Any, second: Any, column: str) -> bool:
    """Return whether two single values are the same; a small p-value is no zero."""
    if isinstance(first, float) and isinstance(second, float):
        least = 0.0 if column in P_VALUES else TOLERANCE
        return math.isclose(first, second, rel_tol=TOLERANCE, abs_tol=least)
    return bool(first == second)
