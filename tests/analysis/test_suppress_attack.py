"""Sets of patients that show the same report without small counts: every hidden count keeps enough values over them."""

from __future__ import annotations

import random
from collections import Counter
from itertools import chain, product

import pytest

from psmatrial.analysis.results import Results
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import suppressed
from psmatrial.model import CELLS
from psmatrial.reports.report import files
from tests.analysis.test_suppress import of_one_input
from tests.suppress_attacker import (
    BINS,
    PAIRS,
    Patient,
    Patients,
    Stand,
    Study,
    betrayed,
    pair_of,
    reads_frame,
    sets_of,
    sets_with,
    shown,
    table,
)

EVERY_FORMAT = ("html", "json", "csv", "ard", "ars", "docx", "rtf", "xlsx", "latex")
BOTH = ("++", "+-", "-+", "--")
# Tables of 8 patients of whom each test finds 4: at the threshold 2 the last is shown whole, the others by margins.
HALVES = ((0, 4, 4, 0), (1, 3, 3, 1), (2, 2, 2, 2))
# So many that the tables of both regions, readers or further contrasts have no small count either.
LARGE = (4, 4, 4, 2)
# Either of two, or both of them under one test.
EITHER = (("+-", "+-"), ("-+", "-+"), *product(("+-", "-+", "++"), ("--",)), *product(("--",), ("+-", "++", "--")))


def test_regions_inside_the_patient_tell_no_small_count() -> None:
    study = Study(regions=("a", "b"))
    kinds = [("", *said) for said in product(BOTH, repeat=2)]
    sets = [patients for cells in HALVES for patients in sets_with(study, kinds, cells)]
    sets += sets_with(study, [("", *said) for said in EITHER], LARGE)
    assert betrayed(study, sets, 2) == []


@pytest.mark.parametrize("rule", ["majority", "any", "all"])
def test_readers_beside_what_they_decide_together_tell_no_small_count(rule: str) -> None:
    study = Study(readers=("R1", "R2"), rule=rule)
    kinds = [("", *("/".join(said) for said in pair)) for pair in product(BOTH, repeat=2)]
    stand = next(study.stands())
    left_out = [kind for kind in kinds if "?" in pair_of(study, kind, stand)]
    whole = [patients for cells in HALVES for patients in sets_with(study, kinds, cells)]
    sets = [(*patients, *more) for patients in whole for n in range(4) for more in sets_of(left_out, n)]
    if rule == "any":
        sets += sets_with(study, [("", *("/".join(said) for said in pair)) for pair in EITHER], LARGE)
    assert betrayed(study, sets, 2) == []


def test_three_tests_in_pairs_tell_no_small_pattern() -> None:
    study = Study(tests=("PSMA", "fluciclovine", "MRI"), pairs=((0, 1), (0, 2), (1, 2)))
    kinds = [("", *said) for said in product("+-", repeat=3)]
    sets = [patients for cells in (*HALVES, (2, 4, 4, 2)) for patients in sets_with(study, kinds, cells)]
    assert betrayed(study, sets, 2) == []


def test_strata_tell_no_small_count_nor_who_is_in_none() -> None:
    study = Study(bins=BINS)
    kinds = {label: [(label, *said) for said in product("+-", repeat=2)] for label in (*BINS, "")}
    few = [patients for n in range(1, 4) for patients in sets_of(chain(*kinds.values()), n)]
    sizes = ((4, 4, 0), (4, 2, 1))
    parts = (product(*(sets_of(kinds[label], n) for label, n in zip(kinds, size, strict=True))) for size in sizes)
    sets = [*few, *(sum(parted, ()) for size in parts for parted in size)]
    assert betrayed(study, sets, 2) == []


@pytest.mark.parametrize("smallest", [2, 3, 4])
@pytest.mark.parametrize("missing", ["exclude", "negative", "worst", "best"])
def test_who_is_left_out_and_how_many_patients_there_are_keep_enough_values(missing: str, smallest: int) -> None:
    study = Study(missing=missing)
    read, unread = [("", *said) for said in product("+-", repeat=2)], [("", "+", "?"), ("", "?", "-")]
    if missing == "exclude":
        left_out = [more for n in range(smallest + 2) for more in sets_of(unread, n)]
        sets = [(*one, *more) for n in range(smallest + 2) for one in sets_of(read, n) for more in left_out]
    else:
        sets = [patients for n in range(1, smallest + 3) for patients in sets_of([*read, *unread], n)]
    assert betrayed(study, sets, smallest) == []


SEVERAL = Study(regions=("a", "b"), readers=("R1", "R2", "R3"), bins=BINS)
Cells = tuple[int, int, int, int]


def drawn(seed: int, left_out: int, *strata: Cells) -> Patients:
    """Return patients whose strata have these cells, all else of them by chance, and some who are left out."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    wanted = Counter(
        {
            (label, pair): n
            for label, cells in zip(BINS, strata, strict=True)
            for pair, n in zip(PAIRS, cells, strict=True)
        }
    )
    wanted[BINS[0], "?"] = left_out
    stand = next(SEVERAL.stands())
    found: list[Patient] = []
    while wanted.total():
        label = chance.choice(BINS)
        patient = (label, *("/".join("".join(chance.choices("++----?", k=2)) for _ in "123") for _ in "12"))
        pair = pair_of(SEVERAL, patient, stand)
        if wanted[place := (label, "?" if "?" in pair else pair)]:
            wanted[place] -= 1
            found.append(patient)
    return tuple(found)


def place_of(results: Results, number: int) -> Stand:
    """Return where the table of a row stands, as the attacker names it."""
    row = results.rows[number]
    region = None if row.unit == "patient" else SEVERAL.regions.index(str(row.region))
    reader = None if row.reader is None else SEVERAL.readers.index(row.reader)
    return (0, 1), region, reader, "" if row.stratum == "all" else str(row.stratum)


def test_the_attacker_counts_what_the_program_counts() -> None:
    patients = drawn(1, 3, (3, 4, 2, 6), (2, 5, 3, 5))
    results = compare(reads_frame(SEVERAL, patients), SEVERAL.plan)
    rows = [number for number, row in enumerate(results) if row.quantity == "equality" and row.both is not None]
    planned = [number for number in rows if results.rows[number].stratum_by in (None, "psa")]
    found = {
        place_of(results, number): tuple(getattr(results.rows[number], name) for name in CELLS) for number in planned
    }
    assert found == {stand: table(SEVERAL, patients, stand) for stand in SEVERAL.stands()}


def test_what_the_attacker_cannot_tell_apart_is_the_same_to_the_byte_in_every_file() -> None:
    """Regions, readers, strata and who was left out differ between these patients; nothing of it is shown."""
    first = drawn(1, 3, (3, 4, 2, 6), (2, 5, 3, 5))
    second = drawn(2, 0, (2, 5, 3, 5), (3, 4, 2, 6))
    assert shown(SEVERAL, first, 5) == shown(SEVERAL, second, 5)
    one, two = (
        files(of_one_input(suppressed(compare(reads_frame(SEVERAL, each), SEVERAL.plan), 5)), EVERY_FORMAT)
        for each in (first, second)
    )
    assert [name for name in one if one[name] != two.get(name)] == []
    assert set(one) == set(two)
    assert "7/15" in one["report.html"].decode()
