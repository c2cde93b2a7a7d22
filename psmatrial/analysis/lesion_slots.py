"""The lesions of a cohort one by one: which patients have each, and what was read of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from psmatrial.data.cohort import Cohort
from psmatrial.data.rules import RESULTS, ReadingRules

Place = tuple[str, str, str]
NEGATIVE = RESULTS.index("negative") + 1
_READ = re.compile(rb"[^\0]", re.DOTALL)


def slot_codes(cohort: Cohort) -> Iterator[tuple[str, list[int], Mapping[Place, bytes]]]:
    r"""Yield each lesion's name, the numbers of the patients who have such a lesion, and what was read of it.

    A patient has it who has a row for it, of any reader under any test; codes are by modality, reader and name.

    Examples
    --------
    >>> from pathlib import Path
    >>> from psmatrial.data.cohort import read_cohort
    >>> from psmatrial.data.rules import Layout
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "reads.csv"
    ...     _ = path.write_text("patient_id,lesion,modality,result\nP1,1,PSMA,positive\nP2,2,PSMA,negative\n")
    ...     cohort = read_cohort(path, Layout(lesion="lesion"))
    >>> [(name, patients) for name, patients, _ in slot_codes(cohort)]
    [('1', [0]), ('2', [1])]
    """
    columns: dict[str, dict[Place, bytes]] = {slot: {} for slot in cohort.regions}
    for place, column in cohort.codes.items():
        columns[place[2]][place] = column
    for slot, codes in columns.items():
        yield slot, _read(codes.values(), cohort.n), codes


def alone(cohort: Cohort, slot: str, patients: Sequence[int], codes: Mapping[Place, bytes]) -> Cohort:
    """Return a cohort of one lesion and the patients who have it, so that the work grows with lesions alone."""
    return replace(
        cohort,
        patients=tuple(cohort.patients[number] for number in patients),
        psa=(None,) * len(patients),
        regions=(slot,),
        codes={place: bytes(column[number] for number in patients) for place, column in codes.items()},
    )


def filled(cohort: Cohort, rules: ReadingRules) -> tuple[Cohort, int]:
    """Return a cohort in which lesions without a row count as negative where the plan says so, and how many did.

    Only lesions that the patient has: of another reader or under the other test. A reader without any row of the
    patient under a test did not read that scan, and counts as missing even then.
    """
    if rules.absent_region != "negative":
        return cohort, 0
    columns: dict[tuple[str, str], list[bytes]] = {}
    for (modality, reader, _), column in cohort.codes.items():
        columns.setdefault((modality, reader), []).append(column)
    seen = {place: frozenset(_read(found, cohort.n)) for place, found in columns.items()}
    codes, count = dict(cohort.codes), 0
    for slot, patients, of_slot in slot_codes(cohort):
        for (modality, reader), read in seen.items():
            more = bytearray(of_slot.get((modality, reader, slot), bytes(cohort.n)))
            for number in patients:
                if number in read and not more[number]:
                    more[number] = NEGATIVE
                    count += 1
            codes[modality, reader, slot] = bytes(more)
    return replace(cohort, codes=codes), count


def lesion_summary(cohort: Cohort, regions: Sequence[str]) -> dict[str, Any]:
    """Return the summary of a cohort of lesions: their number and regions, and results of lesions that are there.

    ``no row`` counts readings of lesions that another reader or test has a row for, not all that names would allow.
    """
    summary = cohort.summary()
    lesions = sum(len(patients) for _, patients, _ in slot_codes(cohort))
    results = {}
    for test, counts in summary["results"].items():
        read = sum(counts[word] for word in RESULTS)
        results[test] = {**counts, "no row": lesions * len(cohort.readers) - read}
    return {**summary, "regions": list(regions), "lesions": lesions, "results": results}


def _read(columns: Iterable[bytes], n: int) -> list[int]:
    """Return the numbers of the patients with a row in any of some columns."""
    joint = 0
    for column in columns:
        joint |= int.from_bytes(column)
    return [match.start() for match in _READ.finditer(joint.to_bytes(n))] if joint else []
