"""The difference that a trial to come finds, by several tests and under several assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from psmatrial.analysis.fixed import Fixed
from psmatrial.analysis.power import SCORE, Design, enrolment, head, unworked
from psmatrial.stats.power.detectable import STEPS, Detectable, detectable, margin_detectable
from psmatrial.stats.power.power import Truth

_NONE = "Not even the largest difference that there can be is found so often. Take more patients."


@dataclass(frozen=True, slots=True)
class Detected:
    """One answer: the smallest difference that so many patients find with such power.

    Parameters
    ----------
    fixed
        What is assumed.
    test
        The test, ``"score"`` for that of a margin.
    n
        Patients with both tests.
    target
        The power that was asked for.
    difference
        Index rate minus comparator rate, in steps of 0.1 points; None where none is enough.
    truth
        What then is found by one test only; None where there is no difference.
    power
        How often the trial then ends with what is true; None where there is no difference.
    wrong
        How often it ends with the opposite; None where there is none, as of a margin.
    largest, largest_power
        Where none is enough, the largest difference that there can be, and the power with it.
    note
        Why there is no difference.
    enrol
        How many to enrol, so that ``n`` are expected to have both tests; None where no dropout is assumed.
    """

    fixed: Fixed
    test: str
    n: int
    target: float
    difference: float | None = None
    truth: Truth | None = None
    power: float | None = None
    wrong: float | None = None
    largest: float | None = None
    largest_power: float | None = None
    note: str = ""
    enrol: int | None = None


def detected(assumptions: Sequence[Fixed], design: Design) -> list[Detected]:
    """Return every answer, by assumption, number of patients, test and power.

    Raises
    ------
    InputError
        If a test, a level, a margin or a power cannot be used.

    Examples
    --------
    >>> from psmatrial.analysis.fixed import fixed
    >>> found = detected(fixed({"discordant": 0.3}), Design(["exact", "mid-p"], patients=[100], targets=[0.8]))
    >>> [(one.test, one.difference) for one in found]
    [('exact', 0.159), ('mid-p', 0.151)]
    """
    tests = design.tests if design.margin is None else (SCORE,)
    return [
        answer
        for one in assumptions
        for n in design.patients
        for test in tests
        for answer in _answers(one, test, n, design)
    ]


def _answers(one: Fixed, test: str, n: int, design: Design) -> Iterator[Detected]:
    """Go through the answers of so many patients by one test under one assumption."""
    enrol = enrolment(n, design)
    for target in design.targets:
        if note := unworked(test, n):
            yield Detected(one, test, n, target, note=note, enrol=enrol)
            continue
        found = _found(one, test, n, target, design)
        index, comparator = found.power
        if found.enough:
            wrong = comparator if design.margin is None else None
            truth = one.truths.of(found.difference)
            yield Detected(one, test, n, target, found.difference, truth, index, wrong, enrol=enrol)
        else:
            most = found.difference
            note = _NONE if most > (design.margin or 0.0) else _nowhere(design)
            yield Detected(one, test, n, target, largest=most, largest_power=index, note=note, enrol=enrol)


def _found(one: Fixed, test: str, n: int, target: float, design: Design) -> Detectable:
    """Return the smallest difference that is found."""
    if design.margin is not None:
        return margin_detectable(n, one.truths, design.margin, target, design.level)
    return detectable(n, one.truths, target, test, design.level)


def _nowhere(design: Design) -> str:
    """Return that more patients would not help."""
    return f"What is assumed leaves no difference above {0 if design.margin is None else 'the margin'}."


def document(assumptions: Sequence[Fixed], design: Design, found: Sequence[Detected]) -> dict[str, Any]:
    """Return the differences that are found as plain values."""
    return head(design) | {
        "step": 1.0 / STEPS,
        "assumed": [
            {"name": one.name, "comparator": one.comparator, "discordant": one.discordant} for one in assumptions
        ],
        "results": [_record(one, design) for one in found],
    }


def _record(one: Detected, design: Design) -> dict[str, Any]:
    """Return one answer as plain values."""
    keys = ("test", "n", "target", "difference", "power", "wrong", "largest", "largest_power", "note")
    truth = one.truth._asdict() if one.truth else dict.fromkeys(Truth._fields)
    enrol = {} if design.dropout is None else {"enrol": one.enrol}
    return {"assumed": one.fixed.name} | {key: getattr(one, key) for key in keys} | truth | enrol
