"""Labels permuted by a seed: those of the tests within each patient, or those of groups between patients."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from psmatrial.data.cohort import Cohort

Sources = tuple[str, ...]


def relabelled(cohort: Cohort, tests: Iterable[str], seed: str) -> Cohort:
    """Return a cohort in which, patient by patient, the labels of some tests are permuted.

    A label moves with everything that was read or measured under it, for all readers and regions; a patient with one
    scan keeps one. What is drawn for a patient depends on the seed, the patient's id and the names of the tests alone:
    not on the order of rows, the machine or the version of Python.

    Parameters
    ----------
    cohort
        As it was read.
    tests
        Whose labels are permuted, in any order; other tests, such as a reference standard, stay.
    seed
        Any text.

    Examples
    --------
    >>> reads = {("PSMA", "R1", "node"): bytes([1, 1, 1]), ("MRI", "R1", "node"): bytes([2, 2, 0])}
    >>> names = ("PSMA", "MRI")
    >>> cohort = Cohort(("A", "B", "C"), names, ("R1",), ("node",), reads, (None,) * 3, *[True] * 3, "a.csv", "", 0, 5)
    >>> [list(relabelled(cohort, names, "7").column(name, "R1", "node")) for name in names]
    [[1, 2, 0], [2, 1, 1]]
    """
    names = tuple(sorted(set(tests)))
    sources = [drawn(names, seed, patient) for patient in cohort.patients]
    measured = {
        name: _measured(cohort, [found[place] for found in sources])
        for place, name in enumerate(names)
        if cohort.measured
    }
    return replace(cohort, codes=_codes(cohort, names, sources), measured={**cohort.measured, **measured})


def drawn(names: Sequence[str], seed: str, patient: str) -> Sources:
    """Return whose scan each of some names stands for in one patient: every order is as likely as any other.

    Examples
    --------
    >>> drawn(("MRI", "PSMA"), "7", "A"), drawn(("MRI", "PSMA"), "7", "B")
    (('MRI', 'PSMA'), ('PSMA', 'MRI'))
    """
    found = list(names)
    for last in range(len(found) - 1, 0, -1):
        other = _number(seed, patient, last) % (last + 1)
        found[last], found[other] = found[other], found[last]
    return tuple(found)


def with_groups_moved(cohort: Cohort, column: str, seed: str) -> Cohort:
    """Return a cohort in which the values of one column of patients are dealt out again among those who have one.

    Parameters
    ----------
    cohort
        As it was read.
    column
        A column of patients such as the arm; each value stays as frequent as it is.
    seed
        Any text.
    """
    values, moved = cohort.patient_columns[column], list(cohort.patient_columns[column])
    held = sorted((id_, place) for place, id_ in enumerate(cohort.patients) if values[place] is not None)
    dealt = sorted(held, key=lambda one: _number(seed, one[0], 0))
    for (_, given), (_, place) in zip(held, dealt, strict=True):
        moved[place] = values[given]
    return replace(cohort, patient_columns={**cohort.patient_columns, column: tuple(moved)})


def _number(seed: str, patient: str, place: int) -> int:
    """Return a large whole number drawn from seed, patient and place."""
    text = json.dumps(["psmatrial blind", seed, patient, place])
    return int.from_bytes(sha256(text.encode("ascii")).digest())


def _codes(cohort: Cohort, names: Sequence[str], sources: Sequence[Sources]) -> Mapping[tuple[str, str, str], bytes]:
    """Return the codes under their new labels; a column in which nobody has a row is left out."""
    masks = {
        (name, source): int.from_bytes(bytes(255 * (found[place] == source) for found in sources))
        for place, name in enumerate(names)
        for source in names
    }
    codes = {place: column for place, column in cohort.codes.items() if place[0] not in names}
    for reader, region in dict.fromkeys(place[1:] for place in cohort.codes if place[0] in names):
        columns = [(source, int.from_bytes(cohort.codes.get((source, reader, region), b""))) for source in names]
        for name in names:
            joint = 0
            for source, column in columns:
                joint |= column & masks[name, source]
            if joint:
                codes[name, reader, region] = joint.to_bytes(cohort.n)
    return codes


def _measured(cohort: Cohort, sources: Sequence[str]) -> tuple[float | None, ...]:
    """Return what was measured in each patient under the label that a name stands for there."""
    return tuple(
        cohort.measured[source][place] if source in cohort.measured else None for place, source in enumerate(sources)
    )
