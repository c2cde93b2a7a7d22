"""Who was found by which test, a byte a patient: what counts of many thousand patients are made from."""

from __future__ import annotations

from collections.abc import Sequence

from psmatrial.analysis.tables import Source
from psmatrial.data.decided import Decision, Decisions
from psmatrial.data.tallies import tallied
from psmatrial.model import Contrast

MISSED, FOUND, UNKNOWN = 0, 1, 2
_CODES = {"negative": MISSED, "positive": FOUND, None: UNKNOWN}
# What a missing result counts as under the index test and under the comparator, as in the paired tables.
_INSTEAD = {"negative": (MISSED, MISSED), "worst": (MISSED, FOUND), "best": (FOUND, MISSED)}

# What is said where these two do not apply.
BOUNDS = "worst and best case bound the comparison of two tests and do not enter here: a missing result stays missing"


def found(origin: Source, test: str, region: str | None = None, reader: str | None = None) -> bytes:
    """Return one byte a patient: 1 found, 0 not found, 2 without a result.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.plan_file import read_plan
    >>> from psmatrial.analysis.tables import source
    >>> from psmatrial.data.cohort import read_cohort
    >>> plan = read_plan(example()[1])
    >>> origin = source(read_cohort(example()[0], plan.layout()), plan)
    >>> found(origin, "PSMA").count(FOUND)
    28
    """
    return coded(origin.decided(test, region, reader))


def coded(decided: Sequence[Decision]) -> bytes:
    """Return decisions as one byte a patient: 1 found, 0 not found, 2 without a result.

    Examples
    --------
    >>> list(coded([Decision("positive"), Decision(None, "no scan")]))
    [1, 2]
    """
    if isinstance(decided, Decisions):
        meant = bytes(_CODES[one.result] for one in decided.meanings)
        return decided.numbers.translate(meant.ljust(256, b"\0"))
    return bytes(_CODES[one.result] for one in decided)


def found_alone(origin: Source, test: str, region: str | None = None, reader: str | None = None) -> bytes:
    """Return the same where a test is not held against another one, missing results counted as the plan says.

    The worst and the best case are bounds of what two tests differ by: a missing result stays missing.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.plan_file import read_plan
    >>> from psmatrial.analysis.tables import source
    >>> from psmatrial.data.cohort import read_cohort
    >>> plan = read_plan(example()[1])
    >>> origin = source(read_cohort(example()[0], plan.layout()), plan)
    >>> found_alone(origin, "PSMA").count(MISSED)
    22
    """
    instead = MISSED if origin.plan.reading.missing == "negative" else UNKNOWN
    return _counting(found(origin, test, region, reader), instead)


def found_pair(origin: Source, contrast: Contrast, region: str | None = None) -> tuple[bytes, bytes]:
    """Return the same for both tests of a contrast, missing results counted as the plan says.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.plan_file import read_plan
    >>> from psmatrial.analysis.tables import source
    >>> from psmatrial.data.cohort import read_cohort
    >>> plan = read_plan(example()[1])
    >>> origin = source(read_cohort(example()[0], plan.layout()), plan)
    >>> index, comparator = found_pair(origin, plan.contrasts[0])
    >>> sum(map(min, index, comparator))
    9
    """
    instead = _INSTEAD.get(origin.plan.reading.missing, (UNKNOWN, UNKNOWN))
    return (
        _counting(found(origin, contrast.index, region), instead[0]),
        _counting(found(origin, contrast.comparator, region), instead[1]),
    )


def _counting(codes: bytes, instead: int) -> bytes:
    """Return codes with another one for those without a result."""
    return codes.translate(bytes.maketrans(bytes([UNKNOWN]), bytes([instead])))


def counted(first: bytes, second: bytes) -> dict[tuple[int, int], int]:
    """Return how many patients have each pair of codes in two columns of them.

    Examples
    --------
    >>> counted(bytes([1, 1, 0]), bytes([1, 1, 2]))[FOUND, FOUND]
    2
    """
    seen = tallied(first, second)
    codes = (MISSED, FOUND, UNKNOWN)
    return {(one, other): seen.get((one, other), 0) for one in codes for other in codes}
