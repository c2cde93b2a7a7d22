"""A trial to come: its power, or the patients it needs, by several tests and under several assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from psmatrial.analysis.assumed import Assumption
from psmatrial.stats.power.critical import UNCONDITIONAL
from psmatrial.stats.power.dropout import enrolled
from psmatrial.stats.power.power import LARGEST_UNCONDITIONAL, Truth, margin_power, power
from psmatrial.stats.power.sample_size import SampleSize, TooManyError, margin_sample_size, sample_size

SCORE = "score"


@dataclass(frozen=True, slots=True)
class Design:
    """What a trial to come is to do.

    Parameters
    ----------
    tests
        Tests of equality; not looked at where there is a margin.
    level
        Confidence level as a proportion.
    margin
        Rate of the index test minus that of the comparator that is to be exceeded; None for a test of equality.
    patients
        Numbers of patients of which the power, or the difference that is found, is asked; empty where patients are.
    targets
        Powers for which the patients, or the difference, are asked.
    dropout
        Part of the patients enrolled who will not have both tests; None where nothing is said of them.
    """

    tests: Sequence[str]
    level: float = 0.95
    margin: float | None = None
    patients: Sequence[int] = ()
    targets: Sequence[float] = (0.8, 0.9)
    dropout: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """One answer: the power of so many patients, or so many for a power.

    Parameters
    ----------
    assumption
        What is assumed.
    test
        The test, ``"score"`` for that of a margin.
    n
        Patients with both tests; None where more would be needed than are looked for.
    power
        How often the trial ends with what is true; None where that is not worked out.
    wrong
        How often it ends with the opposite; None where there is none, as of a margin.
    target
        The power that was asked for, None where patients were given.
    stays
        From which number of patients on power stays above it, as far as was looked; None where patients were given.
    looked
        Between which numbers of patients was looked; None where patients were given.
    more_than
        Where there is no number of patients, how many are too few.
    note
        Why there is no power.
    enrol, enrol_stays, enrol_more_than
        How many to enrol, so that ``n``, ``stays`` or ``more_than`` are expected to have both tests; None where no
        dropout is assumed.
    """

    assumption: Assumption
    test: str
    n: int | None
    power: float | None = None
    wrong: float | None = None
    target: float | None = None
    stays: int | None = None
    looked: tuple[int, int] | None = None
    more_than: int | None = None
    note: str = ""
    enrol: int | None = None
    enrol_stays: int | None = None
    enrol_more_than: int | None = None


def planned(assumptions: Sequence[Assumption], design: Design) -> list[Planned]:
    """Return every answer, by assumption, test, and what is asked.

    Raises
    ------
    InputError
        If a test, a level or a margin cannot be used.

    Examples
    --------
    >>> from psmatrial.analysis.assumed import assumed
    >>> found = planned(assumed({"index_only": 0.25, "comparator_only": 0.05}), Design(["exact"]))
    >>> [(one.target, one.n) for one in found]
    [(0.8, 61), (0.9, 78)]
    """
    tests = design.tests if design.margin is None else (SCORE,)
    return [
        _enrolling(answer, design) for one in assumptions for test in tests for answer in _answers(one, test, design)
    ]


def _enrolling(answer: Planned, design: Design) -> Planned:
    """Return an answer with how many to enrol."""
    return replace(
        answer,
        enrol=enrolment(answer.n, design),
        enrol_stays=enrolment(answer.stays, design),
        enrol_more_than=enrolment(answer.more_than, design),
    )


def enrolment(n: int | None, design: Design) -> int | None:
    """Return how many to enrol for so many patients with both tests; None where no dropout is assumed."""
    return None if n is None or design.dropout is None else enrolled(n, design.dropout)


def unworked(test: str, n: int) -> str:
    """Return why the power of a test is not worked out for so many patients; empty where it is."""
    if test == UNCONDITIONAL and n > LARGEST_UNCONDITIONAL:
        return f"The power of {test} is not worked out for more than {LARGEST_UNCONDITIONAL} patients."
    return ""


def _answers(assumption: Assumption, test: str, design: Design) -> Iterator[Planned]:
    """Go through the answers by one test under one assumption."""
    for n in design.patients:
        if note := unworked(test, n):
            yield Planned(assumption, test, n, note=note)
        else:
            yield Planned(assumption, test, n, *_power(n, assumption.truth, test, design))
    for target in () if design.patients else design.targets:
        try:
            size = _size(assumption.truth, test, target, design)
        except TooManyError as error:
            yield Planned(assumption, test, None, target=target, more_than=error.most)
            continue
        found = _power(size.n, assumption.truth, test, design)
        yield Planned(assumption, test, size.n, *found, target, size.stays, size.looked)


def _power(n: int, truth: Truth, test: str, design: Design) -> tuple[float, float | None]:
    """Return how often so many patients end with what is true, and how often with the opposite."""
    if design.margin is not None:
        return margin_power(n, truth, design.margin, design.level).for_index, None
    index, comparator = power(n, truth, test, design.level)
    return (index, comparator) if truth.difference >= 0.0 else (comparator, index)


def _size(truth: Truth, test: str, target: float, design: Design) -> SampleSize:
    """Return how many patients are needed."""
    if design.margin is not None:
        return margin_sample_size(truth, design.margin, target, design.level)
    return sample_size(truth, target, test, design.level)


def document(assumptions: Sequence[Assumption], design: Design, found: Sequence[Planned]) -> dict[str, Any]:
    """Return a plan of a trial as plain values."""
    return head(design) | {
        "assumed": [
            {
                "name": one.name,
                **one.truth._asdict(),
                "difference": round(one.truth.difference, 12),
                "discordant": round(one.truth.discordant, 12),
            }
            for one in assumptions
        ],
        "results": [_record(one, design) for one in found],
    }


def head(design: Design) -> dict[str, Any]:
    """Return what is asked of all tests and under all assumptions as plain values."""
    return {
        "schema": 1,
        "level": design.level,
        "margin": design.margin,
        "dropout": None if design.dropout is None else float(design.dropout),
    }


def _record(one: Planned, design: Design) -> dict[str, Any]:
    """Return one answer as plain values."""
    record: dict[str, Any] = {key: getattr(one, key) for key in ("test", "n", "power", "wrong")}
    if one.target is not None:
        looked = list(one.looked) if one.looked else None
        record |= {"target": one.target, "stays": one.stays, "looked": looked, "more_than": one.more_than}
    if design.dropout is not None:
        record["enrol"] = one.enrol
        if one.target is not None:
            record |= {"enrol_stays": one.enrol_stays, "enrol_more_than": one.enrol_more_than}
    return {"assumed": one.assumption.name} | record | {"note": one.note}
