"""What stands under one of some tests alone: where labels are permuted it would tell which test is which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from psmatrial.data.cohort import Cohort


@dataclass(frozen=True, slots=True)
class Untold:
    """A cohort without what one of the tests has alone, and how much of it there was."""

    cohort: Cohort
    values: int
    readings: int


def without_telling(cohort: Cohort, tests: Iterable[str], *, lesions: bool = False) -> Untold:
    """Return a cohort in which all of some tests have what any of them has, whatever its value.

    A patient keeps measured values if each test has one. Readings of a reader in a region stay if that reader read
    that region under each test in somebody. A patient who did not have one of the scans stays as he is.

    Parameters
    ----------
    cohort
        As it was read.
    tests
        Whose labels will be permuted.
    lesions
        Whether the regions are lesions, of which each patient has others: then only readers are looked at.

    Examples
    --------
    >>> reads = {("PSMA", "R1", "node"): bytes([1, 2]), ("MRI", "R1", "node"): bytes([2, 1])}
    >>> reads["PSMA", "R2", "node"] = bytes([1, 2])
    >>> names, suv = ("PSMA", "MRI"), {"PSMA": (5.0, 7.5), "MRI": (None, 3.0)}
    >>> rest = ((None, None), True, True, False, "a.csv", "", 0, 6)
    >>> found = without_telling(Cohort(("A", "B"), names, ("R1", "R2"), ("node",), reads, *rest, measured=suv), names)
    >>> found.values, found.readings, found.cohort.measured["PSMA"], len(found.cohort.codes)
    (1, 2, (None, 7.5), 2)
    """
    names = tuple(tests)
    columns = [cohort.measured.get(name, (None,) * cohort.n) for name in names if cohort.measured]
    shared = [None not in values for values in zip(*columns, strict=True)]
    kept = {
        name: tuple(value if every else None for value, every in zip(column, shared, strict=True))
        for name, column in zip(names, columns, strict=bool(columns))
    }
    alone = set(_alone(cohort, names, lesions=lesions))
    return Untold(
        replace(
            cohort,
            codes={place: column for place, column in cohort.codes.items() if place not in alone},
            measured={**cohort.measured, **kept},
        ),
        sum(value is not None for column in columns for value, every in zip(column, shared, strict=True) if not every),
        sum(cohort.n - cohort.codes[place].count(0) for place in alone),
    )


def _alone(cohort: Cohort, names: tuple[str, ...], *, lesions: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the places of readings that not every test has."""
    held = {
        name: {place[1:2] if lesions else place[1:] for place in cohort.codes if place[0] == name} for name in names
    }
    for place in cohort.codes:
        if place[0] in held and any((place[1:2] if lesions else place[1:]) not in found for found in held.values()):
            yield place
