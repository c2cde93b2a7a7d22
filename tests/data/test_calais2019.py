"""The shipped trial agrees with every printed count, counted here without the package."""

from __future__ import annotations

import csv
import runpy
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = ROOT / "data" / "calais2019"
INSIDE = ROOT / "psmatrial" / "data" / "examples" / "calais2019"
TRACERS = ("PSMA", "fluciclovine")
READERS = ("R1", "R2", "R3")
REGIONS = ("prostate bed", "pelvic nodes", "extrapelvic")
PATIENTS = tuple(f"CAL-{number:02d}" for number in range(1, 51))

Key = tuple[str, str, str, str]


def rows() -> list[dict[str, str]]:
    with (OUTSIDE / "reads.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reads() -> dict[Key, bool]:
    return {(r["patient_id"], r["modality"], r["region"], r["reader"]): r["result"] == "positive" for r in rows()}


def psa() -> dict[str, Decimal]:
    return {row["patient_id"]: Decimal(row["psa"]) for row in rows()}


def in_region(seen: dict[Key, bool], patient: str, tracer: str, region: str) -> bool:
    return sum(seen[patient, tracer, region, reader] for reader in READERS) >= 2


def region_first(seen: dict[Key, bool], patient: str, tracer: str) -> bool:
    return any(in_region(seen, patient, tracer, region) for region in REGIONS)


def reader_first(seen: dict[Key, bool], patient: str, tracer: str) -> bool:
    return sum(any(seen[patient, tracer, region, reader] for region in REGIONS) for reader in READERS) >= 2


def table(pairs: list[tuple[bool, bool]]) -> tuple[int, ...]:
    cells = Counter(pairs)
    return tuple(cells[cell] for cell in ((True, True), (True, False), (False, True), (False, False)))


@pytest.mark.parametrize("positive", [reader_first, region_first])
def test_patients_are_9_19_4_18_in_either_order(positive):
    seen = reads()
    assert table([tuple(positive(seen, p, t) for t in TRACERS) for p in PATIENTS]) == (9, 19, 4, 18)


def test_no_patient_depends_on_the_order():
    seen = reads()
    assert [(p, t) for p in PATIENTS for t in TRACERS if reader_first(seen, p, t) != region_first(seen, p, t)] == []


@pytest.mark.parametrize(
    ("region", "cells"),
    [("pelvic nodes", (3, 12, 1, 34)), ("extrapelvic", (0, 8, 0, 42)), ("prostate bed", (5, 2, 4, 39))],
)
def test_each_region_has_its_printed_table(region, cells):
    seen = reads()
    assert table([tuple(in_region(seen, p, t, region) for t in TRACERS) for p in PATIENTS]) == cells


@pytest.mark.parametrize(
    ("above", "up_to", "cells"),
    [("0.19", "0.5", (4, 8, 3, 11)), ("0.5", "1.0", (4, 8, 1, 5)), ("1.0", "2.0", (1, 3, 0, 2))],
)
@pytest.mark.parametrize("positive", [reader_first, region_first])
def test_each_psa_stratum_has_its_table(positive, above, up_to, cells):
    seen, values = reads(), psa()
    within = [p for p in PATIENTS if Decimal(above) < values[p] <= Decimal(up_to)]
    assert table([tuple(positive(seen, p, t) for t in TRACERS) for p in within]) == cells


def test_psa_runs_from_0_20_to_2_00_with_median_0_50_and_values_on_both_limits():
    values = psa().values()
    assert median(values) == Decimal("0.50")
    assert min(values) >= Decimal("0.20")
    assert max(values) <= Decimal("2.00")
    assert {Decimal("0.50"), Decimal("1.00")} <= set(values)
    assert all(row["psa"] == f"{Decimal(row['psa']):.2f}" for row in rows())


def test_every_patient_has_every_reading_once_and_one_psa():
    assert len(rows()) == len(reads()) == 900
    assert set(reads()) == {(p, t, g, r) for p in PATIENTS for t in TRACERS for g in REGIONS for r in READERS}
    assert {row["result"] for row in rows()} == {"positive", "negative"}
    assert all(len({row["psa"] for row in rows() if row["patient_id"] == p}) == 1 for p in PATIENTS)


def test_columns_are_those_read_without_a_plan():
    header = (OUTSIDE / "reads.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "patient_id,reader,modality,region,result,psa"


def test_readers_agree_better_with_psma_than_with_fluciclovine():
    seen = reads()
    split = defaultdict(int)
    for tracer in TRACERS:
        for patient in PATIENTS:
            found = [any(seen[patient, tracer, region, reader] for region in REGIONS) for reader in READERS]
            split[tracer] += len(set(found)) == 2
    assert split == {"PSMA": 12, "fluciclovine": 23}


def test_the_program_writes_the_same_bytes_again():
    text = runpy.run_path(str(ROOT / "data" / "make_calais2019.py"))["text"]
    assert text().encode() == text().encode() == (OUTSIDE / "reads.csv").read_bytes()


@pytest.mark.parametrize("name", sorted({f.name for folder in (OUTSIDE, INSIDE) for f in folder.iterdir()}))
def test_both_copies_are_equal(name):
    assert (OUTSIDE / name).read_bytes() == (INSIDE / name).read_bytes()
